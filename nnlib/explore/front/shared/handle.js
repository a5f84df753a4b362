// What is dragged on a picture, by pointer, touch or the arrow keys.

import { make } from "./dom.js";
import { percent } from "./numbers.js";
import { pointed } from "./plot.js";

/** @typedef {[number, number]} Pair */
/** @type {Record<string, Pair>} */
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/**
 * @param {string} kind its class
 * @param {string} label
 * @param {Element} area in which it is dragged
 * @param {{ begin?: () => void, drag: (to: Pair) => void, nudge: (by: Pair) => void }} acts
 *   `to` are shares of the area, from its left and its top; `by` are steps right and up
 */
export function makeHandle(kind, label, area, { begin = () => {}, drag, nudge }) {
  const element = make("div", {
    class: `handle ${kind}`,
    role: "slider",
    tabindex: 0,
    "aria-label": label,
    "aria-valuenow": 0,
  });
  element.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    element.focus();
    element.setPointerCapture(event.pointerId);
    begin();
  });
  element.addEventListener("pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) drag(pointed(event, area));
  });
  element.addEventListener("keydown", (event) => {
    const by = ARROWS[event.key];
    if (!by) return;
    event.preventDefault();
    begin();
    nudge(by);
  });
  /** @param {Pair} at shares @param {number} value @param {string} text */
  const show = ([x, y], value, text) => {
    element.style.left = percent(x);
    element.style.top = percent(y);
    element.setAttribute("aria-valuenow", value.toFixed(2));
    element.setAttribute("aria-valuetext", text);
  };
  return { element, show };
}

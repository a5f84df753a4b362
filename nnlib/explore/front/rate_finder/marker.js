// The line that is dragged along the rates, and says its own.

import { make, say, slider } from "../shared/dom.js";
import { clamp, percent } from "../shared/numbers.js";
import { pointed } from "../shared/plot.js";
import { shareOf } from "./maths.js";
import { chosen } from "./words.js";

/** @typedef {import("./maths.js").Axis} Axis */

const [STEP, FINE] = [0.05, 0.01]; // of a power of ten: what a key moves

/**
 * @param {HTMLElement} plots what it is dragged on
 * @param {Axis} axis
 * @param {(rate: number) => void} act
 */
export function makeMarker(plots, axis, act) {
  const { low, first, last, high } = axis;
  const goTo = (/** @type {number} */ power) => act(10 ** clamp(power, first, last));
  const limits = { min: low, max: high, step: "any", class: "marker" };
  const input = slider("Learning rate", limits, goTo);
  /** @type {Record<string, number>} */
  const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
  input.addEventListener("keydown", (event) => {
    if (!moves[event.key]) return;
    goTo(Number(input.value) + moves[event.key] * (event.shiftKey ? FINE : STEP));
    event.preventDefault();
  });
  const follow = (/** @type {PointerEvent} */ event) =>
    goTo(low + pointed(event, plots)[0] * (high - low));
  plots.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    plots.setPointerCapture(event.pointerId);
    follow(event);
  });
  plots.addEventListener("pointermove", (event) => {
    if (plots.hasPointerCapture(event.pointerId)) follow(event);
  });
  const label = make("b", { class: "here" });
  const line = make("div", { class: "line", "aria-hidden": "true" }, label);
  plots.append(line, input);
  const show = (/** @type {number} */ rate, /** @type {string} */ told) => {
    line.style.left = percent(shareOf(axis, rate));
    say(label, chosen(rate));
    input.value = String(Math.log10(rate));
    input.setAttribute("aria-valuetext", told);
  };
  return { show };
}

// The grid of the nodes: one of them is chosen, by pointer or by the arrow keys.

import { make } from "../shared/dom.js";
import { columnsOf } from "./maths.js";

/** @typedef {import("./maths.js").Patch} Patch */
/** @typedef {(canvas: HTMLCanvasElement, patch: Patch) => void} Paint */

/**
 * @param {number[]} nodes their numbers
 * @param {{ rows: number, columns: number }} shape of an image
 * @param {Paint} paint
 * @param {(place: number) => void} choose
 */
export function makeGrid(nodes, { rows, columns }, paint, choose) {
  const canvases = nodes.map(() => make("canvas", { width: columns, height: rows }));
  const inputs = nodes.map((node, place) => {
    const label = `node ${node}`;
    const input = make("input", { type: "radio", name: "node", value: place, "aria-label": label });
    input.addEventListener("change", () => choose(place));
    return input;
  });
  const cells = nodes.map((_, i) => make("label", { class: "cell" }, inputs[i], canvases[i]));
  const wide = columnsOf(nodes.length);
  const element = make(
    "div",
    { class: "grid", role: "radiogroup", "aria-label": "Nodes", style: `--columns: ${wide}` },
    ...cells,
  );
  let order = nodes.map((_, place) => place);
  // Of themselves radio buttons go on by one, whichever arrow is pressed.
  element.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -wide, ArrowDown: wide }[event.key];
    const at = order.findIndex((place) => inputs[place] === event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    const place = order[at + step];
    if (place === undefined) return;
    inputs[place].focus();
    choose(place);
  });
  /** @type {Patch[]} */
  let drawn = [];
  /**
   * @param {number} chosen place
   * @param {number[]} wanted places in their order
   * @param {Patch[]} patches
   */
  const show = (chosen, wanted, patches) => {
    if (patches !== drawn) canvases.forEach((canvas, place) => paint(canvas, patches[place]));
    drawn = patches;
    if (wanted.some((place, i) => place !== order[i])) {
      order = wanted;
      element.append(...order.map((place) => cells[place]));
    }
    inputs[chosen].checked = true;
  };
  return { element, show };
}

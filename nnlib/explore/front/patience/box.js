// A plot's box: an axis of values that grows, the epochs below it, a picture that fills it.

import { make } from "../shared/dom.js";
import { minus, percent } from "../shared/numbers.js";
import { stretched, WIDE } from "../shared/plot.js";
import { down, HIGH } from "../shared/shares.js";
import { numbersOf, placeOf } from "./maths.js";

/** @typedef {import("./maths.js").Axis} Axis */
/** @typedef {import("./maths.js").Best} Best */
/**
 * @param {object} parts
 * @param {string} parts.look
 * @param {{ place: number, text: number }[]} parts.across numbers below
 * @param {string} parts.name of what is across
 * @param {SVGPathElement[]} parts.paths
 * @param {HTMLElement[]} parts.marks
 */
export function makeBox({ look, across, name, paths, marks }) {
  const grid = make("path", { class: "grid" });
  const svg = stretched(HIGH, { role: "img" }, grid, ...paths);
  const up = make("div");
  const numbers = across.map(({ place, text }) =>
    make("span", { class: "tick x", style: `left: ${percent(place)}` }, text)
  );
  const sides = make("div", { "aria-hidden": "true" }, up, ...numbers);
  sides.append(make("span", { class: "across" }, name));
  const element = make("div", { class: `plot ${look}` }, svg, sides, ...marks);
  const show = (/** @type {Axis} */ axis, /** @type {Best} */ best) => {
    const found = numbersOf(axis, best);
    const letters = Math.max(...found.map(({ text }) => text.length));
    element.style.setProperty("--letters", String(letters));
    const at = (/** @type {number} */ value) => placeOf(axis, value);
    grid.setAttribute("d", found.map(({ value }) => `M0 ${down(at(value))}H${WIDE}`).join(""));
    up.replaceChildren(
      ...found.map(({ value, text }) =>
        make("span", { class: "tick y", style: `bottom: ${percent(at(value))}` }, minus(text))
      ),
    );
  };
  return { element, svg, show };
}

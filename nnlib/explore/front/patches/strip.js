// How much the nodes moved: a dot for each, and the chosen one marked.

import { make, say } from "../shared/dom.js";
import { percent } from "../shared/numbers.js";
import { axisOf } from "./maths.js";
import { nameOf, percentOf } from "./words.js";

/** @typedef {import("./maths.js").Kind} Kind */
/** @typedef {import("./maths.js").Moved} Moved */
/** @typedef {import("./words.js").Names} Names */
/** @typedef {"learned" | "changed"} Motion */

/** @param {string} name @param {Moved} moved */
function makeRow(name, { each, median }) {
  const number = make("b");
  const dots = each.map(() => make("i"));
  const middle = make("i", { class: "median" });
  const words = make("p", {}, make("span", {}, `${name}: `, number));
  words.append(make("span", {}, `median ${percentOf(median)}`));
  const element = make(
    "div",
    { class: "moved" },
    words,
    make("div", { class: "dots", "aria-hidden": "true" }, middle, ...dots),
  );
  /** @param {number} chosen @param {number} end of the axis */
  const show = (chosen, end) => {
    say(number, percentOf(each[chosen]));
    dots.forEach((dot, place) => {
      dot.style.left = percent(each[place] / end);
      dot.classList.toggle("chosen", place === chosen);
    });
    middle.style.left = percent(median / end);
  };
  return { element, show };
}

/**
 * @param {Partial<Record<Motion, Moved>>} moved
 * @param {Names} names
 */
export function makeStrip(moved, names) {
  const kinds = /** @type {Motion[]} */ (Object.keys(moved));
  const of = (/** @type {Motion} */ kind) => /** @type {Moved} */ (moved[kind]);
  const rows = kinds.map((kind) => makeRow(nameOf(kind, names), of(kind)));
  const axis = make("div", { class: "axis", "aria-hidden": "true" });
  const element = make(
    "div",
    { class: "strip", style: `--rows: ${kinds.length}` },
    ...rows.map(({ element }) => element),
    axis,
    make("p", {}, "in % of the length of w before"),
  );
  /** @param {number} chosen place @param {Kind[]} open what has been asked for */
  const show = (chosen, open) => {
    const asked = kinds.filter((kind) => open.includes(kind));
    const { end, numbers } = axisOf(asked.flatMap((kind) => [...of(kind).each, of(kind).median]));
    element.classList.toggle("unasked", asked.length === 0);
    rows.forEach(({ element, show }, i) => {
      element.hidden = !asked.includes(kinds[i]);
      show(chosen, end);
    });
    axis.replaceChildren(
      ...numbers.map((value) =>
        make("span", { style: `left: ${percent(value / end)}` }, `${value} %`)
      ),
    );
  };
  return { element, show };
}

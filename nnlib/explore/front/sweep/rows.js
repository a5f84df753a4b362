// The rows: of each method the seeds, their mean, and where it stood before.

import { make, say } from "../shared/dom.js";
import { minus, percent } from "../shared/numbers.js";
import { decimalsOf, mean, numbersOf, placeOf } from "../shared/scores.js";

/** @typedef {import("../shared/scores.js").Piece} Piece */
/**
 * @typedef {object} View
 * @property {number[][]} seeds of each method
 * @property {number[] | null} before the means that were shown
 * @property {string[] | null} values at which each method stands, where they differ
 */

const SPREAD = 7; // pixels between the dots of two seeds, up and down
const MOST_SPREAD = 24; // of all

/** How far a seed's dot is from the middle. @param {number} seed @param {number} seeds */
const lift = (seed, seeds) =>
  (seed - (seeds - 1) / 2) * Math.min(SPREAD, MOST_SPREAD / Math.max(1, seeds - 1));

/** @param {HTMLElement} element @param {number} share */
function putAt(element, share) {
  element.style.left = percent(share);
}

/** The part that is far, and the lines at the numbers, behind a row. @param {Piece[]} axis */
function makeGrid(axis) {
  const parts = axis.map(({ left, right, far }) =>
    make("i", {
      class: far ? "part far" : "part",
      style: `left: ${percent(left)}; width: ${percent(right - left)}`,
    })
  );
  const lines = axis.flatMap(numbersOf).map(({ place }) =>
    make("i", { class: "line", style: `left: ${percent(place)}` })
  );
  return [...parts, ...lines];
}

/**
 * The row of a method.
 *
 * @param {string} method
 * @param {Piece[]} axis
 * @param {{ gray: boolean, letters: number, alone: boolean }} look whether it is what others
 *   are compared with, the letters of the longest value, and whether one score is all it has
 */
function makeRow(method, axis, { gray, letters, alone }) {
  const value = make("span", { class: "own", style: `min-width: ${letters + 2}ch` });
  const [text, tick, pale] = [
    make("b", { class: "number" }),
    make("i", { class: "mean" }),
    make("i", { class: "before" }),
  ];
  tick.hidden = alone;
  const compared = make("i", { class: "compared" });
  /** @type {HTMLElement[]} */
  const dots = [];
  const inner = [...makeGrid(axis), compared, pale, tick];
  const lane = make("div", { class: "lane", "aria-hidden": "true" }, ...inner);
  const name = make("span", { class: "name" }, make("b", {}, method), value);
  const element = make("div", { class: gray ? "row gray" : "row" }, name, lane, text);
  /**
   * @param {number[]} seeds
   * @param {{ before?: number, own: string, against?: number }} rest
   */
  const show = (seeds, { before, own, against }) => {
    while (dots.length < seeds.length) {
      dots.push(lane.insertBefore(make("i", { class: "dot" }), tick));
    }
    dots.forEach((dot, i) => {
      dot.hidden = i >= seeds.length;
      if (dot.hidden) return;
      putAt(dot, placeOf(axis, seeds[i]));
      dot.style.marginTop = `${lift(i, seeds.length)}px`;
    });
    putAt(tick, placeOf(axis, mean(seeds)));
    pale.hidden = before === undefined;
    if (before !== undefined) putAt(pale, placeOf(axis, before));
    compared.hidden = against === undefined;
    if (against !== undefined) putAt(compared, placeOf(axis, against));
    say(value, own && `, ${own}`);
    say(text, minus(mean(seeds).toFixed(decimalsOf(axis))));
  };
  return { element, show };
}

/**
 * The numbers along the axis, and what is drawn: no mean where each row has one score.
 *
 * @param {Piece[]} axis
 * @param {string} score
 * @param {boolean} alone
 * @param {string} dot what a dot belongs to
 */
function makeAxis(axis, score, alone, dot) {
  const numbers = axis.flatMap((piece) =>
    numbersOf(piece).filter(({ text }) => text).map(({ place, text }, i) => {
      const look = piece.far && i > 0 ? "tick inner" : "tick";
      return make("span", { class: look, style: `left: ${percent(place)}` }, minus(text));
    })
  );
  const other = axis.filter(({ far }) => far).map(({ left }) =>
    make("span", { class: "other", style: `left: ${percent(left)}` }, "another scale")
  );
  const shown = alone ? "last shown" : "mean last shown";
  const before = make("span", {}, make("i", { class: "before" }), shown);
  const dots = [
    make("span", {}, make("i", { class: "dot" }), dot),
    make("span", {}, make("i", { class: "mean" }), "mean"),
  ];
  const key = make("div", { class: "key" }, ...alone ? [] : dots, before);
  const lane = make(
    "div",
    { class: "lane" },
    ...numbers,
    ...other,
    make("span", { class: `score ${other.length && axis[0].left === 0 ? "left" : ""}` }, score),
  );
  const element = make("div", { class: "row axis", "aria-hidden": "true" }, key, lane);
  return { element, before };
}

/**
 * @param {object} facts
 * @param {string[]} facts.methods
 * @param {number | null} facts.reference
 * @param {string} facts.score what is along the axis
 * @param {number} facts.letters of the longest value
 * @param {Piece[]} facts.axis
 * @param {boolean} facts.alone whether each row has one score at each value
 * @param {string} facts.dot what a dot belongs to
 */
export function makeRows({ methods, reference, score, letters, axis, alone, dot }) {
  const rows = methods.map((method, i) =>
    makeRow(method, axis, { gray: i === reference, letters, alone })
  );
  const scale = makeAxis(axis, score, alone, dot);
  const element = make(
    "div",
    { class: "rows", role: "group", style: `--methods: ${methods.length}` },
    ...rows.map((row) => row.element),
    scale.element,
  );
  const show = (/** @type {View} */ { seeds, before, values }, /** @type {string} */ told) => {
    const against = reference === null ? undefined : mean(seeds[reference]);
    rows.forEach((row, i) => {
      row.show(seeds[i], { before: before?.[i], own: values?.[i] ?? "", against });
    });
    scale.before.style.visibility = before ? "visible" : "hidden";
    element.setAttribute("aria-label", told);
  };
  return { element, show };
}

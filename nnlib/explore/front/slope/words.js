// What is told of the dot, in numbers and in words: the slope only where it is shown.

import { minus, shortly, written } from "../shared/numbers.js";
import { difference, downhill } from "./maths.js";

/** @typedef {import("./maths.js").Curve} Curve */
/**
 * @typedef {object} State
 * @property {number} w
 * @property {number | null} h of the two passes, null without them
 * @property {boolean} slope whether it is shown
 * @property {boolean} [whole] whether more than a piece is seen, where it begins with one
 */

const DIGITS = 7; // of losses whose difference is taken

/** An h. @param {number} h */
export const hText = (h) => minus(shortly(h));

/**
 * What stands in the rows: names, values, and of which color they are.
 *
 * @param {Curve} curve
 * @param {State} state
 * @returns {[string, string, string][]}
 */
export function rows(curve, { w, h, slope }) {
  /** @type {[string, string, string][]} */
  const known = [["w", written(w), ""], ["L(w)", written(curve.f(w), 4), ""]];
  if (h !== null) {
    known.push(
      ["L(w + h)", written(curve.f(w + h), DIGITS), "pass"],
      ["L(w − h)", written(curve.f(w - h), DIGITS), "pass"],
      ["difference / 2h", written(difference(curve, w, h)), "pass"],
    );
  }
  known.push(["slope", slope ? written(curve.df(w)) : "", "slope"]);
  return known;
}

/** @param {Curve} curve @param {number} w */
export function sentence(curve, w) {
  const way = downhill(curve, w);
  if (way === 0) return "The slope is about 0: it is flat here.";
  return way < 0
    ? "The slope is above 0: downhill is to the left."
    : "The slope is below 0: downhill is to the right.";
}

/**
 * The picture, for those who cannot see it.
 *
 * @param {Curve} curve
 * @param {State} state
 */
export function describe(curve, state) {
  const told = rows(curve, state).filter(([, value]) => value);
  return `The loss over one weight, with a dot: ${
    told.map(([name, value]) => `${name} = ${value}`).join(", ")
  }.`;
}

// A comparison: the value at which each method is best.

import { mean } from "../shared/scores.js";

/** @typedef {number[][][]} Scores of each value of the setting, method and seed */
/** @typedef {import("../shared/scores.js").Best} Best */

/**
 * The place of the best value: the first one, where two are alike but for rounding.
 *
 * @param {number[]} values
 * @param {Best} best
 */
export function bestOf(values, best) {
  const sign = best === "max" ? 1 : -1;
  let found = 0;
  values.forEach((value, i) => {
    const least = 1e-9 * Math.max(Math.abs(value), Math.abs(values[found]));
    if (sign * (value - values[found]) > least) found = i;
  });
  return found;
}

/**
 * For each method the place of the value of the setting at which its mean is best.
 *
 * @param {Scores} scores
 * @param {Best} best
 */
export const ownBest = (scores, best) =>
  scores[0].map((_, method) => bestOf(scores.map((row) => mean(row[method])), best));

/**
 * Which methods are best at the first or the last of the values: beyond it none was tried.
 *
 * @param {number[]} own the place of each one's best value
 * @param {number} values how many there are
 * @param {string[]} methods
 */
export const atAnEnd = (own, values, methods) =>
  values < 3 ? [] : methods.filter((_, i) => own[i] === 0 || own[i] === values - 1);

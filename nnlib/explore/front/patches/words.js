// What is told of a node.

import { minus, written } from "../shared/numbers.js";

/** @typedef {import("./maths.js").Kind} Kind */
/** @typedef {[string, string]} Names of the tasks */

/** @param {Kind} kind @param {Names} names */
export const nameOf = (kind, [first, second]) =>
  ({
    weights: `on ${first}`,
    learned: "learned",
    later: `on ${second}`,
    changed: "change",
  })[kind];

/** Percent in two digits, or whole. @param {number} value */
export const percentOf = (value) => `${value >= 10 ? Math.round(value) : written(value, 2)} %`;

/** An answer: 4.31, −12.3, 0.004. @param {number} value */
export const answerOf = (value) =>
  Math.abs(value) < 0.1 ? minus((Math.round(1000 * value) / 1000 || 0).toFixed(3)) : written(value);

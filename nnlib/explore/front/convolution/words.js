// What is told of a filter's answers.

import { minus } from "../shared/numbers.js";

/** An answer or a weight in two decimals. @param {number} value */
export const decimals = (value) => minus((Math.round(100 * value) / 100 || 0).toFixed(2));

/** A weight as it stands in its cell. @param {number} weight */
export const weightOf = (weight) =>
  Number.isInteger(weight)
    ? minus(weight)
    : decimals(weight).replace(/^(−?)0\./, "$1.").replace(/0$/, "");

/** Where a place is: rows and columns count from 0. @param {number} row @param {number} column */
export const placeOf = (row, column) => `row ${row}, column ${column}`;

/** How far the picture was moved. @param {number} right @param {number} below */
export function movedBy(right, below) {
  const parts = [];
  if (right) parts.push(`${Math.abs(right)} to the ${right > 0 ? "right" : "left"}`);
  if (below) parts.push(`${Math.abs(below)} ${below > 0 ? "down" : "up"}`);
  return parts.join(", ") || "in place";
}

/** The one answer of a dense node. @param {number} count of its weights @param {number} answer */
export const denseTold = (count, answer) => `dense node, ${count} weights: ${decimals(answer)}`;

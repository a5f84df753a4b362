// What is told of an update.

import { written } from "../shared/numbers.js";

/** @param {number} update @param {number} count */
export const updateOf = (update, count) => `update ${update} of ${count}`;

/** @param {number} loss @param {number} examples */
export const lossOf = (loss, examples) => [`loss of all ${examples} examples`, written(loss)];

/** @param {number} right @param {number} examples */
export const rightOf = (right, examples) => ["right answers", `${right} of ${examples}`];

/** @param {boolean[]} turned @param {number} weights */
export const turnedOf = (turned, weights) => [
  "weights with the other sign",
  `${turned.filter(Boolean).length} of ${weights}`,
];

/**
 * What stands above the answers; of one output, whose mark is missing, with the class.
 *
 * @param {number} example
 * @param {number | null} wanted
 */
export const answerTo = (example, wanted) =>
  wanted === null ? `answers to example ${example}` : `example ${example}, class ${wanted}`;

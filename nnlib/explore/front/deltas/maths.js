// The slopes of two losses at the logits of a softmax.

import { shares } from "../softmax/maths.js";

/** @typedef {"cross_entropy" | "squared_error"} Loss */

/**
 * How far each answer is from its target: 1 for the right class, else 0.
 *
 * @param {number[]} found answers
 * @param {number} target
 */
const errors = (found, target) => found.map((share, k) => share - (k === target ? 1 : 0));

/**
 * Delta of each logit. Behind the squared error, an error goes back through the slopes of
 * the softmax.
 *
 * @param {number[]} logits
 * @param {number} target
 * @param {Loss} loss
 */
export function deltas(logits, target, loss) {
  const found = shares(logits);
  const off = errors(found, target);
  if (loss === "cross_entropy") return off;
  const mean = off.reduce((total, each, k) => total + each * found[k], 0);
  return off.map((each, k) => found[k] * (each - mean));
}

/** Half the sum of the squares. @param {number[]} logits @param {number} target */
export const squaredError = (logits, target) =>
  errors(shares(logits), target).reduce((total, each) => total + each ** 2 / 2, 0);

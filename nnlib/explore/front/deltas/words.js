// What is said of the answers, the loss and the deltas.

import { minus, written } from "../shared/numbers.js";
import { crossEntropy, shares } from "../softmax/maths.js";
import { share } from "../softmax/words.js";
import { squaredError } from "./maths.js";

/**
 * @typedef {object} State
 * @property {number[]} logits
 * @property {number} target the right class
 * @property {import("./maths.js").Loss} loss
 * @property {boolean} shown whether the deltas are
 */

const SURE = 0.9; // the largest answer

/** Three decimals, and no minus before a zero. @param {number} delta */
export const signed = (delta) => minus(delta.toFixed(3).replace(/^-(?=0.000$)/, ""));

/** What there is to do, and then why the deltas are as they are. @param {State} state */
export function remark({ logits, loss, shown }) {
  if (!shown) return "Drag a logit, or choose another right class.";
  if (loss === "cross_entropy") return "δ: from the line to the end of the bar, ŷ − y.";
  return Math.max(...shares(logits)) > SURE
    ? "The softmax is sure, so it is flat: little of the error comes back."
    : "The error comes back through the slopes of the softmax.";
}

/** The loss in full. @param {State} state */
export function lossText({ logits, target, loss }) {
  if (loss === "squared_error") {
    return `Loss: ½ Σ (ŷ − y)² = ${written(squaredError(logits, target))}`;
  }
  const p = share(shares(logits)[target]);
  const minusLog = /[<>]/.test(p) ? "" : `−ln ${p} = `;
  return `Loss: ${minusLog}${written(crossEntropy(logits, target))}`;
}

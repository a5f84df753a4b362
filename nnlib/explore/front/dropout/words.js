// What dropout says of a step, and of the mean over many.

import { minus } from "../shared/numbers.js";
import { factor, hiddenNodes } from "./maths.js";

/** @typedef {import("./maths.js").Mask} Mask */
/** @typedef {import("./maths.js").Moments} Moments */
/** @typedef {import("./maths.js").Network} Network */
/** @typedef {import("./maths.js").Settings} Settings */

/** Two decimals, for every number on the page. @param {number} value */
export const number = (value) => minus(value.toFixed(2).replace(/^-(?=0.00$)/, ""));

/** A rate, or a factor: as short as it is. @param {number} value */
export const short = (value) => String(Number(value.toFixed(2)));

/** A number with an English comma. @param {number} count */
export const counted = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** "1 node", "3 nodes". @param {number} n */
const nodes = (n) => `${n} node${n === 1 ? "" : "s"}`;

/**
 * What happens to the hidden nodes.
 *
 * @param {Settings & { training: boolean }} settings
 * @param {number} step
 * @param {Mask} mask
 */
export function ofStep({ rate, scaling, training }, step, mask) {
  if (!training) return "At test time no node falls out, and none is multiplied.";
  if (step === 0) {
    return `Step: each hidden node falls out with probability ${
      short(rate)
    }, whatever the others do.`;
  }
  const kept = mask.flat();
  const fallen = kept.filter((stays) => !stays).length;
  const fate = `Step ${counted(step)}: ${fallen} of ${nodes(kept.length)} fell out`;
  if (!scaling) return `${fate}; the others stay as they are.`;
  const times = short(factor({ rate, scaling }));
  return `${fate}; the others are divided by 1 − ${short(rate)}: times ${times}.`;
}

/**
 * What the mean over all masks is, and why it is not the output without dropout.
 *
 * @param {Network} network
 * @param {Settings} settings
 * @param {Moments} all over all masks
 * @param {number} plain the output without dropout
 */
export function ofMean({ sizes }, { rate, scaling }, { mean }, plain) {
  const masks = `Over all ${counted(2 ** hiddenNodes(sizes))} masks the mean is`;
  const bent = sizes.length > 3;
  if (rate === 0) return "At rate 0 no node ever falls out.";
  if (scaling && !bent) {
    return `${masks} the output without dropout: after the hidden layer all is linear.`;
  }
  if (scaling) {
    const same = number(mean) === number(plain);
    const told = same ? `${number(mean)} here, too` : `${number(mean)}, not ${number(plain)}`;
    return `${masks} ${told}: the mean of a ReLU ${same ? "need not be" : "is not"} ` +
      "the ReLU of the mean.";
  }
  const why = bent ? "" : `(1 − ${short(rate)}) × ${number(plain)} = `;
  return `${masks} ${why}${number(mean)}; at test time ${number(plain)} comes.`;
}

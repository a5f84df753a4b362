// What softmax says of its numbers.

import { minus, written } from "../shared/numbers.js";
import { crossEntropy, exponents, shares } from "./maths.js";

/** @typedef {import("./maths.js").State} State */
/** @typedef {"constant" | "temperature" | number | null} Moved what was moved last: a logit */

/** One decimal, and no minus before a zero. @param {number} value */
export const short = (value) => minus(value.toFixed(1).replace(/^-(?=0.0$)/, ""));

/**
 * A probability: three decimals; what is not 0 or 1 never looks so.
 *
 * @param {number} share
 */
export function share(share) {
  if (share > 0 && share < 0.0005) return "< 0.001";
  if (share < 1 && share >= 0.9995) return "> 0.999";
  return share.toFixed(3);
}

/** @param {string[]} names */
const listed = (names) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/**
 * What the last thing that was moved did.
 *
 * @param {State} state
 * @param {Moved} moved
 */
export function remark(state, moved) {
  const found = shares(exponents(state));
  const { names, constant, temperature } = state;
  if (moved === null) return "Drag a logit: watch the other probabilities, too.";
  if (moved === "constant") {
    return constant === 0
      ? "Nothing is added."
      : `Every exponential is multiplied by the same ${
        written(Math.exp(constant / temperature))
      }. It cancels: the probabilities stay.`;
  }
  if (moved === "temperature") {
    const by = temperature === 1
      ? "The logits as they are."
      : `All logits are divided by ${short(temperature)}. `;
    if (temperature === 1) return by;
    if (found.every((each) => Math.abs(each - found[0]) < 1e-9)) {
      return `${by}They are equal: so are the probabilities.`;
    }
    return temperature < 1
      ? `${by}Differences grow: the answer is surer. The order stays.`
      : `${by}Differences shrink: the answer is less sure. The order stays.`;
  }
  const others = names.filter((_, i) => i !== moved);
  if (others.length < 2) return `${names[moved]} takes from ${others[0]} what it gains.`;
  const [first, second] = found.filter((_, i) => i !== moved);
  const ratio = first >= second ? first / second : second / first;
  const [more, less] = first >= second ? [others[0], others[1]] : [others[1], others[0]];
  return `${listed(others)} change by the same factor: ${more} stays ${
    written(ratio)
  } times ${less}.`;
}

/** The cross-entropy in full. @param {State} state */
export function loss(state) {
  const { names, target } = state;
  if (target < 0) return "";
  const found = exponents(state);
  const value = crossEntropy(found, target);
  const p = shares(found)[target];
  const minusLog = p < 0.0005 || p >= 0.9995 ? "" : `−ln ${share(p)} = `;
  return `Right class ${names[target]}: cross-entropy ${minusLog}${written(value)}`;
}

// Softmax: exponentials, then shares; and the cross-entropy of a right class.

/**
 * @typedef {object} State
 * @property {number[]} logits
 * @property {number} constant added to all of them
 * @property {number} temperature that the sums are divided by
 * @property {number} target the right class; -1 where there is none
 * @property {string[]} names of the classes
 */

/** The exponents. @param {Pick<State, "logits" | "constant" | "temperature">} state */
export const exponents = ({ logits, constant, temperature }) =>
  logits.map((logit) => (logit + constant) / temperature);

/**
 * The shares of the exponentials; the largest exponent is subtracted first.
 *
 * @param {number[]} found the exponents
 */
export function shares(found) {
  const most = Math.max(...found);
  const parts = found.map((exponent) => Math.exp(exponent - most));
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
}

/**
 * Minus the logarithm of the share of the right one, which may be too small for a number.
 *
 * @param {number[]} found the exponents
 * @param {number} target
 */
export function crossEntropy(found, target) {
  const most = Math.max(...found);
  const sum = found.reduce((total, exponent) => total + Math.exp(exponent - most), 0);
  return Math.log(sum) + most - found[target];
}

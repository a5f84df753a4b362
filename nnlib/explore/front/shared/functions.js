// Functions that more than one explorable computes.

/** @param {number} z */
export function sigmoid(z) {
  const e = Math.exp(-Math.abs(z)); // at most 1: nothing overflows
  return (z >= 0 ? 1 : e) / (1 + e);
}

/** @param {number} z */
export const normalDensity = (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/**
 * The probability of a standard normal number below z, by a series without cancellation.
 *
 * @param {number} z
 */
export function normalProbability(z) {
  if (Math.abs(z) > 9) return z > 0 ? 1 : 0;
  let [term, sum] = [z, z];
  for (let n = 3; Math.abs(term) > 1e-17; n += 2) sum += term *= (z * z) / n;
  return 0.5 + sum * normalDensity(z);
}

/** The two numbers of SELU. */
export const LAMBDA = 1.0507009873554805;
export const ALPHA = 1.6732632423543772;

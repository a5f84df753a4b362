// The activation functions, their derivatives, and where these are flat or jump.

import { ALPHA, LAMBDA, normalDensity, normalProbability, sigmoid } from "../shared/functions.js";
import { written } from "../shared/numbers.js";

/** @typedef {(z: number, parameter: number) => number} Curve */
/** @typedef {{ kind: "dead" | "saturated", from: number, to: number }} Region */

/** @type {Curve} */
const ramp = (z, slope) => (z > 0 ? z : slope * z);
/** @type {Curve} */
const elu = (z, alpha) => (z > 0 ? z : alpha * Math.expm1(z));
/** @type {Curve} */
const eluSlope = (z, alpha) => (z > 0 ? 1 : alpha * Math.exp(z));

/**
 * The functions and their derivatives, by name. The second argument is the slope or alpha
 * of those that have one. Where the derivative jumps it is Keras'.
 *
 * @type {Record<string, { f: Curve, df: Curve }>}
 */
export const functions = {
  sigmoid: { f: sigmoid, df: (z) => sigmoid(z) * sigmoid(-z) },
  tanh: { f: Math.tanh, df: (z) => 1 - Math.tanh(z) ** 2 },
  relu: { f: (z) => Math.max(0, z), df: (z) => (z > 0 ? 1 : 0) },
  leaky_relu: { f: ramp, df: (z, slope) => (z >= 0 ? 1 : slope) },
  prelu: { f: ramp, df: (z, alpha) => (z > 0 ? 1 : z < 0 ? alpha : 0) },
  elu: { f: elu, df: eluSlope },
  selu: { f: (z) => LAMBDA * elu(z, ALPHA), df: (z) => LAMBDA * eluSlope(z, ALPHA) },
  gelu: {
    f: (z) => z * normalProbability(z),
    df: (z) => normalProbability(z) + z * normalDensity(z),
  },
  swish: {
    f: (z) => z * sigmoid(z),
    df: (z) => sigmoid(z) * (1 + z * sigmoid(-z)),
  },
  softplus: {
    f: (z) => Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))),
    df: sigmoid,
  },
};

const LITTLE = 0.05;

/**
 * Where no gradient passes, and where less than a twentieth does on a flat end that is
 * not straight.
 *
 * @param {string} name
 * @param {number} parameter
 * @param {number} range of the input, to both sides
 */
export function regions(name, parameter, range) {
  const slope = (/** @type {number} */ z) => functions[name].df(z, parameter);
  /** @type {Region[]} */
  const found = [];
  for (const end of [-range, range]) {
    if (slope(end) === 0) found.push({ kind: "dead", from: -range, to: 0 });
    else if (Math.abs(slope(end)) < LITTLE && slope(end) !== slope(end / 2)) {
      let [flat, steep] = [end, end];
      while (Math.abs(slope(steep)) < LITTLE) steep -= Math.sign(end) / 100;
      for (let i = 0; i < 40; i++) {
        const middle = (flat + steep) / 2;
        if (Math.abs(slope(middle)) < LITTLE) flat = middle;
        else steep = middle;
      }
      found.push({ kind: "saturated", from: Math.min(end, flat), to: Math.max(end, flat) });
    }
  }
  return found;
}

/**
 * The two slopes where the derivative jumps, if it does at this input.
 *
 * @param {string} name
 * @param {number} z
 * @param {number} parameter
 */
export function jump(name, z, parameter) {
  if (z !== 0) return null;
  const [left, right] = [-1e-12, 1e-12].map((near) => functions[name].df(near, parameter));
  return Math.abs(right - left) > 1e-6 ? [left, right] : null;
}

/**
 * A number's text: what is exact in three digits has no zeros at its end, and rounding
 * errors are 0.
 *
 * @param {number} value
 */
export function number(value) {
  const size = Math.abs(value);
  if (size < 5e-7) return "0";
  const exact = size >= 1e-3 && Math.abs(value - Number(value.toPrecision(3))) < 1e-9;
  const text = written(value, size < 1e-3 ? 2 : 3);
  return exact && text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
}

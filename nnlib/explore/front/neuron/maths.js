// One neuron with two inputs: its sum, its answer, and its line.

import { sigmoid } from "../shared/functions.js";
import { clamp } from "../shared/numbers.js";

/** @typedef {[number, number]} Pair */
/** @typedef {{ w: Pair, b: number, activation: string }} Neuron */

export const MOST_WEIGHT = 5;
export const MOST_BIAS = 10;
export const STEP = 0.05; // of the sliders
export const TOP = 4; // of the colors of ReLU

/** @type {Record<string, (z: number) => number>} */
const FUNCTIONS = {
  sigmoid,
  step: (z) => (z > 0 ? 1 : 0),
  relu: (z) => Math.max(0, z),
};

/** @param {Neuron} neuron @param {Pair} x */
export const sum = ({ w, b }, x) => w[0] * x[0] + w[1] * x[1] + b;

/** @param {Neuron} neuron @param {number} z */
export const answer = ({ activation }, z) => FUNCTIONS[activation](z);

/** The answer as a color from 0 to 1. @param {Neuron} neuron @param {number} z */
export const shade = (neuron, z) =>
  neuron.activation === "relu"
    ? 0.5 + Math.min(TOP, answer(neuron, z)) / (2 * TOP)
    : answer(neuron, z);

/**
 * How many points are on their side of the line: class 1 where z > 0.
 *
 * @param {Neuron} neuron
 * @param {{ places: Pair[], labels: number[] }} points
 */
export const right = (neuron, { places, labels }) =>
  places.filter((x, i) => (sum(neuron, x) > 0 ? 1 : 0) === labels[i]).length;

const rounded = (/** @type {number} */ value, /** @type {number} */ most) =>
  Number((Math.round(clamp(value, -most, most) / STEP) * STEP).toFixed(2)) || 0;

/** The bias with which the line goes through a place. @param {Pair} w @param {Pair} x */
export const biasThrough = (w, x) => rounded(-(w[0] * x[0] + w[1] * x[1]), MOST_BIAS);

/**
 * Whether all three may be multiplied: within their limits, and so that it is seen.
 *
 * @param {Neuron} neuron
 * @param {number} factor
 */
export function mayScale({ w, b }, factor) {
  const [weight, bias] = [Math.max(...w.map(Math.abs)), Math.abs(b)].map((x) => factor * x);
  return weight <= MOST_WEIGHT && bias <= MOST_BIAS &&
    Math.max(weight, bias) > (factor < 1 ? STEP : 0);
}

/** Weights within their limits, on the steps of the sliders. @param {Pair} w @returns {Pair} */
export const weights = ([w0, w1]) => [rounded(w0, MOST_WEIGHT), rounded(w1, MOST_WEIGHT)];

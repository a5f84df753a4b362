// The slopes of a weight, and the steps that four optimizers make of them: doubles, by the
// rules of Keras. Steps are told against the slope, in learning rates.

import { normals } from "../race/noise.js";
import { clamp } from "../shared/numbers.js";

/** @typedef {"sgd" | "momentum" | "rmsprop" | "adam"} Kind */
/** @typedef {"rmsprop" | "adam"} Divider */
/**
 * @typedef {object} Slopes what the slopes of a weight are like
 * @property {number} size of the slope
 * @property {number} noise on it: its standard deviation, in sizes
 * @property {number} every there is a slope in one step of so many, from the first on
 * @property {number} seed of the noise
 */
/**
 * @typedef {object} Settings
 * @property {number} beta_1
 * @property {number} beta_2
 * @property {boolean} corrected whether Adam's means are
 */
/**
 * A weight's slopes, and what becomes of them, a number for each step.
 *
 * @typedef {object} Walk
 * @property {number[]} slopes
 * @property {Record<Kind, number[]>} steps
 * @property {Record<Kind, number[]>} ways all steps up to this one
 * @property {Record<Divider, number[]>} above what is divided
 * @property {Record<Divider, number[]>} below by what
 */

export const STEPS = 60;
export const KINDS = /** @type {Kind[]} */ (["sgd", "momentum", "rmsprop", "adam"]);
export const STEADY = { size: 1, noise: 0, every: 1, seed: 0 };
const [GAMMA, RHO] = [0.9, 0.9]; // of momentum and of RMSprop
const EPSILON = 1e-7;

/**
 * The slopes of a weight that moves where nothing changes them.
 *
 * @param {Slopes} like
 */
export function slopesOf({ size, noise, every, seed }) {
  const shaken = normals(seed, STEPS / 2).flat();
  return shaken.map((shake, i) => (i % every ? 0 : size * (1 + noise * shake)));
}

/**
 * Running means, which begin at 0.
 *
 * @param {number[]} values
 * @param {number} kept the share that is kept of the old mean
 */
export function means(values, kept) {
  let mean = 0;
  return values.map((value) => mean = kept * mean + (1 - kept) * value);
}

/** Sums up to each value, of which a share of the sum before is kept. @param {number[]} values */
function sums(values, kept = 1) {
  let sum = 0;
  return values.map((value) => sum = kept * sum + value);
}

/**
 * What the weights of a running mean add up to: less than 1 at first.
 *
 * @param {number} kept
 * @param {number} step from 1
 */
const filled = (kept, step) => 1 - kept ** step;

/** @param {number[]} values @param {(value: number, step: number) => number} act from step 1 */
const each = (values, act) => values.map((value, i) => act(value, i + 1));

/**
 * @param {number[]} slopes
 * @param {Settings} settings
 * @returns {Walk}
 */
export function walkOf(slopes, { beta_1, beta_2, corrected }) {
  const squares = slopes.map((slope) => slope * slope);
  const share = (/** @type {number} */ kept, /** @type {number} */ step) =>
    corrected ? filled(kept, step) : 1;
  const above = {
    rmsprop: slopes,
    adam: each(means(slopes, beta_1), (m, step) => m / share(beta_1, step)),
  };
  const below = {
    rmsprop: means(squares, RHO).map((s) => Math.sqrt(s + EPSILON)),
    adam: each(
      means(squares, beta_2),
      (s, step) => (Math.sqrt(s) + EPSILON) / Math.sqrt(share(beta_2, step)),
    ),
  };
  const divided = (/** @type {Divider} */ kind) => above[kind].map((a, i) => a / below[kind][i]);
  const steps = {
    sgd: slopes,
    momentum: sums(slopes, GAMMA),
    rmsprop: divided("rmsprop"),
    adam: divided("adam"),
  };
  const { sgd, momentum, rmsprop, adam } = steps;
  const ways = {
    sgd: sums(sgd),
    momentum: sums(momentum),
    rmsprop: sums(rmsprop),
    adam: sums(adam),
  };
  return { slopes, steps, ways, above, below };
}

/**
 * Bars within a plot, and which of them are cut.
 *
 * @param {number[]} values
 * @param {[number, number]} view the least and the greatest value seen
 */
export const cutTo = (values, [low, high]) =>
  values.map((value) => ({ seen: clamp(value, low, high), cut: value < low || value > high }));

// Losses of one weight, their slopes, and the steps of gradient descent on them.

import { clamp } from "../shared/numbers.js";

/**
 * A loss of one weight, and how much of it is seen.
 *
 * @typedef {object} Loss
 * @property {(w: number) => number} f
 * @property {(w: number) => number} df its slope
 * @property {[number, number]} view the least and the greatest weight seen
 * @property {[number, number]} levels the least and the greatest loss seen
 * @property {[number, number]} known where the loss is known: beyond, no step goes on
 * @property {[number, number]} rates the least and the greatest learning rate
 * @property {number} rate the one at first
 * @property {number} start the weight at first
 * @property {number} [curvature] of a parabola
 * @property {number} [minimum] of a parabola: where it lies
 */
/**
 * The loss of a model at evenly spaced positions, as Python stores it.
 *
 * @typedef {object} Line
 * @property {number} first position
 * @property {number} last
 * @property {number} low least loss
 * @property {number} high greatest
 * @property {number} start where the descent begins
 * @property {number[]} levels from 0, the least loss, to `steps`, the greatest
 * @property {number} steps
 */
/** @typedef {{ w: number, loss: number, slope: number }} Stop where a step ends */

const HALF = 8; // of the weights seen, to both sides of a parabola's minimum
const MINIMUM = 1;
const BEGINNING = 12; // about the loss of a parabola at its start
const TOP = 21; // loss seen

/**
 * A parabola, a/2 (w − w*)²: the larger the curvature a, the steeper.
 *
 * @param {number} curvature
 * @returns {Loss}
 */
export function parabola(curvature) {
  const away = Math.min(HALF - 1, Math.round(10 * Math.sqrt((2 * BEGINNING) / curvature)) / 10);
  return {
    f: (w) => (curvature / 2) * (w - MINIMUM) ** 2,
    df: (w) => curvature * (w - MINIMUM),
    view: [MINIMUM - HALF, MINIMUM + HALF],
    levels: [-1, TOP],
    known: [-Infinity, Infinity],
    rates: [0.01, 10],
    rate: 0.1,
    start: Number((MINIMUM - away).toFixed(1)),
    curvature,
    minimum: MINIMUM,
  };
}

/**
 * The second derivatives of a natural cubic spline through evenly spaced values.
 *
 * @param {number[]} values
 * @param {number} gap between two of them
 */
function bends(values, gap) {
  const n = values.length;
  const [second, factor] = [new Array(n).fill(0), new Array(n).fill(0)];
  for (let i = 1; i < n - 1; i++) {
    const right = (6 * (values[i + 1] - 2 * values[i] + values[i - 1])) / gap ** 2;
    const pivot = 4 - factor[i - 1];
    factor[i] = 1 / pivot;
    second[i] = (right - second[i - 1]) / pivot;
  }
  for (let i = n - 2; i > 0; i--) second[i] -= factor[i] * second[i + 1];
  return second;
}

/**
 * A smooth curve through the losses of a line: a natural cubic spline, and its slope.
 *
 * @param {Line} line
 */
export function spline({ first, last, low, high, levels, steps }) {
  const values = levels.map((level) => low + ((high - low) * level) / steps);
  const gap = (last - first) / (values.length - 1);
  const second = bends(values, gap);
  const piece = (/** @type {number} */ w) => {
    const i = Math.max(0, Math.min(values.length - 2, Math.floor((w - first) / gap)));
    const right = (w - first) / gap - i;
    return { i, right, left: 1 - right };
  };
  /** @param {number} w */
  const f = (w) => {
    const { i, right, left } = piece(w);
    const bend = (left ** 3 - left) * second[i] + (right ** 3 - right) * second[i + 1];
    return left * values[i] + right * values[i + 1] + (bend * gap ** 2) / 6;
  };
  /** @param {number} w */
  const df = (w) => {
    const { i, right, left } = piece(w);
    const bend = (3 * right ** 2 - 1) * second[i + 1] - (3 * left ** 2 - 1) * second[i];
    return (values[i + 1] - values[i]) / gap + (bend * gap) / 6;
  };
  return { f, df, values, gap };
}

/** The power of ten at or below a number. @param {number} value */
const below = (value) => 10 ** Math.floor(Math.log10(value));

/**
 * The loss of a model along a line. The least rate makes steps too small to see where it
 * is steepest; the greatest leads from end to end where it is as steep as it mostly is.
 *
 * @param {Line} line
 * @returns {Loss}
 */
export function along(line) {
  const { first, last, low, high } = line;
  const { f, df, values, gap } = spline(line);
  const width = last - first;
  const slopes = values.map((_, i) => Math.abs(df(first + i * gap))).sort((a, b) => a - b);
  const steepest = slopes[slopes.length - 1] || 1;
  const usual = Math.max(slopes[Math.floor(slopes.length / 2)], steepest / 1000);
  const rates = /** @type {[number, number]} */ ([
    below((0.003 * width) / steepest),
    10 * below(width / usual),
  ]);
  const start = clamp(line.start, first, last);
  const careful = (0.02 * width) / Math.max(Math.abs(df(start)), steepest / 10);
  const pad = 0.05 * (high - low) || 1;
  return {
    f,
    df,
    view: [first, last],
    levels: [low - pad, high + pad],
    known: [first, last],
    rates,
    rate: Number(careful.toPrecision(1)),
    start,
  };
}

/**
 * Where the steps lead, each at its own rate.
 *
 * @param {Loss} loss
 * @param {number} start
 * @param {number[]} rates
 * @returns {Stop[]} the start and the end of each step
 */
export function follow({ f, df, known }, start, rates) {
  const stop = (/** @type {number} */ w) =>
    w >= known[0] && w <= known[1] ? { w, loss: f(w), slope: df(w) } : { w, loss: NaN, slope: NaN };
  const stops = [stop(start)];
  for (const rate of rates) {
    const { w, slope } = stops[stops.length - 1];
    if (Number.isNaN(slope)) break;
    stops.push(stop(w - rate * slope));
  }
  return stops;
}

/** Whether no further step is known. @param {Stop} stop */
export const beyond = ({ w, loss }) => !(Number.isFinite(loss) && Math.abs(w) < 1e12);

/** Whether it is seen. @param {Stop} stop @param {Loss} loss */
export const seen = ({ w, loss }, { view: [first, last], levels: [, top] }) =>
  w >= first && w <= last && loss <= top;

// Early stopping: where a training ends at a patience, what it keeps, and axes that grow.

import { ticks } from "../shared/plot.js";

/** @typedef {"min" | "max"} Best which value is better */
/** @typedef {{ values: number[], gains: number[] }} Training the epochs, from 0, of a new best */
/**
 * @typedef {object} End
 * @property {number} trained epochs
 * @property {number} kept the epoch of the last new best, from 0
 * @property {boolean} stopped whether early stopping ended it
 */
/** @typedef {{ trained: number, kept: number, open: number }} Means over trainings, of which
 *   some are not stopped */
/**
 * @typedef {object} Axis
 * @property {number} low of what was seen
 * @property {number} high
 * @property {number} range of it, when the axis grew last
 * @property {number} from where it begins
 * @property {number} to
 */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

const [AHEAD, BEHIND] = [0.6, 0.25]; // room beyond what was seen, in its own range
const [LEAST_AHEAD, LEAST_BEHIND] = [0.17, 0.12]; // shares of the axis, which letters need
const TICKS = 4;
const CLEAR = 0.12; // of an axis, before the last epoch
const [LARGE, SMALL] = [1e5, 1e-4]; // numbers along an axis that are written with a power

/**
 * What Python stored.
 *
 * @param {number[][]} values
 * @param {string[]} gains of each epoch 1 or 0: whether it is a new best
 * @returns {Training[]}
 */
export const trainingsOf = (values, gains) =>
  values.map((row, i) => ({
    values: row,
    gains: [...gains[i]].flatMap((sign, epoch) => (sign === "1" ? [epoch] : [])),
  }));

/**
 * Where early stopping ends a training, by the rule of keras.callbacks.EarlyStopping.
 *
 * @param {Training} training
 * @param {number} patience
 * @returns {End}
 */
export function endOf({ values, gains }, patience) {
  const waits = Math.max(patience, 1); // one epoch without a gain must come, to stop at all
  const kept = gains.find((epoch, i) => i + 1 === gains.length || gains[i + 1] > epoch + waits) ??
    0;
  const stopped = kept + waits < values.length;
  return { trained: stopped ? kept + waits + 1 : values.length, kept, stopped };
}

/** @param {number[]} values */
const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;

/**
 * What a patience costs and keeps.
 *
 * @param {Training[]} trainings
 * @param {number} patience
 * @returns {Means}
 */
export function meansOf(trainings, patience) {
  const ends = trainings.map((training) => endOf(training, patience));
  return {
    trained: mean(ends.map(({ trained }) => trained)),
    kept: mean(ends.map(({ kept }, i) => trainings[i].values[kept])),
    open: ends.filter(({ stopped }) => !stopped).length,
  };
}

/** The first epoch, from 0, with the best value. @param {number[]} values @param {Best} best */
export const bestEpoch = (values, best) =>
  values.indexOf(best === "min" ? Math.min(...values) : Math.max(...values));

/** The mean of the best values of all epochs. @param {Training[]} trainings @param {Best} best */
export const meanOfBest = (trainings, best) =>
  mean(trainings.map(({ values }) => values[bestEpoch(values, best)]));

/**
 * The axis over what was seen, with room for what is better; it only ever grows, and by much
 * at once, so that it rarely moves.
 *
 * @param {Axis | null} axis
 * @param {number[]} values that are seen now
 * @param {Best} best
 * @returns {Axis}
 */
export function grown(axis, values, best) {
  const low = Math.min(axis?.low ?? Infinity, ...values);
  const high = Math.max(axis?.high ?? -Infinity, ...values);
  const [below, above] = best === "min" ? [AHEAD, BEHIND] : [BEHIND, AHEAD];
  if (axis) {
    const wide = axis.to - axis.from;
    const [under, over] = best === "min"
      ? [LEAST_AHEAD, LEAST_BEHIND]
      : [LEAST_BEHIND, LEAST_AHEAD];
    if (low >= axis.from + under * wide && high <= axis.to - over * wide) {
      return { ...axis, low, high };
    }
  }
  const range = Math.max(high - low || Math.abs(high) / 10 || 1, axis?.range ?? 0);
  return { low, high, range, from: low - below * range, to: high + above * range };
}

/** Where a value is, as a share from below. @param {Axis} axis @param {number} value */
export const placeOf = ({ from, to }, value) => (value - from) / (to - from);

/**
 * The numbers along an axis. Room is no value: none is below 0, where none was seen, and none
 * above 1 where a share is watched.
 *
 * @param {Axis} axis
 * @param {Best} best
 */
export function numbersOf({ low, high, from, to }, best) {
  const least = low >= 0 ? 0 : -Infinity;
  const most = best === "max" && low >= 0 && high <= 1 ? 1 : Infinity;
  const all = ticks(from, to, TICKS);
  const powers = Math.max(...all.map(Math.abs)) >= LARGE || all[1] - all[0] < SMALL;
  const places = Math.max(...all.map((value) => (String(value).split(".")[1] ?? "").length));
  return all.filter((value) => value >= least && value <= most).map((value) => ({
    value,
    text: powers && value ? value.toExponential().replace("e+", "e") : value.toFixed(places),
  }));
}

/**
 * The epochs that are numbered along an axis: the first, round ones, and the last.
 *
 * @param {number} first
 * @param {number} last
 */
export const epochsNamed = (first, last) => [
  first,
  ...ticks(0, last, TICKS + 1).filter((epoch) =>
    epoch > first && Number.isInteger(epoch) && last - epoch > CLEAR * last
  ),
  last,
];

/** @param {Box} a @param {Box} b */
const meet = (a, b) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/**
 * Which of the labels are shown: the first one, and each that meets neither a mark nor one
 * shown before it.
 *
 * @param {Box[]} labels
 * @param {Box[]} marks
 */
export function shownOf(labels, marks) {
  /** @type {Box[]} */
  const taken = [];
  return labels.map((label, i) => {
    const shown = i === 0 || ![...marks, ...taken].some((box) => meet(label, box));
    if (shown) taken.push(label);
    return shown;
  });
}

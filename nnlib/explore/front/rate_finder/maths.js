// The axis of the rates, what a run saw at one of them, and the training that is nearest.

import { ticks } from "../shared/plot.js";

/**
 * What a finder saw, its losses in steps from the lowest that is seen; null is no number.
 *
 * @typedef {object} Found
 * @property {number[]} rates rising
 * @property {(number | null)[]} losses of each batch
 * @property {(number | null)[]} smoothed
 * @property {[number, number]} limits the losses that are seen
 * @property {{ rate: number, loss: number } | null} least where the smoothed loss was
 *   least, if a rate is suggested
 * @property {number | null} suggestion
 */
/**
 * Powers of ten: where the picture begins and ends, and between which a rate is chosen.
 *
 * @typedef {{ low: number, first: number, last: number, high: number }} Axis
 */

const ROOM = 0.02; // of the axis, at both ends
const [FEWEST_POWERS, MOST_POWERS] = [3, 8]; // numbers along the axis
const FINER = [1, 2, 5];

/**
 * The axis that has the rates of a run and those that were trained.
 *
 * @param {number[]} rates rising
 * @param {number[]} tried
 * @returns {Axis}
 */
export function axisOfRates(rates, tried) {
  const all = [rates[0], rates[rates.length - 1], ...tried];
  const [first, last] = [Math.log10(Math.min(...all)), Math.log10(Math.max(...all))];
  const room = ROOM * (last - first);
  return { low: first - room, first, last, high: last + room };
}

/** Where a rate is, as a share of the width. @param {Axis} axis @param {number} rate */
export const shareOf = ({ low, high }, rate) => (Math.log10(rate) - low) / (high - low);

/**
 * The rates with a number along the axis: powers of ten, or finer if these are few.
 *
 * @param {Axis} axis
 */
export function ticksOfRates({ low, high }) {
  const [from, to] = [Math.floor(low), Math.floor(high)];
  const powers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const within = (/** @type {number} */ rate) => rate >= 10 ** low && rate <= 10 ** high;
  const whole = powers.map((power) => Number(`1e${power}`)).filter(within);
  const every = Math.ceil(whole.length / MOST_POWERS);
  if (whole.length >= FEWEST_POWERS) return whole.filter((_, i) => i % every === 0);
  const fine = powers.flatMap((power) => FINER.map((digit) => Number(`${digit}e${power}`)));
  const found = fine.filter(within);
  return found.length >= FEWEST_POWERS ? found : ticks(10 ** low, 10 ** high, 6);
}

/**
 * The place of the rate that is nearest to another one, on the axis.
 *
 * @param {number[]} rates
 * @param {number} rate
 */
export function nearest(rates, rate) {
  const apart = rates.map((each) => Math.abs(Math.log(each / rate)));
  return apart.indexOf(Math.min(...apart));
}

/**
 * The smoothed loss of the batch nearest to a rate: null if none was at such a rate,
 * NaN where it is no number, infinity where it is above what is seen.
 *
 * @param {Found} found
 * @param {number} steps from the lowest to the highest loss that is seen
 * @param {number} rate
 */
export function smoothedAt({ rates, smoothed, limits: [low, high] }, steps, rate) {
  const off = 1 + 1e-4; // for what rounding did
  if (rate * off < rates[0] || rate > rates[rates.length - 1] * off) return null;
  const level = smoothed[nearest(rates, rate)];
  if (level === null) return NaN;
  return level >= 2 * steps ? Infinity : low + (level / steps) * (high - low);
}

/**
 * A curve as a path, with a gap where there is no number.
 *
 * @param {number[]} across where the points are
 * @param {(number | null)[]} levels
 * @param {(level: number) => number} down
 */
export function traced(across, levels, down) {
  let [path, on] = ["", false];
  levels.forEach((level, i) => {
    if (level !== null) path += `${on ? "L" : "M"}${across[i]} ${down(level)}`;
    on = level !== null;
  });
  return path;
}

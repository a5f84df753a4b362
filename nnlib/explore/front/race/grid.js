// Rates and momenta to try, and how many steps each takes to a loss.

import { clamp } from "../shared/numbers.js";
import { stepsTo } from "./rules.js";
import { rateAt } from "./words.js";

/** @typedef {import("./racers.js").Racer} Racer */
/** @typedef {import("./rules.js").Reached} Reached */
/** @typedef {{ own: number, each: number, rates: number[], momenta: number[] }} Grid */
/** @typedef {[number, number]} Cell column and row, with fractions */

const FAR = 1.5; // powers of ten below and above an optimizer's own rate
const BUDGET = 5; // milliseconds of a picture of the screen
const ROWS = Array.from({ length: 20 }, (_, i) => i / 20); // momenta

/**
 * @param {number} own rate
 * @param {boolean} hasMomentum
 * @returns {Grid}
 */
export function gridOf(own, hasMomentum) {
  const each = hasMomentum ? 12 : 30; // a power of ten
  const length = 2 * FAR * each + 1;
  const rates = Array.from({ length }, (_, i) => rateAt(own, i / each - FAR));
  return { own, each, rates, momenta: hasMomentum ? ROWS : [0] };
}

/**
 * Compute all cells, without holding up the page; what comes back ends it.
 *
 * @param {HTMLElement} el
 * @param {Racer} racer
 * @param {Grid} grid
 * @param {number} goal
 * @param {(found: Reached[]) => void} done
 */
export function compute(el, { entry, argument, least }, { rates, momenta }, goal, done) {
  /** @type {Reached[]} */
  const found = [];
  let frame = 0;
  const go = () => {
    const until = performance.now() + BUDGET;
    while (found.length < rates.length * momenta.length && performance.now() < until) {
      const [row, column] = [Math.floor(found.length / rates.length), found.length % rates.length];
      const momentum = argument ? Math.max(momenta[row], least) : 0;
      found.push(stepsTo({ ...entry, rate: rates[column], momentum }, goal));
    }
    if (found.length === rates.length * momenta.length) done(found);
    else if (el.isConnected) frame = requestAnimationFrame(go);
  };
  frame = requestAnimationFrame(go);
  return () => cancelAnimationFrame(frame);
}

/**
 * Where a rate and a momentum are.
 *
 * @param {Grid} grid
 * @param {number} rate
 * @param {number} momentum
 * @returns {Cell}
 */
export const cellOf = ({ own, each, rates, momenta }, rate, momentum) => [
  clamp((Math.log10(rate / own) + FAR) * each, 0, rates.length - 1),
  clamp(momentum * ROWS.length, 0, momenta.length - 1),
];

/** Whether a rate is among those tried. @param {Grid} grid @param {number} rate */
export const isTried = ({ own }, rate) => Math.abs(Math.log10(rate / own)) < FAR + 0.02;

/**
 * What is at a cell, or at the nearest one.
 *
 * @param {Grid} grid
 * @param {Cell} cell
 */
export function settingsAt({ rates, momenta }, [column, row]) {
  const rate = rates[clamp(Math.round(column), 0, rates.length - 1)];
  return { rate, momentum: momenta[clamp(Math.round(row), 0, momenta.length - 1)] };
}

/** @param {Grid} grid @param {number} index @returns {Cell} */
export const cellAt = ({ rates }, index) => [
  index % rates.length,
  Math.floor(index / rates.length),
];

/**
 * The best cell; of several in a row the one in the middle. −1 for none.
 *
 * @param {Reached[]} found
 */
export function bestOf(found) {
  const least = Math.min(...found.filter((value) => !Number.isNaN(value)));
  if (least === Infinity) return -1;
  const first = found.indexOf(least);
  let last = first;
  while (found[last + 1] === least) last++;
  return Math.floor((first + last) / 2);
}

/** @param {Reached} steps @param {number} most */
export function inWords(steps, most) {
  if (Number.isNaN(steps)) return "diverges";
  return steps === Infinity ? `not in ${most} steps` : `${steps} steps`;
}

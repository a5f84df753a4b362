// What the steps did, in words: nothing is told before a step is taken.

import { minus, shortly, written } from "../shared/numbers.js";
import { beyond } from "./maths.js";

/** @typedef {import("./maths.js").Loss} Loss */
/** @typedef {import("./maths.js").Stop} Stop */

/** A rate. @param {number} rate */
export const rateText = (rate) => minus(shortly(rate));

/**
 * A parabola's factor, by which a step multiplies the distance to the minimum.
 *
 * @param {number} curvature
 * @param {number} rate
 */
export function factorOf(curvature, rate) {
  const factor = 1 - rate * curvature;
  return Math.abs(factor) < 1e-9 ? 0 : factor;
}

/** A number that has no zeros at its end. @param {number} value */
const plain = (value) => {
  const text = written(value);
  return text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
};

/** What such factors come to, step after step. @param {number} factor */
function becomes(factor) {
  if (factor === 0) return "one step is enough";
  if (factor > 0) return "it comes closer from one side";
  if (Math.abs(factor + 1) < 1e-9) return "it jumps to and fro and comes no closer";
  return factor > -1
    ? "it jumps to the other side and comes closer"
    : "it jumps to the other side and farther away: it diverges";
}

/**
 * @param {Loss} loss
 * @param {Stop[]} stops
 * @param {number[]} rates
 */
function ofParabola({ curvature = 1, minimum = 0 }, stops, rates) {
  const n = stops.length - 1;
  const [before, now] = [stops[0], stops[n]].map(({ w }) => written(Math.abs(w - minimum)));
  const factor = factorOf(curvature, rates[n - 1]);
  const alike = rates.slice(0, n).every((rate) => rate === rates[0]);
  const which = n === 1 ? "The step" : alike ? `Each of ${n} steps` : "The last step";
  const end = n > 1 && alike ? `: ${becomes(factor)}.` : ".";
  return `${which} multiplied the distance to the minimum by ${plain(factor)}${end} ` +
    `It began ${before} away and is now ${now} away.`;
}

/**
 * @param {Loss} _
 * @param {Stop[]} stops
 * @param {number[]} rates
 */
function ofLine(_, stops, rates) {
  const n = stops.length - 1;
  const last = stops[n];
  if (beyond(last)) {
    return `Step ${n} ends at s = ${
      written(last.w)
    }, beyond the part of the line that was computed.`;
  }
  const lengths = stops.slice(1).map(({ w }, i) => Math.abs(w - stops[i].w));
  const rose = stops.slice(1).filter((stop, i) => stop.loss > stops[i].loss).length;
  const way = last.loss > stops[n - 1].loss ? "rose" : "fell";
  const by = written(Math.abs(last.loss - stops[n - 1].loss));
  const told = `The loss ${way} by ${by} to ${written(last.loss)}.`;
  if (n === 1) return told;
  const alike = rates.slice(0, n).every((rate) => rate === rates[0]);
  const [longest, shortest] = [Math.max(...lengths), Math.min(...lengths)].map((x) => written(x));
  return `${told} Of ${n} steps${alike ? " at one rate" : ""} the longest was ${longest} and the ` +
    `shortest ${shortest}; the loss rose in ${rose === 0 ? "none" : rose}.`;
}

/**
 * What came of the steps, or before the first one what to do.
 *
 * @param {Loss} loss
 * @param {Stop[]} stops
 * @param {number[]} rates
 */
export function sentence(loss, stops, rates) {
  if (stops.length === 1) return "Choose a rate, drag the ball, then press Step or Play.";
  return (loss.curvature ? ofParabola : ofLine)(loss, stops, rates);
}

/** What the weight is called. @param {Loss} loss */
export const letter = ({ curvature }) => (curvature ? "w" : "s");

/**
 * The last step in numbers: from where, the rate, the slope, to where.
 *
 * @param {Stop[]} stops
 * @param {number[]} rates
 */
export function numbers(stops, rates) {
  const n = stops.length - 1;
  if (n === 0) return null;
  const [from, to] = [stops[n - 1], stops[n]];
  return {
    from: written(from.w),
    rate: rateText(rates[n - 1]),
    slope: written(from.slope),
    to: written(to.w),
  };
}

/**
 * The picture, for those who cannot see it.
 *
 * @param {Loss} loss
 * @param {Stop[]} stops
 */
export function describe(loss, stops) {
  const n = stops.length - 1;
  const { w, loss: level, slope } = stops[n];
  const { curvature } = loss;
  const name = curvature ? `A parabola of curvature ${curvature}` : "A real loss along a line";
  const when = n ? `after step ${n}` : "at first";
  return `${name}; ${when} the ball is at ${letter(loss)} = ${written(w)} with loss ` +
    `${written(level)} and slope ${written(slope)}.`;
}

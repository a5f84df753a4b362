// A loss of one weight, its slope, and the slope that two passes give.

import { spline } from "../rate/maths.js";
import { clamp } from "../shared/numbers.js";

/**
 * A loss of one weight, and how much of it is seen.
 *
 * @typedef {object} Curve
 * @property {(w: number) => number} f
 * @property {(w: number) => number} df its slope
 * @property {number} steepest the largest size of the slope at its places
 * @property {[number, number]} view the least and the greatest weight
 * @property {[number, number]} levels the least and the greatest loss seen
 */

const [BELOW, ABOVE] = [0.15, 0.4]; // room, in heights of the curve
const PIECES = 40; // between the losses of a piece that are looked at
const FLAT = 0.01; // of the steepest slope
const REACH = 0.11; // of a line beyond what it touches, in widths
const [LEAST_UNIT, MOST_UNIT] = [0.04, 0.35]; // a unit of the weight that is drawn, in widths

/** The least and the greatest loss that are seen. @param {number[]} losses */
function around(losses) {
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const height = high - low || 1;
  return /** @type {[number, number]} */ ([low - BELOW * height, high + ABOVE * height]);
}

/**
 * @param {[number, number]} view
 * @param {number[]} losses
 * @returns {Curve}
 */
export function curveOf([first, last], losses) {
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const steps = 1;
  const levels = losses.map((loss) => (loss - low) / (high - low || 1));
  const { f, df, gap } = spline({ first, last, low, high, start: first, levels, steps });
  const slopes = losses.map((_, i) => Math.abs(df(first + i * gap)));
  return { f, df, steepest: Math.max(...slopes), view: [first, last], levels: around(losses) };
}

/**
 * The piece of a curve that lies this near to a weight, on both sides.
 *
 * @param {Curve} curve
 * @param {number} w
 * @param {number} near
 * @returns {Curve}
 */
export function pieceOf(curve, w, near) {
  const [first, last] = curve.view;
  const middle = clamp(w, first + near, last - near);
  const losses = Array.from(
    { length: PIECES + 1 },
    (_, i) => curve.f(middle + near * (2 * i / PIECES - 1)),
  );
  return { ...curve, view: [middle - near, middle + near], levels: around(losses) };
}

/**
 * The slope of the line through two points of the curve: a central difference.
 *
 * @param {Curve} curve
 * @param {number} w
 * @param {number} h
 */
export const difference = ({ f }, w, h) => (f(w + h) - f(w - h)) / (2 * h);

/** The least h, and the greatest: at most a quarter of the width. @param {Curve} curve */
export function reaches({ view: [first, last] }) {
  const width = last - first;
  const power = 10 ** Math.floor(Math.log10(width / 4));
  return /** @type {[number, number]} */ ([power / 1000, power * Math.floor(width / 4 / power)]);
}

/**
 * A weight that has both passes on the curve.
 *
 * @param {Curve} curve
 * @param {number} w
 * @param {number | null} h
 */
export const within = ({ view: [first, last] }, w, h) =>
  clamp(w, first + (h ?? 0), last - (h ?? 0));

/**
 * Which way is downhill: −1 to the left, 1 to the right, 0 where it is as good as flat.
 *
 * @param {Curve} curve
 * @param {number} w
 */
export function downhill({ df, steepest }, w) {
  const slope = df(w);
  return Math.abs(slope) <= FLAT * steepest ? 0 : -Math.sign(slope);
}

/**
 * The ends of a line of a slope through the dot, h and a bit to both sides.
 *
 * @param {Curve} curve
 * @param {[number, number]} through a weight and a loss
 * @param {number} slope
 * @param {number} h
 * @returns {[number, number][]}
 */
export function ends({ view: [first, last] }, [w, loss], slope, h) {
  const reach = h + REACH * (last - first);
  return [-reach, reach].map((away) => [w + away, loss + away * slope]);
}

/**
 * A step of one unit from the dot and the rise over it, where a unit is seen well: to the
 * right, or where that leaves the curve from the left.
 *
 * @param {Curve} curve
 * @param {number} w
 * @returns {[number, number][] | null} from where, the corner, to where
 */
export function unit({ f, df, view: [first, last] }, w) {
  const share = 1 / (last - first);
  if (share < LEAST_UNIT || share > MOST_UNIT) return null;
  const [loss, slope] = [f(w), df(w)];
  return w + 1 <= last
    ? [[w, loss], [w + 1, loss], [w + 1, loss + slope]]
    : [[w - 1, loss - slope], [w, loss - slope], [w, loss]];
}

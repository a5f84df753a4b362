// The axis of scores: broken where some are far worse than the rest.

import { ticks } from "./plot.js";

/** @typedef {"max" | "min"} Best which score is better */
/**
 * A part of the axis: between two scores it is linear.
 *
 * @typedef {object} Piece
 * @property {number} from the score at its left
 * @property {number} to
 * @property {number} left where it lies, as shares of the width
 * @property {number} right
 * @property {boolean} far whether it holds what is far worse than the rest
 */

const REACH = 2; // times the way from the median to the best: what is worse is far
const LEAST_REACH = 0.02; // of the whole range
const WORTH = 5; // times larger the picture must become, for the axis to be broken
const [FAR, GAP] = [0.2, 0.035]; // shares of the width
const MARGIN = 0.04; // of a piece, so that no dot is cut
const CLEAR = 0.12; // of a far piece, beside the break
const STEPS = 5; // between the numbers along the axis
const FINE = 50; // a mean is told to this part of the axis, or finer
const MOST_DECIMALS = 8;

/** @param {number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** @param {number[]} seeds */
export const mean = (seeds) => sum(seeds) / seeds.length;

/** @param {number[]} sorted */
function median(sorted) {
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}

/** How far the numbers along an axis are apart. @param {number} low @param {number} high */
function stepOf(low, high) {
  const wide = high - low || Math.abs(high) / 10 || 1;
  const [first, second] = ticks(low, low + 2 * wide, 2 * STEPS);
  return second - first;
}

/**
 * The axis over all scores, the better ones at its right. Where some are so much worse than
 * the rest that the rest would be one heap, it is broken, and they have a part of their own.
 *
 * @param {number[]} values of which the highest is best
 * @returns {Piece[]}
 */
function rising(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, most, middle] = [sorted[0], sorted[sorted.length - 1], median(sorted)];
  const whole = most - least || Math.abs(most) / 10 || 1;
  const reach = Math.max(REACH * (most - middle), LEAST_REACH * whole);
  const near = sorted.find((value) => value >= middle - reach) ?? least;
  const step = stepOf(near, most);
  const cut = Math.floor(near / step + 1e-9) * step;
  if (least >= cut || whole < WORTH * (most - cut)) {
    const room = MARGIN * whole;
    return [{ from: least - room, to: most + room, left: 0, right: 1, far: false }];
  }
  const [to, from] = [most + MARGIN * (most - cut), least - 2 * MARGIN * (cut - least)];
  return [
    { from: cut, to, left: FAR + GAP, right: 1, far: false },
    { from, to: cut, left: 0, right: FAR, far: true },
  ];
}

/**
 * The axis of all scores.
 *
 * @param {number[]} all the scores
 * @param {Best} best
 * @param {[number, number] | null} limits between which it is whole, if they are given
 * @returns {Piece[]}
 */
export function axisOf(all, best, limits = null) {
  if (limits) {
    const room = MARGIN * (limits[1] - limits[0]);
    return [{ from: limits[0] - room, to: limits[1] + room, left: 0, right: 1, far: false }];
  }
  if (best === "max") return rising(all);
  return rising(all.map((value) => -value)).map(({ from, to, left, right, far }) => ({
    from: -to,
    to: -from,
    left: 1 - right,
    right: 1 - left,
    far,
  }));
}

/**
 * Where a score is, as a share of the width.
 *
 * @param {Piece[]} axis
 * @param {number} score
 */
export function placeOf(axis, score) {
  const own = axis.find(({ from, to }) => from <= score && score <= to) ?? axis[0];
  return own.left + (own.right - own.left) * (score - own.from) / (own.to - own.from);
}

/**
 * The numbers along a piece: where each is, and its text; of a far one the outer two alone.
 *
 * @param {Piece} piece
 */
export function numbersOf({ from, to, left, right, far }) {
  const cut = left === 0 ? to : from; // of a far piece: the number beyond it has that room
  const clear = far ? CLEAR * (to - from) : 0;
  const found = ticks(from, to, STEPS).filter((value) => Math.abs(value - cut) >= clear);
  const places = Math.max(...found.map((value) => (String(value).split(".")[1] ?? "").length));
  return found.map((value, i) => ({
    place: left + (right - left) * (value - from) / (to - from),
    text: far && i > 0 && i < found.length - 1 ? "" : value.toFixed(places),
  }));
}

/**
 * How many decimals tell means apart that are seen apart.
 *
 * @param {Piece[]} axis
 */
export function decimalsOf([{ from, to }]) {
  const wanted = Math.ceil(-Math.log10((to - from) / FINE) - 1e-9);
  return Math.max(0, Math.min(MOST_DECIMALS, wanted));
}

/**
 * Of names in a row one in so many is shown: no two of these overlap.
 *
 * @param {number} pitch pixels from one to the next
 * @param {number} wide pixels that one takes
 */
export const everyNth = (pitch, wide) => Math.max(1, Math.ceil(wide / Math.max(1, pitch)));

// The axis of scores, which colors have, too, and how names find room along one.

import { clamp } from "../shared/numbers.js";
import { ticks } from "../shared/plot.js";
import { numbersOf, placeOf } from "../shared/scores.js";

/** @typedef {import("../shared/scores.js").Best} Best */
/** @typedef {import("../shared/scores.js").Piece} Piece */
/** @typedef {[number, number, number]} Rgb */
/**
 * @typedef {object} Axis
 * @property {Piece[]} pieces
 * @property {(score: number) => number} at where it is, as a share from below
 * @property {{ place: number, text: string }[]} numbers along it
 * @property {(score: number) => number} share how good it is, from 0 to 1
 */

const NEAR = 0.35; // of all scores, the best ones, for which most of the axis is
const [FAR, GAP] = [0.16, 0.03]; // shares of the axis: of the others, and between
const ROOM = 0.1; // of a part, beyond the best score: nothing tells how good it is
const EVERY = [1, 2, 3, 4]; // names of which one is shown
const STEPS = 5; // between the numbers along the axis
/** @type {Rgb[]} from bad to good: ever darker */
const SCALE = [[232, 240, 246], [150, 192, 222], [0, 114, 178], [4, 40, 72]];

/**
 * The axis over scores of which the highest is best: the best part of them has most of it.
 *
 * @param {number[]} scores
 * @returns {Piece[]}
 */
function rising(scores) {
  const sorted = scores.toSorted((a, b) => a - b);
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  const near = sorted[Math.floor((1 - NEAR) * (sorted.length - 1))];
  const [first, second] = ticks(
    near,
    near + 2 * (most - near || Math.abs(most) / 10 || 1),
    2 * STEPS,
  );
  const step = second - first;
  const cut = Number((Math.floor(near / step + 1e-9) * step).toPrecision(12));
  const room = ROOM * Math.max(most - cut, step);
  const to = most + room;
  if (least >= cut) return [{ from: least - room, to, left: 0, right: 1, far: false }];
  return [
    { from: cut, to, left: FAR + GAP, right: 1, far: false },
    { from: least - ROOM * (cut - least), to: cut, left: 0, right: FAR, far: true },
  ];
}

/**
 * The axis of all scores, with room for better ones.
 *
 * @param {number[]} all
 * @param {Best} best
 * @returns {Axis}
 */
export function axisFor(all, best) {
  const pieces = best === "max" ? rising(all) : rising(all.map((score) => -score)).map(
    ({ from, to, left, right, far }) => ({
      from: -to,
      to: -from,
      left: 1 - right,
      right: 1 - left,
      far,
    }),
  );
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const least = low >= 0 ? 0 : -Infinity;
  const most = low >= 0 && high <= 1 ? 1 : Infinity;
  const at = (/** @type {number} */ score) => clamp(placeOf(pieces, score), 0, 1);
  const possible = (/** @type {string} */ text) => Number(text) >= least && Number(text) <= most;
  return {
    pieces,
    at,
    numbers: pieces.flatMap((piece) => {
      const told = numbersOf(piece).filter(({ text }) => text && possible(text));
      // There is room for one number of the others: the one farthest from the break.
      return piece.far ? told.slice(...(best === "max" ? [0, 1] : [-1])) : told;
    }),
    share: (score) => (best === "max" ? at(score) : 1 - at(score)),
  };
}

/** The color of a share, from bad to good. @param {number} share */
export function colorOf(share) {
  const along = clamp(share, 0, 1) * (SCALE.length - 1);
  const from = Math.min(Math.floor(along), SCALE.length - 2);
  const parts = SCALE[from].map((part, i) =>
    Math.round(part + (along - from) * (SCALE[from + 1][i] - part))
  );
  return `rgb(${parts.join(" ")})`;
}

/** All colors, the good ones on top, or below. @param {Best} best */
export const gradientOf = (best) =>
  `linear-gradient(to ${best === "max" ? "top" : "bottom"}, ${
    SCALE.map((rgb) => `rgb(${rgb.join(" ")})`).join(", ")
  })`;

/**
 * Which names along an axis are shown: one in so many, at even distances, or else each that
 * has room after the one before.
 *
 * @param {number[]} middles in pixels, rising
 * @param {number[]} sizes of the names
 * @param {number} apart
 */
export function shownAlong(middles, sizes, apart) {
  const shownOf = (/** @type {number} */ every) => {
    let end = -Infinity;
    return middles.map((middle, i) => {
      const shown = i % every === 0 && middle - sizes[i] / 2 >= end + apart;
      if (shown) end = middle + sizes[i] / 2;
      return shown;
    });
  };
  const whole = EVERY.find((every) => shownOf(every).every((shown, i) => shown || i % every > 0));
  return shownOf(whole ?? 1);
}

/**
 * Move labels off each other, as little as will do, and keep them in order.
 *
 * @param {number[]} places in any order
 * @param {number} apart the least distance
 * @param {number} most the last place
 */
export function spread(places, apart, most) {
  const order = places.map((_, i) => i).toSorted((a, b) => places[a] - places[b]);
  const moved = [...places];
  order.forEach((i, k) => {
    if (k) moved[i] = Math.max(moved[i], moved[order[k - 1]] + apart);
  });
  // What was pushed beyond the end comes back, and so do the ones before.
  let limit = most;
  for (const i of order.toReversed()) {
    moved[i] = Math.min(moved[i], limit);
    limit = moved[i] - apart;
  }
  return moved;
}

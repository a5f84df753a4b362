// What is stored of trained classifiers, read: maps of logits, and points.

import { bytesOf, unpacked } from "../shared/packed.js";

/** @typedef {{ x: number, y: number, kind: number }} Point as shares from the top left */
/**
 * @typedef {object} Plane a map of logits
 * @property {Uint8Array} levels row after row, from the top
 * @property {number} side of the map
 * @property {number} middle the level of the logit 0
 * @property {number} limit the logit of the last level
 */

/**
 * @param {string} text
 * @param {{ side: number, levels: number, limit: number }} stored
 * @returns {Plane}
 */
export function planeOf(text, { side, levels, limit }) {
  const [found] = unpacked(text, { maps: 1, rows: side, columns: side });
  return { levels: found, side, middle: (levels - 1) / 2, limit };
}

/**
 * @param {{ at: string, classes: string }} stored
 * @returns {Point[]}
 */
export function pointsOf({ at, classes }) {
  const places = bytesOf(at);
  return Array.from(bytesOf(classes), (kind, i) => ({
    x: places[2 * i] / 255,
    y: 1 - places[2 * i + 1] / 255,
    kind,
  }));
}

/**
 * The logit at each pixel of a square picture: between the points of a map it is linear.
 *
 * @param {Plane} plane
 * @param {number} size of the picture
 */
export function logitsOf({ levels, side, middle, limit }, size) {
  const found = new Float32Array(size * size);
  const place = Array.from({ length: size }, (_, i) => {
    const at = ((i + 0.5) / size) * (side - 1);
    const first = Math.min(side - 2, Math.floor(at));
    return { first, share: at - first };
  });
  for (let row = 0, at = 0; row < size; row++) {
    const { first: upper, share: below } = place[row];
    for (let column = 0; column < size; column++, at++) {
      const { first, share } = place[column];
      const i = upper * side + first;
      const high = levels[i] + share * (levels[i + 1] - levels[i]);
      const low = levels[i + side] + share * (levels[i + side + 1] - levels[i + side]);
      found[at] = ((high + below * (low - high) - middle) / middle) * limit;
    }
  }
  return found;
}

/** How certain a logit is, 0 to 1. @param {number} logit */
export const certainty = (logit) => Math.tanh(Math.abs(logit) / 2);

/** The share of the plane that is said to be of class 1. @param {Plane} plane */
export const shareOfOne = ({ levels, middle }) =>
  levels.reduce((sum, level) => sum + Number(level > middle), 0) / levels.length;

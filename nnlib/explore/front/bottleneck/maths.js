// The plane of two nodes: where the points are between two epochs, and the names of classes.

import { bytesOf } from "../shared/packed.js";

/** @typedef {import("../shared/epochs.js").Moment} Moment */
/** @typedef {{ x: number, y: number }} Place as shares of the frame, from the top left */
/** @typedef {Place & { width: number }} Box of a name, around its middle */

/**
 * The points of each epoch: as shares of the frame, x and y in turn.
 *
 * @param {string} text
 * @param {number} epochs
 */
export function planesOf(text, epochs) {
  const bytes = bytesOf(text);
  const size = bytes.length / epochs;
  return Array.from(
    { length: epochs },
    (_, epoch) => bytes.subarray(epoch * size, (epoch + 1) * size),
  );
}

/**
 * Where all points are at a moment.
 *
 * @param {Uint8Array[]} planes
 * @param {Moment} moment
 * @returns {Place[]}
 */
export function placesAt(planes, { from, to, share }) {
  const [before, behind] = [planes[from], planes[to]];
  const at = (/** @type {number} */ i) => (before[i] + share * (behind[i] - before[i])) / 255;
  return Array.from(
    { length: before.length / 2 },
    (_, i) => ({ x: at(2 * i), y: 1 - at(2 * i + 1) }),
  );
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}

/**
 * The median of the points of each class; of a class without points, null.
 *
 * @param {Place[]} places
 * @param {Uint8Array} labels
 * @param {number} classes
 * @returns {(Place | null)[]}
 */
export function medians(places, labels, classes) {
  return Array.from({ length: classes }, (_, kind) => {
    const own = places.filter((_, i) => labels[i] === kind);
    if (own.length === 0) return null;
    return { x: median(own.map(({ x }) => x)), y: median(own.map(({ y }) => y)) };
  });
}

/**
 * Push names apart, up and down, until none covers another, and keep them in the frame.
 *
 * @param {Box[]} boxes in pixels
 * @param {number} high of a name
 * @param {{ width: number, height: number }} frame
 */
export function apart(boxes, high, { width, height }) {
  const moved = boxes.map((box) => ({ ...box }));
  for (let round = 0; round < 60; round++) {
    let quiet = true;
    moved.forEach((a, i) => {
      for (const b of moved.slice(i + 1)) {
        const over = high - Math.abs(a.y - b.y);
        if (over <= 0.01 || Math.abs(a.x - b.x) >= (a.width + b.width) / 2) continue;
        const up = a.y <= b.y ? -1 : 1;
        a.y += (up * over) / 2;
        b.y -= (up * over) / 2;
        quiet = false;
      }
      a.x = Math.max(a.width / 2, Math.min(width - a.width / 2, a.x));
      a.y = Math.max(high / 2, Math.min(height - high / 2, a.y));
    });
    if (quiet) break;
  }
  return moved;
}

/**
 * The point nearest to a place, if one is near enough.
 *
 * @param {Place[]} places
 * @param {Place} to
 * @param {number} aspect of the frame, width to height
 * @param {number} reach as a share of its height
 */
export function nearest(places, to, aspect, reach) {
  let [found, least] = [-1, reach];
  places.forEach(({ x, y }, i) => {
    const distance = Math.hypot((x - to.x) * aspect, y - to.y);
    if (distance < least) [found, least] = [i, distance];
  });
  return found;
}

// What is stored of a training, read: maps of the plane, points and curves.

import { bytesOf, unpacked, wordsOf } from "../shared/packed.js";

/** @typedef {import("../shared/epochs.js").Moment} Moment */
/** @typedef {{ x: number, y: number, kind: number }} Point as shares from the top left */
/** @typedef {{ label: string, values: number[] }} Curve at each epoch that is kept */

/**
 * @param {string} text
 * @param {number} maps
 * @param {number} side
 */
export const mapsOf = (text, maps, side) => unpacked(text, { maps, rows: side, columns: side });

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
 * @param {string} text
 * @param {[number, number]} limits
 */
export const valuesOf = (text, [low, high]) =>
  Array.from(wordsOf(text), (word) => low + (word / 65535) * (high - low));

/**
 * A map between two epochs. Classes and certainties are not mixed: of more than two classes
 * it is the nearer one.
 *
 * @param {Uint8Array[]} maps
 * @param {Moment} moment
 * @param {number} classes
 */
export function mapAt(maps, { from, to, share }, classes) {
  if (classes > 2 || share === 0) return maps[share < 0.5 ? from : to];
  return Float32Array.from(maps[from], (value, i) => value + share * (maps[to][i] - value));
}

/**
 * What gives the values of a map in each pixel of a row: between its points, or at the
 * nearest one. The same numbers are filled anew for each row.
 *
 * @param {number} side of the map
 * @param {number} width in pixels
 * @param {boolean} smooth
 * @returns {(map: ArrayLike<number>, y: number) => Float32Array} y: share from above
 */
export function makeRows(side, width, smooth) {
  const place = (/** @type {number} */ share) => {
    const at = share * (side - 1);
    const first = smooth ? Math.min(side - 2, Math.floor(at)) : Math.round(at);
    return { first, rest: smooth ? at - first : 0 };
  };
  const across = Array.from({ length: width }, (_, column) => place(column / (width - 1)));
  const firsts = Uint16Array.from(across, ({ first }) => first);
  const rests = Float32Array.from(across, ({ rest }) => rest);
  const [line, values] = [new Float32Array(side + 1), new Float32Array(width)];
  return (map, y) => {
    const { first, rest } = place(y);
    for (let i = 0, at = first * side; i < side; i++, at++) {
      line[i] = rest ? map[at] + rest * (map[at + side] - map[at]) : map[at];
    }
    for (let i = 0; i < width; i++) {
      const left = line[firsts[i]];
      values[i] = left + rests[i] * (line[firsts[i] + 1] - left);
    }
    return values;
  };
}

/**
 * The class that a value of a map tells, and how certain it is, from 0 to 1.
 *
 * @param {number} value
 * @param {number} classes
 */
export function told(value, classes) {
  if (classes === 2) {
    return { kind: value < 127.5 ? 0 : 1, certain: Math.abs(value - 127.5) / 127.5 };
  }
  const steps = Math.floor(256 / classes);
  const kind = Math.min(classes - 1, Math.floor(value / steps));
  return { kind, certain: (value - kind * steps) / (steps - 1) };
}

/**
 * The share of the plane that is said to be of each class.
 *
 * @param {ArrayLike<number>} map
 * @param {number} classes
 */
export function shares(map, classes) {
  const counts = Array(classes).fill(0);
  for (let i = 0; i < map.length; i++) counts[told(map[i], classes).kind]++;
  return counts.map((count) => count / map.length);
}

/**
 * How many of the epochs that are kept have come.
 *
 * @param {number[]} kept
 * @param {number} epoch
 */
export const come = (kept, epoch) => kept.filter((each) => each <= epoch + 1e-9).length;

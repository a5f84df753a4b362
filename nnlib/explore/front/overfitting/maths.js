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
 * The value of a map between its points.
 *
 * @param {ArrayLike<number>} map
 * @param {number} side
 * @param {number} x share from the left
 * @param {number} y from above
 */
export function between(map, side, x, y) {
  const [across, down] = [x * (side - 1), y * (side - 1)];
  const column = Math.min(side - 2, Math.floor(across));
  const row = Math.min(side - 2, Math.floor(down));
  const [right, below] = [across - column, down - row];
  const at = row * side + column;
  const upper = map[at] + right * (map[at + 1] - map[at]);
  const lower = map[at + side] + right * (map[at + side + 1] - map[at + side]);
  return upper + below * (lower - upper);
}

/**
 * The value of the nearest point of a map.
 *
 * @param {ArrayLike<number>} map
 * @param {number} side
 * @param {number} x share from the left
 * @param {number} y from above
 */
export const cell = (map, side, x, y) =>
  map[Math.round(y * (side - 1)) * side + Math.round(x * (side - 1))];

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

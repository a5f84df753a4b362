// Patches: weights that were written as letters, their colors, the order of nodes.

import { unpacked } from "../shared/packed.js";
import { ticks } from "../shared/plot.js";

/** @typedef {"weights" | "learned" | "changed" | "later"} Kind later: the weights on B */
/**
 * Weights of a node, as shares of the limit of their colors.
 *
 * @typedef {Float64Array} Patch
 */
/** @typedef {{ each: number[], median: number }} Moved in percent */

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * The weights of each node.
 *
 * @param {{ letters?: string, packed?: string }} text a letter for each weight, or packed
 * @param {{ maps: number, rows: number, columns: number }} shape
 * @param {number} levels of positive weights
 * @returns {Patch[]}
 */
export function patchesOf({ letters = "", packed }, shape, levels) {
  if (packed) {
    return unpacked(packed, shape).map((bytes) =>
      Float64Array.from(Int8Array.from(bytes), (step) => step / levels)
    );
  }
  const size = shape.rows * shape.columns;
  return Array.from({ length: shape.maps }, (_, node) =>
    Float64Array.from(
      letters.slice(node * size, (node + 1) * size),
      (letter) => (LETTERS.indexOf(letter) - levels) / levels,
    ));
}

/**
 * The weights after a change, on the scale of those before.
 *
 * @param {Patch} before
 * @param {Patch} change
 * @param {number} ratio of the limit of the change to that of the weights
 * @returns {Patch}
 */
export const afterwards = (before, change, ratio) =>
  before.map((share, i) => share + ratio * change[i]);

/**
 * The places of nodes, those that changed most first.
 *
 * @param {number[]} changes
 */
export const mostFirst = (changes) =>
  changes.map((_, place) => place).toSorted((a, b) => changes[b] - changes[a] || a - b);

/** Columns of the grid: four rows at most. @param {number} nodes */
export const columnsOf = (nodes) => Math.ceil(nodes / 4);

/**
 * The axis of how much the nodes moved: where it ends, and its numbers.
 *
 * @param {number[]} all in percent
 */
export function axisOf(all) {
  const most = Math.max(0, ...all);
  const end = most > 0 ? 1.06 * most : 1;
  return { end, numbers: ticks(0, end, 4) };
}

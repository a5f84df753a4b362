// Epochs: curves and probabilities that were written as text, and what is seen of them.

import { bytesOf, wordsOf } from "../shared/packed.js";

/** @typedef {import("../shared/epochs.js").Moment} Moment */
/** @typedef {[number, number]} Limits */

const STEPS = 65535;

/** @param {string} text @param {Limits} limits */
export const valuesOf = (text, [low, high]) =>
  Array.from(wordsOf(text), (step) => low + (step / STEPS) * (high - low));

/**
 * Percents by epoch and example.
 *
 * @param {string} text
 * @param {number} examples
 * @param {number} classes
 */
export function percentsOf(text, examples, classes) {
  const bytes = bytesOf(text);
  const size = examples * classes;
  return Array.from(
    { length: bytes.length / size },
    (_, epoch) =>
      Array.from(
        { length: examples },
        (_, i) => bytes.slice(epoch * size + i * classes, epoch * size + (i + 1) * classes),
      ),
  );
}

/**
 * Percents at a moment between two epochs.
 *
 * @param {Uint8Array} before
 * @param {Uint8Array} after
 * @param {number} share of the way
 */
export const between = (before, after, share) =>
  Float64Array.from(before, (value, i) => value + share * (after[i] - value));

/**
 * How many values of the curves are there.
 *
 * @param {number[]} epochs that are stored
 * @param {number} epoch
 */
export const come = (epochs, epoch) => epochs.filter((each) => each <= epoch + 1e-9).length;

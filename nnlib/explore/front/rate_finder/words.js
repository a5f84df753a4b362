// What is told: the rate that is chosen, what the finder suggests, what training says.

import { minus, shortly, written } from "../shared/numbers.js";

/** A rate in two digits, as many as a finder has. @param {number} rate */
export const chosen = (rate) => minus(shortly(Number(rate.toPrecision(2))));

/** A rate that somebody gave. @param {number} rate */
export const given = (rate) => minus(shortly(rate));

/** @param {number | null} suggestion */
export const rule = (suggestion) =>
  suggestion === null
    ? "no clear fall, no suggestion"
    : `the finder suggests ${chosen(suggestion)}`;

/** @param {number} rate that is nearest @param {string} score */
export const training = (rate, score) => `trained at ${given(rate)}: ${score}`;

/**
 * The smoothed loss at the line, for those who cannot see it.
 *
 * @param {number | null} loss
 * @param {number} most that is seen
 */
export function lossTold(loss, most) {
  if (loss === null) return "the finder did not come here";
  if (Number.isNaN(loss)) return "the smoothed loss is no number";
  return `smoothed loss ${loss > most ? `above ${written(most)}` : written(loss)}`;
}

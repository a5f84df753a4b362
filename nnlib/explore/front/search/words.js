// What is told: a trial, the best so far, what the winner is worth, many draws.

import { minus } from "../shared/numbers.js";
import { mean } from "../shared/scores.js";
import { rangeOf, rungsOf } from "./maths.js";

/** @typedef {import("./maths.js").Many} Many */
/** @typedef {import("./maths.js").Trial} Trial */
/** @typedef {import("./maths.js").Way} Way */
/**
 * @typedef {object} Words
 * @property {[string, string]} settings their names
 * @property {[string[], string[]]} labels of their values
 * @property {number} decimals of a score
 * @property {[number, number, number, number]} shape of what was trained
 * @property {[number, number]} grid
 */

/** @param {number} count @param {string} what */
export const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

/** Numbers in a row: "1, 2 and 4". @param {number[]} numbers */
const listed = (numbers) =>
  numbers.length < 2
    ? String(numbers)
    : `${numbers.slice(0, -1).join(", ")} and ${numbers[numbers.length - 1]}`;

/** @param {Words} words */
export function makeWords({ settings, labels, decimals, shape, grid }) {
  const [rows, columns, seeds, epochs] = shape;
  const number = (/** @type {number} */ value) => minus(value.toFixed(decimals));
  const place = (/** @type {{ x: number, y: number }} */ { x, y }) =>
    `${settings[0]} ${labels[0][x]}, ${settings[1]} ${labels[1][y]}`;
  const rungs = rungsOf(epochs);
  const after = `${listed(rungs)} epoch${rungs.length > 1 ? "s" : ""}`;
  /** What a way does. @type {Record<Way, string>} */
  const ways = {
    grid: `Grid: ${grid[0]} × ${grid[1]} values, evenly spaced, shifted by chance.`,
    random: `Random: both values drawn, no place twice until all were; ${epochs} epochs a trial.`,
    pruned: `Pruned, by asynchronous halving: random draws; after ${after} the worse half ends.`,
  };
  const draws = `Drawn from the stored values, ${rows} × ${columns}, all equally likely; ` +
    `a trial trains 1 of ${seeds} seeds.`;
  const trial = (/** @type {Trial} */ one, /** @type {number} */ i) =>
    `Trial ${i + 1}: ${place(one)}, seed ${one.seed + 1}: ${number(one.score)} ` +
    `after ${one.epochs} of ${counted(epochs, "epoch")}.`;
  const best = (/** @type {Trial} */ one) => `Best so far: ${number(one.score)} at ${place(one)}.`;
  const winner = (/** @type {Trial} */ one) => `The winner: ${place(one)}, seed ${one.seed + 1}.`;
  /**
   * @param {Trial} one
   * @param {number[]} all scores of its seeds
   * @param {number | null} test
   */
  const worth = (one, all, test) =>
    `As seen: ${number(one.score)}. Mean of all ${seeds} seeds there: ${number(mean(all))}.` +
    (test === null ? "" : ` On new data: ${number(test)}.`);
  /**
   * @param {Record<Way, Many>} found
   * @param {boolean} deep whether it is asked what winners are worth
   * @param {number} draws
   */
  const ofMany = (found, deep, draws) => {
    const [names, all] = [Object.keys(found), Object.values(found)];
    const means = (/** @type {number[][]} */ values) =>
      values.map((each) => number(mean(each))).join(", ");
    const seen = means(all.map((many) => many.seen));
    if (!deep) {
      const ranges = all.map((many) => rangeOf(many.seen).map(number).join(" to "));
      return [
        `Mean best of ${draws} draws, ${names.join(", ")}: ${seen}.`,
        `Nine of ten draws: ${ranges.join(", ")}.`,
      ];
    }
    const tests = all.flatMap((many) => (many.test ? [many.test] : []));
    const test = tests.length ? ` New (diamonds): ${means(tests)}.` : "";
    return [
      `Mean of ${draws} draws, ${names.join(", ")}, as seen (dots): ${seen}.`,
      `Mean of all seeds (bars): ${means(all.map((many) => many.worth))}.${test}`,
    ];
  };
  return { ways, draws, trial, best, winner, worth, ofMany };
}

// The search: the trials of three ways on stored trainings, what they cost and find.

import { mulberry32, STEP } from "../shared/random.js";
import { mean } from "../shared/scores.js";

/** @typedef {import("../shared/scores.js").Best} Best */
/** @typedef {"grid" | "random" | "pruned"} Way */
/** @typedef {{ x: number, y: number, seed: number }} Spot the places of two values and a seed */
/**
 * What was trained: of each value of the first setting, of the second, seed and epoch.
 *
 * @typedef {object} Response
 * @property {[number, number, number, number]} shape
 * @property {ArrayLike<number>} scores
 * @property {ArrayLike<number> | null} test of each value, value and seed, after the last epoch
 * @property {Best} best
 * @property {[number, number]} grid values of both settings that it has
 */
/**
 * @typedef {object} Found
 * @property {number} epochs trained
 * @property {number} score after the last of them
 * @property {boolean} whole whether it was trained to its end
 * @property {number} spent epochs, with all trials before
 * @property {number} best the number of the best whole trial so far; −1 where there is none
 */
/** @typedef {Spot & Found} Trial */
/**
 * What many draws found of one way.
 *
 * @typedef {object} Many
 * @property {number[]} means of the best so far, from the epochs of the first trial on
 * @property {number[]} seen the best of each draw, as the search saw it
 * @property {number[]} worth the means of all seeds at that place
 * @property {number[] | null} test
 */

/** @type {Way[]} */
export const WAYS = ["grid", "random", "pruned"];
const STREAM = 2 ** 15; // random numbers of each
const KEEPING = 2; // of so many trials that come as far one goes on, and epochs grow as much
const TAIL = 0.05; // of many draws, beyond each end of what is told as their range

/** Whole numbers below a count. @param {number} draw @param {number} stream */
function source(draw, stream) {
  const next = mulberry32(Math.imul((2 * draw + stream) * STREAM, STEP));
  return (/** @type {number} */ count) => Math.floor((next() / 2 ** 32) * count);
}

/**
 * Places at even distances, each of them as likely as any other.
 *
 * @param {number} count of all places
 * @param {number} taken
 * @param {number} shift below the count
 */
export const spaced = (count, taken, shift) =>
  Array.from({ length: taken }, (_, i) => Math.floor((i * count + shift) / taken));

/** A grid, in an order that is drawn. @param {Response} response @param {number} draw */
function gridSpots({ shape: [rows, columns, seeds], grid }, draw) {
  const below = source(draw, 0);
  const xs = spaced(rows, grid[0], below(rows));
  const ys = spaced(columns, grid[1], below(columns));
  const spots = xs.flatMap((x) => ys.map((y) => ({ x, y, seed: below(seeds) })));
  for (let last = spots.length - 1; last > 0; last--) {
    const other = below(last + 1);
    [spots[last], spots[other]] = [spots[other], spots[last]];
  }
  return spots;
}

/**
 * Random places, none a second time before all were drawn.
 *
 * @param {Response} response
 * @param {number} draw
 * @returns {Generator<Spot>}
 */
function* randomSpots({ shape: [rows, columns, seeds] }, draw) {
  const below = source(draw, 1);
  while (true) {
    const left = Array.from({ length: rows * columns }, (_, i) => i);
    while (left.length) {
      const at = below(left.length);
      const place = left[at];
      left[at] = left[left.length - 1];
      left.pop();
      yield { x: Math.floor(place / columns), y: place % columns, seed: below(seeds) };
    }
  }
}

/** The epochs that every way has. @param {Response} response */
export const budgetOf = ({ grid, shape }) => grid[0] * grid[1] * shape[3];

/** After which epochs pruning looks at a trial. @param {number} epochs */
export function rungsOf(epochs) {
  const rungs = [];
  for (let rung = 1; rung < epochs; rung *= KEEPING) rungs.push(rung);
  return rungs;
}

/**
 * The scores of all epochs of a training.
 *
 * @param {Response} response
 * @param {Spot} spot
 */
function curveOf({ shape: [, columns, seeds, epochs], scores }, { x, y, seed }) {
  const first = ((x * columns + y) * seeds + seed) * epochs;
  return Array.from({ length: epochs }, (_, i) => scores[first + i]);
}

/** Whether a score is better. @param {Best} best */
const better = (best) => (/** @type {number} */ score, /** @type {number} */ than) =>
  best === "max" ? score > than : score < than;

/**
 * Asynchronous successive halving: how long a trial trains. At each rung half of those that
 * came as far, or more, must not be better.
 *
 * @param {number[]} curve
 * @param {Map<number, number[]>} reached the scores at the rungs, to which these are added
 * @param {Best} best
 */
function trainedOf(curve, reached, best) {
  const beats = better(best);
  for (const rung of rungsOf(curve.length)) {
    const score = curve[rung - 1];
    const all = [...reached.get(rung) ?? [], score];
    reached.set(rung, all);
    if (KEEPING * all.filter((other) => beats(other, score)).length >= all.length) return rung;
  }
  return curve.length;
}

/**
 * All trials of a search.
 *
 * @param {Way} way
 * @param {Response} response
 * @param {number} draw from 1
 * @returns {Trial[]}
 */
export function searchOf(way, response, draw) {
  const [budget, beats] = [budgetOf(response), better(response.best)];
  const spots = way === "grid" ? gridSpots(response, draw) : randomSpots(response, draw);
  /** @type {Map<number, number[]>} */
  const reached = new Map();
  /** @type {Trial[]} */
  const trials = [];
  let [spent, best] = [0, -1];
  for (const spot of spots) {
    const curve = curveOf(response, spot);
    const wanted = way === "pruned" ? trainedOf(curve, reached, response.best) : curve.length;
    const epochs = Math.min(wanted, budget - spent);
    const whole = epochs === curve.length;
    const score = curve[epochs - 1];
    if (whole && (best < 0 || beats(score, trials[best].score))) best = trials.length;
    spent += epochs;
    trials.push({ ...spot, epochs, score, whole, spent, best });
    if (spent === budget) break;
  }
  return trials;
}

/**
 * After the last epoch, the scores of all seeds.
 *
 * @param {Response} response
 * @param {{ x: number, y: number }} place
 */
export const seedsAt = (response, { x, y }) =>
  Array.from(
    { length: response.shape[2] },
    (_, seed) => curveOf(response, { x, y, seed })[response.shape[3] - 1],
  );

/**
 * On new data, the score of the network that a trial trained.
 *
 * @param {Response} response
 * @param {Spot} spot
 */
export const testAt = ({ shape: [, columns, seeds], test }, { x, y, seed }) =>
  test && test[(x * columns + y) * seeds + seed];

/** The means of all places, row after row. @param {Response} response */
export const meansOf = (response) =>
  Array.from(
    { length: response.shape[0] },
    (_, x) =>
      Array.from({ length: response.shape[1] }, (_, y) => mean(seedsAt(response, { x, y }))),
  );

/**
 * The best so far, as corners: it is level until a trial ends.
 *
 * @param {Trial[]} trials
 * @param {(trial: Trial) => number} valueOf
 * @returns {[spent: number, value: number][]}
 */
export function stepsOf(trials, valueOf) {
  /** @type {[number, number][]} */
  const corners = [];
  for (const { best, spent } of trials) {
    if (best < 0) continue;
    const value = valueOf(trials[best]);
    if (corners.length) corners.push([spent, corners[corners.length - 1][1]]);
    corners.push([spent, value]);
  }
  return corners;
}

/**
 * What many draws of a way find.
 *
 * @param {Way} way
 * @param {Response} response
 * @param {number} draws
 * @returns {Many}
 */
export function manyOf(way, response, draws) {
  const [first, budget] = [response.shape[3], budgetOf(response)];
  const sums = new Array(budget - first + 1).fill(0);
  const winners = Array.from({ length: draws }, (_, i) => {
    const trials = searchOf(way, response, i + 1);
    let [at, after] = [0, 0]; // the trial that was the last to end
    sums.forEach((_, k) => {
      while (after < trials.length && trials[after].spent <= first + k) at = after++;
      sums[k] += trials[trials[at].best].score;
    });
    return trials[trials[trials.length - 1].best];
  });
  return {
    means: sums.map((sum) => sum / draws),
    seen: winners.map(({ score }) => score),
    worth: winners.map((winner) => mean(seedsAt(response, winner))),
    test: response.test && winners.map((winner) => testAt(response, winner) ?? NaN),
  };
}

/** Where nine of ten values lie. @param {number[]} values @returns {[number, number]} */
export function rangeOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const cut = Math.round(TAIL * (sorted.length - 1));
  return [sorted[cut], sorted[sorted.length - 1 - cut]];
}

// Who runs, and the paths they take.

import { run } from "./rules.js";

/** @typedef {import("./surfaces.js").Point} Point */
/** @typedef {import("./surfaces.js").Bounds} Bounds */
/** @typedef {import("./surfaces.js").Surface} Surface */
/** @typedef {import("./rules.js").Run} Run */
/** @typedef {import("./rules.js").Entry} Entry */
/** @typedef {Record<string, number>} Numbers by optimizer, or by setting */
/**
 * @typedef {object} Race
 * @property {string} surface
 * @property {Point} start
 * @property {number} steps
 * @property {number | null} step the one shown at first; null for the last
 * @property {string[]} on who runs
 * @property {Numbers} own rates that Python gave, for the surface that it named
 * @property {Numbers} rates
 * @property {Numbers} momenta of those that have one
 * @property {Record<string, Numbers>} settings beyond these
 * @property {number} shift of all rates together, in powers of ten
 * @property {number} noise on the gradient
 * @property {number} seed of the noise
 * @property {boolean} many whether a grid of starts is shown
 * @property {"loss" | "why" | "rates"} beside the map
 * @property {number} goal a loss, to which steps are counted
 * @property {string} about who is told of, where one is; "" for the first that runs
 */
/**
 * @typedef {object} SurfaceFacts
 * @property {string} name
 * @property {string} formula
 * @property {Bounds} bounds
 * @property {Point[]} minima
 * @property {Point} start
 * @property {number} lowest
 * @property {number[]} rates of all optimizers
 * @property {import("./surfaces.js").Program} [program]
 * @property {import("./surfaces.js").Stored} [stored]
 */
/**
 * @typedef {object} OptimizerFacts
 * @property {string} name
 * @property {string | null} argument what the slider of the momentum changes
 * @property {number} least of it
 * @property {Numbers} settings beyond rate and momentum
 * @property {string} color
 * @property {number[]} dash
 */
/**
 * One that runs, with its path.
 *
 * @typedef {OptimizerFacts & Run & { key: string, entry: Entry, facts: SurfaceFacts }} Racer
 */

/**
 * What one is to follow.
 *
 * @param {Race} race
 * @param {string} key
 * @param {Surface} surface
 * @param {number} base
 * @returns {Entry}
 */
function entryOf({ start, steps, rates, momenta, settings, noise, seed }, key, surface, base) {
  const [rate, momentum, more] = [rates[key], momenta[key] ?? 0, settings[key]];
  return { optimizer: key, surface, start, rate, momentum, more, steps, noise, seed, base };
}

/**
 * @param {Race} race
 * @param {Surface} surface
 * @param {SurfaceFacts} facts
 * @param {Record<string, OptimizerFacts>} optimizers
 * @returns {Racer[]}
 */
export function racersIn(race, surface, facts, optimizers) {
  return race.on.map((key) => {
    const entry = entryOf(race, key, surface, Math.min(0, facts.lowest));
    return { key, entry, facts, ...optimizers[key], ...run(entry) };
  });
}

/** What tells whether a value differs from the one before. */
export function noticer() {
  let known = "";
  return (/** @type {unknown} */ value) => {
    const text = JSON.stringify(value);
    const isNew = text !== known;
    known = text;
    return isNew;
  };
}

/** All but the start, which moves most often. @param {Race} race */
export const apart = (race) => ({ ...race, start: null });

/**
 * The one who is told of, where one is.
 *
 * @param {Race} race
 * @param {Racer[]} racers
 */
export const subject = ({ about }, racers) =>
  racers.find(({ key }) => key === about) ?? racers[0] ?? null;

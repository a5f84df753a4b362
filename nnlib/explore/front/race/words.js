// What the race says in words and in round numbers.

import { minus, shortly, superscript, written } from "../shared/numbers.js";
import { inside } from "./geometry.js";
import { SCHEDULES, stepsTo } from "./rules.js";

/** @typedef {import("./rules.js").Run} Run */
/** @typedef {import("./surfaces.js").Bounds} Bounds */
/** @typedef {import("./surfaces.js").Point} Point */
/** @typedef {Run & { facts: { bounds: Bounds } }} Seen */
/** @typedef {import("./rules.js").Entry} Entry */
/** @typedef {Pick<Run, "losses" | "diverged"> & { name: string, entry: Entry }} Compared */

/**
 * A coordinate, as exact as it is seen.
 *
 * @param {number} value
 * @param {number} unit that is just seen
 * @param {number} [least] digits after the point
 */
export const signed = (value, unit, least = 2) =>
  unit < 1e-5 || unit > 100
    ? written(value)
    : minus(value.toFixed(Math.max(least, Math.ceil(-Math.log10(unit)))));

/** @param {Point} point */
export const coordinates = (point) => `(${point.map((value) => written(value)).join(", ")})`;

/**
 * What a run comes to at a step.
 *
 * @param {Seen} run
 * @param {number} step
 * @param {boolean} [short] where there is little room
 */
export function standing({ points, losses, diverged, facts: { bounds } }, step, short = false) {
  if (diverged && step >= diverged) return short ? "diverged" : `diverged at step ${diverged}`;
  if (short) return written(losses[step], 2);
  const outside = inside(points[step], bounds) ? "" : ", outside";
  return `loss ${written(losses[step])}${outside}`;
}

/**
 * The curves, for those who cannot see them.
 *
 * @param {(Seen & { name: string })[]} racers
 * @param {number} last
 */
export function describe(racers, last) {
  if (racers.length === 0) return "No losses: no optimizer is switched on.";
  const runs = racers.map((racer) =>
    `${racer.name} from ${written(racer.losses[0])}, ${standing(racer, last)}`
  );
  return `Losses on a logarithmic axis, from step 0 to ${last}: ${runs.join("; ")}.`;
}

/**
 * When two have reached a goal; else, which of them is ahead at the end, and since when.
 *
 * @param {Compared} a
 * @param {Compared} b
 * @param {number} goal
 */
export function comparison(a, b, goal) {
  const end = Math.max(a.losses.length, b.losses.length) - 1;
  if (a.diverged && b.diverged) {
    return `${a.name} diverges at step ${a.diverged}, ${b.name} at step ${b.diverged}.`;
  }
  if (a.diverged || b.diverged) {
    const [lost, other] = a.diverged ? [a, b] : [b, a];
    return (
      `${lost.name} diverges at step ${lost.diverged}; ${other.name} has a loss of ` +
      `${written(other.losses[end], 2)} at step ${end}.`
    );
  }
  // From which step on each stays below, also beyond the end; 0 for never, or by luck.
  const [soon, later] = [a, b].map(({ entry }) => {
    const { optimizer, steps, noise } = entry;
    const to = { ...entry, steps: optimizer in SCHEDULES ? steps : 2 * steps };
    const at = noise ? 0 : stepsTo(to, goal);
    return at <= steps && at;
  });
  if (soon && later) {
    return (
      `The ${a.entry.base ? "height" : "loss"} stays below ${shortly(goal)}: ` +
      `${a.name} from step ${soon} on, ${b.name} from step ${later}.`
    );
  }
  const [first, second] = a.losses[end] <= b.losses[end] ? [a, b] : [b, a];
  const texts = (/** @type {number} */ digits) =>
    [first, second].map((one) => written(one.losses[end], digits));
  let digits = 2;
  while (digits < 15 && texts(digits)[0] === texts(digits)[1]) digits++;
  const [less, more] = texts(digits);
  if (less === more) {
    return `${a.name} and ${b.name} are level: loss ${written(a.losses[end], 2)} at step ${end}.`;
  }
  let since = end;
  while (first.losses[since - 1] < second.losses[since - 1]) since--;
  return (
    `${first.name} is ahead of ${second.name} from ` +
    `${since === 1 ? "the first step" : `step ${since}`} on: ` +
    `loss ${less} against ${more} at step ${end}.`
  );
}

/**
 * Round numbers of a logarithmic axis between two powers of ten: each as such a
 * power, and as a text.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} [most] about how many
 */
export function decades(low, high, most = 5) {
  const every = [1, 2, 3, 5, 10, 20, 50].find((n) => (high - low) / n <= most) ?? 100;
  const digits = high - low < 1.6 ? [1, 2, 5] : high - low < 2.2 ? [1, 3] : [1];
  const found = [];
  for (let n = (Math.floor(low / every) - 1) * every; n <= high; n += every) {
    for (const digit of digits) {
      const value = n + Math.log10(digit);
      const large = `${digit > 1 ? `${digit}·` : ""}10${superscript(n)}`;
      const text = Math.abs(n) > 3 ? large : String(Number(`${digit}e${n}`));
      if (value >= low && value <= high) found.push({ value, text });
    }
  }
  return found;
}

/**
 * A rate on the slider: round, but exactly its own in the middle.
 *
 * @param {number} own
 * @param {number} shift in powers of ten
 */
export function rateAt(own, shift) {
  return shift === 0 ? own : Number((own * 10 ** shift).toPrecision(2));
}

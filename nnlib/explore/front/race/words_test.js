import assert from "node:assert/strict";

import { written } from "../shared/numbers.js";
import { ticks } from "../shared/plot.js";
import { run } from "./rules.js";
import { comparison, decades, rateAt } from "./words.js";

Deno.test("numbers are written", () => {
  const found = [0, 0.00012345, 0.0012345, 1.5, 12345, 1234567].map((x) => written(x));
  assert.deepEqual(found, ["0", "1.23e−4", "0.00123", "1.50", "12345", "1.23e6"]);
});

Deno.test("numbers along an axis are round", () => {
  assert.deepEqual(ticks(-4.5, 4.5, 6), [-4, -2, 0, 2, 4]);
  assert.deepEqual(ticks(0, 100, 5), [0, 20, 40, 60, 80, 100]);
  const texts = (/** @type {number} */ low, /** @type {number} */ high) =>
    decades(low, high).map(({ text }) => text);
  assert.deepEqual(texts(-7, 2), ["10⁻⁶", "10⁻⁴", "0.01", "1", "100"]);
  assert.deepEqual(texts(-0.5, 0.5), ["0.5", "1", "2"]);
});

Deno.test("a rate is round, but its own in the middle", () => {
  const found = [rateAt(0.123, 0), rateAt(0.2, -2), rateAt(0.2, 0.1)];
  assert.deepEqual(found, [0.123, 0.002, 0.25]);
});

/**
 * One whose x is multiplied by a factor in every step, and whose loss is |x|.
 *
 * @param {number} factor
 * @param {Partial<import("./rules.js").Entry>} [more]
 */
const shrinks = (factor, more = {}) => {
  const surface = {
    f: (/** @type {number} */ x) => Math.abs(x) + (more.base ?? 0),
    gradient: (/** @type {number} */ x) => /** @type {[number, number]} */ ([x, 0]),
  };
  /** @type {import("./rules.js").Entry} */
  const entry = {
    optimizer: "sgd",
    surface,
    start: [5, 0],
    rate: 1 - factor,
    momentum: 0,
    steps: 4,
    ...more,
  };
  return { entry, ...run(entry) };
};

/** @param {number[]} losses @param {boolean} [lost] whether it diverges after these */
const end = (losses, lost) => ({
  ...shrinks(1),
  losses,
  diverged: lost ? losses.length : null,
});

/**
 * @param {ReturnType<typeof shrinks>} a
 * @param {ReturnType<typeof shrinks>} b
 * @param {number} [goal]
 */
const told = (a, b, goal = 0.01) => comparison({ name: "A", ...a }, { name: "B", ...b }, goal);

Deno.test("who is ahead is told", () => {
  const ahead = "from step 2 on: loss 0.10 against 1.0 at step 3.";
  const [one, other] = [end([5, 4, 1, 0.1]), end([5, 3, 2, 1])];
  assert.equal(told(one, other), `A is ahead of B ${ahead}`);
  assert.equal(told(other, one), `B is ahead of A ${ahead}`);
  assert.match(told(end([5, 1]), end([5, 2])), /from the first step on/);
  assert.match(told(end([5, 1.0001]), end([5, 1.0002])), /loss 1\.0001 against 1\.0002/);
});

Deno.test("who reaches the goal is told", () => {
  const both = "stays below 0.2: A from step 3 on, B from step 2.";
  assert.equal(told(shrinks(0.3), shrinks(0.1), 0.2), `The loss ${both}`);
  const low = { base: -2 };
  assert.equal(told(shrinks(0.3, low), shrinks(0.1, low), 0.2), `The height ${both}`);
  assert.match(told(shrinks(0.5), shrinks(0.1), 0.2), /^B is ahead of A/);
  const noisy = { noise: 1 };
  assert.match(told(shrinks(0.3, noisy), shrinks(0.1, noisy), 0.2), / is ahead of /);
});

Deno.test("who is below the goal at the end, but not for good, has not reached it", () => {
  const swings = shrinks(1, { optimizer: "momentum", rate: 0.9, momentum: 0.9, steps: 17 });
  const last = swings.losses[17];
  const goal = 1.01 * last;
  assert.ok(swings.losses[16] > goal);
  assert.match(told(swings, shrinks(0.1, { steps: 17 }), goal), /^B is ahead of A/);
});

Deno.test("a schedule is not walked beyond its end", () => {
  const falls = shrinks(0.1, { optimizer: "sgd_decayed" });
  assert.match(told(falls, shrinks(0.1), 4.9), /^The loss stays below 4\.9: A from step 1 on/);
});

Deno.test("who is level and who diverges is told", () => {
  assert.equal(told(end([5, 2]), end([5, 2])), "A and B are level: loss 2.0 at step 1.");
  assert.equal(
    told(end([5, 9], true), end([5, 4, 3])),
    "A diverges at step 2; B has a loss of 3.0 at step 2.",
  );
  assert.equal(
    told(end([5], true), end([5, 6], true)),
    "A diverges at step 1, B at step 2.",
  );
});

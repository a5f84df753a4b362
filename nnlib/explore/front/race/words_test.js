import assert from "node:assert/strict";

import { written } from "../shared/numbers.js";
import { ticks } from "../shared/plot.js";
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

/** @param {number[]} losses @param {boolean} [lost] whether it diverges after these */
const end = (losses, lost) => ({ losses, diverged: lost ? losses.length : null });

/**
 * @param {ReturnType<typeof end>} a
 * @param {ReturnType<typeof end>} b
 * @param {number} [goal]
 * @param {{ base?: number, noise?: number }} [entry]
 */
const told = (a, b, goal = 0.01, entry = {}) =>
  comparison({ name: "A", entry, ...a }, { name: "B", entry, ...b }, goal);

Deno.test("who is ahead is told", () => {
  const ahead = "from step 2 on: loss 0.10 against 1.0 at step 3.";
  const [one, other] = [end([5, 4, 1, 0.1]), end([5, 3, 2, 1])];
  assert.equal(told(one, other), `A is ahead of B ${ahead}`);
  assert.equal(told(other, one), `B is ahead of A ${ahead}`);
  assert.match(told(end([5, 1]), end([5, 2])), /from the first step on/);
  assert.match(told(end([5, 1.0001]), end([5, 1.0002])), /loss 1\.0001 against 1\.0002/);
});

Deno.test("who reaches the goal is told", () => {
  const [one, other] = [end([5, 0.1, 0.5, 0.1, 0.1]), end([5, 0.1, 0.1, 0.1, 0.1])];
  const both = "The loss stays below 0.2: A from step 3 on, B from step 1.";
  assert.equal(told(one, other, 0.2), both);
  assert.match(told(end([5, 1, 0.3]), end([5, 1, 0.1]), 0.2), /^B is ahead of A/);
  const [low, lower] = [end([5, -1.9]), end([5, -1.99])];
  assert.equal(
    told(low, lower, 0.2, { base: -2 }),
    "The height stays below 0.2: A from step 1 on, B from step 1.",
  );
  assert.match(told(low, lower, 0.05, { base: -2 }), /^B is ahead of A/);
  assert.match(told(one, other, 0.2, { noise: 1 }), /^A and B are level/);
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

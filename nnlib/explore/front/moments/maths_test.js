import assert from "node:assert/strict";

import { cutTo, KINDS, means, slopesOf, STEADY, STEPS, walkOf } from "./maths.js";

/** @param {number} actual @param {number} expected */
const close = (actual, expected, within = 1e-6) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);

const ADAM = { beta_1: 0.9, beta_2: 0.999, corrected: true };
const NOISY = { size: 1, noise: 2, every: 1, seed: 3 };

/** @param {Partial<typeof STEADY>} like */
const walk = (like, settings = ADAM) => walkOf(slopesOf({ ...STEADY, ...like }), settings);

Deno.test("a hundred times the slope is a hundred times the step, or the same one", () => {
  for (const like of [STEADY, NOISY, { ...NOISY, every: 7 }]) {
    const [one, many] = [walk(like), walk({ ...like, size: 100 })];
    for (const [kind, factor] of /** @type {const} */ ([["sgd", 100], ["momentum", 100]])) {
      one.steps[kind].forEach((step, i) => close(many.steps[kind][i], factor * step, 1e-9));
    }
    for (const kind of /** @type {const} */ (["rmsprop", "adam"])) {
      one.steps[kind].forEach((step, i) => close(many.steps[kind][i], step, 1e-4));
    }
  }
});

Deno.test("on a steady slope each comes to its length", () => {
  const { steps, ways } = walk({});
  close(steps.sgd[59], 1);
  close(steps.momentum[59], 10 * (1 - 0.9 ** 60));
  close(steps.rmsprop[0], 1 / Math.sqrt(0.1), 1e-5);
  close(steps.rmsprop[59], 1, 1e-3);
  steps.adam.forEach((step) => close(step, 1, 1e-5));
  assert.equal(ways.sgd[59], 60);
  assert.equal(steps.adam.length, STEPS);
});

Deno.test("without its correction Adam starts too fast, most in step 12", () => {
  const { steps: { adam } } = walk({}, { ...ADAM, corrected: false });
  close(adam[0], 3.1623, 1e-4);
  close(Math.max(...adam), 6.57, 5e-3);
  assert.equal(adam.indexOf(Math.max(...adam)), 11);
});

Deno.test("a step is what is above over what is below", () => {
  const told = walk(NOISY);
  for (const kind of /** @type {const} */ (["rmsprop", "adam"])) {
    told.steps[kind].forEach((step, i) => close(step, told.above[kind][i] / told.below[kind][i]));
  }
  assert.deepEqual(told.above.rmsprop, told.slopes);
});

Deno.test("noise shortens Adam's way, and not SGD's", () => {
  const sum = { sgd: 0, adam: 0 };
  for (let seed = 0; seed < 200; seed++) {
    const { ways } = walk({ ...NOISY, seed });
    sum.sgd += ways.sgd[59] / 200 / 60;
    sum.adam += ways.adam[59] / 200 / 60;
  }
  close(sum.sgd, 1, 0.06);
  close(sum.adam, 1 / Math.sqrt(5), 0.03);
});

Deno.test("a rare slope is there in one step of so many, and moves more than its share", () => {
  const { slopes, ways } = walk({ every: 20 });
  assert.deepEqual(slopes.flatMap((slope, i) => slope ? [i] : []), [0, 20, 40]);
  close(ways.sgd[59], 3);
  close(ways.adam[59], 13.164, 1e-3);
});

Deno.test("a running mean begins at 0, and keeps its share", () => {
  assert.deepEqual(means([1, 0], 0.5), [0.5, 0.25]);
  assert.deepEqual(means([3, 4], 0), [3, 4]);
});

Deno.test("what is too long is cut", () => {
  assert.deepEqual(cutTo([-9, 1, 9], [-2, 4]), [
    { seen: -2, cut: true },
    { seen: 1, cut: false },
    { seen: 4, cut: true },
  ]);
});

Deno.test("nothing is undefined where no slope has been", () => {
  const told = walkOf(new Array(STEPS).fill(0), ADAM);
  for (const kind of KINDS) assert.ok(told.steps[kind].every((step) => step === 0));
});

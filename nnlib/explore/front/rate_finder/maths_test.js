import assert from "node:assert/strict";

import { axisOfRates, nearest, shareOf, smoothedAt, ticksOfRates, traced } from "./maths.js";

const RATES = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1];

Deno.test("the axis has the rates of the run and those that were trained", () => {
  const axis = axisOfRates(RATES, []);
  assert.deepEqual([axis.first, axis.last].map(Math.round), [-6, -1]);
  assert.ok(shareOf(axis, 1e-6) > 0 && shareOf(axis, 0.1) < 1);
  const shares = RATES.map((rate) => shareOf(axis, rate));
  shares.slice(2).forEach((share, i) => {
    assert.ok(Math.abs(share - 2 * shares[i + 1] + shares[i]) < 1e-12);
  });
  const wider = axisOfRates(RATES, [1e-8, 3]);
  assert.ok(shareOf(wider, 1e-8) > 0 && shareOf(wider, 3) < 1);
});

/** The numbers along an axis. @param {number} first @param {number} last */
const told = (first, last) => ticksOfRates(axisOfRates([first, last], []));

Deno.test("powers of ten stand along the axis", () => {
  assert.deepEqual(told(1e-6, 0.4), [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1]);
  assert.deepEqual(told(1e-12, 100), [1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 0.01, 1, 100]);
});

Deno.test("of few powers finer ones stand along it", () => {
  assert.deepEqual(told(0.003, 0.3), [0.005, 0.01, 0.02, 0.05, 0.1, 0.2]);
  assert.deepEqual(told(0.9, 9), [1, 2, 5]);
  const close = told(0.11, 0.19);
  assert.ok(close.length > 2 && close.every((rate) => rate > 0.1 && rate < 0.2));
});

Deno.test("the nearest rate is so on the logarithmic axis", () => {
  assert.equal(nearest([0.001, 0.01, 0.1], 0.003), 0);
  assert.equal(nearest([0.001, 0.01, 0.1], 0.0033), 1);
  assert.equal(nearest([0.001, 0.01, 0.1], 9), 2);
});

/** @type {import("./maths.js").Found} */
const FOUND = {
  rates: RATES,
  losses: [5000, 5000, 4000, 2000, 20000, null],
  smoothed: [5000, 5000, 4500, 2500, 20000, null],
  limits: [1, 3],
  least: { rate: 1e-3, loss: 2500 },
  suggestion: 1e-4,
};

Deno.test("the smoothed loss is that of the nearest batch", () => {
  const at = (/** @type {number} */ rate) => smoothedAt(FOUND, 10000, rate);
  assert.equal(at(1e-6), 2);
  assert.equal(at(2e-3), 1.5);
  assert.equal(at(0.01), Infinity);
  assert.equal(at(0.1), NaN);
  assert.equal(at(0.1 + 1e-12), NaN);
  assert.deepEqual([at(1e-7), at(0.2)], [null, null]);
});

Deno.test("a curve has a gap where there is no number", () => {
  const down = (/** @type {number} */ level) => 10 - level;
  assert.equal(traced([0, 1, 2], [1, 2, 3], down), "M0 9L1 8L2 7");
  assert.equal(traced([0, 1, 2, 3], [1, null, 3, 4], down), "M0 9M2 7L3 6");
  assert.equal(traced([0, 1], [null, null], down), "");
});

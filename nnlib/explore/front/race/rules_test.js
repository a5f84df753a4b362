import assert from "node:assert/strict";

import { partsOf, run, SCHEDULES, stepsTo } from "./rules.js";
import { surfaceOf } from "./surfaces.js";

/** @typedef {import("./rules.js").Entry} Entry */

/** @type {Entry} */
const BOWL = {
  optimizer: "sgd",
  surface: { f: (x, y) => x * x + y * y, gradient: (x, y) => [2 * x, 2 * y] },
  start: [4, -2],
  rate: 0.1,
  momentum: 0,
  steps: 60,
};

Deno.test("a run ends where something overflows", () => {
  const { points, losses, diverged } = run({
    ...BOWL,
    surface: surfaceOf("booth"),
    start: [1, 1],
    rate: 9,
    steps: 300,
  });
  assert.ok(diverged !== null && 50 < diverged && diverged < 300);
  assert.equal(points.length, diverged);
  assert.equal(losses.length, diverged);
  assert.ok(losses.every(Number.isFinite));
});

Deno.test("steps to a loss are counted to where it stays below", () => {
  const { losses } = run(BOWL);
  const steps = stepsTo(BOWL, 0.01);
  assert.ok(losses[steps] < 0.01 && losses[steps - 1] >= 0.01);
  assert.equal(stepsTo(BOWL, 1e-30), Infinity);
  assert.ok(Number.isNaN(stepsTo({ ...BOWL, rate: 1e9 }, 0.01)));
  assert.equal(stepsTo(BOWL, 100), 0);
  assert.equal(stepsTo({ ...BOWL, rate: 1 }, 20.5), 0); // to and fro, at 20
});

Deno.test("the parts of a step are its sum, for every optimizer", () => {
  const names = [
    ..."sgd momentum nesterov adagrad rmsprop adam nadam rmsprop_momentum".split(" "),
    ..."adadelta adamax amsgrad adamw lion sgd_decayed sgd_averaged".split(" "),
  ];
  for (const optimizer of names) {
    const entry = { ...BOWL, optimizer, momentum: 0.8 };
    const { points } = run(entry);
    for (const index of [0, 7]) {
      const told = partsOf(entry, index);
      assert.ok(told, optimizer);
      const { gradient, remembered, decay, sum, divisors } =
        /** @type {import("./rules.js").Told} */ (told);
      for (const axis of [0, 1]) {
        assert.equal(sum[axis], points[index + 1][axis] - points[index][axis]);
        const error = gradient[axis] + remembered[axis] + decay[axis] - sum[axis];
        assert.equal(decay[axis] !== 0, optimizer === "adamw");
        assert.ok(Math.abs(error) < 1e-12, optimizer);
        if (!optimizer.startsWith("nesterov") && index === 0 && optimizer !== "nadam") {
          assert.ok(Math.abs(remembered[axis]) === 0, optimizer);
        }
        // Against the slope: to the left, and up.
        if (index === 0) assert.ok(axis ? sum[1] > 0 : sum[0] < 0, optimizer);
        const divides = !/^(sgd.*|momentum|nesterov)$/.test(optimizer);
        assert.equal(divisors[axis] > 0, divides, optimizer);
      }
    }
  }
  assert.equal(partsOf(BOWL, 60), null);
});

Deno.test("an average evens out what noise does to SGD, which it follows", () => {
  const shaken = { ...BOWL, noise: 2, seed: 1, steps: 300, momentum: 0.9 };
  const [own, average] = ["sgd", "sgd_averaged"].map((optimizer) => run({ ...shaken, optimizer }));
  let expected = /** @type {number[]} */ (own.points[1]);
  own.points.slice(1).forEach((point, i) => {
    if (i) expected = [0, 1].map((axis) => 0.9 * expected[axis] + 0.1 * point[axis]);
    for (const axis of [0, 1]) {
      assert.ok(Math.abs(average.points[i + 1][axis] - expected[axis]) < 1e-12);
    }
  });
  const mean = (/** @type {number[]} */ losses) => losses.slice(-200).reduce((a, b) => a + b) / 200;
  assert.ok(mean(average.losses) < 0.5 * mean(own.losses));
});

Deno.test("noise is the same for the same seed, and has its size", () => {
  /** @type {import("./surfaces.js").Surface} */
  const surface = { f: () => 0, gradient: () => [0, 0] };
  const flat = { ...BOWL, surface, rate: 1, steps: 4000 };
  const far = (/** @type {number} */ seed) => run({ ...flat, noise: 0.5, seed }).points;
  assert.deepEqual(far(3), far(3));
  assert.notDeepEqual(far(3), far(4));
  const points = far(3);
  for (const axis of [0, 1]) {
    const moves = points.slice(1).map((point, i) => point[axis] - points[i][axis]);
    const square = moves.reduce((sum, move) => sum + move * move, 0) / moves.length;
    assert.ok(Math.abs(Math.sqrt(square) - 0.5) < 0.02);
    assert.ok(Math.abs(moves.reduce((sum, move) => sum + move, 0) / moves.length) < 0.03);
  }
});

Deno.test("schedules begin and end as they should", () => {
  const last = (/** @type {string} */ name) => SCHEDULES[name](99, 100);
  assert.equal(SCHEDULES.sgd_decayed(0, 100), 1);
  assert.ok(Math.abs(last("sgd_decayed") - 0.01 ** 0.99) < 1e-12);
  assert.equal(SCHEDULES.sgd_cyclical(0, 100), 0.1);
  assert.equal(SCHEDULES.sgd_cyclical(10, 100), 1);
  assert.equal(SCHEDULES.sgd_1cycle(0, 100), 0.1);
  assert.equal(SCHEDULES.sgd_1cycle(44, 100), 1);
  assert.ok(Math.abs(last("sgd_1cycle") - 1e-4) < 1e-12);
});

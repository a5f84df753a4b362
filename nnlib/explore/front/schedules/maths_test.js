import assert from "node:assert/strict";

import { corners, fitted, ratesOf, ways } from "./maths.js";
import { kerasCode, nnlibCode, python, reading } from "./words.js";

const SIZE = { epochs: 6, steps: 50 };

// That all formulas are those of nnlib, tests/unit/test_explore_schedules.py tells.
Deno.test("a rate for every step", () => {
  const rates = ratesOf("step", { rate: 0.1, factor: 0.5, every: 2 }, SIZE);
  assert.equal(rates.length, 300);
  assert.deepEqual([0, 99, 100, 299].map((i) => rates[i]), [0.1, 0.1, 0.05, 0.025]);
});

Deno.test("1cycle turns where Python rounds halves to even", () => {
  assert.deepEqual(corners({ max_rate: 1 }, { epochs: 25, steps: 1 }).at, [0, 11, 22, 24]);
  assert.deepEqual(corners({ max_rate: 1 }, { epochs: 35, steps: 1 }).at, [0, 15, 30, 34]);
});

Deno.test("what must rise does, and a ramp is shorter than the whole", () => {
  assert.deepEqual(fitted({ rate: 0.01, end: 0.05 }, SIZE), { rate: 0.01, end: 0 });
  assert.deepEqual(fitted({ low: 0.2, high: 0.1 }, SIZE), { low: 0.01, high: 0.1 });
  assert.equal(fitted({ first_boundary: 9, second_boundary: 4 }, SIZE).second_boundary, 10);
  assert.equal(fitted({ rate: 1, warm_up: 20 }, SIZE).warm_up, 5);
  assert.deepEqual(fitted({ rate: 1, end: 0.5 }, SIZE), { rate: 1, end: 0.5 });
});

Deno.test("the way is the sum of the rates", () => {
  const rates = ratesOf("constant", { rate: 0.5 }, { epochs: 4, steps: 1 });
  assert.deepEqual([...ways(rates)], [0.5, 1, 1.5, 2]);
  assert.deepEqual(reading(1, rates, ways(rates), 1), {
    where: "epoch 1, step 1",
    rate: "0.500",
    way: "1.00",
    whole: "2.00",
    share: "50%",
  });
});

Deno.test("numbers are written for Python", () => {
  const values = [0.1, 0.1 + 0.2, 0, 1, 0.00012, 1e-7, 1500];
  assert.deepEqual(values.map(python), ["0.1", "0.3", "0", "1", "1.2e-4", "1e-7", "1500"]);
});

Deno.test("code in both words", () => {
  const shape = { rate: 0.1, second: 0.02, third: 0.004, first_boundary: 2, second_boundary: 5 };
  assert.equal(
    kerasCode("piecewise", shape, SIZE),
    "from keras.optimizers import schedules\n" +
      "schedule = schedules.PiecewiseConstantDecay(\n" +
      "    boundaries=[99, 249],\n    values=[0.1, 0.02, 0.004])",
  );
  assert.equal(
    nnlibCode("cosine", { rate: 0.1, end: 0 }, SIZE),
    "nnlib.schedules.cosine(\n    0.1,\n    epochs=6,\n    steps_per_epoch=50)",
  );
});

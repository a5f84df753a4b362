import assert from "node:assert/strict";

import { factor, forward, makeRecord, maskOf, moments } from "./maths.js";

// Two inputs, three hidden nodes, one output: 1 · 1 + 2 · 2 + 3 · 1 = 8 without dropout.
const NETWORK = {
  sizes: [2, 3, 1],
  inputs: [1, 2],
  kernels: [[[1, 0, 1], [0, 1, 1]], [[1], [2], [1]]],
};
const HALF = { rate: 0.5, scaling: true };

Deno.test("what stays is scaled, and what falls out is 0", () => {
  assert.deepEqual(forward(NETWORK).after, [[1, 2], [1, 2, 3], [8]]);
  const { before, after, output } = forward(NETWORK, [[true, false, true]], 2);
  assert.deepEqual([before[1], after[1], output], [[1, 2, 3], [2, 0, 6], 8]);
  assert.equal(factor(HALF), 2);
  assert.equal(factor({ rate: 0.9, scaling: false }), 1);
});

Deno.test("a higher rate takes all that a lower one took", () => {
  const sizes = [2, 6, 6, 1];
  for (let step = 1; step < 50; step++) {
    const [few, many] = [0.3, 0.6].map((rate) => maskOf(step, sizes, rate).flat());
    assert.deepEqual(maskOf(step, sizes, 0).flat(), Array(12).fill(true));
    assert.ok(many.every((stays, node) => !stays || few[node]));
  }
  assert.deepEqual(maskOf(1, sizes, 0.5).map((layer) => layer.length), [6, 6]);
});

Deno.test("over all masks a linear layer's mean is that without dropout", () => {
  for (const rate of [0, 0.2, 0.5, 0.9]) {
    const { mean, low, high } = moments(NETWORK, { rate, scaling: true });
    assert.ok(Math.abs(mean - 8) < 1e-9);
    if (rate) assert.deepEqual([low, Math.round(high)], [0, Math.round(8 / (1 - rate))]);
    const { mean: sunk } = moments(NETWORK, { rate, scaling: false });
    assert.ok(Math.abs(sunk - 8 * (1 - rate)) < 1e-9);
  }
  // Independent nodes: their variances add up, 1² + 4² + 3² times p / (1 − p).
  assert.ok(Math.abs(moments(NETWORK, HALF).std - Math.sqrt(26)) < 1e-9);
});

Deno.test("a ReLU behind the first masks moves the mean", () => {
  const bent = {
    sizes: [1, 2, 1, 1],
    inputs: [1],
    kernels: [[[2, 1]], [[1], [-1]], [[1]]], // ReLU(2 − 1) = 1 without dropout
  };
  // The last node stays in half of the masks, at twice its value: 0, 4, 0 or 2 by the first.
  assert.equal(moments(bent, HALF).mean, 1.5);
});

Deno.test("a record goes on where it was, and begins anew for another rate", () => {
  const record = makeRecord(NETWORK);
  const { outputs, means } = record(HALF, 40);
  assert.deepEqual(record(HALF, 60).outputs.slice(0, 40), outputs);
  assert.deepEqual(record(HALF, 40).means, means);
  const sum = outputs.reduce((total, output) => total + output);
  assert.ok(Math.abs(means[39] - sum / 40) < 1e-9);
  assert.deepEqual(record({ rate: 0, scaling: true }, 2).outputs, [8, 8]);
  assert.deepEqual(record(HALF, 0), { outputs: [], means: [] });
});

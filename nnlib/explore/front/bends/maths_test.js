import assert from "node:assert/strict";

import { error, fitted, inputs, relu, sumAt, unitOf } from "./maths.js";

const bend = (/** @type {number} */ corner, weight = 0, turned = false) => ({
  corner,
  weight,
  turned,
});

Deno.test("two bends are a tent, and a turned one is 0 on its right", () => {
  const tent = [bend(1, 1), bend(2, -2)];
  assert.deepEqual([0, 1, 2, 3].map((x) => sumAt(tent, 0, x)), [0, 0, 1, 0]);
  assert.deepEqual([0, 1, 2].map((x) => relu(bend(1, 1, true), x)), [1, 0, 0]);
});

Deno.test("a fit finds the weights that made a curve", () => {
  const xs = inputs(4, 161);
  const made = [bend(0, 0.5), bend(1, 1), bend(2, -2)];
  const curve = xs.map((x) => sumAt(made, -1, x));
  const { nodes, bias } = fitted(made.map(({ corner }) => bend(corner)), xs, curve);
  assert.ok(error(nodes, bias, xs, curve) < 1e-12);
  assert.ok(Math.abs(bias + 1) < 1e-6);
});

Deno.test("nodes that add nothing get the weight 0", () => {
  const xs = inputs(4, 161);
  const { nodes, bias } = fitted([bend(1), bend(1), bend(4)], xs, xs.map(() => 2));
  assert.ok(Math.abs(bias - 2) < 1e-6);
  assert.ok(nodes.every(({ weight }) => Math.abs(weight) < 1e-6));
});

Deno.test("a curve counts in a power of 10 near its largest value", () => {
  assert.deepEqual([[0, 0.5], [-4.9, 2], [16, 0], [100], [0, 0.01]].map(unitOf), [
    1,
    1,
    10,
    100,
    0.01,
  ]);
});

import assert from "node:assert/strict";

import { fitTarget, follow, pathOf, rebuilt, steps, valueOf } from "./maths.js";

/** @typedef {import("./maths.js").State} State */

const KNOWN = {
  losses: {
    sigmoid: ["squared_error", "cross_entropy"],
    linear: ["squared_error"],
    softmax: ["cross_entropy"],
  },
  inputs: [1, 0.5, -1, -0.5],
};

/** @type {State} */
const STATE = {
  sizes: [2, 1],
  activation: "tanh",
  output: "sigmoid",
  loss: "squared_error",
  x: [3, 4],
  target: [0.5],
  rate: 0.1,
  seed: 7,
  updates: 2,
  weights: [[[[1], [2]], [5]]],
};

Deno.test("the steps lead there and back", () => {
  const kinds = steps([2, 3, 1]).map(({ kind, layer }) => [kind, layer ?? null]);
  const forward = [["z", 1], ["a", 1], ["z", 2], ["a", 2], ["loss", null]];
  const backward = [["delta", 2], ["gradient", 2], ["delta", 1], ["gradient", 1]];
  const ends = [["update", null], ["after", null]];
  assert.deepEqual(kinds, [["input", null], ...forward, ...backward, ...ends]);
});

Deno.test("targets fit the output", () => {
  /** @param {number[]} target @param {number | null} set @param {Partial<State>} [others] */
  const fit = (target, set, others) =>
    fitTarget({ sizes: [1, 3], output: "softmax", loss: "cross_entropy", target, ...others }, set);
  assert.deepEqual(fit([1], null), [1, 0, 0]);
  assert.deepEqual(fit([0, 0, 0, 1], null), [1, 0, 0]);
  assert.deepEqual(fit([0.5, 0, 0], 0), [0.5, 0.25, 0.25]);
  assert.deepEqual(fit([1, 0.2, 0.6], 0), [1, 0, 0]);
  [0.2, 0.2, 0.6].forEach((target, j) => {
    assert.ok(Math.abs(fit([0.2, 0.2, 0.6], 0)[j] - target) < 1e-6 * target);
  });
  assert.deepEqual(fit([-3, 7], null, { output: "sigmoid" }), [0, 1, 0]);
  const linear = { output: "linear", loss: "squared_error" };
  assert.deepEqual(fit([-3, 7], null, linear), [-3, 7, 0]);
});

Deno.test("another network brings what it needs", () => {
  const larger = rebuilt(STATE, { sizes: [3, 2, 2] }, KNOWN);
  assert.deepEqual([larger.x, larger.target, larger.updates], [[3, 4, -1], [0.5, 0], 0]);
  assert.deepEqual(larger.weights.map(([kernel]) => kernel.length), [3, 2]);
  assert.equal(rebuilt(STATE, { output: "softmax" }, KNOWN).output, "sigmoid"); // of one output
  const softmax = rebuilt(larger, { output: "softmax" }, KNOWN);
  assert.deepEqual([softmax.loss, softmax.target], ["cross_entropy", [1, 0]]);
  assert.equal(rebuilt(softmax, { output: "linear" }, KNOWN).loss, "squared_error");
  assert.equal(rebuilt(softmax, { output: "sigmoid" }, KNOWN).loss, "cross_entropy");
});

Deno.test("a path leads to its number", () => {
  for (const from of /** @type {const} */ ([0, 1, "b"])) {
    const parameter = { layer: 1, node: 0, from };
    const [values, place] = follow(STATE, pathOf(parameter));
    assert.equal(values[place], valueOf(STATE.weights, parameter));
  }
  const [inputs, place] = follow(STATE, "x 1");
  assert.equal(inputs[place], 4);
  assert.deepEqual(follow(STATE, "target 0"), [[0.5], 0]);
});

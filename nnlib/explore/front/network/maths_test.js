import assert from "node:assert/strict";

import { layout } from "../shared/layout.js";
import { count, describe, edges, kerasCode, note, weightName } from "./maths.js";

Deno.test("weights and biases are counted", () => {
  const known = /** @type {[number[], number, number][]} */ ([
    [[2, 3, 4], 18, 7],
    [[4, 5, 3], 35, 8],
    [[2, 2, 2, 2, 2, 2, 1], 22, 11],
    [[2, 3, 1], 9, 4],
    [[7, 2], 14, 2],
  ]);
  for (const [sizes, weights, biases] of known) {
    const counted = count(sizes, true);
    assert.deepEqual([counted.weights, counted.biases], [weights, biases]);
    assert.equal(counted.parameters, weights + biases);
    assert.equal(count(sizes, false).biases, 0);
  }
});

Deno.test("a bias node stands on top of its column", () => {
  const { columns } = layout([12, 1], true, 600, 300);
  assert.deepEqual(columns.map((column) => column.length), [13, 1]);
  assert.deepEqual(columns[0].map((node) => node.bias), [true, ...Array(12).fill(false)]);
  assert.equal(edges(columns)[0].match(/M/g)?.length, 13); // none leads into a bias node
});

Deno.test("the code names every layer", () => {
  const network = { sizes: [2, 3, 1], bias: false, activation: "relu", output: "sigmoid" };
  assert.equal(
    kerasCode(network),
    `model = keras.Sequential([
    keras.Input((2,)),
    layers.Dense(3, "relu", use_bias=False),
    layers.Dense(1, "sigmoid", use_bias=False),
])`,
  );
});

Deno.test("one is one, and more are many", () => {
  assert.equal(
    describe({ sizes: [1, 5, 3], bias: true }),
    "Network with 1 input, 1 hidden layer of 5 nodes and 3 outputs: 20 weights and 8 biases.",
  );
  const network = { sizes: [1, 1], bias: true, output: "softmax" };
  assert.match(note(network), /always 1/);
  assert.equal(note(network, 1, { bias: false }), "This node: w₀₀ and b₀, 2 parameters.");
});

Deno.test("a weight is named by where it comes from and where it goes", () => {
  const named = [weightName(0, 0), weightName(3, 2), weightName(11, 4), weightName(1, 10)];
  assert.deepEqual(named, ["w₀₀", "w₃₂", "w₁₁,₄", "w₁,₁₀"]);
  const network = { sizes: [4, 5], bias: true, output: "linear" };
  assert.equal(note(network, 1, { bias: false }, 2), "This node: w₀₂ … w₃₂ and b₂, 5 parameters.");
  const without = { ...network, bias: false };
  assert.equal(note(without, 1, { bias: false }, 2), "This node: w₀₂ … w₃₂, 4 weights.");
});

import assert from "node:assert/strict";

import { lineIn, middle } from "../shared/plane.js";
import { answer, biasThrough, mayScale, right, shade, sum, weights } from "./maths.js";

/** @type {import("./maths.js").Neuron} */
const NEURON = { w: [1, 2], b: -1, activation: "sigmoid" };

Deno.test("the answer on the line is one half, and 0 for ReLU and step", () => {
  assert.equal(sum(NEURON, [1, 0]), 0);
  assert.deepEqual(
    ["sigmoid", "step", "relu"].map((activation) => answer({ ...NEURON, activation }, 0)),
    [0.5, 0, 0],
  );
  assert.equal(shade({ ...NEURON, activation: "relu" }, 8), 1);
});

Deno.test("a point is right on its side of the line", () => {
  const places = /** @type {[number, number][]} */ ([[2, 2], [-2, -2], [2, 2]]);
  assert.equal(right(NEURON, { places, labels: [1, 0, 0] }), 2);
});

Deno.test("a line is dragged onto the steps of the sliders, within limits", () => {
  assert.equal(biasThrough([1, 2], [0.51, 0.49]), -1.5);
  assert.deepEqual(weights([7, -0.02]), [5, 0]);
});

Deno.test("the part of a line that is in a frame", () => {
  const frame = /** @type {import("../shared/plane.js").Frame} */ ([[-3, 3], [-2, 2]]);
  assert.deepEqual(lineIn(frame, [1, 2], -1), [[-3, 2], [3, -1]]);
  assert.deepEqual(lineIn(frame, [1, 0], -1), [[1, -2], [1, 2]]);
  assert.deepEqual(middle([[1, -2], [1, 2]]), [1, 0]);
  assert.equal(lineIn(frame, [1, 0], -4), null);
  assert.equal(lineIn(frame, [0, 0], 1), null);
});

Deno.test("weights are doubled and halved as far as that is seen", () => {
  const may = (/** @type {[number, number]} */ w, b = 0) =>
    [2, 0.5].map((factor) => mayScale({ ...NEURON, w, b }, factor));
  assert.deepEqual(may([2.5, -2.5], 5), [true, true]);
  assert.deepEqual(may([0, -2.6]), [false, true]);
  assert.deepEqual(may([1, 1], 5.5), [false, true]);
  assert.deepEqual(may([0.0625, 0], -0.03), [true, false]);
  assert.deepEqual(may([0.02, 0]), [true, false]);
  assert.deepEqual(may([0, 0]), [false, false]);
});

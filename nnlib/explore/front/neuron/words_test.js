import assert from "node:assert/strict";

import { number, ofAnswer, ofLine, ofPlace, ofSum } from "./words.js";

/** @type {import("./maths.js").Neuron} */
const NEURON = { w: [1, -2], b: -1, activation: "step" };

Deno.test("the formula with its numbers", () => {
  assert.equal(number(-0.001), "0.00");
  assert.equal(ofSum(NEURON), "z = 1.00 · x₀ − 2.00 · x₁ − 1.00");
  assert.match(ofAnswer(NEURON), /z > 0/);
  assert.deepEqual(ofPlace(NEURON, [1, -0.5]), [
    "At x₀ = 1.00, x₁ = −0.50:",
    "z = 1.00 · 1.00 − 2.00 · (−0.50) − 1.00",
    "z = 1.00, answer = 1.00",
  ]);
});

Deno.test("a line that is not there", () => {
  assert.equal(ofLine(NEURON, true), "");
  assert.match(ofLine(NEURON, false), /not on this map/);
  assert.match(ofLine({ ...NEURON, w: [0, 0] }, false), /the same everywhere/);
});

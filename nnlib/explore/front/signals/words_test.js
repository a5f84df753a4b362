import assert from "node:assert/strict";

import { moments, passage, saturation, verdict } from "./words.js";

/** @typedef {import("./words.js").Limits} Limits */

const HEALTHY = /** @type {Limits} */ ([0.5, 2]);

Deno.test("the words say what is seen", () => {
  const known = /** @type {[[number, number, number], number, string][]} */ ([
    [[0, 3e-10, 3e-10], 0, "Activations vanish: std 3.0e−10 at layer 9."],
    [[0, 0.2, 0.2], 0, "Activations shrink: std 0.20 at layer 9."],
    [[0, 0.5, 0.5], 0, "Activations stay healthy: std 0.50 at layer 9."],
    [[0, 2, 2], 0, "Activations stay healthy: std 2.0 at layer 9."],
    [[0, 31, 20], 0, "Activations grow: std 31 at layer 9."],
    [[0, 6e12, 6e12], 0, "Activations explode: std 6.0e12 at layer 9."],
    [
      [0, 0.96, 0.9],
      0.8,
      "Activations stay: std 0.96 at layer 9, but 80 % of the nodes are saturated.",
    ],
    [
      [0.5, 0.12, 1e-9],
      0,
      "Activations shrink: std 0.12 at layer 9, whatever the input is.",
    ],
    [[0.5, 0, 0], 0, "Activations are all 0.50 at layer 9: all nodes do the same."],
  ]);
  for (const [[mean, std, between], flat, told] of known) {
    const said = verdict("activations", { mean, std, between }, "layer 9", HEALTHY, flat);
    assert.equal(said.replaceAll("\u00a0", " "), told);
  }
});

Deno.test("what is healthy is a limit, not a word", () => {
  const said = verdict("gradients", { mean: 0, std: 0.2 }, "the inputs", [0.1, 10]);
  assert.equal(said, "Gradients stay healthy: std\u00a00.20 at the inputs.");
});

Deno.test("a mean that is only rounding is 0", () => {
  assert.equal(moments({ mean: 9e-4, std: 1, between: 1, most: 3 }), "mean 0, std 1.0");
  assert.equal(moments({ mean: -0.25, std: 1, between: 1, most: 3 }), "mean −0.25, std 1.0");
});

Deno.test("saturated units are told of, where there can be any", () => {
  const slopes = [new Float64Array(), Float64Array.of(0, 0.04, 1, 1)];
  const said = (/** @type {string} */ activation, layer = 1) =>
    saturation({ activation, slopes }, layer);
  assert.equal(said("relu"), "50 % of the nodes give 0 and pass no gradient.");
  assert.equal(said("tanh"), "50 % of the nodes are saturated: |f′|\u00a0<\u00a00.05.");
  assert.deepEqual([said("linear"), said("leaky_relu"), said("tanh", 0)], ["", "", ""]);
});

Deno.test("what passes back through a layer is told in factors", () => {
  const slopes = [new Float64Array(), Float64Array.of(0, 0.01, 0.01, 1)];
  const gradients = [Float64Array.of(5, 5, 5, 5), Float64Array.of(1, 1, 1, 1)];
  const said = (/** @type {string} */ activation, layer = 1) =>
    passage({ activation, slopes, gradients }, layer);
  assert.equal(
    said("tanh"),
    "Back through layer 1: × 0.50 by the slopes, × 10 by the weights. " +
      "The 25 % that are open pass nearly all of it.",
  );
  assert.equal(said("elu"), "Back through layer 1: × 0.50 by the slopes, × 10 by the weights.");
  assert.equal(said("tanh", 0), "");
});

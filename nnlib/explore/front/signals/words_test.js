import assert from "node:assert/strict";

import { moments, saturation, verdict } from "./words.js";

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
      "Activations stay: std 0.96 at layer 9, but 80 % of the units are saturated.",
    ],
    [
      [0.5, 0.12, 1e-9],
      0,
      "Activations shrink: std 0.12 at layer 9, whatever the input is.",
    ],
    [[0.5, 0, 0], 0, "Activations are all 0.50 at layer 9: all units do the same."],
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
  assert.equal(said("relu"), "50 % of the units give 0 and pass no gradient.");
  assert.equal(said("tanh"), "50 % of the units are saturated: |f′| < 0.05.");
  assert.deepEqual([said("linear"), said("leaky_relu"), said("tanh", 0)], ["", "", ""]);
});

import assert from "node:assert/strict";

import { describe, formulas, kerasCode, note, remark } from "./words.js";

/** @param {string} name @param {number} z @param {number} [parameter] */
const remarkOn = (name, z, parameter = NaN) => remark({ name, z, parameter, range: 5 });

Deno.test("what happens at an input is told", () => {
  assert.equal(remarkOn("relu", 0), "A kink: the slope jumps from 0 to 1. Keras takes 0.");
  assert.equal(
    remarkOn("leaky_relu", 0, 0.2),
    "A kink: the slope jumps from 0.2 to 1. Keras takes 1.",
  );
  assert.match(remarkOn("relu", -0.01), /^Dead here: /);
  assert.equal(remarkOn("relu", 1), "Here a gradient passes back unchanged.");
  assert.match(remarkOn("sigmoid", 4), /^Saturated here: .* multiplied by 0\.0177\.$/);
  assert.match(remarkOn("sigmoid", 0), /^Here a gradient passing back is multiplied by 0\.25\.$/);
  assert.equal(remarkOn("prelu", -1, 0.25), "A gradient leaks through: times 0.25.");
});

/** @param {string} name @param {number} [parameter] @param {number} [lecture] */
const codeOf = (name, parameter = NaN, lecture = NaN) => kerasCode({ name, parameter, lecture });

Deno.test("the code names the function as Keras does", () => {
  assert.equal(codeOf("relu"), 'layers.Dense(64, activation="relu")');
  assert.equal(codeOf("swish"), 'layers.Dense(64, activation="silu")');
  assert.equal(codeOf("elu", 1, 1), 'layers.Dense(64, activation="elu")');
  assert.equal(codeOf("elu", 0.3, 1), "layers.ELU(alpha=0.3)");
  assert.equal(
    codeOf("leaky_relu", 0.3, 0.01),
    "layers.LeakyReLU(\n  negative_slope=0.01)",
  );
});

Deno.test("a leaky slope that is exaggerated says so", () => {
  const chosen = { name: "leaky_relu", parameter: 0.01, lecture: 0.01 };
  assert.match(note(chosen), /^So flat/);
  assert.match(note({ ...chosen, parameter: 0.3 }), /^Exaggerated: drawn with 0\.3; .* 0\.01\.$/);
  assert.equal(note({ ...chosen, name: "elu" }), "");
  assert.match(formulas(chosen)[0], /0\.01 <i>z/);
});

Deno.test("the plots and the input are described", () => {
  const point = { name: "sigmoid", label: "sigmoid", z: 2, parameter: NaN, range: 5 };
  assert.deepEqual(describe(point), {
    value: "sigmoid from −5 to 5; at 2 it is 0.881, with its tangent.",
    slope: "Derivative of sigmoid; at 2 it is 0.105.",
    input: "z = 2, f(z) = 0.881, f′(z) = 0.105",
  });
});

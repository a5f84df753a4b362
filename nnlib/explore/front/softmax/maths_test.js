import assert from "node:assert/strict";

import { crossEntropy, exponents, shares } from "./maths.js";

Deno.test("exponents have the constant and the temperature", () => {
  const found = exponents({ logits: [2, -1], constant: 1, temperature: 0.5 });
  assert.deepEqual(found, [6, 0]);
});

Deno.test("shares add up to 1, also where exponentials overflow", () => {
  const found = shares([1000, 1000 - Math.log(3)]);
  assert.ok(Math.abs(found[0] - 0.75) < 1e-9);
  assert.ok(Math.abs(found[0] + found[1] - 1) < 1e-12);
});

Deno.test("the cross-entropy is minus the logarithm of a share", () => {
  assert.ok(Math.abs(crossEntropy([0, Math.log(3)], 1) + Math.log(0.75)) < 1e-12);
  assert.equal(crossEntropy([1000, 0], 1), 1000);
});

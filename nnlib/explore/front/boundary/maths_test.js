import assert from "node:assert/strict";

import { certainty, logitsOf, shareOfOne } from "./maths.js";

const plane = { levels: Uint8Array.of(0, 63, 0, 63), side: 2, middle: 31.5, limit: 10 };

Deno.test("between its points a map is linear", () => {
  const logits = logitsOf(plane, 4);
  assert.deepEqual([...logits.slice(0, 4)], [-7.5, -2.5, 2.5, 7.5]);
  assert.deepEqual([...logits.slice(12)], [-7.5, -2.5, 2.5, 7.5]);
});

Deno.test("a logit of 0 is not certain, and a large one is", () => {
  assert.equal(certainty(0), 0);
  // Twice the probability, less 1.
  assert.ok(Math.abs(certainty(-2) - (2 / (1 + Math.exp(-2)) - 1)) < 1e-12);
});

Deno.test("the plane is shared out", () => {
  assert.equal(shareOfOne(plane), 0.5);
});

import assert from "node:assert/strict";

import { deltas, squaredError } from "./maths.js";

Deno.test("behind the cross-entropy, delta is answer minus target", () => {
  const found = deltas([0, Math.log(3)], 0, "cross_entropy");
  assert.ok(Math.abs(found[0] + 0.75) < 1e-12);
  assert.ok(Math.abs(found[1] - 0.75) < 1e-12);
});

Deno.test("deltas add up to 0: a constant in all logits changes no answer", () => {
  for (const loss of /** @type {const} */ (["cross_entropy", "squared_error"])) {
    const sum = deltas([1, -2, 0.5, 3], 2, loss).reduce((total, each) => total + each, 0);
    assert.ok(Math.abs(sum) < 1e-12);
  }
});

Deno.test("behind the squared error, sure and wrong is silent", () => {
  const [loud] = deltas([-6, 6], 0, "cross_entropy");
  const [silent] = deltas([-6, 6], 0, "squared_error");
  assert.ok(loud < -0.99 && silent > -0.001 && silent < 0);
  assert.ok(squaredError([-6, 6], 0) > 0.99);
});

import assert from "node:assert/strict";

import { decimals, denseTold, movedBy, placeOf, weightOf } from "./words.js";

Deno.test("answers have two decimals and no negative zero", () => {
  assert.deepEqual([2.935, -0.4, -0.001, 12].map(decimals), ["2.94", "−0.40", "0.00", "12.00"]);
});

Deno.test("weights are short", () => {
  assert.deepEqual([-1, 0, 8, 0.111, -0.5].map(weightOf), ["−1", "0", "8", ".11", "−.5"]);
});

Deno.test("places and moves are told", () => {
  assert.equal(placeOf(3, 14), "row 3, column 14");
  assert.equal(movedBy(0, 0), "in place");
  assert.equal(movedBy(5, 0), "5 to the right");
  assert.equal(movedBy(-2, 3), "2 to the left, 3 down");
  assert.equal(movedBy(0, -1), "1 up");
});

Deno.test("a dense node has one answer", () => {
  assert.equal(denseTold(784, -0.781), "dense node, 784 weights: −0.78");
});

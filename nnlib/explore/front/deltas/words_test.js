import assert from "node:assert/strict";

import { lossText, remark, signed } from "./words.js";

/** @type {import("./words.js").State} */
const STATE = { logits: [-2, 3, -3], target: 0, loss: "cross_entropy", shown: false };

Deno.test("nothing is said of deltas before they are shown", () => {
  assert.doesNotMatch(remark(STATE), /δ|flat/);
  assert.match(remark({ ...STATE, shown: true }), /ŷ − y/);
});

Deno.test("a sure softmax is flat, another is not", () => {
  const squared = /** @type {const} */ ({ ...STATE, loss: "squared_error", shown: true });
  assert.match(remark(squared), /flat/);
  assert.doesNotMatch(remark({ ...squared, logits: [0, 0, 0] }), /flat/);
});

Deno.test("losses and deltas are written out", () => {
  assert.equal(lossText(STATE), "Loss: −ln 0.007 = 5.01");
  assert.equal(lossText({ ...STATE, loss: "squared_error" }), "Loss: ½ Σ (ŷ − y)² = 0.984");
  assert.equal(lossText({ ...STATE, logits: [-6, 6] }), "Loss: 12.0");
  assert.deepEqual([-0.9933, 0.5, -1e-9].map(signed), ["−0.993", "0.500", "0.000"]);
});

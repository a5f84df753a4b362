import assert from "node:assert/strict";

import { answerOf, nameOf, percentOf } from "./words.js";

Deno.test("images are named after their tasks", () => {
  const kinds = /** @type {const} */ (["weights", "learned", "later", "changed"]);
  assert.deepEqual(kinds.map((kind) => nameOf(kind, ["A", "shoes"])), [
    "on A",
    "learned",
    "on shoes",
    "change",
  ]);
});

Deno.test("percents have two digits, or are whole", () => {
  const found = [0, 0.0123, 0.96, 1.24, 9.96, 12.3, 340].map(percentOf);
  assert.deepEqual(found, ["0 %", "0.012 %", "0.96 %", "1.2 %", "10 %", "12 %", "340 %"]);
});

Deno.test("answers have three digits, and none beyond a thousandth", () => {
  const found = [0.9541, -1.15, 0, 0.0042, -0.0001, -123.4, 1e6].map(answerOf);
  assert.deepEqual(found, ["0.954", "−1.15", "0.000", "0.004", "0.000", "−123", "1.00e6"]);
});

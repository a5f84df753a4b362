import assert from "node:assert/strict";

import { rightOf, shadesOf, shortly, startsOf } from "./maths.js";

const COUNTS = [[5, 1, 0], [4, 8, 0], [0, 2, 0]];

Deno.test("a cell has so many pictures, and the next begins behind them", () => {
  assert.deepEqual(startsOf(COUNTS, 3), [0, 3, 4, 4, 7, 10, 10, 10, 12, 12]);
});

Deno.test("the diagonal is right", () => {
  assert.deepEqual(rightOf(COUNTS), { right: 13, all: 20 });
});

Deno.test("mistakes are shaded by the most frequent, the diagonal by its row", () => {
  assert.deepEqual(shadesOf(COUNTS), [[5 / 6, 0.25, 0], [1, 8 / 12, 0], [0, 0.5, 0]]);
  assert.deepEqual(shadesOf([[0, 0], [0, 0]]), [[0, 0], [0, 0]]);
});

Deno.test("large counts are short", () => {
  assert.deepEqual([0, 9999, 12345].map(shortly), ["0", "9999", "12k"]);
});

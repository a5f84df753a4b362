import assert from "node:assert/strict";

import { afterwards, axisOf, columnsOf, mostFirst, patchesOf } from "./maths.js";

/** @typedef {import("./maths.js").Patch} Patch */

const SHAPE = { maps: 2, rows: 1, columns: 3 };

Deno.test("letters are weights, node after node", () => {
  const found = patchesOf({ letters: "ACEEDC" }, SHAPE, 2);
  assert.deepEqual(found.map((patch) => [...patch]), [[-1, 0, 1], [1, 0.5, 0]]);
});

// That what Python packs comes back, tests/unit/test_explore_patches.py tells.
Deno.test("packed steps are weights, too, the negative ones around 256", () => {
  // Nibbles: 1 is −1, then a run of 3 − 3 zeros: the map stays at −1, here of two levels.
  const packed = btoa(String.fromCharCode(0x1e, 0x00));
  const found = patchesOf({ packed }, { maps: 1, rows: 1, columns: 4 }, 2);
  assert.deepEqual([...found[0]], [-0.5, -0.5, -0.5, -0.5]);
});

Deno.test("a change is added on its own scale", () => {
  const found = afterwards(Float64Array.of(0.5, -1), Float64Array.of(1, -0.5), 0.1);
  assert.deepEqual([...found], [0.6, -1.05]);
});

Deno.test("what changed most comes first, and equal ones stay in order", () => {
  assert.deepEqual(mostFirst([1, 3, 2, 3]), [1, 3, 2, 0]);
});

Deno.test("the grid has four rows at most", () => {
  assert.deepEqual([1, 4, 5, 20, 21, 24].map(columnsOf), [1, 1, 2, 5, 6, 6]);
});

Deno.test("the axis holds all, from 0", () => {
  const { end, numbers } = axisOf([2, 9]);
  assert.ok(end > 9 && end < 10);
  assert.deepEqual(numbers, [0, 5]);
  assert.equal(axisOf([0, 0]).end, 1);
  assert.equal(axisOf([]).end, 1);
});

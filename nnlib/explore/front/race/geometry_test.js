import assert from "node:assert/strict";

import { clip, exits } from "./geometry.js";

/** @typedef {import("./surfaces.js").Bounds} Bounds */

/** @type {Bounds} */
const BOX = [[0, 4], [0, 2]];

Deno.test("a segment is clipped", () => {
  const near = (/** @type {number[] | null} */ found, /** @type {number[]} */ expected) => {
    assert.equal(found?.length, 2);
    found?.forEach((share, i) => assert.ok(Math.abs(share - expected[i]) < 1e-12));
  };
  near(clip([1, 1], [9, 1], BOX), [0, 3 / 8]);
  near(clip([-1, 1], [5, 1], BOX), [1 / 6, 5 / 6]);
  assert.equal(clip([-1, 1], [-1, 5], BOX), null);
  assert.equal(clip([-1, 1], [1, 5], BOX), null);
});

Deno.test("exits are found, each where it crosses the bounds", () => {
  const found = exits([[1, 1], [1, 3], [2, 1], [1e300, 1]], BOX);
  assert.deepEqual(found, [{ step: 1, at: [1, 2] }, { step: 3, at: [4, 1] }]);
});

import assert from "node:assert/strict";

import { nameAt, parts, right, sumAt, through, turned } from "./maths.js";

/** @type {import("./maths.js").Net} */
const NET = {
  nodes: [{ w: [1, 0], b: -1 }, { w: [0, 1], b: 0 }],
  outgoing: [2, -3],
  bias: 0.5,
  activation: "relu",
  on: [true, true],
};

Deno.test("the parts and the bias add up, and a node that is off adds nothing", () => {
  assert.deepEqual(parts(NET, [3, 2]), [4, -6]);
  assert.equal(sumAt(NET, [3, 2]), -1.5);
  assert.equal(sumAt({ ...NET, on: [true, false] }, [3, 2]), 4.5);
  assert.equal(right(NET, { places: [[3, 2], [3, 0]], labels: [0, 0] }), 1);
});

Deno.test("a line goes through its place, and turns without growing", () => {
  const { w, b } = through([3, 4], [1, 2]);
  assert.equal(w[0] + 2 * w[1] + b, 0);
  assert.ok(Math.abs(Math.hypot(...turned([3, 4], 1)) - 5) < 1e-12);
});

Deno.test("a name stands on its line, at the end that is farther from the other lines", () => {
  const others = [{ w: /** @type {[number, number]} */ ([1, 0]), b: 0 }];
  for (
    const [ends, found] of [[[[0, 0], [10, 5]], [9.1, 4.55]], [[[8, 4], [0, 0]], [7.28, 3.64]]]
  ) {
    const [x, y] = nameAt(/** @type {[[number, number], [number, number]]} */ (ends), others);
    assert.ok(Math.hypot(x - Number(found[0]), y - Number(found[1])) < 1e-12);
  }
  assert.deepEqual(nameAt([[0, 0], [100, 0]], []), [91, 0]);
});

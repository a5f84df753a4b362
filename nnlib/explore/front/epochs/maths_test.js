import assert from "node:assert/strict";

import { between, come, percentsOf, valuesOf } from "./maths.js";

const text = (/** @type {number[]} */ ...bytes) => btoa(String.fromCharCode(...bytes));

Deno.test("values go from the least to the greatest", () => {
  assert.deepEqual(valuesOf(text(0, 0, 255, 255), [2, 6]), [2, 6]);
});

Deno.test("percents are by epoch, example and class", () => {
  const found = percentsOf(text(100, 0, 30, 70, 90, 10, 20, 80), 2, 2);
  assert.deepEqual(found.map((epoch) => epoch.map((each) => [...each])), [
    [[100, 0], [30, 70]],
    [[90, 10], [20, 80]],
  ]);
});

Deno.test("between two epochs percents are on their way", () => {
  assert.deepEqual([...between(Uint8Array.of(100, 0), Uint8Array.of(50, 50), 0.5)], [75, 25]);
});

Deno.test("what comes later is not there", () => {
  assert.deepEqual([0, 0.9, 1, 25].map((epoch) => come([0, 1, 2], epoch)), [1, 1, 2, 3]);
});

import assert from "node:assert/strict";

import { colorOf } from "./signed.js";

const COLORS = {
  positive: /** @type {[number, number, number]} */ ([0, 114, 178]),
  negative: /** @type {[number, number, number]} */ ([213, 94, 0]),
};

Deno.test("zero is white, and what is beyond the limit has the last color", () => {
  assert.deepEqual(colorOf(0, COLORS), [255, 255, 255]);
  assert.deepEqual(colorOf(1, COLORS), [0, 114, 178]);
  assert.deepEqual(colorOf(1.7, COLORS), [0, 114, 178]);
  assert.deepEqual(colorOf(-3, COLORS), [213, 94, 0]);
  assert.deepEqual(colorOf(-0.5, COLORS), [234, 175, 128]);
});

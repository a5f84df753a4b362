import assert from "node:assert/strict";

import { linesOf, statesOf, turned, widthOf } from "./maths.js";

Deno.test("lines are in the order of the weights", () => {
  const lines = linesOf([2, 1, 2], [true, false]);
  assert.deepEqual(lines.map(({ layer, from, to }) => [layer, from, to]), [
    [1, 0, 0],
    [1, 1, 0],
    [1, -1, 0],
    [2, 0, 0],
    [2, 0, 1],
  ]);
});

Deno.test("words become shares of the largest weight", () => {
  const states = statesOf(Uint16Array.from([0, 32767, 65534, 32766]), 2);
  assert.deepEqual(states.map((state) => [...state].map(Math.sign)), [[-1, 0], [1, -1]]);
  assert.deepEqual([states[0][0], states[1][0]], [-1, 1]);
});

Deno.test("a bias turns no sign, and a weight that came back has its own", () => {
  const lines = linesOf([2, 1], [true]);
  const start = Float32Array.from([0.5, -0.5, 0.5]);
  assert.deepEqual(turned(Float32Array.from([-0.1, -0.2, -0.3]), start, lines), [
    true,
    false,
    false,
  ]);
  assert.deepEqual(turned(start, start, lines), [false, false, false]);
});

Deno.test("a weight of 0 has no sign", () => {
  const lines = linesOf([2, 1], [false]);
  const [zero, other] = [Float32Array.from([0, 0]), Float32Array.from([-0.5, 0.5])];
  assert.deepEqual(turned(other, zero, lines), [false, false]);
  assert.deepEqual(turned(zero, other, lines), [false, false]);
});

Deno.test("a line is as wide as its weight is large", () => {
  assert.equal(widthOf(-1), widthOf(1));
  assert.ok(widthOf(0) > 0 && widthOf(0.5) > 5 * widthOf(0));
});

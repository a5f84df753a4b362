import assert from "node:assert/strict";

import { layout } from "../shared/layout.js";
import { linesOf, ringsOn, statesOf, turned, widthOf } from "./maths.js";

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

Deno.test("rings lie on their lines, and no two overlap", () => {
  for (const sizes of [[4, 5, 3], [2, 3, 1], [3, 4, 4, 2]]) {
    const { columns } = layout(sizes, true, 545, 425);
    const nodes = columns.map((column) => column.filter(({ bias }) => !bias));
    const lines = linesOf(sizes, sizes.map(() => false)).map((
      { layer, from, to },
    ) => /** @type {[{ x: number, y: number }, { x: number, y: number }]} */ (
      [nodes[layer - 1][from], nodes[layer][to]]
    ));
    const rings = ringsOn(lines);
    rings.forEach(({ x, y }, i) => {
      const [start, end] = lines[i];
      const share = (x - start.x) / (end.x - start.x);
      assert.ok(Math.abs(start.y + share * (end.y - start.y) - y) < 1e-9);
      assert.ok(share > 0.2 && share < 0.7);
      rings.slice(0, i).forEach((other) => {
        assert.ok(Math.hypot(other.x - x, other.y - y) >= 12.5, `${sizes}: ${i}`);
      });
    });
  }
});

import assert from "node:assert/strict";

import { drawWeights, flatShare, functions, histogram, summary } from "./maths.js";

const WIDTH = 100;
/** @type {import("./maths.js").Kind} */
const ORTHOGONAL = { numbers: "orthogonal", scale: 1 };

/**
 * How far the products of a matrix's lines are from those of an orthogonal one.
 *
 * @param {(line: number, i: number) => number} at
 */
function away(at) {
  let most = 0;
  for (let one = 0; one < WIDTH; one++) {
    for (let other = 0; other < WIDTH; other++) {
      let product = one === other ? -1 : 0;
      for (let i = 0; i < WIDTH; i++) product += at(one, i) * at(other, i);
      most = Math.max(most, Math.abs(product));
    }
  }
  return most;
}

Deno.test("orthogonal weights are orthogonal", () => {
  for (let layer = 1; layer <= 50; layer++) {
    const { matrix } = drawWeights(ORTHOGONAL, 9, layer, WIDTH);
    assert.equal(matrix.length, WIDTH ** 2);
    assert.ok(away((row, i) => matrix[row * WIDTH + i]) < 1e-11);
    assert.ok(away((column, i) => matrix[i * WIDTH + column]) < 1e-11);
  }
});

Deno.test("what is kept is what would be drawn again", () => {
  const first = drawWeights(ORTHOGONAL, 1, 2, 4).matrix.slice();
  drawWeights({ numbers: "normal", scale: 3 }, 1, 2, 4);
  assert.deepEqual(drawWeights(ORTHOGONAL, 1, 2, 4).matrix, first);
  assert.notDeepEqual(drawWeights(ORTHOGONAL, 2, 2, 4).matrix, first);
  assert.equal(drawWeights(ORTHOGONAL, 1, 2, 6).matrix.length, 36);
  assert.deepEqual(drawWeights(ORTHOGONAL, 1, 2, 4).matrix, first);
});

Deno.test("slopes are those of the functions, however large the input", () => {
  for (const [name, { f, slope }] of Object.entries(functions)) {
    for (const z of [-3, -0.7, 0.2, 1, 4]) {
      const difference = (f(z + 1e-6) - f(z - 1e-6)) / 2e-6;
      assert.ok(Math.abs(slope(z, f(z)) - difference) < 1e-8, `${name} at ${z}`);
    }
    for (const z of [1e17, 1e200]) {
      const bounded = ["sigmoid", "tanh"].includes(name);
      assert.ok(Math.abs(slope(z, f(z)) - (bounded ? 0 : 1)) < 0.06, `${name} at ${z}`);
      assert.ok(Number.isFinite(slope(-z, f(-z))), `${name} at ${-z}`);
    }
  }
});

Deno.test("a histogram counts the numbers at its ends, and none beyond them", () => {
  assert.deepEqual([...histogram([-1, -0.5, 0, 0.1, 1, 1.01, -2, NaN], -1, 1, 4)], [1, 1, 2, 1]);
});

Deno.test("the spread from example to example is that within a column", () => {
  const { mean, std, between, most } = summary(Float64Array.of(1, 10, 3, -10), 2);
  assert.deepEqual([mean, most], [1, 10]);
  assert.equal(std, Math.sqrt((0 + 81 + 4 + 121) / 4));
  assert.equal(between, Math.sqrt((1 + 100 + 1 + 100) / 4));
});

Deno.test("a unit that passes less than a twentieth is saturated", () => {
  assert.equal(flatShare(Float64Array.of(0, 0.05, -0.049, 1)), 0.5);
});

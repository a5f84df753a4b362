import assert from "node:assert/strict";

import { answerAt, answersOf, denseAnswer, moved, nextWeight, placesOf } from "./maths.js";

const SHAPE = { rows: 3, columns: 4 };
const PICTURE = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

Deno.test("a picture moves, and paper enters", () => {
  assert.deepEqual([...moved(PICTURE, SHAPE, 1, 0)], [0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11]);
  assert.deepEqual([...moved(PICTURE, SHAPE, -2, 1)], [0, 0, 0, 0, 3, 4, 0, 0, 7, 8, 0, 0]);
  assert.deepEqual([...moved(PICTURE, SHAPE, 0, 0)], [...PICTURE]);
});

Deno.test("a filter has a place less a side for each weight more", () => {
  assert.deepEqual(placesOf({ rows: 28, columns: 20 }, 3, 1), { rows: 26, columns: 18 });
  assert.deepEqual(placesOf(SHAPE, 3, 1), { rows: 1, columns: 2 });
});

Deno.test("an answer is the sum of weights times pixels", () => {
  const weights = [-1, 0, 1, -1, 0, 1, -1, 0, 10];
  // 3 - 1 + 7 - 5 + 10 * 11 - 9
  assert.equal(answerAt(PICTURE, SHAPE, weights, 0, 0), 105);
  assert.deepEqual([...answersOf(PICTURE, SHAPE, weights, 1)], [105, 114]);
});

Deno.test("answers move along with the picture", () => {
  const shape = { rows: 6, columns: 8 };
  const picture = Float64Array.from({ length: 48 }, (_, i) => (i % 8 === 2 ? i : 0));
  const weights = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const before = answersOf(picture, shape, weights, 1);
  const after = answersOf(moved(picture, shape, 1, 0), shape, weights, 1);
  const places = placesOf(shape, 3, 1);
  for (let row = 0; row < places.rows; row++) {
    for (let column = 1; column < places.columns; column++) {
      const at = row * places.columns + column;
      assert.equal(after[at], before[at - 1]);
    }
  }
});

Deno.test("a stride leaves places out", () => {
  assert.deepEqual(placesOf({ rows: 33, columns: 32 }, 5, 4), { rows: 8, columns: 7 });
  const shape = { rows: 3, columns: 6 };
  const picture = Float64Array.from({ length: 18 }, (_, i) => i);
  const weights = [1, 0, 0, 0, 0, 0, 0, 0, 0];
  assert.deepEqual([...answersOf(picture, shape, weights, 2)], [0, 2]);
});

Deno.test("a dense node has one answer", () => {
  assert.equal(denseAnswer(Float64Array.of(1, 2, 3), [4, 5, -1]), 11);
});

Deno.test("a click leads through −1, 0 and 1, from any weight", () => {
  assert.deepEqual([-1, 0, 1, 8, 0.5].map(nextWeight), [0, 1, -1, -1, -1]);
});

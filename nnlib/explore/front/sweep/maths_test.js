import assert from "node:assert/strict";

import { mean } from "../shared/scores.js";
import { atAnEnd, bestOf, ownBest } from "./maths.js";

/** Methods a and b at three values, with two seeds each. */
const SCORES = [
  [[0.8, 0.82], [0.79, 0.79]],
  [[0.8, 0.8], [0.83, 0.85]],
  [[0.84, 0.86], [0.1, 0.8]],
];

Deno.test("each method has its own best value, by its mean", () => {
  assert.deepEqual(ownBest(SCORES, "max"), [2, 1]);
  assert.deepEqual(ownBest(SCORES, "min"), [1, 2]);
});

Deno.test("of values that are alike the first is best", () => {
  assert.equal(bestOf([0.1, 0.7, 0.7], "max"), 1);
  assert.equal(bestOf([0, 0, 0], "min"), 0);
  const [one, other] = [mean([0.7, 0.8, 0.9]), mean([0.8, 0.8, 0.8])];
  assert.notEqual(one, other);
  assert.equal(bestOf([one, other], "max"), 0);
  assert.equal(bestOf([other, one], "max"), 0);
  assert.equal(bestOf([-1, -2, -2.001], "min"), 2);
});

Deno.test("who is best at an end is told, unless there are only ends", () => {
  assert.deepEqual(atAnEnd([0, 1, 2], 3, ["a", "b", "c"]), ["a", "c"]);
  assert.deepEqual(atAnEnd([0, 1], 2, ["a", "b"]), []);
});

import assert from "node:assert/strict";

import { answerTo, lossOf, rightOf, turnedOf, updateOf } from "./words.js";

Deno.test("an update is told with its numbers", () => {
  assert.equal(updateOf(3, 100), "update 3 of 100");
  assert.deepEqual(lossOf(0.1789, 178), ["loss of all 178 examples", "0.179"]);
  assert.deepEqual(rightOf(172, 178), ["right answers", "172 of 178"]);
  assert.equal(answerTo(7, null), "answers to example 7");
  assert.equal(answerTo(7, 1), "example 7, class 1");
  assert.deepEqual(turnedOf([true, false, true], 35)[1], "2 of 35");
});

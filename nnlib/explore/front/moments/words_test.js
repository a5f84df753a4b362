import assert from "node:assert/strict";

import { slopesOf, STEADY, walkOf } from "./maths.js";
import { describe, divisionOf, often, sizeText, titleOf, told } from "./words.js";

const WALK = walkOf(slopesOf(STEADY), { beta_1: 0.9, beta_2: 0.999, corrected: false });

Deno.test("a title says what the slopes are like", () => {
  assert.equal(titleOf("A", STEADY), "A: slope 1, every step");
  assert.equal(
    titleOf("B", { size: 100, noise: 0.5, every: 20, seed: 0 }),
    "B: slope 100, noise 50, one step in 20",
  );
  assert.equal(often(2), "one step in 2");
  assert.equal(sizeText(0.032), "0.032");
});

Deno.test("numbers stay short", () => {
  assert.deepEqual([0, 0.0016, 1, 0.0691, -0.758, 51016].map(told), [
    "0",
    "0.002",
    "1.00",
    "0.069",
    "−0.758",
    "51016",
  ]);
});

Deno.test("a division is told in numbers", () => {
  assert.equal(
    divisionOf("B", WALK, "adam", 12),
    "Adam, step 12 of B: m / √s = 0.718 / 0.109 = 6.57 learning rates",
  );
  assert.equal(
    divisionOf("A", WALK, "rmsprop", 1),
    "RMSprop, step 1 of A: g / √s = 1.00 / 0.316 = 3.16 learning rates",
  );
});

Deno.test("who cannot see it is told the steps", () => {
  assert.equal(
    describe("A: slope 1, every step", WALK, 1),
    "A: slope 1, every step. Step 1, in learning rates: SGD 1.00, way 1.00; " +
      "Momentum 1.00, way 1.00; RMSprop 3.16, way 3.16; Adam 3.16, way 3.16.",
  );
});

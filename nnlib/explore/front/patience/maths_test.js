import assert from "node:assert/strict";

import {
  bestEpoch,
  endOf,
  epochsNamed,
  grown,
  meanOfBest,
  meansOf,
  numbersOf,
  placeOf,
  shownOf,
  trainingsOf,
} from "./maths.js";

/** One that turns after its fourth epoch, and one that only falls. */
const VALUES = [[0.9, 0.7, 0.8, 0.6, 0.7, 0.8, 0.9], [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3]];
const TRAININGS = trainingsOf(VALUES, ["1101000", "1111111"]);

Deno.test("what Python stored is read", () => {
  assert.deepEqual(TRAININGS.map(({ gains }) => gains), [[0, 1, 3], [0, 1, 2, 3, 4, 5, 6]]);
});

Deno.test("it stops after as many epochs without a new best", () => {
  const [turning, falling] = TRAININGS;
  assert.deepEqual(endOf(turning, 1), { trained: 3, kept: 1, stopped: true });
  assert.deepEqual(endOf(turning, 0), endOf(turning, 1));
  assert.deepEqual(endOf(turning, 2), { trained: 6, kept: 3, stopped: true });
  assert.deepEqual(endOf(turning, 3), { trained: 7, kept: 3, stopped: true });
  assert.deepEqual(endOf(turning, 4), { trained: 7, kept: 3, stopped: false });
  assert.deepEqual(endOf(falling, 1), { trained: 7, kept: 6, stopped: false });
});

Deno.test("means are over all trainings, and say how many were not stopped", () => {
  const { trained, kept, open } = meansOf(TRAININGS, 1);
  assert.deepEqual([trained, open], [5, 1]);
  assert.ok(Math.abs(kept - 0.5) < 1e-12);
  assert.ok(Math.abs(meanOfBest(TRAININGS, "min") - 0.45) < 1e-12);
  assert.ok(Math.abs(meanOfBest(TRAININGS, "max") - 0.9) < 1e-12);
  assert.equal(bestEpoch([2, 1, 1, 3], "min"), 1);
  assert.equal(bestEpoch([2, 3, 1, 3], "max"), 1);
});

Deno.test("an axis only ever grows, and has room for names", () => {
  let state = 7;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 200; round++) {
    const best = round % 2 ? "max" : "min";
    const size = 10 ** Math.floor(8 * random() - 4);
    const values = Array.from({ length: 20 }, () => size * (random() - (round % 3 ? 0 : 0.5)));
    /** @type {import("./maths.js").Axis | null} */
    let axis = null;
    for (let n = 1; n <= values.length; n++) {
      /** @type {import("./maths.js").Axis} */
      const next = grown(axis, values.slice(0, n), best);
      if (axis) assert.ok(next.from <= axis.from && next.to >= axis.to);
      const places = values.slice(0, n).map((value) => placeOf(next, value));
      const [below, above] = best === "min" ? [0.165, 0.88] : [0.12, 0.835];
      assert.ok(places.every((place) => place > below - 0.01 && place < above + 0.01));
      assert.ok(numbersOf(next, best).length > 0);
      axis = next;
    }
  }
});

Deno.test("an axis does not move for what it has room for", () => {
  const axis = grown(null, [0.7, 0.9], "min");
  const next = grown(axis, [0.7, 0.9, 0.65], "min");
  assert.deepEqual([next.from, next.to], [axis.from, axis.to]);
  assert.equal(next.low, 0.65);
  assert.ok(grown(axis, [0.5], "min").from < axis.from);
});

Deno.test("values that are all alike have an axis, too", () => {
  for (const value of [0, 0.8, -3, 1e6]) {
    const axis = grown(null, [value, value], "min");
    assert.ok(axis.from < value && value < axis.to && numbersOf(axis, "min").length > 0);
  }
});

Deno.test("numbers stand where they belong, and none where no value can be", () => {
  const texts = (/** @type {number[]} */ values, /** @type {"min" | "max"} */ best) =>
    numbersOf(grown(null, values, best), best).map(({ text }) => text);
  assert.deepEqual(texts([0.1, 1], "min"), ["0.0", "0.5", "1.0"]);
  assert.deepEqual(texts([0.1, 0.9], "max"), ["0.0", "0.5", "1.0"]);
  assert.deepEqual(texts([100, 900], "max"), ["0", "500", "1000"]);
  assert.deepEqual(texts([-1, 1], "min"), ["-2", "-1", "0", "1"]);
  assert.deepEqual(texts([2e6, 3e6], "min"), ["1.5e6", "2e6", "2.5e6", "3e6"]);
  assert.deepEqual(texts([2e-5, 3e-5], "min"), ["1.5e-5", "2e-5", "2.5e-5", "3e-5"]);
});

Deno.test("the last epoch is numbered, and none beside it", () => {
  assert.deepEqual(epochsNamed(1, 48), [1, 10, 20, 30, 40, 48]);
  assert.deepEqual(epochsNamed(0, 48), [0, 10, 20, 30, 40, 48]);
  assert.deepEqual(epochsNamed(1, 42), [1, 10, 20, 30, 42]);
  assert.deepEqual(epochsNamed(1, 3), [1, 2, 3]);
  assert.deepEqual(epochsNamed(1, 1000), [1, 200, 400, 600, 800, 1000]);
});

Deno.test("a label is left out where it would lie on another or on a mark", () => {
  const at = (/** @type {number} */ x) => ({ x, y: 0, width: 10, height: 10 });
  assert.deepEqual(shownOf([at(0), at(5), at(10), at(14)], []), [true, false, true, false]);
  assert.deepEqual(shownOf([at(0), at(20)], [at(5), at(25)]), [true, false]);
});

import assert from "node:assert/strict";

import { ticks } from "./plot.js";

Deno.test("ticks are round numbers between two", () => {
  assert.deepEqual(ticks(-5, 5, 5), [-4, -2, 0, 2, 4]);
  assert.deepEqual(ticks(0, 100, 5), [0, 20, 40, 60, 80, 100]);
  assert.deepEqual(ticks(0, 0.3, 3), [0, 0.1, 0.2, 0.3]); // not 0.30000000000000004
  assert.deepEqual(ticks(1.3, 1.7, 2), [1.4, 1.6]);
  assert.deepEqual(ticks(-300, -100, 4), [-300, -250, -200, -150, -100]);
});

Deno.test("ticks are about as many as are wanted, a round step apart", () => {
  for (let width = 1e-4; width < 1e5; width *= 1.37) {
    for (const low of [0, -width / 3, 0.77 * width]) {
      for (const about of [2, 4, 6]) {
        const found = ticks(low, low + width, about);
        assert.ok(
          found.length >= Math.floor(0.39 * about) && found.length <= about + 1,
          `${found}`,
        );
        for (const tick of found) assert.ok(Math.abs(tick - low - width / 2) < 0.500001 * width);
        const steps = found.slice(1).map((tick, i) => (tick - found[i]).toExponential(6));
        for (const step of steps) assert.match(step, /^[125]\.0+e/);
        assert.ok(new Set(steps).size < 2);
      }
    }
  }
});

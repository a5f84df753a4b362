import assert from "node:assert/strict";

import { chosen, given, lossTold, rule, training } from "./words.js";

Deno.test("a rate that is chosen has two digits, a given one its own", () => {
  assert.deepEqual([0.002345, 1e-6, 0.000123, 9.96].map(chosen), [
    "0.0023",
    "1e−6",
    "1.2e−4",
    "10",
  ]);
  assert.deepEqual([0.00125, 3e-4].map(given), ["0.00125", "3e−4"]);
});

Deno.test("what the finder and training say", () => {
  assert.equal(rule(0.0023), "the finder suggests 0.0023");
  assert.equal(rule(null), "no clear fall, no suggestion");
  assert.equal(training(0.003, "0.79"), "trained at 0.003: 0.79");
});

Deno.test("the loss is told where there is one", () => {
  assert.equal(lossTold(1.234, 4), "smoothed loss 1.23");
  assert.equal(lossTold(Infinity, 4), "smoothed loss above 4.00");
  assert.equal(lossTold(NaN, 4), "the smoothed loss is no number");
  assert.equal(lossTold(null, 4), "the finder did not come here");
});

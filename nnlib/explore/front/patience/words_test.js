import assert from "node:assert/strict";

import { ofAll, ofOne, told } from "./words.js";

Deno.test("values have the digits that are of use", () => {
  const found = [0.6123, 1.2345, 12.345, 123.45, 0.01234, -0.5, 0, 1e-5].map(told);
  assert.deepEqual(found, ["0.612", "1.234", "12.35", "123.5", "0.0123", "−0.500", "0", "1.00e−5"]);
});

Deno.test("what a patience costs and keeps is told", () => {
  const stopped = { trained: 19, kept: 14, stopped: true };
  assert.equal(
    ofOne(4, 48, stopped, 0.6123),
    "Patience 4: 19 epochs trained, kept epoch 15, 0.612.",
  );
  assert.equal(
    ofOne(0, 48, { trained: 2, kept: 0, stopped: true }, 0.7),
    "Patience 0, which acts like 1: 2 epochs trained, kept epoch 1, 0.700.",
  );
  assert.equal(
    ofOne(16, 48, { trained: 48, kept: 40, stopped: false }, 0.58),
    "Patience 16: not stopped in 48 epochs, kept epoch 41, 0.580.",
  );
});

Deno.test("of all it is told how many were not stopped", () => {
  assert.equal(
    ofAll(6, 48, { trained: 21.25, kept: 0.6, open: 0 }),
    "Mean of all 6: 21.3 epochs trained, 0.600 kept.",
  );
  assert.equal(
    ofAll(6, 48, { trained: 40, kept: 0.6, open: 2 }),
    "Mean of all 6: 40.0 epochs trained (2 not stopped in 48), 0.600 kept.",
  );
});

import assert from "node:assert/strict";

import { momentAt } from "./epochs.js";

Deno.test("a moment lies between two stored epochs", () => {
  const epochs = [0, 1, 5, 20];
  assert.deepEqual(momentAt(epochs, 0), { from: 0, to: 1, share: 0, epoch: 0 });
  assert.deepEqual(momentAt(epochs, 1.25), { from: 1, to: 2, share: 0.25, epoch: 2 });
  assert.deepEqual(momentAt(epochs, 3), { from: 3, to: 3, share: 0, epoch: 20 });
});

import assert from "node:assert/strict";

import { counted, number, ofMean, ofStep, short } from "./words.js";

const HALF = { rate: 0.5, scaling: true, training: true };
const network = (/** @type {number[]} */ sizes) => ({ sizes, inputs: [], kernels: [] });
const all = (/** @type {number} */ mean) => ({ mean, std: 0, low: 0, high: 0 });

Deno.test("numbers are as short as the page has room", () => {
  assert.deepEqual([1.005, -0.25, -0.001].map(number), ["1.00", "−0.25", "0.00"]);
  assert.deepEqual([0.5, 1 / 0.7, 10].map(short), ["0.5", "1.43", "10"]);
  assert.deepEqual([64, 4096].map(counted), ["64", "4,096"]);
});

Deno.test("a step tells who fell out and what the others carry", () => {
  const mask = [[true, false, true]];
  const told = ofStep(HALF, 3, mask);
  assert.equal(told, "Step 3: 1 of 3 nodes fell out; the others are divided by 1 − 0.5: times 2.");
  const bare = ofStep({ ...HALF, scaling: false }, 3, mask);
  assert.equal(bare, "Step 3: 1 of 3 nodes fell out; the others stay as they are.");
  assert.match(ofStep(HALF, 0, []), /probability 0.5/);
  assert.match(ofStep({ ...HALF, training: false }, 3, mask), /^At test time no node/);
});

Deno.test("the mean is told as it is, linear or not", () => {
  const flat = network([3, 6, 1]);
  assert.match(
    ofMean(flat, HALF, all(0.76), 0.76),
    /all 64 masks .* is the output without dropout/,
  );
  const sunk = ofMean(flat, { rate: 0.2, scaling: false }, all(0.608), 0.76);
  assert.match(sunk, /the mean is \(1 − 0.2\) × 0.76 = 0.61; at test time 0.76 comes/);
  const bent = network([3, 5, 4, 1]);
  assert.match(
    ofMean(bent, HALF, all(1.6), 1.5),
    /512 masks the mean is 1.60, not 1.50: .* ReLU is not the ReLU/,
  );
  assert.match(ofMean(bent, HALF, all(1.501), 1.5), /is 1.50 here, too: .* ReLU need not be/);
  assert.match(ofMean(bent, { ...HALF, scaling: false }, all(0.4), 1.5), /is 0.40; at test/);
  assert.match(ofMean(flat, { ...HALF, rate: 0 }, all(1), 1), /no node ever/);
});

import assert from "node:assert/strict";

import { counted, makeWords } from "./words.js";

const words = makeWords({
  settings: ["learning rate", "nodes"],
  labels: [["0.01", "0.1", "1"], ["8", "32", "128"]],
  decimals: 3,
  shape: [3, 3, 2, 8],
  grid: [2, 3],
});
/** @type {import("./maths.js").Trial} */
const trial = { x: 1, y: 2, seed: 0, epochs: 8, score: 0.75, whole: true, spent: 8, best: 0 };

Deno.test("a trial is told", () => {
  assert.equal(
    words.trial(trial, 3),
    "Trial 4: learning rate 0.1, nodes 128, seed 1: 0.750 after 8 of 8 epochs.",
  );
  assert.equal(
    words.trial({ ...trial, epochs: 1, score: -0.5, whole: false }, 0),
    "Trial 1: learning rate 0.1, nodes 128, seed 1: −0.500 after 1 of 8 epochs.",
  );
  assert.equal(words.best(trial), "Best so far: 0.750 at learning rate 0.1, nodes 128.");
});

Deno.test("what each way does is told", () => {
  assert.equal(words.ways.grid, "Grid: 2 × 3 values, evenly spaced, shifted by chance.");
  assert.ok(words.ways.pruned.includes("after 1, 2 and 4 epochs the worse half ends"));
  const short = makeWords({
    settings: ["a", "b"],
    labels: [[], []],
    decimals: 1,
    shape: [3, 3, 2, 2],
    grid: [2, 2],
  });
  assert.ok(short.ways.pruned.includes("after 1 epoch the worse half ends"));
  assert.ok(words.draws.includes("stored values, 3 × 3"));
});

Deno.test("what a winner is worth is told", () => {
  assert.equal(words.winner(trial), "The winner: learning rate 0.1, nodes 128, seed 1.");
  assert.equal(
    words.worth(trial, [0.75, 0.65], 0.6),
    "As seen: 0.750. Mean of all 2 seeds there: 0.700. On new data: 0.600.",
  );
  assert.ok(words.worth(trial, [0.75, 0.65], null).endsWith("there: 0.700."));
});

Deno.test("what many draws found is told", () => {
  const many = { means: [], seen: [0.7, 0.8], worth: [0.6, 0.7], test: [0.5, 0.6] };
  const found = { grid: many, random: { ...many, seen: [0.9, 0.9] }, pruned: many };
  assert.deepEqual(words.ofMany(found, false, 200), [
    "Mean best of 200 draws, grid, random, pruned: 0.750, 0.900, 0.750.",
    "Nine of ten draws: 0.700 to 0.800, 0.900 to 0.900, 0.700 to 0.800.",
  ]);
  assert.deepEqual(words.ofMany(found, true, 200), [
    "Mean of 200 draws, grid, random, pruned, as seen (dots): 0.750, 0.900, 0.750.",
    "Mean of all seeds (bars): 0.650, 0.650, 0.650. New (diamonds): 0.550, 0.550, 0.550.",
  ]);
});

Deno.test("one is one", () => {
  assert.equal(counted(1, "trial"), "1 trial");
  assert.equal(counted(0, "trial"), "0 trials");
});

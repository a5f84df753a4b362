import assert from "node:assert/strict";

import {
  budgetOf,
  manyOf,
  meansOf,
  rangeOf,
  rungsOf,
  searchOf,
  seedsAt,
  spaced,
  stepsOf,
  testAt,
  WAYS,
} from "./maths.js";

/**
 * A response of which the first setting alone matters: a trial's score is its place there.
 *
 * @param {"max" | "min"} best
 * @returns {import("./maths.js").Response}
 */
function steep(best = "max") {
  const [rows, columns, seeds, epochs] = [9, 5, 2, 8];
  const scores = Array.from({ length: rows * columns * seeds * epochs }, (_, i) => {
    const [epoch, seed] = [i % epochs, Math.floor(i / epochs) % seeds];
    const x = Math.floor(i / (columns * seeds * epochs));
    return (best === "max" ? x : -x) + epoch / 100 + seed / 10;
  });
  const test = Array.from({ length: rows * columns * seeds }, (_, i) => i);
  return { shape: [rows, columns, seeds, epochs], scores, test, best, grid: [3, 3] };
}

// That the trials are Python's, tests/unit/test_explore_search.py tells.
Deno.test("all ways have the same epochs", () => {
  const response = steep();
  assert.equal(budgetOf(response), 72);
  for (let draw = 1; draw < 20; draw++) {
    const [grid, random, pruned] = WAYS.map((way) => searchOf(way, response, draw));
    for (const trials of [grid, random, pruned]) {
      assert.equal(trials[trials.length - 1].spent, 72);
      assert.equal(trials.reduce((sum, { epochs }) => sum + epochs, 0), 72);
    }
    assert.ok(grid.length === 9 && random.length === 9 && pruned.length > 9);
    assert.ok(grid.every(({ whole }) => whole) && random.every(({ whole }) => whole));
  }
});

Deno.test("a grid has few values of each setting, and random draws many", () => {
  const response = steep();
  const values = (/** @type {"grid" | "random"} */ way) =>
    Array.from(
      { length: 50 },
      (_, i) => new Set(searchOf(way, response, i + 1).map(({ x }) => x)).size,
    );
  assert.ok(values("grid").every((count) => count === 3));
  assert.ok(values("random").every((count) => count > 3));
});

Deno.test("places of a grid are even, and each comes as often as any other", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 11].map((shift) => spaced(12, 4, shift)), [
    [0, 3, 6, 9],
    [0, 3, 6, 9],
    [0, 3, 6, 9],
    [0, 3, 6, 9],
    [1, 4, 7, 10],
    [2, 5, 8, 11],
  ]);
  for (const [count, taken] of [[10, 4], [7, 5], [4, 4], [24, 7]]) {
    const all = Array.from({ length: count }, (_, shift) => spaced(count, taken, shift)).flat();
    for (let place = 0; place < count; place++) {
      assert.equal(all.filter((each) => each === place).length, taken);
    }
  }
});

Deno.test("a random search comes to every place before it comes back", () => {
  const response = { ...steep(), grid: /** @type {[number, number]} */ ([9, 5]) };
  const places = searchOf("random", response, 3).map(({ x, y }) => `${x} ${y}`);
  assert.equal(new Set(places).size, 45);
  const pruned = searchOf("pruned", response, 3).map(({ x, y }) => `${x} ${y}`);
  assert.ok(pruned.length > 90);
  assert.deepEqual(pruned.slice(0, 45), places);
  assert.equal(new Set(pruned.slice(45, 90)).size, 45);
});

Deno.test("pruning ends the worse half, after 1, 2, 4 epochs", () => {
  assert.deepEqual(rungsOf(8), [1, 2, 4]);
  assert.deepEqual(rungsOf(9), [1, 2, 4, 8]);
  assert.deepEqual(rungsOf(2), [1]);
  for (const best of /** @type {const} */ (["max", "min"])) {
    const trials = searchOf("pruned", steep(best), 1);
    assert.ok(trials[0].whole);
    trials.forEach(({ x, seed, epochs }, i) => {
      const before = trials.slice(0, i).filter((one) => one.x + one.seed / 10 > x + seed / 10);
      const ended = 2 * before.length >= i + 1;
      if (best === "max" && i < trials.length - 1) assert.equal(epochs === 1, ended);
    });
    const early = trials.filter(({ whole }) => !whole);
    assert.ok(early.length > trials.length / 3);
  }
});

Deno.test("the best so far is level until a better trial came to its end", () => {
  const trials = searchOf("pruned", steep(), 2);
  trials.forEach(({ best }, i) => {
    const whole = trials.slice(0, i + 1).filter((trial) => trial.whole);
    assert.equal(trials[best].score, Math.max(...whole.map(({ score }) => score)));
  });
  const corners = stepsOf(trials, ({ score }) => score);
  assert.equal(corners[0][0], 8);
  assert.equal(corners[corners.length - 1][0], 72);
  corners.slice(1).forEach(([spent, value], i) => {
    assert.ok(spent === corners[i][0] || value === corners[i][1]);
  });
  assert.deepEqual(stepsOf([], ({ score }) => score), []);
});

Deno.test("what a place is worth is the mean of its seeds", () => {
  const response = steep();
  assert.deepEqual(seedsAt(response, { x: 3, y: 4 }), [3.07, 3.17]);
  assert.ok(Math.abs(meansOf(response)[3][4] - 3.12) < 1e-12);
  assert.equal(testAt(response, { x: 3, y: 4, seed: 1 }), 39);
  assert.equal(testAt({ ...response, test: null }, { x: 3, y: 4, seed: 1 }), null);
});

Deno.test("of many draws nine of ten are told", () => {
  const values = Array.from({ length: 200 }, (_, i) => 199 - i);
  assert.deepEqual(rangeOf(values), [10, 189]);
  assert.deepEqual(rangeOf([4]), [4, 4]);
  const { means, seen, test } = manyOf("random", steep(), 20);
  assert.equal(means.length, 72 - 8 + 1);
  assert.ok(means.every((value, i) => i === 0 || value >= means[i - 1]));
  assert.ok(Math.abs(means[64] - seen.reduce((sum, value) => sum + value) / 20) < 1e-12);
  assert.equal(test?.length, 20);
  assert.equal(manyOf("random", { ...steep(), test: null }, 2).test, null);
});

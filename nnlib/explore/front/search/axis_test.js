import assert from "node:assert/strict";

import { axisFor, colorOf, gradientOf, shownAlong, spread } from "./axis.js";

/** @param {string} color */
const lightness = (color) =>
  (color.match(/\d+/g) ?? []).reduce((sum, part) => sum + Number(part), 0);

const SCORES = [...Array.from({ length: 60 }, (_, i) => 0.1 + i / 100), 0.7, 0.72, 0.74];

Deno.test("the best part of the scores has most of the axis", () => {
  const axis = axisFor(SCORES, "max");
  const losses = axisFor(SCORES.map((score) => 1 - score), "min");
  assert.equal(axis.pieces.length, 2);
  assert.ok(axis.at(0.74) - axis.at(0.69) > 3 * (axis.at(0.2) - axis.at(0.15)));
  for (const score of SCORES) {
    const share = axis.share(score);
    assert.ok(share >= 0 && share < 0.95);
    assert.ok(Math.abs(share - losses.share(1 - score)) < 1e-9);
    assert.ok(Math.abs(axis.at(score) + losses.at(1 - score) - 1) < 1e-9);
  }
  const shares = SCORES.toSorted((a, b) => a - b).map(axis.share);
  assert.ok(shares.every((share, i) => i === 0 || share >= shares[i - 1]));
});

Deno.test("numbers stand where their scores are, and one beyond the break", () => {
  for (const best of /** @type {const} */ (["max", "min"])) {
    const axis = axisFor(SCORES, best);
    assert.ok(axis.numbers.length > 2);
    for (const { place, text } of axis.numbers) {
      assert.ok(Math.abs(axis.at(Number(text)) - place) < 1e-9);
    }
    const [near, far] = axis.pieces;
    const beyond = axis.numbers.filter(({ place }) => far.left <= place && place <= far.right);
    assert.equal(beyond.length, 1);
    assert.ok(near.right - near.left > 0.8);
  }
});

Deno.test("no share is above 1, and scores that are all alike have an axis", () => {
  const high = axisFor([0.97, 0.98, 0.99, 0.999], "max");
  assert.ok(high.numbers.every(({ text }) => Number(text) <= 1));
  const low = axisFor([0, 0.001, 0.002, 0.003], "min");
  assert.ok(low.numbers.every(({ text }) => Number(text) >= 0));
  for (const value of [0, 0.5, -3, 1e6]) {
    const axis = axisFor([value, value], "max");
    assert.ok(axis.at(value) > 0 && axis.at(value) < 1 && axis.numbers.length > 0);
  }
});

Deno.test("what is beyond the axis is at its end", () => {
  const axis = axisFor(SCORES, "max");
  assert.equal(axis.at(-5), 0);
  assert.equal(axis.at(5), 1);
});

Deno.test("a better score is darker", () => {
  const tones = Array.from({ length: 21 }, (_, i) => lightness(colorOf(i / 20)));
  assert.ok(tones.every((tone, i) => i === 0 || tone < tones[i - 1]));
  assert.equal(colorOf(-1), colorOf(0));
  assert.equal(colorOf(2), colorOf(1));
  assert.ok(gradientOf("max").startsWith("linear-gradient(to top, rgb(232 240 246)"));
  assert.ok(gradientOf("min").startsWith("linear-gradient(to bottom, rgb(232 240 246)"));
});

Deno.test("names are shown at even distances, or else where there is room", () => {
  const middles = [0, 30, 60, 90];
  assert.deepEqual(shownAlong(middles, [20, 20, 20, 20], 10), [true, true, true, true]);
  assert.deepEqual(shownAlong(middles, [20, 21, 20, 20], 10), [true, false, true, false]);
  assert.deepEqual(shownAlong(middles, [50, 50, 50, 50], 10), [true, false, true, false]);
  const close = [0, ...Array.from({ length: 11 }, (_, i) => 60 + 3 * i)];
  const shown = shownAlong(close, Array(12).fill(10), 4);
  assert.deepEqual(close.filter((_, i) => shown[i]), [0, 60, 75, 90]);
});

Deno.test("labels are moved off each other and stay in order", () => {
  assert.deepEqual(spread([10, 50, 90], 26, 100), [10, 50, 90]);
  assert.deepEqual(spread([10, 12, 11], 26, 100), [10, 62, 36]);
  assert.deepEqual(spread([95, 90, 99], 26, 100), [74, 48, 100]);
});

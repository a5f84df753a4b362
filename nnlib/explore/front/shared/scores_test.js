import assert from "node:assert/strict";

import { axisOf, decimalsOf, everyNth, mean, numbersOf, placeOf } from "./scores.js";

const SCORES = [0.8, 0.82, 0.79, 0.79, 0.8, 0.8, 0.83, 0.85, 0.84, 0.86, 0.1, 0.8];

Deno.test("an axis is whole where the scores are of one kind", () => {
  for (const best of /** @type {const} */ (["max", "min"])) {
    const axis = axisOf([0.6, 0.65, 0.7, 0.8], best);
    assert.equal(axis.length, 1);
    assert.ok(axis[0].from < 0.6 && axis[0].to > 0.8);
    assert.ok(placeOf(axis, 0.6) > 0.02 && placeOf(axis, 0.8) < 0.98);
    assert.ok(placeOf(axis, 0.7) > placeOf(axis, 0.65));
  }
});

Deno.test("a difference that is itself the lesson does not break the axis", () => {
  const all = [0.6, 0.63, 0.71, 0.75, 0.72, 0.74];
  assert.equal(axisOf(all, "max").length, 1);
});

Deno.test("what is far worse has a part of its own, at the worse end", () => {
  const high = axisOf(SCORES, "max");
  assert.deepEqual(high.map(({ far }) => far), [false, true]);
  assert.ok(placeOf(high, 0.1) > 0 && placeOf(high, 0.1) < 0.2);
  assert.ok(placeOf(high, 0.79) >= 0.235 && placeOf(high, 0.86) < 1);
  const low = axisOf(SCORES.map((score) => 1 - score), "min");
  for (const score of [0.1, 0.45, 0.79, 0.8, 0.86]) {
    assert.ok(Math.abs(placeOf(low, 1 - score) - (1 - placeOf(high, score))) < 1e-9);
  }
});

Deno.test("between given limits the axis is whole", () => {
  for (const best of /** @type {const} */ (["max", "min"])) {
    const axis = axisOf(SCORES, best, [0, 1]);
    assert.equal(axis.length, 1);
    assert.ok(placeOf(axis, 0) > 0.02 && placeOf(axis, 1) < 0.98);
    assert.ok(Math.abs(placeOf(axis, 0.5) - 0.5) < 1e-9);
  }
});

Deno.test("an axis only ever rises, and holds every score and every mean", () => {
  let state = 7;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 200; round++) {
    const size = 10 ** Math.floor(8 * random() - 4);
    const one = () => size * (random() < 0.2 ? 9 * random() : 1 + 0.1 * random());
    const scores = Array.from({ length: 6 }, () => [one(), one(), one()]);
    const axis = axisOf(scores.flat(), round % 2 ? "max" : "min");
    const all = [...scores.flat(), ...scores.map(mean)].toSorted((a, b) => a - b);
    const places = all.map((score) => placeOf(axis, score));
    assert.ok(places.every((place) => place >= 0 && place <= 1));
    assert.ok(places.every((place, i) => i === 0 || place >= places[i - 1]));
    for (const piece of axis) {
      const told = numbersOf(piece).filter(({ text }) => text);
      assert.ok(told.length > 0, JSON.stringify(axis));
      for (const { place, text } of told) {
        assert.ok(Math.abs(placeOf([piece], Number(text)) - place) < 1e-6);
      }
    }
  }
});

Deno.test("scores that are all alike have an axis, too", () => {
  for (const value of [0, 0.8, -3, 1e6]) {
    const axis = axisOf([value, value], "max");
    const place = placeOf(axis, value);
    assert.ok(place > 0 && place < 1 && decimalsOf(axis) >= 0);
    assert.ok(numbersOf(axis[0]).length > 0);
  }
});

Deno.test("numbers have the decimals that tell them apart", () => {
  const axis = (/** @type {number} */ from, /** @type {number} */ to) => [
    { from, to, left: 0, right: 1, far: false },
  ];
  assert.equal(decimalsOf(axis(0.78, 0.85)), 3);
  assert.equal(decimalsOf(axis(0, 1)), 2);
  assert.equal(decimalsOf(axis(50, 80)), 1);
  assert.equal(decimalsOf(axis(0, 9000)), 0);
  assert.deepEqual(numbersOf(axis(0.79, 0.84)[0]).map(({ text }) => text), [
    "0.79",
    "0.80",
    "0.81",
    "0.82",
    "0.83",
    "0.84",
  ]);
});

Deno.test("names along the slider are as many as fit", () => {
  assert.equal(everyNth(80, 60), 1);
  assert.equal(everyNth(30, 60), 2);
  assert.equal(everyNth(29, 60), 3);
  assert.equal(everyNth(0, 60), 60);
});

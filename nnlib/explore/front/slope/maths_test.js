import assert from "node:assert/strict";

import { curveOf, difference, downhill, ends, pieceOf, reaches, unit, within } from "./maths.js";
import { describe, rows, sentence } from "./words.js";

/** @param {number} actual @param {number} expected */
const close = (actual, expected, within = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);

const LOSSES = Array.from({ length: 101 }, (_, i) => 2 + Math.cos((i - 50) / 10));
const CURVE = curveOf([-5, 5], LOSSES);

Deno.test("the curve goes through its losses, and its slope is that of what is drawn", () => {
  LOSSES.forEach((loss, i) => close(CURVE.f(-5 + i / 10), loss));
  for (let w = -4.9; w < 4.9; w += 0.037) close(difference(CURVE, w, 1e-5), CURVE.df(w), 1e-6);
});

Deno.test("a difference comes closer as h shrinks", () => {
  const off = [1, 0.1, 0.01].map((h) => Math.abs(difference(CURVE, 1, h) - CURVE.df(1)));
  assert.ok(off[0] > 50 * off[1] && off[1] > 50 * off[2]);
});

Deno.test("a piece of the curve is that of the whole, and stays on it", () => {
  const piece = pieceOf(CURVE, 1, 0.5);
  assert.deepEqual(piece.view, [0.5, 1.5]);
  assert.equal(piece.f(1.2), CURVE.f(1.2));
  const [low, high] = piece.levels;
  const [least, most] = [CURVE.f(1.5), CURVE.f(0.5)]; // the cosine falls there
  assert.ok(least - 0.2 < low && low < least && most < high && high < most + 0.4);
  assert.deepEqual([-9, 9].map((w) => pieceOf(CURVE, w, 1).view), [[-5, -3], [3, 5]]);
});

Deno.test("h goes from a thousandth to a quarter of the width", () => {
  assert.deepEqual(reaches(CURVE), [0.001, 2]);
  assert.deepEqual(reaches({ ...CURVE, view: [0, 1] }), [0.0001, 0.2]);
});

Deno.test("both passes stay on the curve", () => {
  assert.deepEqual([-9, 0, 4.5].map((w) => within(CURVE, w, 1)), [-4, 0, 4]);
  assert.equal(within(CURVE, 4.5, null), 4.5);
});

Deno.test("downhill is against the slope, and nowhere on a flat curve", () => {
  assert.deepEqual([-1, 0, 1].map((w) => downhill(CURVE, w)), [-1, 0, 1]);
  const flat = curveOf([0, 1], [2, 2, 2, 2, 2]);
  assert.deepEqual([downhill(flat, 0.3), flat.f(0.3), flat.df(0.3)], [0, 2, 0]);
  assert.match(sentence(flat, 0.3), /flat/);
});

Deno.test("a line has its slope", () => {
  const [a, b] = ends(CURVE, [1, 2], 0.5, 0.3);
  close((b[1] - a[1]) / (b[0] - a[0]), 0.5);
  close((a[1] + b[1]) / 2, 2);
});

Deno.test("the rise over one unit is the slope, on both sides", () => {
  for (const w of [1, 4.5]) {
    const corners = unit(CURVE, w);
    assert.ok(corners);
    const [from, corner, to] = corners;
    close(corner[0] - from[0], 1);
    close(to[1] - corner[1], CURVE.df(w));
    assert.ok(to[0] <= 5);
  }
  assert.equal(unit({ ...CURVE, view: [-50, 50] }, 0), null);
  assert.equal(unit({ ...CURVE, view: [0, 2] }, 0), null);
});

Deno.test("no word tells the slope before it is shown", () => {
  const hidden = { w: 1, h: null, slope: false };
  const slope = CURVE.df(1).toFixed(3).replace("-", "−");
  assert.equal(describe(CURVE, hidden).includes("slope"), false);
  assert.equal(JSON.stringify(rows(CURVE, hidden)).includes(slope), false);
  assert.ok(describe(CURVE, { ...hidden, slope: true }).endsWith(`slope = ${slope}.`));
  assert.match(sentence(CURVE, 1), /below 0: downhill is to the right/);
  assert.match(sentence(CURVE, -1), /above 0: downhill is to the left/);
});

import assert from "node:assert/strict";

import { along, beyond, follow, parabola, seen, spline } from "./maths.js";
import { describe, factorOf, numbers, sentence } from "./words.js";

/** @param {number} actual @param {number} expected */
const close = (actual, expected, within = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);

const LEVELS = Array.from({ length: 41 }, (_, i) => 1000 * ((i - 15) / 25) ** 2);
const LINE = { first: -1.5, last: 2.5, low: 0, high: 6.25, start: 0, levels: LEVELS, steps: 1000 };

Deno.test("a step multiplies the distance on a parabola by 1 − rate · curvature", () => {
  for (const curvature of [0.5, 1, 4]) {
    const loss = parabola(curvature);
    for (const rate of [0.01, 0.3, 1, 1.9, 2.1]) {
      const stops = follow(loss, loss.start, [rate, rate, rate]);
      const away = stops.map(({ w }) => w - Number(loss.minimum));
      for (const i of [0, 1, 2]) close(away[i + 1], factorOf(curvature, rate) * away[i]);
    }
  }
});

Deno.test("every parabola begins in the picture", () => {
  for (const curvature of [0.25, 0.5, 1, 2, 4, 8]) {
    const loss = parabola(curvature);
    assert.ok(seen(follow(loss, loss.start, [])[0], loss));
  }
});

Deno.test("a spline goes through its losses, and its slope is that of what is drawn", () => {
  const { f, df, values, gap } = spline(LINE);
  values.forEach((value, i) => close(f(LINE.first + i * gap), value));
  for (let w = -1.4; w < 2.4; w += 0.037) {
    close(df(w), (f(w + 1e-6) - f(w - 1e-6)) / 2e-6, 1e-5);
  }
});

Deno.test("a step that leaves the line is the last", () => {
  const loss = along(LINE);
  const stops = follow(loss, 2, [0.01, 100, 0.01]);
  assert.equal(stops.length, 3);
  assert.deepEqual(stops.map(beyond), [false, false, true]);
  assert.match(sentence(loss, stops, [0.01, 100]), /^Step 2 ends at s = .*, beyond the part/);
});

Deno.test("nothing is told before a step", () => {
  const loss = parabola(1);
  assert.match(sentence(loss, follow(loss, -4, []), []), /^Choose a rate/);
  assert.equal(numbers(follow(loss, -4, []), []), null);
});

Deno.test("words follow the factor", () => {
  const loss = parabola(1);
  const told = (/** @type {number[]} */ ...rates) => sentence(loss, follow(loss, -4, rates), rates);
  assert.match(told(1.8), /^The step multiplied .* by −0.8\. It began 5.00 away and is now 4.00/);
  assert.match(told(0.1, 0.1), /^Each of 2 steps .* by 0.9: it comes closer from one side\./);
  assert.match(told(1, 1), /by 0: one step is enough\./);
  assert.match(told(1.8, 1.8), /by −0.8: it jumps to the other side and comes closer\./);
  assert.match(told(2, 2), /by −1: it jumps to and fro and comes no closer\./);
  assert.match(told(2.5, 2.5), /by −1.5: .* farther away: it diverges\./);
  assert.match(told(0.1, 1.8), /^The last step multiplied .* by −0.8\. It/);
});

Deno.test("on a line one rate makes long and short steps", () => {
  const loss = along(LINE);
  const rates = [0.6, 0.6, 0.6];
  const told = sentence(loss, follow(loss, 2, rates), rates);
  assert.match(told, /^The loss fell by .* Of 3 steps at one rate the longest was .* in none\.$/);
  assert.match(sentence(loss, follow(loss, 2, [0.6]), [0.6]), /^The loss fell by \S+ to \S+\.$/);
});

Deno.test("the last step in numbers", () => {
  const stops = follow(parabola(1), -4, [0.25]);
  assert.deepEqual(numbers(stops, [0.25]), {
    from: "−4.00",
    rate: "0.25",
    slope: "−5.00",
    to: "−2.75",
  });
  assert.match(describe(parabola(2), stops), /^A parabola of curvature 2; after step 1 .* −2.75 /);
});

import assert from "node:assert/strict";

import { clamp, minus, percent, shortly, superscript, written } from "./numbers.js";

Deno.test("a number is kept within its limits", () => {
  assert.deepEqual([-7, -5, 0.5, 5, 7].map((value) => clamp(value, -5, 5)), [-5, -5, 0.5, 5, 5]);
  assert.equal(clamp(-Infinity, 0, 1), 0);
  assert.equal(clamp(NaN, 0, 1), NaN);
});

Deno.test("a share is a length of CSS", () => {
  assert.deepEqual([0, 1 / 3, 1, -0.5].map(percent), ["0.000%", "33.333%", "100.000%", "-50.000%"]);
});

Deno.test("every hyphen of a number becomes a minus sign", () => {
  assert.deepEqual([-0.5, "-1e-7", 3].map(minus), ["−0.5", "−1e−7", "3"]);
});

// That the rule is Python's, tests/unit/test_numerals.py tells.
Deno.test("a number is written in three digits, or as many as are wanted", () => {
  assert.deepEqual([1, -1234.5, 123456, 0].map((value) => written(value)), [
    "1.00",
    "−1235",
    "1.23e5",
    "0",
  ]);
  assert.equal(written(-0.000999, 2), "−0.0010");
  assert.equal(written(-0), "0");
});

Deno.test("what is no number has a sign of its own", () => {
  assert.deepEqual([NaN, Infinity, -Infinity].map((value) => written(value)), ["?", "∞", "−∞"]);
});

Deno.test("a rate is as short as it is", () => {
  const rates = [0.1, 0.025, 0.1 + 0.2, 1.23456, 12, 0.001, 0.0005, 0.00012345];
  assert.deepEqual(
    rates.map(shortly),
    ["0.1", "0.025", "0.3", "1.23", "12", "0.001", "5e-4", "1.23e-4"],
  );
});

Deno.test("powers are raised", () => {
  assert.deepEqual([0, 12, -34, 567890].map(superscript), ["⁰", "¹²", "⁻³⁴", "⁵⁶⁷⁸⁹⁰"]);
});

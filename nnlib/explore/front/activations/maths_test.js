import assert from "node:assert/strict";

import { functions, jump, number, regions } from "./maths.js";

const close = (/** @type {number} */ a, /** @type {number} */ b) =>
  assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

Deno.test("derivatives are the functions' slopes", () => {
  for (const { f, df } of Object.values(functions)) {
    for (const z of [-4.2, -1.5, -0.3, 0.4, 2.5]) {
      const h = 1e-5;
      close(df(z, 0.3), (f(z + h, 0.3) - f(z - h, 0.3)) / (2 * h));
    }
  }
});

Deno.test("a flat end is saturated, a straight one is not, and where it is 0 it is dead", () => {
  const [left, right] = regions("sigmoid", NaN, 5);
  assert.deepEqual([left.kind, left.from], ["saturated", -5]);
  assert.deepEqual([right.kind, right.to], ["saturated", 5]);
  close(left.to, -right.from);
  close(functions.sigmoid.df(right.from, NaN), 0.05);
  assert.deepEqual(regions("relu", NaN, 5), [{ kind: "dead", from: -5, to: 0 }]);
  assert.deepEqual(regions("relu", NaN, 3), [{ kind: "dead", from: -3, to: 0 }]);
  assert.deepEqual(regions("prelu", 0, 5), [{ kind: "dead", from: -5, to: 0 }]);
  assert.deepEqual(regions("leaky_relu", 0.01, 5), []);
  assert.deepEqual(regions("sigmoid", NaN, 2), []);
});

Deno.test("the slope jumps at a kink, and only there", () => {
  assert.deepEqual(jump("relu", 0, NaN), [0, 1]);
  assert.deepEqual(jump("leaky_relu", 0, 0.01), [0.01, 1]);
  assert.equal(jump("relu", 0.1, NaN), null);
  assert.equal(jump("prelu", 0, 1), null);
  assert.equal(jump("elu", 0, 1), null);
  assert.ok(jump("elu", 0, 0.5));
  assert.equal(jump("softplus", 0, NaN), null);
});

Deno.test("exact numbers are short, and rounding errors are 0", () => {
  const values = [0, 1e-17, 0.5, 1, -0.25, 10, 0.8808, -1.5003, 0.00123, 0.00045, 100];
  assert.deepEqual(
    values.map(number),
    ["0", "0", "0.5", "1", "−0.25", "10", "0.881", "−1.50", "0.00123", "4.5e−4", "100"],
  );
});

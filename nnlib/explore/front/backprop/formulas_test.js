import assert from "node:assert/strict";

import { changeable, number, subject, verdict } from "./formulas.js";

Deno.test("eight characters are enough for a number", () => {
  const values = [0, 1, -0.5, 0.0123456, -0.000999, 0.0009999, 999.7, -1.234e17, Infinity, NaN];
  assert.deepEqual(
    values.map(number),
    ["0", "1.00", "−0.500", "0.0123", "−9.99e−4", "0.00100", "1000", "−1.23e17", "∞", "?"],
  );
  assert.deepEqual(
    [-3.251e-15, 3.251e-15, -3.251e-115].map(number),
    ["−3.3e−15", "3.25e−15", "−3e−115"],
  );
});

Deno.test("everything that can be changed has a path and a symbol", () => {
  assert.deepEqual(changeable([2, 1]), [
    ["inputs", [["x 0", "x₀"], ["x 1", "x₁"]]],
    ["targets", [["target 0", "y"]]],
    ["output", [["weights 0 0 0 0", "w₀"], ["weights 0 0 1 0", "w₁"], ["weights 0 1 0", "b"]]],
  ]);
  const [, , [name, options], [end]] = changeable([1, 2, 1]);
  assert.deepEqual([name, end], ["layer 1", "output"]);
  assert.deepEqual(options.map(([, text]) => text), ["w₀₀⁽¹⁾", "w₀₁⁽¹⁾", "b₀⁽¹⁾", "b₁⁽¹⁾"]);
});

Deno.test("what is pointed at is told of, as far as it is known", () => {
  const [weight, node] = [{ layer: 1, node: 2, from: 0 }, { layer: 1, node: 2 }];
  const none = () => false;
  const z = /** @type {const} */ ({ kind: "z", layer: 2 });
  assert.deepEqual(subject(z, null, { 2: 1 }, 2, none), { kind: "z", layer: 2, node: 1 });
  assert.equal(subject({ kind: "update" }, null, {}, 2, none).layer, 2);
  assert.equal(subject(z, weight, {}, 2, none).kind, "weight");
  assert.equal(subject(z, node, {}, 2, none).kind, "z");
  assert.equal(subject(z, node, {}, 2, (kind) => kind === "a").kind, "a");
  assert.equal(subject(z, weight, {}, 2, (kind) => kind !== "update").kind, "gradient");
  assert.equal(subject(z, { layer: 0, node: 1 }, {}, 2, none).kind, "input");
});

Deno.test("the verdict says what an update did", () => {
  /** @param {number} loss @param {number} after @param {number} gradient */
  const of = (loss, after, gradient) =>
    verdict({ loss, after: { loss: after }, gradients: [[[[gradient]], [0]]] });
  assert.equal(of(1, 1, 0), "Every gradient is 0: nothing changes.");
  assert.equal(of(1, Infinity, 1), "It has no end: the step was far too long.");
  assert.equal(of(2, 1, 1), "The loss fell by 50 %.");
  assert.equal(of(1, 1.001, 1), "The loss rose by 0.100 %: the step was too long.");
});

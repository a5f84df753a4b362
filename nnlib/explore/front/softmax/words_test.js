import assert from "node:assert/strict";

import { loss, remark, share, short } from "./words.js";

const state = {
  logits: [2, 1, 0.1],
  constant: 0,
  temperature: 1,
  target: 0,
  names: ["A", "B", "C"],
};

Deno.test("numbers are short and never say 0 or 1 of what is not", () => {
  assert.deepEqual([0.65900, 1e-9, 1 - 1e-9, 1, 0].map(share), [
    "0.659",
    "< 0.001",
    "> 0.999",
    "1.000",
    "0.000",
  ]);
  assert.deepEqual([-0.01, -2].map(short), ["0.0", "−2.0"]);
});

Deno.test("what was moved last is told", () => {
  assert.match(remark(state, null), /^Drag a logit/);
  assert.equal(
    remark(state, 0),
    "B and C change by the same factor: B stays 2.46 times C.",
  );
  assert.equal(
    remark({ ...state, constant: 1 }, "constant"),
    "Every exponential is multiplied by the same 2.72. It cancels: the probabilities stay.",
  );
  assert.match(remark({ ...state, temperature: 0.5 }, "temperature"), /by 0.5. .* surer/);
  assert.match(remark({ ...state, temperature: 2 }, "temperature"), /by 2.0. .* less sure/);
  const two = { ...state, logits: [1, 0], names: ["yes", "no"] };
  assert.equal(remark(two, 0), "yes takes from no what it gains.");
});

Deno.test("the cross-entropy is told with its number", () => {
  assert.equal(loss(state), "Right class A: cross-entropy −ln 0.659 = 0.417");
  assert.equal(loss({ ...state, target: -1 }), "");
});

import assert from "node:assert/strict";

import { nameOf, shownOf, toldOf } from "./words.js";

Deno.test("a cell is named by its row and its column", () => {
  assert.equal(nameOf("Shirt", "Coat"), "label Shirt, answer Coat");
});

Deno.test("what is counted is told", () => {
  assert.equal(toldOf(31, 200, "Shirt", false), "31 of 200 taken for it (16 %)");
  assert.equal(toldOf(150, 200, "Shirt", true), "150 of 200 right (75 %)");
  assert.equal(toldOf(0, 0, "Shirt", true), "No picture has the label Shirt.");
});

Deno.test("what is shown is told", () => {
  assert.equal(shownOf(0, 0), "No picture here.");
  assert.equal(shownOf(1, 1), "The only one:");
  assert.equal(shownOf(3, 3), "All 3, the surest first:");
  assert.equal(shownOf(6, 31), "The 6 of which it was surest:");
  assert.equal(shownOf(1, 31), "The surest one:");
});

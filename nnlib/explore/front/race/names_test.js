import assert from "node:assert/strict";

import { besideArrows, HIGH } from "./names.js";

/** @typedef {import("./surfaces.js").Point} Point */

const FRAME = { width: 254, height: 300 };
const WIDTHS = [80, 110, 133];

/** @param {Point} from @param {Point[]} ends */
const namesOf = (from, ends) =>
  besideArrows(from, ends.map((to, i) => ({ to, width: WIDTHS[i] })), FRAME)
    .map(([x, y], i) => ({ x, y, width: WIDTHS[i] }));

Deno.test("names beside arrows are in the picture, apart, and hide no arrow's end", () => {
  for (let turn = 0; turn < 24; turn++) {
    const angles = [turn, turn + 5, turn - 7].map((n) => (n * Math.PI) / 12);
    /** @type {Point} */
    const from = [127, 150];
    const ends = angles.map((
      a,
    ) => /** @type {Point} */ ([127 + 80 * Math.cos(a), 150 + 100 * Math.sin(a)]));
    const names = namesOf(from, ends);
    for (const [i, { x, y, width }] of names.entries()) {
      assert.ok(x >= width / 2 && x <= FRAME.width - width / 2, `${turn}`);
      assert.ok(y >= HIGH / 2 && y <= FRAME.height - HIGH / 2, `${turn}`);
      for (const other of names.slice(i + 1)) {
        const isApart = Math.abs(x - other.x) >= (width + other.width) / 2 ||
          Math.abs(y - other.y) >= HIGH;
        assert.ok(isApart, `${turn}: two names overlap`);
      }
      for (const [endX, endY] of ends) {
        assert.ok(Math.abs(endX - x) >= width / 2 || Math.abs(endY - y) >= HIGH / 2, `${turn}`);
      }
    }
  }
});

Deno.test("a name stands at its own arrow", () => {
  const ends = /** @type {Point[]} */ ([[127, 40], [127, 260]]);
  const [above, below] = namesOf([127, 150], ends);
  assert.ok(above.y < 100 && below.y > 200);
});

import assert from "node:assert/strict";

import { apart, medians, nearest, placesAt, planesOf } from "./maths.js";

const PLANES = planesOf(btoa(String.fromCharCode(0, 0, 255, 51, 51, 0, 255, 255)), 2);

Deno.test("points go straight from one stored epoch to the next", () => {
  const places = (/** @type {number} */ share) =>
    placesAt(PLANES, { from: 0, to: 1, share, epoch: share });
  assert.deepEqual(places(0), [{ x: 0, y: 1 }, { x: 1, y: 0.8 }]);
  assert.deepEqual(places(0.5), [{ x: 0.1, y: 1 }, { x: 1, y: 0.4 }]);
});

Deno.test("a class stands at its median, and a class without points nowhere", () => {
  const places = [0, 1, 5, 7].map((x) => ({ x, y: 2 * x }));
  const found = medians(places, Uint8Array.of(2, 0, 2, 2), 3);
  assert.deepEqual(found, [{ x: 1, y: 2 }, null, { x: 5, y: 10 }]);
  assert.deepEqual(medians(places, Uint8Array.of(0, 0, 0, 0), 1), [{ x: 3, y: 6 }]);
});

Deno.test("names are pushed apart, within the frame", () => {
  const frame = { width: 300, height: 200 };
  const boxes = [100, 101, 100, 5].map((y) => ({ x: 150, y, width: 80 }));
  const placed = apart(boxes, 20, frame);
  for (const [i, a] of placed.entries()) {
    assert.ok(a.y >= 10 && a.y <= 190);
    for (const b of placed.slice(i + 1)) assert.ok(Math.abs(a.y - b.y) > 19.9);
  }
  const far = [{ x: 50, y: 100, width: 80 }, { x: 200, y: 100, width: 80 }];
  assert.deepEqual(apart(far, 20, frame), far);
  assert.equal(apart([{ x: 10, y: 50, width: 80 }], 20, frame)[0].x, 40);
});

Deno.test("the nearest point is found, if it is near", () => {
  const places = [{ x: 0, y: 0 }, { x: 0.5, y: 0.5 }];
  assert.equal(nearest(places, { x: 0.48, y: 0.5 }, 1, 0.05), 1);
  assert.equal(nearest(places, { x: 0.48, y: 0.5 }, 3, 0.05), -1);
  assert.equal(nearest(places, { x: 0.2, y: 0.2 }, 1, 0.05), -1);
});

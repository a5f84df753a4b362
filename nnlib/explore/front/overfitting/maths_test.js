import assert from "node:assert/strict";

import { come, makeRows, mapAt, shares, told } from "./maths.js";

const MAPS = [Uint8Array.of(0, 100, 200, 255), Uint8Array.of(100, 100, 0, 255)];

Deno.test("two classes are mixed between epochs, more are not", () => {
  const half = { from: 0, to: 1, share: 0.5, epoch: 1.5 };
  assert.deepEqual([...mapAt(MAPS, half, 2)], [50, 100, 100, 255]);
  assert.equal(mapAt(MAPS, half, 3), MAPS[1]);
  assert.equal(mapAt(MAPS, { ...half, share: 0 }, 2), MAPS[0]);
});

Deno.test("between its points a map is a plane", () => {
  const row = makeRows(2, 3, true);
  assert.deepEqual([...row(MAPS[0], 0)], [0, 50, 100]);
  assert.deepEqual([...row(MAPS[0], 0.25)], [50, 94.375, 138.75]);
  assert.deepEqual([...row(MAPS[0], 1)], [200, 227.5, 255]);
});

Deno.test("of more classes a pixel has the nearest point", () => {
  const row = makeRows(2, 6, false);
  assert.deepEqual([...row(MAPS[0], 0.9)], [200, 200, 200, 255, 255, 255]);
  assert.deepEqual([...row(MAPS[0], 0.4)], [0, 0, 0, 100, 100, 100]);
});

Deno.test("a value tells a class and how certain it is", () => {
  assert.deepEqual(told(255, 2), { kind: 1, certain: 1 });
  assert.deepEqual(told(0, 2), { kind: 0, certain: 1 });
  assert.ok(told(127, 2).certain < 0.01);
  assert.deepEqual([0, 84, 85, 169, 170, 254].map((value) => told(value, 3)), [
    { kind: 0, certain: 0 },
    { kind: 0, certain: 1 },
    { kind: 1, certain: 0 },
    { kind: 1, certain: 1 },
    { kind: 2, certain: 0 },
    { kind: 2, certain: 1 },
  ]);
});

Deno.test("the plane is shared out", () => {
  assert.deepEqual(shares(MAPS[0], 2), [0.5, 0.5]);
  assert.deepEqual(shares([0, 90, 90, 200], 3), [0.25, 0.5, 0.25]);
});

Deno.test("of the curves there is what has come", () => {
  assert.deepEqual([0, 0.9, 1, 4.2, 60].map((epoch) => come([1, 2, 5, 60], epoch)), [
    0,
    0,
    1,
    2,
    4,
  ]);
});

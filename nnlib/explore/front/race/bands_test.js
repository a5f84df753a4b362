import assert from "node:assert/strict";

import { paintBands } from "./bands.js";

const SIZE = { width: 40, height: 20 };

/**
 * The grays of a surface, and how often it was asked.
 *
 * @param {(x: number, y: number) => number} f
 */
function painted(f) {
  let asked = 0;
  const image = { data: new Uint8ClampedArray(4 * SIZE.width * SIZE.height) };
  const context = { canvas: SIZE, createImageData: () => image, putImageData() {} };
  /** @type {import("./surfaces.js").Surface} */
  const surface = {
    f(x, y) {
      asked++;
      return f(x, y);
    },
    gradient: () => [0, 0],
  };
  const given = /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (context));
  paintBands(given, surface, [[0, 4], [0, 2]], 0);
  const grayAt = (/** @type {number} */ x, /** @type {number} */ y) =>
    image.data[4 * (y * SIZE.width + x)];
  const isSeen = (/** @type {number} */ x) => image.data[4 * x + 3] === 255;
  return { asked, grayAt, isSeen };
}

Deno.test("what is higher is darker, and few places are asked", () => {
  const { asked, grayAt } = painted((x, y) => Math.exp(2 * x + y));
  assert.ok(asked < (SIZE.width * SIZE.height) / 3, String(asked));
  assert.ok(grayAt(2, 18) > grayAt(20, 18) && grayAt(20, 18) > grayAt(38, 18));
  assert.ok(grayAt(20, 1) < grayAt(20, 18));
});

Deno.test("where there is no value nothing is painted, and infinity is the darkest", () => {
  const { grayAt, isSeen } = painted((x) => x < 1 ? NaN : x > 3 ? Infinity : x);
  assert.deepEqual([isSeen(2), isSeen(20), isSeen(38)], [false, true, true]);
  assert.ok(grayAt(38, 10) < grayAt(20, 10));
});

// A surface as gray bands between heights, with a thin line between two of them.

import { clamp } from "../shared/numbers.js";

/** @typedef {import("./surfaces.js").Surface} Surface */
/** @typedef {import("./surfaces.js").Bounds} Bounds */
/** @typedef {{ levels: [number, number], lowest: number }} Heights of the outer contours */

const BANDS = 13; // as in Python's pictures
const STEEP = 1e-6; // the lowest contour, as a part of the highest
const CELL = 2; // pixels between two places where the surface is asked; straight between them

/**
 * The values at the corners of the cells.
 *
 * @param {number} columns of cells
 * @param {number} rows
 * @param {Surface} surface
 * @param {Bounds} bounds
 */
function valuesOf(columns, rows, { f }, [[left, right], [low, high]]) {
  const found = new Float64Array((columns + 1) * (rows + 1));
  for (let row = 0, i = 0; row <= rows; row++) {
    const y = high - (row / rows) * (high - low);
    for (let column = 0; column <= columns; column++, i++) {
      found[i] = f(left + (column / columns) * (right - left), y);
    }
  }
  return found;
}

/**
 * Levels for what is seen: from its third thousandth to its top, as Python has them.
 *
 * @param {Float64Array} values
 * @param {number} lowest
 * @returns {[number, number]}
 */
function levelsOf(values, lowest) {
  const some = [];
  for (let i = 0; i < values.length; i += 23) if (Number.isFinite(values[i])) some.push(values[i]);
  some.sort((a, b) => a - b);
  const high = some[some.length - 1] - lowest;
  const low = Math.max(some[Math.floor(0.003 * some.length)] - lowest, high * STEEP);
  return [Math.min(low, 0.99 * high), high];
}

/**
 * An opaque gray at a height, darker where a line is near.
 *
 * @param {number} at in bands
 * @param {number} slope a pixel
 */
function grayAt(at, slope) {
  if (Number.isNaN(at)) return 0;
  const nearest = clamp(Math.round(at), 0, BANDS);
  const near = 1.3 - Math.abs(at - nearest) / (slope + 1e-6); // to a line, in pixels
  const dark = near > 0 ? 0.3 * Math.min(1, near) * Math.max(0, 1 - 3 * slope) : 0;
  const band = Math.min(BANDS + 1, Math.floor(at) + 1);
  const gray = Math.round((255 - (52 * band) / (BANDS + 1)) * (1 - dark));
  return (255 << 24) | (gray << 16) | (gray << 8) | gray;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Surface} surface
 * @param {Bounds} bounds
 * @param {number} lowest from which heights are counted
 */
export function paintBands(context, surface, bounds, lowest) {
  const { width, height } = context.canvas;
  const columns = width / CELL;
  const at = valuesOf(columns, height / CELL, surface, bounds);
  const levels = levelsOf(at, lowest);
  const scale = BANDS / Math.log(levels[1] / levels[0]);
  for (let i = 0; i < at.length; i++) {
    const level = scale * Math.log(Math.max(at[i] - lowest, 0) / levels[0]);
    at[i] = clamp(level, -0.9, 2 * BANDS);
  }
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let y = 0, corner = 0; y < height; y += CELL, corner++) {
    for (let x = 0; x < width; x += CELL, corner++) {
      const a = at[corner];
      const across = at[corner + 1] - a;
      const down = at[corner + columns + 1] - a;
      const twist = at[corner + columns + 2] - a - across - down;
      const reach = Math.abs(across) + Math.abs(down) + Math.abs(twist);
      const isFar = Math.abs(a - Math.round(a)) > 2 * reach; // from a line
      const plain = isFar ? grayAt(a, 0) : 0;
      for (let j = 0; j < CELL; j++) {
        const v = (j + 0.5) / CELL;
        for (let i = 0; i < CELL; i++) {
          const u = (i + 0.5) / CELL;
          const dx = across + v * twist;
          const dy = down + u * twist;
          pixels[(y + j) * width + x + i] = plain ||
            grayAt(a + u * across + v * dy, Math.sqrt(dx * dx + dy * dy) / CELL);
        }
      }
    }
  }
  context.putImageData(image, 0, 0);
}

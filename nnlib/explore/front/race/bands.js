// A surface as gray bands between heights, with a thin line between two of them.

import { clamp } from "../shared/numbers.js";

/** @typedef {import("./surfaces.js").Surface} Surface */
/** @typedef {import("./surfaces.js").Bounds} Bounds */
/** @typedef {{ levels: [number, number], lowest: number }} Heights of the outer contours */

const BANDS = 13; // as in Python's pictures
const STEEP = 1e-6; // the lowest contour, as a part of the highest

/**
 * The value at each pixel.
 *
 * @param {number} width
 * @param {number} height
 * @param {Surface} surface
 * @param {Bounds} bounds
 */
function valuesOf(width, height, { f }, [[left, right], [low, high]]) {
  const found = new Float64Array(width * height);
  for (let row = 0, i = 0; row < height; row++) {
    const y = high - ((row + 0.5) / height) * (high - low);
    for (let column = 0; column < width; column++, i++) {
      found[i] = f(left + ((column + 0.5) / width) * (right - left), y);
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
  const some = values.filter((value, i) => i % 97 === 0 && Number.isFinite(value)).sort();
  const high = some[some.length - 1] - lowest;
  const low = Math.max(some[Math.floor(0.003 * some.length)] - lowest, high * STEEP);
  return [Math.min(low, 0.99 * high), high];
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Surface} surface
 * @param {Bounds} bounds
 * @param {number} lowest from which heights are counted
 */
export function paintBands(context, surface, bounds, lowest) {
  const { width, height } = context.canvas;
  const at = valuesOf(width, height, surface, bounds);
  const levels = levelsOf(at, lowest);
  const scale = BANDS / Math.log(levels[1] / levels[0]);
  for (let i = 0; i < at.length; i++) {
    at[i] = Math.max(-0.9, scale * Math.log(Math.max(at[i] - lowest, 0) / levels[0]));
  }
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < at.length; i++) {
    if (Number.isNaN(at[i])) continue;
    const beside = (i + 1) % width ? i + 1 : i - 1;
    const below = i + width < at.length ? i + width : i - width;
    const [across, down] = [at[beside] - at[i], at[below] - at[i]];
    const slope = Math.sqrt(across * across + down * down);
    const nearest = clamp(Math.round(at[i]), 0, BANDS);
    const near = 1.3 - Math.abs(at[i] - nearest) / (slope + 1e-6); // to a line, in pixels
    const dark = near > 0 ? 0.3 * Math.min(1, near) * Math.max(0, 1 - 3 * slope) : 0;
    const band = clamp(Math.floor(at[i]) + 1, 0, BANDS + 1);
    const gray = Math.round((255 - (52 * band) / (BANDS + 1)) * (1 - dark));
    pixels[i] = (255 << 24) | (gray << 16) | (gray << 8) | gray;
  }
  context.putImageData(image, 0, 0);
}

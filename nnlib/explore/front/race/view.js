// The part of the surface that is seen: both axes have one scale, so that angles are true.

import { clamp } from "../shared/numbers.js";

/** @typedef {import("./surfaces.js").Point} Point */
/** @typedef {import("./surfaces.js").Bounds} Bounds */
/** @typedef {{ width: number, height: number }} Size in pixels */
/** @typedef {ReturnType<typeof viewOf>} View */

const CLOSEST = 1 / 512; // of the whole
export const ZOOM = 2; // of a press

/**
 * A view of so many units a pixel around a point.
 *
 * @param {Point} center
 * @param {number} unit
 * @param {Size} size
 */
export function viewOf(center, unit, { width, height }) {
  const half = [(unit * width) / 2, (unit * height) / 2];
  /** @type {Bounds} */
  const bounds = [
    [center[0] - half[0], center[0] + half[0]],
    [center[1] - half[1], center[1] + half[1]],
  ];
  return {
    center,
    unit,
    bounds,
    /** @param {Point} point @returns {Point} where it is in the picture */
    place: ([x, y]) => [(x - bounds[0][0]) / unit, (bounds[1][1] - y) / unit],
    /** @param {Point} shares of the picture's width and height @returns {Point} */
    pointAt: ([across, down]) => [
      bounds[0][0] + across * unit * width,
      bounds[1][1] - down * unit * height,
    ],
  };
}

/**
 * The whole of the bounds, and what lies beside them.
 *
 * @param {Bounds} bounds
 * @param {Size} size
 */
export function whole([[left, right], [low, high]], size) {
  const unit = Math.max((right - left) / size.width, (high - low) / size.height);
  return viewOf([(left + right) / 2, (low + high) / 2], unit, size);
}

/**
 * Nearer, or farther away: the point stays where it is in the picture.
 *
 * @param {View} view
 * @param {View} all beyond which it does not go
 * @param {number} factor
 * @param {Point} around
 * @param {Size} size
 */
export function zoomed(view, all, factor, around, size) {
  const unit = clamp(view.unit / factor, all.unit * CLOSEST, all.unit);
  if (unit === all.unit) return all;
  const center = view.center.map((value, axis) =>
    around[axis] + ((value - around[axis]) * unit) / view.unit
  );
  return viewOf(/** @type {Point} */ (center), unit, size);
}

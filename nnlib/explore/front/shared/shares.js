// Points of a stretched plot, as shares of its width and from below.

import { percent } from "./numbers.js";
import { WIDE } from "./plot.js";

/** @typedef {[number, number]} Point as shares of the width and from below */

export const HIGH = 3000; // of the picture, in its own units

/** A share from below in the units of a picture. @param {number} share */
export const down = (share) => Math.round(HIGH * (1 - share));

/** @param {Point[]} points */
const places = (points) => points.map(([x, y]) => `${Math.round(WIDE * x)} ${down(y)}`);

/** @param {Point[]} points */
export const line = (points) => (points.length > 1 ? `M${places(points).join("L")}` : "");

/** @param {Point[]} points */
export const dots = (points) => places(points).map((place) => `M${place}h0`).join("");

/** @param {HTMLElement} element @param {Point} point */
export function putAt(element, [x, y]) {
  [element.style.left, element.style.bottom] = [percent(x), percent(y)];
}

/**
 * Act with the size of an element, in pixels, whenever it is another one.
 *
 * @param {HTMLElement} element
 * @param {(width: number, height: number) => void} act
 */
export function watchSize(element, act) {
  const seen = new ResizeObserver(() => act(element.clientWidth, element.clientHeight));
  seen.observe(element);
  return () => seen.disconnect();
}

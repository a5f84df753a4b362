// Plots whose picture stretches with the page, while lines and letters keep their size.

import { make } from "./dom.js";
import { clamp } from "./numbers.js";

export const WIDE = 10000; // of every stretched picture, in its own units

/**
 * A picture that fills its box, however wide that is.
 *
 * @param {number} high in its own units
 * @param {Record<string, string | number>} attributes
 * @param {...Node} children
 */
export const stretched = (high, attributes, ...children) =>
  make(
    "svg",
    { viewBox: `0 0 ${WIDE} ${high}`, preserveAspectRatio: "none", ...attributes },
    ...children,
  );

/**
 * Where the pointer is on an element, as shares of its width and height.
 *
 * @param {PointerEvent} event
 * @param {Element} element
 * @returns {[number, number]}
 */
export function pointed(event, element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [
    clamp((event.clientX - left) / width, 0, 1),
    clamp((event.clientY - top) / height, 0, 1),
  ];
}

/**
 * Round numbers between two, about so many.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} about
 */
export function ticks(low, high, about) {
  const rough = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough * 0.99) ?? 10) * power;
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
    found.push(Number((i * step).toPrecision(12)));
  }
  return found;
}

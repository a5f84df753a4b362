// The numbers along an axis.

import { make } from "../shared/dom.js";
import { minus, percent } from "../shared/numbers.js";

/** @typedef {{ value: number, text: string }} Mark */

/**
 * Numbers, and between two of them the axis' name.
 *
 * @param {object} axis
 * @param {"x" | "y"} axis.kind
 * @param {string} axis.name
 * @param {Mark[]} axis.marks
 * @param {(value: number) => number} axis.share where on the axis a value is
 * @param {number} [axis.before] which number the name precedes
 */
export function tickRow({ kind, name, marks, share, before = -1 }) {
  const side = kind === "x" ? "left" : "bottom";
  const tick = (/** @type {string} */ looks, /** @type {string} */ text, at = 0) =>
    make("span", { class: `tick ${looks}`, style: `${side}: ${percent(at)}` }, text);
  const shares = marks.map(({ value }) => share(value));
  const between = (Number(shares.at(before)) + Number(shares.at(before - 1))) / 2;
  return [
    ...marks.map(({ text }, i) => tick(kind, minus(text), shares[i])),
    tick(`${kind} axis`, name, between),
  ];
}

/** Numbers as marks. @param {number[]} values */
export const marksAt = (values) => values.map((value) => ({ value, text: String(value) }));

// The axis of rates below both pictures, and the grid of each.

import { make } from "../shared/dom.js";
import { minus, percent } from "../shared/numbers.js";
import { WIDE } from "../shared/plot.js";
import { shareOf, ticksOfRates } from "./maths.js";
import { given } from "./words.js";

/** @typedef {import("./maths.js").Axis} Axis */

export const HIGH = 4000; // of the pictures, in their own units

/** @param {number} share */
export const across = (share) => Math.round(WIDE * share);

/** @param {number} share of the height, from below */
export const down = (share) => Math.round(HIGH * (1 - share));

/** A number beside an axis. @param {number} share @param {string | number} text */
export const tickAt = (share, text) =>
  make(
    "span",
    { class: "tick y", style: `bottom: ${percent(share)}`, "aria-hidden": "true" },
    minus(text),
  );

/** The lines of the grid. @param {Axis} axis @param {number[]} shares of the height */
export function makeGrid(axis, shares) {
  const columns = ticksOfRates(axis).map((rate) => `M${across(shareOf(axis, rate))} 0V${HIGH}`);
  const rows = shares.map((share) => `M0 ${down(share)}H${WIDE}`);
  return make("path", { class: "grid", d: [...columns, ...rows].join("") });
}

/** The numbers along the axis of rates. @param {Axis} axis */
export function makeRates(axis) {
  const numbers = ticksOfRates(axis).map((rate) => {
    const style = `left: ${percent(shareOf(axis, rate))}`;
    return make("span", { class: "tick x", style }, given(rate));
  });
  const name = make("span", { class: "tick name" }, "learning rate");
  return make("div", { class: "rates", "aria-hidden": "true" }, ...numbers, name);
}

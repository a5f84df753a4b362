// What a finder saw: the loss of each batch, the smoothed one, and the rule.

import { make, say } from "../shared/dom.js";
import { percent } from "../shared/numbers.js";
import { stretched, ticks } from "../shared/plot.js";
import { across, down, HIGH, makeGrid, tickAt } from "./axes.js";
import { shareOf, traced } from "./maths.js";
import { chosen } from "./words.js";

/** @typedef {import("./maths.js").Axis} Axis */
/** @typedef {import("./maths.js").Found} Found */

const EDGE = 0.2; // of the width: there a number has no room beside its line

/**
 * Where the smoothed loss was least, and the way to a tenth of its rate.
 *
 * @param {Found} found
 * @param {number} steps
 * @param {Axis} axis
 */
function makeRule({ least, suggestion }, steps, axis) {
  if (!least || suggestion === null) {
    const none = make("span", { class: "none told" }, "no clear fall");
    return make("div", { class: "rule" }, none);
  }
  const [at, tenth] = [least.rate, suggestion].map((rate) => shareOf(axis, rate));
  const end = Math.max(0, tenth); // it may lie left of the axis
  const top = `top: ${percent(1 - least.loss / steps)}`;
  const between = `left: ${percent(end)}; width: ${percent(at - end)}; ${top}`;
  const here = `--at: ${percent(at)}; ${top}`;
  return make(
    "div",
    { class: "rule" },
    make("div", { class: "shaft", style: between }, make("span", { class: "told" }, "÷ 10")),
    make("i", { class: "ring", style: here }),
    make("span", { class: "least told", style: here }, `lowest: ${chosen(least.rate)}`),
  );
}

/** Whether the rule lies where the key is. @param {Found} found @param {Axis} axis */
function isLeft({ least, suggestion }, axis) {
  if (!least || suggestion === null) return false;
  return (shareOf(axis, least.rate) + Math.max(0, shareOf(axis, suggestion))) / 2 < 0.5;
}

/**
 * The loss of each batch and the smoothed one.
 *
 * @param {Found} found
 * @param {number} steps from the lowest to the highest loss that is seen
 * @param {Axis} axis
 */
export function makeLosses(found, steps, axis) {
  const [low, high] = found.limits;
  const xs = found.rates.map((rate) => across(shareOf(axis, rate)));
  const [pale, blue] = [found.losses, found.smoothed].map((levels) =>
    traced(xs, levels, (level) => down(level / steps))
  );
  const places = ticks(low, high, 4).map((loss) => ({ loss, share: (loss - low) / (high - low) }));
  const svg = stretched(
    HIGH,
    { "aria-hidden": "true" },
    makeGrid(axis, places.map(({ share }) => share)),
    make("path", { class: "batches", d: pale }),
    make("path", { class: "smoothed", d: blue }),
  );
  const rule = makeRule(found, steps, axis);
  const key = make(
    "div",
    { class: "key curves" },
    make("span", {}, make("i", { class: "batches" }), "loss of each batch"),
    make("span", {}, make("i", { class: "smoothed" }), "smoothed"),
  );
  const numbers = places.map(({ loss, share }) => tickAt(share, loss));
  const frame = make("div", { class: "frame" }, svg);
  const element = make("div", { class: "panel losses" }, frame, ...numbers, rule);
  const show = (/** @type {boolean} */ ruled) => {
    rule.hidden = !ruled;
    key.classList.toggle("aside", ruled && isLeft(found, axis));
  };
  return { element, key, show };
}

/** The line of the suggestion, through all pictures. @param {Found} found @param {Axis} axis */
export function makeSuggestion({ suggestion }, axis) {
  const line = make("div", { class: "suggestion" });
  const share = suggestion === null ? NaN : shareOf(axis, suggestion);
  // The number stands where the line that is dragged is not, if there is room.
  const show = (/** @type {boolean} */ ruled, /** @type {number} */ rate) => {
    line.hidden = !ruled || suggestion === null;
    const free = shareOf(axis, rate) > share && share > EDGE;
    line.classList.toggle("left", share > 1 - EDGE || free);
  };
  if (suggestion === null) return { element: line, show };
  line.style.left = percent(Math.max(0, share));
  line.classList.toggle("beyond", share < 0);
  const label = make("span", { class: "told" });
  say(label, share < 0 ? `← ${chosen(suggestion)}` : chosen(suggestion));
  line.append(label);
  return { element: line, show };
}

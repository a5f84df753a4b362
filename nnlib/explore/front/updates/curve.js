// The losses up to now: a line for all examples, a dot for each batch.

import { make } from "../shared/dom.js";
import { minus, percent } from "../shared/numbers.js";
import { stretched, ticks } from "../shared/plot.js";
import { dots, HIGH, line, putAt } from "../shared/shares.js";

/** @typedef {import("../shared/shares.js").Point} Point */

const ROOM = 1.05; // above the greatest loss, and below the least where it is negative

/**
 * @param {number[]} losses of all examples, before the first update and after each
 * @param {number[]} batches the loss of each batch, before its update
 */
export function makeCurve(losses, batches) {
  const [count, every] = [batches.length, [...losses, ...batches]];
  const [top, bottom] = [ROOM * Math.max(0, ...every), ROOM * Math.min(0, ...every)];
  const up = (/** @type {number} */ loss) => (loss - bottom) / (top - bottom || 1);
  /** @param {number} update @param {number} loss @returns {Point} */
  const at = (update, loss) => [update / count, up(loss)];
  const all = losses.map((loss, i) => at(i, loss));
  const each = batches.map((loss, i) => at(i, loss));
  const [path, points] = [make("path", { class: "all" }), make("path", { class: "batches" })];
  const now = make("i", { class: "now" });
  const left = ticks(bottom, top, 3).map((loss) =>
    make("span", { style: `bottom: ${percent(up(loss))}` }, minus(loss))
  );
  const below = ticks(0, count, 4).filter(Number.isInteger).map((update) =>
    make("span", { style: `left: ${percent(update / count)}` }, update)
  );
  const element = make(
    "figure",
    {},
    make(
      "figcaption",
      {},
      "loss",
      make("span", { class: "key all" }, "all examples"),
      make("span", { class: "key batches" }, "next batch"),
    ),
    make(
      "div",
      { class: "plot", "aria-hidden": "true" },
      make("div", { class: "left" }, ...left),
      make("div", { class: "area" }, stretched(HIGH, {}, points, path), now),
      make("div", { class: "below" }, ...below),
    ),
    make("div", { class: "name" }, "updates"),
  );
  /** @param {number} update */
  const show = (update) => {
    path.setAttribute("d", line(all.slice(0, update + 1)));
    points.setAttribute("d", dots(each.slice(0, update + 1)));
    putAt(now, all[update]);
  };
  return { element, show };
}

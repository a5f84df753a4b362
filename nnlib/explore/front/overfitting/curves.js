// The curves of training and validation, up to the epoch shown.

import { make, say } from "../shared/dom.js";
import { minus, percent, written } from "../shared/numbers.js";
import { stretched, ticks, WIDE } from "../shared/plot.js";
import { come } from "./maths.js";

/** @typedef {import("../shared/epochs.js").Moment} Moment */
/** @typedef {[number, number]} Limits */
/** @typedef {{ training: number[], validation: number[] }} Pair values at the epochs kept */

const HIGH = 2000; // of the picture, in its own units
/** Three decimals, as long as there is room. @param {number} value */
export const short = (value) => (value < 10 ? minus(value.toFixed(3)) : written(value));

const SETS = /** @type {const} */ (["training", "validation"]);

/** @param {number[]} kept the epochs of the values */
function makePicture(kept) {
  const last = kept[kept.length - 1];
  const grid = make("path", { class: "grid" });
  const lines = SETS.map((set) => make("path", { class: set }));
  const svg = stretched(HIGH, { role: "img" }, grid, ...lines);
  const across = (/** @type {number} */ epoch) => Math.round((WIDE * epoch) / last);
  /** @param {Pair} pair @param {Limits} limits @param {number} n */
  const show = (pair, [low, high], n) => {
    const down = (/** @type {number} */ value) =>
      Math.round(HIGH * (1 - (value - low) / (high - low)));
    const rows = ticks(low, high, 2).map((value) => `M0 ${down(value)}H${WIDE}`);
    grid.setAttribute("d", rows.join(""));
    SETS.forEach((set, i) => {
      const points = pair[set].slice(0, n).map((value, at) => `${across(kept[at])} ${down(value)}`);
      lines[i].setAttribute("d", n ? `M${points.join("L")}h0` : "");
    });
  };
  return { svg, show };
}

/** @param {number[]} kept */
function makeScale(kept) {
  const last = kept[kept.length - 1];
  const tick = (/** @type {number} */ epoch, /** @type {string | number} */ text, looks = "") =>
    make("span", { class: `tick x ${looks}`, style: `left: ${percent(epoch / last)}` }, text);
  const epochs = ticks(0, last, 4);
  const middle = (epochs[epochs.length - 1] + epochs[epochs.length - 2]) / 2;
  const across = [...epochs.map((epoch) => tick(epoch, epoch)), tick(middle, "epoch", "name")];
  const up = make("div");
  const element = make("div", { "aria-hidden": "true" }, ...across, up);
  let shown = "";
  const show = (/** @type {Limits} */ [low, high]) => {
    if (shown === `${low} ${high}`) return; // they are the metric's
    shown = `${low} ${high}`;
    up.replaceChildren(
      ...ticks(low, high, 2).map((value) => {
        const style = `bottom: ${percent((value - low) / (high - low))}`;
        return make("span", { class: "tick y", style }, minus(value));
      }),
    );
  };
  return { element, show };
}

/** Both sets with their lines and their values. */
function makeKey() {
  const values = SETS.map(() => make("b"));
  const element = make(
    "div",
    { class: "key" },
    ...SETS.map((set, i) =>
      make("span", {}, make("i", { class: set }), make("span", {}, `${set} `), values[i])
    ),
  );
  const show = (/** @type {(number | undefined)[]} */ found) =>
    values.forEach((value, i) => {
      const number = found[i];
      say(value, number === undefined ? "–" : short(number));
    });
  return { element, show };
}

/**
 * @param {string} name of the model
 * @param {number[]} kept
 */
export function makeCurves(name, kept) {
  const [picture, scale, key] = [makePicture(kept), makeScale(kept), makeKey()];
  const mark = make("div", { class: "mark" });
  const element = make(
    "div",
    { class: "told" },
    key.element,
    make("div", { class: "curves" }, picture.svg, mark, scale.element),
  );
  /**
   * @param {Moment} moment
   * @param {string} metric
   * @param {Pair} pair
   * @param {Limits} limits
   */
  const show = ({ epoch }, metric, pair, limits) => {
    const n = come(kept, epoch);
    picture.show(pair, limits, n);
    scale.show(limits);
    const found = SETS.map((set) => pair[set][n - 1]);
    key.show(found);
    mark.style.left = percent(epoch / kept[kept.length - 1]);
    const told = n
      ? SETS.map((set, i) => `${set} ${metric} ${short(found[i])}`).join(", ")
      : "no curve yet";
    picture.svg.setAttribute("aria-label", `${name} at epoch ${Math.floor(epoch)}: ${told}.`);
    element.classList.remove("hidden");
  };
  const hide = () => {
    picture.svg.setAttribute("aria-label", `The curves of ${name} are hidden.`);
    element.classList.add("hidden");
  };
  return { element, show, hide };
}

// The curves of a metric, up to the epoch shown.

import { make, say } from "../shared/dom.js";
import { minus, percent, written } from "../shared/numbers.js";
import { stretched, ticks, WIDE } from "../shared/plot.js";
import { come } from "./maths.js";

/** @typedef {import("./maths.js").Limits} Limits */
/** @typedef {{ name: string, values: number[] }} Curve values at the epochs that are stored */

const HIGH = 3000; // of the picture, in its own units
const SETS = /** @type {const} */ (["training", "validation"]);

/** Three decimals, as long as they tell it and there is room. @param {number} value */
const short = (value) => {
  const size = Math.abs(value);
  return size === 0 || (size >= 0.001 && size < 10) ? minus(value.toFixed(3)) : written(value);
};

/** A round number in few letters. @param {number} value */
const brief = (value) => {
  const plain = value === 0 || (Math.abs(value) >= 0.01 && Math.abs(value) < 1000);
  return minus(plain ? value : value.toExponential().replace("e+", "e"));
};

/**
 * @param {number[]} epochs that are stored
 * @param {Record<string, Curve[]>} curves of each metric: training, and validation, if it is there
 * @param {Record<string, Limits>} limits
 * @param {number} first the epoch at which the curves begin
 */
export function makeCurves(epochs, curves, limits, first) {
  const last = epochs[epochs.length - 1];
  const grid = make("path", { class: "grid" });
  const lines = SETS.map((set) => make("path", { class: set }));
  const svg = stretched(HIGH, { role: "img" }, grid, ...lines);
  const values = SETS.map(() => make("b"));
  const keys = SETS.map((set, i) =>
    make("span", {}, make("i", { class: set }), make("span", {}, `${set} `), values[i])
  );
  const up = make("div", { "aria-hidden": "true" });
  const across = ticks(0, last, 4).map((epoch) =>
    make("span", { class: "tick x", style: `left: ${percent(epoch / last)}` }, epoch)
  );
  const mark = make("div", { class: "mark" });
  const scale = make("div", { "aria-hidden": "true" }, ...across);
  const element = make(
    "div",
    { class: "run" },
    make("div", { class: "key" }, ...keys),
    make("div", { class: "curves" }, svg, mark, scale, up),
  );
  let drawn = "";
  /** @param {string} metric */
  const begin = (metric) => {
    if (metric === drawn) return;
    drawn = metric;
    const [low, high] = limits[metric];
    const rows = ticks(low, high, 4);
    const down = (/** @type {number} */ value) => HIGH * (1 - (value - low) / (high - low));
    grid.setAttribute("d", rows.map((value) => `M0 ${Math.round(down(value))}H${WIDE}`).join(""));
    up.replaceChildren(...rows.map((value) => {
      const style = `bottom: ${percent((value - low) / (high - low))}`;
      return make("span", { class: "tick y", style }, brief(value));
    }));
  };
  /** @param {number} epoch @param {string} metric */
  const show = (epoch, metric) => {
    begin(metric);
    const [low, high] = limits[metric];
    const n = come(epochs, epoch);
    mark.style.left = percent(epoch / last);
    const told = SETS.flatMap((set, i) => {
      const curve = curves[metric][i];
      keys[i].hidden = !curve;
      const points = (curve?.values ?? []).slice(0, n).flatMap((value, at) => {
        const across = Math.round(WIDE * epochs[at] / last);
        return epochs[at] >= first
          ? [`${across} ${Math.round(HIGH * (1 - (value - low) / (high - low)))}`]
          : [];
      });
      lines[i].setAttribute("d", points.length ? `M${points.join("L")}h0` : "");
      const value = points.length && curve ? short(curve.values[n - 1]) : "–";
      say(values[i], value);
      return points.length ? [`${set} ${metric} ${value}`] : [];
    });
    const text = told.join(", ") || "no curve yet";
    svg.setAttribute("aria-label", `Epoch ${Math.floor(epoch)}: ${text}.`);
  };
  return { element, show };
}

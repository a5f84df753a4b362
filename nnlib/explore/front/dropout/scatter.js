// The output of every step so far, and their mean, over a logarithmic axis of steps.

import { make } from "../shared/dom.js";
import { clamp, minus, percent } from "../shared/numbers.js";
import { stretched, ticks, WIDE } from "../shared/plot.js";
import { number } from "./words.js";

/** @typedef {import("./maths.js").Moments} Moments */
/** @typedef {{ outputs: number[], means: number[] }} Record of the steps so far */

const HIGH = 5000; // of the picture, in its own units
export const MOST = 1000; // steps
const FAR = 3; // standard deviations, to both sides

/** How far along the axis a step is. @param {number} step */
const along = (step) => 0.02 + 0.96 * Math.log10(step) / Math.log10(MOST);

/** The numbers along the axis of steps, and the names of both axes. */
function makeSteps() {
  const steps = [1, 10, 100, MOST].map((step) =>
    make("span", { class: "tick x", style: `left: ${percent(along(step))}` }, step)
  );
  const names = [
    make("span", { class: "tick x name" }, "step"),
    make("span", { class: "tick y name" }, "output"),
  ];
  return make("div", { "aria-hidden": "true" }, ...steps, ...names);
}

/**
 * The outputs and their mean, for those who cannot see them.
 *
 * @param {Record} record
 * @param {number} plain
 */
function describe({ outputs, means }, plain) {
  const [last, mean] = [outputs.at(-1), means.at(-1)];
  const told = last === undefined || mean === undefined
    ? "there is none yet"
    : `the last is ${number(last)}, their mean ${number(mean)}`;
  return `Outputs of ${outputs.length} steps: ${told}; without dropout ${number(plain)}.`;
}

export function makeScatter() {
  const grid = make("path", { class: "grid" });
  const plain = make("path", { class: "plain" });
  const dots = make("path", { class: "dots" });
  const [rim, now] = [make("path", { class: "rim" }), make("path", { class: "now" })];
  const mean = make("path", { class: "mean" });
  const svg = stretched(HIGH, { role: "img" }, grid, dots, plain, mean, rim, now);
  const scale = make("div", { "aria-hidden": "true" });
  const element = make(
    "div",
    { class: "scatter" },
    svg,
    scale,
    makeSteps(),
  );

  let limits = { low: 0, high: 1 };
  const up = (/** @type {number} */ value) => (value - limits.low) / (limits.high - limits.low);
  const place = (/** @type {number} */ step, /** @type {number} */ value) =>
    `${Math.round(WIDE * along(step))} ${Math.round(HIGH * (1 - clamp(up(value), 0, 1)))}`;

  // The axis is the same with and without scaling. What is very rare is drawn at its end.
  /** @param {Moments} all with scaling @param {number} output */
  const frame = ({ mean, std, low, high }, output) => {
    const least = Math.min(Math.max(low, mean - FAR * std), output, 0);
    const most = Math.max(Math.min(high, mean + FAR * std), output, 0);
    const pad = 0.06 * (most - least);
    limits = { low: least - pad, high: most + pad };
    const values = ticks(limits.low, limits.high, 4);
    const rows = values.map((value) => `M0 ${Math.round(HIGH * (1 - up(value)))}H${WIDE}`);
    grid.setAttribute("d", rows.join(""));
    plain.setAttribute("d", `M${place(1, output)}L${place(MOST, output)}`);
    scale.replaceChildren(
      ...values.map((value) =>
        make("span", { class: "tick y", style: `bottom: ${percent(up(value))}` }, minus(value))
      ),
    );
  };
  /** @param {Record} record @param {number} output */
  const show = ({ outputs, means }, output) => {
    const points = outputs.map((value, i) => place(i + 1, value));
    dots.setAttribute("d", points.map((point) => `M${point}h0`).join(""));
    for (const path of [rim, now]) {
      path.setAttribute("d", points.length ? `M${points.at(-1)}h0` : "");
    }
    const line = means.map((value, i) => place(i + 1, value));
    mean.setAttribute("d", line.length ? `M${line.join("L")}h0` : "");
    svg.setAttribute("aria-label", describe({ outputs, means }, output));
  };
  return { element, frame, show };
}

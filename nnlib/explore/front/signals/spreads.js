// The plot of the standard deviations of all layers, on a logarithmic axis.

import { make } from "../shared/dom.js";
import { clamp, percent, superscript } from "../shared/numbers.js";
import { stretched, WIDE } from "../shared/plot.js";
import { verdicts, WAYS } from "./words.js";

/** @typedef {import("./maths.js").Summary} Summary */
/** @typedef {import("./words.js").Limits} Limits */
/** @typedef {import("./words.js").Net} Net */
/** @typedef {{ low: number, high: number }} Scale powers of ten */

const HIGH = 3000; // of the plot, which stretches
const [LOWEST, HIGHEST] = [-12, 12]; // powers of ten that the spreads are followed to
const MOST_DOTS = 25; // layers whose dots do not touch

/** How far along the plots a layer lies. @param {number} layer @param {number} depth */
export const along = (layer, depth) => (layer + 0.5) / (depth + 1);

/**
 * Four powers of ten at least, and more where the signals vanish or explode.
 *
 * @param {Net} net
 * @returns {Scale}
 */
function scaleOf({ summaries, both }) {
  const levels = [...summaries.activations, ...(both ? summaries.gradients : [])]
    .map(({ std }) => Math.log10(std))
    .filter(Number.isFinite);
  return {
    low: clamp(Math.floor(Math.min(...levels)), LOWEST, -2),
    high: clamp(Math.ceil(Math.max(...levels)), 2, HIGHEST),
  };
}

/** How far up the plot a spread lies; 0 lies below it. @param {number} std @param {Scale} scale */
const up = (std, { low, high }) => clamp((Math.log10(std) - low) / (high - low), -0.1, 1.1);

/** The same in units of the picture, from above. @param {number} std @param {Scale} scale */
const down = (std, scale) => Math.round(HIGH * (1 - up(std, scale)));

/**
 * Where the spread of each layer lies.
 *
 * @param {Summary[]} summaries
 * @param {"std" | "between"} key
 * @param {Scale} scale
 */
const points = (summaries, key, scale) =>
  summaries.map((summary, layer) => {
    const x = Math.round(WIDE * along(layer, summaries.length - 1));
    return `${x} ${down(summary[key], scale)}`;
  });

/** The spreads of activations and of gradients: lines, and dots if there are few. */
function makeLines() {
  const between = make("path", { class: "between forward" });
  const lines = WAYS.map(({ side, what }) => ({
    what,
    line: make("path", { class: `line ${side}` }),
    dots: make("path", { class: `dots ${side}` }),
  }));
  const show = (/** @type {Net} */ { depth, summaries }, /** @type {Scale} */ scale) => {
    for (const { what, line, dots } of lines) {
      const found = points(summaries[what], "std", scale);
      line.setAttribute("d", `M${found.join("L")}`);
      dots.setAttribute(
        "d",
        depth > MOST_DOTS ? "" : found.map((point) => `M${point}h0`).join(""),
      );
    }
    between.setAttribute("d", `M${points(summaries.activations, "between", scale).join("L")}`);
  };
  return { paths: [between, ...lines.flatMap(({ line, dots }) => [line, dots])], show };
}

/** Lines at powers of ten, about five, and their numbers. */
function makeGrid() {
  const path = make("path", { class: "grid" });
  const numbers = make("div", { "aria-hidden": "true" });
  const show = (/** @type {Scale} */ scale) => {
    const step = Math.max(1, Math.ceil((scale.high - scale.low) / 5));
    const powers = [];
    for (let power = Math.ceil(scale.low / step) * step; power <= scale.high; power += step) {
      powers.push(power);
    }
    path.setAttribute(
      "d",
      powers.map((power) => `M0 ${down(10 ** power, scale)}H${WIDE}`).join(""),
    );
    numbers.replaceChildren(
      ...powers.map((power) => {
        const style = `bottom: ${percent(up(10 ** power, scale))}`;
        const text = Math.abs(power) < 3 ? 10 ** power : `10${superscript(power)}`;
        return make("span", { class: "tick y", style }, text);
      }),
    );
  };
  return { path, numbers, show };
}

/**
 * The names of the two lines, at their ends, clear of the healthy band.
 *
 * @param {Limits} healthy
 */
function makeNames([least, most]) {
  const names = WAYS.map(({ side, what }) => ({
    what,
    name: make(
      "div",
      { class: `name ${side}`, "aria-hidden": "true" },
      ...(side === "forward" ? [what, make("s", {}, " →")] : [make("s", {}, "← "), what]),
    ),
  }));
  const show = (/** @type {Net} */ { depth, summaries }, /** @type {Scale} */ scale) => {
    for (const { what, name } of names) {
      const end = summaries[what][what === "activations" ? depth : 0].std;
      const [edge, gap] = end > 1 ? [least, -24] : [most, 2];
      name.style.bottom = `calc(${percent(up(edge, scale))} + ${gap}px)`;
    }
  };
  return { elements: names.map(({ name }) => name), show };
}

/** @param {Limits} healthy */
export function makeSpreads(healthy) {
  const [grid, lines, names] = [makeGrid(), makeLines(), makeNames(healthy)];
  const band = make("div", { class: "band" });
  const svg = stretched(HIGH, { role: "img" }, grid.path, ...lines.paths);
  const title = make("span", { class: "std", "aria-hidden": "true" }, "std");
  const element = make(
    "div",
    { class: "plot" },
    band,
    svg,
    grid.numbers,
    title,
    ...names.elements,
  );
  const show = (/** @type {Net} */ net) => {
    const scale = scaleOf(net);
    grid.show(scale);
    lines.show(net, scale);
    names.show(net, scale);
    band.style.bottom = percent(up(healthy[0], scale));
    band.style.top = percent(1 - up(healthy[1], scale));
    svg.setAttribute(
      "aria-label",
      `Spread of each of ${net.depth} layers on a logarithmic axis. ${verdicts(net).join(" ")}`,
    );
  };
  return { element, show };
}

// The target, the sum of all nodes, each node alone; a corner and a slope to drag for each.

import { make } from "../shared/dom.js";
import { makeHandle } from "../shared/handle.js";
import { clamp, minus, percent } from "../shared/numbers.js";
import { stretched, ticks, WIDE } from "../shared/plot.js";
import { relu, sumAt, unitOf } from "./maths.js";

/** @typedef {import("./maths.js").Bend} Bend */
/** @typedef {[number, number]} Pair */
/** @typedef {{ nodes: Bend[], bias: number, chosen: number, target: number[] }} State */
/**
 * @typedef {{ choose: (node: number) => void, corner: (node: number, x: number) => void,
 *   weight: (node: number, weight: number) => void, get: () => State }} Acts
 */

/** With the digits of its slider's steps. @param {number} value @param {number} [unit] */
export function number(value, unit = 1) {
  const text = value.toFixed(Math.max(0, 2 - Math.log10(unit)));
  return minus(text.replace(/^-(?=0\.?0*$)/, ""));
}

const HIGH = 5600;
const MOST = 8;

/** Low and high of the values that are shown. @param {number[]} target @returns {Pair} */
function range(target) {
  const [low, high] = [Math.min(0, ...target), Math.max(0, ...target)];
  return [low - 0.35 * (high - low), high + 0.35 * (high - low)];
}

/**
 * The corners and the slopes of as many nodes as there may be.
 *
 * @param {Element} area
 * @param {number} end
 * @param {Acts} acts
 * @param {{ arm: () => number, value: (share: number) => number }} scale
 */
function makeHandles(area, end, acts, { arm, value }) {
  return Array.from({ length: MOST }, (_, i) => {
    const begin = () => acts.choose(i);
    const now = () => acts.get().nodes[i];
    const corner = makeHandle("corner", `Corner of node ${i}`, area, {
      begin,
      drag: ([x]) => acts.corner(i, x * end),
      nudge: ([x, y]) => acts.corner(i, now().corner + 0.05 * (x || y)),
    });
    const slope = makeHandle("slope", `Weight of node ${i}`, area, {
      begin,
      drag: ([, y]) => acts.weight(i, (value(y) - acts.get().bias) / arm()),
      nudge: ([x, y]) => acts.weight(i, now().weight + 0.1 * unitOf(acts.get().target) * (x || y)),
    });
    corner.element.textContent = String(i);
    return { corner, slope };
  });
}

/**
 * @param {number} end
 * @param {number[]} xs
 * @param {Acts} acts
 */
export function makePlot(end, xs, acts) {
  const names = ["grid", "target", "alone", "alone chosen", "sum"];
  const paths = names.map((name) => make("path", { class: name }));
  const [grid, aim, alone, mine, sum] = paths;
  const svg = stretched(HIGH, { role: "img" }, ...paths);
  const scale = make("div", { "aria-hidden": "true" });
  const element = make("div", { class: "plot" }, svg, scale);
  /** @type {Pair} */
  let limits = [0, 1];
  const up = (/** @type {number} */ y) => (limits[1] - y) / (limits[1] - limits[0]);
  const value = (/** @type {number} */ share) => limits[1] - share * (limits[1] - limits[0]);
  const path = (/** @type {(x: number, i: number) => number} */ valueAt) =>
    `M${
      xs.map((x, i) =>
        `${Math.round((WIDE * x) / end)} ${Math.round(HIGH * clamp(up(valueAt(x, i)), -9, 9))}`
      ).join("L")
    }`;
  // A slope is dragged half the distance of two corners from its own corner.
  const arm = () => end / (2 * acts.get().nodes.length);
  const slopeAt = (/** @type {Bend} */ { corner, turned }) => corner + (turned ? -arm() : arm());
  const handles = makeHandles(svg, end, acts, { arm, value });
  for (const { corner, slope } of handles) element.append(slope.element, corner.element);

  const frame = (/** @type {number[]} */ target) => {
    limits = range(target);
    const rows = ticks(...limits, 6);
    grid.setAttribute("d", rows.map((y) => `M0 ${Math.round(HIGH * up(y))}H${WIDE}`).join(""));
    aim.setAttribute("d", path((_, i) => target[i]));
    scale.replaceChildren(
      ...rows.map((y) =>
        make("span", { class: "tick y", style: `top: ${percent(up(y))}` }, minus(y))
      ),
      ...[0, 1, 2, 3, 4].map((x) =>
        make("span", { class: "tick x", style: `left: ${percent(x / end)}` }, x)
      ),
      make("span", { class: "tick name" }, "input x"),
    );
  };
  const show = (/** @type {State} */ { nodes, bias, chosen, target }) => {
    const of = (/** @type {Bend} */ node) => path((x) => bias + node.weight * relu(node, x));
    alone.setAttribute("d", nodes.filter((_, i) => i !== chosen).map(of).join(""));
    mine.setAttribute("d", of(nodes[chosen]));
    sum.setAttribute("d", path((x) => sumAt(nodes, bias, x)));
    svg.setAttribute("aria-label", "The target curve, the sum of all nodes, and each node alone.");
    handles.forEach(({ corner, slope }, i) => {
      const node = nodes[i];
      for (const { element: each } of [corner, slope]) {
        each.hidden = !node;
        each.classList.toggle("chosen", i === chosen);
      }
      if (!node) return;
      const x = slopeAt(node);
      const y = bias + node.weight * arm();
      corner.show([node.corner / end, up(bias)], node.corner, `at ${node.corner.toFixed(2)}`);
      const told = number(node.weight, unitOf(target));
      slope.show([clamp(x / end, 0, 1), clamp(up(y), 0, 1)], node.weight, told);
    });
  };
  return { element, frame, show };
}

// The curve with its dot, the two passes and the slope.

import { make, say } from "../shared/dom.js";
import { makeHandle } from "../shared/handle.js";
import { clamp, minus, percent, written } from "../shared/numbers.js";
import { stretched, ticks, WIDE } from "../shared/plot.js";
import { difference, ends, unit } from "./maths.js";
import { describe } from "./words.js";

/** @typedef {import("./maths.js").Curve} Curve */
/** @typedef {import("./words.js").State} State */

const HIGH = 4000; // of the picture, in its own units
const POINTS = 400; // of the curve
const [TURNS, FAR] = [0.6, 0.85]; // where the number of the rise comes to its left
const NUDGES = 100; // presses of a key from end to end

/** @param {number} w @param {Curve} curve */
const right = (w, { view: [first, last] }) => (w - first) / (last - first);

/** @param {number} loss @param {Curve} curve */
const down = (loss, { levels: [low, high] }) => (high - loss) / (high - low);

/**
 * A path through points of weight and loss.
 *
 * @param {[number, number][]} points
 * @param {Curve} curve
 */
const path = (points, curve) =>
  `M${
    points.map(([w, loss]) => {
      const [x, y] = [right(w, curve), down(loss, curve)].map((share) => clamp(share, -9, 9));
      return `${Math.round(WIDE * x)} ${Math.round(HIGH * y)}`;
    }).join("L")
  }`;

/** The numbers along the axes, and their names. @param {Curve} curve */
function makeAxes(curve) {
  const xs = ticks(...curve.view, 6).filter((w) => right(w, curve) < 0.95);
  const ys = ticks(...curve.levels, 4);
  const place = (
    /** @type {string} */ kind,
    /** @type {string} */ style,
    /** @type {number} */ n,
  ) => make("span", { class: `tick ${kind}`, style }, minus(n));
  const element = make(
    "div",
    { "aria-hidden": "true" },
    ...xs.map((w) => place("x", `left: ${percent(right(w, curve))}`, w)),
    ...ys.map((loss) => place("y", `top: ${percent(down(loss, curve))}`, loss)),
    make("span", { class: "tick name" }, "loss L"),
    make("i", { class: "tick x end" }, "w"),
  );
  const grid = ys.map((loss) => `M0 ${Math.round(HIGH * down(loss, curve))}H${WIDE}`).join("");
  return { element, grid };
}

/** A text at a place that stays in the picture. @param {string} kind */
function makeLabel(kind) {
  const element = make("span", { class: `label ${kind}`, "aria-hidden": "true" });
  /** @param {string} text @param {number} x @param {number} [y] as shares */
  const show = (text, x, y) => {
    say(element, text);
    element.style.setProperty("--x", percent(x));
    if (y !== undefined) element.style.setProperty("--y", percent(y));
    element.hidden = text === "";
  };
  return { element, show };
}

/** The two passes: a dot each, a line down from its name, and the line through both. */
function makePasses() {
  const shapes = ["lead", "secant", "passed"].map((name) => make("path", { class: name }));
  const [lead, secant, passed] = shapes;
  const [plus, less] = [makeLabel("plus"), makeLabel("less")];
  const show = (/** @type {Curve} */ curve, /** @type {State} */ { w, h }) => {
    if (h === null) return;
    /** @type {[number, number][]} */
    const [a, b] = [[w - h, curve.f(w - h)], [w + h, curve.f(w + h)]];
    const tops = [a, b].map(([at, loss]) => path([[at, curve.levels[1]], [at, loss]], curve));
    lead.setAttribute("d", tops.join(""));
    passed.setAttribute("d", [a, b].map((point) => `${path([point], curve)}h0`).join(""));
    const middle = /** @type {[number, number]} */ ([w, (a[1] + b[1]) / 2]);
    secant.setAttribute("d", path(ends(curve, middle, difference(curve, w, h), h), curve));
    plus.show("L(w + h)", right(w + h, curve));
    less.show("L(w − h)", right(w - h, curve));
  };
  return { shapes, labels: [plus.element, less.element], show };
}

/** The slope: its line, and without passes the rise over one unit. */
function makeSlope() {
  const shapes = ["tangent", "run", "rise"].map((name) => make("path", { class: name }));
  const [tangent, run, rise] = shapes;
  const [one, many] = [makeLabel("one"), makeLabel("many")];
  const show = (/** @type {Curve} */ curve, /** @type {State} */ { w, h, slope }) => {
    const [loss, steep] = [curve.f(w), curve.df(w)];
    tangent.setAttribute("d", slope ? path(ends(curve, [w, loss], steep, 0), curve) : "");
    const corners = slope && h === null ? unit(curve, w) : null;
    const [from, corner, to] = corners ?? [[0, 0], [0, 0], [0, 0]];
    run.setAttribute("d", corners ? path([from, corner], curve) : "");
    rise.setAttribute("d", corners ? path([corner, to], curve) : "");
    one.show(corners ? "1" : "", right((from[0] + corner[0]) / 2, curve), down(corner[1], curve));
    const middle = down((corner[1] + to[1]) / 2, curve);
    many.show(corners ? written(steep) : "", right(to[0], curve), middle);
    one.element.classList.toggle("over", steep < 0);
    many.element.classList.toggle("narrow", right(to[0], curve) > TURNS);
    many.element.classList.toggle("far", right(to[0], curve) > FAR);
  };
  return { shapes, labels: [one.element, many.element], show };
}

/**
 * @param {Curve} curve
 * @param {(w: number) => void} act
 * @param {() => number} now where the dot is
 */
export function makePlot(curve, act, now) {
  const [first, last] = curve.view;
  const axes = makeAxes(curve);
  const shape = Array.from({ length: POINTS + 1 }, (_, i) => {
    const w = first + ((last - first) * i) / POINTS;
    return /** @type {[number, number]} */ ([w, curve.f(w)]);
  });
  const [passes, slope] = [makePasses(), makeSlope()];
  const svg = stretched(
    HIGH,
    { role: "img" },
    make("path", { class: "grid", d: axes.grid }),
    make("path", { class: "curve", d: path(shape, curve) }),
    ...slope.shapes,
    ...passes.shapes,
  );
  const frame = make("div", { class: "frame" }, svg, ...slope.labels, ...passes.labels);
  const dot = makeHandle("dot", "Weight", frame, {
    drag: ([x]) => act(first + x * (last - first)),
    nudge: ([x, y]) => act(now() + ((x + y) * (last - first)) / NUDGES),
  });
  dot.element.setAttribute("aria-valuemin", String(first));
  dot.element.setAttribute("aria-valuemax", String(last));
  const element = make("div", { class: "plot" }, frame, axes.element, dot.element);
  const show = (/** @type {State} */ state) => {
    const told = describe(curve, state);
    svg.setAttribute("aria-label", told);
    passes.show(curve, state);
    slope.show(curve, state);
    dot.show([right(state.w, curve), down(curve.f(state.w), curve)], state.w, told);
  };
  return { element, show };
}

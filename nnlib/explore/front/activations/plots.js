// The two plots, of a function and of its derivative: the curve among those of the others,
// where it is flat, the point, and the input as a slider on the axis.

import { make, say, slider } from "../shared/dom.js";
import { clamp, minus, percent } from "../shared/numbers.js";
import { pointed, stretched, ticks, WIDE } from "../shared/plot.js";
import { functions, jump, number, regions } from "./maths.js";
import { describe } from "./words.js";

/** @typedef {import("./maths.js").Curve} Curve */
/** @typedef {import("./words.js").State} State */
/**
 * From the least to the greatest value shown, and where the lines of the grid lie.
 *
 * @typedef {{ low: number, high: number, levels: number[] }} Scale
 */
/**
 * @typedef {object} Kind what is different in the two plots
 * @property {"value" | "slope"} kind
 * @property {string} title
 * @property {"f" | "df"} of
 * @property {(chosen: Pick<State, "name" | "parameter">) => Scale} scale
 * @property {(name: string, parameter: number) => boolean} breaks whether the curve does
 * @property {(slope: number) => string} reading at the point
 * @property {(z: number, height: number) => boolean} below whether the reading is
 * @property {Record<string, string>} words in the regions
 */

const HIGH = 4000; // of the curves, which stretch

/** @type {Kind} */
const VALUE = {
  kind: "value",
  title: "f(z)",
  of: "f",
  scale: ({ name }) =>
    ["sigmoid", "tanh"].includes(name)
      ? { low: -1.3, high: 1.3, levels: [-1, -0.5, 0, 0.5, 1] }
      : { low: -2, high: 5.2, levels: [0, 2, 4] },
  breaks: () => false,
  reading: (slope) => `slope ${number(slope)}`,
  below: (z) => z < 0,
  words: { dead: "dead: f′ = 0", saturated: "saturated" },
};

/** @type {Kind} */
const SLOPE = {
  kind: "slope",
  title: "f′(z)",
  of: "df",
  scale: ({ name, parameter }) =>
    name === "selu" || (name === "elu" && parameter > 1.2)
      ? { low: -0.3, high: 2.6, levels: [0, 1, 2] }
      : { low: -0.3, high: 1.3, levels: [0, 0.5, 1] },
  breaks: (name, parameter) => jump(name, 0, parameter) !== null,
  reading: number,
  below: (_, height) => height > 0.6,
  words: {},
};

/** How far along the axis an input lies. @param {number} z @param {number} range */
const along = (z, range) => (z + range) / (2 * range);

/** How far down a plot a level lies. @param {number} level @param {Scale} scale */
const down = (level, { low, high }) => (high - level) / (high - low);

/**
 * A curve as a path, broken where the function jumps.
 *
 * @param {(z: number) => number} curve
 * @param {boolean} broken
 * @param {Scale} scale
 * @param {number} range
 */
function trace(curve, broken, scale, range) {
  const half = (/** @type {number} */ from, /** @type {number} */ to) =>
    Array.from({ length: 151 }, (_, i) => {
      const z = from + ((to - from) * i) / 150;
      const near = z === 0 ? Math.sign(from + to) * 1e-12 : z; // the slope on this side
      const level = clamp(down(curve(near), scale), -1, 2);
      return `${Math.round(WIDE * along(z, range))} ${Math.round(HIGH * level)}`;
    }).join("L");
  return `M${[half(-range, 0), half(0, range)].join(broken ? "M" : "L")}`;
}

/**
 * The lines of the grid and their numbers.
 *
 * @param {Kind} kind
 */
function makeGrid({ scale }) {
  const [grid, zero] = ["grid", "zero"].map((name) => make("path", { class: name }));
  const numbers = make("div", { class: "ticks", "aria-hidden": "true" });
  const show = (/** @type {State} */ state) => {
    const shown = scale(state);
    const y = (/** @type {number} */ level) => Math.round(HIGH * down(level, shown));
    grid.setAttribute("d", shown.levels.map((level) => `M0 ${y(level)}H${WIDE}`).join(""));
    zero.setAttribute("d", `M0 ${y(0)}H${WIDE}M${WIDE / 2} 0V${HIGH}`);
    numbers.replaceChildren(
      ...shown.levels.map((level) => {
        const style = `bottom: ${percent(1 - down(level, shown))}`;
        return make("span", { class: "tick y", style }, minus(level));
      }),
    );
  };
  return { paths: [grid, zero], numbers, show };
}

/**
 * The curve chosen, and those of the others, of which one may be pointed at.
 *
 * @param {Kind} kind
 * @param {string[]} names
 */
function makeCurves({ of, scale, breaks }, names) {
  const others = names.map((name) => ({ name, path: make("path", { class: "other" }) }));
  const chosen = make("path", { class: "chosen" });
  const show = (/** @type {State} */ state) => {
    for (const { name, path } of others) {
      const parameter = state.parameters[name];
      const curve = (/** @type {number} */ z) => functions[name][of](z, parameter);
      const drawn = trace(curve, breaks(name, parameter), scale(state), state.range);
      path.setAttribute("d", drawn);
      if (name === state.name) chosen.setAttribute("d", drawn);
    }
  };
  const showOthers = (/** @type {State} */ state, /** @type {string} */ lit) => {
    for (const { name, path } of others) {
      const other = state.others && state.known.includes(name);
      const shown = name !== state.name && (other || name === lit);
      path.style.display = shown ? "" : "none";
    }
  };
  const highlight = (/** @type {string} */ lit) => {
    for (const { name, path } of others) {
      path.classList.toggle("pointed", name === lit);
      if (name === lit) chosen.before(path);
    }
  };
  return { paths: [...others.map(({ path }) => path), chosen], show, showOthers, highlight };
}

/**
 * Where the function is saturated or dead.
 *
 * @param {Kind} kind
 */
function makeShades({ words }) {
  const element = make("div", { class: "shades" });
  const show = (/** @type {State} */ { name, parameter, range }) => {
    element.replaceChildren(
      ...regions(name, parameter, range).map(({ kind, from, to }) => {
        const [left, right] = [along(from, range), 1 - along(to, range)].map(percent);
        const region = make("div", {
          class: `region ${kind}`,
          style: `left: ${left}; right: ${right}`,
        });
        const side = from < 0 ? "left" : "right";
        if (words[kind]) region.append(make("span", { class: side }, words[kind]));
        return region;
      }),
    );
  };
  return { element, show };
}

/**
 * The point, what is read there, and the tangent to the function.
 *
 * @param {Kind} kind
 */
function makePoint({ kind, scale, reading, below }) {
  const tangent = make("path", { class: "tangent" });
  const points = ["point", "point core"].map((name) => make("path", { class: name }));
  const read = make("div", { class: "reading" });
  const show = (/** @type {State} */ state) => {
    const { name, z, parameter, range } = state;
    const [y, slope] = [functions[name].f(z, parameter), functions[name].df(z, parameter)];
    const shown = scale(state);
    const at = (/** @type {number} */ input, /** @type {number} */ level) =>
      `${Math.round(WIDE * along(input, range))} ${Math.round(HIGH * down(level, shown))}`;
    const level = kind === "value" ? y : slope;
    for (const point of points) point.setAttribute("d", `M${at(z, level)}h0`);
    if (kind === "value") {
      const reach = 1.4 / Math.hypot(1, slope);
      const ends = [z - reach, z + reach].map((end) => at(end, y + slope * (end - z)));
      tangent.setAttribute("d", `M${ends.join("L")}`);
    }
    say(read, reading(slope));
    const height = 1 - down(level, shown);
    const gap = below(z, height) ? -34 : 12;
    const x = along(z, range);
    read.style.left = z > 0 ? "" : `calc(${percent(x)} + 14px)`;
    read.style.right = z > 0 ? `calc(${percent(1 - x)} + 14px)` : "";
    read.style.bottom = `clamp(3px, calc(${percent(height)} + ${gap}px), calc(100% - 25px))`;
  };
  return { paths: [tangent, ...points], reading: read, show };
}

/**
 * @param {Kind} kind
 * @param {string[]} names
 */
function makePlot(kind, names) {
  const grid = makeGrid(kind);
  const curves = makeCurves(kind, names);
  const [shades, point] = [makeShades(kind), makePoint(kind)];
  const svg = stretched(HIGH, { role: "img" }, ...grid.paths, ...curves.paths, ...point.paths);
  const title = make("div", { class: "name", "aria-hidden": "true" }, kind.title);
  const element = make(
    "div",
    { class: `plot ${kind.kind}` },
    shades.element,
    svg,
    title,
    grid.numbers,
    point.reading,
  );
  const showCurves = (/** @type {State} */ state) => {
    for (const part of [grid, curves, shades]) part.show(state);
  };
  const showPoint = (/** @type {State} */ state) => {
    point.show(state);
    svg.setAttribute("aria-label", describe(state)[kind.kind]);
  };
  return { element, curves, showCurves, showPoint };
}

/**
 * The input as a slider on the axis; the arrow keys move it by a tenth, or a hundredth.
 *
 * @param {number} range
 * @param {() => State} now
 * @param {(z: number) => void} move
 */
function makeInput(range, now, move) {
  const limits = { class: "input", min: -range, max: range, step: "any" };
  const element = slider("Sum z", limits, move);
  /** @type {Record<string, number>} */
  const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
  element.addEventListener("keydown", (event) => {
    if (!moves[event.key]) return;
    move(now().z + moves[event.key] * (event.shiftKey ? 0.01 : 0.1));
    event.preventDefault();
  });
  const show = (/** @type {State} */ state) => {
    element.value = String(state.z);
    element.setAttribute("aria-valuetext", describe(state).input);
  };
  return { element, show };
}

/**
 * The input follows a pointer that is down on a plot.
 *
 * @param {HTMLElement} plot
 * @param {(share: number) => void} act
 */
function follow(plot, act) {
  plot.addEventListener("pointerdown", (event) => {
    plot.setPointerCapture(event.pointerId);
    act(pointed(event, plot)[0]);
  });
  plot.addEventListener("pointermove", (event) => {
    if (plot.hasPointerCapture(event.pointerId)) act(pointed(event, plot)[0]);
  });
}

/**
 * @param {string[]} names of the functions
 * @param {() => State} now
 * @param {(z: number) => void} move the input
 */
export function makePlots(names, now, move) {
  const { range } = now();
  const plots = [VALUE, SLOPE].map((kind) => makePlot(kind, names));
  for (const { element } of plots) follow(element, (share) => move(-range + 2 * range * share));
  const hair = make("div", { class: "hair" });
  const input = makeInput(range, now, move);
  const tick = (/** @type {number} */ z, /** @type {Node | string} */ text) =>
    make("span", { class: "tick x", style: `left: ${percent(along(z, range))}` }, text);
  const across = make(
    "div",
    { "aria-hidden": "true" },
    ...ticks(-range, range, 5).map((z) => tick(z, minus(z))),
    tick(range, make("i", {}, "z")),
  );
  const elements = [hair, ...plots.map(({ element }) => element), across, input.element];

  let lit = "";
  const showOthers = (/** @type {State} */ state) => {
    for (const { curves } of plots) curves.showOthers(state, lit);
  };
  return {
    element: make("div", { class: "plots" }, ...elements),
    showOthers,
    showCurves(/** @type {State} */ state) {
      for (const plot of plots) plot.showCurves(state);
    },
    showPoint(/** @type {State} */ state) {
      for (const plot of plots) plot.showPoint(state);
      hair.style.left = percent(along(state.z, range));
      input.show(state);
    },
    highlight(/** @type {string} */ name) {
      lit = name;
      for (const { curves } of plots) curves.highlight(name);
      showOthers(now());
    },
  };
}

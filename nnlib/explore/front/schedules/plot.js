// The rates over the epochs: the marker, the way walked so far, and a ghost of the one before.

import { make, say, slider } from "../shared/dom.js";
import { clamp, minus, percent } from "../shared/numbers.js";
import { pointed, stretched, ticks, WIDE } from "../shared/plot.js";

/**
 * What is drawn.
 *
 * @typedef {object} Scene
 * @property {Float64Array} rates
 * @property {number} at the step of the marker
 * @property {import("./maths.js").Size} size
 * @property {{ label: string, rates: Float64Array } | null} ghost
 * @property {string} told of the marker, for those who cannot see it
 * @property {string} label
 */

const HIGH = 3000; // of the picture, in its own units
const MOST = 1200; // points of a curve

/**
 * Rates as a path: each holds until the next step.
 *
 * @param {Float64Array} rates
 * @param {number} top
 * @param {number} [until] step
 */
function trace(rates, top, until = rates.length) {
  const x = (/** @type {number} */ i) => Math.round((WIDE * i) / rates.length);
  const y = (/** @type {number} */ i) => Math.round(HIGH * (1 - rates[i] / top));
  const stride = Math.max(1, Math.ceil(rates.length / MOST));
  let path = `M0 ${y(0)}`;
  for (let i = stride; i < until; i += stride) path += `H${x(i)}V${y(i)}`;
  return `${path}H${x(until)}`;
}

/** The marker as a slider on the axis. @param {(at: number) => void} act */
function makeMarker(act) {
  const input = slider("Step shown", { class: "marker", min: 0 }, act);
  /** @type {Record<string, number>} */
  const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
  let epoch = 1; // steps
  input.addEventListener("keydown", (event) => {
    if (!moves[event.key]) return;
    act(Number(input.value) + moves[event.key] * (event.shiftKey ? 1 : epoch));
    event.preventDefault();
  });
  const show = (/** @type {Scene} */ { rates, at, size, told }) => {
    epoch = size.steps;
    input.max = String(rates.length - 1);
    input.value = String(at);
    input.setAttribute("aria-valuetext", told);
  };
  return { input, show };
}

/**
 * The marker follows a pointer that is down on the plot.
 *
 * @param {HTMLElement} plot
 * @param {(share: number) => void} act
 */
function follow(plot, act) {
  plot.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    plot.setPointerCapture(event.pointerId);
    act(pointed(event, plot)[0]);
  });
  plot.addEventListener("pointermove", (event) => {
    if (plot.hasPointerCapture(event.pointerId)) act(pointed(event, plot)[0]);
  });
}

/** The lines of the grid and the numbers of both axes. */
function makeAxes() {
  const grid = make("path", { class: "grid" });
  const numbers = make("div", { "aria-hidden": "true" });
  const show = (/** @type {number} */ top, /** @type {number} */ epochs) => {
    const [xs, ys] = [ticks(0, epochs, 6), ticks(0, top, 3)];
    grid.setAttribute(
      "d",
      ys.map((y) => `M0 ${Math.round(HIGH * (1 - y / top))}H${WIDE}`).join(""),
    );
    const tick = (/** @type {string} */ kind, /** @type {string} */ side) =>
    (
      /** @type {number} */ value,
      /** @type {number} */ share,
    ) => make("span", { class: `tick ${kind}`, style: `${side}: ${percent(share)}` }, minus(value));
    const [across, up] = [tick("x", "left"), tick("y", "bottom")];
    numbers.replaceChildren(
      ...xs.filter((x) => x < 0.78 * epochs).map((x) => across(x, x / epochs)),
      make("span", { class: "tick x end" }, "epoch"),
      ...ys.map((y) => up(y, y / top)),
      make("span", { class: "tick name" }, "learning rate"),
    );
  };
  return { grid, numbers, show };
}

/** @param {(at: number) => void} act moves the marker */
export function makePlot(act) {
  const [area, ghost, line, hair] = ["area", "ghost", "line", "hair"].map((name) =>
    make("path", { class: name })
  );
  const axes = makeAxes();
  const svg = stretched(HIGH, { role: "img" }, axes.grid, area, ghost, line, hair);
  const frame = make("div", { class: "frame" }, svg);
  const dot = make("div", { class: "dot" });
  const before = make("div", { class: "tick before" });
  const marker = makeMarker(act);
  const element = make("div", { class: "plot" }, frame, dot, before, axes.numbers, marker.input);
  /** @type {Pick<Scene, "rates" | "ghost">} */
  let drawn = { rates: new Float64Array(1), ghost: null };
  let top = 1;
  follow(element, (share) => {
    const { length } = drawn.rates;
    act(clamp(Math.floor(share * length), 0, length - 1));
  });
  /** The curves, where they are others than before. @param {Scene} scene */
  const draw = ({ rates, ghost: old, size }) => {
    if (rates === drawn.rates && old?.rates === drawn.ghost?.rates) return;
    drawn = { rates, ghost: old };
    top = 1.08 * Math.max(most(rates), old ? most(old.rates) : 0);
    axes.show(top, size.epochs);
    line.setAttribute("d", trace(rates, top));
    ghost.setAttribute("d", old ? trace(old.rates, top) : "");
    say(before, old ? `dashed: ${old.label}` : "");
  };
  const show = (/** @type {Scene} */ scene) => {
    const { rates, at, size, label, told } = scene;
    draw(scene);
    area.setAttribute("d", `${trace(rates, top, at + 1)}V${HIGH}H0Z`);
    const share = (at + 0.5) / rates.length;
    hair.setAttribute("d", `M${Math.round(WIDE * share)} 0V${HIGH}`);
    [dot.style.left, dot.style.bottom] = [percent(share), percent(rates[at] / top)];
    svg.setAttribute("aria-label", `${label} over ${size.epochs} epochs. ${told}`);
    marker.show(scene);
  };
  return { element, show };
}

/** @param {Float64Array} values */
const most = (values) => values.reduce((a, b) => Math.max(a, b), 0);

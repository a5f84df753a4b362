// The losses on a logarithmic axis: to hover over, and to choose the step that is shown.

import { make, say } from "../shared/dom.js";
import { clamp, percent } from "../shared/numbers.js";
import { pointed, stretched, ticks, WIDE } from "../shared/plot.js";
import { marksAt, tickRow } from "./axes.js";
import { noticer } from "./racers.js";
import { decades, describe } from "./words.js";

/** @typedef {import("./race.js").Setup} Setup */
/** @typedef {import("./race.js").Shown} Shown */
/** @typedef {import("./racers.js").Race} Race */
/** @typedef {import("./racers.js").Racer} Racer */
/** @typedef {import("./race.js").Moment} Moment */
/** @typedef {{ low: number, high: number }} Axis its lowest and highest power of ten */
/**
 * @typedef {object} Acts
 * @property {(step: number) => void} choose
 * @property {(step: number | null) => void} hover
 */

const HIGH = 3000; // of the picture, in its own units
const OUT_OF_SIGHT = HIGH / 5; // beyond its border
const LEAST = 1e-10; // the lowest loss that is shown, or of the start where that is low

/**
 * The axis on which all losses are seen, but those that are too low or too high.
 *
 * @param {number} first the loss at the start
 * @param {Racer[]} racers
 * @param {number} tooHigh times the loss at the start
 * @returns {Axis}
 */
function axisOf(first, racers, tooHigh) {
  let [low, high] = [first, first];
  for (const loss of racers.flatMap(({ losses }) => losses)) {
    high = Math.max(high, loss);
    if (loss > 0) low = Math.min(low, loss);
  }
  const from = Math.log10(Math.max(low, LEAST * Math.min(1, first)));
  const to = Math.log10(Math.min(high, tooHigh * first));
  const pad = Math.max(0.15, (1 - (to - from)) / 2); // at least a power of ten
  return { low: from - pad, high: to + pad };
}

/** How far down a loss is. @param {number} loss @param {Axis} axis */
const depth = (loss, { low, high }) =>
  HIGH * (high - Math.log10(Math.max(loss, Number.MIN_VALUE))) / (high - low);

/** @param {number} step @param {number} last */
const across = (step, last) => Math.round((WIDE * step) / last);

/**
 * A run's losses as a path.
 *
 * @param {Racer} racer
 * @param {Axis} axis
 * @param {number} last
 */
function curve({ losses, diverged }, axis, last) {
  const to = losses.map((loss, step) => {
    const y = clamp(depth(loss, axis), -OUT_OF_SIGHT, HIGH + OUT_OF_SIGHT);
    return `${across(step, last)} ${Math.round(y) || 0}`;
  });
  if (diverged) to.push(`${across(diverged, last)} ${-OUT_OF_SIGHT}`);
  return `M${to.join("L")}`;
}

/**
 * Triangles at the border, where a curve leaves the picture.
 *
 * @param {Racer} racer
 * @param {Axis} axis
 * @param {number} last
 */
function makeMarks({ name, color, losses, diverged }, { low, high }, last) {
  const over = losses.findIndex((loss) => loss > 10 ** high);
  const under = losses.findIndex((loss) => loss < 10 ** low);
  const gone = over < 0 && diverged ? diverged : over;
  const ends = /** @type {const} */ ([[gone, "▲", "top: 1px"], [under, "▼", "bottom: 1px"]]);
  return ends.filter(([step]) => step >= 0).map(([step, glyph, place]) => {
    const style = `left: ${percent(step / last)}; ${place}; color: var(--${color})`;
    return make("span", { class: "mark", title: name, style }, glyph);
  });
}

/** A line and a dot for each optimizer. @param {Setup} setup */
const makeLines = ({ optimizers }) =>
  Object.entries(optimizers).map(([key, { color, dash }]) => {
    const stroke = `var(--${color})`;
    return {
      key,
      line: make("path", { stroke, "stroke-dasharray": dash.join(" ") }),
      dot: make("path", { class: "dot", stroke }),
    };
  });

/**
 * What is drawn: losses over the least that there can be, since a logarithm has no negative
 * numbers.
 *
 * @param {Setup} setup
 * @param {Shown} shown
 */
function heightsOf({ facts, race, surface }, { racers, ghosts }) {
  const base = Math.min(0, facts().lowest);
  const over = (/** @type {Racer} */ racer) => ({
    ...racer,
    losses: racer.losses.map((loss) => loss - base),
  });
  return {
    name: base ? "height" : "loss",
    first: surface().f(...race().start) - base || 1,
    racers: racers.map(over),
    ghosts: ghosts.map(over),
  };
}

/** The picture itself, which stretches. @param {Setup} setup */
function makePicture(setup) {
  const { limits, large, race, isHeld, isHiding } = setup;
  const [ghost, grid] = [make("path", { class: "ghost" }), make("path", { class: "grid" })];
  const lines = makeLines(setup);
  const svg = stretched(HIGH, { role: "img" }, grid, ghost, ...lines.map(({ line }) => line));
  const over = { style: "overflow: visible", "aria-hidden": "true" };
  const dots = stretched(HIGH, over, ...lines.map(({ dot }) => dot));
  const [places, ends] = [make("div"), make("div")];
  const scale = make("div", { "aria-hidden": "true" }, places, ends);

  let axis = { low: 0, high: 1 };
  let [last, described] = [1, ""];
  const isNew = noticer();
  /** @type {Map<string, Racer>} */
  let running = new Map();
  const update = (/** @type {Shown} */ shown) => {
    const { name, first, racers, ghosts } = heightsOf(setup, shown);
    // Nor does the axis tell of what is to come.
    if (isHiding()) axis = { low: Math.log10(first) - 4, high: Math.log10(first) + 1 };
    else if (!isHeld()) axis = axisOf(first, racers, limits.too_high);
    [last, described] = [race().steps, ""];
    running = new Map(racers.map((racer) => [racer.key, racer]));
    ghost.setAttribute("d", ghosts.map((each) => curve(each, axis, last)).join(""));
    for (const { key, line } of lines) {
      const racer = running.get(key);
      line.setAttribute("d", racer ? curve(racer, axis, last) : "");
    }
    ends.replaceChildren(...racers.flatMap((racer) => makeMarks(racer, axis, last)));
    if (!isNew([axis, last, name, racers.length])) return;
    const marks = decades(axis.low, axis.high, large ? 6 - racers.length : 3);
    const up = (/** @type {number} */ level) => (level - axis.low) / (axis.high - axis.low);
    const rows = marks.map(({ value }) => `M0 ${Math.round(HIGH * (1 - up(value)))}H${WIDE}`);
    grid.setAttribute("d", rows.join(""));
    const steps = marksAt(ticks(0, last, 2.5));
    const share = (/** @type {number} */ step) => step / last;
    places.replaceChildren(
      ...tickRow({ kind: "y", name, marks, share: up }),
      ...tickRow({ kind: "x", name: "step", marks: steps, share, before: 1 }),
    );
  };
  /** @param {number} step @param {boolean} hiding what is to come */
  const show = (step, hiding) => {
    const text = hiding ? `to ${step}` : "all";
    if (text !== described) {
      described = text;
      svg.setAttribute("aria-label", describe([...running.values()], hiding ? step : last));
    }
    for (const { key, dot } of lines) {
      const loss = running.get(key)?.losses[step];
      const y = loss === undefined ? NaN : depth(loss, axis);
      const seen = y >= 0 && y <= HIGH;
      dot.setAttribute("d", seen ? `M${across(step, last)} ${Math.round(y)}h0` : "");
    }
  };
  return { svg, dots, scale, update, show };
}

/**
 * The line through the step pointed at, and its number.
 *
 * @param {HTMLElement} curves
 * @param {() => number} last
 * @param {Acts} acts
 */
function makeHair(curves, last, { choose, hover }) {
  const text = make("span");
  const element = make("div", { class: "hair", hidden: "" }, text);
  const stepOf = (/** @type {PointerEvent} */ event) =>
    Math.round(pointed(event, curves)[0] * last());
  curves.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    curves.setPointerCapture(event.pointerId);
    choose(stepOf(event));
  });
  curves.addEventListener("pointermove", (event) => {
    const act = curves.hasPointerCapture(event.pointerId) ? choose : hover;
    act(stepOf(event));
  });
  curves.addEventListener("pointerleave", () => hover(null));
  const show = (/** @type {number | null} */ hovered) => {
    element.hidden = hovered === null;
    if (hovered === null) return;
    element.style.left = percent(hovered / last());
    say(text, `step ${hovered}`);
    text.className = hovered > last() / 2 ? "before" : "after";
  };
  return { element, show };
}

/** @param {Setup} setup @param {Acts} acts */
export function makeCurves(setup, acts) {
  const picture = makePicture(setup);
  const veil = make("div", { class: "veil" });
  const element = make("div", { class: "curves" });
  const last = () => setup.race().steps;
  const hair = makeHair(element, last, acts);
  const frame = make("div", { class: "frame" }, picture.svg, veil);
  element.append(frame, picture.dots, hair.element, picture.scale);
  const show = (/** @type {Moment} */ { position, hovered }) => {
    const hiding = setup.isHiding();
    picture.show(hovered ?? Math.floor(position), hiding);
    element.classList.toggle("hiding", hiding);
    veil.style.left = percent(position / last());
    hair.show(hovered);
  };
  return { element, update: picture.update, show };
}

// The surface with its trails, to start on and to look at more closely.

import { make, press, say } from "../shared/dom.js";
import { clamp, superscript, written } from "../shared/numbers.js";
import { pointed, ticks } from "../shared/plot.js";
import { tickRow } from "./axes.js";
import { paintBands } from "./bands.js";
import { exits, inside, project } from "./geometry.js";
import { makeLeavers } from "./leavers.js";
import { makeMany } from "./many.js";
import { noticer } from "./racers.js";
import { drawHead, drawStar, drawStart, makeLayer, makeTrails } from "./trails.js";
import { whole, ZOOM, zoomed } from "./view.js";
import { drawParts } from "./why.js";
import { signed } from "./words.js";

/** @typedef {import("./surfaces.js").Point} Point */
/** @typedef {import("./view.js").Size} Size */
/** @typedef {import("./view.js").View} View */
/** @typedef {import("./racers.js").Racer} Racer */
/** @typedef {import("./trails.js").Runner} Runner */
/** @typedef {import("./race.js").Setup} Setup */
/** @typedef {import("./race.js").Shown} Shown */
/** @typedef {import("./race.js").Moment} Moment */

/** @type {import("./many.js").Start[]} */
const NONE = [];
const MOVES = new Map(Object.entries({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}));

/**
 * The start follows the pointer and the arrow keys.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Setup} setup
 * @param {() => View} view
 * @param {(text: string) => void} read is told the height where the pointer is
 */
function followStart(canvas, { race, facts, surface, alter, release }, view, read) {
  const startAt = (/** @type {Point} */ point) => {
    const digits = clamp(Math.ceil(-Math.log10(view().unit)), 2, 30);
    const [x, y] = point.map((value, axis) => {
      const kept = clamp(value, ...facts().bounds[axis]);
      return Number(kept.toFixed(digits)) + 0; // no −0
    });
    alter({ start: [x, y] });
  };
  const pointOf = (/** @type {PointerEvent} */ event) => view().pointAt(pointed(event, canvas));
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    startAt(pointOf(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = pointOf(event);
    const { unit } = view();
    read(`L(${signed(x, unit)}, ${signed(y, unit)}) = ${written(surface().f(x, y))}`);
    if (canvas.hasPointerCapture(event.pointerId)) startAt([x, y]);
  });
  canvas.addEventListener("lostpointercapture", release);
  canvas.addEventListener("pointerleave", () => read(""));
  canvas.addEventListener("keydown", (event) => {
    const move = MOVES.get(event.key);
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (!move && event.key !== "Home") return;
    const far = view().unit * (event.shiftKey ? 1 : 8);
    const start = /** @type {Point} */ (
      move ? race().start.map((value, axis) => value + move[axis] * far) : facts().start
    );
    startAt(start);
    release();
    event.preventDefault();
  });
}

/**
 * The colors of what is drawn, as a canvas takes them.
 *
 * @param {HTMLElement} el
 * @param {Setup} setup
 */
export function colorsIn(el, { optimizers }) {
  const style = getComputedStyle(el);
  const names = ["yellow", "black", "gray", "blue", "vermilion", "green", "purple"];
  const all = [...names, ...Object.values(optimizers).map(({ color }) => color)];
  return Object.fromEntries(all.map((name) => [name, style.getPropertyValue(`--${name}`)]));
}

/**
 * Nearer and farther: buttons, the keys + and −, and the wheel with Ctrl, as a pinch sends it.
 *
 * @param {HTMLElement} map
 * @param {(factor: number, around?: Point) => void} zoom shares of the picture
 */
function makeZoom(map, zoom) {
  const nearer = press("+", () => zoom(ZOOM));
  const farther = press("−", () => zoom(1 / ZOOM));
  nearer.ariaLabel = "Zoom in +";
  farther.ariaLabel = "Zoom out −";
  map.addEventListener("keydown", ({ key }) => {
    if (key === "+") zoom(ZOOM);
    if (key === "-") zoom(1 / ZOOM);
  });
  map.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { left, top, width, height } = map.getBoundingClientRect();
    const around = [(event.clientX - left) / width, (event.clientY - top) / height];
    zoom(1.002 ** -event.deltaY, /** @type {Point} */ (around));
  }, { passive: false });
  const element = make("div", { class: "zoom" }, nearer, farther);
  const show = (/** @type {boolean} */ isWhole) => {
    farther.disabled = isWhole;
  };
  return { element, show };
}

/**
 * The surface alone, which is painted again when another one or another part is seen.
 *
 * @param {Size} size
 * @param {Record<string, string>} colors
 */
function makeGround(size, colors) {
  const { canvas, context } = makeLayer(size);
  let painted = "";
  /** @param {Setup} setup @param {View} view */
  const update = ({ race, facts, surface }, { bounds, place }) => {
    const key = `${race().surface} ${bounds}`;
    if (painted === key) return;
    painted = key;
    paintBands(context, surface(), bounds, facts().lowest);
    for (const minimum of facts().minima) {
      if (inside(minimum, bounds)) drawStar(context, place(minimum), colors);
    }
  };
  return { canvas, update };
}

/**
 * A racer with what of it is in the picture.
 *
 * @param {View} view
 * @param {Record<string, string>} colors
 * @returns {(racer: Racer) => Runner}
 */
const runnerIn = (view, colors) => (racer) => ({
  ...racer,
  view,
  ink: colors[racer.color],
  lines: project(racer.points, view.bounds, view.place),
  left: exits(racer.points, view.bounds),
});

/**
 * The numbers along both axes: large and tiny ones as parts of a power of ten.
 *
 * @param {View} view
 */
function axesOf({ bounds: [[left, right], [low, high]] }) {
  const power = Math.floor(Math.log10(Math.max(...[left, right, low, high].map(Math.abs))));
  const unit = power > -3 && power < 4 ? 1 : 10 ** power;
  const text = (/** @type {number} */ value) => String(Number((value / unit).toPrecision(12)));
  /** @param {"x" | "y"} kind @param {string} over @param {number} from @param {number} to */
  const axis = (kind, over, from, to) =>
    tickRow({
      kind,
      name: unit === 1 ? kind : `${kind}${over}10${superscript(power)}`,
      marks: ticks(from, to, 6).map((value) => ({ value, text: text(value) })),
      share: (value) => (value - from) / (to - from),
    });
  return [...axis("x", "/", left, right), ...axis("y", "/\n", low, high)];
}

/**
 * What is seen of the surface: all of it, or a part around who runs.
 *
 * @param {Setup} setup
 * @param {Size} size
 */
function makeCamera({ facts, race, position, redraw }, size) {
  let [seen, all] = [race().surface, whole(facts().bounds, size)];
  let view = all;
  const update = () => {
    if (seen === race().surface) return;
    seen = race().surface;
    view = all = whole(facts().bounds, size);
  };
  /** @param {Racer[]} racers @param {number} factor @param {Point} [around] shares */
  const zoom = (racers, factor, around) => {
    const head = racers[0]?.points.at(Math.floor(position()));
    const fixed = around ? view.pointAt(around) : head ?? race().start;
    view = zoomed(view, all, factor, inside(fixed, view.bounds) ? fixed : view.center, size);
    redraw();
  };
  return { view: () => view, isWhole: () => view === all, update, zoom };
}

/**
 * The canvases, one over another.
 *
 * @param {HTMLElement} el
 * @param {Setup} setup
 * @param {Size} size
 */
function makeLayers(el, setup, size) {
  const colors = colorsIn(el, setup);
  const [ground, many, trails] = [makeGround(size, colors), makeMany(size), makeTrails(size)];
  const heads = makeLayer(size, {
    tabindex: 0,
    role: "application",
    "aria-describedby": "start",
    "aria-label": "Surface: the arrow keys move the start of the race",
  });
  const canvases = [ground.canvas, many.canvas, trails.canvas, heads.canvas];
  const map = make("div", { class: "map" }, ...canvases, make("div", { class: "frame" }));
  el.style.setProperty("--width", `${size.width}px`);
  map.style.aspectRatio = `${size.width} / ${size.height}`;
  return { colors, ground, many, trails, heads, map };
}

/** @param {HTMLElement} el @param {Setup} setup @param {Size} size */
export function makeMap(el, setup, size) {
  const { race } = setup;
  const { colors, ground, many, trails, heads, map } = makeLayers(el, setup, size);
  const [axes, names] = [make("div"), make("div")];
  const overlay = make("div", { "aria-hidden": "true" }, axes, names);
  const isNew = noticer();
  const where = make("output", { id: "start", "aria-live": "polite" });
  const reading = make("span");
  const camera = makeCamera(setup, size);
  followStart(heads.canvas, setup, camera.view, (text) => say(reading, text));

  /** @type {Racer[]} */
  let racers = [];
  /** @type {Runner[]} */
  let runners = [];
  /** @type {(import("./geometry.js").Line | null)[][]} */
  let ghosts = [];
  /** @type {{ label: HTMLElement, step: number }[]} */
  let leavers = [];
  const zoom = makeZoom(map, (factor, around) => camera.zoom(racers, factor, around));
  map.append(overlay, zoom.element);
  const update = (/** @type {Shown} */ shown) => {
    camera.update();
    const view = camera.view();
    const [x, y] = race().start;
    const at = `x ${signed(x, view.unit)}, y ${signed(y, view.unit)}`;
    say(where, `start ${at}: loss ${written(setup.surface().f(x, y))}`);
    ground.update(setup, view);
    zoom.show(camera.isWhole());
    trails.forget();
    racers = shown.racers;
    const about = race().many ? setup.subject(racers) : null;
    const seen = about ? { racers: [], ghosts: [] } : shown;
    runners = seen.racers.map(runnerIn(view, colors));
    ghosts = seen.ghosts.map(({ points }) => project(points, view.bounds, view.place));
    many.update(about ? setup.starts(about) : NONE, view);
    leavers = makeLeavers(runners, size);
    if (isNew(view.bounds)) axes.replaceChildren(...axesOf(view));
    names.replaceChildren(...leavers.map(({ label }) => label));
  };
  const show = (/** @type {Moment} */ { position, hovered }) => {
    const { start, steps, beside } = race();
    const [view, step] = [camera.view(), Math.floor(position)];
    many.show(step, step >= steps, colors);
    trails.show(runners, step, ghosts);
    heads.clear();
    if (inside(start, view.bounds)) drawStart(heads.context, view.place(start), colors);
    for (const runner of runners) drawHead(heads.context, runner, hovered ?? position);
    const told = beside === "why" && runners.length ? setup.subject(racers) : null;
    if (told) drawParts(heads.context, told, hovered ?? step, view, colors);
    for (const leaver of leavers) leaver.label.hidden = step < leaver.step;
  };
  const told = make("div", { class: "told" }, where, reading);
  return { element: make("div", {}, map, told), update, show };
}

// Why a step goes where it goes: its parts as arrows, and what it divides by as bars.

import { make, say } from "../shared/dom.js";
import { percent, written } from "../shared/numbers.js";
import { paintBands } from "./bands.js";
import { besideArrows } from "./names.js";
import { partsOf } from "./rules.js";
import { drawArrow, drawStart, makeLayer } from "./trails.js";
import { viewOf } from "./view.js";
import { coordinates } from "./words.js";

/** @typedef {import("./surfaces.js").Point} Point */
/** @typedef {import("./rules.js").Told} Told */
/** @typedef {import("./racers.js").Racer} Racer */
/** @typedef {import("./view.js").Size} Size */
/** @typedef {import("./view.js").View} View */
/** @typedef {import("./race.js").Setup} Setup */
/** @typedef {import("./race.js").Shown} Shown */
/** @typedef {import("./race.js").Moment} Moment */
/** @typedef {"gradient" | "remembered" | "decay" | "sum"} Part */

const SIZE = { width: 270, height: 200 };
const ALONE = { width: 270, height: 330 }; // where one alone is offered there is more room
const FILLED = 0.64; // of the picture's sides, by arrows: their names need room
/** @type {Record<Part, { text: string, dash: number[], wide: number }>} */
const PARTS = {
  gradient: { text: "gradient step", dash: [], wide: 3 },
  remembered: { text: "remembered", dash: [9, 5], wide: 3 },
  decay: { text: "weight decay", dash: [3, 3], wide: 3 },
  sum: { text: "the step", dash: [], wide: 6 },
};
const NAMES = /** @type {Part[]} */ (Object.keys(PARTS));

/**
 * What a part is called: an average remembers nothing but where SGD is.
 *
 * @param {Part} name
 * @param {Racer} racer
 */
const textOf = (name, { key }) =>
  key === "sgd_averaged" && name === "remembered" ? "towards SGD" : PARTS[name].text;

/** @param {Point} a @param {Point} b @returns {Point} */
const plus = (a, b) => [a[0] + b[0], a[1] + b[1]];

/** Whether a part is there: not all remember, or decay. @param {Told} told @param {Part} name */
const has = (told, name) =>
  name === "gradient" || name === "sum" || told[name].some((value) => value !== 0);

/**
 * The parts of a step, from a point.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Told} told
 * @param {Point} from
 * @param {View} view
 * @param {{ ink: string, black: string }} colors
 */
function drawStep(context, told, from, { place }, { ink, black }) {
  const ends = NAMES.map((name) => place(plus(from, told[name])));
  const [gradient, remembered, , sum] = ends;
  if (has(told, "remembered") && !has(told, "decay")) {
    context.beginPath();
    context.moveTo(...gradient);
    context.lineTo(...sum);
    context.lineTo(...remembered);
    context.lineWidth = 1;
    context.strokeStyle = black;
    context.stroke();
  }
  for (const name of NAMES.toReversed()) {
    const { dash, wide } = PARTS[name];
    const to = ends[NAMES.indexOf(name)];
    drawArrow(context, place(from), to, name === "sum" ? ink : black, { dash, wide });
  }
}

/**
 * The same on the map, at true length.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Racer} racer
 * @param {number} step
 * @param {View} view
 * @param {Record<string, string>} colors
 */
export function drawParts(context, racer, step, view, colors) {
  const from = racer.points[step];
  const told = from && partsOf(racer.entry, step);
  if (!told) return;
  drawStep(context, told, from, view, { ink: colors[racer.color], black: colors.black });
}

/**
 * Their names, beside them.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Told} told
 * @param {Point} from
 * @param {View} view
 * @param {Racer} racer
 * @param {Size} size
 */
function nameStep(context, told, from, { place }, racer, size) {
  const { fontFamily, fontSize } = getComputedStyle(context.canvas);
  context.font = `${fontSize} ${fontFamily}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const parts = NAMES.toReversed().filter((name) => has(told, name)).map((name) => {
    const text = textOf(name, racer);
    const width = context.measureText(text).width + 8;
    return { text, to: place(plus(from, told[name])), width };
  });
  besideArrows(place(from), parts, size).forEach((center, i) => {
    context.strokeStyle = "#fff";
    context.lineWidth = 5;
    context.strokeText(parts[i].text, ...center);
    context.fillStyle = "#000";
    context.fillText(parts[i].text, ...center);
  });
}

/**
 * A view in which all arrows are seen, as large as they can be.
 *
 * @param {Told} told
 * @param {Point} from
 * @param {Size} size
 */
function closeUp(told, from, size) {
  const ends = [from, ...NAMES.map((name) => plus(from, told[name]))];
  const [least, most] = [Math.min, Math.max].map((extreme) =>
    [0, 1].map((axis) => extreme(...ends.map((end) => end[axis])))
  );
  const spans = most.map((value, axis) => value - least[axis]);
  const fit = Math.max(spans[0] / size.width, spans[1] / size.height) / FILLED;
  const center = most.map((value, axis) => (value + least[axis]) / 2);
  return viewOf(/** @type {Point} */ (center), fit || 1e-9, size);
}

/** A part's name and length. */
function makeLine() {
  const [text, length] = [make("span"), make("b")];
  return { element: make("div", { class: "part" }, text, length), text, length };
}

/** A divisor as a bar. @param {string} axis */
function makeBar(axis) {
  const [bar, value] = [make("i"), make("b")];
  const element = make(
    "div",
    { class: "divisor" },
    make("em", {}, axis),
    make("div", {}, bar),
    value,
  );
  return { element, bar, value };
}

/** What stands beside the picture: the lengths, and the divisors. */
function makeLegend() {
  const lines = NAMES.map((name) => ({ name, ...makeLine() }));
  const bars = ["x", "y"].map(makeBar);
  const divided = make(
    "div",
    { class: "divided" },
    make("span", {}, "divided by"),
    ...bars.map(({ element }) => element),
  );
  const element = make(
    "div",
    { class: "legend" },
    ...lines.map(({ element: each }) => each),
    divided,
  );
  const show = (/** @type {Told} */ told, /** @type {Racer} */ racer) => {
    for (const { name, element: line, text, length } of lines) {
      line.hidden = !has(told, name);
      say(text, textOf(name, racer));
      say(length, written(Math.hypot(...told[name])));
    }
    const most = Math.max(...told.divisors);
    divided.hidden = !(most > 0);
    bars.forEach(({ bar, value }, axis) => {
      bar.style.width = percent(told.divisors[axis] / (most || 1));
      say(value, written(told.divisors[axis]));
    });
  };
  return { element, show };
}

/**
 * What the arrows and bars say, for those who cannot see them.
 *
 * @param {Racer} racer
 * @param {number} step
 * @param {Told} told
 */
function describe(racer, step, told) {
  const parts = NAMES.filter((part) => has(told, part));
  const arrows = parts.map((part) => `${textOf(part, racer)} ${coordinates(told[part])}`);
  const divided = told.divisors.some(Boolean) ? `; divided by ${coordinates(told.divisors)}` : "";
  return `${racer.name}, from step ${step} to the next: ${arrows.join(", ")}${divided}`;
}

/**
 * The step of one optimizer, close up.
 *
 * @param {Setup} setup
 * @param {Record<string, string>} colors
 */
export function makeWhy(setup, colors) {
  const legend = makeLegend();
  const nothing = make("p");
  const size = Object.keys(setup.optimizers).filter(setup.offered).length > 1 ? SIZE : ALONE;
  const ground = make("canvas", size);
  const bands = /** @type {CanvasRenderingContext2D} */ (ground.getContext("2d"));
  const arrows = makeLayer(size);
  const picture = make("div", { class: "arrows", role: "img" }, ground, arrows.canvas);
  picture.style.aspectRatio = `${size.width} / ${size.height}`;
  const element = make("div", { class: "why" }, picture, legend.element, nothing);
  let [racers, painted] = [/** @type {Racer[]} */ ([]), ""];
  const update = (/** @type {Shown} */ shown) => {
    racers = shown.racers;
    painted = "";
  };
  const show = (/** @type {Moment} */ { position, hovered }) => {
    const racer = setup.subject(racers);
    const step = hovered ?? Math.floor(position);
    if (painted === `${racer?.key} ${step}`) return;
    painted = `${racer?.key} ${step}`;
    const from = racer?.points[step];
    const told = racer && from && step < setup.race().steps ? partsOf(racer.entry, step) : null;
    picture.hidden = legend.element.hidden = !told;
    const end = racer ? "There is no next step: press Rewind, then Step." : "Nobody runs.";
    say(nothing, told ? "" : end);
    if (!racer || !from || !told) return;
    const view = closeUp(told, from, size);
    const { facts, surface } = setup;
    paintBands(bands, surface(), view.bounds, facts().lowest);
    arrows.clear();
    drawStart(arrows.context, view.place(from), colors);
    const ink = colors[racer.color];
    drawStep(arrows.context, told, from, view, { ink, black: colors.black });
    nameStep(arrows.context, told, from, view, racer, size);
    picture.setAttribute("aria-label", describe(racer, step, told));
    legend.show(told, racer);
  };
  return { element, update, show };
}

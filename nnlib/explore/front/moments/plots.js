// A weight: its slopes with the band of what divides them, and the steps of each optimizer.

import { make, say } from "../shared/dom.js";
import { minus, percent } from "../shared/numbers.js";
import { pointed, stretched, WIDE } from "../shared/plot.js";
import { cutTo, KINDS, STEPS } from "./maths.js";
import { describe, NAMES, partNames, told } from "./words.js";

/** @typedef {import("./maths.js").Divider} Divider */
/** @typedef {import("./maths.js").Walk} Walk */
/** @typedef {[number, number]} View the least and the greatest value seen */
/** @typedef {{ title: string, size: number, walk: Walk, divider: Divider, step: number }} Scene */

const HIGH = 1000; // of the pictures, in their own units
const SLOPES = /** @type {View} */ ([-3, 3]); // seen, in sizes
const LENGTHS = /** @type {View} */ ([-2.5, 4.5]); // of steps, in learning rates
const TICK = 2; // beside the slopes, in sizes
const [BAR, CUT] = [0.32, 70]; // half a bar, in steps; its end, where it is cut

/** The middle of a step, as a share of the width. @param {number} step from 1 */
const middle = (step) => (step - 0.5) / STEPS;

/** @param {number} share of the width */
const across = (share) => Math.round(WIDE * share);

/** @param {number} value @param {View} view */
const share = (value, [low, high]) => (high - value) / (high - low);

/** @param {number} value @param {View} view */
const down = (value, view) => Math.round(HIGH * share(value, view));

/** Bars from 0, and the ends of those that are cut. @param {number[]} values @param {View} view */
function barsOf(values, view) {
  let [bars, ends] = ["", ""];
  cutTo(values, view).forEach(({ seen, cut }, i) => {
    const [left, right] = [-BAR, BAR].map((side) => across(middle(i + 1) + side / STEPS));
    const y = down(seen, view);
    if (seen !== 0) bars += `M${left} ${down(0, view)}V${y}H${right}V${down(0, view)}z`;
    if (cut) ends += `M${left} ${y}v${seen > 0 ? CUT : -CUT}H${right}V${y}z`;
  });
  return { bars, ends };
}

/** Values as a line, with a stair for each step. @param {number[]} values @param {View} view */
const stairs = (values, view) =>
  cutTo(values, view).map(({ seen }, i) => `V${down(seen, view)}H${across((i + 1) / STEPS)}`).join(
    "",
  );

/** The band from minus a value to it. @param {number[]} values @param {View} view */
const bandOf = (values, view) =>
  [1, -1].map((sign) => {
    const side = stairs(values.map((value) => sign * value), view);
    return `M0 ${down(0, view)}${side}V${down(0, view)}z`;
  }).join("");

/** @param {string} look @param {View} view @param {...SVGPathElement} paths */
function makePlot(look, view, ...paths) {
  const zero = make("path", { class: "zero", d: `M0 ${down(0, view)}H${WIDE}` });
  const svg = stretched(HIGH, { "aria-hidden": "true" }, ...paths, zero);
  return make("div", { class: `plot ${look}` }, svg);
}

/** The slopes, with the band of what divides and, of Adam, the mean that is divided. */
function makeSlopes() {
  const names = ["band", "bars", "ends", "mean"];
  const [band, bars, ends, mean] = names.map((name) => make("path", { class: name }));
  const ticks = [TICK, 0, -TICK].map((value) =>
    make("span", { class: "tick", style: `top: ${percent(share(value, SLOPES))}` })
  );
  const show = (/** @type {Scene} */ { size, walk, divider }) => {
    const scaled = (/** @type {number[]} */ values) => values.map((value) => value / size);
    const drawn = barsOf(scaled(walk.slopes), SLOPES);
    band.setAttribute("d", bandOf(scaled(walk.below[divider]), SLOPES));
    bars.setAttribute("d", drawn.bars);
    ends.setAttribute("d", drawn.ends);
    const line = stairs(scaled(walk.above.adam), SLOPES).replace("V", "M0 ");
    mean.setAttribute("d", divider === "adam" ? line : "");
    ticks.forEach((tick, i) => say(tick, minus(Number(((1 - i) * TICK * size).toPrecision(3)))));
  };
  return { plot: makePlot("slopes", SLOPES, band, bars, ends, mean), ticks, show };
}

/** The steps of an optimizer. @param {import("./maths.js").Kind} kind */
function makeSteps(kind) {
  const unit = make("path", { class: "unit", d: `M0 ${down(1, LENGTHS)}H${WIDE}` });
  const [bars, ends] = ["bars", "ends"].map((name) => make("path", { class: name }));
  const tick = make("span", { class: "tick", style: `top: ${percent(share(1, LENGTHS))}` }, "1");
  const show = (/** @type {Scene} */ { walk }) => {
    const drawn = barsOf(walk.steps[kind], LENGTHS);
    bars.setAttribute("d", drawn.bars);
    ends.setAttribute("d", drawn.ends);
  };
  return { plot: makePlot(kind, LENGTHS, unit, bars, ends), ticks: [tick], show };
}

/** The numbers of the step that is looked at. */
function makeNumbers() {
  const parts = ["g", "m", "√s"].map((name) => {
    const value = make("b");
    return { name, value, element: make("div", { class: "part" }, value, make("i", {}, name)) };
  });
  const rows = KINDS.map((kind) => {
    const values = [make("b"), make("b")];
    return { kind, values, element: make("div", { class: "row" }, ...values) };
  });
  const head = make("div", { class: "head" }, make("span", {}, "step"), make("span", {}, "way"));
  const slopes = make("div", { class: "parts" }, head, ...parts.map(({ element }) => element));
  const element = make("div", { class: "numbers" }, slopes, ...rows.map((row) => row.element));
  const show = (/** @type {Scene} */ { walk, divider, step }) => {
    const known = [walk.slopes, walk.above.adam, walk.below[divider]];
    parts.forEach(({ name, element, value }, i) => {
      element.classList.toggle("none", name !== "g" && !partNames(divider).includes(name));
      say(value, told(known[i][step - 1]));
    });
    for (const { kind, values } of rows) {
      say(values[0], told(walk.steps[kind][step - 1]));
      say(values[1], told(walk.ways[kind][step - 1]));
    }
  };
  return { element, show };
}

/** What each plot shows. @param {Node | string} chosen where one chooses what divides */
function makeNames(chosen) {
  const legend = [["slope g", "g"], ["mean m", "m"], ["± √s", "s"]].map(([text, look]) =>
    make("span", { class: `key ${look}-key` }, make("i", { class: look }), text)
  );
  return make(
    "div",
    { class: "names" },
    make("div", { class: "legend" }, make("div", { class: "chosen" }, chosen), ...legend),
    ...KINDS.map((kind) => make("div", { class: `name ${kind}` }, make("i"), NAMES[kind])),
  );
}

/**
 * Act with the step below the pointer, while it is down.
 *
 * @param {HTMLElement} plots
 * @param {(step: number) => void} act
 */
function follow(plots, act) {
  const at = (/** @type {PointerEvent} */ event) =>
    act(Math.min(STEPS, 1 + Math.floor(pointed(event, plots)[0] * STEPS)));
  plots.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    plots.setPointerCapture(event.pointerId);
    at(event);
  });
  plots.addEventListener("pointermove", (event) => {
    if (plots.hasPointerCapture(event.pointerId)) at(event);
  });
}

/**
 * @param {Node | string} chosen where one chooses what divides
 * @param {(step: number) => void} act
 */
export function makeWeight(chosen, act) {
  const parts = [makeSlopes(), ...KINDS.map(makeSteps)];
  const cursor = make("i", { class: "cursor" });
  const plots = make("div", { class: "plots" }, ...parts.map(({ plot }) => plot), cursor);
  const sides = make(
    "div",
    { class: "ticks", "aria-hidden": "true" },
    ...parts.map(({ ticks }) => make("div", { class: "side" }, ...ticks)),
  );
  const numbers = makeNumbers();
  const head = make("h3");
  const element = make(
    "section",
    { role: "group" },
    head,
    makeNames(chosen),
    sides,
    plots,
    numbers.element,
  );
  follow(plots, act);
  const show = (/** @type {Scene} */ scene) => {
    say(head, scene.title);
    element.setAttribute("aria-label", describe(scene.title, scene.walk, scene.step));
    cursor.style.left = percent(middle(scene.step));
    for (const part of parts) part.show(scene);
    numbers.show(scene);
    element.dataset.divider = scene.divider;
  };
  return { element, show };
}

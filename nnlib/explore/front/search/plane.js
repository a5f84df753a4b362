// The plane of both settings: trials where they fell, and which values were tried.

import { make, say } from "../shared/dom.js";
import { percent } from "../shared/numbers.js";
import { stretched, WIDE } from "../shared/plot.js";
import { dots, down, HIGH, putAt, watchSize } from "../shared/shares.js";
import { colorOf, shownAlong } from "./axis.js";

/** @typedef {import("./maths.js").Trial} Trial */
/** @typedef {import("../shared/shares.js").Point} Point */
/**
 * @typedef {object} Facts
 * @property {[string, string]} settings their names
 * @property {[string[], string[]]} labels of their values
 * @property {[number[], number[]]} places of the values, as shares
 * @property {(score: number) => number} share how good a score is, from 0 to 1
 */
/** @typedef {{ trials: Trial[], map: boolean, told: string }} View the trials so far */

const [SMALLEST, LARGEST] = [13, 27]; // pixels across a trial
const [ACROSS, UP] = [14, 24]; // pixels between names below, and of a line beside

/**
 * Both sides: names along them, and marks at the values that were tried.
 *
 * @param {Facts} facts
 * @param {0 | 1} axis
 */
function makeSide({ labels, places }, axis) {
  const side = axis === 0 ? "left" : "bottom";
  const at = (/** @type {number} */ i) => ({ style: `${side}: ${percent(places[axis][i])}` });
  const names = labels[axis].map((text, i) =>
    make("span", { class: `tick ${"xy"[axis]}`, ...at(i) }, text)
  );
  const marks = labels[axis].map((_, i) => make("i", { class: "mark", ...at(i) }));
  const count = make("span", { class: `count ${"xy"[axis]}` });
  const strip = make("div", { class: `strip ${"xy"[axis]}` }, ...marks, count);
  /** Leave out names without room. @param {number} length of the side in pixels */
  const thin = (length) => {
    const sizes = names.map((name) => (axis === 0 ? name.offsetWidth : UP));
    const middles = places[axis].map((share) => share * length);
    const shown = shownAlong(middles, sizes, axis === 0 ? ACROSS : 0);
    names.forEach((name, i) => name.classList.toggle("left-out", !shown[i]));
  };
  const show = (/** @type {Set<number>} */ tried) => {
    marks.forEach((mark, i) => mark.classList.toggle("tried", tried.has(i)));
    say(count, `${tried.size} of ${marks.length}`);
  };
  return { parts: [...names, strip], thin, show };
}

/** Borders half way between places. @param {number[]} places */
const bordersOf = (places) => [
  0,
  ...places.slice(1).map((place, i) => (place + places[i]) / 2),
  1,
];

/**
 * The means of all values, each in its color.
 *
 * @param {Facts} facts
 * @param {number[][]} means
 */
function makeMap({ places, share }, means) {
  const [left, bottom] = places.map(bordersOf);
  const across = left.map((border) => Math.round(WIDE * border));
  const cells = means.flatMap((row, x) =>
    row.map((value, y) => {
      const fill = colorOf(share(value));
      const d = `M${across[x]} ${down(bottom[y])}H${across[x + 1]}V${down(bottom[y + 1])}` +
        `H${across[x]}Z`;
      return make("path", { class: "cell", d, style: `fill: ${fill}; stroke: ${fill}` });
    })
  );
  return make("g", {}, ...cells);
}

/** A mark of each trial, that of the best in a ring. @param {Facts} facts */
function makeMarks({ places, share }) {
  const ring = make("i", { class: "ring" });
  const element = make("div", { "aria-hidden": "true" }, ring);
  /** @type {HTMLElement[]} */
  let marks = [];
  /** @type {Trial[]} */
  let shown = [];
  const size = (/** @type {Trial} */ { score }) => SMALLEST + (LARGEST - SMALLEST) * share(score);
  const point = (
    /** @type {Trial} */ { x, y },
  ) => /** @type {Point} */ ([places[0][x], places[1][y]]);
  const makeMark = (/** @type {Trial} */ trial) => {
    const mark = make("i", { class: trial.whole ? "trial" : "trial early" });
    putAt(mark, point(trial));
    mark.style.width = mark.style.height = `${size(trial).toFixed(1)}px`;
    mark.style.background = colorOf(share(trial.score));
    return mark;
  };
  /** What is there stays, so that only new ones fall. @param {Trial[]} trials */
  const show = (trials) => {
    const same = trials.findIndex((trial, i) => trial !== shown[i]);
    const keep = same < 0 ? trials.length : same;
    for (const mark of marks.splice(keep)) mark.remove();
    const more = trials.slice(keep).map(makeMark);
    marks = [...marks, ...more];
    element.append(...more, ring);
    shown = trials;
    const best = trials[trials[trials.length - 1]?.best ?? -1];
    ring.hidden = !best;
    if (!best) return;
    putAt(ring, point(best));
    ring.style.width = ring.style.height = `${(size(best) + 12).toFixed(1)}px`;
  };
  return { element, show };
}

/**
 * @param {Facts} facts
 * @param {() => number[][]} means of all values, once they are asked for
 */
export function makePlane(facts, means) {
  const { settings, labels, places } = facts;
  const sides = [makeSide(facts, 0), makeSide(facts, 1)];
  const marks = makeMarks(facts);
  const stored = places[0].flatMap((x) => places[1].map((y) => /** @type {Point} */ ([x, y])));
  const grid = make("path", { class: "stored", d: dots(stored) });
  const svg = stretched(HIGH, { role: "img" }, grid);
  const names = settings.map((name, axis) => make("span", { class: ["across", "up"][axis] }, name));
  const edges = make("div", { "aria-hidden": "true" }, ...sides.flatMap(({ parts }) => parts));
  edges.append(...names);
  const letters = Math.max(...labels[1].map((label) => label.length));
  const style = `--letters: ${letters}`;
  const element = make("div", { class: "plot plane", style }, svg, edges, marks.element);
  const end = watchSize(element, (width, height) => {
    sides[0].thin(width);
    sides[1].thin(height);
  });
  /** @type {SVGGElement | null} */
  let map = null;
  const show = (/** @type {View} */ { trials, map: asked, told }) => {
    if (asked && !map) map = makeMap(facts, means());
    if (asked && map) svg.prepend(map);
    else map?.remove();
    sides[0].show(new Set(trials.map(({ x }) => x)));
    sides[1].show(new Set(trials.map(({ y }) => y)));
    marks.show(trials);
    svg.setAttribute("aria-label", told);
  };
  return { element, show, end };
}

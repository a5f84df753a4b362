// The best so far against the epochs spent: a line for each way, then what winners are worth.

import { make, say } from "../shared/dom.js";
import { minus, percent } from "../shared/numbers.js";
import { stretched, ticks, WIDE } from "../shared/plot.js";
import { mean } from "../shared/scores.js";
import { down, HIGH, line, watchSize } from "../shared/shares.js";
import { gradientOf, shownAlong, spread } from "./axis.js";
import { rangeOf, WAYS } from "./maths.js";

/** @typedef {import("./axis.js").Axis} Axis */
/** @typedef {import("./maths.js").Many} Many */
/** @typedef {import("./maths.js").Way} Way */
/** @typedef {[spent: number, value: number][]} Corners */
/** @typedef {{ seeds: number[], seen: number, test: number | null, line: Corners }} Worth */
/**
 * @typedef {object} View
 * @property {Way} way that is not gray
 * @property {Record<Way, Corners>} lines
 * @property {Worth | null} worth of the winner, if it is asked for
 * @property {Record<Way, Many> | null} many draws, if they are asked for
 * @property {boolean} deep whether of many draws it is shown what winners are worth, too
 * @property {string} title
 * @property {string} told
 */
/** @typedef {{ text: string, value: number, look: string }} Label */

const LINE = 26; // pixels of a label
const TICKS = 4; // about so many numbers along the epochs
const APART = 14; // pixels between them

/** The labels at the right, moved off each other. @param {Axis} axis */
function makeLabels(axis) {
  const element = make("div", { class: "labels" });
  /** @type {Label[]} */
  let shown = [];
  let high = 0;
  const place = () => {
    const middles = shown.map(({ value }) => axis.at(value) * high);
    spread(middles, LINE, high).forEach((bottom, i) => {
      /** @type {HTMLElement} */ (element.children[i]).style.bottom = `${bottom}px`;
    });
  };
  const show = (/** @type {Label[]} */ labels) => {
    shown = labels;
    element.replaceChildren(
      ...labels.map(({ text, look }) => make("span", { class: `label ${look}` }, text)),
    );
    place();
  };
  const resize = (/** @type {number} */ height) => {
    high = height;
    place();
  };
  return { element, show, resize };
}

/** What stands right of the lines: dots of seeds, or ranges of draws. @param {Axis} axis */
function makeGutter(axis) {
  const element = make("div", { class: "gutter" });
  /** @param {string} look @param {number} value @param {number} row */
  const mark = (look, value, row) =>
    make("i", { class: look, style: `bottom: ${percent(axis.at(value))}; --row: ${row}` });
  const ofWinner = (/** @type {Worth} */ { seeds, seen, test }) => [
    ...seeds.map((seed) => mark("seed", seed, 0)),
    mark("mean", mean(seeds), 0),
    ...(test === null ? [] : [mark("test", test, 0)]),
    mark("seen", seen, 0),
  ];
  const ofDraws = (
    /** @type {Many} */ many,
    /** @type {Way} */ way,
    /** @type {boolean} */ deep,
  ) => {
    const row = WAYS.indexOf(way);
    const [low, high] = rangeOf(many.seen).map(axis.at);
    const style = `bottom: ${percent(Math.min(low, high))}; ` +
      `height: ${percent(Math.abs(high - low))}; --row: ${row}`;
    const more = deep ? [mark("mean", mean(many.worth), row)] : [];
    if (deep && many.test) more.push(mark("test", mean(many.test), row));
    return [
      make("i", { class: `range ${way}`, style }),
      mark(`seen ${way}`, mean(many.seen), row),
      ...more,
    ];
  };
  const show = (/** @type {View} */ { worth, many, deep }) => {
    if (many) element.replaceChildren(...WAYS.flatMap((way) => ofDraws(many[way], way, deep)));
    else element.replaceChildren(...(worth ? ofWinner(worth) : []));
  };
  return { element, show };
}

/** The numbers along both axes. @param {Axis} axis @param {number} budget */
function makeSides(axis, budget) {
  const round = ticks(0, budget, TICKS).filter(Number.isInteger);
  const epochs = [...round.filter((epoch) => epoch < budget), budget];
  const far = axis.pieces.filter((piece) => piece.far).map(({ left, right }) => {
    const style = `bottom: ${percent(left)}; height: ${percent(right - left)}`;
    return make("div", { class: "far", style }, "another scale");
  });
  const numbers = axis.numbers.map(({ place, text }) =>
    make("span", { class: "tick y", style: `bottom: ${percent(place)}` }, minus(text))
  );
  const names = epochs.map((epoch) =>
    make("span", { class: "tick x", style: `left: ${percent(epoch / budget)}` }, epoch)
  );
  /** The last one is always named. @param {number} width */
  const thin = (width) => {
    const backward = names.toReversed();
    const middles = epochs.toReversed().map((epoch) => width * (1 - epoch / budget));
    const shown = shownAlong(middles, backward.map((name) => name.offsetWidth), APART);
    backward.forEach((name, i) => name.classList.toggle("left-out", !shown[i]));
  };
  const across = make("span", { class: "across" }, "epochs spent");
  return { parts: [...far, ...numbers, ...names, across], thin };
}

/**
 * Labels for the lines that there are, or for the marks of a winner.
 *
 * @param {View} view
 * @returns {Label[]}
 */
function labelsOf({ way, lines, worth, many }) {
  if (many) {
    return WAYS.map((each) => ({ text: each, value: mean(many[each].seen), look: each }));
  }
  if (worth) {
    const { seen, seeds, test } = worth;
    const found = [
      { text: "as seen", value: seen, look: way },
      { text: `mean of ${seeds.length}`, value: mean(seeds), look: "" },
    ];
    return test === null ? found : [...found, { text: "new", value: test, look: "" }];
  }
  return WAYS.filter((each) => lines[each].length).map((each) => ({
    text: each,
    value: lines[each][lines[each].length - 1][1],
    look: each === way ? each : "other",
  }));
}

/**
 * @param {Axis} axis
 * @param {import("./axis.js").Best} best
 * @param {number} budget epochs that a search has
 * @param {number} first epochs of the first trial
 */
export function makeLines(axis, best, budget, first) {
  const paths = WAYS.map((way) => make("path", { class: `way ${way}` }));
  const worthy = make("path", { class: "worthy" });
  const rules = make("path", {
    class: "rules",
    d: axis.numbers.map(({ place }) => `M0 ${down(place)}H${WIDE}`).join(""),
  });
  const svg = stretched(HIGH, { role: "img" }, rules, ...paths, worthy);
  const [labels, gutter] = [makeLabels(axis), makeGutter(axis)];
  const colors = make("i", { class: "colors", style: `background: ${gradientOf(best)}` });
  const title = make("span", { class: "up" });
  const sides = makeSides(axis, budget);
  const style = `--letters: ${Math.max(...axis.numbers.map(({ text }) => text.length))}`;
  const edges = make("div", { "aria-hidden": "true" }, ...sides.parts);
  edges.append(title, colors, labels.element, gutter.element);
  const element = make("div", { class: "plot lines", style }, edges, svg);
  const end = watchSize(element, (width, height) => {
    sides.thin(width);
    labels.resize(height);
  });
  const shares = (/** @type {Corners} */ corners) =>
    line(corners.map(([spent, value]) => [spent / budget, axis.at(value)]));
  const show = (/** @type {View} */ view) => {
    const { way, lines, worth, many } = view;
    WAYS.forEach((each, i) => {
      const hidden = worth && !many && each !== way;
      const means = many?.[each].means.map((value, k) => [first + k, value]);
      const drawn = /** @type {Corners} */ (means ?? (hidden ? [] : lines[each]));
      paths[i].setAttribute("d", shares(drawn));
      paths[i].classList.toggle("other", !many && each !== way);
    });
    worthy.setAttribute("d", worth && !many ? shares(worth.line) : "");
    labels.show(labelsOf(view));
    gutter.show(view);
    element.classList.toggle("aside", Boolean(worth ?? many));
    say(title, view.title);
    svg.setAttribute("aria-label", view.told);
  };
  return { element, show, end };
}

// The bottleneck: the plane of two nodes over the epochs, in which the classes part.

import { make, press, say } from "../shared/dom.js";
import { makeEpochs } from "../shared/epochs.js";
import { change, listen } from "../shared/model.js";
import { minus } from "../shared/numbers.js";
import { bytesOf, unpacked } from "../shared/packed.js";
import { inkOf, paintPixels } from "../shared/pictures.js";
import { placesAt, planesOf } from "./maths.js";
import { makePlane } from "./plane.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("../shared/epochs.js").Moment} Moment */
/** @typedef {import("./plane.js").Classes} Classes */

const SECONDS = 10; // that it plays
const MARKS = ["●", "▲"];
const COLORS = 7; // after which the mark changes

/**
 * What the metric was at the epoch, of each set.
 *
 * @param {Model} model
 */
function makeNumbers(model) {
  const values = Object.entries(/** @type {Record<string, number[]>} */ (model.get("values")));
  const metric = model.get("metric").replaceAll("_", " ");
  const texts = values.map(() => make("b"));
  const element = make(
    "div",
    { class: "numbers" },
    ...values.flatMap(([set], i) => [make("span", {}, `${set} ${metric}`), texts[i]]),
  );
  const show = (/** @type {Moment} */ { from }) =>
    values.forEach(([, row], i) => {
      say(texts[i], from === 0 ? "–" : minus(row[from - 1].toFixed(2)));
    });
  return { element, show };
}

/**
 * The classes: one can be chosen, and is left again by the same button.
 *
 * @param {Classes} classes
 * @param {(kind: number | null) => void} choose
 */
function makeClasses({ names, colors }, choose) {
  /** @type {number | null} */
  let chosen = null;
  const buttons = names.map((name, kind) => {
    const button = press("", () => choose(chosen === kind ? null : kind));
    const mark = make("i", { style: `color: var(--${colors[kind]})` });
    say(mark, MARKS[Math.floor(kind / COLORS)]);
    button.append(mark, ` ${name}`);
    return button;
  });
  const element = make(
    "div",
    { class: "classes", role: "group", "aria-label": "Classes" },
    ...buttons,
  );
  const show = (/** @type {number | null} */ kind) => {
    chosen = kind;
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(i === kind)));
  };
  return { element, show };
}

/**
 * The example that is pointed at: its image, where there are images, and its class.
 *
 * @param {Model} model
 * @param {Classes} classes
 */
function makeExample(model, { names, labels }) {
  const [side, text] = [model.get("side"), model.get("images")];
  const shape = { maps: labels.length, rows: side, columns: side };
  const images = text ? unpacked(text, shape) : [];
  const canvas = make("canvas", { width: side, height: side, "aria-hidden": "true" });
  canvas.hidden = images.length === 0;
  const words = make("p");
  const element = make("div", { class: "example" }, canvas, words);
  const show = (/** @type {number} */ found) => {
    const all = `${labels.length} training examples. Point at one; a click chooses its class. ` +
      "Hollow: beyond the frame.";
    say(words, found < 0 ? all : names[labels[found]]);
    if (!images.length) return;
    paintPixels(canvas, found < 0 ? new Uint8Array(side * side) : images[found], inkOf);
  };
  return { element, show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const epochs = /** @type {number[]} */ (model.get("epochs"));
  const planes = planesOf(model.get("points"), epochs.length);
  /** @type {Classes} */
  const classes = {
    names: model.get("names"),
    colors: model.get("colors"),
    labels: bytesOf(model.get("labels")),
  };
  const choose = (/** @type {number | null} */ kind) => change(model, { chosen: kind });
  const point = (/** @type {number} */ found) => change(model, { found });
  const plane = makePlane(model.get("frame"), classes, { choose, point });
  const [numbers, list] = [makeNumbers(model), makeClasses(classes, choose)];
  const example = makeExample(model, classes);
  /** @type {Moment} */
  let now = { from: 0, to: 0, share: 0, epoch: 0 };
  const show = () => {
    const [chosen, found] = [model.get("chosen"), model.get("found")];
    const who = chosen === null ? "all classes" : classes.names[chosen];
    const told = `The plane of the two nodes at epoch ${Math.floor(now.epoch)}, ${who}.`;
    plane.show({ places: placesAt(planes, now), chosen, found, told });
    numbers.show(now);
    list.show(chosen);
    example.show(found);
  };
  const player = makeEpochs(el, epochs, SECONDS, (moment) => {
    now = moment;
    show();
  });
  el.classList.add("bottleneck");
  el.append(
    player.element,
    make(
      "div",
      { class: "main" },
      plane.element,
      make("div", {}, numbers.element, list.element, example.element),
    ),
  );
  player.show();
  const seen = new ResizeObserver(show); // names keep their size, and find new places
  seen.observe(plane.element);
  const silence = listen(model, ["chosen", "found"], show);
  return () => {
    seen.disconnect();
    silence();
    player.pause();
  };
}

export default { render };

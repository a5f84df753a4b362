// Convolution: a filter slides over a picture, and its answers are a picture again.

import { make, press, say, select, slider } from "../shared/dom.js";
import { makeHandle } from "../shared/handle.js";
import { change, listen } from "../shared/model.js";
import { clamp, percent } from "../shared/numbers.js";
import { bytesOf } from "../shared/packed.js";
import { paintPixels, rgbOf } from "../shared/pictures.js";
import { pointed } from "../shared/plot.js";
import { colorOf } from "../shared/signed.js";
import { makePlayback } from "../shared/time.js";
import { answersOf, denseAnswer, moved, nextWeight, placesOf } from "./maths.js";
import { decimals, denseTold, movedBy, placeOf, weightOf } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("../shared/pictures.js").Rgb} Rgb */
/** @typedef {import("./maths.js").Shape} Shape */
/** @typedef {{ size: number, stride: number }} Filter */
/**
 * @typedef {object} State
 * @property {number[]} weights of the filter
 * @property {number} right pixels that the picture was moved
 * @property {number} below
 * @property {number} row of the filter's place
 * @property {number} column
 * @property {boolean} open whether the answers at all places are shown
 */
/** @typedef {(values: Partial<State>) => void} Act */

const SECONDS = 8; // that it plays
const MOST = 8; // pixels that the picture is moved
/** @type {Rgb} */
const UNSEEN = [243, 243, 243];

/** @param {number} share of ink @returns {Rgb} */
function inked(share) {
  const light = Math.round(255 * (1 - share));
  return [light, light, light];
}

/**
 * A canvas in a frame, which tells where it is pressed, in pixels of the canvas.
 *
 * @param {string} name
 * @param {Shape} shape
 * @param {(row: number, column: number) => void} go
 */
function makeFrame(name, { rows, columns }, go) {
  const canvas = make("canvas", { width: columns, height: rows, role: "img" });
  const frame = make("div", { class: "frame", style: `aspect-ratio: ${columns} / ${rows}` });
  const title = make("h3", {}, name);
  frame.append(canvas);
  frame.addEventListener("pointerdown", (event) => {
    if (event.target !== canvas) return;
    const [x, y] = pointed(event, frame);
    go(Math.floor(y * rows), Math.floor(x * columns));
  });
  return { canvas, frame, title, element: make("section", {}, title, frame) };
}

/**
 * The picture, with the filter's window on it.
 *
 * @param {Shape} shape
 * @param {Filter} filter
 * @param {(row: number, column: number) => void} go
 */
function makePicture(shape, { size, stride }, go) {
  const { rows, columns } = shape;
  const near = (/** @type {number} */ pixel) => Math.round((pixel - size / 2) / stride);
  const { canvas, frame, title, element } = makeFrame(
    "",
    shape,
    (row, column) => go(near(row + 0.5), near(column + 0.5)),
  );
  let at = [0, 0];
  const handle = makeHandle("window", "Place of the filter", frame, {
    drag: ([x, y]) => go(near(y * rows), near(x * columns)),
    nudge: ([right, up]) => go(at[0] - up, at[1] + right),
  });
  handle.element.style.width = percent(size / columns);
  handle.element.style.height = percent(size / rows);
  frame.append(handle.element);
  /** @param {Float64Array} picture @param {State} state @param {number} answer */
  const show = (picture, { right, below, row, column }, answer) => {
    at = [row, column];
    say(title, `picture, ${movedBy(right, below)}`);
    canvas.setAttribute("aria-label", `The picture, ${movedBy(right, below)}`);
    paintPixels(canvas, picture, inked);
    const told = `${placeOf(row, column)}: answer ${decimals(answer)}`;
    const [x, y] = [stride * column + size / 2, stride * row + size / 2];
    handle.show([x / columns, y / rows], column, told);
  };
  return { element, show };
}

/**
 * What lies under the filter, its weights, and their answer.
 *
 * @param {Filter} filter
 * @param {Act} act
 * @param {() => State} state
 */
function makeSum({ size, stride }, act, state) {
  const all = Array.from({ length: size * size }, (_, i) => i);
  const pixels = all.map(() => make("span"));
  const weights = all.map((i) =>
    press("", () => act({ weights: state().weights.with(i, nextWeight(state().weights[i])) }))
  );
  const [answer, place] = [make("b"), make("span")];
  const square = { class: "square", style: `--size: ${size}` };
  const element = make(
    "section",
    { class: "sum" },
    make("h3", {}, "pixels"),
    make("div", { ...square, "aria-hidden": "true" }, ...pixels),
    make("h3", {}, "× weights"),
    make("div", { ...square, role: "group", "aria-label": "Weights" }, ...weights),
    make("p", { "aria-live": "polite" }, "added: ", answer),
    make("p", {}, place),
  );
  /** @param {Float64Array} picture @param {Shape} shape @param {number} value */
  const show = (picture, { columns }, value) => {
    const { row, column } = state();
    const first = stride * (row * columns + column);
    all.forEach((i) => {
      const ink = picture[first + Math.floor(i / size) * columns + i % size];
      pixels[i].style.background = `rgb(${inked(ink).join(" ")})`;
      pixels[i].classList.toggle("dark", ink > 0.54);
      say(pixels[i], decimals(ink).replace(/^0\./, "."));
      const weight = state().weights[i];
      say(weights[i], weightOf(weight));
      weights[i].className = weight < 0 ? "negative" : weight > 0 ? "positive" : "";
      const where = `row ${Math.floor(i / size)}, column ${i % size}`;
      weights[i].setAttribute("aria-label", `Weight in ${where}: ${weightOf(weight)}`);
    });
    say(answer, decimals(value));
    say(place, placeOf(row, column));
  };
  return { element, show };
}

/**
 * The answers at the places where the filter has been.
 *
 * @param {Shape} places
 * @param {(row: number, column: number) => void} go
 */
function makeAnswers(places, go) {
  const { rows, columns } = places;
  const { canvas, frame, element } = makeFrame(`answers, ${rows} × ${columns}`, places, go);
  const spot = make("i", { class: "spot" });
  spot.style.width = percent(1 / columns);
  spot.style.height = percent(1 / rows);
  frame.append(spot);
  const ends = [make("span"), make("span", {}, "0"), make("span")];
  element.append(make("div", { class: "scale" }, make("i"), ...ends));
  canvas.setAttribute("aria-label", "Its answers");
  /** @param {Float64Array} answers @param {Uint8Array} seen @param {State} state */
  const show = (answers, seen, { row, column, open }) => {
    const most = answers.reduce((top, each) => Math.max(top, Math.abs(each)), 0) || 1;
    const colors = { positive: rgbOf(frame, "positive"), negative: rgbOf(frame, "negative") };
    const numbers = Array.from(answers, (_, i) => i);
    paintPixels(
      canvas,
      numbers,
      (i) => open || seen[i] ? colorOf(answers[i] / most, colors) : UNSEEN,
    );
    spot.style.left = percent(column / columns);
    spot.style.top = percent(row / rows);
    say(ends[0], decimals(-most));
    say(ends[2], decimals(most));
  };
  return { element, show };
}

/**
 * @param {Model} model
 * @param {Act} act
 * @param {() => void} play
 */
function makeControls(model, act, play) {
  const [names, filters] = [model.get("names"), model.get("filters")];
  const button = press("Play", play);
  button.classList.add("play");
  /** @type {[string, string][]} */
  const options = names.map((/** @type {string} */ name, /** @type {number} */ i) => [i, name]);
  const list = select("Filter", [...options, ["own", "your own"]], (value) => {
    if (value !== "own") act({ weights: filters[Number(value)] });
  });
  const limits = { min: -MOST, max: MOST };
  const right = slider("Move to the right", limits, (value) => act({ right: value }));
  const below = slider("Move down", limits, (value) => act({ below: value }));
  const element = make(
    "div",
    { class: "controls" },
    button,
    make("label", {}, "Filter", list),
    make("label", {}, "Move right", right),
    make("label", {}, "down", below),
  );
  /** @param {State} state @param {boolean} playing */
  const show = (state, playing) => {
    say(button, playing ? "Pause" : "Play");
    const known = filters.findIndex((/** @type {number[]} */ each) =>
      each.every((weight, i) => weight === state.weights[i])
    );
    list.value = known < 0 ? "own" : String(known);
    [right.value, below.value] = [String(state.right), String(state.below)];
  };
  return { element, show };
}

/**
 * What plays: the filter goes from place to place, and leaves an answer at each.
 *
 * @param {HTMLElement} el
 * @param {Shape} places
 * @param {Uint8Array} seen
 * @param {Act} act
 */
function makePlayer(el, places, seen, act) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const { start, pause, playing } = makePlayback(el);
  const play = () => {
    if (still) return act({ open: true });
    const from = Math.max(0, seen.indexOf(0));
    if (from === 0) seen.fill(0);
    start((now) => {
      const last = seen.length - 1;
      const at = Math.min(last, from + Math.floor(now * seen.length / SECONDS));
      seen.fill(1, 0, at + 1);
      if (at === last) pause();
      act({
        row: Math.floor(at / places.columns),
        column: at % places.columns,
        open: at === last,
      });
    });
  };
  return { play, pause, playing };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const shape = { rows: model.get("rows"), columns: model.get("columns") };
  const filter = { size: model.get("size"), stride: model.get("stride") };
  const dense = model.get("dense");
  const places = placesOf(shape, filter.size, filter.stride);
  const original = Float64Array.from(bytesOf(model.get("picture")), (byte) => byte / 255);
  const seen = new Uint8Array(places.rows * places.columns);
  const state = () => /** @type {State} */ (model.get("state"));
  const act = (/** @type {Partial<State>} */ values) => {
    if (!state().open && (values.weights || "right" in values || "below" in values)) seen.fill(0);
    change(model, { state: { ...state(), ...values } });
  };
  const player = makePlayer(el, places, seen, act);
  const go = (/** @type {number} */ row, /** @type {number} */ column) => {
    player.pause();
    act({ row: clamp(row, 0, places.rows - 1), column: clamp(column, 0, places.columns - 1) });
  };
  const controls = makeControls(model, act, () => {
    if (player.playing()) {
      player.pause();
      return show();
    }
    if (state().open) {
      seen.fill(0);
      act({ open: false });
    }
    player.play();
  });
  const picture = makePicture(shape, filter, go);
  const sum = makeSum(filter, act, state);
  const answers = makeAnswers(places, go);
  const one = make("p", { class: "dense", "aria-live": "polite" });
  one.hidden = !dense;
  el.classList.add("convolution");
  el.append(
    controls.element,
    make("div", { class: "main" }, picture.element, sum.element, answers.element),
  );
  picture.element.append(one);
  function show() {
    const { weights, right, below, row, column } = state();
    const now = moved(original, shape, right, below);
    const found = answersOf(now, shape, weights, filter.stride);
    const at = row * places.columns + column;
    seen[at] = 1;
    controls.show(state(), player.playing());
    picture.show(now, state(), found[at]);
    sum.show(now, shape, found[at]);
    answers.show(found, seen, state());
    if (dense) say(one, denseTold(dense.length, denseAnswer(now, dense)));
  }
  show();
  const silence = listen(model, ["state"], show);
  return () => {
    silence();
    player.pause();
  };
}

export default { render };

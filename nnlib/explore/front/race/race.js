// The optimizer race: a surface to start on, rates to tune, and paths to play.

import { make, press, say, select, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { clamp, shortly } from "../shared/numbers.js";
import { animate } from "../shared/time.js";
import { makeCurves } from "./curves.js";
import { makeMap } from "./map.js";
import { exits, run } from "./rules.js";
import { comparison, rateAt, standing } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./rules.js").Point} Point */
/** @typedef {import("./rules.js").Bounds} Bounds */
/** @typedef {import("./rules.js").Run} Run */
/** @typedef {import("./rules.js").Exit} Exit */
/** @typedef {Record<string, number>} Numbers by optimizer */
/**
 * @typedef {object} Race
 * @property {string} surface
 * @property {Point} start
 * @property {number} steps
 * @property {number | null} step the one shown at first; null for the last
 * @property {string[]} on who runs
 * @property {Numbers} own rates that Python gave, for the surface that it named
 * @property {Numbers} rates
 * @property {Numbers} momenta of those that have one
 * @property {number} shift of all rates together, in powers of ten
 */
/**
 * @typedef {object} SurfaceFacts
 * @property {string} name
 * @property {string} formula
 * @property {Bounds} bounds
 * @property {Point[]} minima
 * @property {Point} start
 * @property {[number, number]} levels heights of the lowest and the highest contour
 * @property {number} bands between these
 * @property {Numbers} rates
 */
/**
 * @typedef {object} OptimizerFacts
 * @property {string} name
 * @property {string | null} argument what the slider of the momentum changes
 * @property {number} least of it
 * @property {string} color
 * @property {number[]} dash
 */
/** @typedef {{ min: number, max: number }} Limits */
/**
 * What every part needs to know.
 *
 * @typedef {object} Setup
 * @property {Record<string, SurfaceFacts>} surfaces
 * @property {Record<string, OptimizerFacts>} optimizers
 * @property {{ steps: Limits, momentum: Limits, too_high: number }} limits
 * @property {(surface: string) => Numbers} ownRates of all optimizers
 * @property {() => Race} race as it is now
 * @property {(values: Partial<Race>) => void} alter
 */
/**
 * One that runs, with its path.
 *
 * @typedef {OptimizerFacts & Run & { key: string, bounds: Bounds, left: Exit[] }} Racer
 */
/**
 * @typedef {object} Moment
 * @property {number} position the step shown, with a fraction while it plays
 * @property {number | null} hovered the step pointed at
 */

const SPEEDS = [5, 20, 60, 200]; // steps a second
const ALL = { min: -1.48, max: 1.48 }; // how far the slider shifts all rates...
const ONE = { min: -2, max: 2 }; // ...or one

/**
 * @param {Model} model
 * @returns {Setup}
 */
function setupOf(model) {
  const surfaces = model.get("surfaces");
  const given = model.get("race");
  const ownRates = (/** @type {string} */ surface) => ({
    ...surfaces[surface].rates,
    ...(surface === given.surface ? given.own : {}),
  });
  return {
    surfaces,
    optimizers: model.get("optimizers"),
    limits: model.get("limits"),
    ownRates,
    race: () => model.get("race"),
    alter: (values) => change(model, { race: { ...model.get("race"), ...values } }),
  };
}

/**
 * @param {Setup} setup
 * @returns {Racer[]}
 */
function racersIn({ surfaces, optimizers, race }) {
  const { surface, start, steps, on, rates, momenta } = race();
  const { bounds } = surfaces[surface];
  return on.map((key) => {
    const settings = { optimizer: key, surface, start, steps };
    const found = run({ ...settings, rate: rates[key], momentum: momenta[key] });
    return { key, ...optimizers[key], ...found, bounds, left: exits(found.points, bounds) };
  });
}

/** A list with its name. @param {string} name @param {HTMLSelectElement} list */
const named = (name, list) => make("label", {}, make("span", { class: "name" }, name), list);

/**
 * A slider between its name and its value.
 *
 * @param {string} name
 * @param {Record<string, string | number>} limits
 * @param {(value: number) => void} act
 */
function makeSetting(name, limits, act) {
  const input = slider(name, limits, act);
  const value = make("span", { class: `value ${name}` });
  const title = make("span", { class: `name ${name}` }, name);
  const show = (/** @type {number} */ at, /** @type {string} */ text) => {
    input.value = String(at);
    say(value, text);
    input.setAttribute("aria-valuetext", text);
  };
  return { element: make("label", {}, title, input, value), input, title, show };
}

/**
 * The learning rate of one, or all of them shifted together.
 *
 * @param {Setup} setup
 * @param {() => string} tuned whose, or "" for all
 */
function makeRate({ optimizers, ownRates, race, alter }, tuned) {
  const { element, input, show } = makeSetting("rate", { ...ALL, step: 0.02 }, (shift) => {
    const own = ownRates(race().surface);
    const keys = tuned() ? [tuned()] : Object.keys(optimizers);
    const rates = Object.fromEntries(keys.map((key) => [key, rateAt(own[key], shift)]));
    alter({ rates: { ...race().rates, ...rates }, ...(tuned() ? {} : { shift }) });
  });
  const update = () => {
    const { surface, rates, shift } = race();
    const key = tuned();
    const { min, max } = key ? ONE : ALL;
    [input.min, input.max] = [String(min), String(max)];
    if (key) show(Math.log10(rates[key] / ownRates(surface)[key]), shortly(rates[key]));
    else show(shift, `× ${rateAt(1, shift)}`);
  };
  return { element, update };
}

/**
 * The momentum of one, or of all that have one; it has the optimizer's name for it.
 *
 * @param {Setup} setup
 * @param {() => string} tuned whose, or "" for all
 */
function makeMomentum({ optimizers, limits, race, alter }, tuned) {
  const keysOf = () => tuned() ? [tuned()] : Object.keys(race().momenta);
  const range = { ...limits.momentum, step: 0.01 };
  const { element, input, title, show } = makeSetting("momentum", range, (momentum) => {
    const momenta = keysOf().map((key) => [key, Math.max(momentum, optimizers[key].least)]);
    alter({ momenta: { ...race().momenta, ...Object.fromEntries(momenta) } });
  });
  const update = () => {
    const { momenta } = race();
    const { argument } = optimizers[tuned()] ?? { argument: "momentum" };
    input.disabled = !argument;
    say(title, argument ?? "momentum");
    input.setAttribute("aria-label", argument ?? "momentum");
    const keys = keysOf();
    const common = Math.min(...keys.map((key) => momenta[key]));
    const alike = keys.every((key) => momenta[key] === Math.max(common, optimizers[key].least));
    if (!argument) show(0, "none");
    else if (alike) show(common, common.toFixed(2));
    else show(0.9, "own"); // where most of them start
  };
  return { element, update };
}

/** The controls above: the surface, and what is tuned. @param {Setup} setup */
function makeControls(setup) {
  const { surfaces, optimizers, limits, ownRates, race, alter } = setup;
  const surface = select(
    "Surface",
    Object.entries(surfaces).map(([key, { name }]) => [key, name]),
    (key) => alter({ surface: key, start: surfaces[key].start, rates: ownRates(key), shift: 0 }),
  );
  /** @type {[string, string][]} */
  const tuned = Object.entries(optimizers).map(([key, { name }]) => [key, name]);
  const tune = select("Tune", [["", "all"], ...tuned], () => update());
  const rate = makeRate(setup, () => tune.value);
  const momentum = makeMomentum(setup, () => tune.value);
  const steps = makeSetting("steps", { ...limits.steps, step: 10 }, (value) => {
    alter({ steps: value });
  });
  function update() {
    surface.value = race().surface;
    rate.update();
    momentum.update();
    steps.show(race().steps, String(race().steps));
  }
  const element = make(
    "div",
    { class: "row" },
    named("Surface", surface),
    named("Tune", tune),
    rate.element,
    momentum.element,
    steps.element,
  );
  return { element, update };
}

/**
 * An optimizer's button, which switches it on and off.
 *
 * @param {OptimizerFacts} facts
 * @param {() => void} act
 */
function makeChip({ name, color, dash }, act) {
  const stroke = `var(--${color})`;
  const fill = dash.length ? "#fff" : stroke;
  const sample = make(
    "svg",
    { viewBox: "0 0 30 14", "aria-hidden": "true" },
    make("path", { d: "M0 7H24", stroke, "stroke-dasharray": dash.join(" ") }),
    make("circle", { cx: 24, cy: 7, r: 5, stroke, "stroke-width": 2, fill }),
  );
  const standing = make("span", { class: "standing" });
  const rate = make("span", { class: "rate" });
  const title = make("b", {}, name, " ");
  const button = make("button", { type: "button" }, sample, title, standing, rate);
  button.addEventListener("click", act);
  return { button, standing, rate };
}

/** All optimizers: who runs, at what rate, and what has come of it. @param {Setup} setup */
function makeList({ optimizers, race, alter }) {
  const keys = Object.keys(optimizers);
  const chips = keys.map((key) => ({
    key,
    ...makeChip(optimizers[key], () => {
      const { on } = race();
      alter({ on: keys.filter((other) => on.includes(other) !== (other === key)) });
    }),
  }));
  const all = press("All", () => alter({ on: keys }));
  const none = press("None", () => alter({ on: [] }));
  const element = make(
    "div",
    { class: "chips", role: "group", "aria-label": "Optimizers" },
    ...chips.map(({ button }) => button),
    make("div", {}, all, none),
  );
  /** @type {Map<string, Racer>} */
  let running = new Map();
  const update = (/** @type {Race} */ { on, rates }, /** @type {Racer[]} */ racers) => {
    running = new Map(racers.map((racer) => [racer.key, racer]));
    for (const { key, button, rate } of chips) {
      button.setAttribute("aria-pressed", String(on.includes(key)));
      say(rate, ` rate ${shortly(rates[key])}`);
    }
  };
  const show = (/** @type {Moment} */ { position, hovered }) => {
    for (const { key, standing: text } of chips) {
      const racer = running.get(key);
      say(text, racer ? standing(racer, hovered ?? Math.floor(position)) : "");
    }
  };
  return { element, update, show };
}

/**
 * What plays: the step shown, which moves by itself. Who wants no motion sees ten pictures.
 *
 * @param {HTMLElement} el
 * @param {Setup} setup
 * @param {() => number} speed steps a second
 * @param {() => void} show
 */
function makePlayer(el, { race }, speed, show) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let position = race().step ?? race().steps;
  let last = race().steps;
  /** @type {(() => void) | null} */
  let playing = null; // ends it
  function pause() {
    playing?.();
    playing = null;
  }
  function play() {
    pause();
    const from = position < last ? position : 0;
    position = from;
    playing = animate(el, (seconds) => {
      let reached = from + seconds * speed();
      if (still) reached -= reached % Math.ceil(last / 10);
      position = Math.min(last, reached);
      if (position === last) pause();
      show();
      return playing !== null;
    });
  }
  function goTo(/** @type {number} */ step) {
    pause();
    position = clamp(step, 0, last);
    show();
  }
  const update = (/** @type {Race} */ { steps }) => {
    const atEnd = position >= last && !playing;
    last = steps;
    position = atEnd ? last : Math.min(position, last);
  };
  return { position: () => position, playing: () => playing !== null, play, pause, goTo, update };
}

/**
 * The controls of time.
 *
 * @param {HTMLElement} el
 * @param {Setup} setup
 * @param {() => void} show
 */
function makeTime(el, setup, show) {
  const speed = select(
    "Speed",
    SPEEDS.map((value) => [value, `${value} steps/s`]),
    () => {
      if (player.playing()) player.play(); // on from here
    },
  );
  speed.value = "20";
  const player = makePlayer(el, setup, () => Number(speed.value), show);
  const play = press("Play", () => {
    if (player.playing()) player.pause();
    else player.play();
    showPlaying();
  });
  const showPlaying = () => say(play, player.playing() ? "Pause" : "Play");
  const scrub = slider("Step shown", { min: 0, max: setup.race().steps }, player.goTo);
  const text = make("span");
  const element = make(
    "div",
    { class: "row" },
    play,
    press("Step", () => player.goTo(Math.floor(player.position()) + 1)),
    press("Rewind", () => player.goTo(0)),
    make("div", { class: "scrub" }, scrub, text),
    speed,
  );
  const update = (/** @type {Race} */ race) => {
    player.update(race);
    scrub.max = String(race.steps);
  };
  const showStep = (/** @type {Moment} */ { position }) => {
    const step = Math.floor(position);
    scrub.value = String(step);
    say(text, `step ${step}`);
    showPlaying();
  };
  return { element, player, update, show: showStep };
}

/** What there is to say of two that run, or else of the surface. @param {Setup} setup */
function makeSentence({ surfaces }) {
  const element = make("p", { class: "sentence", "aria-live": "polite" });
  const update = (/** @type {Race} */ { surface }, /** @type {Racer[]} */ racers) => {
    const { name, formula } = surfaces[surface];
    const invitation = "Click or drag on it to start elsewhere.";
    const [first, second] = racers;
    const told = racers.length === 2
      ? comparison(first, second)
      : `${name}: f(x, y) = ${formula}. ${invitation}`;
    say(element, told);
  };
  return { element, update };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const setup = setupOf(model);
  /** @type {number | null} */
  let hovered = null;
  const show = () => {
    const moment = { position: time.player.position(), hovered };
    for (const part of [map, curves, time, list]) part.show(moment);
  };
  const hover = (/** @type {number | null} */ step) => {
    hovered = step;
    show();
  };
  const choose = (/** @type {number} */ step) => {
    hovered = null;
    time.player.goTo(step);
  };
  const controls = makeControls(setup);
  const map = makeMap(el, setup);
  const curves = makeCurves(setup, { choose, hover });
  const time = makeTime(el, setup, show);
  const list = makeList(setup);
  const sentence = makeSentence(setup);
  const beside = make("div", {}, curves.element, time.element, list.element);
  el.classList.add("race");
  el.append(
    controls.element,
    make("div", { class: "main" }, map.element, beside),
    sentence.element,
  );

  const update = () => {
    const racers = racersIn(setup);
    for (const part of [controls, map, curves, time, list, sentence]) {
      part.update(setup.race(), racers);
    }
    hover(null);
  };
  update();
  const silence = listen(model, ["race"], update);
  return () => {
    silence();
    time.player.pause();
  };
}

export default { render };

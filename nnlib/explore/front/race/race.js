// The optimizer race: a surface to start on, rates to tune, and paths to play.

import { make, say } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { makeDrawer, makeTabs, makeTuning } from "./controls.js";
import { makeCurves } from "./curves.js";
import { makeList } from "./list.js";
import { manyStarts, told } from "./many.js";
import { colorsIn, makeMap } from "./map.js";
import { makeTime } from "./player.js";
import { noticer, racersIn, subject } from "./racers.js";
import { makeRates } from "./rates.js";
import { stepsTo } from "./rules.js";
import { stateInLink } from "./share.js";
import { makeNoise } from "./sliders.js";
import { surfaceOf } from "./surfaces.js";
import { makeWhy } from "./why.js";
import { comparison } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./surfaces.js").Surface} Surface */
/** @typedef {import("./racers.js").Race} Race */
/** @typedef {import("./racers.js").Racer} Racer */
/** @typedef {import("./racers.js").Numbers} Numbers */
/** @typedef {import("./racers.js").SurfaceFacts} SurfaceFacts */
/** @typedef {import("./racers.js").OptimizerFacts} OptimizerFacts */
/** @typedef {{ min: number, max: number }} Limits */
/**
 * What every part needs to know, and what it can do.
 *
 * @typedef {object} Setup
 * @property {Record<string, SurfaceFacts>} surfaces
 * @property {Record<string, OptimizerFacts & { momentum: number }>} optimizers
 * @property {{ steps: Limits, momentum: Limits, too_high: number, goal: number }} limits
 * @property {boolean} large whether few run, each with sliders of its own
 * @property {(surface?: string) => Numbers} ownRates of all optimizers
 * @property {() => Race} race as it is now
 * @property {() => SurfaceFacts} facts of its surface
 * @property {() => Surface} surface
 * @property {(values: Partial<Race>) => void} alter
 * @property {() => void} release what was altered by dragging
 * @property {(values: Partial<Race>) => void} turn alter at once
 * @property {() => boolean} isHeld whether something is dragged
 * @property {() => boolean} isHiding whether what is to come is hidden, until it is played
 * @property {(racers: Racer[]) => Racer | null} subject who is told of, where one is
 * @property {boolean} only whether none but these can be had
 * @property {boolean} hide whether it began so
 * @property {(racer: Racer) => import("./many.js").Start[]} starts a grid of them
 * @property {(key: string) => boolean} offered
 * @property {(key: string) => string[]} offer one more; who then runs
 * @property {() => number} position the step shown
 * @property {() => void} redraw
 */
/** @typedef {{ racers: Racer[], ghosts: Racer[] }} Shown the runs, and those before a change */
/**
 * @typedef {object} Part
 * @property {HTMLElement} element
 * @property {(shown: Shown) => void} update
 * @property {(moment: Moment) => void} [show]
 */
/**
 * @typedef {object} Moment
 * @property {number} position the step shown, with a fraction while it plays
 * @property {number | null} hovered the step pointed at
 */

const LARGE = { width: 560, height: 440 };
const SMALL = { width: 384, height: 380 };
const MOST_GHOSTS = 3;
const USUAL = { argument: null, momentum: 0, least: 0, settings: {}, dash: [] };

/**
 * What the model knows.
 *
 * @param {Model} model
 */
function knowledge(model) {
  const surfaces = model.get("surfaces");
  /** @type {Setup["optimizers"]} */
  const optimizers = {};
  for (const [key, told] of Object.entries(model.get("optimizers"))) {
    optimizers[key] = { ...USUAL, ...told };
  }
  const given = model.get("race");
  const offered = new Set(
    /** @type {string[]} */ (model.get("offered") ?? Object.keys(optimizers)),
  );
  const race = () => /** @type {Race} */ (model.get("race"));
  /** @type {Record<string, Surface>} */
  const known = {};
  return {
    surfaces,
    optimizers,
    limits: model.get("limits"),
    large: model.get("large"),
    race,
    facts: () => surfaces[race().surface],
    surface: () => known[race().surface] ??= surfaceOf(race().surface, surfaces[race().surface]),
    ownRates(surface = race().surface) {
      const rates = /** @type {number[]} */ (surfaces[surface].rates);
      const usual = Object.keys(optimizers).map((key, i) => [key, rates[i]]);
      return { ...Object.fromEntries(usual), ...(surface === given.surface ? given.own : {}) };
    },
    subject: (/** @type {Racer[]} */ racers) => subject(race(), racers),
    starts: remembering(),
    only: model.get("only"),
    hide: model.get("hide"),
    offered: (/** @type {string} */ key) => offered.has(key),
    offer(/** @type {string} */ key) {
      offered.add(key);
      return Object.keys(optimizers).filter((each) => each === key || race().on.includes(each));
    },
  };
}

/** Many starts of the racer asked for last: they do not depend on its own. */
function remembering() {
  const isNew = noticer();
  /** @type {import("./many.js").Start[]} */
  let starts = [];
  return (/** @type {Racer} */ racer) => {
    const { rate, momentum, more, steps, noise, seed } = racer.entry;
    const { key, facts: { name } } = racer;
    if (isNew([key, name, rate, momentum, more, steps, noise, seed])) starts = manyStarts(racer);
    return starts;
  };
}

/** All that a path, and where its steps are counted to, depends on. @param {Race} race */
const courseOf = ({ surface, start, steps, on, rates, momenta, settings, noise, seed, goal }) =>
  JSON.stringify([surface, start, steps, on, rates, momenta, settings, noise, seed, goal]);

/** What the course of a run before can be compared with. @param {Race} race */
const fieldOf = ({ surface, on }) => `${surface} ${on}`;

/**
 * What there is to say: of many starts, of two that run, or else of the surface.
 *
 * @param {Setup} setup
 */
function makeSentence({ race, facts, isHiding, starts, subject: about }) {
  const element = make("p", { class: "sentence", "aria-live": "polite" });
  /** @type {Racer[]} */
  let racers = [];
  let ends = "";
  const update = (/** @type {Shown} */ shown) => {
    racers = shown.racers;
    const one = race().many ? about(racers) : null;
    ends = one ? told(one, starts(one)) : "";
  };
  const show = (/** @type {Moment} */ { position }) => {
    const { name, formula } = facts();
    const written = formula ? `${name}: L(x, y) = ${formula}` : name;
    const [first, second] = racers;
    if (isHiding()) say(element, `${written}. Guess first, then press Play.`);
    else if (ends) say(element, position < race().steps ? "Guess, then press Play." : ends);
    else if (racers.length === 2) say(element, comparison(first, second, race().goal));
    else say(element, `${written}. Drag on it to start elsewhere.`);
  };
  return { element, update, show };
}

/**
 * Everything that is seen, and how it is put together.
 *
 * @param {HTMLElement} el
 * @param {Setup} setup
 * @param {() => void} show
 * @param {import("./curves.js").Acts} acts
 */
function makeParts(el, setup, show, acts) {
  const { large, race } = setup;
  const map = makeMap(el, setup, large ? LARGE : SMALL);
  const time = makeTime(el, setup, show);
  const tuning = large ? null : makeTuning(setup);
  const tabs = makeTabs(setup);
  const drawer = makeDrawer(el, setup, time.speed, () => tuning?.tuned() ?? "");
  const rates = makeRates(el, setup);
  /** @type {Record<string, Part>} */
  const panels = {
    loss: makeCurves(setup, acts),
    why: makeWhy(setup, colorsIn(el, setup)),
    rates,
  };
  const list = makeList(setup);
  const noise = race().noise ? makeNoise(setup) : null;
  const sentence = makeSentence(setup);
  const top = make("div", { class: "top" }, tabs.element, drawer.element);
  const shown = Object.values(panels).map(({ element }) => element);
  const beside = make("div", { class: "beside" }, ...shown, time.element, list.element);
  if (noise) beside.append(noise.element);
  if (tuning) top.prepend(tuning.element);
  if (tuning) el.append(top);
  else beside.prepend(top);
  el.classList.add("race");
  el.classList.toggle("large", large);
  el.append(make("div", { class: "main" }, map.element, beside), sentence.element);
  /** @type {Part[]} */
  const parts = [map, time, list, tabs, drawer, sentence];
  if (tuning) parts.push(tuning);
  if (noise) parts.push(noise);
  return { parts, panels, time, end: rates.end };
}

/**
 * Who runs, and the ghosts of what was seen before a change.
 *
 * @param {Setup} setup
 */
function makeField({ race, facts, surface, optimizers, isHeld, isHiding }) {
  let [course, field] = ["", ""];
  let [racers, before, ghosts] = /** @type {[Racer[], Racer[], Racer[]]} */ ([[], [], []]);
  /** What runs now is the ghost of what comes. */
  const remember = () => {
    before = racers;
  };
  /** @returns {boolean} whether anything runs otherwise than before */
  const update = () => {
    if (course === courseOf(race())) return false;
    racers = racersIn(race(), surface(), facts(), optimizers);
    const comparable = field === fieldOf(race()) && racers.length <= MOST_GHOSTS && !isHiding();
    ghosts = comparable && isHeld() ? before : [];
    [course, field] = [courseOf(race()), fieldOf(race())];
    return true;
  };
  return { shown: () => ({ racers, ghosts }), remember, update };
}

/**
 * The setup, with what can be done while it is held.
 *
 * @param {Model} model
 * @param {{ hold: () => void, update: () => void, position: () => number }} acts
 */
function makeSetup(model, { hold, update, position }) {
  const known = knowledge(model);
  let [held, hiding] = [false, Boolean(model.get("hide"))];
  /** @type {Setup} */
  const setup = {
    ...known,
    alter(values) {
      if (!held) hold();
      held = true;
      change(model, { race: { ...known.race(), ...values } });
    },
    release() {
      if (!held) return;
      held = false;
      update();
    },
    turn(values) {
      setup.alter(values);
      setup.release();
    },
    isHeld: () => held,
    isHiding: () => hiding,
    position,
    redraw: update,
  };
  const reveal = () => {
    hiding = false;
  };
  return { setup, reveal };
}

/**
 * The step to which a change is seen at once: beside the map of rates, what a cell counts.
 *
 * @param {Setup} setup
 * @param {Racer[]} racers
 */
function seenTo({ race, subject }, racers) {
  const { beside, goal, steps } = race();
  const about = beside === "rates" ? subject(racers) : null;
  return about ? Math.min(steps, stepsTo(about.entry, goal) || steps) : steps;
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const { setup, reveal } = makeSetup(model, {
    hold: () => field.remember(),
    update: () => update(),
    position: () => time.player.position(),
  });
  const { race } = setup;
  change(model, { race: { ...race(), rates: setup.ownRates() } });
  change(model, { race: { ...race(), ...stateInLink(el, setup) } });
  race().on.forEach((key) => setup.offer(key));
  let built = false;
  /** @type {number | null} */
  let hovered = null;

  const show = () => {
    const position = time.player.position();
    const { steps, beside } = race();
    if (setup.isHiding() && built && position >= steps) {
      reveal();
      update();
      return;
    }
    const furthest = setup.isHiding() ? Math.floor(position) : steps;
    const moment = { position, hovered: hovered === null ? null : Math.min(hovered, furthest) };
    for (const part of [...parts, panels[beside]]) part.show?.(moment);
  };
  const acts = {
    hover(/** @type {number | null} */ step) {
      hovered = step;
      show();
    },
    choose(/** @type {number} */ step) {
      hovered = null;
      time.player.goTo(step);
    },
  };
  const field = makeField(setup);
  const { parts, panels, time, end } = makeParts(el, setup, show, acts);
  if (time.player.position() >= race().steps) reveal();
  function update() {
    const isOther = field.update();
    const { beside } = race();
    const isSeen = beside !== "why" && !setup.isHiding();
    if (isOther && built && setup.isHeld() && isSeen) {
      time.player.finish(seenTo(setup, field.shown().racers));
    }
    for (const part of [...parts, panels[beside]]) part.update(field.shown());
    for (const [key, { element }] of Object.entries(panels)) element.hidden = key !== beside;
    hovered = null;
    show();
  }
  update();
  built = true;
  const silence = listen(model, ["race"], update);
  return () => {
    silence();
    time.player.pause();
    end();
  };
}

export default { render };

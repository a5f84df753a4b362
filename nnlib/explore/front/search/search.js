// The search: two settings by grid, at random and with pruning, on stored trainings.

import { make, say } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { wordsOf } from "../shared/packed.js";
import { decimalsOf, mean } from "../shared/scores.js";
import { axisFor } from "./axis.js";
import { makeControls, makePlayer, makeQuestions } from "./controls.js";
import { makeLines } from "./lines.js";
import { budgetOf, manyOf, meansOf, searchOf, seedsAt, stepsOf, testAt, WAYS } from "./maths.js";
import { makePlane } from "./plane.js";
import { makeWords } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./controls.js").State} State */
/** @typedef {import("./maths.js").Response} Response */
/** @typedef {import("./maths.js").Trial} Trial */
/** @typedef {import("./maths.js").Way} Way */

/**
 * Scores as Python stored them.
 *
 * @param {{ limits: [number, number], levels: string }} stored
 * @param {number} steps
 */
const scoresOf = ({ limits: [low, high], levels }, steps) =>
  Float64Array.from(wordsOf(levels), (level) => low + (level / steps) * (high - low));

/** @param {Model} model @returns {Response} */
function responseOf(model) {
  const [scores, test, steps] = ["scores", "test", "steps"].map((name) => model.get(name));
  return {
    shape: model.get("shape"),
    scores: scoresOf(scores, steps),
    test: test && scoresOf(test, steps),
    best: model.get("best"),
    grid: model.get("grid"),
  };
}

/** Make something once for each key. @template T @param {(key: string) => T} made */
function once(made) {
  /** @type {Map<string, T>} */
  const known = new Map();
  return (/** @type {string} */ key) => {
    const found = known.get(key) ?? made(key);
    known.set(key, found);
    return found;
  };
}

/** @template T @param {(way: Way) => T} made */
const ofEach = (
  made,
) => /** @type {Record<Way, T>} */ (Object.fromEntries(WAYS.map((way) => [way, made(way)])));

/**
 * What a state shows: the trials, and what is known of them.
 *
 * @param {Response} response
 * @param {number} draws
 */
function makeSearches(response, draws) {
  const searches = once((key) => {
    const [way, draw] = key.split(" ");
    return searchOf(/** @type {Way} */ (way), response, Number(draw));
  });
  const many = once(() => ofEach((way) => manyOf(way, response, draws)));
  const all = (/** @type {State} */ { way, draw }) => searches(`${way} ${draw}`);
  const shown = (/** @type {State} */ state) => all(state).slice(0, state.at[state.way]);
  const lineOf = (/** @type {Trial[]} */ trials) => stepsOf(trials, ({ score }) => score);
  /** What the winner is worth, if it is asked for and there is one. @param {State} state */
  const worthOf = (state) => {
    const trials = shown(state);
    if (!state.worth || trials.length < all(state).length) return null;
    const winner = trials[trials[trials.length - 1].best];
    const line = stepsOf(trials, (trial) => mean(seedsAt(response, trial)));
    const [seeds, test] = [seedsAt(response, winner), testAt(response, winner)];
    return { winner, seeds, test, seen: winner.score, line };
  };
  const viewOf = (/** @type {State} */ state) => ({
    way: state.way,
    lines: ofEach((way) => lineOf(shown({ ...state, way }))),
    worth: worthOf(state),
    many: state.many ? many("") : null,
    deep: state.worth,
  });
  return { all, shown, viewOf };
}

/**
 * The two lines of text below.
 *
 * @param {import("./words.js").Words} facts
 * @param {number} draws
 */
function makeNotes(facts, draws) {
  const words = makeWords(facts);
  const [first, second] = [make("p", { "aria-live": "polite" }), make("p")];
  /**
   * @param {State} state
   * @param {Trial[]} trials
   * @param {ReturnType<ReturnType<typeof makeSearches>["viewOf"]>} view
   */
  const textOf = ({ way }, trials, { many, worth, deep }) => {
    if (many) return words.ofMany(many, deep, draws);
    if (!trials.length) return [words.ways[way], words.draws];
    const newest = words.trial(trials[trials.length - 1], trials.length - 1);
    const best = trials[trials[trials.length - 1].best];
    if (worth) return [words.winner(best), words.worth(best, worth.seeds, worth.test)];
    return [newest, words.best(best)];
  };
  /** @type {(...of: Parameters<typeof textOf>) => string} */
  const show = (...of) => {
    const texts = textOf(...of);
    say(first, texts[0]);
    say(second, texts[1]);
    return texts.join(" ");
  };
  return { element: make("div", { class: "notes" }, first, second), show };
}

/** The marks of the plane, by name. */
function makeKey() {
  const of = (/** @type {string} */ look, /** @type {string} */ text) =>
    make("span", {}, make("i", { class: look }), text);
  const early = of("trial early", "ended early");
  const parts = [of("ring", "best"), of("mark tried", "tried"), early];
  const element = make("div", { class: "key", "aria-hidden": "true" }, ...parts);
  const show = (/** @type {Way} */ way) => {
    early.hidden = way !== "pruned";
  };
  return { element, show };
}

/** All scores of trainings that came to their end. @param {Response} response */
const endsOf = ({ scores, test, shape: [, , , epochs] }) => [
  ...Array.from({ length: scores.length / epochs }, (_, i) => scores[(i + 1) * epochs - 1]),
  ...Array.from(test ?? []),
];

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const [response, draws] = [responseOf(model), model.get("draws")];
  const { shape, grid, best } = response;
  const [budget, axis] = [budgetOf(response), axisFor(endsOf(response), best)];
  const [settings, labels, score] = [
    model.get("settings"),
    model.get("labels"),
    model.get("score"),
  ];
  const searches = makeSearches(response, draws);
  const state = () => /** @type {State} */ (model.get("state"));
  const act = (/** @type {Partial<State>} */ values) =>
    change(model, { state: { ...state(), ...values } });
  const now = () => ({ trials: searches.all(state()), at: state().at[state().way] });
  const goTo = (/** @type {number} */ at) => {
    const { way, at: all, over } = state();
    const ended = over || at === now().trials.length;
    act({ at: { ...all, [way]: at }, over: ended, worth: false, many: false });
  };
  const player = makePlayer(el, now, goTo, budget, () => show());
  const controls = makeControls(
    player,
    now,
    goTo,
    (way) => act({ way, worth: false, many: false }),
  );
  const questions = makeQuestions(draws, state, act, player.pause);
  const plane = makePlane(
    { settings, labels, places: model.get("places"), share: axis.share },
    () => meansOf(response),
  );
  const lines = makeLines(axis, best, budget, shape[3]);
  const facts = { settings, labels, decimals: decimalsOf(axis.pieces), shape, grid };
  const [notes, key] = [makeNotes(facts, draws), makeKey()];
  el.classList.add("search");
  el.append(
    controls.element,
    make("div", { class: "plots" }, make("section", {}, plane.element, key.element), lines.element),
    notes.element,
    questions.element,
  );
  function show() {
    const [view, trials] = [searches.viewOf(state()), searches.shown(state())];
    controls.show(state().way, budget);
    questions.show(trials.length === now().trials.length);
    const told = notes.show(state(), trials, view);
    key.show(state().way);
    plane.show({ trials, map: state().map, told: `${settings.join(" and ")}: ${told}` });
    const title = view.many ? `best so far, mean of ${draws} draws` : `best so far: ${score}`;
    lines.show({ ...view, title, told: `${title}. ${told}` });
  }
  show();
  const silence = listen(model, ["state"], show);
  return () => {
    for (const end of [player.pause, plane.end, lines.end, silence]) end();
  };
}

export default { render };

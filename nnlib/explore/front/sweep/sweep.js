// The sweep: a comparison at one value of a setting, and with each method at its own best.

import { make, press, say, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { percent } from "../shared/numbers.js";
import { axisOf, everyNth, mean } from "../shared/scores.js";
import { atAnEnd, ownBest } from "./maths.js";
import { makeRows } from "./rows.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./maths.js").Scores} Scores */
/** @typedef {{ at: number, each: boolean }} State the value, and whether each has its own */

const APART = 12; // pixels between the names of two values along the slider

/**
 * The values by name, below the slider: so many of them as there is room for.
 *
 * @param {string[]} values
 */
function makeNames(values) {
  const last = values.length - 1;
  const at = (/** @type {number} */ i) => ({ style: `left: ${percent(i / last)}` });
  const names = values.map((value, i) => make("span", at(i), value));
  const marks = values.map((_, i) => make("i", at(i)));
  const element = make("div", { class: "names", "aria-hidden": "true" }, ...marks, ...names);
  const seen = new ResizeObserver(() => {
    const widest = Math.max(...names.map((name) => name.offsetWidth)) + APART;
    const every = everyNth(element.offsetWidth / last, widest);
    names.forEach((name, i) => name.classList.toggle("left-out", i % every > 0));
  });
  seen.observe(element);
  const show = (/** @type {number} */ chosen) =>
    names.forEach((name, i) => name.classList.toggle("chosen", i === chosen));
  return { element, show, end: () => seen.disconnect() };
}

/**
 * The slider over the values, and the button where it means something.
 *
 * @param {string} setting
 * @param {string[]} values
 * @param {boolean} hasButton
 * @param {(state: Partial<State>) => void} act
 */
function makeControls(setting, values, hasButton, act) {
  const goTo = (/** @type {number} */ at) => act({ at, each: false });
  const scrub = slider(setting, { min: 0, max: values.length - 1 }, goTo);
  // A press where the thumb stands is no new value, and leaves the best ones, too.
  scrub.addEventListener("click", () => goTo(Number(scrub.value)));
  const names = makeNames(values);
  const letters = Math.max(...values.map((value) => value.length));
  const now = make("b", { class: "now", style: `min-width: ${letters}ch` });
  let each = false;
  const button = press("Each at its best", () => act({ each: !each }));
  const element = make(
    "div",
    { class: "controls" },
    make("span", { class: "setting" }, setting, now),
    make("div", { class: "scrub" }, scrub, names.element),
    ...hasButton ? [button] : [],
  );
  const show = (/** @type {State} */ state) => {
    each = state.each;
    scrub.value = String(state.at);
    scrub.setAttribute("aria-valuetext", each ? "each at its best" : values[state.at]);
    say(now, each ? "–" : values[state.at]);
    names.show(each ? -1 : state.at);
    element.classList.toggle("each", each);
    button.setAttribute("aria-pressed", String(each));
  };
  return { element, show, end: names.end };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const [scores, best] = [/** @type {Scores} */ (model.get("scores")), model.get("best")];
  const methods = /** @type {string[]} */ (model.get("methods"));
  const values = /** @type {string[]} */ (model.get("values"));
  const [setting, score] = [model.get("setting"), model.get("score")];
  const own = ownBest(scores, best);
  const act = (/** @type {Partial<State>} */ state) =>
    change(model, { state: { ...model.get("state"), ...state } });
  const controls = makeControls(setting, values, model.get("ownBest"), act);
  const rows = makeRows({
    methods,
    reference: model.get("reference"),
    score: `${score}, ${best === "max" ? "higher" : "lower"} is better`,
    letters: Math.max(...values.map((value) => value.length)),
    axis: axisOf(scores.flat(2), best, model.get("limits")),
    dot: model.get("dot"),
    alone: scores.flat().every((seeds) => seeds.length === 1),
  });
  const ends = atAnEnd(own, values.length, methods).join(", ");
  const note = make("p", { "aria-live": "polite" });
  /** @type {number[] | null} */
  let means = null;
  /** @type {number[] | null} */
  let before = null;
  const show = () => {
    const state = /** @type {State} */ (model.get("state"));
    const seeds = methods.map((_, i) => scores[state.each ? own[i] : state.at][i]);
    const found = seeds.map(mean);
    if (means && String(found) !== String(means)) before = means;
    means = found;
    const told = state.each ? "each method at its best" : `at ${setting} ${values[state.at]}`;
    const view = { seeds, before, values: state.each ? own.map((at) => values[at]) : null };
    controls.show(state);
    rows.show(view, `${score} ${told}`);
    say(note, state.each && ends ? `Best at an end of the values that were tried: ${ends}.` : "");
  };
  el.classList.add("sweep");
  el.append(controls.element, rows.element, note);
  show();
  const silence = listen(model, ["state"], show);
  return () => {
    controls.end();
    silence();
  };
}

export default { render };

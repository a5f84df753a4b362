// The rate finder: choose a rate on its curve, then see its rule and what training says.

import { make, press, say } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { makeRates } from "./axes.js";
import { makeLosses, makeSuggestion } from "./losses.js";
import { makeMarker } from "./marker.js";
import { axisOfRates, nearest, smoothedAt } from "./maths.js";
import { makeScores } from "./scores.js";
import { chosen, lossTold, rule, training } from "./words.js";

/** @typedef {import("./maths.js").Found} Found */
/**
 * What can be changed.
 *
 * @typedef {object} State
 * @property {number | null} rate that is chosen, if one is
 * @property {boolean} rule whether it is shown
 * @property {boolean} training whether it is shown
 */

const HINT = "Drag the line: which rate would you train with?";

/**
 * What is told, and the buttons.
 *
 * @param {number} first rate, before one is chosen
 * @param {boolean} trained whether there is what training says
 * @param {() => State} state
 * @param {(state: Partial<State>) => void} act
 */
function makeControls(first, trained, state, act) {
  const [mine, suggests, tells] = [
    make("b", { class: "mine" }),
    make("span", { class: "suggests", "aria-live": "polite" }),
    make("span", { class: "tells" }),
  ];
  const words = make("p", {}, mine, suggests, tells);
  const ruler = press("The rule", () => act({ rule: !state().rule }));
  const judge = press("What training says", () => act({ training: !state().training }));
  const buttons = trained ? [ruler, judge] : [ruler];
  const element = make("div", { class: "controls" }, words, ...buttons);
  const show = (/** @type {string} */ suggestion, /** @type {string} */ told) => {
    const { rate, rule, training } = state();
    const begun = rate !== null || rule || training;
    say(mine, begun ? `rate ${chosen(rate ?? first)}` : HINT);
    say(suggests, suggestion);
    say(tells, told);
    ruler.setAttribute("aria-pressed", String(rule));
    judge.setAttribute("aria-pressed", String(training));
  };
  return { element, show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const found = /** @type {Found} */ (model.get("found"));
  const scores = /** @type {number[][] | null} */ (model.get("scores"));
  const [tried, steps] = [/** @type {number[]} */ (model.get("tried")), model.get("steps")];
  const state = () => /** @type {State} */ (model.get("state"));
  const act = (/** @type {Partial<State>} */ values) =>
    change(model, { state: { ...state(), ...values } });
  const axis = axisOfRates(found.rates, tried);
  const controls = makeControls(found.rates[0], scores !== null, state, act);
  const losses = makeLosses(found, steps, axis);
  const trained = scores &&
    makeScores({ tried, scores, score: model.get("score"), best: model.get("best") }, axis);
  const suggestion = makeSuggestion(found, axis);
  const plots = make("div", { class: "plots" }, losses.element);
  if (trained) plots.append(trained.element);
  plots.append(losses.key, suggestion.element, makeRates(axis));
  const marker = makeMarker(plots, axis, (rate) => act({ rate }));
  const show = () => {
    const now = state();
    const rate = now.rate ?? found.rates[0];
    const near = nearest(tried, rate);
    const suggested = now.rule ? rule(found.suggestion) : "";
    const told = trained && now.training ? training(tried[near], trained.told[near]) : "";
    const loss = lossTold(smoothedAt(found, steps, rate), found.limits[1]);
    controls.show(suggested, told);
    losses.show(now.rule);
    suggestion.show(now.rule, rate);
    trained?.show(now.training, near);
    plots.classList.toggle("both", now.training);
    marker.show(rate, [chosen(rate), loss, suggested, told].filter(Boolean).join("; "));
  };
  el.classList.add("rate-finder");
  el.append(controls.element, plots);
  show();
  return listen(model, ["state"], show);
}

export default { render };

// Moments: the running means of a slope and of its square, and the steps made of them.

import { make, press, say, select, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { settings } from "../shared/settings.js";
import { slopesOf, STEADY, STEPS, walkOf } from "./maths.js";
import { makeWeight } from "./plots.js";
import { divisionOf, often, sizeText, titleOf } from "./words.js";

/** @typedef {import("./maths.js").Divider} Divider */
/** @typedef {import("./maths.js").Slopes} Slopes */
/**
 * @typedef {Slopes & import("./maths.js").Settings & { divider: Divider, step: number }} State
 *   the slopes are those of weight B
 */
/** @typedef {(values: Partial<State>) => void} Act */

const BETAS_1 = [0, 0.5, 0.9, 0.99];
const BETAS_2 = [0.5, 0.9, 0.99, 0.999];

/** A size of two digits. @param {number} power of ten */
const sizeAt = (power) => Number((10 ** power).toPrecision(2));

/**
 * A slider with its name and value.
 *
 * @param {string} name
 * @param {Record<string, number>} limits
 * @param {(value: number) => void} act
 */
function makeScale(name, limits, act) {
  const input = slider(name, limits, act);
  const value = make("b");
  const element = make("label", { class: "scale" }, make("span", {}, name), input, value);
  const show = (/** @type {number} */ at, /** @type {string} */ text, spoken = text) => {
    input.value = String(at);
    input.setAttribute("aria-valuetext", spoken);
    say(value, text);
  };
  return { element, show };
}

/** What can be done to the slopes of B, and to Adam. @param {Act} act */
function makeControls(act) {
  const size = makeScale(
    "slope of B",
    { min: -2, max: 2, step: 0.1 },
    (power) => act({ size: sizeAt(power) }),
  );
  const noise = makeScale("noise", { min: 0, max: 2, step: 0.1 }, (value) => act({ noise: value }));
  const every = makeScale("one step in", { min: 1, max: 20 }, (value) => act({ every: value }));
  const corrected = make("input", { type: "checkbox" });
  corrected.addEventListener("change", () => act({ corrected: corrected.checked }));
  const element = make(
    "div",
    { class: "controls" },
    size.element,
    noise.element,
    every.element,
    make("label", { class: "tick-box" }, corrected, "bias correction"),
  );
  const show = (/** @type {State} */ state) => {
    size.show(Math.log10(state.size), sizeText(state.size));
    noise.show(state.noise, String(state.noise));
    every.show(state.every, String(state.every), often(state.every));
    corrected.checked = state.corrected;
  };
  return { element, show };
}

/**
 * A list of a setting's values, among them the one that it has at first.
 *
 * @param {string} name
 * @param {number[]} values
 * @param {number} first
 * @param {(value: number) => void} act
 */
function makeList(name, values, first, act) {
  const all = [...new Set([...values, first])].sort((a, b) => a - b);
  const list = select(name, all.map((value) => [value, value]), (value) => act(Number(value)));
  return { list, element: make("label", {}, name, list) };
}

/** What no slide needs. @param {State} first @param {Act} act @param {() => State} now */
function makeSettings(first, act, now) {
  const one = makeList("β₁", BETAS_1, first.beta_1, (beta_1) => act({ beta_1 }));
  const two = makeList("β₂", BETAS_2, first.beta_2, (beta_2) => act({ beta_2 }));
  const other = press("Other noise", () => act({ seed: now().seed + 1 }));
  const element = settings(one.element, two.element, other);
  const show = (/** @type {State} */ { beta_1, beta_2 }) => {
    one.list.value = String(beta_1);
    two.list.value = String(beta_2);
  };
  return { element, show };
}

/** The step that is looked at. @param {Act} act */
function makeFoot(act) {
  const input = slider("Step", { min: 1, max: STEPS }, (step) => act({ step }));
  const value = make("b");
  const note = make("p", { "aria-live": "polite" });
  const label = make("label", { class: "scale" }, make("span", {}, "step"), input, value);
  const element = make("div", { class: "foot" }, label, note);
  const show = (/** @type {number} */ step, /** @type {string} */ text) => {
    input.value = String(step);
    say(value, step);
    say(note, text);
  };
  return { element, show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const state = () => /** @type {State} */ (model.get("state"));
  const act = (/** @type {Partial<State>} */ values) =>
    change(model, { state: { ...state(), ...values } });
  const divider = select(
    "What divides",
    [["adam", "Adam"], ["rmsprop", "RMSprop"]],
    (kind) => act({ divider: /** @type {Divider} */ (kind) }),
  );
  const look = (/** @type {number} */ step) => act({ step });
  const parts = [makeControls(act), makeSettings(state(), act, state)];
  parts[0].element.append(parts[1].element);
  const weights = ["A", "B"].map((name) => ({
    name,
    ...makeWeight(name === "A" ? divider : "", look),
  }));
  const foot = makeFoot(act);
  const show = () => {
    const now = state();
    for (const part of parts) part.show(now);
    divider.value = now.divider;
    for (const { name, show } of weights) {
      const like = name === "A" ? STEADY : now;
      const walk = walkOf(slopesOf(like), now);
      show({ ...now, title: titleOf(name, like), size: like.size, walk });
      if (name === "B") foot.show(now.step, divisionOf(name, walk, now.divider, now.step));
    }
  };
  el.classList.add("moments");
  el.append(
    parts[0].element,
    make("div", { class: "weights" }, ...weights.map(({ element }) => element)),
    foot.element,
  );
  show();
  return listen(model, ["state"], show);
}

export default { render };

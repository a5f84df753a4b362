// Softmax: drag logits, and see what becomes of the exponentials and of their shares.

import { make, say, select, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { percent, written } from "../shared/numbers.js";
import { settings } from "../shared/settings.js";
import { exponents, shares } from "./maths.js";
import { loss, remark, share, short } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./maths.js").State} State */
/** @typedef {import("./words.js").Moved} Moved */

/** @param {Model} model @returns {State} */
const stateOf = (model) => ({
  logits: model.get("logits"),
  constant: model.get("constant"),
  temperature: model.get("temperature"),
  target: model.get("target"),
  names: model.get("names"),
});

/**
 * A class: its logit as a slider, the exponential, and its probability as a bar.
 *
 * @param {Model} model
 * @param {number} which
 * @param {(moved: Moved, values: Partial<State>) => void} move
 */
function makeRow(model, which, move) {
  const { names } = stateOf(model);
  const reach = model.get("reach");
  const logit = slider(`Logit of ${names[which]}`, { min: -reach, max: reach, step: 0.1 });
  logit.addEventListener("input", () => {
    const logits = stateOf(model).logits.with(which, Number(logit.value));
    move(which, { logits });
  });
  const [z, e, p] = [make("b"), make("b", { class: "e" }), make("b", { class: "p" })];
  const [bar, before] = [make("i", { class: "share" }), make("i", { class: "before" })];
  const name = make("span", { class: "class" }, names[which]);
  const element = make(
    "div",
    { class: "row" },
    name,
    logit,
    z,
    e,
    make("div", { class: "bar", "aria-hidden": "true" }, bar, before),
    p,
  );
  /** @param {State} state @param {number[]} found exponents @param {number[] | null} old */
  const show = ({ logits, constant, target }, found, old) => {
    const value = shares(found)[which];
    logit.value = String(logits[which]);
    logit.setAttribute(
      "aria-valuetext",
      `${short(logits[which])}, probability ${share(value)}`,
    );
    say(z, short(logits[which] + constant));
    say(e, written(Math.exp(found[which])));
    say(p, share(value));
    bar.style.width = percent(value);
    before.hidden = old === null;
    if (old) before.style.left = percent(old[which]);
    element.classList.toggle("right", which === target);
  };
  return { element, show };
}

/**
 * What is done to all logits at once; the right class waits behind a button.
 *
 * @param {Model} model
 * @param {(moved: Moved, values: Partial<State>) => void} move
 */
function makeControls(model, move) {
  const [reach, [cold, hot]] = [model.get("reach"), model.get("temperatures")];
  const constant = slider("Add to all", { min: -reach, max: reach, step: 0.1 });
  // Equal steps to both sides of 1 multiply alike.
  const heat = slider("Temperature", {
    min: Math.log2(cold),
    max: Math.log2(hot),
    step: "any",
  });
  const [constantText, heatText] = [make("b"), make("b")];
  constant.addEventListener(
    "input",
    () => move("constant", { constant: Number(constant.value) }),
  );
  heat.addEventListener("input", () => {
    const temperature = Math.round(10 * 2 ** Number(heat.value)) / 10;
    move("temperature", { temperature });
  });
  heat.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = Math.round(10 * stateOf(model).temperature + step) / 10;
    move("temperature", { temperature: Math.min(hot, Math.max(cold, next)) });
    heat.dispatchEvent(new Event("change"));
  });
  /** @type {[string | number, string][]} */
  const classes = stateOf(model).names.map((name, i) => [i, name]);
  const target = select(
    "Right class",
    [[-1, "none"], ...classes],
    (value) => change(model, { target: Number(value) }),
  );
  const element = make(
    "div",
    { class: "controls" },
    make("label", {}, "Add to all", constant, constantText),
    make("label", {}, "Temperature", heat, heatText),
    settings(make("label", {}, "Right class", target)),
  );
  const show = (/** @type {State} */ state) => {
    constant.value = String(state.constant);
    if (Math.round(10 * 2 ** Number(heat.value)) / 10 !== state.temperature) {
      heat.value = String(Math.log2(state.temperature));
    }
    heat.setAttribute("aria-valuetext", short(state.temperature));
    target.value = String(state.target);
    say(constantText, short(state.constant));
    say(heatText, short(state.temperature));
  };
  return { element, show };
}

/** The names of the columns. */
function makeHead() {
  const exponent = make("i", {}, "e");
  const [power, share] = [make("sup"), make("span")];
  const element = make(
    "div",
    { class: "row head", "aria-hidden": "true" },
    make("span", {}, "class"),
    make("span", {}, "logit ", make("i", {}, "z")),
    make("span"),
    make("span", { class: "e" }, exponent, power),
    share,
    make("span"),
  );
  /** @param {State} state @param {number[]} found exponents @param {boolean} marked */
  const show = ({ temperature }, found, marked) => {
    const sum = found.reduce((total, each) => total + Math.exp(each), 0);
    say(power, temperature === 1 ? "z" : `z / ${short(temperature)}`);
    say(share, `probability: share of ${written(sum)}${marked ? "; line: before" : ""}`);
  };
  return { element, show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  /** @type {Moved} */
  let moved = null;
  let before = shares(exponents(stateOf(model)));
  let resting = true; // nothing is being dragged
  /** @type {(what: Moved, values: Partial<State>) => void} */
  const move = (what, values) => {
    if (resting) before = shares(exponents(stateOf(model)));
    [resting, moved] = [false, what];
    change(model, values);
  };
  el.addEventListener("change", () => (resting = true));
  const [controls, head] = [makeControls(model, move), makeHead()];
  const rows = stateOf(model).names.map((_, i) => makeRow(model, i, move));
  const [told, lost] = [make("p"), make("p", { class: "loss" })];
  el.classList.add("softmax");
  el.append(
    controls.element,
    make(
      "div",
      { class: "table", style: `--rows: ${rows.length}` },
      head.element,
      ...rows.map((row) => row.element),
    ),
    make("div", { class: "words", "aria-live": "polite" }, told, lost),
  );
  const show = () => {
    const state = stateOf(model);
    const found = exponents(state);
    for (const row of rows) row.show(state, found, moved === null ? null : before);
    controls.show(state);
    head.show(state, found, moved !== null);
    say(told, remark(state, moved));
    say(lost, loss(state));
  };
  show();
  return listen(model, ["logits", "constant", "temperature", "target"], show);
}

export default { render };

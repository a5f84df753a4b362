// The activation gallery: drag the input, read the value and the slope.

import { make, press, say, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { clamp } from "../shared/numbers.js";
import { settings } from "../shared/settings.js";
import { functions, number } from "./maths.js";
import { makePlots } from "./plots.js";
import { formulas, kerasCode, note, remark } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./words.js").State} State */
/**
 * What Python tells of a function beside its mathematics.
 *
 * @typedef {object} Told
 * @property {string} label
 * @property {{ least: number, most: number, lecture: number }} [parameter] its limits, and
 *   what it is in the lecture
 */

/** @param {Model} model @returns {Record<string, Told>} */
const tableOf = (model) => model.get("functions");

/**
 * @param {Model} model
 * @returns {State}
 */
function stateOf(model) {
  const [name, parameters] = [model.get("name"), model.get("parameters")];
  const { label, parameter } = tableOf(model)[name];
  const names = Object.keys(tableOf(model));
  return {
    name,
    label,
    z: model.get("z"),
    range: model.get("range"),
    parameter: parameters[name],
    lecture: parameter?.lecture ?? NaN,
    parameters,
    others: model.get("others"),
    shaded: model.get("shaded"),
    known: model.get("all") ? names : names.slice(0, model.get("first")),
  };
}

/**
 * Move the input, in hundredths and within its range.
 *
 * @param {Model} model
 * @param {number} z
 */
function move(model, z) {
  if (!Number.isFinite(z)) return;
  const { range } = stateOf(model);
  change(model, { z: clamp(Math.round(z * 100) / 100, -range, range) + 0 }); // 0, never −0
}

/**
 * One function of all, of which a button shows the last ones; the curve shows while one
 * points at its name.
 *
 * @param {Model} model
 * @param {(name: string) => void} point
 */
function makeChooser(model, point) {
  const chips = Object.entries(tableOf(model)).map(([name, { label }]) => {
    const radio = make("input", { type: "radio", name: "function", value: name });
    const chip = make("label", {}, radio, label);
    radio.addEventListener("change", () => change(model, { name }));
    chip.addEventListener("pointerenter", () => point(name));
    chip.addEventListener("pointerleave", () => point(""));
    return { name, radio, chip };
  });
  const group = make(
    "div",
    { class: "chips", role: "radiogroup", "aria-label": "Activation function" },
    ...chips.map(({ chip }) => chip),
  );
  const more = press("More", () => {
    const first = chips[0].name;
    const all = !model.get("all");
    const gone = !all && chips.slice(model.get("first")).some(({ radio }) => radio.checked);
    change(model, gone ? { all, name: first } : { all });
  });
  const element = make("div", { class: "bar" }, group, more);
  const show = (/** @type {State} */ state) => {
    for (const { name, radio, chip } of chips) {
      radio.checked = name === state.name;
      chip.hidden = !state.known.includes(name);
    }
    say(more, model.get("all") ? "Fewer" : "More");
  };
  return { element, show };
}

/** The function and its derivative as formulas. */
function makeFormulas() {
  const [value, slope] = [make("div"), make("div")];
  const letters = make("div", { class: "letters" });
  const left = (/** @type {string} */ name) =>
    make("span", {}, make("i", {}, name), "(", make("i", {}, "z"), ") =");
  const element = make(
    "div",
    { class: "formulas" },
    left("f"),
    value,
    left("f′"),
    slope,
    letters,
  );
  const show = (/** @type {State} */ state) => {
    [value.innerHTML, slope.innerHTML, letters.innerHTML] = formulas(state);
  };
  return { element, show };
}

/**
 * The input as a number to type, value and slope, and what they mean.
 *
 * @param {Model} model
 */
function makeNumbers(model) {
  const { range } = stateOf(model);
  const field = make("input", { type: "number", min: -range, max: range, step: 0.1 });
  field.addEventListener("input", () => {
    if (field.value !== "") move(model, Number(field.value));
  });
  field.addEventListener("change", () => (field.value = String(stateOf(model).z)));
  const [value, slope] = [make("b"), make("b")];
  const told = make("p", { class: "remark", "aria-live": "polite" });
  const numbers = make(
    "div",
    { class: "numbers" },
    make("label", {}, "sum z", field),
    make("div", {}, "f(z) ", value),
    make("div", {}, "f′(z) ", slope),
  );
  const show = (/** @type {State} */ state) => {
    const { name, z, parameter } = state;
    // What is typed stays as it is while it says the same: "1.50".
    if (field.value === "" || Number(field.value) !== z) field.value = String(z);
    say(value, number(functions[name].f(z, parameter)));
    say(slope, number(functions[name].df(z, parameter)));
    say(told, remark(state));
  };
  return { elements: [numbers, told], show };
}

/**
 * The slope or alpha of the functions that have one, and a note.
 *
 * @param {Model} model
 */
function makeTuner(model) {
  const tuner = slider("Alpha", {}, (value) => {
    const { name, parameters } = stateOf(model);
    change(model, { parameters: { ...parameters, [name]: value } });
  });
  const [name, value] = [make("span"), make("b")];
  const label = make("label", {}, name, tuner, value);
  const told = make("p", { "aria-live": "polite" });
  const show = (/** @type {State} */ state) => {
    const limits = tableOf(model)[state.name].parameter;
    label.hidden = !limits;
    if (limits) {
      const [seen, heard] = state.name === "leaky_relu"
        ? ["slope drawn", "Slope drawn"]
        : ["α", "Alpha"];
      Object.assign(tuner, { min: limits.least, max: limits.most, step: 0.01 });
      tuner.value = String(state.parameter);
      tuner.setAttribute("aria-label", heard);
      say(name, seen);
      say(value, state.parameter);
    }
    say(told, note(state));
  };
  return { element: make("div", { class: "tune" }, label, told), show };
}

/** The function as Keras code. */
function makeCode() {
  const code = make("code");
  const show = (/** @type {State} */ state) => say(code, kerasCode(state));
  return { element: make("pre", {}, code), show };
}

/**
 * What is drawn or not: the curves of the others, the flat ends shaded.
 *
 * @param {Model} model
 * @param {"others" | "shaded"} key
 * @param {string} words
 */
function makeBox(model, key, words) {
  const box = make("input", { type: "checkbox" });
  box.addEventListener("change", () => change(model, { [key]: box.checked }));
  const show = (/** @type {State} */ state) => void (box.checked = state[key]);
  return { element: make("label", { class: "box" }, box, words), show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const now = () => stateOf(model);
  const plots = makePlots(Object.keys(tableOf(model)), now, (z) => move(model, z));
  const chooser = makeChooser(model, plots.highlight);
  const [numbers, tuner] = [makeNumbers(model), makeTuner(model)];
  const boxes = [
    makeBox(model, "others", "The other functions in gray"),
    makeBox(model, "shaded", "Saturated and dead ends shaded"),
  ];
  const [symbols, code] = [makeFormulas(), makeCode()];
  const panel = make(
    "div",
    { class: "panel" },
    symbols.element,
    ...numbers.elements,
    tuner.element,
    code.element,
  );
  chooser.element.append(settings(...boxes.map(({ element }) => element)));
  el.classList.add("gallery");
  el.append(chooser.element, make("div", { class: "main" }, plots.element, panel));

  const showPanel = () => {
    for (const part of [chooser, symbols, tuner, code, ...boxes]) part.show(now());
    plots.showOthers(now());
    el.classList.toggle("unshaded", !now().shaded);
  };
  const showPoint = () => {
    plots.showPoint(now());
    numbers.show(now());
  };
  const show = () => {
    showPanel();
    plots.showCurves(now());
    showPoint();
  };
  show();
  const ends = [
    listen(model, ["name", "parameters"], show),
    listen(model, ["others", "all", "shaded"], showPanel),
    listen(model, ["z"], showPoint),
  ];
  return () => {
    for (const end of ends) end();
  };
}

export default { render };

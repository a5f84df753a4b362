// Schedules of the learning rate: choose and shape one, read its array, copy its code.

import { make, press, say, select, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { clamp, minus, shortly, written } from "../shared/numbers.js";
import { fitted, ratesOf, ways } from "./maths.js";
import { makePlot } from "./plot.js";
import { kerasCode, nnlibCode, note, reading } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./maths.js").Numbers} Numbers */
/** @typedef {import("./maths.js").Size} Size */
/**
 * What shapes a schedule: a slider, a list of values, or a switch.
 *
 * @typedef {object} Control
 * @property {string} key
 * @property {string} label
 * @property {"rate" | "number" | "choice" | "switch"} kind
 * @property {number} least
 * @property {number} most
 * @property {number} by
 * @property {[number, string][]} options
 */
/** @typedef {{ label: string, controls: Control[] }} Facts */
/**
 * What can be changed.
 *
 * @typedef {object} State
 * @property {string} name
 * @property {number} epochs
 * @property {number} at the step of the marker
 * @property {Record<string, Numbers>} shapes
 * @property {string} before the schedule chosen before, or ""
 */

const AROUND = 2; // entries of the array, to both sides of the marker
const CELLS = ["cell far", "cell", "cell here", "cell", "cell far"];

/** A rate in seven letters. @param {number} rate */
const entry = (rate) => written(rate, rate >= 0.01 ? 4 : rate >= 1e-9 ? 3 : 2);

/** The arrays of a schedule, which stay while only the marker moves. */
function remembered() {
  let [key, rates, way] = ["", new Float64Array(0), new Float64Array(0)];
  return (/** @type {string} */ name, /** @type {Numbers} */ shape, /** @type {Size} */ size) => {
    const asked = JSON.stringify([name, shape, size]);
    if (asked !== key) {
      [key, rates] = [asked, ratesOf(name, shape, size)];
      way = ways(rates);
    }
    return { rates, way };
  };
}

/** @param {Model} model */
function setupOf(model) {
  /** @type {Record<string, Facts>} */
  const table = model.get("schedules");
  const state = () => /** @type {State} */ (model.get("state"));
  const alter = (/** @type {Partial<State>} */ values) =>
    change(model, { state: { ...state(), ...values } });
  const [computed, computedBefore] = [remembered(), remembered()];
  const now = () => {
    const { name, epochs, shapes, at, before } = state();
    const size = { epochs, steps: model.get("steps") };
    const shape = fitted(shapes[name], size);
    const { rates, way } = computed(name, shape, size);
    const ghost = before
      ? {
        label: table[before].label,
        ...computedBefore(before, fitted(shapes[before], size), size),
      }
      : null;
    return { name, size, shape, rates, way, at: Math.min(at, rates.length - 1), ghost };
  };
  const set = (/** @type {string} */ key, /** @type {number} */ value) => {
    const { name, shapes, epochs } = state();
    const shape = fitted({ ...shapes[name], [key]: value }, { epochs, steps: 1 });
    alter({ shapes: { ...shapes, [name]: shape } });
  };
  return { table, state, alter, now, set, limits: model.get("epochs") };
}

/** @typedef {ReturnType<typeof setupOf>} Setup */
/** @typedef {ReturnType<Setup["now"]>} Now */

/** @param {string} label @param {HTMLElement} control @param {...HTMLElement} rest */
const labelled = (label, control, ...rest) =>
  make("label", {}, make("span", {}, label), control, ...rest);

/**
 * A slider, a list or a switch.
 *
 * @param {Control} control
 * @param {(value: number) => void} act
 */
function makeControl({ label, kind, least, most, by, options }, act) {
  if (kind === "choice") {
    const list = select(label, options, (value) => act(Number(value)));
    return {
      element: labelled(label, list),
      show: (/** @type {number} */ value) => void (list.value = String(value)),
    };
  }
  if (kind === "switch") {
    const box = make("input", { type: "checkbox" });
    box.addEventListener("change", () => act(Number(box.checked)));
    return {
      element: labelled(label, box),
      show: (/** @type {number} */ value) => void (box.checked = value === 1),
    };
  }
  const ends = kind === "rate"
    ? { min: Math.log10(least), max: Math.log10(most), step: 0.01 }
    : { min: least, max: most, step: by };
  const input = slider(
    label,
    ends,
    (value) => act(kind === "rate" ? Number((10 ** value).toPrecision(2)) : value),
  );
  const text = make("b", { class: "value" });
  const show = (/** @type {number} */ value) => {
    input.value = String(kind === "rate" ? Math.log10(value) : value);
    say(text, minus(shortly(value)));
    input.setAttribute("aria-valuetext", shortly(value));
  };
  return { element: labelled(label, input, text), show };
}

/** The schedule, the epochs, and what shapes it. @param {Setup} setup */
function makeControls({ table, state, alter, set, limits }) {
  const names = Object.entries(table).map((
    [name, { label }],
  ) => /** @type {[string, string]} */ ([name, label]));
  const chosen = select("Schedule", names, (name) => alter({ name, before: state().name }));
  const epochs = makeControl(
    {
      key: "",
      label: "epochs",
      kind: "number",
      least: limits[0],
      most: limits[1],
      by: 1,
      options: [],
    },
    (value) => {
      const { at } = state();
      const share = at / (state().epochs || 1);
      alter({ epochs: value, at: Math.round(share * value) });
    },
  );
  const sets = Object.entries(table).map(([name, { controls }]) => {
    const made = controls.map((control) => ({
      key: control.key,
      ...makeControl(control, (value) => set(control.key, value)),
    }));
    return { name, made };
  });
  const element = make(
    "div",
    { class: "controls" },
    ...(names.length > 1 ? [make("label", {}, chosen)] : []),
    epochs.element,
    ...sets.flatMap(({ made }) => made.map((each) => each.element)),
  );
  const show = (/** @type {Now} */ { name, shape, size }) => {
    chosen.value = name;
    epochs.show(size.epochs);
    for (const each of sets) {
      for (const control of each.made) {
        control.element.hidden = each.name !== name;
        if (each.name === name) control.show(shape[control.key]);
      }
    }
  };
  return { element, show };
}

/** What is read at the marker. */
function makeReading() {
  const [where, walked] = [make("p"), make("p")];
  const cells = CELLS.map((looks) => {
    const [index, rate] = [make("span"), make("b")];
    const cell = make("div", { class: looks }, index, rate);
    return { cell, index, rate };
  });
  const array = make("div", { class: "array", role: "img" }, ...cells.map(({ cell }) => cell));
  const element = make("div", { class: "reading" }, where, array, walked);
  const show = (/** @type {Now} */ { at, rates, way, size }) => {
    const read = reading(at, rates, way, size.steps);
    say(where, `The array at ${read.where}:`);
    cells.forEach(({ index, rate, cell }, i) => {
      const step = at + i - AROUND;
      const there = step >= 0 && step < rates.length;
      cell.style.visibility = there ? "" : "hidden";
      say(index, `[${there ? step : ""}]`);
      say(rate, there ? entry(rates[step]) : "");
    });
    array.setAttribute("aria-label", `learning_rate[${at}] = ${read.rate}`);
    walked.replaceChildren(
      "The way so far, the sum of the rates: ",
      make("span", {}, make("b", {}, read.way), ` of ${read.whole}, `, make("b", {}, read.share)),
    );
  };
  return { element, show };
}

/**
 * Code, and a button that copies it.
 *
 * @param {string} title
 */
function makeCode(title) {
  const code = make("code");
  const copy = press("Copy", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      say(copy, "Copied");
    } catch {
      const root = /** @type {Document} */ (code.getRootNode());
      (root.getSelection?.() ?? getSelection())?.selectAllChildren(code);
      say(copy, "Selected");
    }
  });
  copy.setAttribute("aria-label", `Copy the code of ${title}`);
  const show = (/** @type {string} */ text) => {
    if (code.textContent !== text) say(copy, "Copy");
    say(code, text);
  };
  return { element: make("div", { class: `code ${title}` }, make("pre", {}, code), copy), show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const setup = setupOf(model);
  const { table, alter } = setup;
  const controls = makeControls(setup);
  const plot = makePlot((at) => {
    alter({ at: clamp(at, 0, setup.now().rates.length - 1) });
  });
  const [read, keras, nnlib] = [makeReading(), makeCode("Keras"), makeCode("nnlib")];
  const aside = make("p", { class: "note" });
  el.classList.add("schedules");
  el.append(
    controls.element,
    make("div", { class: "top" }, plot.element, read.element),
    make("div", { class: "codes" }, keras.element, make("div", {}, nnlib.element, aside)),
  );
  const show = () => {
    const now = setup.now();
    const { name, shape, size, at, rates } = now;
    const { where, rate, share } = reading(at, rates, now.way, size.steps);
    const told = `${where}: rate ${rate}, ${share} of the way`;
    controls.show(now);
    plot.show({ ...now, told, label: table[name].label });
    read.show(now);
    keras.show(kerasCode(name, shape, size));
    nnlib.show(nnlibCode(name, shape, size));
    say(aside, note(name, shape));
  };
  show();
  return listen(model, ["state"], show);
}

export default { render };

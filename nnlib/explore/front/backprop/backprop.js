// The backpropagation stepper: one example through a small network, there and back.

import { make, press, say, select, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { clamp, minus, shortly } from "../shared/numbers.js";
import { settings } from "../shared/settings.js";
import { every } from "../shared/time.js";
import { walk } from "../shared/walk.js";
import { changeable, explain, number, subject } from "./formulas.js";
import { fitTarget, follow, learn, rebuilt, steps } from "./maths.js";
import { isAllRoomy, makeNet, write } from "./net.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./maths.js").Found} Found */
/** @typedef {import("./maths.js").Kind} Kind */
/** @typedef {import("./maths.js").State} State */
/** @typedef {import("./net.js").Item} Item */
/** @typedef {import("./net.js").View} View */
/** @typedef {ReturnType<typeof storeOf>} Store */

const PAUSE = 1500; // milliseconds, between steps that play
const MOST_WEIGHT = 1e6; // beyond that an update is not applied

/**
 * What the parts read of the model, and do to it.
 *
 * @param {Model} model
 */
function storeOf(model) {
  const state = () => /** @type {State} */ (model.get("state"));
  const step = () => /** @type {number} */ (model.get("step"));
  const order = () => steps(state().sizes);
  const known = { losses: model.get("losses"), inputs: model.get("inputs") };
  return {
    state,
    step,
    order,
    /** @param {Partial<State>} values */
    set: (values) => change(model, { state: { ...state(), ...values } }),
    /** @param {Partial<State>} values */
    rebuild: (values) => change(model, { state: rebuilt(state(), values, known) }),
    /** @param {number} index */
    goTo: (index) => change(model, { step: clamp(index, 0, order().length - 1) }),
  };
}

/** @param {string} text @param {...(string | Node)} controls */
const named = (text, ...controls) => make("label", {}, text, ...controls);

/**
 * A list for the nodes of each layer; a hidden layer may have none.
 *
 * @param {Model} model
 * @param {Store} store
 */
function makeSizes(model, { rebuild }) {
  const [most, end] = [model.get("max_nodes"), model.get("max_hidden") + 1];
  const counts = Array.from({ length: most }, (_, i) => i + 1);
  /** @type {HTMLSelectElement[]} */
  const lists = Array.from({ length: end + 1 }, (_, i) => {
    const isHidden = i > 0 && i < end;
    const label = isHidden ? `Nodes in hidden layer ${i}` : `Number of ${i ? "outputs" : "inputs"}`;
    /** @type {[number, string | number][]} */
    const options = counts.map((n) => [n, n]);
    if (isHidden) options.unshift([0, "–"]);
    return select(label, options, () => {
      rebuild({ sizes: lists.map((list) => Number(list.value)).filter((n) => n) });
    });
  });
  const arrows = lists.flatMap((list, i) => (i ? ["→", list] : [list]));
  const show = (/** @type {State} */ { sizes }) => {
    const last = sizes.length - 1;
    lists.forEach((list, i) => {
      const nodes = i === end ? sizes[last] : i < last ? sizes[i] : 0;
      list.value = String(nodes);
    });
  };
  return { element: make("div", { class: "group" }, "Nodes ", ...arrows), show };
}

/**
 * The activations and the loss, as far as they go together.
 *
 * @param {Model} model
 * @param {Store} store
 */
function makeChoices(model, { rebuild }) {
  const losses = /** @type {Record<string, string[]>} */ (model.get("losses"));
  /**
   * @param {"activation" | "output" | "loss"} name
   * @param {string} label
   * @param {string[]} names
   */
  const list = (name, label, names) =>
    select(
      label,
      names.map((each) => [each, each.replace("_", " ")]),
      (value) => rebuild({ [name]: value }),
    );
  const hidden = list("activation", "Hidden activation", model.get("activations"));
  const output = list("output", "Output activation", Object.keys(losses));
  const loss = list("loss", "Loss", [...new Set(Object.values(losses).flat())]);
  const show = (/** @type {State} */ state) => {
    hidden.value = state.activation;
    output.value = state.output;
    loss.value = state.loss;
    hidden.disabled = state.sizes.length === 2;
    loss.disabled = losses[state.output].length === 1;
    for (const option of output.options) {
      option.disabled = option.value === "softmax" && state.sizes.at(-1) === 1;
    }
  };
  const elements = [
    named("Hidden", hidden),
    named("Output", output),
    named("Loss", loss),
  ];
  return { elements, show };
}

/**
 * A list of all numbers, and a field for the one chosen.
 *
 * @param {Model} model
 * @param {Store} store
 * @param {() => void} update
 */
function makeField(model, { state, set }, update) {
  const most = model.get("most");
  const chosen = select("Change", [], update);
  const field = make("input", { type: "number", step: 0.1, "aria-label": "New value" });
  const range = make("span", { class: "range" });
  const isTarget = () => chosen.value.startsWith("target");
  const limits = () => (isTarget() && state().loss === "cross_entropy" ? [0, 1] : [-most, most]);

  field.addEventListener("input", () => {
    const value = field.valueAsNumber;
    const [least, greatest] = limits();
    const fits = value >= least && value <= greatest;
    field.ariaInvalid = String(!fits);
    if (!fits) return;
    const next = structuredClone(state());
    const [values, place] = follow(next, chosen.value);
    values[place] = value;
    set(isTarget() ? { target: fitTarget(next, place) } : next);
  });
  field.addEventListener("blur", update);

  const show = () => {
    const [values, place] = follow(state(), chosen.value);
    const value = Number(values[place].toPrecision(6));
    if (field.valueAsNumber !== value || field.ariaInvalid === "true") {
      field.setAttribute("value", String(value)); // from which its arrows count
      field.value = String(value);
      field.ariaInvalid = "false";
    }
    say(range, minus(limits().join(" to ")));
  };
  return {
    element: named("Change", chosen, field, range),
    show,
    /** @param {number[]} sizes */
    build(sizes) {
      const groups = changeable(sizes).map(([label, options]) =>
        make(
          "optgroup",
          { label },
          ...options.map(([value, text]) => make("option", { value }, text)),
        )
      );
      chosen.replaceChildren(...groups);
    },
    /** @param {string} path */
    choose(path) {
      chosen.value = path;
      update();
    },
    edit() {
      field.focus();
      field.select();
    },
  };
}

/** @param {Store} store */
function makeRate({ set }) {
  const limits = { class: "rate", min: -3, max: 1, step: 0.1 };
  const input = slider("Learning rate η", limits, (power) => {
    set({ rate: Number((10 ** power).toPrecision(2)) });
  });
  const value = make("span", { class: "value" });
  const show = (/** @type {State} */ { rate }) => {
    input.value = String(Math.log10(rate));
    say(value, shortly(rate));
    input.setAttribute("aria-valuetext", shortly(rate));
  };
  return { element: named("Learning rate η", input, value), show };
}

/**
 * Other weights: those after the update, or new ones.
 *
 * @param {Store} store
 * @param {() => Found} found
 */
function makeWeights({ state, set, rebuild, goTo }, found) {
  const apply = press("Go on with the updated weights", () => {
    set({ weights: found().updated, updates: state().updates + 1 });
    goTo(0);
  });
  const again = press("New random weights", () => rebuild({ seed: state().seed + 1 }));
  const show = () => {
    apply.disabled = !found().updated.flat(3).every((w) => Math.abs(w) < MOST_WEIGHT);
  };
  return { elements: [apply, again], show };
}

/** The loss before and after, each from the step on that finds it. */
function makeLosses() {
  const [before, after] = [make("div"), make("div")];
  /** @param {HTMLElement} element @param {string} text @param {number | null} loss */
  const put = (element, text, loss) =>
    element.replaceChildren(text, make("b", {}, loss === null ? "" : number(loss)));
  const show = (/** @type {View} */ { state: { updates }, found, current, knows }) => {
    const times = `${updates} update${updates > 1 ? "s" : ""}`;
    const texts = updates
      ? [`Loss after ${times}`, `after ${updates + 1}`]
      : ["Loss", "after the update"];
    put(before, texts[0], knows("loss", 0) ? found.loss : null);
    put(after, texts[1], knows("after", 0) ? found.after.loss : null);
    before.classList.toggle("now", current.kind === "loss");
    after.classList.toggle("now", current.kind === "after");
  };
  return { element: make("div", { class: "losses" }, before, after), show };
}

/** @type {Partial<Record<Kind, string>>} */
const WAYS = {
  delta: "← Backward",
  gradient: "← Backward",
  update: "Update",
  after: "Forward again →",
};

/** The formula of a step, and the losses. */
function makePanel() {
  const title = make("h3");
  const formula = make("div", { class: "formula" });
  const why = make("p", { class: "why" });
  const hinted = make("p", { class: "hint" });
  const losses = makeLosses();
  const saying = make("div", { class: "saying", "aria-live": "polite" }, title, why, formula);
  const show = (/** @type {View} */ view) => {
    const told = explain(view.state, view.found, view.told);
    const crowded = view.current.kind === "input" && !isAllRoomy(view.state.sizes);
    const hint = crowded ? "Point at a node: its weights." : "";
    const way = WAYS[view.current.kind] ?? "Forward →";
    title.replaceChildren(make("small", {}, way), told.title);
    say(hinted, hint);
    formula.classList.toggle("list", told.numbers.length > 1);
    const lines = told.numbers.map((line) => `<p>${line}</p>`).join("");
    const result = told.result === undefined
      ? ""
      : `<p class="result">= ${number(told.result)}</p>`;
    write(formula, `<p class="symbols">${told.symbols}</p>${lines}${result}`);
    say(why, told.why);
    losses.show(view);
  };
  return { element: make("div", { class: "panel" }, saying, hinted, losses.element), show };
}

/**
 * The steps: a slider, buttons, playing, and a deck's clicker; `end` ends the last two.
 *
 * @param {HTMLElement} el
 * @param {Store} store
 */
function makeTime(el, { step, order, goTo }) {
  /** @type {(() => void) | null} */
  let playing = null;
  const isAtEnd = () => step() === order().length - 1;
  const play = press("Play", () => (playing ? pause() : start()));
  function pause() {
    playing?.();
    playing = null;
    say(play, "Play");
  }
  function start() {
    if (isAtEnd()) goTo(0);
    say(play, "Pause");
    playing = every(el, PAUSE, () => {
      goTo(step() + 1);
      if (isAtEnd()) pause();
    });
  }
  const jump = (/** @type {number} */ index) => {
    pause();
    goTo(index);
  };
  // What the deck was told comes back from it, and must not end playing.
  const clicker = walk(el, (index) => index !== step() && jump(index));
  const input = slider("Step", { min: 0 }, jump);
  const count = make("span");
  const element = make(
    "div",
    { class: "row time" },
    press("Rewind", () => jump(0)),
    press("Previous", () => jump(step() - 1)),
    play,
    press("Next", () => jump(step() + 1)),
    input,
    count,
  );
  const show = () => {
    const { length } = order();
    input.max = String(length - 1);
    input.value = String(step());
    say(count, `step ${step() + 1} of ${length}`);
    clicker.tell(step(), length);
  };
  const end = () => {
    pause();
    clicker.end();
  };
  return { element, show, end };
}

/**
 * What can be set, behind a button.
 *
 * @param {Model} model
 * @param {Store} store
 * @param {() => void} update
 * @param {() => Found} found
 */
function makeSetup(model, store, update, found) {
  const field = makeField(model, store, update);
  const [sizes, choices, rate] = [
    makeSizes(model, store),
    makeChoices(model, store),
    makeRate(store),
  ];
  const weights = makeWeights(store, found);
  const rows = [[sizes.element], choices.elements, [field.element], [rate.element]];
  const element = settings(
    ...[...rows, weights.elements].map((row) => make("div", { class: "row" }, ...row)),
  );
  const [button, drawer] = /** @type {HTMLElement[]} */ ([...element.children]);
  const open = () => drawer.hidden && button.click();
  const close = () => {
    if (!drawer.hidden) button.click();
  };
  const show = (/** @type {State} */ state) => {
    for (const part of [sizes, choices, field, rate, weights]) part.show(state);
  };
  return { element, field, open, close, show };
}

/**
 * What the network and the panel show.
 *
 * @param {Store} store
 * @param {Found} found
 * @param {Item | null} about
 * @param {Record<number, number>} preferred
 * @returns {View}
 */
function viewOf({ state, step, order }, found, about, preferred) {
  const passed = order().slice(0, step() + 1);
  const current = passed[passed.length - 1];
  /** @param {Kind} kind @param {number} l */
  const knows = (kind, l) => passed.some((each) => each.kind === kind && (each.layer ?? l) === l);
  const last = state().sizes.length - 1;
  const told = subject(current, about, preferred, last, knows);
  return { state: state(), found, current, knows, told, about };
}

/**
 * The store, whose steps close the settings: these lie over what the steps show.
 *
 * @param {() => void} close
 * @param {Store} store
 * @returns {Store}
 */
function closing(close, store) {
  /** @param {number} index */
  const goTo = (index) => {
    close();
    store.goTo(index);
  };
  return { ...store, goTo };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const store = storeOf(model);
  const { state, step, goTo } = store;
  let found = learn(state());
  let built = ""; // the sizes for which the drawing stands
  /** @type {Item | null} */
  let about = null; // pointed at or focused
  /** @type {Record<number, number>} */
  let preferred = {}; // the node of each layer that is told of

  const setup = makeSetup(model, store, update, () => found);
  const { field } = setup;
  const net = makeNet({
    point(item) {
      about = item;
      draw();
    },
    choose(item) {
      preferred[item.layer] = item.node;
      field.choose(item.path);
    },
    edit() {
      setup.open();
      field.edit();
    },
  });
  const [panel, time] = [makePanel(), makeTime(el, closing(setup.close, store))];
  const main = make("div", { class: "main" }, net.element, panel.element);
  el.classList.add("backprop");
  time.element.append(setup.element);
  el.append(time.element, main);

  function build() {
    built = `${state().sizes}`;
    [about, preferred] = [null, {}];
    main.classList.toggle("deep", state().sizes.length === 4);
    main.classList.toggle("few", Math.max(...state().sizes) < 4);
    net.build(state().sizes);
    field.build(state().sizes);
  }
  function draw() {
    const view = viewOf(store, found, about, preferred);
    for (const part of [net, panel, time]) part.show(view);
  }
  function update() {
    if (built !== `${state().sizes}`) build();
    found = learn(state());
    setup.show(state());
    goTo(step());
    draw();
  }
  update();
  const ends = [
    listen(model, ["state"], update),
    listen(model, ["step"], draw),
    time.end,
  ];
  return () => ends.forEach((end) => end());
}

export default { render };

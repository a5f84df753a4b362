// One neuron with two inputs: drag its weights, its bias, or its line on the plane.

import { make, press, say, select, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { settings } from "../shared/settings.js";
import { biasThrough, mayScale, MOST_BIAS, MOST_WEIGHT, right, STEP, weights } from "./maths.js";
import { makeMap } from "./map.js";
import { number, ofAnswer, ofLine, ofPlace, ofSum } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./maths.js").Neuron} Neuron */
/** @typedef {[number, number]} Pair */

/** @param {Model} model @returns {Neuron} */
const neuronOf = (model) => ({
  w: [model.get("w0"), model.get("w1")],
  b: model.get("b"),
  activation: model.get("activation"),
});

/** The three sliders. @param {Model} model */
function makeSliders(model) {
  const names = /** @type {const} */ (["w0", "w1", "b"]);
  const labels = ["w₀", "w₁", "b"];
  const rows = names.map((name, i) => {
    const most = name === "b" ? MOST_BIAS : MOST_WEIGHT;
    const limits = { min: -most, max: most, step: STEP };
    const input = slider(
      `${labels[i]}, ${name === "b" ? "bias" : "weight"}`,
      limits,
      (value) => change(model, { [name]: value }),
    );
    const value = make("b");
    const element = make("label", { class: "row" }, make("span", {}, labels[i]), input, value);
    const show = () => {
      input.value = String(model.get(name));
      say(value, number(model.get(name)));
    };
    return { element, show };
  });
  const element = make("div", { class: "sliders" }, ...rows.map((row) => row.element));
  return { element, show: () => rows.forEach((row) => row.show()) };
}

/** What is behind the button. @param {Model} model */
function makeSettings(model) {
  const names = /** @type {[string, string][]} */ ([
    ["sigmoid", "sigmoid"],
    ["step", "step"],
    ["relu", "ReLU"],
  ]);
  const activation = select("Activation", names, (value) => change(model, { activation: value }));
  const scale = (/** @type {number} */ factor) => () => {
    const { w, b } = neuronOf(model);
    change(model, { w0: factor * w[0], w1: factor * w[1], b: factor * b });
  };
  const [double, halve] = [
    press("Double all three", scale(2)),
    press("Halve all three", scale(0.5)),
  ];
  const label = make("label", { class: "set" }, "Activation", activation);
  const element = settings(label, double, halve);
  const show = () => {
    const neuron = neuronOf(model);
    activation.value = neuron.activation;
    double.disabled = !mayScale(neuron, 2);
    halve.disabled = !mayScale(neuron, 0.5);
  };
  return { element, show };
}

/** The colors, and what they stand for. */
function makeKey() {
  const ends = [make("span"), make("span"), make("span")];
  const bar = make("i", { class: "bar" });
  const element = make("div", { class: "key" }, "answer", ends[0], bar, ends[2]);
  const show = (/** @type {Neuron} */ { activation }) => {
    const relu = activation === "relu";
    bar.classList.toggle("half", relu);
    say(ends[0], "0");
    say(ends[2], relu ? "4 and more" : "1");
  };
  return { element, show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const points = { places: model.get("places"), labels: model.get("labels") };
  const set = (/** @type {Pair} */ w, /** @type {Pair} */ through) => {
    const [w0, w1] = weights(w);
    change(model, { w0, w1, b: biasThrough([w0, w1], through) });
  };
  const map = makeMap(model.get("frame"), points, model.get("colors"), {
    move: (through) => change(model, { b: biasThrough(neuronOf(model).w, through) }),
    turn: set,
    point: (place) => change(model, { place }),
  });
  const [sliders, more, key] = [makeSliders(model), makeSettings(model), makeKey()];
  const [z, said, line] = [make("p"), make("p"), make("p", { class: "line" })];
  const told = [make("p"), make("p"), make("p")];
  const score = make("p", { class: "score", "aria-live": "polite" });
  const side = make(
    "div",
    { class: "side" },
    make("div", { class: "top" }, key.element, more.element),
    sliders.element,
    make("div", { class: "formula" }, z, said),
    make("div", { class: "told" }, ...told),
    score,
    line,
  );
  el.classList.add("neuron");
  el.append(make("div", { class: "main" }, map.element, side));
  map.begin();
  const show = () => {
    const neuron = neuronOf(model);
    const place = model.get("place");
    const seen = map.show(neuron, place);
    for (const part of [sliders, more]) part.show();
    key.show(neuron);
    say(z, ofSum(neuron));
    say(said, ofAnswer(neuron));
    ofPlace(neuron, place).forEach((text, i) => say(told[i], text));
    say(line, ofLine(neuron, seen));
    const count = points.labels.length;
    say(score, count ? `Right side of the line: ${right(neuron, points)} of ${count}` : "");
  };
  show();
  // The names of one change come one after another, and are drawn once.
  let waiting = 0;
  const later = () => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      show();
    });
  };
  const end = listen(model, ["w0", "w1", "b", "activation", "place"], later);
  return () => {
    cancelAnimationFrame(waiting);
    end();
  };
}

export default { render };

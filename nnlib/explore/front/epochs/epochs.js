// Epochs: the curves of a training run, and what it said of some examples.

import { answerOf, barsLegend, makeNamedBars, makeSmallBars } from "../shared/bars.js";
import { make, say, select } from "../shared/dom.js";
import { makeEpochs } from "../shared/epochs.js";
import { makePicture, paintPicture, picturesOf } from "../shared/examples.js";
import { change, listen } from "../shared/model.js";
import { settings } from "../shared/settings.js";
import { makeCurves } from "./curves.js";
import { between, percentsOf, valuesOf } from "./maths.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("../shared/epochs.js").Moment} Moment */
/** @typedef {{ metric: string, example: number }} State */

const SECONDS = 12; // that it plays

/** The curves of each metric, training first. @param {Model} model */
function curvesOf(model) {
  const [curves, limits] = [model.get("curves"), model.get("limits")];
  return Object.fromEntries(
    model.get("metrics").map((/** @type {string} */ metric) => [
      metric,
      [metric, `val_${metric}`].filter((name) => curves[name]).map((name) => ({
        name,
        values: valuesOf(curves[name], limits[metric]),
      })),
    ]),
  );
}

/**
 * An example: its picture, its answer, and bars for all classes.
 *
 * @param {{ index: number, picture?: Uint8Array[], side: number }} example
 * @param {string[]} names
 * @param {number} label
 * @param {() => void} choose
 */
function makeCard({ index, picture, side }, names, label, choose) {
  const name = `example ${index + 1}`;
  const input = make("input", { type: "radio", name: "example", "aria-label": name });
  input.addEventListener("change", choose);
  const bars = makeSmallBars(names.length);
  const [answer, share, sign] = [make("span", { class: "answer" }), make("b"), make("b")];
  const seen = picture ? makePicture(side) : make("span", { class: "example number" }, index + 1);
  seen.setAttribute("aria-hidden", "true");
  if (picture && seen instanceof HTMLCanvasElement) paintPicture(seen, picture);
  const element = make(
    "label",
    { class: "card" },
    input,
    make("div", { class: "top" }, seen, make("div", {}, sign, share)),
    bars.element,
    answer,
  );
  const show = (/** @type {ArrayLike<number>} */ percents, /** @type {boolean} */ chosen) => {
    const said = answerOf(percents);
    input.checked = chosen;
    bars.show(percents, label, said);
    say(sign, said === label ? "✓" : "✗");
    element.classList.toggle("off", said !== label);
    say(share, `${Math.round(percents[said])} %`);
    say(answer, names[said]);
    answer.title = names[said];
  };
  return { element, show };
}

/**
 * @param {Model} model
 * @param {(example: number) => void} choose
 */
function makeCards(model, choose) {
  const names = /** @type {string[]} */ (model.get("names"));
  const labels = /** @type {number[]} */ (model.get("labels"));
  const [channels, side] = [model.get("channels"), model.get("side")];
  const pictures = side
    ? picturesOf(model.get("pictures"), { count: labels.length, channels, side })
    : [];
  const cards = labels.map((label, index) =>
    makeCard({ index, picture: pictures[index], side }, names, label, () => choose(index))
  );
  const element = make(
    "div",
    { class: "cards", role: "radiogroup", "aria-label": "Examples" },
    ...cards.map(({ element }) => element),
  );
  /** @param {Float64Array[]} percents @param {number} chosen */
  const show = (percents, chosen) =>
    cards.forEach((card, i) => card.show(percents[i], i === chosen));
  return { element, show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const [names, labels] = [model.get("names"), model.get("labels")];
  const state = () => /** @type {State} */ (model.get("state"));
  const act = (/** @type {Partial<State>} */ values) =>
    change(model, { state: { ...state(), ...values } });
  const stored = percentsOf(model.get("percents"), labels.length, names.length);
  const curves = makeCurves(
    model.get("epochs"),
    curvesOf(model),
    model.get("limits"),
    model.get("begin"),
  );
  const cards = makeCards(model, (example) => act({ example }));
  const [bars, title] = [makeNamedBars(names), make("h2", { "aria-live": "polite" })];
  /** @type {Moment} */
  let now = { from: 0, to: 0, share: 0, epoch: 0 };
  const show = () => {
    const { metric, example } = state();
    const { from, to, share, epoch } = now;
    const percents = stored[from].map((before, i) => between(before, stored[to][i], share));
    curves.show(epoch, metric);
    cards.show(percents, example);
    say(title, `Example ${example + 1}, label ${names[labels[example]]}`);
    bars.show(percents[example], labels[example], answerOf(percents[example]));
  };
  const epochs = makeEpochs(el, model.get("epochs"), SECONDS, (moment) => {
    now = moment;
    show();
  });
  const metrics = /** @type {string[]} */ (model.get("metrics"));
  if (metrics.length > 1) {
    /** @type {[string, string][]} */
    const options = metrics.map((metric) => [metric, metric.replaceAll("_", " ")]);
    const list = select("Curve", options, (metric) => act({ metric }));
    list.value = state().metric;
    epochs.element.append(settings(make("label", {}, "Curve ", list)));
  }
  el.classList.add("training-run");
  el.style.setProperty("--digits", `${String(model.get("epochs").at(-1)).length}`);
  el.append(
    epochs.element,
    make(
      "div",
      { class: "main" },
      make("div", {}, curves.element, title, bars.element),
      make("div", {}, cards.element, barsLegend()),
    ),
  );
  epochs.show();
  const silence = listen(model, ["state"], show);
  return () => {
    silence();
    epochs.pause();
  };
}

export default { render };

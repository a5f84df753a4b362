// Signals through a deep network: choose the activation and the weights, and see what goes
// forward and what comes back.

import { make, press, say, select, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { clamp, percent } from "../shared/numbers.js";
import { pointed, ticks } from "../shared/plot.js";
import { settings } from "../shared/settings.js";
import { makeHistogram } from "./histograms.js";
import { propagate, summary } from "./maths.js";
import { along, makeSpreads } from "./spreads.js";
import { layerName, passage, saturation, verdicts, WAYS } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./maths.js").Kind} Kind */
/** @typedef {import("./words.js").Net} Net */
/** @typedef {Kind & { label: string, about: string }} Weights what Python tells of a kind */

/** @param {Model} model @returns {Record<string, Weights>} */
const weightsOf = (model) => model.get("kinds");

/**
 * The network that is chosen, and all that goes through it.
 *
 * @param {Model} model
 * @returns {Net}
 */
function netOf(model) {
  const settings = {
    activation: model.get("activation"),
    kind: weightsOf(model)[model.get("weights")],
    depth: model.get("depth"),
    seed: model.get("seed"),
    width: model.get("width"),
    batch: model.get("batch"),
    most: model.get("most"),
  };
  const signals = propagate(settings);
  const summarized = (/** @type {Float64Array[]} */ layers) =>
    layers.map((values) => summary(values, settings.width));
  const summaries = {
    activations: summarized(signals.activations),
    gradients: summarized(signals.gradients),
  };
  return {
    ...settings,
    ...signals,
    summaries,
    healthy: model.get("healthy"),
    both: model.get("gradients"),
  };
}

/**
 * Activation, weights and depth, and a button that draws other random numbers.
 *
 * @param {Model} model
 */
function makeControls(model) {
  const kinds = Object.entries(weightsOf(model));
  /** @type {[string, string, [string, string][]][]} */
  const choices = [
    ["activation", "Activation", Object.entries(model.get("activations"))],
    ["weights", "Weights", kinds.map(([key, { label }]) => [key, label])],
  ];
  const lists = choices.map(([name, label, options]) => {
    const list = select(label, options, (value) => change(model, { [name]: value }));
    return { name, list, labelled: make("label", {}, make("span", {}, label), list) };
  });
  const limits = { min: model.get("least"), max: model.get("most") };
  const depth = slider("Number of layers", limits, (value) => change(model, { depth: value }));
  const depthText = make("b", { class: "value" });
  const again = press("Draw again", () => change(model, { seed: (model.get("seed") % 999) + 1 }));
  const seedText = make("output");
  const gradients = make("input", { type: "checkbox" });
  gradients.addEventListener("change", () => change(model, { gradients: gradients.checked }));
  const element = make(
    "div",
    { class: "controls" },
    ...lists.map(({ labelled }) => labelled),
    make("label", {}, make("span", {}, "Layers"), depth, depthText),
    make("label", { class: "check" }, gradients, "Gradients"),
    settings(make("div", { class: "again" }, again, seedText)),
  );
  const show = (/** @type {Net} */ net) => {
    for (const { name, list } of lists) list.value = model.get(name);
    depth.value = String(net.depth);
    gradients.checked = model.get("gradients");
    say(depthText, net.depth);
    say(seedText, `seed ${net.seed}`);
  };
  return { element, show };
}

/**
 * The layers as an axis, and a slider for the one whose histograms are shown; it follows a
 * pointer on the plot.
 *
 * @param {Model} model
 * @param {HTMLElement} plot
 */
function makeLayers(model, plot) {
  const mark = make("div", { class: "mark" });
  const numbers = make("div", { "aria-hidden": "true" });
  const limits = { class: "layer", min: 0 };
  const chosen = slider("Layer shown", limits, (layer) => change(model, { layer }));
  const point = (/** @type {PointerEvent} */ event) => {
    const depth = model.get("depth");
    const layer = Math.floor((depth + 1) * pointed(event, plot)[0]);
    change(model, { layer: clamp(layer, 0, depth) });
  };
  plot.addEventListener("pointerdown", point);
  plot.addEventListener("pointermove", point);
  const show = (/** @type {Net} */ { depth }) => {
    numbers.replaceChildren(
      ...ticks(0, depth, Math.min(depth, 8)).map((layer) => {
        const style = `left: ${percent(along(layer, depth))}`;
        return make("span", { class: "tick x", style }, layer);
      }),
      make("span", { class: "tick x name" }, "layer"),
    );
    chosen.max = String(depth);
    chosen.style.left = chosen.style.right = `calc(${percent(along(0, depth))} - 11px)`;
  };
  const showLayer = (/** @type {Net} */ { depth }, /** @type {number} */ layer) => {
    chosen.value = String(layer);
    chosen.setAttribute("aria-valuetext", layerName(layer));
    const half = along(0, depth);
    mark.style.left = percent(along(layer, depth) - half);
    mark.style.right = percent(1 - along(layer, depth) - half);
  };
  return { elements: [mark, numbers, chosen], show, showLayer };
}

/** @param {Model} model */
function makeKey(model) {
  const [least, most] = model.get("healthy");
  return make(
    "div",
    { class: "key", "aria-hidden": "true" },
    make("span", {}, make("i"), `healthy: ${least} to ${most}`),
    make("span", {}, make("i", { class: "dotted" }), "std between examples"),
  );
}

/** What became of the signals, a sentence for each way. */
function makeVerdicts() {
  const sentences = WAYS.map(({ side }) => make("p", { class: side }));
  const element = make("div", { class: "verdicts", "aria-live": "polite" }, ...sentences);
  const show = (/** @type {Net} */ net) =>
    sentences.forEach((sentence, i) => say(sentence, verdicts(net)[i] ?? ""));
  return { element, show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const [controls, told] = [makeControls(model), makeVerdicts()];
  const spreads = makeSpreads(model.get("healthy"));
  const histograms = WAYS.map(makeHistogram);
  const layers = makeLayers(model, spreads.element);
  const [about, passed] = [make("p", { class: "about" }), make("p", { class: "about passed" })];
  const plots = make("div", { class: "plots" }, spreads.element, ...layers.elements);
  const main = make(
    "div",
    { class: "main" },
    make("div", {}, plots, makeKey(model)),
    make("div", {}, told.element, ...histograms.map(({ element }) => element)),
  );
  el.classList.add("signals");
  el.append(controls.element, main, about, passed);

  let net = netOf(model);
  const showLayer = () => {
    const layer = Math.min(model.get("layer"), net.depth);
    layers.showLayer(net, layer);
    for (const histogram of histograms) histogram.show(net, layer);
    const kind = weightsOf(model)[model.get("weights")].about;
    say(about, net.both ? `${kind} ${saturation(net, layer)}` : kind);
    say(passed, net.both ? passage(net, layer) : "");
  };
  const showGradients = () => {
    net.both = model.get("gradients"); // who guesses does not see what comes back
    el.classList.toggle("oneway", !net.both);
    show();
  };
  const show = () => {
    for (const part of [controls, told, spreads, layers]) part.show(net);
    showLayer();
  };
  showGradients();
  const ends = [
    listen(model, ["activation", "weights", "depth", "seed"], () => {
      net = netOf(model);
      show();
    }),
    listen(model, ["layer"], showLayer),
    listen(model, ["gradients"], showGradients),
  ];
  return () => {
    for (const end of ends) end();
  };
}

export default { render };

// Overfitting: the boundaries of one or two networks over the epochs, and their curves.

import { make, say, select } from "../shared/dom.js";
import { makeEpochs } from "../shared/epochs.js";
import { change, listen } from "../shared/model.js";
import { makeCurves } from "./curves.js";
import { makeMap } from "./map.js";
import { mapsOf, pointsOf, valuesOf } from "./maths.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("../shared/epochs.js").Moment} Moment */

const SECONDS = 12; // that it plays
const SHAPES = ["●", "▲", "■", "◆", "▼", "⬟"];
const HOLLOW = ["○", "△", "□", "◇", "▽", "⬠"];

/**
 * The curves of a model, by metric.
 *
 * @param {Model} model
 * @param {number} which
 * @returns {Record<string, import("./curves.js").Pair>}
 */
function pairsOf(model, which) {
  const [curves, limits] = [model.get("curves"), model.get("limits")];
  return Object.fromEntries(
    model.get("metrics").map((/** @type {string} */ metric) => {
      const [training, validation] = curves[metric].slice(2 * which, 2 * which + 2)
        .map((/** @type {string} */ text) => valuesOf(text, limits[metric]));
      return [metric, { training, validation }];
    }),
  );
}

/**
 * A network: its map, what the curves say beside it, and the curves below.
 *
 * @param {Model} model
 * @param {string} name
 * @param {number} which
 */
function makeNetwork(model, name, which) {
  const { training, validation } = model.get("points");
  const [epochs, side] = [model.get("epochs"), model.get("side")];
  const map = makeMap({
    name,
    side,
    aspect: model.get("aspect"),
    maps: mapsOf(model.get("maps")[which], epochs.length, side),
    colors: model.get("colors"),
    training: pointsOf(training),
    validation: pointsOf(validation),
  });
  const curves = makeCurves(name, model.get("kept"));
  const pairs = pairsOf(model, which);
  const title = make("h3", {}, name);
  const element = make("section", {}, title, map.element, curves.element);
  const show = (/** @type {Moment} */ moment) => {
    const metric = model.get("metric");
    map.show(moment);
    if (metric) curves.show(moment, metric, pairs[metric], model.get("limits")[metric]);
    else curves.hide();
  };
  return { element, begin: map.begin, show };
}

/** What the points are. @param {Model} model */
function makeLegend(model) {
  const colors = /** @type {string[]} */ (model.get("colors"));
  const kinds = colors.map((color, kind) =>
    make(
      "span",
      {},
      make("b", { style: `color: var(--${color})` }, `${SHAPES[kind]}${HOLLOW[kind]}`),
      ` class ${kind}`,
    )
  );
  const sets = Object.entries(model.get("points")).map(([set, stored], i) => {
    const [shown, all] = [pointsOf(stored).length, stored.count];
    const part = shown < all ? ` (${shown} of ${all})` : "";
    return make("span", {}, `${["filled", "hollow"][i]}: ${set}${part}`);
  });
  return make("p", { class: "legend" }, ...kinds, ...sets);
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const names = /** @type {string[]} */ (model.get("models"));
  const metrics = /** @type {string[]} */ (model.get("metrics"));
  const networks = names.map((name, which) => makeNetwork(model, name, which));
  /** @type {Moment} */
  let now = { from: 0, to: 0, share: 0, epoch: 0 };
  const show = () => {
    for (const network of networks) network.show(now);
  };
  const epochs = makeEpochs(el, model.get("epochs"), SECONDS, (moment) => {
    now = moment;
    show();
  });
  /** @type {[string, string][]} */
  const options = [["", "hidden"]]; // who guesses who will do better does not see it yet
  for (const metric of metrics) options.push([metric, metric.replaceAll("_", " ")]);
  const metric = select("Curves", options, (value) => change(model, { metric: value }));
  metric.value = model.get("metric");
  const choice = make("label", {}, make("span"), metric);
  say(choice.children[0], "Curves");
  epochs.element.append(choice);
  el.classList.add("overfitting");
  el.append(
    epochs.element,
    make(
      "div",
      { class: "networks", style: `--count: ${names.length}; --aspect: ${model.get("aspect")}` },
      ...networks.map(({ element }) => element),
    ),
    makeLegend(model),
  );
  for (const network of networks) network.begin();
  epochs.show();
  const silence = listen(model, ["metric"], show);
  return () => {
    silence();
    epochs.pause();
  };
}

export default { render };

// Patience: a training up to where early stopping ends it, and what the waiting buys.

import { make, press, say, select, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { makeCosts } from "./costs.js";
import { makeCurve } from "./curve.js";
import { bestEpoch, endOf, grown, meanOfBest, meansOf, trainingsOf } from "./maths.js";
import { bestName, ofAll, ofOne, told } from "./words.js";

/** @typedef {import("./maths.js").Axis} Axis */
/** @typedef {import("./maths.js").Best} Best */
/** @typedef {import("./maths.js").Training} Training */
/** @typedef {{ patience: number, training: number, later: boolean }} State later: whether what
 *   came after the stop is shown */
/** @typedef {{ watched: string, best: Best, trainings: Training[] }} Facts */

/**
 * The patience, the training, and the button.
 *
 * @param {number} most
 * @param {number} trainings
 * @param {(state: Partial<State>) => void} act
 */
function makeControls(most, trainings, act) {
  const scrub = slider("Patience", { min: 0, max: most }, (patience) => act({ patience }));
  const now = make("b", { class: "now", style: `min-width: ${String(most).length}ch` });
  // Of another training nobody has asked yet what came later.
  const which = select(
    "Training",
    Array.from({ length: trainings }, (_, i) => [i, `${i + 1} of ${trainings}`]),
    (training) => act({ training: Number(training), later: false }),
  );
  let later = false;
  const button = press("What came later", () => act({ later: !later }));
  const element = make(
    "div",
    { class: "controls" },
    make("label", { class: "scrub" }, make("span", {}, "Patience", now), scrub),
    ...(trainings > 1 ? [make("label", {}, "Training", which)] : []),
    button,
  );
  const show = (/** @type {State} */ state) => {
    later = state.later;
    scrub.value = String(state.patience);
    scrub.setAttribute("aria-valuetext", `${state.patience} epochs`);
    which.value = String(state.training);
    say(now, state.patience);
    button.setAttribute("aria-pressed", String(later));
  };
  return { element, show };
}

/** The training that is drawn. @param {Facts} facts */
function makeOne({ watched, best, trainings }) {
  const epochs = trainings[0].values.length;
  const plot = makeCurve(epochs, best);
  const title = make("h3");
  const note = make("p", { "aria-live": "polite" });
  /** @type {Axis | null} */
  let axis = null;
  const show = (/** @type {State} */ { patience, training, later }) => {
    const { values } = trainings[training];
    const end = endOf(trainings[training], patience);
    axis = grown(axis, later ? values : values.slice(0, end.trained), best);
    plot.show(values, end, later, axis);
    const name = trainings.length > 1 ? `${watched} of training ${training + 1}` : watched;
    say(title, name);
    const text = ofOne(patience, epochs, end, values[end.kept]);
    const top = bestEpoch(values, best);
    const rest = later
      ? ` The ${bestName(best)} of all ${epochs} epochs: ${told(values[top])}, epoch ${top + 1}.`
      : "";
    say(note, text + rest);
    const parts = `epochs 1 to ${later ? epochs : end.trained}`;
    plot.svg.setAttribute("aria-label", `${name}, ${parts}. ${text}`);
  };
  return { element: make("section", {}, title, plot.element), note, show, end: plot.end };
}

/** All trainings, at each patience that was tried. @param {Facts} facts */
function makeAll({ watched, best, trainings }) {
  const epochs = trainings[0].values.length;
  const plot = makeCosts(epochs, best);
  const note = make("p", { "aria-live": "polite" });
  const least = meanOfBest(trainings, best);
  /** @type {Map<number, import("./maths.js").Means>} */
  const tried = new Map();
  /** @type {Axis | null} */
  let axis = null;
  const show = (/** @type {State} */ { patience, later }) => {
    const means = meansOf(trainings, patience);
    tried.set(patience, means);
    axis = grown(axis, later ? [means.kept, least] : [means.kept], best);
    plot.show(tried, patience, later ? least : null, axis);
    const text = ofAll(trainings.length, epochs, means);
    const rest = later ? ` The ${bestName(best)} of all epochs (dotted): ${told(least)}.` : "";
    say(note, text + rest);
    plot.svg.setAttribute("aria-label", `Patiences tried: ${tried.size}. ${text}`);
  };
  const title = make("h3", {}, `mean of ${trainings.length} trainings`);
  plot.element.append(make("span", { class: "up" }, `${watched} kept`));
  return { element: make("section", {}, title, plot.element), note, show, end: plot.end };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const trainings = trainingsOf(model.get("values"), model.get("gains"));
  const facts = { watched: model.get("watched"), best: model.get("best"), trainings };
  const act = (/** @type {Partial<State>} */ state) =>
    change(model, { state: { ...model.get("state"), ...state } });
  const controls = makeControls(model.get("most"), trainings.length, act);
  const parts = trainings.length > 1 ? [makeOne(facts), makeAll(facts)] : [makeOne(facts)];
  el.classList.add("patience");
  el.append(
    controls.element,
    make("div", { class: `plots of-${parts.length}` }, ...parts.map(({ element }) => element)),
    ...parts.map(({ note }) => note),
  );
  const show = () => {
    const state = /** @type {State} */ (model.get("state"));
    controls.show(state);
    for (const part of parts) part.show(state);
  };
  show();
  const silence = listen(model, ["state"], show);
  return () => {
    for (const part of parts) part.end();
    silence();
  };
}

export default { render };

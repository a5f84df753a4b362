// Dropout: which nodes fall out at this step, what the others carry, and the mean over many.

import { make, press, say, select, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { makePlayback } from "../shared/time.js";
import { factor, forward, makeRecord, maskOf, moments } from "./maths.js";
import { makeNet } from "./net.js";
import { makeScatter, MOST } from "./scatter.js";
import { counted, number, ofMean, ofStep } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./maths.js").Network} Network */
/** @typedef {ReturnType<typeof stateOf>} State */

const MANY = 100; // steps, after which it is said what their mean comes to
const PICTURES = [1, 2, 5, 10, 20, 50, 100, 200, 500, MOST]; // for who wants no motion
const SECONDS = 14; // to play all: the first masks one by one, the last in a rush

/** @param {Model} model */
const stateOf = (model) => ({
  rate: /** @type {number} */ (model.get("rate")),
  scaling: /** @type {boolean} */ (model.get("scaling")),
  training: /** @type {boolean} */ (model.get("training")),
  step: /** @type {number} */ (model.get("step")),
});

/**
 * The step that is reached after some seconds: it is multiplied alike in each second.
 *
 * @param {number} from
 * @param {number} seconds
 */
const reached = (from, seconds) =>
  Math.min(MOST, Math.floor(from + 2 * seconds + (MOST ** (seconds / SECONDS) - 1)));

/**
 * What steps by itself, until it is at the end or paused. Who wants no motion sees ten steps.
 *
 * @param {HTMLElement} el
 * @param {Model} model
 */
function makePlayer(el, model) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const { start, pause, playing } = makePlayback(el);
  const play = () => {
    const from = stateOf(model).step % MOST;
    start((seconds) => {
      const now = reached(from, seconds);
      const picture = PICTURES.findLast((each) => each <= now) ?? 0;
      const step = still ? Math.max(from, picture) : now;
      if (step === MOST) pause();
      change(model, { step });
    });
  };
  return { playing, pause, play };
}

/** @param {HTMLElement} el @param {Model} model */
function makeControls(el, model) {
  const player = makePlayer(el, model);
  const limits = { min: 0, max: model.get("most_rate"), step: 0.05 };
  const rate = slider("Dropout rate", limits, (value) => change(model, { rate: value }));
  const rateText = make("b", { class: "value" });
  const step = press("Step", () => {
    player.pause();
    change(model, { step: Math.min(MOST, stateOf(model).step + 1) });
    show(stateOf(model));
  });
  const play = press("Play", () => {
    if (player.playing()) player.pause();
    else player.play();
    show(stateOf(model));
  });
  const again = press("Start over", () => {
    player.pause();
    change(model, { step: 0 });
    show(stateOf(model));
  });
  const scaling = make("input", { type: "checkbox" });
  scaling.addEventListener("change", () => change(model, { scaling: scaling.checked }));
  const mode = select("Mode", [["training", "training"], ["test", "test"]], (value) => {
    player.pause();
    change(model, { training: value === "training" });
  });
  const element = make(
    "div",
    { class: "controls" },
    make("label", {}, "Rate", rate, rateText),
    step,
    play,
    again,
    make("label", {}, scaling, "Scaling"),
    make("label", {}, "Mode", mode),
  );
  const show = (/** @type {State} */ state) => {
    rate.value = String(state.rate);
    say(rateText, state.rate.toFixed(2));
    scaling.checked = state.scaling;
    mode.value = state.training ? "training" : "test";
    say(play, player.playing() ? "Pause" : "Play");
    play.disabled = !state.training;
    step.disabled = !state.training || state.step === MOST;
  };
  return { element, show, pause: player.pause };
}

/** The three numbers that are compared, with the marks that they have in the plot. */
function makeNumbers() {
  const rows = ["now", "mean", "plain"].map((kind) => ({
    mark: make("i", { class: kind }),
    name: make("span"),
    value: make("b"),
  }));
  const element = make(
    "div",
    { class: "numbers" },
    ...rows.flatMap(({ mark, name, value }) => [mark, name, value]),
  );
  const show = (/** @type {[string, number | undefined][]} */ found) =>
    found.forEach(([text, value], i) => {
      say(rows[i].name, text);
      say(rows[i].value, value === undefined ? "–" : number(value));
    });
  return { element, show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  /** @type {Network} */
  const network = model.get("network");
  const plain = forward(network);
  const record = makeRecord(network);
  const [net, scatter] = [makeNet(network), makeScatter()];
  const [controls, numbers] = [makeControls(el, model), makeNumbers()];
  const [step, mean] = [make("p"), make("p")];
  const words = make("div", { class: "words", "aria-live": "polite" }, step, mean);
  const beside = make("div", {}, numbers.element, scatter.element);
  el.classList.add("dropout");
  el.append(controls.element, make("div", { class: "main" }, net.element, beside), words);

  const show = () => {
    const state = stateOf(model);
    const dropping = state.training && state.step > 0;
    const mask = dropping ? maskOf(state.step, network.sizes, state.rate) : undefined;
    const signals = forward(network, mask, factor(state));
    const { outputs, means } = record({ rate: state.rate, scaling: state.scaling }, state.step);
    net.show(signals, mask);
    scatter.show({ outputs, means }, plain.output);
    numbers.show([
      [
        state.training ? "output of this step" : "output at test time",
        state.training && !dropping ? undefined : signals.output,
      ],
      [
        state.step ? `mean of ${counted(state.step)} step${state.step > 1 ? "s" : ""}` : "mean",
        means.at(-1),
      ],
      ["without dropout", plain.output],
    ]);
    controls.show(state);
    say(step, ofStep(state, state.step, mask ?? []));
    say(
      mean,
      state.step >= MANY ? ofMean(network, state, moments(network, state), plain.output) : "",
    );
  };
  const showRate = () => {
    scatter.frame(moments(network, { ...stateOf(model), scaling: true }), plain.output);
    show();
  };
  showRate();
  const ends = [
    listen(model, ["scaling", "training", "step"], show),
    listen(model, ["rate"], showRate),
  ];
  return () => {
    controls.pause();
    for (const end of ends) end();
  };
}

export default { render };

// The learning rate: choose it, and see what the steps of gradient descent come to.

import { make, press, say, select, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { clamp } from "../shared/numbers.js";
import { animate } from "../shared/time.js";
import { along, beyond, follow, parabola, seen } from "./maths.js";
import { makeCurve, makeDescent } from "./plots.js";
import { letter, numbers, rateText, sentence } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./maths.js").Loss} Loss */
/** @typedef {import("./maths.js").Stop} Stop */
/**
 * What can be changed.
 *
 * @typedef {object} State
 * @property {number} chosen which loss
 * @property {number | null} rate null for the loss' own
 * @property {number | null} start
 * @property {number[]} taken the rates of the steps so far
 */

const SECONDS = 0.9; // of a step that is pressed
const PLAYED = 0.45; // of one that plays
const MOST = 60; // steps
const LITTLE = 2e-4; // of the width: a step that is not seen

/** @param {Model} model */
function setupOf(model) {
  /** @type {{ name: string, loss: Loss }[]} */
  const losses = model.get("curvatures").map((/** @type {number} */ curvature) => ({
    name: `parabola, curvature ${curvature}`,
    loss: parabola(curvature),
  }));
  const line = model.get("line");
  if (line) losses.push({ name: `real loss, ${model.get("direction")}`, loss: along(line) });
  const state = () => /** @type {State} */ (model.get("state"));
  const now = () => {
    const { chosen, rate, start, taken } = state();
    const { loss } = losses[chosen];
    const [from, own] = [start ?? loss.start, rate ?? loss.rate];
    return { loss, rate: own, start: from, taken, stops: follow(loss, from, taken) };
  };
  const alter = (/** @type {Partial<State>} */ values) =>
    change(model, { state: { ...state(), ...values } });
  return { losses, state, now, alter };
}

/** @typedef {ReturnType<typeof setupOf>} Setup */

/** A rate of two digits. @param {number} power of ten */
const rateAt = (power) => Number((10 ** power).toPrecision(2));

/**
 * The loss and the learning rate.
 *
 * @param {Setup} setup
 */
function makeSettings({ losses, state, now, alter }) {
  const options = losses.map(({ name }, i) => /** @type {[number, string]} */ ([i, name]));
  const chosen = select("Loss", options, (value) => {
    const both = [losses[state().chosen].loss, losses[Number(value)].loss];
    const kept = both.every(({ curvature }) => curvature); // parabolas share their rates
    const { rate } = state();
    alter({ chosen: Number(value), start: null, taken: [], rate: kept ? rate : null });
  });
  const rate = slider("Learning rate", { step: 0.01 }, (power) => alter({ rate: rateAt(power) }));
  const value = make("b", { class: "value" });
  const update = () => {
    const { loss, rate: own } = now();
    chosen.value = String(state().chosen);
    [rate.min, rate.max] = loss.rates.map((each) => String(Math.log10(each)));
    rate.value = String(Math.log10(own));
    rate.setAttribute("aria-valuetext", rateText(own));
    say(value, rateText(own));
  };
  const labelled = make("label", {}, make("span", {}, "learning rate"), rate, value);
  const elements = [...(losses.length > 1 ? [chosen] : []), labelled];
  return { elements, update };
}

/**
 * What moves the ball: a step is drawn while time goes on.
 *
 * @param {HTMLElement} el
 * @param {Setup} setup
 * @param {(part: number) => void} show
 */
function makePlayer(el, { now, alter }, show) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let [playing, moving] = [false, false];
  let end = () => {};
  const over = () => {
    const { rate, stops } = now();
    const last = stops[stops.length - 1];
    return stops.length > MOST || beyond(last) || !Number.isFinite(rate * last.slope);
  };
  const settled = () => {
    const { loss, rate, stops } = now();
    const last = stops[stops.length - 1];
    const width = loss.view[1] - loss.view[0];
    return over() || !seen(last, loss) || Math.abs(rate * last.slope) < LITTLE * width;
  };
  const pause = () => {
    end();
    playing = moving = false;
    show(1);
  };
  const go = (/** @type {number} */ seconds) => {
    end();
    if (over()) return pause();
    const { taken, rate } = now();
    moving = true;
    alter({ taken: [...taken, rate] });
    show(still ? 1 : 0);
    end = animate(el, (passed) => {
      const part = Math.min(1, passed / seconds);
      if (!still || part === 1) show(part);
      if (part < 1) return true;
      if (playing && !settled()) go(seconds);
      else pause();
      return false;
    });
  };
  const step = () => {
    playing = false;
    go(SECONDS);
  };
  const play = () => {
    if (playing) return pause();
    playing = true;
    go(PLAYED);
  };
  const isPlaying = () => playing;
  return { step, play, pause, over, isPlaying, isMoving: () => moving, stop: () => end() };
}

/** The last step in numbers, in the colors of the drawing. @param {Setup} setup */
function makeNumbers({ now }) {
  const element = make("div", { class: "numbers" });
  const part = (/** @type {string} */ looks, /** @type {string} */ text) =>
    make("span", { class: looks }, text);
  const row = (/** @type {string} */ head, /** @type {(Node | string)[]} */ ...cells) => [
    make("span", { class: "row-name" }, head),
    make("span", { class: "row" }, ...cells),
  ];
  const update = () => {
    const { loss, stops, taken } = now();
    const name = letter(loss);
    const found = numbers(stops, taken);
    const rule = [`new ${name} = ${name} − `, part("rate", "rate"), " · ", part("slope", "slope")];
    const rows = row("the rule", ...rule);
    if (found) {
      const { from, rate, slope, to } = found;
      const shown = slope.startsWith("−") ? `(${slope})` : slope;
      rows.push(
        ...row(
          `step ${stops.length - 1}`,
          make("b", {}, to),
          ` = ${from} − `,
          part("rate", rate),
          " · ",
          part("slope", shown),
        ),
      );
    }
    element.replaceChildren(...rows);
  };
  return { element, update };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const setup = setupOf(model);
  const show = (/** @type {number} */ part) => {
    const { loss, stops } = setup.now();
    const scene = { loss, stops, step: stops.length - 1, part };
    descent.show(scene);
    curve.show(scene);
    tell(part);
  };
  const player = makePlayer(el, setup, show);
  const again = () => {
    player.pause();
    setup.alter({ taken: [] });
    show(1);
  };
  const settings = makeSettings(setup);
  const buttons = [press("Step", player.step), press("Play", player.play), press("Again", again)];
  const descent = makeDescent((w) => {
    const [first, last] = setup.now().loss.view;
    const start = Number(clamp(w, first, last).toPrecision(3));
    player.pause();
    setup.alter({ start, taken: [] });
  });
  const [curve, formula] = [makeCurve(), makeNumbers(setup)];
  const told = make("p", { class: "told", "aria-live": "polite" });
  function tell(/** @type {number} */ part) {
    const { loss, stops, taken } = setup.now();
    say(buttons[1], player.isPlaying() ? "Pause" : "Play");
    buttons[0].disabled = buttons[1].disabled = player.over() && part === 1;
    if (part < 1) return;
    formula.update();
    say(told, player.isPlaying() ? "" : sentence(loss, stops, taken));
  }
  el.classList.add("rate");
  el.append(
    make("div", { class: "controls" }, ...settings.elements, ...buttons),
    make("div", { class: "main" }, descent.element, curve.element),
    make("div", { class: "below" }, formula.element, told),
  );
  const update = () => {
    settings.update();
    descent.update(setup.now().loss, setup.now().start);
  };
  update();
  show(1);
  const silence = listen(model, ["state"], () => {
    update();
    if (!player.isMoving()) show(1);
    else if (setup.state().taken.length === 0) player.pause(); // another loss or start
  });
  return () => {
    silence();
    player.stop();
  };
}

export default { render };

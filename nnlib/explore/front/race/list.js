// All who are offered: who runs, at what rate, and what has come of it.

import { make, say } from "../shared/dom.js";
import { shortly } from "../shared/numbers.js";
import { apart, noticer } from "./racers.js";
import { makeMomentum, makeRate } from "./sliders.js";
import { standing } from "./words.js";

/** @typedef {import("./racers.js").Racer} Racer */
/** @typedef {import("./race.js").Setup} Setup */
/** @typedef {import("./race.js").Shown} Shown */
/** @typedef {import("./race.js").Moment} Moment */

/**
 * An optimizer's button, which switches it on and off.
 *
 * @param {import("./racers.js").OptimizerFacts} facts
 * @param {() => void} act
 */
function makeChip({ name, color, dash }, act) {
  const stroke = `var(--${color})`;
  const fill = dash.length ? "#fff" : stroke;
  const sample = make(
    "svg",
    { viewBox: "0 0 34 16", "aria-hidden": "true" },
    make("path", { d: "M0 8H28", stroke, "stroke-dasharray": dash.join(" ") }),
    make("circle", { cx: 27, cy: 8, r: 5.5, stroke, "stroke-width": 2.5, fill }),
  );
  const [rate, loss] = [make("span", { class: "rate" }), make("span", { class: "standing" })];
  const button = make("button", { type: "button" }, sample, make("b", {}, name, " "), rate, loss);
  button.addEventListener("click", act);
  return { button, rate, loss };
}

/**
 * A row: the button, and in a large race its sliders.
 *
 * @param {Setup} setup
 * @param {string} key
 */
function makeRow(setup, key) {
  const { optimizers, race, turn, large } = setup;
  const { button, rate, loss } = makeChip(optimizers[key], () => {
    const { on } = race();
    const keys = Object.keys(optimizers);
    turn({ on: keys.filter((other) => on.includes(other) !== (other === key)), about: key });
  });
  const sliders = large ? [makeRate(setup, () => key), makeMomentum(setup, () => key)] : [];
  const element = make("div", { class: "racer" }, button);
  if (large) element.append(make("div", {}, ...sliders.map((each) => each.element)));
  const update = () => {
    const { on, rates } = race();
    element.hidden = !setup.offered(key);
    if (element.hidden) return;
    button.ariaPressed = String(on.includes(key));
    say(rate, ` ${shortly(rates[key])} `);
    for (const each of sliders) each.update();
  };
  /** @param {Racer | undefined} racer @param {number} step */
  const show = (racer, step) => say(loss, racer ? standing(racer, step, !large) : "off");
  return { key, element, update, show };
}

/** What the numbers of a column are, as in a table. */
const heads = () =>
  make(
    "div",
    { class: "heads", "aria-hidden": "true" },
    ...["rate", "loss"].map((text) => make("span", {}, text)),
  );

/** @param {Setup} setup */
export function makeList(setup) {
  const rows = Object.keys(setup.optimizers).map((key) => makeRow(setup, key));
  const element = make(
    "div",
    { class: "list", role: "group", "aria-label": "Optimizers: rate and loss" },
    ...setup.large ? [] : [heads(), heads()],
    ...rows.map((row) => row.element),
  );
  /** @type {Map<string, Racer>} */
  let running = new Map();
  const isNew = noticer();
  const update = (/** @type {Shown} */ { racers }) => {
    running = new Map(racers.map((racer) => [racer.key, racer]));
    if (isNew(apart(setup.race()))) rows.forEach((row) => row.update());
  };
  const show = (/** @type {Moment} */ { position, hovered }) => {
    const step = hovered ?? Math.floor(position);
    for (const row of rows) if (!row.element.hidden) row.show(running.get(row.key), step);
  };
  return { element, update, show };
}

// What can be set beside the map: what is shown there, what all share, and what few need.

import { make, press, select } from "../shared/dom.js";
import { settings } from "../shared/settings.js";
import { apart, noticer } from "./racers.js";
import { makeShare } from "./share.js";
import { makeMomentum, makeMore, makeNoise, makeRate, makeSetting } from "./sliders.js";

/** @typedef {import("./racers.js").Race} Race */
/** @typedef {import("./race.js").Setup} Setup */
/** @typedef {import("./race.js").Shown} Shown */

/** @type {[Race["beside"], string][]} */
const PANELS = [["loss", "Loss"], ["why", "Why"], ["rates", "Rates"]];

/** A list with its name. @param {string} name @param {HTMLSelectElement} list */
const named = (name, list) =>
  make("label", { class: "setting" }, make("span", { class: "name" }, name), list);

/**
 * What is shown beside the map, and of whom.
 *
 * @param {Setup} setup
 */
export function makeTabs({ race, turn, subject, isHiding }) {
  const tabs = PANELS.map(([key, text]) => ({
    key,
    button: press(text, () => turn({ beside: key })),
  }));
  const about = select("Of", [], (key) => turn({ about: key }));
  const buttons = tabs.map(({ button }) => button);
  const group = make("div", { class: "tabs", role: "group", "aria-label": "Beside the map" });
  group.append(...buttons);
  const update = (/** @type {Shown} */ { racers }) => {
    const { beside, many } = race();
    for (const { key, button } of tabs) {
      button.ariaPressed = String(key === beside);
      button.hidden = key === "rates" && isHiding();
    }
    about.hidden = racers.length < 2 || (beside === "loss" && !many);
    const options = racers.map(({ key, name }) => make("option", { value: key }, name));
    if (
      about.options.length !== options.length ||
      options.some((option, i) => option.value !== about.options[i].value)
    ) {
      about.replaceChildren(...options);
    }
    about.value = subject(racers)?.key ?? "";
  };
  return { element: make("div", { class: "panels" }, group, about), update };
}

/** The rates and momenta of all, or of one: for a race of many. @param {Setup} setup */
export function makeTuning(setup) {
  /** @type {[string, string][]} */
  const offered = Object.entries(setup.optimizers)
    .filter(([key]) => setup.offered(key))
    .map(([key, { name }]) => [key, name]);
  const tune = select("Tune", [["", "Tune all"], ...offered], (about) => setup.turn({ about }));
  tune.value = setup.race().about;
  const sliders = [makeRate(setup, () => tune.value), makeMomentum(setup, () => tune.value)];
  const parts = sliders.map(({ element }) => element);
  const element = make("div", { class: "tuning" }, tune, ...parts);
  const isNew = noticer();
  const update = () => {
    if (isNew([apart(setup.race()), tune.value])) sliders.forEach((each) => each.update());
  };
  return { element, update, tuned: () => tune.value };
}

/** A box to tick. @param {string} text @param {(is: boolean) => void} act */
function makeTick(text, act) {
  const box = make("input", { type: "checkbox" });
  box.addEventListener("change", () => act(box.checked));
  return { box, element: make("label", { class: "setting" }, box, text) };
}

/**
 * What few need, behind one button.
 *
 * @param {HTMLElement} el
 * @param {Setup} setup
 * @param {HTMLSelectElement} speed
 * @param {() => string} tuned whose further settings are shown; "" for all who run
 */
export function makeDrawer(el, setup, speed, tuned) {
  const { surfaces, optimizers, limits, race, alter, release, turn, ownRates } = setup;
  const surface = select(
    "Surface",
    Object.entries(surfaces).map(([key, { name }]) => [key, name]),
    (key) => turn({ surface: key, start: surfaces[key].start, rates: ownRates(key), shift: 0 }),
  );
  const add = select("Add an optimizer", [], (key) => turn({ on: setup.offer(key), about: key }));
  const stepLimits = { ...limits.steps, step: 10 };
  const steps = makeSetting(
    "steps",
    "steps",
    stepLimits,
    (value) => alter({ steps: value }),
    release,
  );
  const many = makeTick("a hundred starts", (is) => turn({ many: is }));
  const noise = race().noise ? null : makeNoise(setup); // else it is among the racers
  const again = press("Other noise", () => turn({ seed: race().seed + 1 }));
  const more = Object.keys(optimizers).map((key) => ({ key, ...makeMore(setup, key) }));
  const others = named("Add", add);
  const element = settings(
    ...Object.keys(surfaces).length > 1 ? [named("Surface", surface)] : [],
    others,
    steps.element,
    named("Speed", speed),
    many.element,
    ...noise ? [noise.element] : [],
    again,
    ...more.map((each) => each.element),
    makeShare(el, setup),
  );
  const isNew = noticer();
  const update = () => {
    if (!isNew([apart(race()), tuned()])) return;
    const { surface: name, steps: count, noise: shaken } = race();
    surface.value = name;
    steps.show(count, String(count));
    many.box.checked = race().many;
    noise?.update();
    again.hidden = !shaken;
    const left = Object.keys(optimizers).filter((key) => !setup.offered(key));
    others.hidden = setup.only || left.length === 0;
    add.replaceChildren(
      make("option", { value: "" }, "an optimizer"),
      ...left.map((key) => make("option", { value: key }, optimizers[key].name)),
    );
    for (const each of more) {
      each.update();
      if (tuned() !== each.key && !setup.large) each.element.hidden = true;
    }
  };
  return { element, update };
}

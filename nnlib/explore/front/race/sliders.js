// The sliders of rates, of momenta and of what else an optimizer can be set to.

import { make, say, slider } from "../shared/dom.js";
import { clamp, shortly } from "../shared/numbers.js";
import { rateAt } from "./words.js";

/** @typedef {import("./race.js").Setup} Setup */

const ALL = { min: -1.48, max: 1.48 }; // how far the slider shifts all rates...
const ONE = { min: -2, max: 2 }; // ...or one

/**
 * A slider between its name and its value.
 *
 * @param {string} name
 * @param {string} label what it is called alone
 * @param {Record<string, string | number>} limits
 * @param {(value: number) => void} act
 * @param {() => void} release
 */
export function makeSetting(name, label, limits, act, release) {
  const input = slider(label, limits, act);
  input.addEventListener("change", release);
  const value = make("span", { class: "value" });
  const title = make("span", { class: "name" }, name);
  const show = (/** @type {number} */ at, /** @type {string} */ text) => {
    input.value = String(at);
    say(value, text);
    input.setAttribute("aria-valuetext", text);
  };
  return { element: make("label", { class: "setting" }, title, input, value), input, title, show };
}

/**
 * The learning rate of one, or all of them shifted together.
 *
 * @param {Setup} setup
 * @param {() => string} tuned whose, or "" for all
 */
export function makeRate({ optimizers, ownRates, race, alter, release }, tuned) {
  const shiftBy = (/** @type {number} */ shift) => {
    const own = ownRates();
    const keys = tuned() ? [tuned()] : Object.keys(optimizers);
    const rates = Object.fromEntries(keys.map((key) => [key, rateAt(own[key], shift)]));
    alter({ rates: { ...race().rates, ...rates }, ...(tuned() ? {} : { shift }) });
  };
  const limits = { ...ALL, step: 0.02 };
  const { element, input, show } = makeSetting("rate", "rate", limits, shiftBy, release);
  const update = () => {
    const { rates, shift } = race();
    const key = tuned();
    const { min, max } = key ? ONE : ALL;
    [input.min, input.max] = [String(min), String(max)];
    input.setAttribute("aria-label", key ? `rate of ${optimizers[key].name}` : "rate of all");
    if (key) show(Math.log10(rates[key] / ownRates()[key]), shortly(rates[key]));
    else {
      const on = race().on.length ? race().on : Object.keys(rates);
      const texts = [Math.min, Math.max].map((end) => shortly(end(...on.map((own) => rates[own]))));
      show(shift, [...new Set(texts)].join(" to "));
    }
  };
  return { element, update };
}

/**
 * The momentum of one, or of all that run and have one; it has the optimizer's name for it.
 *
 * @param {Setup} setup
 * @param {() => string} tuned whose, or "" for all
 */
export function makeMomentum({ optimizers, limits, race, alter, release }, tuned) {
  const { momenta: all } = race();
  const keysOf = () => (tuned() ? [tuned()] : race().on).filter((key) => key in all);
  const range = { ...limits.momentum, step: 0.01 };
  const act = (/** @type {number} */ momentum) => {
    const momenta = keysOf().map((key) => [key, Math.max(momentum, optimizers[key].least)]);
    alter({ momenta: { ...race().momenta, ...Object.fromEntries(momenta) } });
  };
  const { element, input, title, show } = makeSetting("momentum", "momentum", range, act, release);
  const update = () => {
    const { momenta } = race();
    const keys = keysOf();
    element.hidden = keys.length === 0;
    if (element.hidden) return;
    const name = (tuned() && optimizers[tuned()].argument) || "momentum";
    say(title, name);
    input.setAttribute("aria-label", tuned() ? `${name} of ${optimizers[tuned()].name}` : name);
    const common = Math.min(...keys.map((key) => momenta[key]));
    const alike = keys.every((key) => momenta[key] === Math.max(common, optimizers[key].least));
    show(alike ? common : 0.9, alike ? common.toFixed(2) : "differ");
  };
  return { element, update };
}

/**
 * How the sliders of other settings go: to a value, from it, and from where to where.
 *
 * @typedef {{ min: number, max: number, step: number, value: (at: number) => number,
 *   at: (value: number) => number }} Scale
 */
const two = (/** @type {number} */ value) => Number(value.toPrecision(2));
/** @type {Scale} */
const MEAN = {
  min: 0,
  max: 4,
  step: 0.1,
  value: (at) => Number((1 - two(10 ** -at)).toFixed(6)),
  at: (value) => -Math.log10(Math.max(1 - value, 1e-9)),
};
/** @type {Scale} */
const POWER = {
  min: -9,
  max: 0.75,
  step: 0.25,
  value: (at) => two(10 ** at),
  at: (value) => Math.log10(Math.max(value, 1e-12)),
};
/** Six powers of ten, from 0 instead of the least. @param {number} unit @returns {Scale} */
const fromZero = (unit) => ({
  min: unit - 4,
  max: unit + 2,
  step: 0.1,
  value: (at) => (at <= unit - 4 ? 0 : two(10 ** at)),
  at: (value) => (value ? Math.log10(value) : unit - 4),
});
/** @type {Record<string, Scale>} */
const SCALES = {
  rho: MEAN,
  beta_2: MEAN,
  epsilon: POWER,
  weight_decay: { ...fromZero(0), max: 0.9 },
};

/**
 * A slider on a scale of its own.
 *
 * @param {string} name
 * @param {string} label
 * @param {Scale} scale
 * @param {(value: number) => void} act
 * @param {() => void} release
 */
function makeScaled(name, label, { value, at, ...limits }, act, release) {
  const made = makeSetting(name, label, limits, (place) => act(value(place)), release);
  const show = (/** @type {number} */ now) => {
    made.show(clamp(at(now), limits.min, limits.max), now ? shortly(now) : "0");
  };
  return { ...made, show };
}

/**
 * The noise on all gradients; the seed draws another one.
 *
 * @param {Setup} setup
 */
export function makeNoise({ race, facts, surface, alter, release }) {
  const act = (/** @type {number} */ noise) => alter({ noise });
  const order = Math.round(Math.log10(Math.hypot(...surface().gradient(...facts().start)) || 1));
  const scale = fromZero(Math.abs(order) > 4 ? order - 1 : 0);
  const { element, show } = makeScaled("noise", "noise on the gradient", scale, act, release);
  const update = () => show(race().noise);
  return { element, update };
}

/**
 * What else one can be set to.
 *
 * @param {Setup} setup
 * @param {string} key
 */
export function makeMore({ optimizers, race, alter, release }, key) {
  const { name, settings } = optimizers[key];
  const made = Object.entries(settings).map(([setting, usual]) => ({
    setting,
    usual,
    ...makeScaled(setting, `${setting} of ${name}`, SCALES[setting], (value) => {
      const own = { ...race().settings[key], [setting]: value };
      alter({ settings: { ...race().settings, [key]: own } });
    }, release),
  }));
  const element = make("fieldset", {}, make("legend", {}, name));
  element.append(...made.map((each) => each.element));
  const update = () => {
    element.hidden = made.length === 0 || !race().on.includes(key);
    for (const { setting, usual, show } of made) show(race().settings[key]?.[setting] ?? usual);
  };
  return { element, update };
}

// What is seen, as a call in Python and as a link.

import { make, press } from "../shared/dom.js";
import { clamp } from "../shared/numbers.js";

/** @typedef {import("./racers.js").Race} Race */
/** @typedef {import("./racers.js").Numbers} Numbers */
/** @typedef {import("./race.js").Setup} Setup */

const PANELS = ["loss", "why", "rates"];

/** A value in Python. @param {unknown} value @returns {string} */
function python(value) {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) {
    const items = value.map(python).join(", ");
    return value.every((each) => typeof each === "number") ? `(${items})` : `[${items}]`;
  }
  if (value && typeof value === "object") {
    return `{${
      Object.entries(value).map(([key, each]) => `"${key}": ${python(each)}`).join(", ")
    }}`;
  }
  return JSON.stringify(value);
}

/** Those of some that differ from the usual ones. @param {Numbers} own @param {Numbers} usual */
const different = (own, usual) =>
  Object.fromEntries(Object.entries(own).filter(([key, value]) => value !== usual[key]));

/**
 * The call that makes the race as it is.
 *
 * @param {Race} race
 * @param {Setup} setup
 */
export function callOf(race, setup) {
  const { facts, limits, optimizers } = setup;
  const runs = (/** @type {Numbers} */ all) =>
    Object.fromEntries(Object.entries(all).filter(([key]) => race.on.includes(key)));
  const { start, program, stored } = facts();
  const usual = Object.fromEntries(
    Object.entries(optimizers).map(([key, { momentum }]) => [key, momentum]),
  );
  const usualRates = Object.fromEntries(
    Object.keys(optimizers).map((key, i) => [key, facts().rates[i]]),
  );
  const settings = Object.fromEntries(
    Object.entries(race.settings)
      .filter(([key]) => race.on.includes(key))
      .map(([key, own]) => [key, different(own, optimizers[key].settings)])
      .filter(([, own]) => Object.keys(own).length > 0),
  );
  const surface = program || stored ? null : race.surface; // of one's own: named so
  const offered = Object.keys(optimizers).filter(setup.offered);
  const isFew = [1, 2, 3].includes((setup.only ? offered : race.on).length);
  /** @type {[string, unknown, unknown][]} */
  const given = [
    ["surface", surface, "beale"],
    ["start", race.start, start],
    ["steps", race.steps, 100],
    ["rates", different(runs(race.rates), usualRates), {}],
    ["momenta", different(runs(race.momenta), usual), {}],
    ["settings", settings, {}],
    ["noise", race.noise, 0],
    ["seed", race.noise ? race.seed : 0, 0],
    ["only", setup.only ? offered : [], []],
    ["layout", setup.large ? "large" : "compact", isFew ? "large" : "compact"],
    ["hide", setup.hide, false],
    ["many", race.many, false],
    ["beside", race.beside, "loss"],
    ["about", race.on.includes(race.about) ? race.about : "", ""],
    ["goal", race.goal, limits.goal],
  ];
  const named = given.filter(([, value, first]) => JSON.stringify(value) !== JSON.stringify(first));
  const texts = named.map(([name, value]) => `${name}=${value === null ? name : python(value)}`);
  return `nnlib.explore.race(${[python(race.on), ...texts].join(", ")})`;
}

/**
 * Which race of a page a link is for; of those that are alike, which one.
 *
 * @param {HTMLElement} el
 */
function parameterOf(el) {
  const root = el.getRootNode();
  const host = root instanceof ShadowRoot ? root.host : el;
  const key = host.getAttribute("data-nnlib");
  const at = [...document.querySelectorAll(`[data-nnlib="${key}"]`)].indexOf(host);
  return `race-${key}${at > 0 ? `-${at}` : ""}`;
}

/**
 * What of a link's value is like what is there: it may come from anyone.
 *
 * @param {any} told
 * @param {any} like
 * @returns {any}
 */
function checked(told, like) {
  if (typeof told !== typeof like || (told === null) !== (like === null)) return like;
  if (Array.isArray(like)) {
    return Array.isArray(told) && told.every((each) => typeof each === typeof like[0])
      ? told
      : like;
  }
  if (typeof like !== "object" || like === null) return told;
  return Object.fromEntries(
    Object.entries(like).map((
      [key, value],
    ) => [key, key in told ? checked(told[key], value) : value]),
  );
}

/** Numbers within limits. @param {Numbers} all @param {number} least @param {number} most */
const kept = (all, least, most) =>
  Object.fromEntries(Object.entries(all).map(([key, value]) => [key, clamp(value, least, most)]));

/** What all can be set to, and are. @param {Setup["optimizers"]} optimizers */
const settingsOf = (optimizers) =>
  Object.fromEntries(Object.entries(optimizers).map(([key, { settings }]) => [key, settings]));

/**
 * The state that the page's address holds for this race.
 *
 * @param {HTMLElement} el
 * @param {Setup} setup
 * @returns {Partial<Race>}
 */
export function stateInLink(el, setup) {
  const text = new URLSearchParams(location.search).get(parameterOf(el));
  if (!text) return {};
  try {
    const { race, surfaces, optimizers, limits } = setup;
    const all = JSON.parse(text);
    const told = checked(all, race());
    const { min, max } = limits.steps;
    const steps = clamp(Math.round(told.steps), min, max);
    const surface = Object.hasOwn(surfaces, told.surface) ? told.surface : race().surface;
    const { bounds } = surfaces[surface];
    const may = (/** @type {string} */ key) => !setup.only || setup.offered(key);
    const can = PANELS.filter((panel) => panel !== "rates" || !setup.isHiding());
    return {
      ...told,
      surface,
      steps,
      start: race().start.map((value, axis) => clamp(told.start[axis] ?? value, ...bounds[axis])),
      step: told.step === null ? null : clamp(Math.round(told.step), 0, steps),
      rates: kept(told.rates, 1e-30, 1e30),
      momenta: kept(told.momenta, 0, limits.momentum.max),
      settings: checked(all.settings, settingsOf(optimizers)),
      noise: clamp(told.noise, 0, 1e20),
      on: Array.isArray(all.on)
        ? Object.keys(optimizers).filter((key) => all.on.includes(key) && may(key))
        : race().on,
      beside: can.includes(told.beside) ? told.beside : "loss",
    };
  } catch {
    return {}; // no link of ours
  }
}

/** @param {HTMLElement} el @param {Race} race */
function linkOf(el, race) {
  const link = new URL(location.href);
  link.searchParams.set(parameterOf(el), JSON.stringify(race));
  return link.href;
}

/**
 * Buttons that copy a call and, where the page has an address, a link; and the text, for
 * who must copy it by hand.
 *
 * @param {HTMLElement} el
 * @param {Setup} setup
 */
export function makeShare(el, setup) {
  const field = make("input", { readonly: "", "aria-label": "Copied text", hidden: "" });
  const copy = async (/** @type {string} */ text) => {
    field.hidden = false;
    field.value = text;
    field.select();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // the page may not: the text is there, selected
    }
  };
  const call = press("Copy as Python", () => copy(callOf(setup.race(), setup)));
  const link = press("Copy link", () => copy(linkOf(el, setup.race())));
  link.hidden = !/^(https?|file):$/.test(location.protocol);
  return make("div", { class: "share" }, call, link, field);
}

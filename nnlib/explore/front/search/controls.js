// The controls: the way, what plays a search, and what can be asked after one.

import { make, press, say, slider } from "../shared/dom.js";
import { makePlayback } from "../shared/time.js";
import { WAYS } from "./maths.js";
import { counted } from "./words.js";

/** @typedef {import("./maths.js").Trial} Trial */
/** @typedef {import("./maths.js").Way} Way */
/**
 * What can be changed.
 *
 * @typedef {object} State
 * @property {Way} way
 * @property {number} draw from 1
 * @property {Record<Way, number>} at trials of each way that are shown
 * @property {boolean} over whether a search has come to its end
 * @property {boolean} worth whether it is shown what the winner is worth
 * @property {boolean} map whether the means of all values are shown
 * @property {boolean} many whether many draws are shown
 */
/** @typedef {(state: Partial<State>) => void} Act */

const SECONDS = 7; // that a whole search plays

/** The choice of a way. @param {(way: Way) => void} act */
function makeWays(act) {
  const inputs = WAYS.map((way) => {
    const input = make("input", { type: "radio", name: "way", value: way });
    input.addEventListener("change", () => act(way));
    return input;
  });
  const labels = WAYS.map((way, i) => make("label", {}, inputs[i], make("span", {}, way)));
  const element = make("div", { class: "ways", role: "radiogroup", "aria-label": "Way" });
  element.append(...labels);
  const show = (/** @type {Way} */ way) => {
    inputs.forEach((input) => input.checked = input.value === way);
  };
  return { element, show };
}

/**
 * Trials that fall by themselves, at the pace of their epochs.
 *
 * @param {HTMLElement} el
 * @param {() => { trials: Trial[], at: number }} now
 * @param {(at: number) => void} goTo
 * @param {number} budget
 * @param {() => void} show
 */
export function makePlayer(el, now, goTo, budget, show) {
  const { start, pause, playing } = makePlayback(el);
  const play = () => {
    const { trials, at } = now();
    const first = at < trials.length ? at : 0;
    const begin = first ? trials[first - 1].spent : 0;
    start((seconds) => {
      const spent = begin + seconds * budget / SECONDS;
      const reached = trials.filter((trial) => trial.spent <= spent).length;
      if (reached === trials.length) pause();
      if (reached !== now().at) goTo(reached);
    });
    if (first !== at) goTo(first);
    show();
  };
  const stop = () => {
    pause();
    show();
  };
  return { playing, play, pause, stop };
}

/**
 * What moves a search: the way, Play, Step, Start over, and the slider.
 *
 * @param {ReturnType<typeof makePlayer>} player
 * @param {() => { trials: Trial[], at: number }} now
 * @param {(at: number) => void} goTo
 * @param {(way: Way) => void} choose
 */
export function makeControls(player, now, goTo, choose) {
  const stopped = (/** @type {() => void} */ act) => () => {
    player.pause();
    act();
  };
  const ways = makeWays((way) => stopped(() => choose(way))());
  const play = press("Play", () => player.playing() ? player.stop() : player.play());
  play.classList.add("play");
  // They keep the focus where they do nothing: the next Space would turn the page.
  const step = press("Step", stopped(() => now().at < now().trials.length && goTo(now().at + 1)));
  const over = press("Start over", stopped(() => now().at > 0 && goTo(0)));
  const scrub = slider("Trial", { min: 0 }, (at) => stopped(() => goTo(at))());
  const spent = make("span", { class: "spent" });
  const element = make("div", { class: "controls" }, ways.element, play, step, over, scrub, spent);
  const show = (/** @type {Way} */ way, /** @type {number} */ budget) => {
    const { trials, at } = now();
    ways.show(way);
    say(play, player.playing() ? "Pause" : "Play");
    step.setAttribute("aria-disabled", String(at === trials.length));
    over.setAttribute("aria-disabled", String(at === 0));
    scrub.max = String(trials.length);
    scrub.value = String(at);
    scrub.setAttribute("aria-valuetext", `${at} of ${counted(trials.length, "trial")}`);
    const epochs = at ? trials[at - 1].spent : 0;
    say(spent, `${counted(at, "trial")}, ${epochs} of ${budget} epochs`);
  };
  return { element, show };
}

/**
 * What can be asked once a search is over.
 *
 * @param {number} draws
 * @param {() => State} state
 * @param {Act} act
 * @param {() => void} pause
 */
export function makeQuestions(draws, state, act, pause) {
  const another = press("Another draw", () => {
    pause();
    const at = { grid: 0, random: 0, pruned: 0 };
    act({ draw: state().draw + 1, at, worth: false, many: false });
  });
  const worth = press("The winner's worth", () => act({ worth: !state().worth }));
  const map = press("The whole map", () => act({ map: !state().map }));
  const many = press(`${draws} draws at once`, () => act({ many: !state().many, worth: false }));
  const element = make("div", { class: "questions" }, another, worth, map, many);
  const show = (/** @type {boolean} */ ended) => {
    const now = state();
    element.classList.toggle("none", !now.over);
    for (
      const [button, on] of /** @type {const} */ ([
        [worth, now.worth],
        [map, now.map],
        [many, now.many],
      ])
    ) button.setAttribute("aria-pressed", String(on));
    worth.disabled = !ended && !now.many;
  };
  return { element, show };
}

// The epochs of a training that are stored: a slider over them, and Play.

import { make, press, say, slider } from "./dom.js";
import { clamp } from "./numbers.js";
import { makePlayback } from "./time.js";

/**
 * A moment between two stored epochs.
 *
 * @typedef {object} Moment
 * @property {number} from the number of the one before, from 0
 * @property {number} to that of the one behind
 * @property {number} share of the way between them
 * @property {number} epoch
 */

/**
 * @param {number[]} epochs that are stored, 0 first
 * @param {number} position
 * @returns {Moment}
 */
export function momentAt(epochs, position) {
  const from = clamp(Math.floor(position), 0, epochs.length - 1);
  const to = Math.min(from + 1, epochs.length - 1);
  const share = to === from ? 0 : position - from;
  return { from, to, share, epoch: epochs[from] + share * (epochs[to] - epochs[from]) };
}

/**
 * Where one is, which moves by itself. Who wants no motion sees only what is stored.
 *
 * @param {HTMLElement} el
 * @param {number} last
 * @param {number} seconds for all of it
 * @param {() => void} show
 */
function makePlayer(el, last, seconds, show) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let position = 0;
  const { start, pause, playing } = makePlayback(el);
  const play = () => {
    const begin = position < last ? position : 0;
    start((now) => {
      const reached = Math.min(last, begin + now * last / seconds);
      position = still ? Math.floor(reached) : reached;
      if (position === last) pause();
      show();
    });
  };
  const goTo = (/** @type {number} */ index) => {
    pause();
    position = index;
    show();
  };
  return { position: () => position, playing, pause, play, goTo };
}

/**
 * @param {HTMLElement} el
 * @param {number[]} epochs
 * @param {number} seconds that it plays
 * @param {(moment: Moment) => void} act
 */
export function makeEpochs(el, epochs, seconds, act) {
  const last = epochs.length - 1;
  const player = makePlayer(el, last, seconds, () => show());
  const play = press("Play", () => {
    if (player.playing()) player.pause();
    else player.play();
    show();
  });
  play.classList.add("play");
  const scrub = slider("Epoch", { min: 0, max: last }, player.goTo);
  const text = make("span", { class: "epoch" });
  const element = make("div", { class: "epochs" }, play, scrub, text);
  function show() {
    const moment = momentAt(epochs, player.position());
    scrub.value = String(moment.from);
    const told = `epoch ${Math.floor(moment.epoch)} of ${epochs[last]}`;
    scrub.setAttribute("aria-valuetext", told);
    say(text, told);
    say(play, player.playing() ? "Pause" : "Play");
    act(moment);
  }
  return { element, show, pause: player.pause };
}

// What plays: the step shown, which moves by itself.

import { make, press, say, select, slider } from "../shared/dom.js";
import { clamp } from "../shared/numbers.js";
import { makePlayback } from "../shared/time.js";

/** @typedef {import("./race.js").Setup} Setup */
/** @typedef {import("./race.js").Moment} Moment */

const SPEEDS = [5, 10, 30, 60, 200]; // steps a second
const USUAL = 30;

/**
 * The step shown. Who wants no motion sees ten pictures.
 *
 * @param {HTMLElement} el
 * @param {Setup} setup
 * @param {() => number} speed steps a second
 * @param {() => void} show
 */
function makePlayer(el, { race }, speed, show) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let position = race().step ?? race().steps;
  let last = race().steps;
  const { start, pause, playing } = makePlayback(el);
  function play() {
    const from = position < last ? position : 0;
    position = from;
    start((seconds) => {
      let reached = from + seconds * speed();
      if (still) reached -= reached % Math.ceil(last / 10);
      position = Math.min(last, reached);
      if (position === last) pause();
      show();
    });
  }
  function goTo(/** @type {number} */ step) {
    pause();
    position = clamp(step, 0, last);
    show();
  }
  const update = (/** @type {number} */ steps) => {
    const atEnd = position >= last && !playing();
    last = steps;
    position = atEnd ? last : Math.min(position, last);
  };
  /** To a step, without a picture: one follows. */
  const finish = (/** @type {number} */ step) => {
    pause();
    position = step;
  };
  return { position: () => position, isPlaying: playing, play, pause, goTo, update, finish };
}

/**
 * The controls of time.
 *
 * @param {HTMLElement} el
 * @param {Setup} setup
 * @param {() => void} show
 */
export function makeTime(el, setup, show) {
  const speed = select(
    "Speed",
    SPEEDS.map((value) => [value, `${value} steps a second`]),
    () => {
      if (player.isPlaying()) player.play(); // on from here
    },
  );
  speed.value = String(USUAL);
  const player = makePlayer(el, setup, () => Number(speed.value), show);
  const play = press("Play", () => {
    if (player.isPlaying()) player.pause();
    else player.play();
    showPlaying();
  });
  play.className = "play";
  const showPlaying = () => say(play, player.isPlaying() ? "Pause" : "Play");
  const scrub = slider("Step shown", { min: 0, max: setup.race().steps }, player.goTo);
  const text = make("span");
  const element = make(
    "div",
    { class: "time" },
    play,
    press("Step", () => player.goTo(Math.floor(player.position()) + 1)),
    press("Rewind", () => player.goTo(0)),
    make("div", { class: "scrub" }, scrub, text),
  );
  const update = () => {
    const { steps } = setup.race();
    player.update(steps);
    scrub.max = String(steps);
  };
  const showStep = (/** @type {Moment} */ { position }) => {
    const step = Math.floor(position);
    scrub.value = String(step);
    say(text, `step ${step}`);
    showPlaying();
  };
  return { element, speed, player, update, show: showStep };
}

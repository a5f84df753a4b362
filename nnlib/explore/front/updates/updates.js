// The updates that real batches made to a network: a slider over them, and Play.

import { make, press, say, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { wordsOf } from "../shared/packed.js";
import { makePlayback } from "../shared/time.js";
import { makeCurve } from "./curve.js";
import { linesOf, statesOf, turned } from "./maths.js";
import { makeNet } from "./net.js";
import { lossOf, rightOf, turnedOf, updateOf } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */

const SECONDS = 12; // that all of it plays

/**
 * @param {HTMLElement} el
 * @param {Model} model
 * @param {number} count
 */
function makeTime(el, model, count) {
  const update = () => /** @type {number} */ (model.get("update"));
  const goTo = (/** @type {number} */ to) => change(model, { update: to });
  const playback = makePlayback(el);
  const pause = () => {
    playback.pause();
    say(play, "Play");
  };
  const start = () => {
    const begin = update() < count ? update() : 0;
    say(play, "Pause");
    playback.start((seconds) => {
      const reached = Math.min(count, begin + Math.floor((seconds * count) / SECONDS));
      goTo(reached);
      if (reached === count) pause();
    });
  };
  const play = press("Play", () => (playback.playing() ? pause() : start()));
  const scrub = slider("Update", { min: 0, max: count }, (to) => {
    pause();
    goTo(to);
  });
  const text = make("span", { class: "update" });
  const show = () => {
    scrub.value = String(update());
    const told = updateOf(update(), count);
    scrub.setAttribute("aria-valuetext", told);
    say(text, told);
  };
  return { element: make("div", { class: "time" }, play, scrub, text), show, pause };
}

/** Names with what they come to. */
function makeFacts() {
  const element = make("dl");
  /** @param {string[][]} facts */
  const show = (facts) => {
    facts.forEach(([name, value], i) => {
      const row = element.children[i] ??
        element.appendChild(make("div", {}, make("dt"), make("dd")));
      say(row.children[0], name);
      say(row.children[1], value);
    });
  };
  return { element, show };
}

/** @param {string} kind @param {string} text */
const key = (kind, text) => make("span", { class: `mark ${kind}` }, text);

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const [sizes, bias, examples] = ["sizes", "bias", "examples"].map((name) => model.get(name));
  const [losses, batches] = [model.get("losses"), model.get("batch_losses")];
  const [right, answers] = [model.get("right"), model.get("answers")];
  const lines = linesOf(sizes, bias);
  const states = statesOf(wordsOf(model.get("weights")), lines.length);
  const weights = lines.filter(({ from }) => from >= 0).length;
  const net = makeNet(sizes, bias, lines, model.get("example"), model.get("wanted"));
  const [curve, facts] = [makeCurve(losses, batches), makeFacts()];
  const time = makeTime(el, model, batches.length);
  const legend = make(
    "p",
    { class: "legend" },
    key("positive", "positive"),
    key("negative", "negative"),
    key("turned", "other sign than at the start"),
  );
  el.classList.add("updates");
  el.append(
    time.element,
    make(
      "div",
      { class: "main" },
      make("div", { class: "drawing" }, net.element, legend),
      make("div", { class: "told" }, curve.element, facts.element),
    ),
  );
  const show = () => {
    const update = /** @type {number} */ (model.get("update"));
    const other = turned(states[update], states[0], lines);
    const told = [
      lossOf(losses[update], examples),
      ...(right ? [rightOf(right[update], examples)] : []),
      turnedOf(other, weights),
    ];
    const says = told.map(([name, value]) => `${name}: ${value}`).join("; ");
    net.show(states[update], other, answers?.[update] ?? null, `The network; ${says}`);
    curve.show(update);
    facts.show(told);
    time.show();
  };
  show();
  const ends = [listen(model, ["update"], show), time.pause];
  return () => ends.forEach((end) => end());
}

export default { render };

// What training says: the score of each trained rate, seed by seed.

import { make } from "../shared/dom.js";
import { minus, percent } from "../shared/numbers.js";
import { stretched } from "../shared/plot.js";
import { axisOf, decimalsOf, everyNth, mean, numbersOf, placeOf } from "../shared/scores.js";
import { across, down, HIGH, makeGrid, tickAt } from "./axes.js";
import { shareOf } from "./maths.js";

/** @typedef {import("./maths.js").Axis} Axis */

const TALL = 166; // pixels of the picture
const MARGIN = 0.035; // of its height
const PITCH = 27; // pixels between two numbers, one above the other
const [SPREAD, MOST_SPREAD] = [8, 22]; // pixels between the dots of two seeds, and of all

/** A share of the height, with room for the dots at both ends. @param {number} share */
const raised = (share) => MARGIN + (1 - 2 * MARGIN) * share;

/**
 * The numbers of the scores, so many as there is room for; of far ones that at the end.
 *
 * @param {import("../shared/scores.js").Piece} piece
 */
function numbersUp(piece) {
  const told = numbersOf(piece).filter(({ text }) => text);
  if (piece.far) return piece.left === 0 ? told.slice(0, 1) : told.slice(-1);
  const pitch = TALL * (told.length > 1 ? told[1].place - told[0].place : 1);
  return told.filter((_, i) => i % everyNth(pitch, PITCH) === 0);
}

/**
 * The seeds and the mean of one trained rate.
 *
 * @param {number} share of the width
 * @param {number[]} seeds
 * @param {(score: number) => number} up
 */
function makeColumn(share, seeds, up) {
  const apart = Math.min(SPREAD, MOST_SPREAD / Math.max(1, seeds.length - 1));
  const dots = seeds.map((score, i) => {
    const aside = (i - (seeds.length - 1) / 2) * apart;
    const style = `bottom: ${percent(up(score))}; margin-left: ${aside}px`;
    return make("i", { class: "dot", style });
  });
  const tick = make("i", { class: "mean", style: `bottom: ${percent(up(mean(seeds)))}` });
  return make("div", { class: "column", style: `left: ${percent(share)}` }, ...dots, tick);
}

/**
 * The scores of the trained rates.
 *
 * @param {object} facts
 * @param {number[]} facts.tried
 * @param {number[][]} facts.scores
 * @param {string} facts.score what they are
 * @param {"max" | "min"} facts.best
 * @param {Axis} axis
 */
export function makeScores({ tried, scores, score, best }, axis) {
  const pieces = axisOf(scores.flat(), best);
  const up = (/** @type {number} */ value) => raised(placeOf(pieces, value));
  const numbers = pieces.flatMap(numbersUp);
  const shares = tried.map((rate) => shareOf(axis, rate));
  const points = shares.map((share, i) => `${across(share)} ${down(up(mean(scores[i])))}`);
  const far = pieces.filter((piece) => piece.far).map(({ left, right }) => {
    const [bottom, top] = [left && raised(left), right === 1 ? 1 : raised(right)];
    const style = `bottom: ${percent(bottom)}; height: ${percent(top - bottom)}`;
    return make("div", { class: "far", style }, "another scale");
  });
  const svg = stretched(
    HIGH,
    { "aria-hidden": "true" },
    makeGrid(axis, numbers.map(({ place }) => raised(place))),
    make("path", { class: "means", d: `M${points.join("L")}` }),
  );
  const columns = tried.map((_, i) => makeColumn(shares[i], scores[i], up));
  const panel = make(
    "div",
    { class: "panel scores" },
    make("div", { class: "frame" }, ...far, svg),
    ...columns,
    ...numbers.map(({ place, text }) => tickAt(raised(place), text)),
  );
  const heading = make(
    "div",
    { class: "key heading" },
    make("span", {}, `${score}, ${best === "max" ? "higher" : "lower"} is better`),
    make("span", {}, make("i", { class: "dot" }), "a seed"),
    make("span", {}, make("i", { class: "mean" }), "mean"),
  );
  const element = make("div", { class: "trained" }, heading, panel);
  const told = scores.map((seeds) => minus(mean(seeds).toFixed(decimalsOf(pieces))));
  const show = (/** @type {boolean} */ shown, /** @type {number} */ near) => {
    element.hidden = !shown;
    columns.forEach((column, i) => column.classList.toggle("near", i === near));
  };
  return { element, show, told };
}

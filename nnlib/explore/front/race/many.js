// A hundred starts at once, colored by the minimum where each ends.

import { run } from "./rules.js";
import { makeLayer } from "./trails.js";
import { signed } from "./words.js";

/** @typedef {import("./surfaces.js").Point} Point */
/** @typedef {import("./racers.js").Racer} Racer */
/** @typedef {import("./view.js").View} View */
/** @typedef {import("./view.js").Size} Size */
/** @typedef {{ points: Point[], end: number }} Start its way, and the minimum; -1 for none */

const SIDE = 10;
const ARRIVED = 0.01; // of the diagonal, within which a minimum is reached, as in Python
const INKS = ["blue", "vermilion", "green", "purple"]; // of minima
const MARKS = [[0, 0], [4, Math.PI / 4], [3, 0], [4, 0]]; // corners, 0 for a disk, and a turn

/**
 * The nearest minimum, if it is reached.
 *
 * @param {Point} point
 * @param {Point[]} minima
 * @param {number} diagonal
 */
function reached([x, y], minima, diagonal) {
  const away = minima.map((minimum) => Math.hypot(x - minimum[0], y - minimum[1]));
  const least = Math.min(...away);
  return least <= ARRIVED * diagonal ? away.indexOf(least) : -1;
}

/**
 * Let an optimizer go from a grid of starts.
 *
 * @param {Racer} racer
 * @returns {Start[]}
 */
export function manyStarts({ entry, facts: { bounds, minima } }) {
  const sides = bounds.map(([low, high]) => high - low);
  const diagonal = Math.hypot(...sides);
  return Array.from({ length: SIDE * SIDE }, (_, i) => {
    const places = [i % SIDE, Math.floor(i / SIDE)];
    const start = places.map((place, axis) =>
      bounds[axis][0] + (sides[axis] * (place + 0.5)) / SIDE
    );
    const { points, diverged } = run({ ...entry, start: /** @type {Point} */ (start) });
    const end = diverged ? -1 : reached(points[points.length - 1], minima, diagonal);
    return { points, end };
  });
}

/**
 * How many end where.
 *
 * @param {Racer} racer
 * @param {Start[]} starts
 */
export function told({ name, facts: { bounds, minima } }, starts) {
  const counts = minima.map((_, i) => starts.filter(({ end }) => end === i).length);
  const unit = (bounds[0][1] - bounds[0][0]) / 100;
  const round = (/** @type {number} */ value) => signed(value, unit, 1);
  const ends = minima.map(([x, y], i) => `${counts[i]} to (${round(x)}, ${round(y)})`);
  const none = starts.filter(({ end }) => end < 0).length;
  return `${name}, ${starts.length} starts: ${[...ends, `${none} elsewhere`].join(", ")}.`;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point} center
 * @param {number[]} mark
 */
function drawMark(context, [x, y], [corners, turn]) {
  context.beginPath();
  if (!corners) context.arc(x, y, 7, 0, 7);
  for (let corner = 0; corner < corners; corner++) {
    const angle = turn + (2 * Math.PI * corner) / corners;
    context.lineTo(x + 9 * Math.sin(angle), y - 9 * Math.cos(angle));
  }
  context.closePath();
  context.fill();
  context.stroke();
}

/** The ways of all, and what they come to once they are there. @param {Size} size */
export function makeMany(size) {
  const { canvas, context, clear } = makeLayer(size);
  /** @type {Start[]} */
  let starts = [];
  /** @type {Point[][]} */
  let drawn = [];
  let shown = "";
  /** @type {View | null} */
  let seen = null;
  /** @param {Start[]} found @param {View} view */
  const update = (found, view) => {
    if (found === starts && view === seen) return;
    [starts, seen] = [found, view];
    drawn = found.map(({ points }) => points.map(view.place));
    shown = "";
  };
  /**
   * @param {number} step
   * @param {boolean} atEnd
   * @param {Record<string, string>} colors
   */
  const show = (step, atEnd, colors) => {
    const now = `${Math.min(step, 1e4)}${atEnd}`;
    if (now === shown) return;
    shown = now;
    clear();
    const inkOf = (/** @type {number} */ end) =>
      !atEnd ? "#444" : end < 0 ? "#8a8a8a" : colors[INKS[end % INKS.length]];
    for (const ink of new Set(starts.map(({ end }) => inkOf(end)))) {
      context.strokeStyle = ink;
      context.lineWidth = 1;
      context.beginPath();
      starts.forEach(({ end }, i) => {
        if (inkOf(end) !== ink) return;
        context.moveTo(...drawn[i][0]);
        for (const point of drawn[i].slice(1, step + 1)) context.lineTo(...point);
      });
      context.stroke();
    }
    context.strokeStyle = "#fff";
    starts.forEach(({ end }, i) => {
      context.fillStyle = inkOf(end);
      drawMark(context, drawn[i][0], MARKS[atEnd && end >= 0 ? end % MARKS.length : 0]);
    });
  };
  return { canvas, update, show, clear };
}

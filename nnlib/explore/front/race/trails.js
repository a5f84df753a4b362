// What is drawn over the surface: lines, where they end, and who is where.

import { make } from "../shared/dom.js";
import { between, inside } from "./geometry.js";

/** @typedef {import("./surfaces.js").Point} Point */
/** @typedef {import("./geometry.js").Line} Line */
/** @typedef {import("./geometry.js").Exit} Exit */
/** @typedef {import("./view.js").View} View */
/** @typedef {import("./view.js").Size} Size */
/** @typedef {import("./racers.js").Racer} Racer */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {Record<string, string>} Colors by name */
/** @typedef {Racer & { ink: string, lines: (Line | null)[], left: Exit[], view: View }} Runner */

const SHARP = 2; // canvas pixels in each of ours: slides are enlarged
const GHOST = "#8a8a8a";

/**
 * @param {Size} size
 * @param {Record<string, string | number>} [attributes]
 */
export function makeLayer({ width, height }, attributes) {
  const canvas = make("canvas", { width: width * SHARP, height: height * SHARP, ...attributes });
  const context = /** @type {Context} */ (canvas.getContext("2d"));
  context.scale(SHARP, SHARP);
  context.lineJoin = "round";
  return { canvas, context, clear: () => context.clearRect(0, 0, width, height) };
}

/** @param {Context} context @param {Point} center @param {Colors} colors */
export function drawStar(context, [x, y], colors) {
  context.beginPath();
  for (let corner = 0; corner < 10; corner++) {
    const [radius, angle] = [corner % 2 ? 5 : 12, (corner * Math.PI) / 5];
    context.lineTo(x + radius * Math.sin(angle), y - radius * Math.cos(angle));
  }
  context.closePath();
  context.fillStyle = colors.yellow;
  context.strokeStyle = colors.black;
  context.lineWidth = 1.2;
  context.fill();
  context.stroke();
}

/**
 * The path of lines from one step to another; what comes back is how long they were before.
 *
 * @param {Context} context
 * @param {(Line | null)[]} lines
 * @param {number} first
 * @param {number} last
 */
export function trace(context, lines, first, last) {
  let open = false;
  let phase = 0;
  for (let step = Math.max(1, first); step <= last && step < lines.length; step++) {
    const line = lines[step];
    if (line && !open) {
      if (!phase) phase = line.length;
      context.moveTo(...line.from);
    }
    if (line) context.lineTo(...line.to);
    open = line !== null;
  }
  return phase;
}

/**
 * Lines from one step to another; a step early, so that the corner is round.
 *
 * @param {Context} context
 * @param {Pick<Runner, "lines" | "ink" | "dash">} runner
 * @param {number} first
 * @param {number} last
 */
function drawLines(context, { lines, ink, dash }, first, last) {
  context.beginPath();
  const phase = trace(context, lines, first, last);
  context.setLineDash([]);
  context.strokeStyle = "#fff";
  context.lineWidth = 6;
  context.stroke();
  context.setLineDash(dash);
  context.lineDashOffset = phase;
  context.strokeStyle = ink;
  context.lineWidth = 3;
  context.stroke();
  context.setLineDash([]);
}

/**
 * The runs before the last change, in gray.
 *
 * @param {Context} context
 * @param {(Line | null)[][]} ghosts
 */
export function drawGhosts(context, ghosts) {
  context.beginPath();
  for (const lines of ghosts) trace(context, lines, 1, lines.length);
  context.strokeStyle = GHOST;
  context.lineWidth = 2;
  context.stroke();
}

/**
 * A line with a head at its end.
 *
 * @param {Context} context
 * @param {Point} from
 * @param {Point} to
 * @param {string} ink
 * @param {{ dash?: number[], wide?: number }} [look]
 */
export function drawArrow(context, from, to, ink, { dash = [], wide = 4 } = {}) {
  const long = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (long < 1) return;
  const head = Math.min(16, long);
  context.save();
  context.translate(...from);
  context.rotate(Math.atan2(to[1] - from[1], to[0] - from[0]));
  context.strokeStyle = context.fillStyle = ink;
  context.lineWidth = wide;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(0, 0);
  context.lineTo(long - head * 0.8, 0);
  context.stroke();
  context.beginPath();
  context.moveTo(long, 0);
  context.lineTo(long - head, head / 2);
  context.lineTo(long - head, -head / 2);
  context.fill();
  context.restore();
}

/** @param {Context} context @param {Point} center */
function drawCross(context, [x, y]) {
  context.lineWidth = 3;
  context.beginPath();
  for (const side of [-7, 7]) {
    context.moveTo(x - side, y - 7);
    context.lineTo(x + side, y + 7);
  }
  context.stroke();
}

/**
 * Arrows where a run leaves the picture, and a cross where it diverges.
 *
 * @param {Context} context
 * @param {Runner} runner
 * @param {number} first
 * @param {number} last
 */
function drawEnds(context, { ink, left, lines, diverged, points, view }, first, last) {
  context.strokeStyle = ink;
  const shown = (/** @type {number} */ step) => first <= step && step <= last;
  for (const { step } of left) {
    const line = lines[step];
    if (!line || !shown(step)) continue;
    const [x, y] = [line.to[0] - line.from[0], line.to[1] - line.from[1]];
    const back = 16 / (Math.hypot(x, y) || 1);
    drawArrow(context, [line.to[0] - x * back, line.to[1] - y * back], line.to, ink);
  }
  const end = points[points.length - 1];
  if (diverged && shown(diverged) && inside(end, view.bounds)) drawCross(context, view.place(end));
}

/**
 * The ring where all start.
 *
 * @param {Context} context
 * @param {Point} center
 * @param {Colors} colors
 */
export function drawStart(context, [x, y], colors) {
  context.beginPath();
  context.arc(x, y, 9, 0, 7);
  context.fillStyle = "#fff";
  context.fill();
  context.lineWidth = 2.5;
  context.strokeStyle = colors.black;
  context.stroke();
}

/**
 * Where a runner is at a step or, while it plays, on the way to the next one; with the
 * way there.
 *
 * @param {Context} context
 * @param {Runner} runner
 * @param {number} at
 */
export function drawHead(context, runner, at) {
  const step = Math.floor(at);
  const { points, lines, view, dash, ink } = runner;
  if (step >= points.length) return;
  const next = lines[step + 1];
  let head = inside(points[step], view.bounds) ? view.place(points[step]) : null;
  if (at > step && next) {
    head = between(next.from, next.to, at - step);
    drawLines(context, { ...runner, lines: [null, { ...next, to: head }] }, 1, 1);
  }
  if (!head) return;
  context.beginPath();
  context.arc(...head, 7, 0, 7);
  context.fillStyle = dash.length ? "#fff" : ink;
  context.strokeStyle = dash.length ? ink : "#fff";
  context.lineWidth = dash.length ? 3 : 1.5;
  context.fill();
  context.stroke();
}

/**
 * The trails up to a step, to which later steps are added.
 *
 * @param {Size} size
 */
export function makeTrails(size) {
  const { canvas, context, clear } = makeLayer(size);
  let drawn = Infinity; // steps that are there
  /**
   * @param {Runner[]} runners
   * @param {number} step
   * @param {(Line | null)[][]} ghosts
   */
  const show = (runners, step, ghosts) => {
    if (step < drawn) {
      clear();
      drawGhosts(context, ghosts);
      drawn = 0;
    }
    if (step === drawn) return;
    for (const runner of runners) {
      drawLines(context, runner, drawn, step);
      drawEnds(context, runner, drawn + 1, step);
    }
    drawn = step;
  };
  const forget = () => {
    drawn = Infinity;
  };
  return { canvas, show, forget };
}

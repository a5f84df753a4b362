// The surface with its trails: three pictures, one over another, and who leaves it.

import { make, say } from "../shared/dom.js";
import { clamp, percent, written } from "../shared/numbers.js";
import { pointed, ticks } from "../shared/plot.js";
import { marksAt, tickRow } from "./axes.js";
import { between, clip, inside, surfaces } from "./rules.js";
import { signed } from "./words.js";

/** @typedef {import("./rules.js").Point} Point */
/** @typedef {import("./rules.js").Bounds} Bounds */
/** @typedef {import("./race.js").Setup} Setup */
/** @typedef {import("./race.js").Race} Race */
/** @typedef {import("./race.js").Racer} Racer */
/** @typedef {import("./race.js").Moment} Moment */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {{ canvas: HTMLCanvasElement, context: Context }} Layer */
/** @typedef {Record<string, string>} Colors by name */
/** @typedef {Pick<import("./race.js").SurfaceFacts, "bounds" | "levels" | "bands">} Heights */
/** @typedef {(point: Point) => Point} Place where a point is, in pixels of the picture */
/** @typedef {[number, number, number]} Box left, top, width */
/**
 * The part of a step within the picture, and how long the line is before it, where its
 * dashes go on.
 *
 * @typedef {{ from: Point, to: Point, length: number }} Line
 */
/** @typedef {Racer & { ink: string, lines: (Line | null)[] }} Runner */

const [WIDTH, HEIGHT] = [420, 396];
const SHARP = 2; // canvas pixels in each of ours: slides are enlarged
const LETTERS = 30; // of a label, high: as on a phone, where they are as large on less

/** @param {Record<string, string | number>} [attributes] */
function makeLayer(attributes) {
  const canvas = make("canvas", { width: WIDTH * SHARP, height: HEIGHT * SHARP, ...attributes });
  const context = /** @type {Context} */ (canvas.getContext("2d"));
  context.scale(SHARP, SHARP);
  context.lineJoin = "round";
  return { canvas, context };
}

/**
 * At every pixel the logarithmic height, in bands.
 *
 * @param {number} width
 * @param {number} height
 * @param {(x: number, y: number) => number} f
 * @param {Heights} heights
 */
function heightsOf(width, height, f, { bounds, levels, bands }) {
  const [[left, right], [low, high]] = bounds;
  const scale = bands / Math.log(levels[1] / levels[0]);
  const found = new Float32Array(width * height);
  for (let row = 0, i = 0; row < height; row++) {
    const y = high - ((row + 0.5) / height) * (high - low);
    for (let column = 0; column < width; column++, i++) {
      const x = left + ((column + 0.5) / width) * (right - left);
      found[i] = Math.max(-0.9, scale * Math.log(f(x, y) / levels[0]));
    }
  }
  return found;
}

/**
 * A surface as gray bands between logarithmic heights, with a thin line between bands.
 *
 * @param {Context} context
 * @param {(x: number, y: number) => number} f
 * @param {Heights} heights
 */
function paintBands(context, f, heights) {
  const { bands } = heights;
  const [width, height] = [WIDTH * SHARP, HEIGHT * SHARP];
  const at = heightsOf(width, height, f, heights);
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < at.length; i++) {
    const beside = (i + 1) % width ? i + 1 : i - 1;
    const below = i + width < at.length ? i + width : i - width;
    const [across, down] = [at[beside] - at[i], at[below] - at[i]];
    const slope = Math.sqrt(across * across + down * down);
    const nearest = clamp(Math.round(at[i]), 0, bands);
    const near = 1.3 - Math.abs(at[i] - nearest) / (slope + 1e-6); // to a line, in pixels
    const dark = near > 0 ? 0.3 * Math.min(1, near) * Math.max(0, 1 - 3 * slope) : 0;
    const band = clamp(Math.floor(at[i]) + 1, 0, bands + 1);
    const gray = Math.round((255 - (52 * band) / (bands + 1)) * (1 - dark));
    pixels[i] = (255 << 24) | (gray << 16) | (gray << 8) | gray;
  }
  context.putImageData(image, 0, 0);
}

/** @param {Context} context @param {Point} center @param {Colors} colors */
function drawStar(context, [x, y], colors) {
  context.beginPath();
  for (let corner = 0; corner < 10; corner++) {
    const [radius, angle] = [corner % 2 ? 4 : 10, (corner * Math.PI) / 5];
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
 * @param {Bounds} bounds
 * @returns {Place}
 */
const placer = ([[left, right], [low, high]]) => ([x, y]) => [
  ((x - left) / (right - left)) * WIDTH,
  ((high - y) / (high - low)) * HEIGHT,
];

/**
 * A run's line on the picture; of a step that misses it, null.
 *
 * @param {Point[]} points
 * @param {Bounds} bounds
 */
function project(points, bounds) {
  const place = placer(bounds);
  /** @type {(Line | null)[]} */
  const lines = [null];
  let length = 0;
  let was = inside(points[0], bounds);
  for (let step = 1; step < points.length; step++) {
    const [a, b] = [points[step - 1], points[step]];
    const is = inside(b, bounds);
    const shares = was && is ? [0, 1] : clip(a, b, bounds);
    const line = shares && {
      from: place(was ? a : between(a, b, shares[0])),
      to: place(is ? b : between(a, b, shares[1])),
      length,
    };
    lines.push(line);
    if (line) length += Math.hypot(line.to[0] - line.from[0], line.to[1] - line.from[1]);
    was = is;
  }
  return lines;
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
  context.setLineDash([]);
  context.strokeStyle = "#fff";
  context.lineWidth = 5;
  context.stroke();
  context.setLineDash(dash);
  context.lineDashOffset = phase;
  context.strokeStyle = ink;
  context.lineWidth = 2.5;
  context.stroke();
  context.setLineDash([]);
}

/** An arrow's head at the end of a line. @param {Context} context @param {Line} line */
function drawArrow(context, { from, to }) {
  context.save();
  context.translate(...to);
  context.rotate(Math.atan2(to[1] - from[1], to[0] - from[0]));
  context.beginPath();
  context.lineTo(0, 0);
  context.lineTo(-15, 7);
  context.lineTo(-15, -7);
  context.closePath();
  context.fill();
  context.restore();
}

/** @param {Context} context @param {Point} center */
function drawCross(context, [x, y]) {
  context.lineWidth = 3;
  context.beginPath();
  for (const side of [-6, 6]) {
    context.moveTo(x - side, y - 6);
    context.lineTo(x + side, y + 6);
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
function drawEnds(context, { ink, left, lines, diverged, points, bounds }, first, last) {
  context.fillStyle = context.strokeStyle = ink;
  const shown = (/** @type {number} */ step) => first <= step && step <= last;
  for (const { step } of left) {
    const line = lines[step];
    if (line && shown(step)) drawArrow(context, line);
  }
  const end = points[points.length - 1];
  if (diverged && shown(diverged) && inside(end, bounds)) drawCross(context, placer(bounds)(end));
}

/**
 * The ring where all start.
 *
 * @param {Context} context
 * @param {Point} center
 * @param {Colors} colors
 */
function drawStart(context, [x, y], colors) {
  context.beginPath();
  context.arc(x, y, 8, 0, 7);
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
function drawHead(context, runner, at) {
  const step = Math.floor(at);
  const { points, lines, bounds, dash, ink } = runner;
  if (step >= points.length) return;
  const next = lines[step + 1];
  let head = inside(points[step], bounds) ? placer(bounds)(points[step]) : null;
  if (at > step && next) {
    head = between(next.from, next.to, at - step);
    drawLines(context, { ...runner, lines: [null, { ...next, to: head }] }, 1, 1);
  }
  if (!head) return;
  context.beginPath();
  context.arc(...head, 6, 0, 7);
  context.fillStyle = dash.length ? "#fff" : ink;
  context.strokeStyle = dash.length ? ink : "#fff";
  context.lineWidth = dash.length ? 3 : 1.5;
  context.fill();
  context.stroke();
}

/**
 * Where a label stands: beside an arrow at the border, moved along it, and then away from
 * it, until it covers none of those that are there already.
 *
 * @param {Point} at
 * @param {number} width
 * @param {Box[]} taken
 */
function placeLabel([x, y], width, taken) {
  const upright = x < 1 || x > WIDTH - 1;
  const free = (/** @type {Box} */ [left, top]) =>
    taken.every(([a, b, wide]) =>
      left + width <= a || a + wide <= left || top + LETTERS <= b || b + LETTERS <= top
    );
  /** @type {Box | null} */
  let box = null;
  for (let tries = 0; tries < 60 && !(box && free(box)); tries++) {
    const [row, column] = [Math.floor(tries / 12), tries % 12];
    const along = (column % 2 ? 1 : -1) * Math.ceil(column / 2) * 30;
    const away = 16 + row * (upright ? width : LETTERS);
    const [left, top] = upright
      ? [x < 1 ? away : WIDTH - width - away, y - LETTERS / 2 + along]
      : [x - width / 2 + along, y < 1 ? away : HEIGHT - LETTERS - away];
    box = [clamp(left, 2, WIDTH - width - 2), clamp(top, 2, HEIGHT - LETTERS - 2), width];
  }
  return /** @type {Box} */ (box);
}

/**
 * The names of those who leave the picture, each with the step at which it first does.
 *
 * @param {Racer[]} racers
 */
function makeLeavers(racers) {
  /** @type {Box[]} */
  const taken = [];
  return racers.filter(({ left }) => left.length > 0).map(({ name, color, bounds, left }) => {
    const [{ at, step }] = left;
    const box = placeLabel(placer(bounds)(at), name.length * 12 + 16, taken);
    taken.push(box);
    const [x, y, width] = box;
    const label = make("span", { class: "leaver", style: `border-color: var(--${color})` }, name);
    label.style.top = percent(y / HEIGHT);
    if (x + width / 2 < WIDTH / 2) label.style.left = percent(x / WIDTH);
    else label.style.right = percent(1 - (x + width) / WIDTH);
    return { label, step };
  });
}

/** The surface alone, which is painted again when it is another one. @param {Colors} colors */
function makeGround(colors) {
  const { canvas, context } = makeLayer();
  let painted = "";
  /** @param {string} surface @param {import("./race.js").SurfaceFacts} facts */
  const update = (surface, facts) => {
    if (painted === surface) return;
    painted = surface;
    paintBands(context, surfaces[surface].f, facts);
    for (const minimum of facts.minima) drawStar(context, placer(facts.bounds)(minimum), colors);
  };
  return { canvas, update };
}

/** The trails up to a step, to which later steps are added. */
function makeTrails() {
  const { canvas, context } = makeLayer();
  let drawn = 0; // steps that are there
  /** @param {Runner[]} runners @param {number} step */
  const show = (runners, step) => {
    if (step < drawn) {
      context.clearRect(0, 0, WIDTH, HEIGHT);
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

const MOVES = new Map(Object.entries({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}));

/**
 * The start follows the pointer and the arrow keys.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Setup} setup
 * @param {(text: string) => void} read is told the height where the pointer is
 */
function followStart(canvas, { race, surfaces: facts, alter }, read) {
  const bounds = () => facts[race().surface].bounds;
  const startAt = (/** @type {Point} */ point) => {
    const [x, y] = point.map((value, axis) =>
      clamp(Math.round(value * 100) / 100, ...bounds()[axis]) + 0 // no −0
    );
    alter({ start: [x, y] });
  };
  /** @param {PointerEvent} event @returns {Point} */
  const pointOf = (event) => {
    const [across, down] = pointed(event, canvas);
    const [[left, right], [low, high]] = bounds();
    return [left + across * (right - left), high - down * (high - low)];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    startAt(pointOf(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = pointOf(event);
    read(`f(${signed(x)}, ${signed(y)}) = ${written(surfaces[race().surface].f(x, y))}`);
    if (canvas.hasPointerCapture(event.pointerId)) startAt([x, y]);
  });
  canvas.addEventListener("pointerleave", () => read(""));
  canvas.addEventListener("keydown", (event) => {
    const move = MOVES.get(event.key);
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (!move && event.key !== "Home") return;
    const { surface, start } = race();
    const [x, y] = move
      ? start.map((value, axis) => {
        const [least, most] = bounds()[axis];
        const far = event.shiftKey ? 0.01 : Math.max(0.01, (most - least) / 50);
        return value + move[axis] * far;
      })
      : facts[surface].start;
    startAt([x, y]);
    event.preventDefault();
  });
}

/**
 * The colors of lines, rings and stars, as a canvas takes them.
 *
 * @param {HTMLElement} el
 * @param {Setup} setup
 */
function colorsIn(el, { optimizers }) {
  const style = getComputedStyle(el);
  const names = ["yellow", "black", ...Object.values(optimizers).map(({ color }) => color)];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`)]));
}

/** @param {HTMLElement} el @param {Setup} setup */
export function makeMap(el, setup) {
  const colors = colorsIn(el, setup);
  const [ground, trails] = [makeGround(colors), makeTrails()];
  const heads = makeLayer({
    tabindex: 0,
    role: "application",
    "aria-describedby": "start",
    "aria-label": "Surface: the arrow keys move the start of the race",
  });
  const overlay = make("div", { "aria-hidden": "true" });
  const canvases = [ground.canvas, trails.canvas, heads.canvas];
  const map = make("div", { class: "map" }, ...canvases, make("div", { class: "frame" }), overlay);
  const where = make("output", { id: "start", "aria-live": "polite" });
  const reading = make("span");
  followStart(heads.canvas, setup, (text) => say(reading, text));

  /** @type {Runner[]} */
  let runners = [];
  /** @type {{ label: HTMLElement, step: number }[]} */
  let leavers = [];
  /** @param {Race} race @param {Racer[]} racers */
  const update = ({ surface, start: [x, y] }, racers) => {
    const facts = setup.surfaces[surface];
    const [[left, right], [low, high]] = facts.bounds;
    say(where, `start x ${signed(x)}, y ${signed(y)}: loss ${written(surfaces[surface].f(x, y))}`);
    ground.update(surface, facts);
    trails.forget();
    runners = racers.map((racer) => ({
      ...racer,
      ink: colors[racer.color],
      lines: project(racer.points, racer.bounds),
    }));
    leavers = makeLeavers(racers);
    const across = (/** @type {number} */ value) => (value - left) / (right - left);
    const up = (/** @type {number} */ value) => (value - low) / (high - low);
    overlay.replaceChildren(
      ...tickRow({ kind: "x", name: "x", marks: marksAt(ticks(left, right, 6)), share: across }),
      ...tickRow({ kind: "y", name: "y", marks: marksAt(ticks(low, high, 6)), share: up }),
      ...leavers.map(({ label }) => label),
    );
  };
  const show = (/** @type {Moment} */ { position, hovered }) => {
    const { surface, start } = setup.race();
    const step = Math.floor(position);
    trails.show(runners, step);
    heads.context.clearRect(0, 0, WIDTH, HEIGHT);
    drawStart(heads.context, placer(setup.surfaces[surface].bounds)(start), colors);
    for (const runner of runners) drawHead(heads.context, runner, hovered ?? position);
    for (const leaver of leavers) leaver.label.hidden = step < leaver.step;
  };
  const told = make("div", { class: "told" }, where, reading);
  return { element: make("div", {}, map, told), update, show };
}

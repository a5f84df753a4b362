// The loss with its ball and the steps, and beside it the loss after each step.

import { make, slider } from "../shared/dom.js";
import { clamp, minus, percent } from "../shared/numbers.js";
import { pointed, stretched, ticks, WIDE } from "../shared/plot.js";
import { beyond } from "./maths.js";
import { describe, letter } from "./words.js";

/** @typedef {import("./maths.js").Loss} Loss */
/** @typedef {import("./maths.js").Stop} Stop */
/**
 * What is drawn: the steps done, and of the next one a part.
 *
 * @typedef {object} Scene
 * @property {Loss} loss
 * @property {Stop[]} stops the start and all ends, of the step under way too
 * @property {number} step the number of the step that is drawn, 0 for none
 * @property {number} part of it, from 0 to 1
 */

const HIGH = 4000; // of the pictures, in their own units
const TANGENT = 0.11; // of the width, to both sides
const [TURNS, FALLS] = [0.3, 0.75]; // when the arrow grows, and when the ball falls
const FEWEST = 10; // steps on the axis

/** @param {number} w @param {Loss} loss */
const along = (w, { view: [first, last] }) => (w - first) / (last - first);

/** @param {number} level @param {Loss} loss */
const down = (level, { levels: [low, high] }) => (high - level) / (high - low);

/** A point of a picture. @param {number} x @param {number} y as shares of it */
const at = (x, y) => `${Math.round(WIDE * clamp(x, -9, 9))} ${Math.round(HIGH * clamp(y, -9, 9))}`;

/** @param {Stop} stop @param {Loss} loss */
const place = (stop, loss) => at(along(stop.w, loss), down(stop.loss, loss));

/** The curve as a path. @param {Loss} loss */
function curve(loss) {
  const [first, last] = loss.view;
  const points = Array.from({ length: 401 }, (_, i) => {
    const w = first + ((last - first) * i) / 400;
    return place({ w, loss: loss.f(w), slope: 0 }, loss);
  });
  return `M${points.join("L")}`;
}

/**
 * The numbers along an axis.
 *
 * @param {"x" | "y"} kind
 * @param {number[]} values
 * @param {(value: number) => number} share
 */
const tickRow = (kind, values, share) =>
  values.map((value) => {
    const side = kind === "x" ? "left" : "bottom";
    const style = `${side}: ${percent(share(value))}`;
    return make("span", { class: `tick ${kind}`, style }, minus(value));
  });

/** The tangent, within the picture. @param {Stop} stop @param {Loss} loss */
function tangent(stop, loss) {
  const [first, last] = loss.view;
  const [low, high] = loss.levels;
  const most = 0.25 * (high - low); // up or down
  const reach = Math.min(TANGENT * (last - first), most / (Math.abs(stop.slope) || 1e-300));
  const ends = [-reach, reach].map((d) =>
    place({ w: stop.w + d, loss: stop.loss + d * stop.slope, slope: 0 }, loss)
  );
  return `M${ends.join("L")}`;
}

/** Where the ball is while a step is under way. @param {Scene} scene */
function ballAt({ loss, stops, step, part }) {
  if (step === 0) return stops[0];
  const [from, to] = [stops[step - 1], stops[step]];
  if (part >= 1 && !beyond(to)) return to;
  const gone = clamp((part - TURNS) / (FALLS - TURNS), 0, 1);
  const fallen = beyond(to) ? 0 : clamp((part - FALLS) / (1 - FALLS), 0, 1);
  const w = from.w + gone * (to.w - from.w);
  const level = fallen ? from.loss + fallen ** 2 * (to.loss - from.loss) : from.loss;
  return { w, loss: level, slope: loss.df(from.w) };
}

/** The steps before: each along w, then to the curve. @param {Scene} scene */
function trail({ loss, stops, step }) {
  const done = stops.slice(0, Math.max(1, step));
  const way = done.slice(1).map((stop, i) =>
    `L${at(along(stop.w, loss), down(done[i].loss, loss))}L${place(stop, loss)}`
  );
  return `M${place(done[0], loss)}${way.join("")}`;
}

/**
 * The head of the arrow, which keeps its shape.
 *
 * @param {HTMLElement} head
 * @param {HTMLElement} plot
 * @param {Stop} from
 * @param {number} w where it ends
 * @param {Loss} loss
 */
function showHead(head, plot, from, w, loss) {
  const length = along(w, loss) - along(from.w, loss);
  const x = clamp(along(w, loss), -0.02, 1.02);
  head.hidden = Math.abs(length) * plot.clientWidth < 14;
  head.className = `head ${length > 0 ? "right" : "left"}`;
  head.style.left = percent(x);
  head.style.top = percent(down(from.loss, loss));
}

/**
 * The ball can be dragged, and moved by the keys of a slider.
 *
 * @param {HTMLElement} plot
 * @param {(start: number) => void} act
 */
function makeStart(plot, act) {
  const input = slider("Start", { class: "start", step: "any" }, act);
  /** @type {Record<string, number>} */
  const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
  input.addEventListener("keydown", (event) => {
    if (!moves[event.key]) return;
    const width = Number(input.max) - Number(input.min);
    act(Number(input.value) + (moves[event.key] * width) / (event.shiftKey ? 800 : 80));
    event.preventDefault();
  });
  const follow = (/** @type {PointerEvent} */ event) => {
    const [share] = pointed(event, plot);
    act(Number(input.min) + share * (Number(input.max) - Number(input.min)));
  };
  plot.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    plot.setPointerCapture(event.pointerId);
    follow(event);
  });
  plot.addEventListener("pointermove", (event) => {
    if (plot.hasPointerCapture(event.pointerId)) follow(event);
  });
  return input;
}

/** @param {(start: number) => void} act moves the start */
export function makeDescent(act) {
  const names = ["curve", "trail", "visited", "tangent", "shaft", "drop"];
  const paths = names.map((name) => make("path", { class: name }));
  const [shape, tail, visited, slope, shaft, drop] = paths;
  const grid = make("path", { class: "grid" });
  const svg = stretched(HIGH, { role: "img" }, grid, tail, shape, visited, slope, drop, shaft);
  const [ball, head, numbers] = [make("div", { class: "ball" }), make("div"), make("div")];
  numbers.setAttribute("aria-hidden", "true");
  const frame = make("div", { class: "frame" }, svg, head, ball);
  const plot = make("div", { class: "plot descent" }, frame, numbers);
  const input = makeStart(plot, act);
  plot.append(input);
  const update = (/** @type {Loss} */ loss, /** @type {number} */ start) => {
    shape.setAttribute("d", curve(loss));
    const [xs, ys] = [ticks(...loss.view, 6), ticks(...loss.levels, 4)];
    grid.setAttribute(
      "d",
      ys.map((y) => `M0 ${Math.round(HIGH * down(y, loss))}H${WIDE}`).join(""),
    );
    numbers.replaceChildren(
      ...tickRow("x", xs.filter((w) => along(w, loss) < 0.95), (w) => along(w, loss)),
      ...tickRow("y", ys, (level) => 1 - down(level, loss)),
      make("span", { class: "tick name" }, "loss"),
      make("i", { class: "tick x end" }, letter(loss)),
    );
    Object.assign(input, { min: loss.view[0], max: loss.view[1] });
    input.value = String(start);
    input.setAttribute("aria-valuetext", `${letter(loss)} = ${minus(start)}`);
  };
  const show = (/** @type {Scene} */ scene) => {
    const { loss, stops, step, part } = scene;
    const now = ballAt(scene);
    const from = stops[Math.max(0, step - 1)];
    tail.setAttribute("d", trail(scene));
    const dots = stops.slice(0, step).map((stop) => `M${place(stop, loss)}h0`);
    visited.setAttribute("d", dots.join(""));
    slope.setAttribute("d", step ? tangent(from, loss) : "");
    const y = down(from.loss, loss);
    const drawn = step > 0 && part > TURNS;
    shaft.setAttribute("d", drawn ? `M${place(from, loss)}L${at(along(now.w, loss), y)}` : "");
    const landed = `M${at(along(now.w, loss), y)}L${place(now, loss)}`;
    drop.setAttribute("d", drawn && part > FALLS ? landed : "");
    head.hidden = true;
    if (drawn) showHead(head, plot, from, now.w, loss);
    ball.style.left = percent(along(now.w, loss));
    ball.style.top = percent(down(now.loss, loss));
    svg.setAttribute("aria-label", describe(loss, stops.slice(0, step + 1)));
  };
  return { element: plot, update, show };
}

/** The loss after each step, as high as on the curve beside it. */
export function makeCurve() {
  const [grid, line, dots] = ["grid", "line", "dots"].map((name) => make("path", { class: name }));
  const svg = stretched(HIGH, { "aria-hidden": "true" }, grid, line, dots);
  const numbers = make("div", { "aria-hidden": "true" });
  const title = make("span", { class: "tick name" }, "loss after each step");
  const frame = make("div", { class: "frame" }, svg);
  const element = make("div", { class: "plot steps" }, frame, numbers, title);
  const show = (/** @type {Scene} */ { loss, stops, step, part }) => {
    const last = Math.max(FEWEST, stops.length - 1);
    const share = (/** @type {number} */ k) => 0.04 + (0.92 * k) / last;
    const done = stops.slice(0, part < 1 ? step : step + 1).filter((stop) => !beyond(stop));
    const points = done.map((stop, k) => at(share(k), down(stop.loss, loss)));
    line.setAttribute("d", `M${points.join("L")}`);
    dots.setAttribute("d", points.map((point) => `M${point}h0`).join(""));
    const rows = ticks(...loss.levels, 4).map((y) =>
      `M0 ${Math.round(HIGH * down(y, loss))}H${WIDE}`
    );
    grid.setAttribute("d", rows.join(""));
    const over = done.findIndex((stop) => stop.loss > loss.levels[1]);
    const place = `left: ${percent(share(over))}`;
    const mark = over < 0 ? [] : [make("span", { class: "mark", style: place }, "▲")];
    numbers.replaceChildren(...tickRow("x", ticks(0, last, 5), share), ...mark);
  };
  return { element, show };
}

// The map of the answer over the plane, the line z = 0, and the arrow of the weights.

import { make } from "../shared/dom.js";
import { makeHandle } from "../shared/handle.js";
import { clamp } from "../shared/numbers.js";
import { lineIn, makePlane, middle } from "../shared/plane.js";
import { pointed } from "../shared/plot.js";
import { shade, sum } from "./maths.js";
import { number } from "./words.js";

/** @typedef {import("./maths.js").Neuron} Neuron */
/** @typedef {import("../shared/plane.js").Frame} Frame */
/** @typedef {import("../shared/plane.js").Pair} Pair */

const SCALE = 0.5; // of the weights, as an arrow in the plane
const TURN = Math.PI / 36;

/**
 * The arrow and its head.
 *
 * @param {Pair} from
 * @param {Pair} to
 * @param {number} size of the head
 * @returns {Pair[]}
 */
function arrow(from, to, size) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const long = Math.hypot(dx, dy) || 1;
  const head = Math.min(size, 0.5 * long) / long;
  const wing = (/** @type {number} */ side) => /** @type {Pair} */ ([
    to[0] - head * (dx - side * 0.6 * dy),
    to[1] - head * (dy + side * 0.6 * dx),
  ]);
  return [from, to, wing(1), to, wing(-1)];
}

/** @typedef {{ w: Pair, foot: Pair, pivot: Pair, place: Pair }} Line as it is drawn now */

/**
 * What moves the line, and what turns it around the place where the turn began.
 *
 * @param {ReturnType<typeof makePlane>} plane
 * @param {number} unit
 * @param {Line} now
 * @param {{ move: (through: Pair) => void, turn: (w: Pair, through: Pair) => void }} acts
 */
function makeGrips(plane, unit, now, { move, turn }) {
  const lineHandle = makeHandle("move", "Move the line", plane.element, {
    drag: (to) => move(plane.place(to)),
    nudge: ([x, y]) => {
      const by = ((x || y) * unit * 2) / (Math.hypot(...now.w) || 1);
      move([now.foot[0] + by * now.w[0], now.foot[1] + by * now.w[1]]);
    },
  });
  const tip = makeHandle("turn", "Turn the weights", plane.element, {
    begin: () => now.pivot = now.foot,
    drag: (to) => {
      const [x, y] = plane.place(to);
      const [dx, dy] = [x - now.pivot[0], y - now.pivot[1]];
      turn([dx / SCALE, dy / SCALE], now.pivot);
    },
    nudge: ([x, y]) => {
      const [angle, factor] = [-x * TURN, 1 + 0.1 * y];
      const [cos, sin] = [factor * Math.cos(angle), factor * Math.sin(angle)];
      const [w0, w1] = now.w;
      turn([w0 * cos - w1 * sin, w0 * sin + w1 * cos], now.pivot);
    },
  });
  return { lineHandle, tip };
}

/**
 * @param {Frame} frame
 * @param {import("../shared/plane.js").Points} points
 * @param {string[]} colors
 * @param {{ move: (through: Pair) => void, turn: (w: Pair, through: Pair) => void,
 *   point: (place: Pair) => void }} acts
 */
export function makeMap(frame, points, colors, { move, turn, point }) {
  const plane = makePlane(frame, { width: 600, height: 450, cells: 200, colors, points });
  const line = make("path", { class: "line" });
  const shaft = make("path", { class: "arrow" });
  plane.lines.append(line, shaft);
  /** @type {Line} */
  const now = { w: [0, 0], foot: [0, 0], pivot: [0, 0], place: [0, 0] };
  const unit = (frame[0][1] - frame[0][0]) / 60;
  const name = make("span", { class: "zero", "aria-hidden": "true" }, "z = 0");
  const { lineHandle, tip } = makeGrips(plane, unit, now, { move, turn });
  const hundredth = (/** @type {number} */ value) => Math.round(100 * value) / 100;
  const at = (/** @type {Pair} */ [x, y]) =>
    point([hundredth(clamp(x, ...frame[0])), hundredth(clamp(y, ...frame[1]))]);
  const probe = makeHandle("probe", "Place to look at", plane.element, {
    drag: (to) => at(plane.place(to)),
    nudge: ([x, y]) => at([now.place[0] + 2 * unit * x, now.place[1] + 2 * unit * y]),
  });
  plane.element.addEventListener("pointerdown", (event) => {
    if (event.target === plane.element.firstChild) at(plane.place(pointed(event, plane.element)));
  });
  plane.element.append(name, probe.element, lineHandle.element, tip.element);

  /** @param {Neuron} neuron @param {Pair} place */
  const show = (neuron, place) => {
    const { w, b } = neuron;
    const ends = lineIn(frame, w, b);
    Object.assign(now, { w, place });
    if (ends) now.foot = middle(ends);
    plane.sample((x0, x1) => shade(neuron, w[0] * x0 + w[1] * x1 + b));
    plane.paint("The answer over the plane of x₀ and x₁.");
    // While it is turned the line keeps the place around which it turns.
    const turning = tip.element.matches(":active");
    const from = turning ? now.pivot : now.foot;
    /** @type {Pair} */
    const to = [from[0] + SCALE * w[0], from[1] + SCALE * w[1]];
    line.setAttribute("d", ends ? plane.path(ends) : "");
    shaft.setAttribute("d", ends ? plane.path(arrow(from, to, 3 * unit)) : "");
    lineHandle.element.hidden = tip.element.hidden = name.hidden = !ends;
    const shares = plane.shares(to).map((share) => clamp(share, 0, 1));
    tip.show(/** @type {Pair} */ (shares), Math.atan2(w[1], w[0]), w.map(number).join(", "));
    lineHandle.show(plane.shares(from), b, `bias ${number(b)}`);
    const [x, y] = plane.shares(ends ? ends[0] : from);
    name.style.left = `${100 * clamp(x, 0.07, 0.93)}%`;
    name.style.top = `${100 * clamp(y, 0.14, 0.93)}%`;
    const told = `x₀ ${number(place[0])}, x₁ ${number(place[1])}`;
    probe.show(plane.shares(place), sum(neuron, place), told);
    return ends !== null;
  };
  return { element: plane.element, begin: plane.begin, show };
}

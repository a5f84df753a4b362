// The small map of a hidden node: what it adds, its line to drag, and its switch.

import { make, press, say } from "../shared/dom.js";
import { sigmoid } from "../shared/functions.js";
import { makeHandle } from "../shared/handle.js";
import { clamp, minus } from "../shared/numbers.js";
import { lineIn, makePlane, middle } from "../shared/plane.js";
import { part, through, turned } from "./maths.js";

/** @typedef {import("./maths.js").Net} Net */
/** @typedef {import("../shared/plane.js").Frame} Frame */
/** @typedef {import("../shared/plane.js").Pair} Pair */

const TURN = Math.PI / 36;

/** @param {number} i */
export const nameOf = (i) => `a${"₀₁₂₃"[i]}`;

/** @param {Frame} frame */
const unitOf = ([[left, right]]) => (right - left) / 30;

/** @typedef {{ w: Pair, foot: Pair, pivot: Pair }} Line as it is drawn now */

/**
 * What moves the line, and what turns it around the place where the turn began.
 *
 * @param {ReturnType<typeof makePlane>} plane
 * @param {string} name
 * @param {number} unit
 * @param {Line} now
 * @param {(node: import("./maths.js").Hidden) => void} set
 */
function makeGrips(plane, name, unit, now, set) {
  const length = () => Math.hypot(...now.w) || 1;
  const inside = (/** @type {Pair} */ [x, y]) =>
    plane.place([clamp(x, 0.02, 0.98), clamp(y, 0.02, 0.98)]);
  const move = makeHandle("move", `Move the line of ${name}`, plane.element, {
    drag: (to) => set(through(now.w, inside(to))),
    nudge: ([x, y]) => {
      const by = ((x || y) * unit) / length();
      set(through(now.w, [now.foot[0] + by * now.w[0], now.foot[1] + by * now.w[1]]));
    },
  });
  const turn = makeHandle("turn", `Turn the line of ${name}`, plane.element, {
    begin: () => now.pivot = now.foot,
    drag: (to) => {
      const [x, y] = plane.place(to);
      const [dx, dy] = [x - now.pivot[0], y - now.pivot[1]];
      if (dx === 0 && dy === 0) return;
      const far = length() / Math.hypot(dx, dy);
      set(through([far * dx, far * dy], now.pivot));
    },
    nudge: ([x, y]) => set(through(turned(now.w, -(x || y) * TURN), now.pivot)),
  });
  return { move, turn };
}

/**
 * @param {number} i of the node
 * @param {Frame} frame
 * @param {string[]} colors
 * @param {{ set: (node: import("./maths.js").Hidden) => void, toggle: () => void }} acts
 */
export function makeSmall(i, frame, colors, { set, toggle }) {
  const points = { places: [], labels: [] };
  const size = { width: 240, height: 168, cells: 150 };
  const plane = makePlane(frame, { ...size, colors, points, numbered: false });
  const line = make("path", { class: "line" });
  plane.lines.append(line);
  const name = nameOf(i);
  /** @type {Line} */
  const now = { w: [0, 0], foot: [0, 0], pivot: [0, 0] };
  const { move, turn } = makeGrips(plane, name, unitOf(frame), now, set);
  plane.element.append(move.element, turn.element);
  const button = press(name, toggle);
  const weight = make("span");
  const caption = make("div", { class: "caption" }, button, weight);
  const element = make("div", { class: "small" }, plane.element, caption);
  const sums = new Float64Array(plane.values.length);
  /** @type {unknown} */
  let shown = null;

  /** @param {Net} net @returns {boolean} whether its line is on the map */
  const show = (net) => {
    const node = net.nodes[i];
    const ends = lineIn(frame, node.w, node.b);
    if (node !== shown) {
      plane.sample(part(net, i));
      sums.set(plane.values);
      for (let at = 0; at < sums.length; at++) plane.values[at] = sigmoid(sums[at]);
      plane.paint(`What node ${name} adds, over the plane.`);
      line.setAttribute("d", ends ? plane.path(ends) : "");
      shown = node;
    }
    now.w = node.w;
    if (ends) now.foot = middle(ends);
    const from = turn.element.matches(":active") ? now.pivot : now.foot;
    const far = (4 * unitOf(frame)) / (Math.hypot(...now.w) || 1);
    const tip = plane.shares([from[0] + far * node.w[0], from[1] + far * node.w[1]]);
    move.element.hidden = turn.element.hidden = !ends;
    move.show(plane.shares(from), node.b, `bias ${node.b.toFixed(2)}`);
    turn.show(
      [clamp(tip[0], 0.03, 0.97), clamp(tip[1], 0.03, 0.97)],
      Math.atan2(node.w[1], node.w[0]),
      `weights ${node.w.map((each) => each.toFixed(2)).join(", ")}`,
    );
    element.classList.toggle("off", !net.on[i]);
    button.ariaPressed = String(net.on[i]);
    say(button, `${name} ${net.on[i] ? "on" : "off"}`);
    say(weight, `weight ${minus(net.outgoing[i].toFixed(1))}`);
    return ends !== null;
  };
  return { element, begin: plane.begin, show, sums, path: () => line.getAttribute("d") ?? "" };
}

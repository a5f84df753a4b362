// The plane: all points in their colors and shapes, and the names of their classes.

import { make } from "../shared/dom.js";
import { minus, percent } from "../shared/numbers.js";
import { pointed, ticks } from "../shared/plot.js";
import { apart, medians, nearest } from "./maths.js";

/** @typedef {import("./maths.js").Place} Place */
/**
 * @typedef {object} Classes
 * @property {string[]} names
 * @property {string[]} colors CSS variables
 * @property {Uint8Array} labels of the points
 */
/** @typedef {[[number, number], [number, number]]} Frame low and high of both nodes */

const [WIDTH, HEIGHT] = [500, 420]; // of the picture, in CSS pixels on a slide
const SHARP = 2; // pixels of the picture in each
const RADIUS = 4.5;
const FAINT = 0.13; // what is not chosen
const REACH = 0.05; // of the height, from a pointer to a point
const FAR = 40; // pixels from its points a name says nothing; most must be nearer
const [LETTER, HIGH] = [11.5, 27]; // of the names of the classes
const COLORS = 7; // after which they begin anew, with another shape

/**
 * A point; one at the border lies beyond it, and is hollow.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Place} place as shares of the frame
 * @param {number} kind
 * @param {string} color
 */
function drawPoint(context, place, kind, color) {
  const [x, y] = [place.x * WIDTH, place.y * HEIGHT];
  const beyond = [place.x, place.y].some((share) => share <= 0 || share >= 1);
  context.beginPath();
  if (kind < COLORS) {
    context.arc(x, y, RADIUS, 0, 7);
  } else {
    context.moveTo(x, y - 1.4 * RADIUS);
    context.lineTo(x + 1.25 * RADIUS, y + 0.8 * RADIUS);
    context.lineTo(x - 1.25 * RADIUS, y + 0.8 * RADIUS);
  }
  context.closePath();
  context.lineWidth = 2;
  context.strokeStyle = color;
  context.fillStyle = beyond ? "#fff" : color;
  context.fill();
  if (beyond) context.stroke();
}

/**
 * All points: the class that is chosen is on top, and around the one pointed at is a ring.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Element} canvas
 * @param {{ places: Place[], labels: Uint8Array, colors: string[], chosen: number | null,
 *   found: number }} view
 */
function paint(context, canvas, { places, labels, colors, chosen, found }) {
  const look = getComputedStyle(canvas);
  const css = colors.map((name) => look.getPropertyValue(`--${name}`));
  context.setTransform(SHARP, 0, 0, SHARP, 0, 0);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  const draw = (/** @type {Place} */ place, /** @type {number} */ i) => {
    drawPoint(context, place, labels[i], css[labels[i]]);
  };
  context.globalAlpha = chosen === null ? 0.75 : FAINT;
  places.forEach((place, i) => labels[i] !== chosen && draw(place, i));
  context.globalAlpha = 1;
  places.forEach((place, i) => labels[i] === chosen && draw(place, i));
  if (found < 0) return;
  const { x, y } = places[found];
  context.beginPath();
  context.arc(x * WIDTH, y * HEIGHT, 2 * RADIUS, 0, 7);
  context.lineWidth = 2.5;
  context.strokeStyle = look.getPropertyValue("--black");
  context.stroke();
}

/** The numbers along both axes, and what they are. @param {Frame} frame */
function makeScale(frame) {
  const sides = /** @type {const} */ (["left", "bottom"]);
  const numbers = frame.flatMap(([low, high], axis) =>
    ticks(low, high, 5).map((value) => {
      const style = `${sides[axis]}: ${percent((value - low) / (high - low))}`;
      return make("span", { class: `tick ${"xy"[axis]}`, style }, minus(value));
    })
  );
  const names = ["node 1", "node 2"].map((name, axis) =>
    make("span", { class: `axis ${["across", "up"][axis]}` }, name)
  );
  return make("div", { "aria-hidden": "true" }, ...numbers, ...names);
}

/** The names of the classes, where their points are. @param {Classes} classes */
function makeNames({ names, colors, labels }) {
  const spans = names.map((name, kind) =>
    make("span", { class: "name", style: `border-color: var(--${colors[kind]})` }, name)
  );
  const element = make("div", { "aria-hidden": "true" }, ...spans);
  /**
   * @param {Place[]} places
   * @param {number | null} chosen
   * @param {{ width: number, height: number }} box
   */
  const show = (places, chosen, { width, height }) => {
    const middles = medians(places, labels, names.length);
    const kinds = middles.flatMap((middle, kind) => (middle ? [kind] : []));
    const boxes = kinds.map((kind) => ({
      x: (middles[kind]?.x ?? 0) * width,
      y: (middles[kind]?.y ?? 0) * height,
      width: LETTER * names[kind].length + 22,
    }));
    const placed = apart(boxes, HIGH, { width, height });
    const near = placed.map(({ y }, i) => Math.abs(y - boxes[i].y) <= FAR);
    const most = near.filter(Boolean).length > kinds.length / 2;
    for (const span of spans) span.hidden = true;
    kinds.forEach((kind, i) => {
      const { x, y } = placed[i];
      if (!(near[i] && most) && kind !== chosen) return;
      spans[kind].hidden = false;
      spans[kind].style.left = percent(x / width);
      spans[kind].style.top = percent(y / height);
      spans[kind].classList.toggle("faint", chosen !== null && chosen !== kind);
    });
  };
  return { element, show };
}

/**
 * @param {Frame} frame
 * @param {Classes} classes
 * @param {{ choose: (kind: number | null) => void, point: (point: number) => void }} acts
 *   what a click, and what the pointer does: −1 for no point
 */
export function makePlane(frame, classes, { choose, point }) {
  const { labels, colors } = classes;
  const canvas = make("canvas", { width: WIDTH * SHARP, height: HEIGHT * SHARP, role: "img" });
  const names = makeNames(classes);
  const element = make("div", { class: "plane" }, canvas, makeScale(frame), names.element);
  /** @type {Place[]} */
  let shown = [];
  const under = (/** @type {MouseEvent} */ event) => {
    const [x, y] = pointed(/** @type {PointerEvent} */ (event), canvas);
    return nearest(shown, { x, y }, WIDTH / HEIGHT, REACH);
  };
  canvas.addEventListener("click", (event) => {
    const found = under(event);
    choose(found < 0 ? null : labels[found]);
  });
  canvas.addEventListener("pointermove", (event) => point(under(event)));
  canvas.addEventListener("pointerleave", () => point(-1));
  /** @param {{ places: Place[], chosen: number | null, found: number, told: string }} view */
  const show = ({ places, chosen, found, told }) => {
    shown = places;
    const context = canvas.getContext("2d");
    if (context) paint(context, canvas, { places, labels, colors, chosen, found });
    canvas.setAttribute("aria-label", told);
    const { offsetWidth: width, offsetHeight: height } = canvas;
    if (width) names.show(places, chosen, { width, height });
  };
  return { element, show };
}

// The plane of two inputs on equal axes: a map of values, points of two classes, a line.

import { make } from "./dom.js";
import { minus, percent } from "./numbers.js";
import { rgbOf } from "./pictures.js";
import { stretched, ticks, WIDE } from "./plot.js";

/** @typedef {[number, number]} Pair */
/** @typedef {[Pair, Pair]} Frame low and high of both inputs */
/** @typedef {{ places: Pair[], labels: number[] }} Points */
/** @typedef {import("./pictures.js").Rgb} Rgb */

const MUCH = 0.62; // of a class' color, where the value is 0 or 1
const SHARP = 2;
const RADIUS = 5.5;

/**
 * The part of the line w · x + b = 0 that is in the frame.
 *
 * @param {Frame} frame
 * @param {Pair} w
 * @param {number} b
 * @returns {[Pair, Pair] | null}
 */
export function lineIn([[left, right], [low, high]], [w0, w1], b) {
  /** @type {Pair[]} */
  const found = [];
  for (const x of [left, right]) found.push([x, -(b + w0 * x) / w1]);
  for (const y of [low, high]) found.push([-(b + w1 * y) / w0, y]);
  const within = found
    .filter(([x, y]) => x >= left && x <= right && y >= low && y <= high)
    .sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  const [first, last] = [within.at(0), within.at(-1)];
  return first && last && within.length > 1 ? [first, last] : null;
}

/** The middle of a part of a line. @param {[Pair, Pair]} ends @returns {Pair} */
export const middle = ([one, other]) => [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];

/**
 * Values of a function at the middle of each pixel, row after row from the top.
 *
 * @param {Frame} frame
 * @param {number} width
 * @param {number} height
 * @param {Float64Array} into
 * @param {(x0: number, x1: number) => number} valueAt
 */
export function fill([[left, right], [low, high]], width, height, into, valueAt) {
  for (let row = 0, at = 0; row < height; row++) {
    const x1 = high - ((row + 0.5) / height) * (high - low);
    for (let column = 0; column < width; column++, at++) {
      into[at] = valueAt(left + ((column + 0.5) / width) * (right - left), x1);
    }
  }
}

/** From the color of class 0 over white to that of class 1. @param {Rgb[]} colors */
function makeInks(colors) {
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const much = MUCH * Math.abs(2 * i / 255 - 1);
    const [red, green, blue] = colors[i > 127 ? 1 : 0].map((part) =>
      Math.round(255 - much * (255 - part))
    );
    return (255 << 24) | (blue << 16) | (green << 8) | red;
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} kind
 */
function shape(context, x, y, kind) {
  context.beginPath();
  if (kind === 0) context.arc(x, y, RADIUS, 0, 7);
  for (let corner = 0; kind === 1 && corner < 3; corner++) {
    const angle = (2 * Math.PI * corner) / 3;
    context.lineTo(x + 1.4 * RADIUS * Math.sin(angle), y - 1.4 * RADIUS * Math.cos(angle));
  }
  context.closePath();
}

/**
 * @param {Frame} frame
 * @param {{ width: number, height: number, cells: number, colors: string[], points: Points,
 *   numbered?: boolean }} look `cells` of the map lie side by side
 */
export function makePlane(frame, { width, height, cells, colors, points, numbered = true }) {
  const rows = Math.round((cells * height) / width);
  const [[left, right], [low, high]] = frame;
  const canvas = make("canvas", { width: cells, height: rows, role: "img" });
  const dots = make("canvas", { width: SHARP * width, height: SHARP * height });
  const lines = stretched((WIDE * height) / width, {});
  const scale = numbered ? [makeScale(frame)] : [];
  const over = make("div", { class: "over", "aria-hidden": "true" }, dots, lines, ...scale);
  const element = make("div", { class: "plane" }, canvas, over);
  element.style.aspectRatio = `${width} / ${height}`;
  const values = new Float64Array(cells * rows);
  let inks = new Uint32Array(256);

  /** @param {Pair} place @returns {Pair} shares of the picture */
  const shares = ([x0, x1]) => [(x0 - left) / (right - left), (high - x1) / (high - low)];
  /** @param {Pair} at shares @returns {Pair} */
  const place = ([x, y]) => [left + x * (right - left), high - y * (high - low)];
  const begin = () => {
    inks = makeInks(colors.map((name) => rgbOf(canvas, name)));
    const context = dots.getContext("2d");
    if (!context) return;
    const css = colors.map((name) => getComputedStyle(canvas).getPropertyValue(`--${name}`));
    context.setTransform(SHARP, 0, 0, SHARP, 0, 0);
    points.places.forEach((each, i) => {
      const [x, y] = shares(each);
      shape(context, x * width, y * height, points.labels[i]);
      context.fillStyle = css[points.labels[i]];
      context.strokeStyle = "#fff";
      context.lineWidth = 1.5;
      context.fill();
      context.stroke();
    });
  };
  /** Show `values`, each from 0 to 1, as what `told` says. @param {string} told */
  const paint = (told) => {
    canvas.setAttribute("aria-label", told);
    const context = canvas.getContext("2d");
    if (!context) return;
    const image = context.createImageData(cells, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let at = 0; at < pixels.length; at++) pixels[at] = inks[Math.round(255 * values[at])];
    context.putImageData(image, 0, 0);
  };
  /** A path between places of the plane. @param {Pair[]} places */
  const path = (places) =>
    places.map((each, i) => {
      const [x, y] = shares(each);
      return `${i ? "L" : "M"}${Math.round(WIDE * x)} ${Math.round((WIDE * y * height) / width)}`;
    }).join("");
  const sample = (/** @type {(x0: number, x1: number) => number} */ valueAt) =>
    fill(frame, cells, rows, values, valueAt);
  return { element, lines, values, begin, paint, sample, path, shares, place };
}

/** The numbers along both axes, and their names. @param {Frame} frame */
function makeScale(frame) {
  const sides = /** @type {const} */ (["left", "bottom"]);
  const numbers = frame.flatMap(([low, high], axis) =>
    ticks(low, high, 5).map((value) => {
      const style = `${sides[axis]}: ${percent((value - low) / (high - low))}`;
      return make("span", { class: `tick ${"xy"[axis]}`, style }, minus(value));
    })
  );
  const names = ["x₀", "x₁"].map((name, axis) =>
    make("span", { class: `axis ${["across", "up"][axis]}` }, name)
  );
  return make("div", {}, ...numbers, ...names);
}

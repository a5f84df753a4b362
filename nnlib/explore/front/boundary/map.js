// The plane of two numbers: what a classifier says everywhere, and the points.

import { make } from "../shared/dom.js";
import { rgbOf } from "../shared/pictures.js";
import { certainty, logitsOf, shareOfOne } from "./maths.js";

/** @typedef {import("./maths.js").Plane} Plane */
/** @typedef {import("./maths.js").Point} Point */

const SIZE = 408; // of the picture, in CSS pixels on a slide
const SHARP = 2; // pixels of the points in each
const RADIUS = 7;
const LINE = 0xff1a1a1a;
const [PALEST, STRONGEST] = [0.12, 0.5]; // how much of a class' color there is

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Plane} plane
 * @param {import("../shared/pictures.js").Rgb[]} colors of the classes
 */
function paint(context, plane, colors) {
  const image = context.createImageData(SIZE, SIZE);
  const pixels = new Uint32Array(image.data.buffer);
  const logits = logitsOf(plane, SIZE);
  const inks = colors.map((color) =>
    Array.from({ length: 64 }, (_, i) => {
      const much = PALEST + ((STRONGEST - PALEST) * i) / 63;
      const [red, green, blue] = color.map((part) => Math.round(255 - much * (255 - part)));
      return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    })
  );
  const one = (/** @type {number} */ at) => logits[at] > 0;
  for (let row = 0, at = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++, at++) {
      const meets = (column > 0 && one(at) !== one(at - 1)) ||
        (row > 0 && one(at) !== one(at - SIZE)) ||
        (column > 1 && one(at) !== one(at - 2));
      pixels[at] = meets ? LINE : inks[Number(one(at))][Math.round(63 * certainty(logits[at]))];
    }
  }
  context.putImageData(image, 0, 0);
}

/**
 * Class 0 as circles, class 1 as triangles; what was learned is filled, what is new hollow.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Point[]} points
 * @param {boolean} filled
 * @param {string[]} colors
 */
function drawPoints(canvas, points, filled, colors) {
  const context = canvas.getContext("2d");
  if (!context) return;
  context.setTransform(SHARP, 0, 0, SHARP, 0, 0);
  const css = colors.map((name) => getComputedStyle(canvas).getPropertyValue(`--${name}`));
  for (const { x: across, y: down, kind } of points) {
    const [x, y] = [across * SIZE, down * SIZE];
    context.beginPath();
    if (kind === 0) context.arc(x, y, RADIUS, 0, 7);
    for (let corner = 0; kind === 1 && corner < 3; corner++) {
      const angle = (2 * Math.PI * corner) / 3;
      context.lineTo(x + 1.4 * RADIUS * Math.sin(angle), y - 1.4 * RADIUS * Math.cos(angle));
    }
    context.closePath();
    context.lineWidth = filled ? 1.5 : 2.5;
    context.fillStyle = filled ? css[kind] : "#fff";
    context.strokeStyle = filled ? "#fff" : css[kind];
    context.fill();
    context.stroke();
  }
}

/** @param {string} name of the classifier @param {string[]} colors of the classes */
export function makeMap(name, colors) {
  const canvas = make("canvas", { width: SIZE, height: SIZE, role: "img" });
  const drawn = make("canvas", {
    width: SIZE * SHARP,
    height: SIZE * SHARP,
    "aria-hidden": "true",
  });
  const axes = ["across", "up"].map((way, i) =>
    make("span", { class: `axis ${way}`, "aria-hidden": "true" }, ["x₀", "x₁"][i])
  );
  const title = make("h3", {}, name);
  const element = make(
    "section",
    {},
    title,
    make("div", { class: "map" }, canvas, drawn, ...axes),
  );
  /** @param {Plane} plane @param {Point[]} known @param {Point[]} fresh */
  const show = (plane, known, fresh) => {
    const context = canvas.getContext("2d");
    if (context) paint(context, plane, colors.map((color) => rgbOf(canvas, color)));
    drawn.width = SIZE * SHARP;
    drawPoints(drawn, known, true, colors);
    drawPoints(drawn, fresh, false, colors);
    const share = Math.round(100 * shareOfOne(plane));
    canvas.setAttribute("aria-label", `${name}: class 1 on ${share} % of the plane.`);
  };
  return { element, show };
}

// The plane of the two inputs: what the network says everywhere, and the points.

import { make } from "../shared/dom.js";
import { between, mapAt, shares, told } from "./maths.js";

/** @typedef {import("./maths.js").Point} Point */
/** @typedef {import("../shared/epochs.js").Moment} Moment */
/** @typedef {[number, number, number]} Rgb */
/**
 * @typedef {object} Plane
 * @property {string} name of the model
 * @property {Uint8Array[]} maps
 * @property {number} side of a map
 * @property {string[]} colors of the classes: CSS variables
 * @property {Point[]} training
 * @property {Point[]} validation
 */

const [WIDTH, HEIGHT] = [540, 240]; // of the picture, in CSS pixels on a slide
const COARSE = 2; // of them in each pixel of the map
const SHARP = 2; // pixels of the points in each
const RADIUS = 6;
const [PALEST, STRONGEST] = [0.1, 0.5]; // how much of a class' color there is

/** @param {Element} element @param {string} name @returns {Rgb} */
function rgbOf(element, name) {
  const color = getComputedStyle(element).getPropertyValue(`--${name}`);
  const [red, green, blue] = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
  return [red, green, blue];
}

/**
 * Which class is told in each pixel, and its color. Where two classes meet is a line.
 *
 * @param {ImageData} image
 * @param {ArrayLike<number>} map
 * @param {number} side
 * @param {Rgb[]} colors
 */
function paint({ data, width, height }, map, side, colors) {
  const nearest = colors.length > 2;
  const before = new Uint8Array(width); // the classes of the row above
  for (let row = 0, at = 0; row < height; row++) {
    let left = -1;
    for (let column = 0; column < width; column++, at += 4) {
      const [x, y] = [column / (width - 1), row / (height - 1)];
      const value = nearest
        ? map[Math.round(y * (side - 1)) * side + Math.round(x * (side - 1))]
        : between(map, side, x, y);
      const { kind, certain } = told(value, colors.length);
      const meets = (left >= 0 && left !== kind) || (row > 0 && before[column] !== kind);
      const much = PALEST + (STRONGEST - PALEST) * certain;
      for (let channel = 0; channel < 3; channel++) {
        data[at + channel] = meets ? 40 : 255 - much * (255 - colors[kind][channel]);
      }
      data[at + 3] = 255;
      before[column] = left = kind;
    }
  }
}

/**
 * The shape of a class around a place: circle, triangle, square, diamond, ...
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} kind
 */
function shape(context, x, y, kind) {
  const corners = [0, 3, 4, 4, 3, 5][kind];
  const turned = [0, 0, Math.PI / 4, 0, Math.PI, 0][kind];
  const radius = corners === 0 ? RADIUS : 1.4 * RADIUS;
  context.beginPath();
  if (corners === 0) context.arc(x, y, radius, 0, 7);
  for (let corner = 0; corner < corners; corner++) {
    const angle = turned + (2 * Math.PI * corner) / corners;
    context.lineTo(x + radius * Math.sin(angle), y - radius * Math.cos(angle));
  }
  context.closePath();
}

/**
 * Training points are filled, those of validation hollow.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Plane} plane
 */
function drawPoints(canvas, { training, validation, colors }) {
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(SHARP, SHARP);
  const css = colors.map((name) => getComputedStyle(canvas).getPropertyValue(`--${name}`));
  for (
    const [points, filled] of /** @type {[Point[], boolean][]} */ ([[validation, false], [
      training,
      true,
    ]])
  ) {
    for (const { x, y, kind } of points) {
      shape(context, x * WIDTH, y * HEIGHT, kind);
      context.lineWidth = filled ? 1.5 : 2.5;
      context.fillStyle = filled ? css[kind] : "#fff";
      context.strokeStyle = filled ? "#fff" : css[kind];
      context.fill();
      context.stroke();
    }
  }
}

/** @param {Plane} plane */
export function makeMap(plane) {
  const [width, height] = [WIDTH / COARSE, HEIGHT / COARSE];
  const canvas = make("canvas", { width, height, role: "img" });
  const points = make("canvas", {
    width: WIDTH * SHARP,
    height: HEIGHT * SHARP,
    "aria-hidden": "true",
  });
  const names = ["₀", "₁"].map((index, i) =>
    make("span", { class: `axis ${["across", "up"][i]}`, "aria-hidden": "true" }, `x${index}`)
  );
  const element = make("div", { class: "map" }, canvas, points, ...names);
  /** @type {Rgb[]} */
  let colors = [];
  const begin = () => {
    colors = plane.colors.map((name) => rgbOf(canvas, name));
    drawPoints(points, plane);
  };
  const show = (/** @type {Moment} */ moment) => {
    const context = canvas.getContext("2d");
    if (!context) return;
    const map = mapAt(plane.maps, moment, colors.length);
    const image = context.createImageData(width, height);
    paint(image, map, plane.side, colors);
    context.putImageData(image, 0, 0);
    const found = shares(map, colors.length).map((share, kind) =>
      `class ${kind} on ${Math.round(100 * share)} %`
    );
    canvas.setAttribute(
      "aria-label",
      `${plane.name} at epoch ${Math.floor(moment.epoch)}: of the plane ${found.join(", ")}.`,
    );
  };
  return { element, begin, show };
}

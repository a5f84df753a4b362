// The plane of the two inputs: what the network says everywhere, and the points.

import { make } from "../shared/dom.js";
import { rgbOf } from "../shared/pictures.js";
import { makeRows, mapAt, shares, told } from "./maths.js";

/** @typedef {import("./maths.js").Point} Point */
/** @typedef {import("../shared/epochs.js").Moment} Moment */
/** @typedef {import("../shared/pictures.js").Rgb} Rgb */
/**
 * @typedef {object} Plane
 * @property {string} name of the model
 * @property {Uint8Array[]} maps
 * @property {number} side of a map
 * @property {number} aspect of the picture, width to height
 * @property {string[]} colors of the classes: CSS variables
 * @property {Point[]} training
 * @property {Point[]} validation
 */

const HEIGHT = 232; // of the picture, in CSS pixels on a slide
const COARSE = 2; // of them in each pixel of the map
const SHARP = 2; // pixels of the points in each
const RADIUS = 6;
const LINE = 0xff282828; // dark gray
const [PALEST, STRONGEST] = [0.1, 0.5]; // how much of a class' color there is

/**
 * What each value of a map looks like, in halves: it is asked for at every pixel.
 *
 * @param {Rgb[]} colors of the classes
 */
function makePalette(colors) {
  const kinds = new Uint8Array(512);
  const inks = new Uint32Array(512);
  for (let half = 0; half < 512; half++) {
    const { kind, certain } = told(half / 2, colors.length);
    const much = PALEST + (STRONGEST - PALEST) * Math.min(1, certain);
    const [red, green, blue] = colors[kind].map((part) => Math.round(255 - much * (255 - part)));
    kinds[half] = kind;
    inks[half] = (255 << 24) | (blue << 16) | (green << 8) | red;
  }
  return { kinds, inks };
}

/**
 * Which class is told in each pixel, in its color. Where two classes meet is a line.
 *
 * @param {ImageData} image
 * @param {(y: number) => ArrayLike<number>} rowAt
 * @param {ReturnType<typeof makePalette>} palette
 */
function paint({ data, width, height }, rowAt, { kinds, inks }) {
  const pixels = new Uint32Array(data.buffer);
  const above = new Uint8Array(width); // the classes of the row above
  for (let row = 0, at = 0; row < height; row++) {
    const values = rowAt(row / (height - 1));
    for (let column = 0; column < width; column++, at++) {
      const half = Math.floor(2 * values[column]);
      const kind = kinds[half];
      const meets = (column > 0 && above[column - 1] !== kind) ||
        (row > 0 && above[column] !== kind);
      pixels[at] = meets ? LINE : inks[half];
      above[column] = kind;
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
function drawPoints(canvas, plane) {
  const context = canvas.getContext("2d");
  if (!context) return;
  const { training, validation, colors } = plane;
  const wide = widthOf(plane);
  context.scale(SHARP, SHARP);
  const css = colors.map((name) => getComputedStyle(canvas).getPropertyValue(`--${name}`));
  for (
    const [points, filled] of /** @type {[Point[], boolean][]} */ ([[validation, false], [
      training,
      true,
    ]])
  ) {
    for (const { x, y, kind } of points) {
      shape(context, x * wide, y * HEIGHT, kind);
      context.lineWidth = filled ? 1.5 : 2.5;
      context.fillStyle = filled ? css[kind] : "#fff";
      context.strokeStyle = filled ? "#fff" : css[kind];
      context.fill();
      context.stroke();
    }
  }
}

/** A whole number of the map's pixels. @param {Plane} plane */
const widthOf = ({ aspect }) => COARSE * Math.round(aspect * HEIGHT / COARSE);

/** @param {Plane} plane */
export function makeMap(plane) {
  const [width, height] = [widthOf(plane) / COARSE, HEIGHT / COARSE];
  const canvas = make("canvas", { width, height, role: "img" });
  const points = make("canvas", {
    width: widthOf(plane) * SHARP,
    height: HEIGHT * SHARP,
    "aria-hidden": "true",
  });
  const names = ["₀", "₁"].map((index, i) =>
    make("span", { class: `axis ${["across", "up"][i]}`, "aria-hidden": "true" }, `x${index}`)
  );
  const element = make("div", { class: "map" }, canvas, points, ...names);
  const classes = plane.colors.length;
  const rowOf = makeRows(plane.side, width, classes === 2);
  let palette = makePalette(Array(classes).fill([0, 0, 0]));
  const begin = () => {
    palette = makePalette(plane.colors.map((name) => rgbOf(canvas, name)));
    drawPoints(points, plane);
  };
  const show = (/** @type {Moment} */ moment) => {
    const context = canvas.getContext("2d");
    if (!context) return;
    const map = mapAt(plane.maps, moment, classes);
    const image = context.createImageData(width, height);
    paint(image, (y) => rowOf(map, y), palette);
    context.putImageData(image, 0, 0);
    const found = shares(map, classes).map((share, kind) =>
      `class ${kind} on ${Math.round(100 * share)} %`
    );
    canvas.setAttribute(
      "aria-label",
      `${plane.name} at epoch ${Math.floor(moment.epoch)}: of the plane ${found.join(", ")}.`,
    );
  };
  return { element, begin, show };
}

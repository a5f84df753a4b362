// Pictures of examples, gray or in color, as nnlib/explore/_examples.py packs them.

import { make } from "./dom.js";
import { unpacked } from "./packed.js";
import { inkOf } from "./pictures.js";

/**
 * @param {string} text
 * @param {{ count: number, channels: number, side: number }} shape
 * @returns {Uint8Array[][]} of each picture its channels
 */
export function picturesOf(text, { count, channels, side }) {
  const maps = unpacked(text, { maps: count * channels, rows: side, columns: side });
  return Array.from({ length: count }, (_, i) => maps.slice(channels * i, channels * (i + 1)));
}

/**
 * The color of a pixel: of one channel ink on paper, of three red, green and blue.
 *
 * @param {number[]} levels from 0 to 15
 * @returns {number[]}
 */
export const colorOf = (levels) =>
  levels.length === 1 ? inkOf(levels[0]) : levels.map((level) => 17 * level);

/** @param {number} side */
export const makePicture = (side) =>
  make("canvas", { class: "example", width: side, height: side, role: "img" });

/** @param {HTMLCanvasElement} canvas @param {Uint8Array[]} picture */
export function paintPicture(canvas, picture) {
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < picture[0].length; i++) {
    image.data.set([...colorOf(picture.map((channel) => channel[i])), 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

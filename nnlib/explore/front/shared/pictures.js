// Pictures of small numbers: one pixel of a canvas for each.

/** @typedef {[number, number, number]} Rgb */

/**
 * A color of the suite, which is a CSS variable.
 *
 * @param {Element} element
 * @param {string} name
 * @returns {Rgb}
 */
export function rgbOf(element, name) {
  const color = getComputedStyle(element).getPropertyValue(`--${name}`);
  const [red, green, blue] = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
  return [red, green, blue];
}

/**
 * Fill a canvas with numbers, row after row.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values one for each pixel
 * @param {(value: number) => Rgb} look
 */
export function paintPixels(canvas, values, look) {
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < values.length; i++) image.data.set([...look(values[i]), 255], 4 * i);
  context.putImageData(image, 0, 0);
}

/** What a gray of nnlib/explore/_pictures.py looks like. @param {number} gray @returns {Rgb} */
export function inkOf(gray) {
  const light = 255 - 17 * gray;
  return [light, light, light];
}

// Numbers with a sign, as colors.

/** @typedef {import("./pictures.js").Rgb} Rgb */

/**
 * The color of a share: white at 0, and beyond 1 as at 1.
 *
 * @param {number} share
 * @param {{ positive: Rgb, negative: Rgb }} colors
 * @returns {Rgb}
 */
export function colorOf(share, { positive, negative }) {
  const much = Math.min(1, Math.abs(share));
  const [red, green, blue] = (share < 0 ? negative : positive).map((part) =>
    Math.round(255 - much * (255 - part))
  );
  return [red, green, blue];
}

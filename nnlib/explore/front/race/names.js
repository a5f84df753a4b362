// Where names go beside arrows: they hide no arrow, nor one another, if that can be.

import { clamp } from "../shared/numbers.js";
import { between } from "./geometry.js";

/** @typedef {import("./surfaces.js").Point} Point */
/** @typedef {import("./view.js").Size} Size */
/** @typedef {{ to: Point, width: number }} Named an arrow's end, and how wide its name is */

export const HIGH = 26; // of a name
const GAP = 9; // from its arrow
const SIDES = [-1, -0.5, 0, 0.5, 1];
const SHARES = Array.from({ length: 24 }, (_, i) => (i + 1) / 24); // of an arrow

/**
 * The middles of the names.
 *
 * @param {Point} from where all arrows begin
 * @param {Named[]} arrows
 * @param {Size} frame
 * @returns {Point[]}
 */
export function besideArrows(from, arrows, frame) {
  const seen = arrows.flatMap(({ to }) => SHARES.map((share) => between(from, to, share)));
  return arrows.map(({ to, width }) => {
    const [wide, high] = [width / 2, HIGH / 2];
    const cost = (/** @type {Point} */ [x, y]) =>
      seen.filter(([left, top]) => Math.abs(x - left) < wide && Math.abs(y - top) < high).length +
      Math.hypot(x - to[0], y - to[1]) / 100;
    const tried = [1, 0.6, 0.3].flatMap((share) => {
      const [x, y] = between(from, to, share);
      return SIDES.flatMap((side) =>
        SIDES.map((up) => /** @type {Point} */ ([
          clamp(x + side * (wide + GAP), wide, frame.width - wide),
          clamp(y + up * (high + GAP), high, frame.height - high),
        ]))
      );
    });
    const [[x, y]] = tried.sort((a, b) => cost(a) - cost(b));
    for (const share of SHARES) {
      for (const side of SIDES) seen.push([x + wide * (2 * share - 1), y + side * high]);
    }
    return [x, y];
  });
}

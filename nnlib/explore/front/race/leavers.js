// The names of those who leave the picture, beside the arrows at its border.

import { make } from "../shared/dom.js";
import { clamp, percent } from "../shared/numbers.js";

/** @typedef {import("./surfaces.js").Point} Point */
/** @typedef {import("./view.js").Size} Size */
/** @typedef {import("./trails.js").Runner} Runner */
/** @typedef {[number, number, number]} Box left, top, width */

const HIGH = 44; // of a label: as on a phone, where letters are as large on less

/**
 * Where a label stands: beside an arrow at the border, moved along it, and then away from
 * it, until it covers none of those that are there already.
 *
 * @param {Point} at
 * @param {number} width
 * @param {Box[]} taken
 * @param {Size} size
 */
function placeLabel([x, y], width, taken, size) {
  const upright = x < 1 || x > size.width - 1;
  const free = (/** @type {Box} */ [left, top]) =>
    taken.every(([a, b, wide]) =>
      left + width <= a || a + wide <= left || top + HIGH <= b || b + HIGH <= top
    );
  /** @type {Box | null} */
  let box = null;
  for (let tries = 0; tries < 60 && !(box && free(box)); tries++) {
    const [row, column] = [Math.floor(tries / 12), tries % 12];
    const along = (column % 2 ? 1 : -1) * Math.ceil(column / 2) * HIGH;
    const away = 20 + row * (upright ? width : HIGH);
    const [left, top] = upright
      ? [x < 1 ? away : size.width - width - away, y - HIGH / 2 + along]
      : [x - width / 2 + along, y < 1 ? away : size.height - HIGH - away];
    box = [clamp(left, 2, size.width - width - 2), clamp(top, 2, size.height - HIGH - 2), width];
  }
  return /** @type {Box} */ (box);
}

/**
 * Each with the step at which it first leaves.
 *
 * @param {Runner[]} runners
 * @param {Size} size
 */
export function makeLeavers(runners, size) {
  /** @type {Box[]} */
  const taken = [];
  return runners.filter(({ left }) => left.length > 0).map(({ name, color, view, left }) => {
    const [{ at, step }] = left;
    const box = placeLabel(view.place(at), name.length * 17 + 26, taken, size);
    taken.push(box);
    const [x, y, width] = box;
    const label = make("span", { class: "leaver", style: `border-color: var(--${color})` }, name);
    label.style.top = percent(y / size.height);
    if (x + width / 2 < size.width / 2) label.style.left = percent(x / size.width);
    else label.style.right = percent(1 - (x + width) / size.width);
    return { label, step };
  });
}

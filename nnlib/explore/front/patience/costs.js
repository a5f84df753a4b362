// What patiences cost and keep: a point for each that was tried.

import { make, say } from "../shared/dom.js";
import { percent } from "../shared/numbers.js";
import { line, putAt, watchSize } from "../shared/shares.js";
import { makeBox } from "./box.js";
import { epochsNamed, placeOf, shownOf } from "./maths.js";
import { bestName } from "./words.js";

/** @typedef {import("./maths.js").Axis} Axis */
/** @typedef {import("./maths.js").Best} Best */
/** @typedef {import("./maths.js").Means} Means */
/** @typedef {{ patience: number, at: import("../shared/shares.js").Point }} Place */

const [RADIUS, LETTER, LINE, APART] = [9, 14, 24, 10]; // pixels of a point and its number

/**
 * A point for each patience tried, and its number where there is room.
 *
 * @param {Best} best
 */
function makePoints(best) {
  const element = make("div", { "aria-hidden": "true" });
  /** @type {Map<number, { mark: HTMLElement, number: HTMLElement }>} */
  const made = new Map();
  /** @type {Place[]} */
  let drawn = []; // the present one first
  let [wide, high] = [0, 0];
  /** Leave out numbers that would lie on points or on others, but never the present one. */
  const thin = () => {
    if (!wide) return;
    const centers = drawn.map(({ at: [x, y] }) => [x * wide, (1 - y) * high]);
    const up = best === "min" ? -APART - LINE : APART;
    const boxes = centers.map(([x, y], i) => {
      const width = LETTER * String(drawn[i].patience).length;
      return { x: x + APART, y: y + up, width, height: LINE };
    });
    const [width, height] = [2 * RADIUS, 2 * RADIUS];
    const rings = centers.map(([x, y]) => ({ x: x - RADIUS, y: y - RADIUS, width, height }));
    shownOf(boxes, rings).forEach((shown, i) => {
      made.get(drawn[i].patience)?.number.classList.toggle("left-out", !shown);
    });
  };
  const resize = (/** @type {number} */ width, /** @type {number} */ height) => {
    [wide, high] = [width, height];
    thin();
  };
  /** @param {Place[]} places by patience @param {number} present */
  const show = (places, present) => {
    const others = places.filter(({ patience }) => patience !== present);
    drawn = [...places.filter(({ patience }) => patience === present), ...others.toReversed()];
    for (const { patience, at } of places) {
      let pair = made.get(patience);
      if (!pair) {
        pair = {
          mark: make("i", { class: "point" }),
          number: make("span", { class: `number ${best}` }, patience),
        };
        made.set(patience, pair);
        element.append(pair.mark, pair.number);
      }
      for (const part of [pair.mark, pair.number]) {
        putAt(part, at);
        part.classList.toggle("present", patience === present);
      }
    }
    thin();
  };
  return { element, show, resize };
}

/**
 * What patiences cost and keep.
 *
 * @param {number} epochs
 * @param {Best} best
 */
export function makeCosts(epochs, best) {
  const [path, limit] = ["through", "limit"].map((name) => make("path", { class: name }));
  const named = make("span", { class: `label limit ${best}` });
  const points = makePoints(best);
  const box = makeBox({
    look: "costs",
    across: epochsNamed(0, epochs).map((epoch) => ({ place: epoch / epochs, text: epoch })),
    name: "epochs trained",
    paths: [path, limit],
    marks: [points.element, named],
  });
  const unwatch = watchSize(box.element, points.resize);
  /**
   * @param {Map<number, Means>} tried by patience
   * @param {number} present
   * @param {number | null} least the mean of the best values of all, if it is asked for
   * @param {Axis} axis
   */
  const show = (tried, present, least, axis) => {
    box.show(axis, best);
    const places = [...tried].toSorted(([a], [b]) => a - b).map(([patience, means]) => ({
      patience,
      at: /** @type {Place["at"]} */ ([means.trained / epochs, placeOf(axis, means.kept)]),
    }));
    path.setAttribute("d", line(places.map(({ at }) => at)));
    const at = least === null ? 0 : placeOf(axis, least);
    limit.setAttribute("d", least === null ? "" : line([[0, at], [1, at]]));
    say(named, least === null ? "" : `${bestName(best)} of all epochs`);
    named.style.bottom = percent(at);
    points.show(places, present);
  };
  return { element: box.element, svg: box.svg, show, end: unwatch };
}

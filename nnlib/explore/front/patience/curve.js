// A training up to its stop: what is kept, where it ends, and, if it is asked for, the rest.

import { make, say } from "../shared/dom.js";
import { percent } from "../shared/numbers.js";
import { dots, line, putAt, watchSize } from "../shared/shares.js";
import { makeBox } from "./box.js";
import { epochsNamed, placeOf } from "./maths.js";

/** @typedef {import("./maths.js").Axis} Axis */
/** @typedef {import("./maths.js").Best} Best */
/** @typedef {import("./maths.js").End} End */
/** @typedef {import("../shared/shares.js").Point} Point */

const MOST_DOTS = 150; // epochs, of more the curve is a line alone
const [HALF, ROOM] = [26, 8]; // pixels: of a name, and between it and the line at the stop

/** The ring, the stop and their names. @param {Best} best */
function makeMarks(best) {
  const [unseen, wall, ring, dot] = ["unseen", "wall", "ring", "dot"].map((name) =>
    make("i", { class: name })
  );
  const kept = make("span", { class: `label kept ${best}` }, "kept");
  const stop = make("span", { class: "label stop" });
  let wide = 0; // pixels
  /** @type {{ top: Point, end: Point, stopped: boolean }} */
  let marked = { top: [0, 0], end: [0, 0], stopped: false };
  /** The name of what is kept stands at its ring, clear of the stop and of the numbers. */
  const putName = () => {
    const { top: [x, y], end: [endX, endY], stopped } = marked;
    const before = Math.min(x * wide, stopped ? endX * wide - HALF - ROOM : Infinity);
    kept.style.left = `${before < HALF ? endX * wide + HALF + ROOM : before}px`;
    // Within min_delta the last value can be better than the one that is kept.
    const near = stopped && (endX - x) * wide < 2 * HALF;
    const edge = best === "min" ? Math.min(y, endY) : Math.max(y, endY);
    kept.style.bottom = percent(near ? edge : y);
  };
  const resize = (/** @type {number} */ width) => {
    wide = width;
    putName();
  };
  /** @param {Point} top @param {Point} end @param {boolean} stopped */
  const show = (top, end, stopped) => {
    marked = { top, end, stopped };
    putAt(ring, top);
    putAt(dot, end);
    for (const mark of [dot, wall]) mark.hidden = !stopped;
    wall.style.left = percent(end[0]);
    unseen.style.left = percent(stopped ? end[0] : 1);
    stop.style.left = `max(${percent(end[0])}, ${HALF}px)`; // clear of the numbers, too
    stop.classList.toggle("open", !stopped);
    say(stop, stopped ? "stop" : "not stopped");
    putName();
  };
  return { elements: [unseen, wall, ring, dot, kept, stop], show, resize };
}

/**
 * @param {number} epochs
 * @param {Best} best
 */
export function makeCurve(epochs, best) {
  const names = ["later", "later dots", "bar", "line", "line dots"];
  const paths = names.map((name) => make("path", { class: name }));
  const [rest, restDots, bar, curve, curveDots] = paths;
  const marks = makeMarks(best);
  const at = (/** @type {number} */ epoch) => (epoch + 0.5) / epochs;
  const box = makeBox({
    look: "curve",
    across: epochsNamed(1, epochs).map((epoch) => ({ place: at(epoch - 1), text: epoch })),
    name: "epoch",
    paths,
    marks: marks.elements,
  });
  /** @param {SVGPathElement[]} pair @param {Point[]} points */
  const draw = ([path, single], points) => {
    path.setAttribute("d", line(points));
    single.setAttribute("d", epochs > MOST_DOTS ? "" : dots(points));
  };
  /** @param {number[]} values @param {End} end @param {boolean} later @param {Axis} axis */
  const show = (values, { trained, kept, stopped }, later, axis) => {
    box.show(axis, best);
    const points = values.map((
      value,
      epoch,
    ) => /** @type {Point} */ ([at(epoch), placeOf(axis, value)]));
    const [top, end] = [points[kept], points[trained - 1]];
    draw([curve, curveDots], points.slice(0, trained));
    draw([rest, restDots], later && trained < epochs ? points.slice(trained - 1) : []);
    bar.setAttribute("d", line([top, [end[0], top[1]]]));
    marks.show(top, end, stopped);
  };
  return { element: box.element, svg: box.svg, show, end: watchSize(box.element, marks.resize) };
}

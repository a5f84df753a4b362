// What of a path lies within the picture, and where it leaves it.

/** @typedef {import("./surfaces.js").Point} Point */
/** @typedef {import("./surfaces.js").Bounds} Bounds */
/** @typedef {{ step: number, at: Point }} Exit a step out of bounds, and where it crosses them */
/**
 * The part of a step within the picture, and how long the line is before it, where its
 * dashes go on.
 *
 * @typedef {{ from: Point, to: Point, length: number }} Line
 */
/** @typedef {(point: Point) => Point} Place where a point is, in pixels of the picture */

/**
 * The part of a segment within bounds, as shares of it; null where it misses them.
 *
 * @param {Point} a
 * @param {Point} b
 * @param {Bounds} bounds
 * @returns {[number, number] | null}
 */
export function clip(a, b, bounds) {
  let [from, to] = [0, 1];
  for (const axis of [0, 1]) {
    const [least, most] = bounds[axis];
    const move = b[axis] - a[axis];
    if (move === 0) {
      if (a[axis] < least || a[axis] > most) return null;
      continue;
    }
    const shares = [(least - a[axis]) / move, (most - a[axis]) / move];
    from = Math.max(from, Math.min(...shares));
    to = Math.min(to, Math.max(...shares));
  }
  return from <= to ? [from, to] : null;
}

/**
 * The point at a share of the way from one to another.
 *
 * @param {Point} a
 * @param {Point} b
 * @param {number} share
 * @returns {Point}
 */
export const between = (a, b, share) => [
  a[0] + share * (b[0] - a[0]),
  a[1] + share * (b[1] - a[1]),
];

/** @param {Point} point @param {Bounds} bounds */
export function inside([x, y], [[left, right], [low, high]]) {
  return x >= left && x <= right && y >= low && y <= high;
}

/**
 * The steps at which a path goes out of bounds, and where it crosses them.
 *
 * @param {Point[]} points
 * @param {Bounds} bounds
 */
export function exits(points, bounds) {
  /** @type {Exit[]} */
  const found = [];
  let was = inside(points[0], bounds);
  for (let step = 1; step < points.length; step++) {
    const is = inside(points[step], bounds);
    if (was && !is) {
      const [a, b] = [points[step - 1], points[step]];
      const share = clip(a, b, bounds)?.[1] ?? 0; // of a segment that starts within
      found.push({ step, at: between(a, b, share) });
    }
    was = is;
  }
  return found;
}

/**
 * A run's line on the picture; of a step that misses it, null.
 *
 * @param {Point[]} points
 * @param {Bounds} bounds
 * @param {Place} place
 */
export function project(points, bounds, place) {
  /** @type {(Line | null)[]} */
  const lines = [null];
  let length = 0;
  let was = inside(points[0], bounds);
  for (let step = 1; step < points.length; step++) {
    const [a, b] = [points[step - 1], points[step]];
    const is = inside(b, bounds);
    const shares = was && is ? [0, 1] : clip(a, b, bounds);
    const line = shares && {
      from: place(was ? a : between(a, b, shares[0])),
      to: place(is ? b : between(a, b, shares[1])),
      length,
    };
    lines.push(line);
    if (line) length += Math.hypot(line.to[0] - line.from[0], line.to[1] - line.from[1]);
    was = is;
  }
  return lines;
}

// Surfaces, optimizers and the paths they take: doubles, by the rules and in the order of
// operations of Keras.

/** @typedef {[number, number]} Point */
/** @typedef {[Point, Point]} Bounds from left to right, and from low to high */
/**
 * @typedef {object} Surface
 * @property {(x: number, y: number) => number} f
 * @property {(x: number, y: number) => Point} gradient
 */
/** @typedef {{ rate: number, momentum: number, step: number }} Settings steps from 1 on */
/** @typedef {{ step: number, at: Point }} Exit a step out of bounds, and where it crosses them */
/**
 * @typedef {object} Entry what runs
 * @property {string} optimizer
 * @property {string} surface
 * @property {Point} start
 * @property {number} rate
 * @property {number} momentum
 * @property {number} steps
 */
/**
 * @typedef {object} Run
 * @property {Point[]} points from the start on, up to the last that is finite
 * @property {number[]} losses
 * @property {number | null} diverged the step after the last point
 */

const TURN = 2 * Math.PI;

/** @param {number} x @param {number} y */
const bealeTerms = (x, y) => [1.5 - x + x * y, 2.25 - x + x * (y * y), 2.625 - x + x * (y * y * y)];

/** @type {Record<string, Surface>} */
export const surfaces = {
  beale: {
    f(x, y) {
      const [a, b, c] = bealeTerms(x, y);
      return a * a + b * b + c * c;
    },
    gradient(x, y) {
      const [a, b, c] = bealeTerms(x, y);
      const square = y * y;
      return [
        2 * (a * (y - 1) + b * (square - 1) + c * (square * y - 1)),
        2 * (a * x + b * (2 * x * y) + c * (3 * x * square)),
      ];
    },
  },
  rosenbrock: {
    f: (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    gradient: (x, y) => [2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)],
  },
  himmelblau: {
    f: (x, y) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
    gradient(x, y) {
      const [a, b] = [x * x + y - 11, x + y * y - 7];
      return [4 * x * a + 2 * b, 2 * a + 4 * y * b];
    },
  },
  rastrigin: {
    f: (x, y) => 20 + x * x - 10 * Math.cos(TURN * x) + y * y - 10 * Math.cos(TURN * y),
    gradient: (x, y) => [
      2 * x + 10 * TURN * Math.sin(TURN * x),
      2 * y + 10 * TURN * Math.sin(TURN * y),
    ],
  },
  booth: {
    f: (x, y) => (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    gradient: (x, y) => [10 * x + 8 * y - 34, 8 * x + 10 * y - 38],
  },
  ravine: {
    f: (x, y) => (x * x + 20 * y * y) / 2,
    gradient: (x, y) => [x, 20 * y],
  },
  saddle: {
    f: (x, y) => (x * x) / 2 + (y * y - 1) ** 2 / 4,
    gradient: (x, y) => [x, y ** 3 - y],
  },
};

const EPSILON = 1e-7;
const BETA_2 = 0.999;

// What a rule remembers of one coordinate, before the first step.
const FRESH = { m: 0, v: 0, greatest: 0, accumulator: 0.1, product: 1 };

/** @typedef {typeof FRESH} State */
/**
 * The step of one coordinate: its new value, of its value, its gradient, the settings,
 * whose "momentum" stands for rho and beta_1, too, and the state, which it changes.
 *
 * @typedef {(w: number, g: number, settings: Settings, state: State) => number} Rule
 */

/**
 * @param {number} w
 * @param {number} g
 * @param {Settings} settings
 * @param {State} s
 * @param {boolean} [amsgrad]
 */
function adam(w, g, { rate, momentum, step }, s, amsgrad = false) {
  const alpha = (rate * Math.sqrt(1 - BETA_2 ** step)) / (1 - momentum ** step);
  s.m += (g - s.m) * (1 - momentum);
  s.v += (g * g - s.v) * (1 - BETA_2);
  s.greatest = Math.max(s.greatest, s.v);
  return w - (s.m * alpha) / (Math.sqrt(amsgrad ? s.greatest : s.v) + EPSILON);
}

/** @type {Record<string, Rule>} */
export const optimizers = {
  sgd: (w, g, { rate }) => w - g * rate,
  momentum(w, g, { rate, momentum }, s) {
    s.m = s.m * momentum - g * rate;
    return w + s.m;
  },
  nesterov(w, g, { rate, momentum }, s) {
    s.m = s.m * momentum - g * rate;
    return w + (s.m * momentum - g * rate);
  },
  adagrad(w, g, { rate }, s) {
    s.accumulator += g * g;
    return w - (rate * g) / Math.sqrt(s.accumulator + EPSILON);
  },
  rmsprop(w, g, { rate, momentum: rho }, s) {
    s.v = rho * s.v + (1 - rho) * (g * g);
    return w - (rate * g) / Math.sqrt(s.v + EPSILON);
  },
  rmsprop_momentum(w, g, { rate, momentum }, s) {
    s.v = 0.9 * s.v + (1 - 0.9) * (g * g);
    s.m = momentum * s.m + (rate * g) / Math.sqrt(s.v + EPSILON);
    return w - s.m;
  },
  adadelta(w, g, { rate, momentum: rho }, s) {
    s.v = rho * s.v + (1 - rho) * (g * g);
    const move = -((Math.sqrt(s.m + EPSILON) * g) / Math.sqrt(s.v + EPSILON));
    s.m = rho * s.m + (1 - rho) * (move * move);
    return w + rate * move;
  },
  adam: (w, g, settings, s) => adam(w, g, settings, s),
  amsgrad: (w, g, settings, s) => adam(w, g, settings, s, true),
  adamax(w, g, { rate, momentum, step }, s) {
    s.m += (g - s.m) * (1 - momentum);
    s.greatest = Math.max(BETA_2 * s.greatest, Math.abs(g));
    return w - (rate * s.m) / ((1 - momentum ** step) * (s.greatest + EPSILON));
  },
  nadam(w, g, { rate, momentum, step }, s) {
    const u = momentum * (1 - 0.5 * 0.96 ** step);
    const next = momentum * (1 - 0.5 * 0.96 ** (step + 1));
    s.product *= u;
    s.m += (g - s.m) * (1 - momentum);
    s.v += (g * g - s.v) * (1 - BETA_2);
    const m = (next * s.m) / (1 - s.product * next) + ((1 - u) * g) / (1 - s.product);
    return w - (m * rate) / (Math.sqrt(s.v / (1 - BETA_2 ** step)) + EPSILON);
  },
  adamw: (w, g, settings, s) => adam(w - w * 0.004 * settings.rate, g, settings, s),
  lion(w, g, { rate, momentum }, s) {
    const moved = w - rate * Math.sign(s.m * momentum + g * (1 - momentum));
    s.m = s.m * 0.99 + g * (1 - 0.99);
    return moved;
  },
};

/**
 * @param {Entry} entry
 * @returns {Run}
 */
export function run({ optimizer, surface, start, rate, momentum, steps }) {
  const update = optimizers[optimizer];
  const { f, gradient } = surfaces[surface];
  const states = [{ ...FRESH }, { ...FRESH }];
  const settings = { rate, momentum, step: 0 };
  let [x, y] = start;
  /** @type {Point[]} */
  const points = [[x, y]];
  const losses = [f(x, y)];
  for (let step = 1; step <= steps; step++) {
    settings.step = step;
    const [dx, dy] = gradient(x, y);
    x = update(x, dx, settings, states[0]);
    y = update(y, dy, settings, states[1]);
    const loss = f(x, y);
    const finite = Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(loss);
    if (!finite) return { points, losses, diverged: step };
    points.push([x, y]);
    losses.push(loss);
  }
  return { points, losses, diverged: null };
}

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

// Optimizers and the paths they take: doubles, by the rules and in the order of operations
// of Keras.

import { normals } from "./noise.js";

/** @typedef {import("./surfaces.js").Point} Point */
/** @typedef {import("./surfaces.js").Surface} Surface */
/**
 * @typedef {object} Settings
 * @property {number} rate
 * @property {number} momentum or rho, beta_1, ema_momentum: what the rule has
 * @property {number} step from 1 on
 * @property {number} steps of which it is one
 * @property {number} [rho] of a rule that has a momentum, too
 * @property {number} [beta_2]
 * @property {number} [epsilon]
 * @property {number} [weight_decay]
 */
/**
 * @typedef {object} Entry what runs
 * @property {string} optimizer
 * @property {Surface} surface
 * @property {Point} start
 * @property {number} rate
 * @property {number} momentum
 * @property {Record<string, number>} [more] settings
 * @property {number} steps
 * @property {number} [base] from which a loss is counted
 * @property {number} [noise] on the gradient: its standard deviation
 * @property {number} [seed] of the noise
 */
/**
 * @typedef {object} Run
 * @property {Point[]} points from the start on, up to the last that is finite
 * @property {number[]} losses
 * @property {number | null} diverged the step after the last point
 */
/** @typedef {{ gradient: Point, remembered: Point, decay: Point, sum: Point }} Parts of a step */
/** @typedef {Parts & { divisors: Point }} Told each coordinate's divisor; 0 for none */

// What a rule remembers of one coordinate, before the first step; and, of the step just
// taken, the part that it remembered and what it divided by.
const FRESH = {
  m: 0,
  v: 0,
  greatest: 0,
  accumulator: 0.1,
  product: 1,
  remembered: 0,
  divisor: 0,
  decay: 0,
  own: NaN, // where the gradient is taken, if elsewhere
};

/** @typedef {typeof FRESH} State */
/**
 * The step of one coordinate: its new value, of its value, its gradient, the settings and
 * the state, which it changes.
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
function adam(w, g, { rate, momentum, step, beta_2 = 0.999, epsilon = 1e-7 }, s, amsgrad = false) {
  const unbiased = Math.sqrt(1 - beta_2 ** step);
  const alpha = (rate * unbiased) / (1 - momentum ** step);
  const before = s.m * momentum;
  s.m += (g - s.m) * (1 - momentum);
  s.v += (g * g - s.v) * (1 - beta_2);
  s.greatest = Math.max(s.greatest, s.v);
  const root = Math.sqrt(amsgrad ? s.greatest : s.v) + epsilon;
  s.remembered = -(before * alpha) / root;
  s.divisor = root / unbiased;
  return w - (s.m * alpha) / root;
}

/** @type {Record<string, Rule>} */
const optimizers = {
  sgd: (w, g, { rate }) => w - g * rate,
  momentum(w, g, { rate, momentum }, s) {
    s.remembered = s.m * momentum;
    s.m = s.remembered - g * rate;
    return w + s.m;
  },
  nesterov(w, g, { rate, momentum }, s) {
    s.m = s.m * momentum - g * rate;
    s.remembered = s.m * momentum;
    return w + (s.remembered - g * rate);
  },
  sgd_averaged(w, g, { rate, momentum, step }, s) {
    const own = step > 1 ? s.own : w;
    const kept = step > 1 ? momentum : 0; // the average begins with the first step
    s.own = own - g * rate;
    s.remembered = (1 - kept) * (own - w);
    return kept * w + (1 - kept) * s.own;
  },
  adagrad(w, g, { rate, epsilon = 1e-7 }, s) {
    s.accumulator += g * g;
    s.divisor = Math.sqrt(s.accumulator + epsilon);
    return w - (rate * g) / s.divisor;
  },
  rmsprop(w, g, { rate, momentum: rho, epsilon = 1e-7 }, s) {
    s.v = rho * s.v + (1 - rho) * (g * g);
    s.divisor = Math.sqrt(s.v + epsilon);
    return w - (rate * g) / s.divisor;
  },
  rmsprop_momentum(w, g, { rate, momentum, rho = 0.9, epsilon = 1e-7 }, s) {
    s.v = rho * s.v + (1 - rho) * (g * g);
    s.divisor = Math.sqrt(s.v + epsilon);
    s.remembered = -momentum * s.m;
    s.m = momentum * s.m + (rate * g) / s.divisor;
    return w - s.m;
  },
  adadelta(w, g, { rate, momentum: rho, epsilon = 1e-7 }, s) {
    s.v = rho * s.v + (1 - rho) * (g * g);
    const [above, below] = [Math.sqrt(s.m + epsilon), Math.sqrt(s.v + epsilon)];
    s.divisor = below / above;
    const move = -((above * g) / below);
    s.m = rho * s.m + (1 - rho) * (move * move);
    return w + rate * move;
  },
  adam: (w, g, settings, s) => adam(w, g, settings, s),
  amsgrad: (w, g, settings, s) => adam(w, g, settings, s, true),
  adamax(w, g, { rate, momentum, step, beta_2 = 0.999, epsilon = 1e-7 }, s) {
    const before = s.m * momentum;
    s.m += (g - s.m) * (1 - momentum);
    s.greatest = Math.max(beta_2 * s.greatest, Math.abs(g));
    s.divisor = s.greatest + epsilon;
    const below = (1 - momentum ** step) * s.divisor;
    s.remembered = -(rate * before) / below;
    return w - (rate * s.m) / below;
  },
  nadam(w, g, { rate, momentum, step, beta_2 = 0.999, epsilon = 1e-7 }, s) {
    const u = momentum * (1 - 0.5 * 0.96 ** step);
    const next = momentum * (1 - 0.5 * 0.96 ** (step + 1));
    s.product *= u;
    s.m += (g - s.m) * (1 - momentum);
    s.v += (g * g - s.v) * (1 - beta_2);
    const remembered = (next * s.m) / (1 - s.product * next);
    const m = remembered + ((1 - u) * g) / (1 - s.product);
    s.divisor = Math.sqrt(s.v / (1 - beta_2 ** step)) + epsilon;
    s.remembered = -(remembered * rate) / s.divisor;
    return w - (m * rate) / s.divisor;
  },
  adamw(w, g, settings, s) {
    s.decay = -w * (settings.weight_decay ?? 0.004) * settings.rate;
    return adam(w + s.decay, g, settings, s);
  },
  lion(w, g, { rate, momentum, beta_2 = 0.99 }, s) {
    const mean = s.m * momentum + g * (1 - momentum);
    s.divisor = Math.abs(mean);
    s.remembered = mean ? -(rate * s.m * momentum) / s.divisor : 0;
    const moved = w - rate * Math.sign(mean);
    s.m = s.m * beta_2 + g * (1 - beta_2);
    return moved;
  },
};

/** Rates that change from step to step, as parts of the largest. */
/** @type {Record<string, (i: number, n: number) => number>} */
export const SCHEDULES = {
  sgd_decayed: (i, n) => 0.01 ** (i / n),
  sgd_cyclical(i, n) {
    const halves = (10 * i) / n; // five cycles
    const cycle = Math.floor(halves / 2 + 1e-9);
    return 0.1 + 0.9 * Math.max(0, 1 - Math.abs(halves - 2 * cycle - 1));
  },
  sgd_1cycle(i, n) {
    const half = Math.floor((n - 1 - Math.max(1, Math.round(n / 10))) / 2);
    const share = (/** @type {number} */ from, /** @type {number} */ to) =>
      (i - from) / (to - from);
    if (i <= half) return 0.1 + 0.9 * share(0, half);
    if (i <= 2 * half) return 1 - 0.9 * share(half, 2 * half);
    return 0.1 + (1e-4 - 0.1) * share(2 * half, n - 1);
  },
};

/**
 * Take steps; each is told, with the states after it.
 *
 * @param {Entry} entry
 * @param {(point: Point, states: [State, State], from: Point) => boolean} tell whether to go on
 */
function walk({ optimizer, surface, start, rate, momentum, more, steps, noise, seed }, tell) {
  const schedule = SCHEDULES[optimizer];
  const update = optimizers[optimizer in SCHEDULES ? "sgd" : optimizer];
  const { gradient } = surface;
  const shaken = noise ? normals(seed ?? 0, steps) : null;
  /** @type {[State, State]} */
  const states = [{ ...FRESH }, { ...FRESH }];
  const settings = { rate, momentum, ...more, step: 0, steps };
  let at = start;
  for (let step = 1; step <= steps; step++) {
    settings.step = step;
    if (schedule) settings.rate = rate * schedule(step - 1, steps);
    const [x, y] = states;
    let [dx, dy] = Number.isNaN(x.own) ? gradient(...at) : gradient(x.own, y.own);
    if (shaken && noise) {
      dx += noise * shaken[step - 1][0];
      dy += noise * shaken[step - 1][1];
    }
    const from = at;
    at = [update(at[0], dx, settings, states[0]), update(at[1], dy, settings, states[1])];
    if (!tell(at, states, from)) return;
  }
}

/**
 * @param {Entry} entry
 * @returns {Run}
 */
export function run(entry) {
  const { f } = entry.surface;
  /** @type {Point[]} */
  const points = [entry.start];
  const losses = [f(...entry.start)];
  let diverged = null;
  walk(entry, (point) => {
    const loss = f(...point);
    if (![...point, loss].every(Number.isFinite)) {
      diverged = points.length;
      return false;
    }
    points.push(point);
    losses.push(loss);
    return true;
  });
  return { points, losses, diverged };
}

/**
 * Why a step goes where it goes; null beyond the last.
 *
 * @param {Entry} entry
 * @param {number} index from 0
 * @returns {Told | null}
 */
export function partsOf(entry, index) {
  /** @type {Told | null} */
  let told = null;
  let count = 0;
  walk(entry, (point, states, from) => {
    if (count++ < index) return true;
    const sum = /** @type {Point} */ (point.map((value, axis) => value - from[axis]));
    if (!sum.every(Number.isFinite)) return false;
    const remembered = /** @type {Point} */ (states.map((state) => state.remembered));
    const decay = /** @type {Point} */ (states.map((state) => state.decay));
    const rest = sum.map((value, axis) => value - remembered[axis] - decay[axis]);
    const gradient = /** @type {Point} */ (rest);
    const divisors = /** @type {Point} */ (states.map((state) => state.divisor));
    told = { gradient, remembered, decay, sum, divisors };
    return false;
  });
  return told;
}

const GROWN = 10; // times the start, or the goal: it flies away

/** @typedef {number} Reached a step; Infinity for never, NaN where the loss grows */

/**
 * From which step on the loss stays below a goal.
 *
 * @param {Entry} entry
 * @param {number} goal
 * @returns {Reached}
 */
export function stepsTo(entry, goal) {
  const { surface: { f }, base = 0 } = entry;
  const first = f(...entry.start) - base;
  let [step, since, loss] = [0, first < goal ? 0 : Infinity, first];
  walk(entry, (point) => {
    loss = f(...point) - base;
    step++;
    if (!Number.isFinite(loss)) since = NaN;
    else if (!(loss < goal)) since = Infinity;
    else if (since === Infinity) since = step;
    return !Number.isNaN(since);
  });
  // It grows, if not yet beyond all numbers.
  return loss > GROWN * Math.max(first, goal) ? NaN : since;
}

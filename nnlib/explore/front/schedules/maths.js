// The schedules of nnlib/schedules/formulas.py: a rate for every step.

/** @typedef {Record<string, number>} Numbers what shapes a schedule, by name */
/**
 * @typedef {object} Size
 * @property {number} epochs
 * @property {number} steps an epoch
 */
/** @typedef {(step: number) => number} Rate */

const TINY = 1e-9; // of a step: 3.0000000000000004 is step 3

/**
 * A straight line from corner to corner.
 *
 * @param {number} x
 * @param {number[]} corners rising
 * @param {number[]} values
 */
function between(x, corners, values) {
  if (x <= corners[0]) return values[0];
  const right = corners.findIndex((corner) => x <= corner);
  if (right < 0) return values[values.length - 1];
  const [from, to] = [corners[right - 1], corners[right]];
  const slope = (values[right] - values[right - 1]) / (to - from);
  return slope * (x - from) + values[right - 1];
}

/** @param {Numbers} shape @param {Size} size @returns {Rate} */
function restarts({ rate, first_cycle, t_mul, m_mul, end }, { epochs, steps }) {
  const [starts, lengths] = [[0], [first_cycle * steps]];
  while (starts[starts.length - 1] < epochs * steps) {
    const length = lengths[lengths.length - 1];
    starts.push(starts[starts.length - 1] + length);
    lengths.push(length * t_mul);
  }
  return (i) => {
    const cycle = starts.findLastIndex((start) => start - TINY <= i);
    const part = (i - starts[cycle]) / lengths[cycle];
    return end + ((rate - end) * m_mul ** cycle * (1 + Math.cos(Math.PI * part))) / 2;
  };
}

/** The corners of 1cycle. @param {Numbers} shape @param {Size} size */
export function corners({ max_rate }, { epochs, steps }) {
  const n = epochs * steps;
  const tenth = n / 10;
  // Python rounds halves to even.
  const rounded = tenth % 1 === 0.5 ? 2 * Math.round(tenth / 2) : Math.round(tenth);
  const half = Math.floor((n - 1 - Math.max(1, rounded)) / 2);
  const start = max_rate / 10;
  return { at: [0, half, 2 * half, n - 1], rates: [start, max_rate, start, start / 1000] };
}

/**
 * A shape that has a schedule: what must rise does, and a ramp is shorter than the whole.
 *
 * @param {Numbers} shape
 * @param {Size} size
 * @returns {Numbers}
 */
export function fitted(shape, { epochs }) {
  const fits = { ...shape };
  if (shape.end >= shape.rate) fits.end = 0;
  if (shape.low >= shape.high) fits.low = Number((shape.high / 10).toPrecision(2));
  if (shape.second_boundary <= shape.first_boundary) {
    fits.second_boundary = shape.first_boundary + 1;
  }
  if (shape.warm_up >= epochs) fits.warm_up = epochs - 1;
  return fits;
}

/** How many steps a warm-up takes. @param {Numbers} shape @param {Size} size */
export const ramp = ({ warm_up }, { steps }) => warm_up * steps;

/** @type {Record<string, (shape: Numbers, size: Size) => Rate>} */
const formulas = {
  constant: ({ rate }) => () => rate,
  time_based: ({ rate, decay }, { steps }) => (i) => rate / (1 + decay * Math.floor(i / steps)),
  step: ({ rate, factor, every }, { steps }) => (i) =>
    rate * factor ** Math.floor(Math.floor(i / steps) / every + TINY),
  exponential: ({ rate, factor, every, per_step }, { steps }) => (i) =>
    rate * factor ** ((per_step ? i / steps : Math.floor(i / steps)) / every),
  power: ({ rate, every, exponent }) => (i) => rate / (1 + i / every) ** exponent,
  piecewise: ({ rate, second, third, first_boundary, second_boundary }, { steps }) => (i) =>
    i < second_boundary * steps - TINY ? i < first_boundary * steps - TINY ? rate : second : third,
  cosine: ({ rate, end }, size) =>
    restarts({ rate, end, first_cycle: size.epochs, t_mul: 2, m_mul: 1 }, size),
  cosine_restarts: (shape, size) => restarts({ ...shape, end: 0 }, size),
  cyclical: ({ low, high, half_cycle, halving }, { steps }) => (i) => {
    const halves = i / (half_cycle * steps);
    const cycle = Math.floor(halves / 2 + TINY);
    const triangle = Math.max(0, 1 - Math.abs(halves - 2 * cycle - 1));
    return low + (high - low) * triangle * (halving ? 0.5 ** cycle : 1);
  },
  one_cycle: (shape, size) => {
    const { at, rates } = corners(shape, size);
    return (i) => between(i, at, rates);
  },
  warm_up: (shape, size) => {
    const { rate, cosine } = shape;
    const then = cosine
      ? formulas.cosine({ rate, end: 0 }, size)
      : formulas.constant({ rate }, size);
    const steps = ramp(shape, size);
    const start = then(steps) / (steps + 1);
    return (i) => (i < steps ? start + ((then(steps) - start) / steps) * i : then(i));
  },
};

/**
 * The rate of every step.
 *
 * @param {string} name
 * @param {Numbers} shape
 * @param {Size} size
 */
export function ratesOf(name, shape, size) {
  const rate = formulas[name](shape, size);
  return Float64Array.from({ length: size.epochs * size.steps }, (_, i) => rate(i));
}

/**
 * The way walked by each step: the sum of the rates up to it, its own included.
 *
 * @param {Float64Array} rates
 */
export function ways(rates) {
  let sum = 0;
  return rates.map((rate) => (sum += rate));
}

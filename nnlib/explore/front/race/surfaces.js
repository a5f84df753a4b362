// The functions to descend: those known by name, one written as a program, one stored.

import { clamp } from "../shared/numbers.js";

/** @typedef {[number, number]} Point */
/** @typedef {[Point, Point]} Bounds from left to right, and from low to high */
/**
 * @typedef {object} Surface
 * @property {(x: number, y: number) => number} f
 * @property {(x: number, y: number) => Point} gradient
 */
/**
 * What Python tells of a function that this page does not know: operations in turn, each
 * on results before it, 0 and 1 being x and y; and which results are f and its slopes.
 *
 * @typedef {object} Program
 * @property {[string, ...number[]][]} operations
 * @property {[number, number, number]} results
 */
/** @typedef {{ values: string, rows: number, low: number, high: number }} Stored 16 bits each */
/** @typedef {{ bounds: Bounds, program?: Program, stored?: Stored }} Facts */

const TURN = 2 * Math.PI;

/** @param {number} x @param {number} y */
const bealeTerms = (x, y) => [1.5 - x + x * y, 2.25 - x + x * (y * y), 2.625 - x + x * (y * y * y)];

/** @type {Record<string, Surface>} */
const surfaces = {
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

/** @type {Record<string, (a: number, b: number, c: number) => number>} */
const OPERATIONS = {
  constant: (a) => a,
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  power: (a, b) => a ** b,
  negative: (a) => -a,
  absolute: Math.abs,
  sign: Math.sign,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  less: (a, b) => Number(a < b),
  less_equal: (a, b) => Number(a <= b),
  equal: (a, b) => Number(a === b),
  where: (a, b, c) => (a ? b : c),
};

/**
 * @param {Program} program
 * @returns {Surface}
 */
function computed({ operations, results }) {
  const found = new Float64Array(operations.length + 2);
  const acts = operations.map(([name]) => OPERATIONS[name]);
  const places = operations.map(([name, a, b = 0, c = 0], i) => {
    if (name === "constant") found[i + 2] = a;
    return [a, b, c];
  });
  const constant = OPERATIONS.constant;
  const run = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ last) => {
    [found[0], found[1]] = [x, y];
    for (let i = 0; i + 2 <= last; i++) {
      const [a, b, c] = places[i];
      if (acts[i] !== constant) found[i + 2] = acts[i](found[a], found[b], found[c]);
    }
  };
  const [value, across, up] = results;
  const last = Math.max(across, up);
  return {
    f(x, y) {
      run(x, y, value);
      return found[value];
    },
    gradient(x, y) {
      run(x, y, last);
      return [found[across], found[up]];
    },
  };
}

/** Weights of four values around a place, and their slopes. @param {number} t */
const cubic = (t) => [
  [((2 - t) * t - 1) * t, (3 * t - 5) * t * t + 2, ((4 - 3 * t) * t + 1) * t, (t - 1) * t * t],
  [(4 - 3 * t) * t - 1, (9 * t - 10) * t, (8 - 9 * t) * t + 1, (3 * t - 2) * t],
];

/** @param {Stored} stored */
function unpacked({ values, low, high }) {
  const bytes = Uint8Array.from(atob(values), (letter) => letter.charCodeAt(0));
  const data = new DataView(bytes.buffer);
  return Float64Array.from(
    { length: bytes.length / 2 },
    (_, i) => low + ((high - low) * data.getUint16(2 * i, true)) / 65535,
  );
}

/**
 * Values on a grid, with a smooth surface between them, which rises beyond.
 *
 * @param {Stored} stored
 * @param {Bounds} bounds
 * @returns {Surface}
 */
function smooth(stored, bounds) {
  const values = unpacked(stored);
  const { rows, low, high } = stored;
  const cells = [values.length / rows - 1, rows - 1];
  const sides = bounds.map(([least, most]) => most - least);
  const at = (/** @type {number} */ i, /** @type {number} */ j) =>
    values[clamp(j, 0, cells[1]) * (cells[0] + 1) + clamp(i, 0, cells[0])];
  const look = (/** @type {number} */ x, /** @type {number} */ axis) => {
    const inner = clamp(x, ...bounds[axis]);
    const share = ((inner - bounds[axis][0]) / sides[axis]) * cells[axis];
    const cell = Math.min(Math.floor(share), cells[axis] - 1);
    return { cell, weights: cubic(share - cell), beyond: (x - inner) / sides[axis] };
  };
  /** @typedef {ReturnType<typeof look>} Looked */
  /**
   * @param {Looked} column
   * @param {Looked} row
   * @param {number} i which weights
   * @param {number} j
   */
  const sum = (column, row, i, j) => {
    const [across, up] = [column.weights[i], row.weights[j]];
    let total = 0;
    for (let b = 0; b < 4; b++) {
      for (let a = 0; a < 4; a++) {
        total += across[a] * up[b] * at(column.cell + a - 1, row.cell + b - 1);
      }
    }
    return total / 4;
  };
  return {
    f(x, y) {
      const [column, row] = [look(x, 0), look(y, 1)];
      return sum(column, row, 0, 0) + 4 * (high - low) * (column.beyond ** 2 + row.beyond ** 2);
    },
    gradient(x, y) {
      const [column, row] = [look(x, 0), look(y, 1)];
      const slope = (/** @type {number} */ axis, /** @type {number} */ known) => {
        const { beyond } = axis ? row : column;
        return (beyond ? 8 * (high - low) * beyond : known * cells[axis]) / sides[axis];
      };
      return [slope(0, sum(column, row, 1, 0)), slope(1, sum(column, row, 0, 1))];
    },
  };
}

/**
 * @param {string} name
 * @param {Facts} [facts]
 */
export function surfaceOf(name, facts) {
  if (facts?.program) return computed(facts.program);
  if (facts?.stored) return smooth(facts.stored, facts.bounds);
  return surfaces[name];
}

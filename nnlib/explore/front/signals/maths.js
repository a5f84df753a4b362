// Signals through a deep network: numbers drawn at random, what goes forward through the
// layers and what comes back. Matrices are arrays of doubles, row by row; a layer computes
// f(inputs · weights).

import { ALPHA, LAMBDA, normalDensity, normalProbability, sigmoid } from "../shared/functions.js";
import { mulberry32, STEP } from "../shared/random.js";

/**
 * A kind of weights: which numbers are drawn, and what they are multiplied with.
 *
 * @typedef {object} Kind
 * @property {"normal" | "truncated" | "orthogonal"} numbers
 * @property {number} scale
 */
/**
 * @typedef {object} Settings
 * @property {string} activation
 * @property {Kind} kind of weights
 * @property {number} depth layers
 * @property {number} seed
 * @property {number} width nodes of every layer, and inputs
 * @property {number} batch examples
 * @property {number} most layers that a network can have
 */
/**
 * From the inputs, which are layer 0, to the outputs.
 *
 * @typedef {object} Signals
 * @property {Float64Array[]} activations
 * @property {Float64Array[]} gradients with respect to the activations
 * @property {Float64Array[]} slopes of the activation; the inputs have none
 */
/** @typedef {"activations" | "gradients"} What */
/**
 * @typedef {object} Summary
 * @property {number} mean
 * @property {number} std
 * @property {number} between the standard deviation from example to example
 * @property {number} most the greatest size
 */

/**
 * f(z), and its slope at z where f(z) is a.
 *
 * @type {Record<string, { f: (z: number) => number, slope: (z: number, a: number) => number }>}
 */
export const functions = {
  linear: { f: (z) => z, slope: () => 1 },
  sigmoid: { f: sigmoid, slope: (_, a) => a * (1 - a) },
  tanh: { f: Math.tanh, slope: (_, a) => 1 - a * a },
  relu: { f: (z) => (z > 0 ? z : 0), slope: (z) => (z > 0 ? 1 : 0) },
  leaky_relu: { f: (z) => (z > 0 ? z : 0.01 * z), slope: (z) => (z >= 0 ? 1 : 0.01) },
  elu: { f: (z) => (z > 0 ? z : Math.expm1(z)), slope: (z, a) => (z > 0 ? 1 : a + 1) },
  selu: {
    f: (z) => LAMBDA * (z > 0 ? z : ALPHA * Math.expm1(z)),
    slope: (z, a) => (z > 0 ? LAMBDA : a + LAMBDA * ALPHA),
  },
  gelu: {
    f: (z) => z * normalProbability(z),
    slope: (z, a) => (z === 0 ? 0.5 : a / z) + z * normalDensity(z),
  },
  swish: {
    f: (z) => z * sigmoid(z),
    slope(z, a) {
      const s = sigmoid(z);
      return s + a * (1 - s); // 1 + z - a would cancel where z is large
    },
  },
};

/**
 * Standard normal numbers by Box and Muller. Every stream of a seed has 2¹⁵ random numbers
 * of its own, of which the states of the generator are a row.
 *
 * @param {number} seed
 * @param {number} stream
 * @param {number} count
 * @param {boolean} [truncated] whether those beyond 2 are drawn again, as in Keras
 */
export function normals(seed, stream, count, truncated = false) {
  const next = mulberry32(Math.imul((seed * 64 + stream) * 2 ** 15, STEP));
  const uniform = () => (next() + 0.5) / 2 ** 32;
  const drawn = new Float64Array(count);
  let n = 0;
  const keep = (/** @type {number} */ value) => {
    if (n < count && !(truncated && Math.abs(value) > 2)) drawn[n++] = value;
  };
  while (n < count) {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    keep(radius * Math.cos(angle));
    keep(radius * Math.sin(angle));
  }
  return drawn;
}

/**
 * Make the rows of a square matrix orthogonal and of length 1, one after the other.
 *
 * @param {Float64Array} matrix
 * @param {number} width
 */
function orthogonalize(matrix, width) {
  for (let row = 0; row < width; row++) {
    const a = matrix.subarray(row * width, (row + 1) * width);
    let square = 0;
    for (let i = 0; i < width; i++) square += a[i] * a[i];
    const length = Math.sqrt(square);
    for (let i = 0; i < width; i++) a[i] /= length;
    for (let other = row + 1; other < width; other++) {
      const b = other * width;
      let along = 0;
      for (let i = 0; i < width; i++) along += a[i] * matrix[b + i];
      for (let i = 0; i < width; i++) matrix[b + i] -= along * a[i];
    }
  }
  return matrix;
}

/**
 * What was drawn for the last seed is kept: all the scales share it.
 *
 * @type {{ of: string, matrices: Record<string, Float64Array> }}
 */
const drawn = { of: "", matrices: {} };

/**
 * The weights of a layer: a matrix, inputs by outputs, and what multiplies it.
 *
 * @param {Kind} kind
 * @param {number} seed
 * @param {number} layer from 1 on
 * @param {number} width
 */
export function drawWeights({ numbers, scale }, seed, layer, width) {
  const of = `${seed} ${width}`;
  if (drawn.of !== of) Object.assign(drawn, { of, matrices: {} });
  const draw = () => {
    const matrix = normals(seed, layer, width ** 2, numbers === "truncated");
    return numbers === "orthogonal" ? orthogonalize(matrix, width) : matrix;
  };
  return { matrix: drawn.matrices[`${numbers} ${layer}`] ??= draw(), scale };
}

/**
 * scale · a · w, two rows of a and four of w at once, for speed.
 *
 * @param {Float64Array} a
 * @param {Float64Array} w
 * @param {number} scale
 * @param {number} width
 */
function multiply(a, w, scale, width) {
  const product = new Float64Array(a.length);
  for (let row = 0; row < a.length; row += 2 * width) {
    const next = row + width;
    for (let i = 0; i < width; i += 4) {
      const a0 = scale * a[row + i], a1 = scale * a[row + i + 1];
      const a2 = scale * a[row + i + 2], a3 = scale * a[row + i + 3];
      const b0 = scale * a[next + i], b1 = scale * a[next + i + 1];
      const b2 = scale * a[next + i + 2], b3 = scale * a[next + i + 3];
      for (let j = 0, k = i * width; j < width; j++, k++) {
        const w0 = w[k], w1 = w[k + width], w2 = w[k + 2 * width], w3 = w[k + 3 * width];
        product[row + j] += a0 * w0 + a1 * w1 + a2 * w2 + a3 * w3;
        product[next + j] += b0 * w0 + b1 * w1 + b2 * w2 + b3 * w3;
      }
    }
  }
  return product;
}

/**
 * scale · a · wᵀ, two rows of each at once.
 *
 * @param {Float64Array} a
 * @param {Float64Array} w
 * @param {number} scale
 * @param {number} width
 */
function multiplyBack(a, w, scale, width) {
  const product = new Float64Array(a.length);
  for (let row = 0; row < a.length; row += 2 * width) {
    const next = row + width;
    for (let i = 0; i < width; i += 2) {
      let a0 = 0, a1 = 0, b0 = 0, b1 = 0;
      for (let j = 0, k = i * width; j < width; j++, k++) {
        const here = a[row + j], below = a[next + j], w0 = w[k], w1 = w[k + width];
        a0 += here * w0;
        a1 += here * w1;
        b0 += below * w0;
        b1 += below * w1;
      }
      product[row + i] = scale * a0;
      product[row + i + 1] = scale * a1;
      product[next + i] = scale * b0;
      product[next + i + 1] = scale * b1;
    }
  }
  return product;
}

/**
 * What goes forward from random inputs, and the gradients that come back from a random one
 * at the last layer. That one is the same for every depth: its stream follows those of the
 * most layers.
 *
 * @param {Settings} settings
 * @returns {Signals}
 */
export function propagate({ activation, kind, depth, seed, width, batch, most }) {
  const { f, slope } = functions[activation];
  const activations = [normals(seed, 0, batch * width)];
  const slopes = [new Float64Array()];
  for (let layer = 1; layer <= depth; layer++) {
    const { matrix, scale } = drawWeights(kind, seed, layer, width);
    const z = multiply(activations[layer - 1], matrix, scale, width);
    const a = z.map(f);
    activations.push(a);
    slopes.push(z.map((value, i) => slope(value, a[i])));
  }
  /** @type {Float64Array[]} */
  const gradients = [normals(seed, most + 1, batch * width)];
  for (let layer = depth; layer > 0; layer--) {
    const { matrix, scale } = drawWeights(kind, seed, layer, width);
    const passing = slopes[layer];
    const before = gradients[0].map((value, i) => value * passing[i]);
    gradients.unshift(multiplyBack(before, matrix, scale, width));
  }
  return { activations, gradients, slopes };
}

/**
 * What there is to say about the numbers of a layer.
 *
 * @param {Float64Array} values
 * @param {number} width
 * @returns {Summary}
 */
export function summary(values, width) {
  const sums = new Float64Array(width);
  let [total, most] = [0, 0];
  for (let row = 0; row < values.length; row += width) {
    for (let i = 0; i < width; i++) {
      const value = values[row + i];
      sums[i] += value;
      total += value;
      most = Math.max(most, Math.abs(value));
    }
  }
  const mean = total / values.length;
  const batch = values.length / width;
  let [square, within] = [0, 0];
  for (let row = 0; row < values.length; row += width) {
    for (let i = 0; i < width; i++) {
      square += (values[row + i] - mean) ** 2;
      within += (values[row + i] - sums[i] / batch) ** 2;
    }
  }
  const spread = (/** @type {number} */ sum) => Math.sqrt(sum / values.length);
  return { mean, std: spread(square), between: spread(within), most };
}

/**
 * How many of the numbers fall into each of so many bins, not counting those outside.
 *
 * @param {ArrayLike<number>} values
 * @param {number} low
 * @param {number} high
 * @param {number} bins
 */
export function histogram(values, low, high, bins) {
  const counts = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor((bins * (values[i] - low)) / (high - low));
    if (bin >= 0 && bin < bins) counts[bin]++;
    else if (values[i] === high) counts[bins - 1]++;
  }
  return counts;
}

/** Where less of a gradient passes, a node is called saturated. */
export const LITTLE = 0.05;

/** The share of nodes that are. @param {Float64Array} slopes */
export const flatShare = (slopes) =>
  slopes.filter((slope) => Math.abs(slope) < LITTLE).length / slopes.length;

/**
 * What slopes and weights of a layer multiply the size of gradients by, on their way back:
 * the root of their mean square; and the share of the nodes that are not saturated in the
 * squares that pass the slopes.
 *
 * @param {Float64Array} slopes of the layer
 * @param {Float64Array} above gradients with respect to its activations
 * @param {Float64Array} below with respect to those of the layer before
 */
export function factors(slopes, above, below) {
  let [before, passed, open, after] = [0, 0, 0, 0];
  for (let i = 0; i < slopes.length; i++) {
    const through = (above[i] * slopes[i]) ** 2;
    before += above[i] ** 2;
    passed += through;
    if (Math.abs(slopes[i]) >= LITTLE) open += through;
    after += below[i] ** 2;
  }
  return {
    slope: Math.sqrt(passed / before),
    weight: Math.sqrt(after / passed),
    open: open / passed,
  };
}

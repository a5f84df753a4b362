// One example through a dense network: there, back, and one update. Layer 0 are the inputs;
// weights[l - 1] = [kernel, bias] lead into layer l, as in Keras: kernel[i][j] from node i
// to node j.

import { sigmoid } from "../shared/functions.js";
import { clamp } from "../shared/numbers.js";
import { mulberry32 } from "../shared/random.js";

/** @typedef {[kernel: number[][], bias: number[]]} Layer */
/** @typedef {number | "b"} From the node from which a weight comes; of a bias, "b" */
/** @typedef {{ layer: number, node: number, from: From }} Parameter a weight or a bias */
/**
 * @typedef {object} State
 * @property {number[]} sizes nodes of each layer, inputs first
 * @property {string} activation of the hidden layers
 * @property {string} output the activation of the last layer
 * @property {string} loss
 * @property {number[]} x
 * @property {number[]} target
 * @property {number} rate
 * @property {number} seed
 * @property {number} updates
 * @property {Layer[]} weights
 */
/**
 * @typedef {object} Known what Python knows
 * @property {Record<string, string[]>} losses that go with each output
 * @property {number[]} inputs of the example, by default
 */
/**
 * @typedef {object} Pass
 * @property {number[][]} z of every layer; of the inputs none
 * @property {number[][]} a of every layer, the inputs first
 * @property {number} loss
 */
/**
 * @typedef {object} Learnt
 * @property {number[][]} delta of every layer; of the inputs none
 * @property {Layer[]} gradients
 * @property {Layer[]} updated the weights after the update
 * @property {Pass} after with those
 */
/** @typedef {Pass & Learnt} Found */
/** @typedef {"input" | "z" | "a" | "loss" | "delta" | "gradient" | "update" | "after"} Kind */
/** @typedef {{ kind: Kind, layer?: number }} Step */

/**
 * The slope is a function of what came out.
 *
 * @type {Record<string, { f: (z: number) => number, slope: (a: number) => number }>}
 */
export const activations = {
  sigmoid: { f: sigmoid, slope: (a) => a * (1 - a) },
  tanh: { f: Math.tanh, slope: (a) => 1 - a * a },
  relu: { f: (z) => Math.max(0, z), slope: (a) => (a > 0 ? 1 : 0) },
  linear: { f: (z) => z, slope: () => 1 },
};

/** @param {number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** @param {number[]} z */
function softmax(z) {
  const top = Math.max(...z);
  const powers = z.map((value) => Math.exp(value - top));
  return powers.map((power) => power / sum(powers));
}

/**
 * The loss; a cross-entropy of the last z, where ŷ would have rounded to 0 or 1.
 *
 * @param {State} state
 * @param {number[]} z
 * @param {number[]} y
 */
function lossOf({ output, loss, target }, z, y) {
  if (loss === "squared_error") return sum(y.map((value, j) => (value - target[j]) ** 2)) / 2;
  const soft = (/** @type {number} */ value) =>
    Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
  if (output === "sigmoid") return sum(z.map((value, j) => soft(value) - target[j] * value));
  const top = Math.max(...z);
  const all = top + Math.log(sum(z.map((value) => Math.exp(value - top))));
  return sum(z.map((value, j) => target[j] * (all - value)));
}

/**
 * @param {State} state
 * @param {Layer[]} [weights]
 * @returns {Pass}
 */
export function forward(state, weights = state.weights) {
  /** @type {number[][]} */
  const z = [[]];
  const a = [state.x];
  weights.forEach(([kernel, bias], l) => {
    const name = l === weights.length - 1 ? state.output : state.activation;
    const sums = bias.map((b, j) => sum(a[l].map((value, i) => value * kernel[i][j])) + b);
    z.push(sums);
    a.push(name === "softmax" ? softmax(sums) : sums.map(activations[name].f));
  });
  return { z, a, loss: lossOf(state, z[weights.length], a[weights.length]) };
}

/**
 * @param {State} state
 * @param {Pass} pass
 */
function backward({ weights, output, activation, loss, target }, { a }) {
  const last = weights.length;
  /** @type {number[][]} */
  const delta = a.map(() => []);
  delta[last] = a[last].map((y, j) => {
    const slope = loss === "squared_error" ? activations[output].slope(y) : 1;
    return (y - target[j]) * slope;
  });
  for (let l = last - 1; l > 0; l--) {
    delta[l] = a[l].map((value, j) => {
      const back = sum(delta[l + 1].map((next, k) => next * weights[l][0][j][k]));
      return back * activations[activation].slope(value);
    });
  }
  const gradients = weights.map((_, l) => {
    const kernel = a[l].map((value) => delta[l + 1].map((each) => each * value));
    return /** @type {Layer} */ ([kernel, [...delta[l + 1]]]);
  });
  return { delta, gradients };
}

/**
 * There, back, one update by gradient descent, and there again.
 *
 * @param {State} state
 * @returns {Found}
 */
export function learn(state) {
  const { weights, rate } = state;
  const pass = forward(state);
  const { delta, gradients } = backward(state, pass);
  const updated = weights.map(([kernel, bias], l) => {
    const [slopes, biasSlopes] = gradients[l];
    return /** @type {Layer} */ ([
      kernel.map((row, i) => row.map((w, j) => w - rate * slopes[i][j])),
      bias.map((b, j) => b - rate * biasSlopes[j]),
    ]);
  });
  return { ...pass, delta, gradients, updated, after: forward(state, updated) };
}

/**
 * What is told in which order: a kind, and the layer where it belongs to one.
 *
 * @param {number[]} sizes
 * @returns {Step[]}
 */
export function steps(sizes) {
  const layers = sizes.slice(1).map((_, i) => i + 1);
  /** @param {Kind} one @param {Kind} two @param {number} layer @returns {Step[]} */
  const both = (one, two, layer) => [{ kind: one, layer }, { kind: two, layer }];
  return [
    { kind: "input" },
    ...layers.flatMap((layer) => both("z", "a", layer)),
    { kind: "loss" },
    ...layers.toReversed().flatMap((layer) => both("delta", "gradient", layer)),
    { kind: "update" },
    { kind: "after" },
  ];
}

/**
 * Round random weights, from -1 to 1, and biases, from -0.5 to 0.5: the same as Python's
 * for the same seed.
 *
 * @param {number[]} sizes
 * @param {number} seed
 */
export function drawWeights(sizes, seed) {
  const next = mulberry32(seed);
  const below = (/** @type {number} */ count) => Math.floor((next() / 2 ** 32) * count);
  return sizes.slice(1).map((nodes, l) => {
    const kernel = Array.from(
      { length: sizes[l] },
      () => Array.from({ length: nodes }, () => (below(201) - 100) / 100),
    );
    const bias = Array.from({ length: nodes }, () => (below(101) - 50) / 100);
    return /** @type {Layer} */ ([kernel, bias]);
  });
}

/**
 * Targets that fit the output: as many, and where they are probabilities, from 0 to 1; of
 * a softmax they add up to 1, whatever the one just set.
 *
 * @param {Pick<State, "sizes" | "output" | "loss" | "target">} state
 * @param {number | null} [set]
 */
export function fitTarget({ sizes, output, loss, target }, set = null) {
  const first = (/** @type {unknown} */ _, /** @type {number} */ j) => (j === 0 ? 1 : 0);
  const outputs = Array.from({ length: sizes[sizes.length - 1] }, first);
  const wanted = outputs.map((one, j) => target[j] ?? one);
  const fitted = loss === "cross_entropy" ? wanted.map((t) => clamp(t, 0, 1)) : wanted;
  if (output !== "softmax") return fitted;
  const kept = set === null ? 0 : fitted[set];
  const rest = sum(fitted) - kept;
  if (rest === 0 && set === null) return outputs;
  return fitted.map((t, j) => {
    if (j === set) return kept;
    return rest > 0 ? (t * (1 - kept)) / rest : (1 - kept) / (fitted.length - 1);
  });
}

/**
 * The state with other sizes, another output or another seed, and what follows from them.
 *
 * @param {State} state
 * @param {Partial<State>} values
 * @param {Known} known
 * @returns {State}
 */
export function rebuilt(state, values, { losses, inputs }) {
  const next = { ...state, ...values };
  if (next.output === "softmax" && next.sizes.at(-1) === 1) next.output = "sigmoid";
  if (!losses[next.output].includes(next.loss)) next.loss = losses[next.output][0];
  if (values.sizes || values.seed !== undefined) {
    next.weights = drawWeights(next.sizes, next.seed);
    next.updates = 0;
    next.x = Array.from({ length: next.sizes[0] }, (_, i) => next.x[i] ?? inputs[i]);
  }
  return { ...next, target: fitTarget(next) };
}

/**
 * A number out of a table like the weights.
 *
 * @param {Layer[]} table
 * @param {Parameter} parameter
 */
export function valueOf(table, { layer, node, from }) {
  const [kernel, bias] = table[layer - 1];
  return from === "b" ? bias[node] : kernel[from][node];
}

/**
 * The way to a parameter's value in a state, in words and numbers.
 *
 * @param {Parameter} parameter
 */
export const pathOf = ({ layer, node, from }) =>
  ["weights", layer - 1, ...(from === "b" ? [1] : [0, from]), node].join(" ");

/**
 * Where such a path ends: the values among which the number is, and its place there.
 *
 * @param {State} state
 * @param {string} path
 * @returns {[number[], number]}
 */
export function follow(state, path) {
  const [name, ...rest] = path.split(" ");
  const keys = rest.map(Number);
  const place = keys[keys.length - 1];
  if (name !== "weights") return [name === "x" ? state.x : state.target, place];
  const [layer, part, i] = keys;
  const [kernel, bias] = state.weights[layer];
  return [part === 1 ? bias : kernel[i], place];
}

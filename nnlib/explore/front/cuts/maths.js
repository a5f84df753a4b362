// A 2-h-1 network: what each hidden node adds to the sum at the output.

import { sigmoid } from "../shared/functions.js";

/** @typedef {[number, number]} Pair */
/** @typedef {{ w: Pair, b: number }} Hidden */
/**
 * @typedef {object} Net
 * @property {Hidden[]} nodes
 * @property {number[]} outgoing
 * @property {number} bias
 * @property {string} activation
 * @property {boolean[]} on
 */

const NEAR = 0.09; // of a line, from its end

/** @type {Record<string, (z: number) => number>} */
const FUNCTIONS = { tanh: Math.tanh, sigmoid, relu: (z) => Math.max(0, z) };

/**
 * A function of both inputs: the node's activation times its outgoing weight.
 *
 * @param {Net} net
 * @param {number} node
 */
export function part({ nodes, outgoing, activation }, node) {
  const { w: [w0, w1], b } = nodes[node];
  const [f, v] = [FUNCTIONS[activation], outgoing[node]];
  return (/** @type {number} */ x0, /** @type {number} */ x1) => v * f(w0 * x0 + w1 * x1 + b);
}

/** What all nodes add at a place; those that are off add 0. @param {Net} net @param {Pair} x */
export const parts = (net, x) => net.nodes.map((_, i) => (net.on[i] ? part(net, i)(...x) : 0));

/** @param {Net} net @param {Pair} x */
export const sumAt = (net, x) => parts(net, x).reduce((sum, each) => sum + each, net.bias);

/** @param {Net} net @param {{ places: Pair[], labels: number[] }} points */
export const right = (net, { places, labels }) =>
  places.filter((x, i) => (sumAt(net, x) > 0 ? 1 : 0) === labels[i]).length;

/** A line through a place. @param {Pair} w @param {Pair} x @returns {Hidden} */
export const through = (w, x) => ({ w, b: -(w[0] * x[0] + w[1] * x[1]) });

/** Weights turned by an angle, as long as before. @param {Pair} w @param {number} angle */
export function turned([w0, w1], angle) {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return /** @type {Pair} */ ([w0 * cos - w1 * sin, w0 * sin + w1 * cos]);
}

/**
 * Where the name of a line stands: at the end that is farther from all other lines.
 *
 * @param {[Pair, Pair]} ends
 * @param {Hidden[]} others
 * @returns {Pair}
 */
export function nameAt([one, other], others) {
  const near = (
    /** @type {Pair} */ from,
    /** @type {Pair} */ to,
  ) => /** @type {Pair} */ ([0, 1].map((axis) => from[axis] + NEAR * (to[axis] - from[axis])));
  const room = (/** @type {Pair} */ [x0, x1]) =>
    Math.min(...others.map(({ w, b }) => Math.abs(w[0] * x0 + w[1] * x1 + b) / Math.hypot(...w)));
  const [first, last] = [near(one, other), near(other, one)];
  return room(first) > room(last) ? first : last;
}

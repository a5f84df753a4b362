// Dropout: which nodes fall out at a step, what the others carry, and what comes of it at
// the output. The hidden layers are ReLU, the output is linear, and there are no biases.

import { mulberry32, STEP } from "../shared/random.js";

/**
 * @typedef {object} Network
 * @property {number[]} sizes nodes of each layer, inputs first; the last is 1
 * @property {number[]} inputs
 * @property {number[][][]} kernels for each layer but the first: from, to
 */
/**
 * @typedef {object} Settings
 * @property {number} rate the probability of each hidden node to fall out
 * @property {boolean} scaling whether the others are divided by 1 − rate
 */
/** @typedef {boolean[][]} Mask for each hidden layer which nodes stay */
/**
 * @typedef {object} Signals
 * @property {number[][]} before of each layer, before dropout
 * @property {number[][]} after
 * @property {number} output
 */
/** @typedef {{ mean: number, std: number, low: number, high: number }} Moments */

/** The nodes that can fall out. @param {number[]} sizes */
export const hiddenNodes = (sizes) => sizes.slice(1, -1).reduce((sum, nodes) => sum + nodes, 0);

/** What the nodes that stay are multiplied by. @param {Settings} settings */
export const factor = ({ rate, scaling }) => (scaling ? 1 / (1 - rate) : 1);

/** As many as the hidden layers have, in layers. @param {number[]} sizes @param {boolean[]} kept */
function inLayers(sizes, kept) {
  let from = 0;
  return sizes.slice(1, -1).map((nodes) => kept.slice(from, from += nodes));
}

/**
 * The mask of a step. Its random numbers do not depend on the rate: a higher one takes more
 * nodes, and those that a lower one took.
 *
 * @param {number} step from 1
 * @param {number[]} sizes
 * @param {number} rate
 * @returns {Mask}
 */
export function maskOf(step, sizes, rate) {
  const nodes = hiddenNodes(sizes);
  const next = mulberry32(Math.imul((step - 1) * nodes, STEP));
  const kept = Array.from({ length: nodes }, () => (next() + 0.5) / 2 ** 32 >= rate);
  return inLayers(sizes, kept);
}

/**
 * What goes through the network; without a mask, all of it.
 *
 * @param {Network} network
 * @param {Mask} [mask]
 * @param {number} [scale] of the nodes that stay
 * @returns {Signals}
 */
export function forward({ inputs, kernels }, mask, scale = 1) {
  const [before, after] = [[inputs], [inputs]];
  kernels.forEach((kernel, layer) => {
    const last = layer === kernels.length - 1;
    const from = after[layer];
    const own = kernel[0].map((_, to) => {
      const z = from.reduce((sum, value, i) => sum + value * kernel[i][to], 0);
      return last ? z : Math.max(0, z);
    });
    before.push(own);
    const stays = last ? undefined : mask?.[layer];
    after.push(stays ? own.map((value, i) => (stays[i] ? value * scale : 0)) : own);
  });
  return { before, after, output: after[kernels.length][0] };
}

/**
 * The output of a step.
 *
 * @param {Network} network
 * @param {Settings} settings
 * @param {number} step
 */
export const outputOf = (network, settings, step) =>
  forward(network, maskOf(step, network.sizes, settings.rate), factor(settings)).output;

/**
 * Mean and standard deviation of the output over all masks, each as probable as it is, and
 * the least and the greatest.
 *
 * @param {Network} network
 * @param {Settings} settings
 * @returns {Moments}
 */
export function moments(network, settings) {
  const { sizes } = network;
  const nodes = hiddenNodes(sizes);
  let [mean, square, low, high] = [0, 0, Infinity, -Infinity];
  for (let bits = 0; bits < 2 ** nodes; bits++) {
    const kept = Array.from({ length: nodes }, (_, node) => Boolean(bits & (1 << node)));
    const { output } = forward(network, inLayers(sizes, kept), factor(settings));
    const staying = kept.filter(Boolean).length;
    const share = (1 - settings.rate) ** staying * settings.rate ** (nodes - staying);
    mean += share * output;
    square += share * output * output;
    if (share > 0) [low, high] = [Math.min(low, output), Math.max(high, output)];
  }
  return { mean, std: Math.sqrt(Math.max(0, square - mean * mean)), low, high };
}

/**
 * The outputs of many steps and their means up to each. What has been computed stays.
 *
 * @param {Network} network
 */
export function makeRecord(network) {
  let made = "";
  /** @type {number[]} */
  let outputs = [];
  /** @type {number[]} */
  let means = [];
  return (/** @type {Settings} */ settings, /** @type {number} */ steps) => {
    const wanted = JSON.stringify(settings);
    if (made !== wanted) [made, outputs, means] = [wanted, [], []];
    while (outputs.length < steps) {
      const n = outputs.length + 1;
      const output = outputOf(network, settings, n);
      const before = means.at(-1) ?? 0;
      outputs.push(output);
      means.push(before + (output - before) / n);
    }
    return { outputs: outputs.slice(0, steps), means: means.slice(0, steps) };
  };
}

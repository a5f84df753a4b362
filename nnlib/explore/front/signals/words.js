// What is said of the signals, of a layer, and of what became of them on their way.

import { written } from "../shared/numbers.js";
import { factors, flatShare, LITTLE } from "./maths.js";

/** @typedef {import("./maths.js").Settings} Settings */
/** @typedef {import("./maths.js").Signals} Signals */
/** @typedef {import("./maths.js").Summary} Summary */
/** @typedef {import("./maths.js").What} What */
/** @typedef {[number, number]} Limits between which a standard deviation is healthy */
/**
 * A network and the signals in it.
 *
 * @typedef {Settings & Signals & { summaries: Record<What, Summary[]>, healthy: Limits,
 *   both: boolean }} Net whose gradients are shown, too, or not yet
 */

/** Both ways through the network. */
export const WAYS = /** @type {const} */ ([
  { side: "forward", what: "activations" },
  { side: "back", what: "gradients" },
]);

/** Two digits are enough for what random numbers tell. @param {number} value */
export const number = (value) => written(value, 2);

/** @param {number} layer */
export const layerName = (layer) => (layer === 0 ? "the inputs" : `layer ${layer}`);

/** @param {number} share */
export const percents = (share) => `${Math.round(100 * share)} %`;

/** @param {string} word */
export const capitalized = (word) => word[0].toUpperCase() + word.slice(1);

/**
 * What became of a signal on its way, in a sentence.
 *
 * @param {What} what
 * @param {{ mean: number, std: number, between?: number }} summary
 * @param {string} where
 * @param {Limits} healthy
 * @param {number} [flat] the share of saturated nodes
 */
export function verdict(what, { mean, std, between = Infinity }, where, healthy, flat = 0) {
  const name = capitalized(what);
  if (std === 0) return `${name} are all ${number(mean)} at ${where}: all nodes do the same.`;
  const [least, most] = healthy;
  const stays = flat > 0.5 ? "stay" : "stay healthy";
  const does = std < 0.01
    ? "vanish"
    : std < least
    ? "shrink"
    : std > 100
    ? "explode"
    : std > most
    ? "grow"
    : stays;
  const but = flat > 0.5
    ? `, but ${percents(flat)} of the nodes are saturated`
    : between < 0.05 * std
    ? ", whatever the input is"
    : "";
  return `${name} ${does}: std\u00a0${number(std)} at ${where}${but}.`;
}

/**
 * What became of both: of the activations at the last layer, and at the inputs of the
 * gradients; who is to guess is told of the activations alone, and not what to think of them.
 *
 * @param {Net} net
 */
export function verdicts({ activation, depth, slopes, summaries, healthy, both }) {
  const { activations, gradients } = summaries;
  if (!both) {
    const { std } = activations[depth];
    return [`Activations have std\u00a0${number(std)} at layer\u00a0${depth}.`];
  }
  const flat = ["sigmoid", "tanh"].includes(activation) ? flatShare(slopes[depth]) : 0;
  const { mean, std } = gradients[0];
  return [
    verdict("activations", activations[depth], `layer\u00a0${depth}`, healthy, flat),
    verdict("gradients", { mean, std }, "the inputs", healthy),
  ];
}

/** Mean and spread; a mean that is only rounding is 0. @param {Summary} summary */
export const moments = ({ mean, std }) =>
  `mean ${number(Math.abs(mean) < 1e-3 * std ? 0 : mean)}, std ${number(std)}`;

/**
 * How many nodes of a layer pass little of a gradient, if the activation is flat somewhere.
 *
 * @param {Pick<Net, "activation" | "slopes">} net
 * @param {number} layer
 */
export function saturation({ activation, slopes }, layer) {
  if (layer === 0 || ["linear", "leaky_relu"].includes(activation)) return "";
  const share = percents(flatShare(slopes[layer]));
  return activation === "relu"
    ? `${share} of the nodes give 0 and pass no gradient.`
    : `${share} of the nodes are saturated: |f′|\u00a0<\u00a0${LITTLE}.`;
}

/**
 * What a layer does to the gradients that pass back through it, and who lets them through.
 *
 * @param {Pick<Net, "activation" | "slopes" | "gradients">} net
 * @param {number} layer
 */
export function passage({ activation, slopes, gradients }, layer) {
  if (layer === 0) return "";
  const { slope, weight, open } = factors(slopes[layer], gradients[layer], gradients[layer - 1]);
  if (!(slope > 0)) return "";
  const told = `Back through layer ${layer}: × ${number(slope)} by the slopes, × ${
    number(weight)
  } by the weights.`;
  const flat = flatShare(slopes[layer]);
  const saturates = ["sigmoid", "tanh"].includes(activation) && flat > 0.5 && flat < 1;
  return saturates && open > 0.9
    ? `${told} The ${percents(1 - flat)} that are open pass nearly all of it.`
    : told;
}

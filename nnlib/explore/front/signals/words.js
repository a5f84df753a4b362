// What is said of the signals, of a layer, and of what became of them on their way.

import { written } from "../shared/numbers.js";
import { flatShare, LITTLE } from "./maths.js";

/** @typedef {import("./maths.js").Settings} Settings */
/** @typedef {import("./maths.js").Signals} Signals */
/** @typedef {import("./maths.js").Summary} Summary */
/** @typedef {import("./maths.js").What} What */
/** @typedef {[number, number]} Limits between which a standard deviation is healthy */
/**
 * A network and the signals in it.
 *
 * @typedef {Settings & Signals & { summaries: Record<What, Summary[]>, healthy: Limits }} Net
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
 * @param {number} [flat] the share of saturated units
 */
export function verdict(what, { mean, std, between = Infinity }, where, healthy, flat = 0) {
  const name = capitalized(what);
  if (std === 0) return `${name} are all ${number(mean)} at ${where}: all units do the same.`;
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
    ? `, but ${percents(flat)} of the units are saturated`
    : between < 0.05 * std
    ? ", whatever the input is"
    : "";
  return `${name} ${does}: std\u00a0${number(std)} at ${where}${but}.`;
}

/**
 * What became of both: of the activations at the last layer, and at the inputs of the
 * gradients.
 *
 * @param {Net} net
 */
export function verdicts({ activation, depth, slopes, summaries, healthy }) {
  const { activations, gradients } = summaries;
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
 * How many units of a layer pass little of a gradient, if the activation is flat somewhere.
 *
 * @param {Pick<Net, "activation" | "slopes">} net
 * @param {number} layer
 */
export function saturation({ activation, slopes }, layer) {
  if (layer === 0 || ["linear", "leaky_relu"].includes(activation)) return "";
  const share = percents(flatShare(slopes[layer]));
  return activation === "relu"
    ? `${share} of the units give 0 and pass no gradient.`
    : `${share} of the units are saturated: |f′| < ${LITTLE}.`;
}

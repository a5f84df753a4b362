// What is said of a function: formulas, code, and what happens at an input.

import { minus } from "../shared/numbers.js";
import { functions, jump, number, regions } from "./maths.js";

/**
 * @typedef {object} State
 * @property {string} name of the function chosen
 * @property {string} label how it is called
 * @property {number} z the input
 * @property {number} range of the input, to both sides
 * @property {number} parameter the function's slope or alpha, if it has one
 * @property {number} lecture what that is in the lecture
 * @property {Record<string, number>} parameters of all functions that have one
 * @property {boolean} others whether the curves of the others are drawn
 * @property {boolean} shaded whether the ends that are saturated or dead are shaded
 * @property {string[]} known those that can be chosen
 */
/** @typedef {Pick<State, "name" | "parameter" | "lecture">} Chosen */
/** @typedef {Pick<State, "name" | "z" | "parameter" | "range">} Point */

/**
 * What happens at an input, in a sentence.
 *
 * @param {Point} point
 */
export function remark({ name, z, parameter, range }) {
  const slope = functions[name].df(z, parameter);
  const sides = jump(name, z, parameter);
  if (sides) {
    const [left, right] = sides.map(number);
    return `A kink: the slope jumps from ${left} to ${right}. Keras takes ${number(slope)}.`;
  }
  const at = regions(name, parameter, range).find(({ from, to }) => z >= from && z <= to);
  if (at?.kind === "dead") return "Dead here: f′ is exactly 0, no gradient passes back.";
  const passes = `a gradient passing back is multiplied by ${number(slope)}`;
  if (at) return `Saturated here: ${passes}.`;
  if (slope === 1) return "Here a gradient passes back unchanged.";
  const leaky = ["leaky_relu", "prelu"].includes(name);
  return leaky ? `A gradient leaks through: times ${number(slope)}.` : `Here ${passes}.`;
}

/**
 * The line of Keras that has this function. The leaky ReLU's is always the lecture's own.
 *
 * @param {Chosen} chosen
 */
export function kerasCode({ name, parameter, lecture }) {
  /** @type {Record<string, string>} */
  const layers = {
    leaky_relu: `LeakyReLU(\n  negative_slope=${lecture})`,
    prelu: `PReLU(alpha_initializer=\n  initializers.Constant(${parameter}))`,
    selu: 'Dense(64, activation="selu",\n  kernel_initializer="lecun_normal")',
    swish: 'Dense(64, activation="silu")',
  };
  if (name === "elu" && parameter !== 1) layers.elu = `ELU(alpha=${parameter})`;
  return `layers.${layers[name] ?? `Dense(64, activation="${name}")`}`;
}

/** @type {Record<string, string>} */
const notes = {
  sigmoid: "At most a quarter of a gradient passes: f′(0) = 0.25.",
  tanh: "All of a gradient passes at 0, where f′ = 1.",
  relu: "A node whose z is below 0 for all examples has died: it no longer learns.",
  selu: "With LeCun's weights and standardized inputs, layer after layer keeps mean 0 and std 1.",
  gelu: "It dips: its least value is −0.17, at z = −0.752.",
  swish: "It dips: its least value is −0.278, at z = −1.28.",
  softplus: "The ReLU without its kink; its derivative is the sigmoid.",
};

/**
 * What else there is to say.
 *
 * @param {Chosen} chosen
 */
export function note({ name, parameter, lecture }) {
  if (name !== "leaky_relu") return notes[name] ?? "";
  return parameter === lecture
    ? "So flat that it hardly shows: exaggerate it."
    : `Exaggerated: drawn with ${parameter}; formula and code have ${lecture}.`;
}

const [Z, E, F] = ["<i>z</i>", "<i>e</i>", "<i>f</i>"];
const ez = `${E}<sup>${Z}</sup>`;
const inverse = `${E}<sup>−${Z}</sup>`;

/** @param {string} above @param {string} below @param {string} [sign] */
const cases = (above, below, sign = "&gt;") =>
  `<span class="cases"><span>${above}</span><span>if ${Z} ${sign} 0</span>` +
  `<span>${below}</span><span>otherwise</span></span>`;

/** @param {string} top @param {string} bottom */
const over = (top, bottom) => `<span class="over"><span>${top}</span><span>${bottom}</span></span>`;

/**
 * A function and its derivative as HTML, and what their letters mean.
 *
 * @param {Pick<State, "name" | "lecture">} chosen
 */
export function formulas({ name, lecture }) {
  /** @type {Record<string, [string, string, string]>} */
  const known = {
    sigmoid: [over("1", `1 + ${inverse}`), `${F}(${Z}) · (1 − ${F}(${Z}))`, ""],
    tanh: [over(`${ez} − ${inverse}`, `${ez} + ${inverse}`), `1 − ${F}(${Z})²`, ""],
    relu: [`max(0, ${Z})`, cases("1", "0"), ""],
    leaky_relu: [cases(Z, `${lecture} ${Z}`), cases("1", String(lecture), "≥"), ""],
    prelu: [cases(Z, `α ${Z}`), cases("1", "α"), "α is learned, as a weight is"],
    elu: [cases(Z, `α (${ez} − 1)`), cases("1", `α ${ez}`), ""],
    selu: [cases(`λ ${Z}`, `λα (${ez} − 1)`), cases("λ", `λα ${ez}`), "λ ≈ 1.0507, α ≈ 1.6733"],
    gelu: [`${Z} Φ(${Z})`, `Φ(${Z}) + ${Z} φ(${Z})`, "Φ, φ: normal probability and density"],
    swish: [`${Z} σ(${Z})`, `σ(${Z}) · (1 + ${Z} (1 − σ(${Z})))`, "σ: the sigmoid"],
    softplus: [`ln(1 + ${ez})`, `σ(${Z})`, "σ: the sigmoid"],
  };
  return known[name];
}

/**
 * The plots and the input, for those who cannot see them.
 *
 * @param {Point & Pick<State, "label">} point
 */
export function describe({ name, label, z, parameter, range }) {
  const { f, df } = functions[name];
  const [value, slope] = [f(z, parameter), df(z, parameter)].map(number);
  return {
    value: `${label} from ${minus(-range)} to ${range}; at ${number(z)} it is ${value}, ` +
      "with its tangent.",
    slope: `Derivative of ${label}; at ${number(z)} it is ${slope}.`,
    input: `z = ${number(z)}, f(z) = ${value}, f′(z) = ${slope}`,
  };
}

// What the neuron says: its formula with its numbers, at a place, and of the points.

import { minus } from "../shared/numbers.js";
import { answer, sum } from "./maths.js";

/** @typedef {import("./maths.js").Neuron} Neuron */

/** @param {number} value */
export const number = (value) => minus(value.toFixed(2).replace(/^-(?=0.00$)/, ""));

const factor = (/** @type {number} */ value) =>
  value < -0.004 ? `(${number(value)})` : number(value);

const plus = (/** @type {number} */ value) => `${value < 0 ? "−" : "+"} ${number(Math.abs(value))}`;

/** @param {Neuron} neuron @param {string[]} inputs */
const formula = ({ w, b }, [first, second]) =>
  `${number(w[0])} · ${first} ${plus(w[1])} · ${second} ${plus(b)}`;

/** @param {Neuron} neuron */
export const ofSum = (neuron) => `z = ${formula(neuron, ["x₀", "x₁"])}`;

/** @type {Record<string, string>} */
const ANSWERS = {
  sigmoid: "answer = σ(z) = 1 / (1 + e⁻ᶻ)",
  step: "answer = 1 where z > 0, else 0",
  relu: "answer = max(0, z)",
};

/** @param {Neuron} neuron */
export const ofAnswer = ({ activation }) => ANSWERS[activation];

/** Three lines. @param {Neuron} neuron @param {[number, number]} x */
export function ofPlace(neuron, x) {
  const z = sum(neuron, x);
  return [
    `At x₀ = ${number(x[0])}, x₁ = ${number(x[1])}:`,
    `z = ${formula(neuron, [factor(x[0]), factor(x[1])])}`,
    `z = ${number(z)}, answer = ${number(answer(neuron, z))}`,
  ];
}

/** @param {Neuron} neuron @param {boolean} seen whether the line is on the map */
export function ofLine({ w }, seen) {
  if (w[0] === 0 && w[1] === 0) return "Both weights are 0: z is the same everywhere.";
  return seen ? "" : "The line z = 0 is not on this map.";
}

// What is told of the steps, in numbers and in words.

import { minus, shortly, written } from "../shared/numbers.js";
import { KINDS } from "./maths.js";

/** @typedef {import("./maths.js").Divider} Divider */
/** @typedef {import("./maths.js").Kind} Kind */
/** @typedef {import("./maths.js").Slopes} Slopes */
/** @typedef {import("./maths.js").Walk} Walk */

/** @type {Record<Kind, string>} */
export const NAMES = { sgd: "SGD", momentum: "Momentum", rmsprop: "RMSprop", adam: "Adam" };

/** A size: 100, 0.032. @param {number} size */
export const sizeText = (size) => minus(shortly(size));

/** A number beside a plot, where there is little room. @param {number} value */
export const told = (value) =>
  value !== 0 && Math.abs(value) < 0.1 ? minus(value.toFixed(3)) : written(value);

/** How often there is a slope. @param {number} every */
export const often = (every) => (every === 1 ? "every step" : `one step in ${every}`);

/**
 * What the slopes of a weight are like.
 *
 * @param {string} name
 * @param {Slopes} slopes
 */
export function titleOf(name, { size, noise, every }) {
  const shaken = noise ? `, noise ${shortly(noise * size)}` : "";
  return `${name}: slope ${sizeText(size)}${shaken}, ${often(every)}`;
}

/** What a divider divides, and by what: their names. @param {Divider} kind */
export const partNames = (kind) => [kind === "adam" ? "m" : "g", "√s"];

/**
 * The division of a step.
 *
 * @param {string} name of the weight
 * @param {Walk} walk
 * @param {Divider} kind
 * @param {number} step from 1
 */
export function divisionOf(name, walk, kind, step) {
  const [above, below, result] = [walk.above[kind], walk.below[kind], walk.steps[kind]].map(
    (values) => written(values[step - 1]),
  );
  const parts = partNames(kind).join(" / ");
  const division = `${parts} = ${above} / ${below} = ${result}`;
  return `${NAMES[kind]}, step ${step} of ${name}: ${division} learning rates`;
}

/**
 * The picture of a weight, for those who cannot see it.
 *
 * @param {string} title
 * @param {Walk} walk
 * @param {number} step from 1
 */
export function describe(title, { steps, ways }, step) {
  const parts = KINDS.map((kind) => {
    const [length, way] = [steps[kind], ways[kind]].map((values) => told(values[step - 1]));
    return `${NAMES[kind]} ${length}, way ${way}`;
  });
  return `${title}. Step ${step}, in learning rates: ${parts.join("; ")}.`;
}

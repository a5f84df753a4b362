// What is told of a patience: of the training that is drawn, and of all.

import { written } from "../shared/numbers.js";

/** @typedef {import("./maths.js").End} End */
/** @typedef {import("./maths.js").Means} Means */

/** A value as it is told: 0.612, 1.234. @param {number} value */
export const told = (value) => written(value, Math.abs(value) < 1 ? 3 : 4);

/**
 * @param {number} patience
 * @param {number} epochs of the whole training
 * @param {End} end
 * @param {number} value that is kept
 */
export function ofOne(patience, epochs, { trained, kept, stopped }, value) {
  const cost = stopped ? `${trained} epochs trained` : `not stopped in ${epochs} epochs`;
  return `Patience ${patience}${patience ? "" : ", which acts like 1"}: ${cost}, ` +
    `kept epoch ${kept + 1}, ${told(value)}.`;
}

/**
 * @param {number} trainings
 * @param {number} epochs
 * @param {Means} means
 */
export function ofAll(trainings, epochs, { trained, kept, open }) {
  const rest = open ? ` (${open} not stopped in ${epochs})` : "";
  return `Mean of all ${trainings}: ${trained.toFixed(1)} epochs trained${rest}, ` +
    `${told(kept)} kept.`;
}

/** @param {import("./maths.js").Best} best */
export const bestName = (best) => (best === "min" ? "lowest" : "highest");

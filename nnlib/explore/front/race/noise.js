// Noise on the gradient, which Python draws alike.

import { mulberry32 } from "../shared/random.js";

const LARGEST = 2 ** 32;

/**
 * Standard normal numbers, by Box and Muller.
 *
 * @param {number} seed
 * @param {number} steps
 * @returns {[number, number][]} a pair for each step
 */
export function normals(seed, steps) {
  const next = mulberry32(seed);
  return Array.from({ length: steps }, () => {
    const radius = Math.sqrt(-2 * Math.log((next() + 1) / LARGEST));
    const angle = (2 * Math.PI * next()) / LARGEST;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

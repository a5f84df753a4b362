// A sum of ReLUs on one input, its error, and the weights of least error.

/** @typedef {{ corner: number, weight: number, turned: boolean }} Bend */

/** What a node is before its weight. @param {Bend} node @param {number} x */
export const relu = ({ corner, turned }, x) => Math.max(0, turned ? corner - x : x - corner);

/** @param {Bend[]} nodes @param {number} bias @param {number} x */
export const sumAt = (nodes, bias, x) =>
  nodes.reduce((sum, node) => sum + node.weight * relu(node, x), bias);

/** The inputs at which a curve is known. @param {number} end @param {number} count */
export const inputs = (end, count) =>
  Array.from({ length: count }, (_, i) => (end * i) / (count - 1));

/**
 * The power of 10 that a curve counts in: 1 where its largest value is 0.5 to 5.
 *
 * @param {number[]} target
 */
export const unitOf = (target) =>
  10 ** Math.floor(Math.log10(2 * Math.max(...target.map(Math.abs))));

/** The mean squared error. @param {Bend[]} nodes @param {number} bias
 * @param {number[]} xs @param {number[]} target */
export const error = (nodes, bias, xs, target) =>
  xs.reduce((sum, x, i) => sum + (sumAt(nodes, bias, x) - target[i]) ** 2, 0) / xs.length;

/**
 * Solve a symmetric system; a column that adds nothing to those before it gets 0.
 *
 * @param {number[][]} rows with the right side as their last column
 */
function solve(rows) {
  const n = rows.length;
  const sizes = rows.map((row, i) => row[i]);
  const left = rows.map((_, i) => i);
  /** @type {number[]} */
  const done = [];
  while (left.length) {
    const pivot = left.reduce((best, i) =>
      rows[i][i] / (sizes[i] || 1) > rows[best][best] / (sizes[best] || 1) ? i : best
    );
    if (rows[pivot][pivot] <= 1e-10 * sizes[pivot]) break;
    left.splice(left.indexOf(pivot), 1);
    done.push(pivot);
    for (let i = 0; i < n; i++) {
      if (i === pivot) continue;
      const factor = rows[i][pivot] / rows[pivot][pivot];
      for (let j = 0; j <= n; j++) rows[i][j] -= factor * rows[pivot][j];
    }
  }
  return rows.map((row, i) => (done.includes(i) ? row[n] / row[i] : 0));
}

/**
 * The weights and the bias with the least error at these corners.
 *
 * @param {Bend[]} nodes
 * @param {number[]} xs
 * @param {number[]} target
 */
export function fitted(nodes, xs, target) {
  const columns = [xs.map(() => 1), ...nodes.map((node) => xs.map((x) => relu(node, x)))];
  const dot = (/** @type {number[]} */ a, /** @type {number[]} */ b) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0);
  const found = solve(columns.map((a) => [...columns.map((b) => dot(a, b)), dot(a, target)]));
  const [bias, ...weights] = found;
  return { bias, nodes: nodes.map((node, i) => ({ ...node, weight: weights[i] })) };
}

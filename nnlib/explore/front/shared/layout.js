// Where the nodes of a dense network stand, on every drawing of one.

/** @typedef {{ x: number, y: number, bias: boolean }} Node */

/**
 * Where every node stands: a column for each layer, its bias node on top.
 *
 * @param {number[]} sizes
 * @param {boolean} bias
 * @param {number} width
 * @param {number} height
 */
export function layout(sizes, bias, width, height) {
  const rows = sizes.map((nodes, i) => nodes + (bias && i < sizes.length - 1 ? 1 : 0));
  const radius = Math.min(16, (0.38 * height) / Math.max(...rows));
  const columns = sizes.map((nodes, i) => {
    const pitch = Math.min(height / 6, height / rows[i]);
    return Array.from({ length: rows[i] }, (_, row) => ({
      x: Math.round(((i + 0.5) * width) / sizes.length),
      y: Math.round(10 * (height / 2 + (row - (rows[i] - 1) / 2) * pitch)) / 10,
      bias: rows[i] > nodes && row === 0,
    }));
  });
  return { columns, radius };
}

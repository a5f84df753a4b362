// Weights that Python stored as whole numbers, and what became of them.

const LEVELS = 32767; // of positive weights, and as many of negative ones

/**
 * A line of the drawing: a weight or, from the bias node, a bias.
 *
 * @typedef {object} Line
 * @property {number} layer into which it leads, from 1
 * @property {number} from the node, or −1 of a bias
 * @property {number} to
 */

/**
 * All lines, in the order in which their weights are stored: of each layer the weights, of
 * a node to all of the next layer, then the biases.
 *
 * @param {number[]} sizes
 * @param {boolean[]} bias of each layer but the input
 * @returns {Line[]}
 */
export function linesOf(sizes, bias) {
  return sizes.slice(1).flatMap((nodes, i) => {
    const starts = Array.from({ length: sizes[i] }, (_, from) => from);
    if (bias[i]) starts.push(-1);
    return starts.flatMap((from) =>
      Array.from({ length: nodes }, (_, to) => ({ layer: i + 1, from, to }))
    );
  });
}

/**
 * The weights after each update, as shares of the largest one.
 *
 * @param {Uint16Array} words
 * @param {number} many weights and biases
 * @returns {Float32Array[]}
 */
export const statesOf = (words, many) =>
  Array.from(
    { length: words.length / many },
    (_, i) =>
      Float32Array.from(
        words.subarray(i * many, (i + 1) * many),
        (word) => (word - LEVELS) / LEVELS,
      ),
  );

/**
 * Whether each weight has the other sign than at the start; 0 has none, and a bias is none.
 *
 * @param {Float32Array} now
 * @param {Float32Array} start
 * @param {Line[]} lines
 */
export const turned = (now, start, lines) =>
  lines.map(({ from }, i) => from >= 0 && now[i] * start[i] < 0);

/** How wide a line is, as `nnlib.draw_network` has it. @param {number} share */
export const widthOf = (share) => 0.4 + 6 * Math.abs(share);

/** @typedef {{ x: number, y: number }} Place */

const SHARES = [0.3, 0.24, 0.36, 0.42, 0.48, 0.54, 0.6]; // of a line, from its start
const APART = 14; // pixels between the middles of two rings

/**
 * Where each line has its ring, so that no two overlap where that can be had.
 *
 * @param {[Place, Place][]} lines their ends
 * @returns {Place[]}
 */
export function ringsOn(lines) {
  /** @type {Place[]} */
  const rings = [];
  for (const [start, end] of lines) {
    const tried = SHARES.map((share) => {
      const [x, y] = [start.x + share * (end.x - start.x), start.y + share * (end.y - start.y)];
      const away = rings.map((ring) => Math.hypot(ring.x - x, ring.y - y));
      return { x, y, room: Math.min(APART, ...away) };
    });
    const most = Math.max(...tried.map(({ room }) => room));
    const { x, y } = tried.filter(({ room }) => room === most)[0];
    rings.push({ x, y });
  }
  return rings;
}

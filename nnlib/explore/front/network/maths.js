// The parameters of a dense network, the code that makes it, and its edges.

/**
 * @typedef {object} Network
 * @property {number[]} sizes nodes of each layer, inputs first
 * @property {boolean} bias
 * @property {string} activation of the hidden layers
 * @property {string} output the activation of the last layer
 */
/** @typedef {import("../shared/layout.js").Node} Node */

/**
 * @param {number[]} sizes
 * @param {boolean} bias
 */
export function count(sizes, bias) {
  const layers = sizes.slice(1).map((nodes, i) => {
    const weights = sizes[i] * nodes;
    const biases = bias ? nodes : 0;
    return { weights, biases, parameters: weights + biases };
  });
  const total = (/** @type {"weights" | "biases" | "parameters"} */ what) =>
    layers.reduce((sum, layer) => sum + layer[what], 0);
  return {
    layers,
    weights: total("weights"),
    biases: total("biases"),
    parameters: total("parameters"),
  };
}

/**
 * How each total comes about, a term for each pair of layers.
 *
 * @param {number[]} sizes
 * @param {boolean} bias
 */
export function sums(sizes, bias) {
  return {
    weights: sizes.slice(1).map((nodes, i) => `${sizes[i]}·${nodes}`).join(" + "),
    biases: bias ? sizes.slice(1).join(" + ") : "",
    parameters: count(sizes, bias).layers.map((layer) => layer.parameters).join(" + "),
  };
}

/** What the code shown needs; a copy of it runs as it is. */
export const IMPORTS = "import keras\nfrom keras import layers\n\n";

/** @param {Network} network */
export function kerasCode({ sizes, bias, activation, output }) {
  const dense = sizes.slice(1).map((nodes, i) => {
    const name = i === sizes.length - 2 ? output : activation;
    const noBias = bias ? "" : ", use_bias=False";
    return `    layers.Dense(${nodes}, "${name}"${noBias}),\n`;
  });
  const input = `    keras.Input((${sizes[0]},)),\n`;
  return `model = keras.Sequential([\n${input}${dense.join("")}])`;
}

/**
 * @param {Node} node
 * @param {Node[]} previous the layer before
 */
export function edgesInto(node, previous) {
  return previous.map((from) => `M${from.x} ${from.y}L${node.x} ${node.y}`).join("");
}

/** @param {Node[][]} columns */
export function edges(columns) {
  return columns.slice(1).map((column, i) =>
    column.filter((node) => !node.bias).map((node) => edgesInto(node, columns[i])).join("")
  );
}

/** @param {number} n @param {string} word */
const plural = (n, word) => `${n} ${word}${n === 1 ? "" : word.endsWith("s") ? "es" : "s"}`;

/** @param {Pick<Network, "sizes" | "bias">} network */
export function describe({ sizes, bias }) {
  const hidden = sizes.slice(1, -1);
  const middle = hidden.length
    ? `${plural(hidden.length, "hidden layer")} of ${hidden.join(", ")} nodes`
    : "no hidden layer";
  const { weights, biases } = count(sizes, bias);
  return (
    `Network with ${plural(sizes[0], "input")}, ${middle} and ` +
    `${plural(sizes[sizes.length - 1], "output")}: ${plural(weights, "weight")} and ` +
    `${plural(biases, "bias")}.`
  );
}

/** A number as lowered digits. @param {number} number */
const subscript = (number) => String(number).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);

/**
 * A weight's name: from which node, to which; from ten on a comma keeps them apart.
 *
 * @param {number} from
 * @param {number} to
 */
export const weightName = (from, to) =>
  `w${subscript(from)}${from > 9 || to > 9 ? "," : ""}${subscript(to)}`;

/**
 * What there is to say about one node, or about the network when none is pointed at.
 *
 * @param {Pick<Network, "sizes" | "bias" | "output">} network
 * @param {number} [layer]
 * @param {Pick<Node, "bias">} [node]
 * @param {number} [row] the node's number in its layer, from 0
 */
export function note({ sizes, bias, output }, layer, node, row = 0) {
  if (layer === undefined || !node) {
    return sizes.at(-1) === 1 && output === "softmax"
      ? "The softmax of one output is always 1. Try sigmoid."
      : "Under each gap: its parameters. Point at a node.";
  }
  if (node.bias) return `A bias node: one bias for each of the next ${sizes[layer + 1]} nodes.`;
  if (layer === 0) return "An input holds a number of the data: no parameters.";
  const last = sizes[layer - 1] - 1;
  const to = last ? ` … ${weightName(last, row)}` : "";
  const named = `This node: ${weightName(0, row)}${to}`;
  return bias
    ? `${named} and b${subscript(row)}, ${last + 2} parameters.`
    : `${named}, ${plural(last + 1, "weight")}.`;
}

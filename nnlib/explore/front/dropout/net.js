// The network with its dropout: who falls out, and the numbers of all nodes.

import { make, say } from "../shared/dom.js";
import { layout } from "../shared/layout.js";
import { percent } from "../shared/numbers.js";
import { stretched, WIDE } from "../shared/plot.js";
import { number } from "./words.js";

/** @typedef {import("./maths.js").Mask} Mask */
/** @typedef {import("./maths.js").Network} Network */
/** @typedef {import("./maths.js").Signals} Signals */

const HIGH = 6000; // of the picture, which stretches
const WIDEST = 7; // pixels, of the line of the largest weight

/** @param {number} layer @param {number} last */
const kindOf = (layer, last) => (layer === 0 ? "input" : layer === last ? "output" : "hidden");

/**
 * The lines of all weights: as wide as they are, dashed where negative.
 *
 * @param {Network} network
 * @param {import("../shared/layout.js").Node[][]} columns
 */
function makeEdges({ kernels }, columns) {
  const largest = Math.max(...kernels.flat(2).map(Math.abs));
  return kernels.flatMap((kernel, layer) =>
    kernel.flatMap((row, from) =>
      row.map((weight, to) => {
        const [a, b] = [columns[layer][from], columns[layer + 1][to]];
        const path = make("path", {
          d: `M${a.x} ${a.y}L${b.x} ${b.y}`,
          class: weight > 0 ? "positive" : "negative",
          "stroke-width": (1 + (WIDEST - 1) * Math.abs(weight) / largest).toFixed(1),
        });
        return { path, layer, from, to };
      })
    )
  );
}

/**
 * A node, with what it computes and, where dropout changes that, what it hands on.
 *
 * @param {import("../shared/layout.js").Node} place
 * @param {string} kind
 */
function makeNode({ x, y }, kind) {
  const [before, after] = [make("s"), make("b")];
  const style = `left: ${percent(x / WIDE)}; top: ${percent(y / HIGH)}`;
  return { element: make("div", { class: `node ${kind}`, style }, before, after), before, after };
}

/** @param {Network} network */
export function makeNet(network) {
  const { sizes } = network;
  const last = sizes.length - 1;
  const { columns } = layout(sizes, false, WIDE, HIGH);
  const edges = makeEdges(network, columns);
  const nodes = columns.map((column, layer) =>
    column.map((place) => makeNode(place, kindOf(layer, last)))
  );
  const svg = stretched(
    HIGH,
    { "aria-hidden": "true" },
    ...edges.map(({ path }) => path),
  );
  const element = make(
    "div",
    { class: "net", role: "img" },
    svg,
    ...nodes.flat().map((node) => node.element),
  );
  /** @param {Signals} signals @param {Mask | undefined} mask */
  const show = ({ before, after }, mask) => {
    const stays = (/** @type {number} */ layer, /** @type {number} */ node) =>
      mask?.[layer - 1]?.[node] ?? true;
    for (const { path, layer, from, to } of edges) {
      path.classList.toggle("out", !stays(layer, from) || !stays(layer + 1, to));
    }
    const told = nodes.map((column, layer) =>
      column.map((node, i) => {
        const masked = mask !== undefined && layer > 0 && layer < last;
        node.element.classList.toggle("out", !stays(layer, i));
        say(node.before, masked ? number(before[layer][i]) : "");
        say(node.after, stays(layer, i) ? number(after[layer][i]) : 0);
        return stays(layer, i) ? number(after[layer][i]) : "out";
      }).join(", ")
    );
    const words = told.map((values, layer) => `${kindOf(layer, last)} ${values}`);
    element.setAttribute("aria-label", `Network: ${words.join("; ")}.`);
  };
  return { element, show };
}

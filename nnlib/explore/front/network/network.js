// The network builder: drag the layers, see the network, its counts and its code.

import { make, press, say, select, slider } from "../shared/dom.js";
import { layout } from "../shared/layout.js";
import { percent } from "../shared/numbers.js";
import { change, listen } from "../shared/model.js";
import { settings } from "../shared/settings.js";
import { count, describe, edges, edgesInto, IMPORTS, kerasCode, note, sums } from "./maths.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./maths.js").Network} Network */
/** @typedef {import("./maths.js").Node} Node */
/** @typedef {{ nodes: number, hidden: number }} Limits */

const WIDTH = 568;
const HEIGHT = 342;
const MOST_NAMED = 6; // layers below which there is room for the word "hidden"

/**
 * @param {Model} model
 * @returns {Network}
 */
const networkOf = (model) => ({
  sizes: model.get("sizes"),
  bias: model.get("bias"),
  activation: model.get("activation"),
  output: model.get("output"),
});

/** @param {number} layer @param {number} last */
const kindOf = (layer, last) => (layer === 0 ? "input" : layer === last ? "output" : "hidden");

/**
 * Depth, biases and activations. Layers that were taken away come back as they were kept.
 *
 * @param {Model} model
 * @param {number[]} kept
 * @param {Limits} limits
 */
function makeChoices(model, kept, limits) {
  const depth = slider("Number of hidden layers", { min: 0, max: limits.hidden }, (hidden) => {
    const { sizes } = networkOf(model);
    change(model, { sizes: [sizes[0], ...kept.slice(0, hidden), sizes[sizes.length - 1]] });
  });
  const depthValue = make("span", { class: "value" });
  const bias = make("input", { type: "checkbox" });
  bias.addEventListener("change", () => change(model, { bias: bias.checked }));
  const activations = [
    ["activation", "Hidden activation", model.get("activations")],
    ["output", "Output activation", model.get("outputs")],
  ].map(([name, label, names]) => {
    const options = names.map((/** @type {string} */ each) => [each, each]);
    return {
      name,
      label,
      list: select(label, options, (value) => change(model, { [name]: value })),
    };
  });
  const element = make(
    "div",
    { class: "controls" },
    make("label", {}, "Hidden layers", depth, depthValue),
    settings(
      make("label", {}, bias, make("span", { class: "dot" }), "Biases"),
      ...activations.map(({ label, list }) => make("label", {}, label, list)),
    ),
  );
  const show = (/** @type {Network} */ network) => {
    depth.value = String(network.sizes.length - 2);
    say(depthValue, depth.value);
    bias.checked = network.bias;
    for (const { name, list } of activations) {
      list.value = name === "output" ? network.output : network.activation;
    }
  };
  return { element, show };
}

/**
 * A slider under each layer: inputs, the hidden layers, outputs; a layer that is not
 * there hides.
 *
 * @param {Model} model
 * @param {number[]} kept
 * @param {Limits} limits
 */
function makeLayers(model, kept, limits) {
  const end = limits.hidden + 1;
  const layers = Array.from({ length: end + 1 }, (_, i) => {
    const kind = kindOf(i, end);
    const words = kind === "hidden" ? `Nodes in hidden layer ${i}` : `Number of ${kind}s`;
    const input = slider(words, { min: 1, max: limits.nodes }, (nodes) => {
      if (kind === "hidden") kept[i - 1] = nodes;
      change(model, { sizes: networkOf(model).sizes.with(i === end ? -1 : i, nodes) });
    });
    const value = make("span", { class: "value" });
    const nth = make("span", { class: "nth" }, kind === "hidden" ? ` ${i}` : "");
    const name = make("span", { class: "name" }, make("span", { class: kind }, kind), nth);
    const label = make("label", { style: `--thumb: var(--${kind})` }, value, input, name);
    return { input, value, label };
  });
  const element = make("div", { class: "layers" }, ...layers.map(({ label }) => label));
  const show = (/** @type {Network} */ { sizes }) => {
    const last = sizes.length - 1;
    element.classList.toggle("many", sizes.length > MOST_NAMED);
    layers.forEach(({ input, value, label }, i) => {
      const at = i === end ? last : i;
      label.hidden = i < end && i >= last;
      if (label.hidden) return;
      input.value = String(sizes[at]);
      say(value, sizes[at]);
      label.style.setProperty("--count", String(sizes.length));
      label.style.left = percent((at + 0.5) / sizes.length);
    });
  };
  return { element, show };
}

/**
 * The network, and under each gap between layers the number of its parameters.
 *
 * @param {Limits} limits
 * @param {(layer?: number, node?: Node, row?: number) => void} point
 */
function makeDrawing(limits, point) {
  const paths = Array.from({ length: limits.hidden + 1 }, () => make("path"));
  const gaps = paths.map(() => make("span"));
  const lit = make("path", { class: "pointed" });
  const nodes = make("g");
  const svg = make(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" },
    make("g", { class: "edges" }, ...paths),
    lit,
    nodes,
  );
  /** @type {Node[][]} */
  let columns = [];

  /** @param {number} [layer] @param {Node} [node] @param {number} [row] of those without a bias */
  function light(layer, node, row = 0) {
    const into = layer && node && !node.bias ? edgesInto(node, columns[layer - 1]) : "";
    lit.setAttribute("d", into);
    point(layer, node, row);
  }
  svg.addEventListener("pointerover", (event) => {
    const { at } = /** @type {SVGElement} */ (event.target).dataset;
    if (!at) return;
    const [layer, row] = at.split(" ").map(Number);
    const node = columns[layer][row];
    light(layer, node, row - (columns[layer][0].bias ? 1 : 0));
  });
  svg.addEventListener("pointerout", (event) => {
    if (event.pointerType === "mouse") light();
  });

  const show = (/** @type {Network} */ network) => {
    const { sizes, bias } = network;
    const placed = layout(sizes, bias, WIDTH, HEIGHT);
    columns = placed.columns;
    const drawn = edges(columns);
    paths.forEach((path, i) => path.setAttribute("d", drawn[i] ?? ""));
    nodes.replaceChildren(
      ...columns.flatMap((column, i) =>
        column.map(({ x, y, bias: isBias }, row) => {
          const fill = `var(--${isBias ? "bias" : kindOf(i, sizes.length - 1)})`;
          return make("circle", { cx: x, cy: y, r: placed.radius, "data-at": `${i} ${row}`, fill });
        })
      ),
    );
    svg.setAttribute("aria-label", describe(network));
    const { layers } = count(sizes, bias);
    gaps.forEach((gap, i) => {
      say(gap, layers[i]?.parameters ?? "");
      gap.style.left = percent((i + 1) / sizes.length);
    });
    light();
  };
  return { elements: [svg, make("div", { class: "gaps" }, ...gaps)], show };
}

/**
 * Where a page may not use the clipboard, the older way: select a text, copy the selection.
 *
 * @param {string} text
 * @param {HTMLElement} button
 */
async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied";
  } catch {
    const area = make("textarea", { style: "position: fixed; opacity: 0" });
    area.value = text;
    button.after(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    button.focus();
    return copied ? "Copied" : "Not allowed";
  }
}

/** The network as Keras code, and a button that copies it. */
function makeCode() {
  const code = make("code");
  const button = press("Copy", async () => {
    say(button, await copy(IMPORTS + code.textContent, button));
    setTimeout(() => say(button, "Copy"), 2000);
  });
  const show = (/** @type {Network} */ network) => {
    const parts = kerasCode(network).split(/\b(\d+)/);
    code.replaceChildren(...parts.map((text, i) => (i % 2 ? make("b", {}, text) : text)));
  };
  return { element: make("div", { class: "code" }, make("pre", {}, code), button), show };
}

/** The numbers of weights, biases and parameters, and how each comes about. */
function makeCounts() {
  const rows = /** @type {const} */ (["weights", "biases", "parameters"]).map((what) => ({
    what,
    sum: make("span", { class: "sum" }),
    total: make("span", { class: "total" }),
  }));
  const element = make(
    "output",
    { class: "counts", "aria-live": "polite" },
    ...rows.flatMap(({ what, sum, total }) => [total, " ", make("span", {}, what), " ", sum, " "]),
  );
  const show = (/** @type {Network} */ { sizes, bias }) => {
    const [totals, terms] = [count(sizes, bias), sums(sizes, bias)];
    for (const { what, sum, total } of rows) {
      say(total, totals[what]);
      say(sum, terms[what] && `= ${terms[what]}`);
    }
  };
  return { element, show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const limits = { nodes: model.get("max_nodes"), hidden: model.get("max_hidden") };
  const kept = networkOf(model).sizes.slice(1, -1);
  while (kept.length < limits.hidden) kept.push(kept.at(-1) ?? 4);

  const remark = make("p", { class: "note" });
  const choices = makeChoices(model, kept, limits);
  const layers = makeLayers(model, kept, limits);
  const drawing = makeDrawing(limits, (layer, node, row) => {
    say(remark, note(networkOf(model), layer, node, row));
  });
  const [code, counts] = [makeCode(), makeCounts()];
  const main = make(
    "div",
    { class: "main" },
    make("div", {}, ...drawing.elements, layers.element),
    make("div", {}, code.element, counts.element, remark),
  );
  el.classList.add("builder");
  el.append(choices.element, main);

  const parts = [choices, layers, drawing, code, counts];
  const show = () => {
    for (const part of parts) part.show(networkOf(model));
  };
  show();
  return listen(model, ["sizes", "bias", "activation", "output"], show);
}

export default { render };

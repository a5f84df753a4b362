// The network builder's front end. The mathematics first: pure, and tested without a page.

export function count(sizes, bias) {
  const layers = sizes.slice(1).map((nodes, i) => {
    const weights = sizes[i] * nodes;
    const biases = bias ? nodes : 0;
    return { weights, biases, parameters: weights + biases };
  });
  const total = (what) => layers.reduce((sum, layer) => sum + layer[what], 0);
  return {
    layers,
    weights: total("weights"),
    biases: total("biases"),
    parameters: total("parameters"),
  };
}

// How each total comes about, a term for each pair of layers.
export function sums(sizes, bias) {
  return {
    weights: sizes.slice(1).map((nodes, i) => `${sizes[i]}·${nodes}`).join(" + "),
    biases: bias ? sizes.slice(1).join(" + ") : "",
    parameters: count(sizes, bias).layers.map((layer) => layer.parameters).join(" + "),
  };
}

// What the code shown needs; a copy of it runs as it is.
const IMPORTS = "import keras\nfrom keras import layers\n\n";

export function kerasCode({ sizes, bias, activation, output }) {
  const dense = sizes.slice(1).map((nodes, i) => {
    const name = i === sizes.length - 2 ? output : activation;
    const noBias = bias ? "" : ", use_bias=False";
    return `    layers.Dense(${nodes}, activation="${name}"${noBias}),\n`;
  });
  const input = `    keras.Input((${sizes[0]},)),\n`;
  return `model = keras.Sequential([\n${input}${dense.join("")}])`;
}

// Where every node stands: a column for each layer, its bias node on top.
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

export function edgesInto(node, previous) {
  return previous.map((from) => `M${from.x} ${from.y}L${node.x} ${node.y}`).join("");
}

export function edges(columns) {
  return columns.slice(1).map((column, i) =>
    column.filter((node) => !node.bias).map((node) => edgesInto(node, columns[i])).join(""),
  );
}

const plural = (n, word) => `${n} ${word}${n === 1 ? "" : word.endsWith("s") ? "es" : "s"}`;

export function describe({ sizes, bias }) {
  const hidden = sizes.slice(1, -1);
  const middle = hidden.length
    ? `${plural(hidden.length, "hidden layer")} of ${hidden.join(", ")} nodes`
    : "no hidden layer";
  const { weights, biases } = count(sizes, bias);
  return (
    `Network with ${plural(sizes[0], "input")}, ${middle} and ` +
    `${plural(sizes.at(-1), "output")}: ${plural(weights, "weight")} and ` +
    `${plural(biases, "bias")}.`
  );
}

// What there is to say about one node, or about the network when none is pointed at.
export function note({ sizes, bias, output }, layer, node) {
  if (layer === undefined) {
    return sizes.at(-1) === 1 && output === "softmax"
      ? "The softmax of one output is always 1. Try sigmoid."
      : "Under each gap: its parameters. Point at a node.";
  }
  if (node.bias) return `A bias node: one bias for each of the next ${sizes[layer + 1]} nodes.`;
  if (layer === 0) return "An input holds a number of the data: no parameters.";
  const inputs = plural(sizes[layer - 1], "weight");
  return bias
    ? `This node: ${inputs} + 1 bias = ${sizes[layer - 1] + 1} parameters.`
    : `This node: ${inputs}, no bias.`;
}

const css = `
.controls { display: flex; flex-wrap: wrap; gap: 8px 28px; align-items: center; }
.controls label { display: flex; gap: 10px; align-items: center; min-height: 36px; }
.controls input[type="range"] { width: 132px; }
.value { min-width: 1.4em; font-weight: 600; text-align: right; }
.dot {
  width: 16px; height: 16px; border: 1.5px solid var(--black); border-radius: 50%;
  background: var(--bias);
}
.main { display: grid; grid-template-columns: minmax(0, 1fr) 596px; gap: 16px; margin-top: 12px; }
svg { display: block; width: 100%; height: auto; }
.edges path { fill: none; stroke: var(--gray); stroke-opacity: 0.55; }
.pointed { fill: none; stroke: var(--accent); stroke-width: 2.5; pointer-events: none; }
circle { stroke: var(--black); stroke-width: 1.5; }
circle:hover { stroke: var(--accent); stroke-width: 3; }
.gaps, .layers { position: relative; }
.gaps { height: 32px; color: #555; }
.gaps span, .layers label { position: absolute; transform: translateX(-50%); text-align: center; }
.layers { height: 88px; }
.layers label { width: min(calc(100% / var(--count) - 6px), 150px); }
.layers span { display: block; line-height: 28px; }
.layers .nth { display: none; }
.layers .value { text-align: center; }
.code { position: relative; min-height: 264px; border-radius: 6px; background: #f5f5f5; }
pre { margin: 0; padding: 12px; white-space: pre-wrap; overflow-wrap: anywhere; }
code b { color: var(--blue); }
.code button { position: absolute; top: 8px; right: 8px; width: 130px; }
.counts { display: grid; grid-template-columns: 52px 116px 1fr; margin: 8px 0 0 12px; column-gap: 8px; }
.counts { grid-auto-rows: 54px; align-items: center; line-height: 25px; }
.total { font-weight: 600; text-align: right; }
.sum { padding-left: 1.2em; text-indent: -1.2em; text-wrap: balance; }
.note { height: 26px; margin: 2px 0 0 12px; line-height: 26px; color: #555; }

@container (max-width: 1100px) {
  .controls, .main { justify-content: center; }
  .main { grid-template-columns: minmax(0, 596px); }
}
@container (max-width: 600px) {
  .controls { justify-content: start; gap: 4px 20px; }
  .controls label:first-child { width: 100%; }
  .controls label:first-child input { flex: 1; }
  .gaps { height: 28px; font-size: 14px; }
  .layers { height: auto; }
  .layers label {
    position: static; display: flex; width: 100%; min-height: 44px; gap: 10px;
    align-items: center; transform: none;
  }
  .layers .name { order: -1; width: 86px; text-align: left; }
  .layers .nth { display: inline; }
  .layers .value { order: 1; text-align: right; }
  .layers input { flex: 1; min-width: 0; }
  pre { padding: 52px 4px 12px; font-size: 12px; line-height: 20px; }
  .counts { grid-template-columns: 42px 98px 1fr; grid-auto-rows: auto; margin: 16px 0 0; }
  .counts { row-gap: 12px; font-size: 16px; line-height: 24px; align-items: start; }
  .note { height: 52px; margin: 12px 0 0; }
}
`;

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 568;
const HEIGHT = 342;

function make(name, attributes = {}, ...children) {
  const element = ["svg", "g", "path", "circle"].includes(name)
    ? document.createElementNS(SVG, name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// Where a page may not use the clipboard, the older way: select a text, copy the selection.
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

function render({ model, el }) {
  const limits = { nodes: model.get("max_nodes"), hidden: model.get("max_hidden") };
  // Layers that were taken away come back as they were.
  const kept = model.get("sizes").slice(1, -1);
  while (kept.length < limits.hidden) kept.push(kept.at(-1) ?? 4);

  const state = () => ({
    sizes: model.get("sizes"),
    bias: model.get("bias"),
    activation: model.get("activation"),
    output: model.get("output"),
  });
  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  const slider = (label, min, max) =>
    make("input", { type: "range", min, max, step: 1, "aria-label": label });
  const select = (label, name, options) => {
    const element = make("select", {}, ...options.map((o) => make("option", {}, o)));
    element.addEventListener("change", () => change(name, element.value));
    return [make("label", {}, label, element), element];
  };

  const depth = slider("Number of hidden layers", 0, limits.hidden);
  const depthValue = make("span", { class: "value" });
  depth.addEventListener("input", () => {
    const sizes = model.get("sizes");
    change("sizes", [sizes[0], ...kept.slice(0, Number(depth.value)), sizes.at(-1)]);
  });
  const bias = make("input", { type: "checkbox" });
  bias.addEventListener("change", () => change("bias", bias.checked));
  const [activationLabel, activation] = select(
    "Hidden activation", "activation", model.get("activations"));
  const [outputLabel, output] = select("Output activation", "output", model.get("outputs"));
  const controls = make("div", { class: "controls" },
    make("label", {}, "Hidden layers", depth, depthValue),
    make("label", {}, bias, make("span", { class: "dot" }), "Biases"),
    activationLabel, outputLabel);

  const paths = Array.from({ length: limits.hidden + 1 }, () => make("path"));
  const pointed = make("path", { class: "pointed" });
  const nodes = make("g");
  const svg = make("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" },
    make("g", { class: "edges" }, ...paths), pointed, nodes);
  const gaps = paths.map(() => make("span"));

  // Inputs, the hidden layers, outputs; a layer that is not there hides.
  const layers = Array.from({ length: limits.hidden + 2 }, (_, i) => {
    const last = i === limits.hidden + 1;
    const kind = i === 0 ? "input" : last ? "output" : "hidden";
    const words = kind === "hidden" ? `Nodes in hidden layer ${i}` : `Number of ${kind}s`;
    const input = slider(words, 1, limits.nodes);
    const value = make("span", { class: "value" });
    const nth = make("span", { class: "nth" }, kind === "hidden" ? ` ${i}` : "");
    const name = make("span", { class: "name" }, kind, nth);
    const label = make("label", { style: `--thumb: var(--${kind})` }, value, input, name);
    input.addEventListener("input", () => {
      const nodes = Number(input.value);
      if (kind === "hidden") kept[i - 1] = nodes;
      change("sizes", model.get("sizes").with(last ? -1 : i, nodes));
    });
    return { input, value, label };
  });

  const code = make("code");
  const pre = make("pre", {}, code);
  const button = make("button", { type: "button" }, "Copy");
  button.addEventListener("click", async () => {
    button.textContent = await copy(IMPORTS + code.textContent, button);
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  const counts = ["weights", "biases", "parameters"].map((what) => ({
    what, sum: make("span", { class: "sum" }), total: make("span", { class: "total" }) }));
  const told = make("output", { class: "counts", "aria-live": "polite" },
    ...counts.flatMap(({ what, sum, total }) =>
      [total, " ", make("span", {}, what), " ", sum, " "]));
  const remark = make("p", { class: "note" });

  el.append(make("style", {}, css), controls, make("div", { class: "main" },
    make("div", {}, svg, make("div", { class: "gaps" }, ...gaps),
      make("div", { class: "layers" }, ...layers.map(({ label }) => label))),
    make("div", {}, make("div", { class: "code" }, pre, button), told, remark)));

  let columns;
  function point(layer, node) {
    remark.textContent = note(state(), layer, node);
    const into = node && layer > 0 && !node.bias ? edgesInto(node, columns[layer - 1]) : "";
    pointed.setAttribute("d", into);
  }

  function draw() {
    const { sizes, bias: biased, ...names } = state();
    const last = sizes.length - 1;
    const place = (element, x) => (element.style.left = `${(100 * x) / sizes.length}%`);
    const totals = count(sizes, biased);
    const terms = sums(sizes, biased);

    let radius;
    ({ columns, radius } = layout(sizes, biased, WIDTH, HEIGHT));
    const drawn = edges(columns);
    paths.forEach((path, i) => path.setAttribute("d", drawn[i] ?? ""));
    nodes.replaceChildren(...columns.flatMap((column, i) => {
      const kind = i === 0 ? "input" : i === last ? "output" : "hidden";
      return column.map((node, row) => make("circle", {
        cx: node.x, cy: node.y, r: radius, "data-at": `${i} ${row}`,
        fill: `var(--${node.bias ? "bias" : kind})` }));
    }));
    svg.setAttribute("aria-label", describe(state()));
    gaps.forEach((gap, i) => {
      gap.textContent = totals.layers[i]?.parameters ?? "";
      place(gap, i + 1);
    });

    layers.forEach(({ input, value, label }, i) => {
      const at = i === limits.hidden + 1 ? last : i;
      label.hidden = i > limits.hidden ? false : i >= last;
      if (label.hidden) return;
      input.value = value.textContent = sizes[at];
      label.style.setProperty("--count", sizes.length);
      place(label, at + 0.5);
    });
    depth.value = depthValue.textContent = sizes.length - 2;
    bias.checked = biased;
    activation.value = names.activation;
    output.value = names.output;

    code.replaceChildren(...kerasCode(state()).split(/\b(\d+)/).map((text, i) =>
      i % 2 ? make("b", {}, text) : text));
    for (const { what, sum, total } of counts) {
      total.textContent = totals[what];
      sum.textContent = terms[what] && `= ${terms[what]}`;
    }
    point();
  }

  svg.addEventListener("pointerover", (event) => {
    if (!event.target.dataset.at) return;
    const [layer, row] = event.target.dataset.at.split(" ").map(Number);
    point(layer, columns[layer][row]);
  });
  svg.addEventListener("pointerout", (event) => {
    if (event.pointerType === "mouse") point();
  });
  for (const name of ["sizes", "bias", "activation", "output"]) {
    model.on(`change:${name}`, draw);
  }
  draw();
}

export default { render };

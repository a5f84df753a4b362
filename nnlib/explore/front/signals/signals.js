// The front end of the signals. The mathematics first: pure, and tested without a page.
// Matrices are arrays of doubles, row by row; a layer computes f(inputs · weights).

export const WIDTH = 100; // units of every layer, and inputs
export const BATCH = 32; // examples
export const MOST = 50; // layers

const sigmoid = (z) => 1 / (1 + Math.exp(-z));
const normalDensity = (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
function normalProbability(z) {
  if (Math.abs(z) > 9) return z > 0 ? 1 : 0;
  let [term, sum] = [z, z];
  for (let n = 3; Math.abs(term) > 1e-17; n += 2) sum += term *= (z * z) / n;
  return 0.5 + sum * normalDensity(z);
}
const [LAMBDA, ALPHA] = [1.0507009873554805, 1.6732632423543772]; // of SELU

// f(z), and its slope at z where f(z) is a.
export const functions = {
  linear: { f: (z) => z, slope: () => 1 },
  sigmoid: { f: sigmoid, slope: (z, a) => a * (1 - a) },
  tanh: { f: Math.tanh, slope: (z, a) => 1 - a * a },
  relu: { f: (z) => (z > 0 ? z : 0), slope: (z) => (z > 0 ? 1 : 0) },
  leaky_relu: { f: (z) => (z > 0 ? z : 0.01 * z), slope: (z) => (z >= 0 ? 1 : 0.01) },
  elu: { f: (z) => (z > 0 ? z : Math.expm1(z)), slope: (z, a) => (z > 0 ? 1 : a + 1) },
  selu: {
    f: (z) => LAMBDA * (z > 0 ? z : ALPHA * Math.expm1(z)),
    slope: (z, a) => (z > 0 ? LAMBDA : a + LAMBDA * ALPHA),
  },
  gelu: {
    f: (z) => z * normalProbability(z),
    slope: (z, a) => (z === 0 ? 0.5 : a / z) + z * normalDensity(z),
  },
  swish: {
    f: (z) => z * sigmoid(z),
    slope: (z, a) => sigmoid(z) * (1 + z - a),
  },
};

// Standard normal numbers by Box and Muller from the generator mulberry32, which counts:
// every stream of a seed has its own 2¹⁵ numbers. Truncated is as in Keras: what lies
// beyond 2 is drawn again.
const STEP = 0x6d2b79f5;
export function normals(seed, stream, count, truncated = false) {
  let state = Math.imul((seed * 64 + stream) * 2 ** 15, STEP);
  const uniform = () => {
    state = (state + STEP) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  const drawn = new Float64Array(count);
  let n = 0;
  const keep = (value) => {
    if (n < count && !(truncated && Math.abs(value) > 2)) drawn[n++] = value;
  };
  while (n < count) {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    keep(radius * Math.cos(angle));
    keep(radius * Math.sin(angle));
  }
  return drawn;
}

// Its rows made orthogonal and of length 1, one after the other.
function orthogonal(matrix) {
  const q = matrix.slice();
  for (let row = 0; row < WIDTH; row++) {
    const a = q.subarray(row * WIDTH, (row + 1) * WIDTH);
    let square = 0;
    for (let i = 0; i < WIDTH; i++) square += a[i] * a[i];
    const length = Math.sqrt(square);
    for (let i = 0; i < WIDTH; i++) a[i] /= length;
    for (let other = row + 1; other < WIDTH; other++) {
      const b = other * WIDTH;
      let along = 0;
      for (let i = 0; i < WIDTH; i++) along += a[i] * q[b + i];
      for (let i = 0; i < WIDTH; i++) q[b + i] -= along * a[i];
    }
  }
  return q;
}

// The spread of each kind of weights, and what kind of numbers they are.
const TRUNCATED = 0.87962566103423978; // the spread of a truncated normal number
export const kinds = {
  zeros: { std: 0, numbers: "normal" },
  small: { std: 0.01, numbers: "normal" },
  large: { std: 1, numbers: "normal" },
  glorot: { std: Math.sqrt(2 / (WIDTH + WIDTH)), numbers: "truncated" },
  he: { std: Math.sqrt(2 / WIDTH), numbers: "truncated" },
  lecun: { std: Math.sqrt(1 / WIDTH), numbers: "truncated" },
  orthogonal: { std: Math.sqrt(1 / WIDTH), numbers: "orthogonal" },
};

// Those of a layer, from 1 on. What was drawn for the last seed is kept: all the scales
// share it.
const drawn = { seed: null, matrices: {} };
export function drawWeights(kind, seed, layer) {
  const { std, numbers } = kinds[kind];
  if (drawn.seed !== seed) Object.assign(drawn, { seed, matrices: {} });
  drawn.matrices[`${numbers} ${layer}`] ??= numbers === "orthogonal"
    ? orthogonal(normals(seed, layer, WIDTH ** 2))
    : normals(seed, layer, WIDTH ** 2, numbers === "truncated");
  const scale = numbers === "orthogonal" ? 1 : numbers === "truncated" ? std / TRUNCATED : std;
  return { matrix: drawn.matrices[`${numbers} ${layer}`], scale };
}

// scale · a · w, two rows of a and four of w at once, for speed.
function multiply(a, w, scale) {
  const product = new Float64Array(a.length);
  for (let row = 0; row < a.length; row += 2 * WIDTH) {
    const next = row + WIDTH;
    for (let i = 0; i < WIDTH; i += 4) {
      const a0 = scale * a[row + i], a1 = scale * a[row + i + 1];
      const a2 = scale * a[row + i + 2], a3 = scale * a[row + i + 3];
      const b0 = scale * a[next + i], b1 = scale * a[next + i + 1];
      const b2 = scale * a[next + i + 2], b3 = scale * a[next + i + 3];
      for (let j = 0, k = i * WIDTH; j < WIDTH; j++, k++) {
        const w0 = w[k], w1 = w[k + WIDTH], w2 = w[k + 2 * WIDTH], w3 = w[k + 3 * WIDTH];
        product[row + j] += a0 * w0 + a1 * w1 + a2 * w2 + a3 * w3;
        product[next + j] += b0 * w0 + b1 * w1 + b2 * w2 + b3 * w3;
      }
    }
  }
  return product;
}

// scale · a · wᵀ, two rows of each at once.
function multiplyBack(a, w, scale) {
  const product = new Float64Array(a.length);
  for (let row = 0; row < a.length; row += 2 * WIDTH) {
    const next = row + WIDTH;
    for (let i = 0; i < WIDTH; i += 2) {
      let a0 = 0, a1 = 0, b0 = 0, b1 = 0;
      for (let j = 0, k = i * WIDTH; j < WIDTH; j++, k++) {
        const here = a[row + j], below = a[next + j], w0 = w[k], w1 = w[k + WIDTH];
        a0 += here * w0;
        a1 += here * w1;
        b0 += below * w0;
        b1 += below * w1;
      }
      product[row + i] = scale * a0;
      product[row + i + 1] = scale * a1;
      product[next + i] = scale * b0;
      product[next + i + 1] = scale * b1;
    }
  }
  return product;
}

// What goes forward from random inputs (layer 0), and the gradient with respect to it that
// comes back from a random one at the last layer.
export function propagate({ activation, weights, depth, seed }) {
  const { f, slope } = functions[activation];
  const activations = [normals(seed, 0, BATCH * WIDTH)];
  const slopes = [null];
  const layers = [null];
  for (let layer = 1; layer <= depth; layer++) {
    const { matrix, scale } = (layers[layer] = drawWeights(weights, seed, layer));
    const z = multiply(activations[layer - 1], matrix, scale);
    activations.push(z.map(f));
    slopes.push(z.map((value, i) => slope(value, activations[layer][i])));
  }
  const gradients = Array(depth + 1);
  gradients[depth] = normals(seed, MOST + 1, BATCH * WIDTH);
  for (let layer = depth; layer > 0; layer--) {
    const before = gradients[layer].map((value, i) => value * slopes[layer][i]);
    gradients[layer - 1] = multiplyBack(before, layers[layer].matrix, layers[layer].scale);
  }
  return { activations, gradients, slopes };
}

// Mean and spread of all numbers; `between` is the spread from example to example.
export function summary(values) {
  const sums = new Float64Array(WIDTH);
  let [total, most] = [0, 0];
  for (let row = 0; row < values.length; row += WIDTH) {
    for (let i = 0; i < WIDTH; i++) {
      const value = values[row + i];
      sums[i] += value;
      total += value;
      most = Math.max(most, Math.abs(value));
    }
  }
  const mean = total / values.length;
  let [square, within] = [0, 0];
  for (let row = 0; row < values.length; row += WIDTH) {
    for (let i = 0; i < WIDTH; i++) {
      square += (values[row + i] - mean) ** 2;
      within += (values[row + i] - sums[i] / BATCH) ** 2;
    }
  }
  const spread = (sum) => Math.sqrt(sum / values.length);
  return { mean, std: spread(square), between: spread(within), most };
}

// How many of the numbers fall into each of so many bins, not counting those outside.
export function histogram(values, low, high, bins) {
  const counts = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor((bins * (values[i] - low)) / (high - low));
    if (bin >= 0 && bin < bins) counts[bin]++;
    else if (values[i] === high) counts[bins - 1]++;
  }
  return counts;
}

// The rule of nnlib/numerals.py: from 0.001 to below 100,000 a number is written out.
export function written(value, digits = 3) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "?" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const text = value.toExponential(digits - 1);
  const power = Number(text.split("e")[1]);
  const plain = power >= -3 && power < 5;
  return (plain ? value.toFixed(Math.max(0, digits - 1 - power)) : text.replace("e+", "e"))
    .replaceAll("-", "−");
}
const number = (value) => written(value, 2);
const superscript = (power) =>
  String(power).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);

// What became of a signal on its way, in a sentence; `flat` is the share of saturated units.
export const HEALTHY = [0.5, 2];
export function verdict(what, { mean, std, between = Infinity }, where, flat = 0) {
  if (std === 0) return `${what} are all ${number(mean)} at ${where}: all units do the same.`;
  const does = std < 0.01 ? "vanish" : std < HEALTHY[0] ? "shrink"
    : std > 100 ? "explode" : std > HEALTHY[1] ? "grow" : flat > 0.5 ? "stay" : "stay healthy";
  const but = flat > 0.5 ? `, but ${Math.round(100 * flat)} % of the units are saturated`
    : between < 0.05 * std ? ", whatever the input is" : "";
  return `${what} ${does}: std\u00a0${number(std)} at ${where}${but}.`;
}

const css = `
.signals { font-size: 17px; line-height: 24px; }
.controls { display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: center; }
.controls label { display: flex; gap: 10px; align-items: center; min-height: 36px; white-space: nowrap; }
.controls input { width: 120px; }
.value { min-width: 1.4em; font-weight: 600; text-align: right; }
.main { display: grid; grid-template-columns: minmax(0, 1fr) 430px; gap: 16px 30px; align-items: start; margin-top: 14px; }
.plots { position: relative; margin: 0 12px 42px 76px; }
.plot { position: relative; height: 186px; border: 1px solid var(--pale); touch-action: pan-y; cursor: crosshair; }
.strip { height: 78px; margin-top: 26px; }
.plot svg, .plot canvas { position: absolute; width: 100%; height: 100%; max-width: none; }
.plot canvas { image-rendering: pixelated; }
.plot path { fill: none; vector-effect: non-scaling-stroke; }
.grid { stroke: var(--pale); stroke-width: 1; }
.forward { stroke: var(--blue); }
.back { stroke: var(--vermilion); }
.line { stroke-width: 3; }
.dots { stroke-width: 9; stroke-linecap: round; }
.between { stroke-width: 2; stroke-dasharray: 2 4; }
.band { position: absolute; left: 0; right: 0; background: #009e733d; }
.mark { position: absolute; top: -1px; bottom: -1px; border: solid var(--black); border-width: 0 1.5px; background: #1a1a1a12; pointer-events: none; }
.tick { position: absolute; color: #444; font-size: 15px; line-height: 20px; white-space: nowrap; }
.y { right: calc(100% + 7px); transform: translateY(50%); }
.x { top: calc(100% + 14px); transform: translateX(-50%); }
.name { position: absolute; padding: 0 5px; border-radius: 3px; background: #ffffffc8; font-size: 16px; line-height: 22px; font-weight: 600; white-space: nowrap; pointer-events: none; }
.name.forward { color: var(--blue); left: 6px; }
.name.back { color: #b04a00; right: 6px; }
.caption { position: absolute; bottom: calc(100% + 1px); left: 0; z-index: 1; padding-right: 6px; background: #ffffffd8; color: #444; font-size: 15px; line-height: 22px; white-space: nowrap; }
.caption.forward b, .histogram .forward b { color: var(--blue); }
.caption.back b, .histogram .back b { color: #b04a00; }
b { font-weight: 600; }
.std { position: absolute; right: calc(100% + 50px); top: 50%; font-size: 15px; line-height: 20px; transform: translateY(-50%); }
.key { display: flex; gap: 4px 22px; flex-wrap: wrap; margin: 0 12px 0 76px; color: #444; font-size: 15px; line-height: 20px; }
.key span { display: flex; gap: 7px; align-items: center; }
.key i { width: 26px; height: 14px; background: #009e733d; }
.key i.dotted { height: 0; border-top: 2px dotted var(--blue); background: none; }
.layer { position: absolute; bottom: -16px; width: auto !important; }
.verdicts { display: grid; gap: 4px; }
.verdicts p { min-height: 48px; margin: 0; padding-left: 12px; border-left: 4px solid; font-size: 18px; }
.verdicts .forward { border-color: var(--blue); }
.verdicts .back { border-color: var(--vermilion); }
.histogram { margin-top: 8px; }
.histogram > p { display: flex; justify-content: space-between; gap: 12px; margin: 0 0 2px; white-space: nowrap; font-size: 16px; }
.bars { position: relative; height: 88px; margin-bottom: 22px; border-bottom: 1.5px solid var(--black); }
.bars svg { position: absolute; width: 100%; height: 100%; max-width: none; }
.bars .forward { fill: var(--blue); stroke: none; }
.bars .back { fill: var(--vermilion); stroke: none; }
.bars .tick { top: calc(100% + 2px); transform: translateX(-50%); }
.bars .tick:first-of-type { transform: none; }
.bars .tick:last-of-type { transform: translateX(-100%); }
.bars .zeros { position: absolute; top: 0; padding-right: 8px; font-size: 15px; line-height: 20px; white-space: nowrap; }
.about { margin: 4px 0 0; color: #555; font-size: 16px; line-height: 22px; }

@container (max-width: 1100px) {
  .main { grid-template-columns: minmax(0, 1fr) 400px; gap: 16px 12px; }
}
@container (max-width: 860px) {
  .main { grid-template-columns: minmax(0, 1fr); }
}
@container (max-width: 600px) {
  .controls label { width: 100%; min-height: 44px; }
  .controls label select, .controls label input { flex: 1; min-width: 0; height: 44px; }
  .controls label span:first-child { width: 112px; }
  .controls button { height: 44px; }
  .histogram > p > * { display: block; }
  .histogram > p { display: block; }
  .name { font-size: 14px; }
}
`;

const SVG = "http://www.w3.org/2000/svg";
const [WIDE, HIGH] = [10000, 3000]; // of the plots, which stretch
const BINS = 41;
const REACH = 3; // of the strips, to both sides
const [LOWEST, HIGHEST] = [-12, 12]; // powers of ten that the spreads are followed to

function make(name, attributes = {}, ...children) {
  const element = ["svg", "path"].includes(name)
    ? document.createElementNS(SVG, name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const percent = (share) => `${(100 * share).toFixed(3)}%`;
const layerName = (layer) => (layer === 0 ? "the inputs" : `layer ${layer}`);

function render({ model, el }) {
  const [activations, weights] = [model.get("activations"), model.get("kinds")];
  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  const select = (label, name, options) => {
    const element = make("select", { "aria-label": label },
      ...Object.entries(options).map(([value, text]) => make("option", { value }, text)));
    element.addEventListener("change", () => change(name, element.value));
    return [make("label", {}, make("span", {}, label), element), element];
  };
  const [activationLabel, activation] = select("Activation", "activation", activations);
  const [kindLabel, kind] = select("Weights", "weights", weights);
  const depth = make("input", { type: "range", min: 2, max: MOST, step: 1, "aria-label": "Number of layers" });
  const depthText = make("b", { class: "value" });
  depth.addEventListener("input", () => change("depth", Number(depth.value)));
  const again = make("button", { type: "button" }, "Draw again");
  again.addEventListener("click", () => change("seed", (model.get("seed") % 999) + 1));
  const seedText = make("output", {});
  const controls = make("div", { class: "controls" }, activationLabel, kindLabel,
    make("label", {}, make("span", {}, "Layers of 100"), depth, depthText), again, seedText);

  // The spread of every layer, its histograms as columns, and where one is pointed at.
  const sides = [["forward", "activations"], ["back", "gradients"]].map(([side, what]) => {
    const canvas = make("canvas", { width: 11, height: BINS, role: "img" });
    const strip = make("div", { class: "plot strip" }, canvas,
      make("div", { class: `caption ${side}`, "aria-hidden": "true" }, "histograms of ", make("b", {}, what)),
      ...[-2, 0, 2].map((level) => make("span", { class: "tick y", "aria-hidden": "true",
        style: `bottom: ${percent((level + REACH) / (2 * REACH))}` }, String(level).replace("-", "−"))));
    const title = make("p", { class: side });
    const bars = make("path", { class: side });
    const ticks = make("div", { "aria-hidden": "true" });
    const svg = make("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", role: "img" }, bars);
    return {
      side, what, canvas, strip, title, bars, ticks, svg,
      line: make("path", { class: `line ${side}` }),
      dots: make("path", { class: `dots ${side}` }),
      name: make("div", { class: `name ${side}`, "aria-hidden": "true" },
        side === "forward" ? "activations →" : "← gradients"),
      verdict: make("p", { class: side }),
      histogram: make("div", { class: "histogram" }, title, make("div", { class: "bars" }, svg, ticks)),
    };
  });
  const grid = make("path", { class: "grid" });
  const between = make("path", { class: "between forward" });
  const svg = make("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", role: "img" },
    grid, between, ...sides.flatMap(({ line, dots }) => [line, dots]));
  const band = make("div", { class: "band" });
  const scale = make("div", { "aria-hidden": "true" });
  const spread = make("div", { class: "plot" }, band, svg, scale,
    make("span", { class: "std", "aria-hidden": "true" }, "std"), ...sides.map(({ name }) => name));
  const across = make("div", { "aria-hidden": "true" });
  const mark = make("div", { class: "mark" });
  const slider = make("input", { type: "range", class: "layer", min: 0, step: 1, "aria-label": "Layer shown" });
  slider.addEventListener("input", () => change("layer", Number(slider.value)));
  const plots = make("div", { class: "plots" }, spread, ...sides.map(({ strip }) => strip), mark, across, slider);
  const about = make("p", { class: "about" });
  const key = make("div", { class: "key", "aria-hidden": "true" }, make("span", {}, "layer (0: the inputs)"),
    make("span", {}, make("i"), "healthy: 0.5 to 2"),
    make("span", {}, make("i", { class: "dotted" }), "std between examples"));
  el.classList.add("signals");
  el.append(make("style", {}, css), controls, make("div", { class: "main" }, make("div", {}, plots, key),
    make("div", {}, make("div", { class: "verdicts", "aria-live": "polite" }, ...sides.map((side) => side.verdict)),
      ...sides.map((side) => side.histogram), about)));

  for (const plot of plots.querySelectorAll(".plot")) {
    const point = (event) => {
      const { left, width } = plot.getBoundingClientRect();
      const layers = model.get("depth") + 1;
      const layer = Math.floor((layers * (event.clientX - left)) / width);
      change("layer", Math.max(0, Math.min(layers - 1, layer)));
    };
    plot.addEventListener("pointerdown", point);
    plot.addEventListener("pointermove", point);
  }

  let net;
  const x = (layer) => (layer + 0.5) / (model.get("depth") + 1);

  function compute() {
    const settings = Object.fromEntries(["activation", "weights", "depth", "seed"].map((name) => [name, model.get(name)]));
    net = propagate(settings);
    net.summaries = { activations: net.activations.map(summary), gradients: net.gradients.map(summary) };
  }

  function showSpreads() {
    const layers = model.get("depth");
    const levels = Object.values(net.summaries).flat().map(({ std }) => Math.log10(std)).filter(Number.isFinite);
    const low = Math.max(LOWEST, Math.min(-2, Math.floor(Math.min(...levels))));
    const high = Math.min(HIGHEST, Math.max(2, Math.ceil(Math.max(...levels))));
    const up = (std) => Math.max(-0.1, Math.min(1.1, (Math.log10(std) - low) / (high - low)));
    const at = (std, layer) => `${Math.round(WIDE * x(layer))} ${Math.round(HIGH * (1 - up(std)))}`;
    const path = (summaries, key) => `M${summaries.map((one, layer) => at(one[key], layer)).join("L")}`;
    for (const { what, line, dots, name } of sides) {
      const summaries = net.summaries[what];
      line.setAttribute("d", path(summaries, "std"));
      dots.setAttribute("d", layers > 25 ? "" : summaries.map(({ std }, layer) => `M${at(std, layer)}h0`).join(""));
      const end = summaries[what === "activations" ? layers : 0].std;
      name.style.bottom = `calc(${percent(up(end > 1 ? HEALTHY[0] : HEALTHY[1]))} + ${end > 1 ? -24 : 2}px)`;
    }
    between.setAttribute("d", path(net.summaries.activations, "between"));
    band.style.bottom = percent(up(HEALTHY[0]));
    band.style.top = percent(1 - up(HEALTHY[1]));
    const every = Math.max(1, Math.ceil((high - low) / 5));
    const powers = [];
    for (let power = Math.ceil(low / every) * every; power <= high; power += every) powers.push(power);
    grid.setAttribute("d", powers.map((power) => `M0 ${Math.round(HIGH * (1 - up(10 ** power)))}H${WIDE}`).join(""));
    scale.replaceChildren(...powers.map((power) => make("span",
      { class: "tick y", style: `bottom: ${percent(up(10 ** power))}` },
      Math.abs(power) < 3 ? String(10 ** power) : `10${superscript(power)}`)));
    const step = [1, 2, 5, 10].find((n) => layers / n <= 11);
    const numbers = Array.from({ length: Math.floor(layers / step) + 1 }, (_, i) => i * step);
    across.replaceChildren(...numbers.map((layer) => make("span",
      { class: "tick x", style: `left: ${percent(x(layer))}` }, String(layer))));
    slider.max = layers;
    slider.style.left = slider.style.right = `calc(${percent(x(0))} - 11px)`;
  }

  function showStrips() {
    const layers = model.get("depth");
    for (const { side, what, canvas } of sides) {
      const color = getComputedStyle(el).getPropertyValue(side === "forward" ? "--blue" : "--vermilion");
      const rgb = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
      canvas.width = layers + 1;
      const context = canvas.getContext("2d");
      const image = context.createImageData(layers + 1, BINS);
      net[what].forEach((values, layer) => {
        const counts = histogram(values, -REACH, REACH, BINS);
        const most = Math.max(1, ...counts);
        counts.forEach((count, bin) => {
          const at = 4 * ((BINS - 1 - bin) * (layers + 1) + layer);
          image.data.set([...rgb, Math.round(255 * Math.sqrt(count / most))], at);
        });
      });
      context.putImageData(image, 0, 0);
      canvas.setAttribute("aria-label", `A histogram of the ${what} of every layer as a column, from −3 to 3.`);
    }
  }

  function showHistogram({ what, title, bars, ticks, svg }, layer) {
    const values = net[what][layer];
    const { mean, std, most } = net.summaries[what][layer];
    const bounded = what === "activations" && layer > 0 && { sigmoid: [0, 1], tanh: [-1, 1] }[model.get("activation")];
    const [low, high] = bounded || [-most || -1, most || 1];
    const counts = histogram(values, low, high, BINS);
    const zeros = values.reduce((sum, value) => sum + (value === 0), 0);
    const cut = zeros > 0.1 * values.length && zeros < values.length;
    const zeroBin = Math.floor((BINS * -low) / (high - low));
    const top = Math.max(1, ...counts.map((count, bin) => (cut && bin === zeroBin ? count - zeros : count)));
    bars.setAttribute("d", Array.from(counts, (count, bin) => {
      const tall = Math.round(0.95 * HIGH * Math.min(1.06, count / top));
      const [left, right] = [bin + 0.06, bin + 0.94].map((edge) => Math.round((WIDE * edge) / BINS));
      return count ? `M${left} ${HIGH}V${HIGH - Math.max(tall, 40)}H${right}V${HIGH}Z` : "";
    }).join(""));
    const middle = (low + high) / 2;
    ticks.replaceChildren(...[low, middle, high].map((value, i) =>
      make("span", { class: "tick", style: `left: ${50 * i}%` }, number(value).replace(/\.0$/, ""))));
    if (cut) ticks.prepend(make("div", { class: "zeros", style: `right: ${percent(1 - zeroBin / BINS)}` },
      `${Math.round((100 * zeros) / values.length)} % are 0`));
    const words = `mean ${number(Math.abs(mean) < 1e-3 * std ? 0 : mean)}, std ${number(std)}`;
    title.replaceChildren(make("b", {}, `${what[0].toUpperCase()}${what.slice(1)}, ${layer === 0 ? "inputs" : `layer ${layer}`}`), make("span", {}, words));
    svg.setAttribute("aria-label", `Histogram of the ${what} of ${layerName(layer)}: ${words}.`);
  }

  const flatShare = (layer) =>
    net.slopes[layer].filter((slope) => Math.abs(slope) < 0.05).length / (WIDTH * BATCH);

  function showLayer() {
    const layer = Math.min(model.get("layer"), model.get("depth"));
    slider.value = layer;
    slider.setAttribute("aria-valuetext", layerName(layer));
    const half = 0.5 / (model.get("depth") + 1);
    mark.style.left = percent(x(layer) - half);
    mark.style.right = percent(1 - x(layer) - half);
    for (const side of sides) showHistogram(side, layer);
    const name = model.get("activation");
    const share = layer && `${Math.round(100 * flatShare(layer))} %`;
    const words = name === "relu" ? `${share} of the units give 0 and pass no gradient.`
      : ["linear", "leaky_relu"].includes(name) ? "" : `${share} of the units are saturated: |f′| < 0.05.`;
    say(about, `${model.get("told")[model.get("weights")]} ${layer ? words : ""}`);
  }

  function draw() {
    compute();
    const layers = model.get("depth");
    activation.value = model.get("activation");
    kind.value = model.get("weights");
    depth.value = layers;
    say(depthText, String(layers));
    say(seedText, `seed ${model.get("seed")}`);
    const { activations, gradients } = net.summaries;
    const flat = model.get("activation") in { sigmoid: 1, tanh: 1 } ? flatShare(layers) : 0;
    say(sides[0].verdict, verdict("Activations", activations[layers], `layer\u00a0${layers}`, flat));
    say(sides[1].verdict, verdict("Gradients", { ...gradients[0], between: undefined }, "the inputs"));
    svg.setAttribute("aria-label",
      `Spread of each of ${layers} layers on a logarithmic axis. ${sides.map((side) => side.verdict.textContent).join(" ")}`);
    showSpreads();
    showStrips();
    showLayer();
  }
  for (const name of ["activation", "weights", "depth", "seed"]) model.on(`change:${name}`, draw);
  model.on("change:layer", showLayer);
  draw();
}

export default { render };

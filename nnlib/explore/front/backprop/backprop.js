// The backpropagation stepper's front end. The mathematics first: pure, and tested
// without a page. Layer 0 are the inputs; weights[l - 1] = [kernel, bias] lead into layer
// l, as in Keras: kernel[i][j] from node i to node j.

// f of z; its slope, of what came out.
export const activations = {
  sigmoid: { f: (z) => 1 / (1 + Math.exp(-z)), slope: (a) => a * (1 - a) },
  tanh: { f: Math.tanh, slope: (a) => 1 - a * a },
  relu: { f: (z) => Math.max(0, z), slope: (a) => (a > 0 ? 1 : 0) },
  linear: { f: (z) => z, slope: () => 1 },
};

const sum = (values) => values.reduce((total, value) => total + value, 0);

function softmax(z) {
  const top = Math.max(...z);
  const powers = z.map((value) => Math.exp(value - top));
  return powers.map((power) => power / sum(powers));
}

// The loss, of the last z where ŷ would have rounded to 0 or 1.
function lossOf({ output, loss, target }, z, y) {
  if (loss === "squared_error") return sum(y.map((value, j) => (value - target[j]) ** 2)) / 2;
  const soft = (value) => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
  if (output === "sigmoid") return sum(z.map((value, j) => soft(value) - target[j] * value));
  const top = Math.max(...z);
  const all = top + Math.log(sum(z.map((value) => Math.exp(value - top))));
  return sum(z.map((value, j) => target[j] * (all - value)));
}

// z and a of every layer (a[0] the inputs, z[0] none), and the loss.
export function forward(state, weights = state.weights) {
  const [z, a] = [[null], [state.x]];
  weights.forEach(([kernel, bias], l) => {
    const last = l === weights.length - 1;
    z.push(bias.map((b, j) => sum(a[l].map((value, i) => value * kernel[i][j])) + b));
    const name = last ? state.output : state.activation;
    a.push(name === "softmax" ? softmax(z[l + 1]) : z[l + 1].map(activations[name].f));
  });
  return { z, a, loss: lossOf(state, z.at(-1), a.at(-1)) };
}

// There, back, one update by gradient descent, and there again.
export function learn(state) {
  const { weights, output, activation, loss, target, rate } = state;
  const { z, a, loss: before } = forward(state);
  const delta = Array(z.length).fill(null);
  const gradients = Array(weights.length);
  for (let l = weights.length; l > 0; l--) {
    delta[l] = a[l].map((value, j) => {
      if (l === weights.length) {
        const squared = loss === "squared_error";
        return (value - target[j]) * (squared ? activations[output].slope(value) : 1);
      }
      const back = sum(delta[l + 1].map((next, k) => next * weights[l][0][j][k]));
      return back * activations[activation].slope(value);
    });
    gradients[l - 1] = [a[l - 1].map((value) => delta[l].map((d) => d * value)), [...delta[l]]];
  }
  const less = (value, gradient) => value - rate * gradient;
  const updated = weights.map(([kernel, bias], l) => [
    kernel.map((row, i) => row.map((w, j) => less(w, gradients[l][0][i][j]))),
    bias.map((b, j) => less(b, gradients[l][1][j])),
  ]);
  return { z, a, loss: before, delta, gradients, updated, after: forward(state, updated) };
}

// What is written in which order: a kind, and the layer where it belongs to one.
export function steps(sizes) {
  const layers = sizes.slice(1).map((_, i) => i + 1);
  return [
    { kind: "input" },
    ...layers.flatMap((layer) => [{ kind: "z", layer }, { kind: "a", layer }]),
    { kind: "loss" },
    ...layers.toReversed().flatMap((layer) =>
      [{ kind: "delta", layer }, { kind: "gradient", layer }]),
    { kind: "update" },
    { kind: "after" },
  ];
}

// Round random weights, from -1 to 1, and biases, from -0.5 to 0.5: the same as Python's
// for the same seed (mulberry32).
export function drawWeights(sizes, seed) {
  let state = seed | 0;
  const below = (count) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * count);
  };
  return sizes.slice(1).map((nodes, l) => [
    Array.from({ length: sizes[l] }, () =>
      Array.from({ length: nodes }, () => (below(201) - 100) / 100)),
    Array.from({ length: nodes }, () => (below(101) - 50) / 100),
  ]);
}

// Targets that fit the output: as many, and where they are probabilities, from 0 to 1; of
// a softmax they add up to 1, whatever the one just set.
export function fitTarget({ sizes, output, loss, target }, set = null) {
  const first = (_, j) => (j === 0 ? 1 : 0);
  let fitted = Array.from({ length: sizes.at(-1) }, (_, j) => target[j] ?? first(_, j));
  if (loss === "cross_entropy") fitted = fitted.map((t) => Math.min(1, Math.max(0, t)));
  if (output !== "softmax") return fitted;
  const kept = fitted[set] ?? 0;
  const rest = sum(fitted) - kept;
  if (rest === 0 && set === null) return fitted.map(first);
  return fitted.map((t, j) => {
    if (j === set) return kept;
    return rest > 0 ? (t * (1 - kept)) / rest : (1 - kept) / (fitted.length - 1);
  });
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

// Three significant digits; fewer before a long exponent: eight characters are enough.
export function number(value) {
  const texts = [3, 2, 1].map((digits) => written(value, digits));
  return texts.find((text) => text.length <= 8) ?? texts[2];
}

const within = (value) => (value < 0 ? `(${number(value)})` : number(value));
const shortly = (rate) => String(Number(rate.toPrecision(3)));

// The symbols of a network, numbered from 0: layers where there are several, nodes where a
// layer has several. `write` makes one of letter, layer and index.
export function symbols(sizes, write) {
  const last = sizes.length - 1;
  const index = (l, j) => (sizes[l] > 1 ? `${j}` : "");
  const mark = (l) => (last > 1 ? `${l}` : "");
  return {
    z: (l, j) => write("z", mark(l), index(l, j)),
    a: (l, j) => write(l === 0 ? "x" : l === last ? "ŷ" : "a", l % last ? mark(l) : "", index(l, j)),
    delta: (l, j) => write("δ", mark(l), index(l, j)),
    parameter: (l, i, j) =>
      i === "b" ? write("b", mark(l), index(l, j)) : write("w", mark(l), `${i}${index(l, j)}`),
    t: (j) => write("t", "", index(last, j)),
  };
}

const RAISED = { 1: "⁽¹⁾", 2: "⁽²⁾", 3: "⁽³⁾" };
const asText = (letter, layer, index) =>
  letter + index.replace(/\d/g, (digit) => "₀₁₂₃"[digit]) + (RAISED[layer] ?? "");
const asHtml = (letter, layer, index) =>
  `<span class="symbol"><i>${letter}</i><span><sup>${layer && `(${layer})`}</sup><sub>${index}</sub></span></span>`;
const keep = (text) => `<span class="keep">${text}</span>`;
const squared = (text) => keep(`${text}<sup>2</sup>`);
const e = (power) => `e<sup>${power}</sup>`;
const slopeOf = (of) => `∂<i>L</i>/∂${of}`;
const plus = (terms) => terms.join(" + ");
const products = (pairs) =>
  plus(pairs.map(([one, other], i) => keep(`${(i ? within : number)(one)} · ${within(other)}`)));
const fraction = (over, under) =>
  `<span class="fraction"><span>${over}</span><span>${under}</span></span>`;

// An activation, and the slope of one as a factor; in symbols, or with numbers put in.
function bent(name, z, minus, all) {
  if (name === "sigmoid") return fraction("1", `1 + ${e(minus)}`);
  if (name === "softmax") return fraction(e(z), plus(all.map(e)));
  return { tanh: `tanh(${z})`, relu: `max(0, ${z})`, linear: z }[name];
}
const sloped = (name, a, relu) => ({
  sigmoid: ` ${keep(`· ${a}(1 − ${a})`)}`,
  tanh: ` ${keep(`· (1 − ${squared(`(${a})`)})`)}`,
  relu: ` ${keep(`· ${relu}`)}`,
}[name] ?? "");

// The loss of outputs y for targets t, with numbers where those are numbers. Of the
// cross-entropy the terms with a factor of 0 are then left out.
function lossFormula({ output, loss, target }, y, t) {
  const show = (value) => (typeof value === "number" ? within(value) : value);
  if (loss === "squared_error") {
    return plus(target.map((_, j) => `½${squared(`(${show(y(j))} − ${show(t(j))})`)}`));
  }
  const term = (factor, text, log) => factor === 0 ? ""
    : ` − ${keep(factor === 1 ? `ln ${log}` : `${text} ${typeof factor === "number" ? "· " : ""}ln ${log}`)}`;
  const terms = target.map((_, j) => {
    const [value, wanted] = [show(y(j)), t(j)];
    const first = term(wanted, show(wanted), value);
    if (output === "softmax") return first;
    const rest = typeof wanted === "number" ? 1 - wanted : `(1 − ${wanted})`;
    return first + term(rest, show(rest), `(1 − ${value})`);
  });
  return terms.join("").replace(/^ − /, "−") || "0";
}

// What an update did to the loss.
export function verdict({ loss, after, gradients }) {
  if (gradients.flat(3).every((gradient) => gradient === 0)) return "Every gradient is 0: nothing changes.";
  if (!Number.isFinite(after.loss)) return "It has no end: the step was far too long.";
  const percent = Math.abs((100 * (after.loss - loss)) / loss);
  const some = percent < 1 || percent >= 1000 ? number(percent) : percent.toFixed(0);
  return after.loss > loss ? `The loss rose by ${some} %: the step was too long.` : `The loss fell by ${some} %.`;
}

// A step for one node (or, with `from`, for one weight; "b" for the bias): a title, the
// formula in symbols, with numbers (a line each), the result, and what it means.
export function explain(state, found, { kind, layer: l, node: j, from }) {
  const { sizes, weights, target, x, rate } = state;
  const last = sizes.length - 1;
  const s = symbols(sizes, asHtml);
  const { z, a, delta, gradients, updated } = found;
  const f = l === last ? state.output : state.activation;
  const where = l === last ? "output" : `layer ${l}`;
  const parameters = from === undefined && l ? [...a[l - 1].keys(), "b"] : [from];
  const of = (table, i) => (i === "b" ? table[l - 1][1][j] : table[l - 1][0][i][j]);
  const given = (name, value) => `${name} = <b>${number(value)}</b>`;
  const say = (title, why, symbolic, numbers, result) =>
    ({ title, why, symbols: symbolic, numbers: numbers.flat(), result });
  const several = (title, why, rule, line, table) => {
    const one = parameters.length === 1;
    return say(`${title}, ${where}`, why, rule(parameters[0], s.parameter(l, parameters[0], j)),
      parameters.map((i) => one ? `= ${line(i)}`
        : `${s.parameter(l, i, j)}: ${line(i)} = <b>${number(of(table, i))}</b>`),
      one ? of(table, from) : undefined);
  };
  const lossOfPass = (title, why, pass) =>
    say(title, why, `<i>L</i> = ${lossFormula(state, (k) => s.a(last, k), s.t)}`,
      [`= ${lossFormula(state, (k) => pass.a[last][k], (k) => target[k])}`], pass.loss);
  return {
    input: () => say("The data point", "Its inputs x, and the target t that the output ŷ should come to.",
      x.map((value, i) => keep(given(s.a(0, i), value))).join(",\u2002"),
      [target.map((value, k) => keep(given(s.t(k), value))).join(",\u2002")]),
    weight: () => from === "b"
      ? say(`A bias, ${where}`, "It is added, whatever comes in.", given(s.parameter(l, from, j), of(weights, from)), [])
      : say(`A weight, ${where}`, "What comes in is multiplied by it.",
        `${s.parameter(l, from, j)} ${s.a(l - 1, from)}`, [`= ${products([[of(weights, from), a[l - 1][from]]])}`],
        of(weights, from) * a[l - 1][from]),
    z: () => say(`Weighted sums z, ${where}`, "What comes in, each times its weight, added up, plus the bias.",
      `${s.z(l, j)} = ${plus(parameters.map((i) => s.parameter(l, i, j) + (i === "b" ? "" : ` ${s.a(l - 1, i)}`)).map(keep))}`,
      [`= ${products(a[l - 1].map((value, i) => [of(weights, i), value]))} + ${within(of(weights, "b"))}`], z[l][j]),
    a: () => say(`Activations, ${where}`,
      {
        sigmoid: "The sigmoid squashes any sum into 0 to 1.",
        tanh: "The tanh squashes any sum into −1 to 1.",
        relu: "The ReLU passes positive sums on and makes the others 0.",
        linear: "A linear output passes the sum on as it is.",
        softmax: "The softmax makes shares of the sums, which add up to 1.",
      }[f],
      `${s.a(l, j)} = ${f === "sigmoid" ? `σ(${s.z(l, j)}) = ` : ""}` +
        bent(f, s.z(l, j), `−${s.z(l, j)}`, z[l].map((_, k) => s.z(l, k))),
      f === "linear" ? [] : [`= ${bent(f, number(z[l][j]), number(-z[l][j]), z[l].map(number))}`], a[l][j]),
    loss: () => lossOfPass("The loss", "How far the output ŷ is from the target t.", found),
    after: () => lossOfPass("The loss after it", `The same point with the new weights. ${verdict(found)}`, found.after),
    delta() {
      const title = `Deltas δ, ${where}`;
      const start = `${s.delta(l, j)} = ${slopeOf(s.z(l, j))} = `;
      const slope = (...given) => sloped(f, ...given);
      const [symbolic, numbers] = [slope(s.a(l, j), `relu′(${s.z(l, j)})`), slope(number(a[l][j]), a[l][j] > 0 ? 1 : 0)];
      const group = (text, many) => (many ? `(${text})` : text);
      if (l < last) {
        const next = [...delta[l + 1].keys()];
        const sums = [
          plus(next.map((k) => keep(`${s.parameter(l + 1, j, k)} ${s.delta(l + 1, k)}`))),
          products(next.map((k) => [weights[l][0][j][k], delta[l + 1][k]])),
        ].map((text) => group(text, next.length > 1));
        return say(title, "The δ behind it come back over the same weights, times the slope of the activation.",
          start + sums[0] + symbolic, [`= ${sums[1]}${numbers}`], delta[l][j]);
      }
      const bends = state.loss === "squared_error" && f !== "linear";
      const error = (y, t) => group(keep(`${y} − ${t}`), bends);
      return say(title, `How the loss changes with z: the error${
        bends ? ", times the slope of the activation." : f === "linear" ? "." : `; with ${f} and cross-entropy no more.`}`,
        start + error(s.a(l, j), s.t(j)) + (bends ? symbolic : ""),
        [`= ${error(number(a[l][j]), within(target[j]))}${bends ? numbers : ""}`], delta[l][j]);
    },
    gradient: () => several("Gradients", "δ of the node, times what came in; for the bias, δ alone.",
      (i, name) => `${slopeOf(name)} = ${s.delta(l, j)}${i === "b" ? "" : ` ${s.a(l - 1, i)}`}`,
      (i) => (i === "b" ? number(delta[l][j]) : products([[delta[l][j], a[l - 1][i]]])), gradients),
    update: () => several("The update", `A step against the gradient, times the learning rate η = ${shortly(rate)}.`,
      (_, name) => `${name} ← ${name} − η ${slopeOf(name)}`,
      (i) => `${number(of(weights, i))} − ${keep(`${shortly(rate)} · ${within(of(gradients, i))}`)}`, updated),
  }[kind]();
}

const css = `
.backprop { font-size: 16px; line-height: 20px; }
.row { display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: center; min-height: 36px; margin-bottom: 8px; }
.row label, .group { display: flex; gap: 8px; align-items: center; white-space: nowrap; }
.group { gap: 4px; }
.row select { padding: 0 6px; }
.row input[type="number"] { width: 96px; height: 36px; padding: 0 8px; border: 1px solid var(--gray); border-radius: 6px; }
.row input[aria-invalid="true"] { border: 2px solid var(--accent); }
.row .range { width: 96px; color: #555; }
.row .rate { width: 130px; }
.row .value { width: 44px; font-weight: 600; }
.row button { min-width: 84px; }
.main { display: grid; grid-template-columns: minmax(0, 800px) minmax(0, 1fr); gap: 16px; margin-bottom: 8px; }
.net { position: relative; height: 384px; --card: 136px; --chip: 110px; font-size: 17px; line-height: 20px; }
.net.deep { --card: 108px; --chip: 78px; font-size: 14px; line-height: 19px; }
.net .down, .deep .chip i { display: none; }
.net svg { position: absolute; top: 0; height: 100%; overflow: visible; pointer-events: none; }
.net svg { left: calc((100% - var(--card)) * var(--along) + var(--card)); width: calc((100% - var(--card)) / var(--depth) - var(--card)); }
.net .ported { width: calc((100% - var(--card)) / var(--depth) - var(--card) - var(--chip) - 4px); }
.net path { fill: none; stroke: var(--gray); stroke-opacity: 0.6; vector-effect: non-scaling-stroke; }
.net path.now { stroke: var(--accent); stroke-opacity: 0.5; }
.net path.told { stroke: var(--accent); stroke-opacity: 1; }
.net path.hit { stroke: transparent; stroke-width: 14; cursor: pointer; pointer-events: stroke; }
.card, .chip {
  position: absolute; left: calc((100% - var(--card)) * var(--along)); top: var(--y); width: var(--card);
  padding: 3px 6px; border: 1.5px solid var(--black); border-radius: 12px; transform: translateY(-50%);
  background: color-mix(in srgb, var(--kind) 30%, white); color: #444; cursor: pointer;
}
.chip {
  width: var(--chip); margin-left: calc(-4px - var(--chip)); padding: 0 4px; border: 1px solid var(--gray);
  border-radius: 4px; background: #fff; font-size: min(16px, 1em); line-height: 17px;
}
.chip:not([hidden]) { display: grid; align-content: center; height: 36px; }
.chip > :empty { display: none; }
.chip::after { position: absolute; inset: 0 -5px 0 100%; content: ""; }
.chip.bias { background: color-mix(in srgb, var(--bias) 35%, white); }
.card > span, .chip > :not(:empty) { display: flex; justify-content: space-between; height: 1lh; white-space: nowrap; }

.deep .chip > span { justify-content: end; }
.net sub { font-size: 14px; line-height: 0; vertical-align: -4px; font-weight: 400; }
.net b { font-weight: inherit; text-align: right; }
.card > span.now, .chip.now { color: color-mix(in srgb, var(--accent) 75%, black); font-weight: 700; }
.chip.now { border-color: var(--accent); }
.chip s { color: #555; font-weight: 400; text-decoration-thickness: 1px; }
.card.told, .chip.told { outline: 3px solid var(--accent); }
.deep .chip.now { font-weight: 400; }
.net :focus-visible { outline: 3px solid var(--blue); outline-offset: 1px; z-index: 1; }
.caption { position: absolute; bottom: 0; left: calc((100% - var(--card)) * var(--along)); width: var(--card); color: #444; text-align: center; }
.panel { display: flex; flex-direction: column; height: 384px; }
.panel .saying { display: flex; flex: 1; flex-direction: column; }
h3 { margin: 0 0 8px; font-size: 18px; font-weight: 600; line-height: 22px; }
h3 small { display: flex; justify-content: space-between; color: #555; font-size: 16px; font-weight: 400; }
.formula { flex: 1; line-height: 25px; }
.formula p { margin: 0 0 4px; padding-left: 1.1em; text-indent: -1.1em; }
.formula p > * { text-indent: 0; }
.formula .symbols { font-size: 18px; line-height: 28px; }
.few .formula:not(.list) { font-size: 18px; line-height: 28px; }
.few .symbols { font-size: 20px; line-height: 30px; }
.keep { white-space: nowrap; }
.formula sup, .formula sub { font-size: 14px; line-height: 0; }
.symbol { display: inline-flex; align-items: center; }
.symbol > span { display: inline-grid; grid-template-rows: 13px 13px; }
.symbol sup, .symbol sub { line-height: 13px; vertical-align: baseline; }
.fraction { display: inline-flex; flex-direction: column; vertical-align: middle; text-align: center; }
.fraction > :first-child { border-bottom: 1.5px solid; }
.result { color: color-mix(in srgb, var(--accent) 75%, black); font-size: 20px; font-weight: 700; }
.why { margin: 0 0 8px; color: #444; }
.losses { display: grid; grid-template-columns: 1fr 1fr; margin: 0; padding: 6px 10px; border-radius: 6px; background: #f4f4f4; }
.losses b { display: block; font-size: 22px; line-height: 26px; }
.losses .now b { color: color-mix(in srgb, var(--accent) 75%, black); }
.time { margin: 0; }
.time input { flex: 1; min-width: 140px; }
.time span { width: 120px; text-align: right; }

@container (max-width: 1100px) {
  .main { grid-template-columns: minmax(0, 800px); justify-content: center; }
  .panel { height: auto; min-height: 290px; }
}
@container (max-width: 740px) {
  .range { display: none; }
  .row label { flex: 1 1 auto; }
  .row label select, .row .rate { flex: 1; }
  .row .rate { width: 170px; }
  .row > button { flex: 1; min-width: 0; padding: 0 4px; font-size: 15px; white-space: nowrap; }
  .row { gap: 8px; }
  .time > button { flex-basis: 20%; }
  .net, .net.deep { height: calc(var(--depth) * 132px + 90px); --card: 86px; font-size: 14px; }
  .card { left: calc((100% - var(--card)) * var(--across)); top: calc(var(--layer) * 132px); padding: 3px 1px; transform: none; }
  .card > span.now { font-weight: 400; }
  .chip:not([hidden]), .caption, .net svg, .net sub { display: none; }
  .net svg.down {
    display: block; top: calc(var(--layer) * 132px); left: calc(var(--card) / 2); width: calc(100% - var(--card)); height: 132px;
  }
  .panel { min-height: 340px; }
  .time { position: sticky; bottom: 0; padding: 8px 0; background: #fff; }
  .time input { flex-basis: 60%; }
  .time span { width: auto; }
}
@container (max-width: 340px) {
  .net, .net.deep { --card: 76px; }
  .card i { display: none; }
  .card > span { justify-content: end; }
}
`;

const SVG = "http://www.w3.org/2000/svg";
const HIGH = 362; // of the nodes; below them are captions
const ROW = 38; // of a chip: a weight and its gradient

function make(name, attributes = {}, ...children) {
  const element = ["svg", "path"].includes(name)
    ? document.createElementNS(SVG, name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// Leaves alone what stays as it is: a click ends on the element on which it began.
function write(element, html) {
  if (element.innerHTML !== html) element.innerHTML = html;
}

// Where each node of a layer is: how high, or how far across on a narrow page.
const pitch = (nodes) => Math.min(150, HIGH / nodes);
const heightOf = (nodes, j) => HIGH / 2 + (j - (nodes - 1) / 2) * pitch(nodes);
const across = (nodes, j) => (nodes === 4 ? j / 3 : (j + 0.5) / nodes);

const kindOf = (l, last) => (l === 0 ? "input" : l === last ? "output" : "hidden");
const nameOf = (l, last) => (l % last ? `layer ${l}` : kindOf(l, last));

// Of a parameter, a table like the weights holds its value here.
const pathOf = ({ layer, node, from }) => [layer - 1, ...(from === "b" ? [1] : [0, from]), node];
const valueAt = (table, path) => path.reduce((value, key) => value[key], table);

function render({ model, el }) {
  const state = () => model.get("state");
  const step = () => model.get("step");
  const change = (values) => {
    model.set("state", { ...state(), ...values });
    model.save_changes();
  };
  const goTo = (index) => {
    model.set("step", Math.max(0, Math.min(steps(state().sizes).length - 1, index)));
    model.save_changes();
  };
  // Other sizes, another output, other weights, and what follows from them.
  const rebuild = (values) => {
    const next = { ...state(), ...values };
    if (next.output === "softmax" && next.sizes.at(-1) === 1) next.output = "sigmoid";
    if (next.output !== "sigmoid") {
      next.loss = next.output === "softmax" ? "cross_entropy" : "squared_error";
    }
    if (values.sizes || values.seed !== undefined) {
      next.weights = drawWeights(next.sizes, next.seed);
      next.updates = 0;
      next.x = Array.from({ length: next.sizes[0] }, (_, i) => next.x[i] ?? model.get("inputs")[i]);
    }
    change({ ...next, target: fitTarget(next) });
  };

  const select = (label, options, act) => {
    const element = make("select", { "aria-label": label },
      ...options.map(([value, text]) => make("option", { value }, text)));
    element.addEventListener("change", () => act(element.value));
    return element;
  };
  const press = (text, act) => {
    const button = make("button", { type: "button" }, text);
    button.addEventListener("click", act);
    return button;
  };
  const named = (text, ...controls) => make("label", {}, text, ...controls);
  const nodes = ["Number of inputs", "Nodes in hidden layer 1", "Nodes in hidden layer 2", "Number of outputs"]
    .map((label, i) => select(label, [...(i % 3 ? [[0, "–"]] : []), ...[1, 2, 3, 4].map((n) => [n, n])],
      () => rebuild({ sizes: nodes.map((each) => Number(each.value)).filter((n) => n) })));
  const choices = [
    ["activation", "Hidden", ["sigmoid", "tanh", "relu"]],
    ["output", "Output", ["sigmoid", "linear", "softmax"]],
    ["loss", "Loss", ["squared_error", "cross_entropy"]],
  ].map(([name, text, values]) => {
    const label = text === "Loss" ? text : `${text} activation`;
    const options = values.map((value) => [value, value.replace("_", " ")]);
    const element = select(label, options, (value) => rebuild({ [name]: value }));
    return { name, element, label: named(text, element) };
  });
  const chosen = select("Change", [], () => update());
  const field = make("input", { type: "number", step: 0.1, "aria-label": "New value" });
  const range = make("span", { class: "range" });
  const rate = make("input", { type: "range", class: "rate", min: -3, max: 1, step: 0.1, "aria-label": "Learning rate η" });
  const rateText = make("span", { class: "value" });
  rate.addEventListener("input", () => change({ rate: Number((10 ** rate.value).toPrecision(2)) }));
  const apply = press("Apply and go again", () => {
    change({ weights: found.updated, updates: state().updates + 1 });
    goTo(0);
  });
  const again = press("New random weights", () => rebuild({ seed: state().seed + 1 }));

  const net = make("div", { class: "net", role: "group", "aria-label": "The network: the arrow keys move about in it" });
  const title = make("h3");
  const formula = make("div", { class: "formula" });
  const why = make("p", { class: "why" });
  const [before, after] = [make("div"), make("div")];
  const slider = make("input", { type: "range", min: 0, step: 1, "aria-label": "Step" });
  const count = make("span");
  const play = press("Play", () => (playing ? pause() : start()));
  const [rewind, previous, next] = [["Rewind", () => 0], ["Previous", () => step() - 1], ["Next", () => step() + 1]]
    .map(([text, where]) => press(text, () => {
      pause();
      goTo(where());
    }));
  el.classList.add("backprop");
  el.append(make("style", {}, css),
    make("div", { class: "row" },
      make("div", { class: "group" }, "Nodes ", ...nodes.flatMap((each, i) => (i ? ["→", each] : [each]))),
      ...choices.map(({ label }) => label)),
    make("div", { class: "row" }, named("Change", chosen, field, range),
      named("Learning rate η", rate, rateText), apply, again),
    make("div", { class: "main" }, net,
      make("div", { class: "panel" }, make("div", { class: "saying", "aria-live": "polite" }, title, formula, why),
        make("div", { class: "losses" }, before, after))),
    make("div", { class: "row time" }, rewind, previous, play, next, slider, count));

  let found; // what learn() finds for the state
  let built = ""; // the sizes for which the drawing stands
  let items = []; // nodes, and weights and biases (`from`), with their elements
  let about = null; // the item pointed at or focused
  let preferred = {}; // the node of each layer that is told of
  let playing = null;
  const itemAt = (element) => items.find((item) => item.element === element || item.hits?.includes(element));
  const focused = () => itemAt(net.getRootNode().activeElement) ?? null;

  // Stands up the nodes, weights and lines of a network, and the list of what can be changed.
  function build() {
    const { sizes } = state();
    const last = sizes.length - 1;
    const s = symbols(sizes, (letter, _, index) => `<i>${letter}</i>${index && `<sub>${index}</sub>`}`);
    const texts = symbols(sizes, asText);
    [items, preferred, about] = [[], {}, null];
    const line = (symbol) => {
      const name = make("span");
      name.innerHTML = symbol;
      return make("span", {}, name, make("b"));
    };
    const [lines, drawn] = [[], []];
    const groups = [["inputs", []], ["targets", []], ...sizes.slice(1).map((_, i) => [nameOf(i + 1, last), []])];
    const add = (item, group, text, path) => {
      items.push({ ...item, path: path.join(" ") });
      groups[group][1].push(make("option", { value: path.join(" ") }, text));
    };
    sizes.forEach((many, l) => {
      const place = `--along: ${l / last}; --layer: ${l}; --kind: var(--${kindOf(l, last)})`;
      const svgs = ["ported", "far", "down"].map((kind) => make("svg", {
        class: kind, style: `--along: ${(l - 1) / last}; --layer: ${l - 1}`,
        preserveAspectRatio: "none", viewBox: kind === "down" ? "0 0 1 132" : "0 0 1 384" }));
      if (l) lines.push(...svgs);
      drawn.push(make("div", { class: "caption", style: place }, nameOf(l, last)));
      const button = (kind, style, ...children) =>
        make("div", { class: kind, role: "button", tabindex: -1, style: `${place}; ${style}` }, ...children);
      for (const from of l ? [...Array(sizes[l - 1]).keys(), "b"] : []) {
        for (let j = 0; j < many; j++) {
          const [own, other] = [make("span"), make("span")];
          const element = button(from === "b" ? "chip bias" : "chip", "", own, other);
          const paths = from === "b" ? [] : svgs.map(() => [make("path", { class: "hit" }), make("path")]);
          paths.forEach((pair, i) => svgs[i].append(...pair));
          const item = { layer: l, node: j, from };
          add({ ...item, element, own, other, paths, hits: paths.map(([hit]) => hit) },
            l + 1, texts.parameter(l, from, j), ["weights", ...pathOf(item)]);
          drawn.push(element);
        }
      }
      for (let j = 0; j < many; j++) {
        const rows = l === 0 ? { x: line(s.a(0, j)) }
          : { z: line(s.z(l, j)), a: line(s.a(l, j)), delta: line(s.delta(l, j)) };
        if (l === last) rows.t = line(s.t(j));
        const element = button("card", `--y: ${heightOf(many, j)}px; --across: ${across(many, j)}`, ...Object.values(rows));
        const item = { element, rows, layer: l, node: j };
        if (l === 0) add(item, 0, texts.a(0, j), ["x", j]);
        else if (l === last) add(item, 1, texts.t(j), ["target", j]);
        else items.push({ ...item, path: ["weights", l - 1, 1, j].join(" ") });
        drawn.push(element);
      }
    });
    net.style.setProperty("--depth", last);
    net.classList.toggle("deep", last === 3);
    net.parentElement.classList.toggle("few", Math.max(...sizes) < 4);
    net.replaceChildren(...lines, ...drawn);
    items[0].element.tabIndex = 0;
    chosen.replaceChildren(...groups.map(([label, options]) => make("optgroup", { label }, ...options)));
  }

  // What the formula is about: the item pointed at, else the step's own node.
  function subject(order, knows) {
    const { kind, layer } = order[step()];
    if (!about) {
      const l = layer ?? (kind === "update" ? state().sizes.length - 1 : 0);
      return { kind, layer: l, node: preferred[l] ?? 0 };
    }
    const { layer: l, node, from } = about;
    const kinds = ["update", "gradient", ...(from === undefined ? ["delta", "a"] : [])];
    const latest = kinds.find((name) => knows(name, l)) ?? (from === undefined ? "z" : "weight");
    return { kind: l === 0 ? "input" : latest, layer: l, node, from };
  }

  function draw() {
    const { sizes, weights, target, updates } = state();
    const last = sizes.length - 1;
    const order = steps(sizes);
    const current = order[step()];
    const knows = (kind, l) => order.slice(0, step() + 1).some((each) => each.kind === kind && (each.layer ?? l) === l);
    const told = subject(order, knows);
    const renewed = current.kind === "after";
    const { z, a } = renewed ? found.after : found;
    const is = (kind, l) => current.kind === kind && current.layer === l;

    // Weights are shown where there is room for all of a layer, else those of one node.
    const isTold = ({ layer: l, node: j, from }) => {
      if (told.kind === "delta") return l === told.layer + 1 && from === told.node;
      return ["z", "gradient", "update", "weight"].includes(told.kind) && l === told.layer && j === told.node &&
        [undefined, from].includes(told.from);
    };
    const roomy = (l) => (sizes[l - 1] + 1) * ROW <= (sizes[l] === 1 ? HIGH : pitch(sizes[l]));
    const shown = items.filter((item) => item.from !== undefined &&
      (roomy(item.layer) || isTold(item) || (about?.layer === item.layer && about.node === item.node)));
    const greatest = Math.max(...weights.flat(3).map(Math.abs)) || 1;

    function drawNode({ element, rows, layer: l, node: j }) {
      const values = {
        x: () => a[0][j],
        z: () => knows("z", l) && z[l][j],
        a: () => knows("a", l) && a[l][j],
        delta: () => knows("delta", l) && !renewed && found.delta[l][j],
        t: () => target[j],
      };
      const now = {
        x: is("input"), t: is("input") || is("loss"), z: renewed || is("z", l), delta: is("delta", l),
        a: renewed || is("a", l) || (is("loss") && l === last) };
      const known = [];
      for (const [name, line] of Object.entries(rows)) {
        const value = values[name]();
        line.classList.toggle("now", now[name]);
        line.lastChild.textContent = value === false ? "" : number(value);
        if (value !== false) known.push(`${name} ${number(value)}`);
      }
      const tells = ["z", "a", "delta", "gradient", "update"].includes(told.kind) || (about && l === 0);
      element.classList.toggle("told", Boolean(tells) && l === told.layer && j === told.node);
      element.setAttribute("aria-label", [`${nameOf(l, last)}, node ${j}`, ...known].join(", "));
    }

    function drawParameter(item) {
      const { element, own, other, paths, layer: l, node: j, from } = item;
      const [old, fresh, gradient] = [weights, found.updated, found.gradients].map((table) => valueAt(table, pathOf(item)));
      const [letter, updated] = [from === "b" ? "b" : "w", knows("update", l)];
      const stack = shown.filter((each) => each.layer === l && each.node === j);
      const half = (stack.length * ROW) / 2;
      const y = Math.max(half, Math.min(HIGH - half, heightOf(sizes[l], j))) + (stack.indexOf(item) + 0.5) * ROW - half;
      const [visible, isNow] = [shown.includes(item), is("update") || is("z", l) || is("gradient", l) ||
        (is("delta", l - 1) && from !== "b")];
      const lines = updated && !renewed ? [`<i>${letter}</i><s>${number(old)}</s>`, `<i>→</i><b>${number(fresh)}</b>`]
        : [`<i>${letter}</i><b>${number(renewed ? fresh : old)}</b>`,
          knows("gradient", l) && !renewed ? `<i>∂</i><b>${number(gradient)}</b>` : ""];
      write(own, lines[0]);
      write(other, lines[1]);
      element.hidden = !visible;
      element.style.setProperty("--y", `${y}px`);
      element.classList.toggle("now", isNow);
      element.classList.toggle("told", isTold(item));
      element.setAttribute("aria-label", `${letter} ${from === "b" ? "" : `from ${from} `}to ${j}, ${nameOf(l, last)}: ${number(old)}` +
        (knows("gradient", l) ? `, gradient ${number(gradient)}` : "") + (updated ? `, new ${number(fresh)}` : ""));
      const from_ = heightOf(sizes[l - 1], from);
      const ways = [
        visible ? `M0 ${from_}L1 ${y}` : "",
        visible ? "" : `M0 ${from_}L1 ${heightOf(sizes[l], j)}`,
        `M${across(sizes[l - 1], from)} ${l === 1 ? 24 : 62}L${across(sizes[l], j)} 134`,
      ];
      paths.forEach(([hit, path], i) => {
        hit.setAttribute("d", ways[i]);
        path.setAttribute("d", ways[i]);
        path.setAttribute("class", isTold(item) ? "told" : isNow ? "now" : "");
        path.setAttribute("stroke-width", 1 + (3 * Math.abs(old)) / greatest);
        path.setAttribute("stroke-dasharray", old < 0 ? "7 4" : "");
      });
    }

    for (const item of items) (item.from === undefined ? drawNode : drawParameter)(item);

    const { title: heading, why: reason, symbols: symbolic, numbers, result } = explain(state(), found, told);
    const ways = { delta: "← Backward", gradient: "← Backward", update: "Update", after: "Forward again →" };
    const all = sizes.every((_, l) => l === 0 || roomy(l));
    title.replaceChildren(make("small", {}, ways[current.kind] ?? "Forward →",
      make("span", {}, all ? "" : "point at a node: its weights")), heading);
    formula.classList.toggle("list", numbers.length > 1);
    write(formula, `<p class="symbols">${symbolic}</p>${numbers.map((line) => `<p>${line}</p>`).join("")}` +
      (result === undefined ? "" : `<p class="result">= ${number(result)}</p>`));
    why.textContent = reason;
    const losses = updates ? [`Loss after ${updates} update${updates > 1 ? "s" : ""}`, "after one more"] : ["Loss before", "after the update"];
    before.replaceChildren(losses[0], make("b", {}, number(found.loss)));
    after.replaceChildren(losses[1], make("b", {}, number(found.after.loss)));
    before.classList.toggle("now", is("loss"));
    after.classList.toggle("now", renewed);
    slider.max = order.length - 1;
    slider.value = step();
    count.textContent = `step ${step() + 1} of ${order.length}`;
  }

  // The path of what the number field changes, and the limits of its value.
  const path = () => chosen.value.split(" ");
  const limits = () => (path()[0] === "target" && state().loss === "cross_entropy" ? [0, 1] : [-100, 100]);

  function update() {
    const { sizes, output, rate: now } = state();
    if (built !== `${sizes}`) {
      built = `${sizes}`;
      build();
    }
    found = learn(state());
    [sizes[0], ...[1, 2].map((l) => (l < sizes.length - 1 ? sizes[l] : 0)), sizes.at(-1)]
      .forEach((n, i) => (nodes[i].value = n));
    for (const { name, element } of choices) element.value = state()[name];
    choices[0].element.disabled = sizes.length === 2;
    choices[1].element.lastChild.disabled = sizes.at(-1) === 1;
    choices[2].element.disabled = output !== "sigmoid";
    const value = Number(valueAt(state(), path()).toPrecision(6));
    if (field.valueAsNumber !== value || field.ariaInvalid === "true") {
      field.setAttribute("value", value); // from which its arrows count
      field.value = value;
      field.ariaInvalid = "false";
    }
    range.textContent = limits().join(" to ").replace("-", "−");
    rate.value = Math.log10(now);
    rateText.textContent = shortly(now);
    rate.setAttribute("aria-valuetext", shortly(now));
    apply.disabled = !found.updated.flat(3).every((w) => Math.abs(w) < 1e6);
    goTo(step());
    draw();
  }

  field.addEventListener("input", () => {
    const value = field.valueAsNumber;
    const [least, most] = limits();
    const fits = value >= least && value <= most;
    field.ariaInvalid = String(!fits);
    if (!fits) return;
    const next = structuredClone(state());
    valueAt(next, path().slice(0, -1))[path().at(-1)] = value;
    change(path()[0] === "target" ? { target: fitTarget(next, Number(path()[1])) } : next);
  });
  field.addEventListener("blur", () => update());

  const point = (item) => {
    about = item;
    draw();
  };
  const choose = (item) => {
    preferred[item.layer] = item.node;
    chosen.value = item.path;
    update();
  };
  const edit = () => {
    field.focus();
    field.select();
  };
  net.addEventListener("pointerover", (event) => point(itemAt(event.target.closest(".card, .chip, path")) ?? focused()));
  net.addEventListener("pointerleave", () => point(focused()));
  net.addEventListener("focusin", () => {
    for (const { element } of items) element.tabIndex = element === focused().element ? 0 : -1;
    point(focused());
  });
  net.addEventListener("focusout", () => point(null));
  net.addEventListener("click", (event) => {
    const item = itemAt(event.target.closest(".card, .chip, path"));
    if (item) choose(item);
  });
  net.addEventListener("dblclick", edit);
  net.addEventListener("keydown", (event) => {
    const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    const item = focused();
    if (event.key === "Enter" || event.key === " ") {
      choose(item);
      edit();
    } else if (right === undefined) return;
    event.preventDefault();
    // The nearest that is seen in that direction; up and down, of the same column.
    const boxes = items.map((each) => ({ each, box: each.element.getBoundingClientRect() }));
    const here = item.element.getBoundingClientRect();
    const near = boxes.flatMap(({ each, box }) => {
      const [x, y] = [box.x + box.width / 2 - here.x - here.width / 2, box.y + box.height / 2 - here.y - here.height / 2];
      const beside = right ? x * right > 4 : down && Math.abs(x) < 4 && y * down > 1;
      return box.width && beside ? [{ each, far: 3 * Math.abs(x) + Math.abs(y) }] : [];
    });
    near.sort((one, two) => one.far - two.far)[0]?.each.element.focus();
  });

  function pause() {
    clearInterval(playing);
    playing = null;
    play.textContent = "Play";
  }
  function start() {
    const atEnd = () => step() === steps(state().sizes).length - 1;
    if (atEnd()) goTo(0);
    play.textContent = "Pause";
    playing = setInterval(() => {
      goTo(step() + 1);
      if (atEnd()) pause();
    }, 1500);
  }
  slider.addEventListener("input", () => {
    pause();
    goTo(Number(slider.value));
  });
  model.on("change:state", update);
  model.on("change:step", draw);
  update();
}

export default { render };

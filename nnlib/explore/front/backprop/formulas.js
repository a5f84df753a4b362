// Numbers, symbols and formulas, as text and as HTML, and what is said about them.

import { shortly, superscript, written } from "../shared/numbers.js";
import { pathOf, valueOf } from "./maths.js";

/** @typedef {import("./maths.js").From} From */
/** @typedef {import("./maths.js").Found} Found */
/** @typedef {import("./maths.js").Kind} Kind */
/** @typedef {import("./maths.js").Layer} Layer */
/** @typedef {import("./maths.js").Pass} Pass */
/** @typedef {import("./maths.js").State} State */
/** @typedef {import("./maths.js").Step} Step */
/** @typedef {{ layer: number, node: number, from?: From }} Spot a node or a parameter */
/** @typedef {Spot & { kind: Kind | "weight" }} Subject what a formula is about */
/**
 * @typedef {object} Told
 * @property {string} title
 * @property {string} why what it means
 * @property {string} symbols the formula in symbols
 * @property {string[]} numbers with numbers put in, a line each
 * @property {number} [result]
 */

/**
 * Three significant digits; fewer where these are too many characters.
 *
 * @param {number} value
 * @param {number} most characters
 */
export function fitted(value, most) {
  const texts = [3, 2, 1].map((digits) => written(value, digits));
  return texts.find((text) => text.length <= most) ?? texts[2];
}

/** As most numbers are written: eight characters are enough. @param {number} value */
export const number = (value) => fitted(value, 8);

/** @param {number} value */
const within = (value) => (value < 0 ? `(${number(value)})` : number(value));

/** @param {number} l @param {number} last */
export const kindOf = (l, last) => (l === 0 ? "input" : l === last ? "output" : "hidden");

/** @param {number} l @param {number} last */
export const nameOf = (l, last) => (l % last ? `layer ${l}` : kindOf(l, last));

/**
 * The symbols of a network, numbered from 0: layers where there are several, nodes where a
 * layer has several.
 *
 * @param {number[]} sizes
 * @param {(letter: string, layer: string, index: string) => string} write
 */
export function symbols(sizes, write) {
  const last = sizes.length - 1;
  /** @param {number} l @param {number} j */
  const index = (l, j) => (sizes[l] > 1 ? `${j}` : "");
  /** @param {number} l */
  const mark = (l) => (last > 1 ? `${l}` : "");
  return {
    /** @param {number} l @param {number} j */
    z: (l, j) => write("z", mark(l), index(l, j)),
    /** @param {number} l @param {number} j */
    a(l, j) {
      const letter = l === 0 ? "x" : l === last ? "ŷ" : "a";
      return write(letter, l % last ? mark(l) : "", index(l, j));
    },
    /** @param {number} l @param {number} j */
    delta: (l, j) => write("δ", mark(l), index(l, j)),
    /** @param {number} l @param {From} i @param {number} j */
    parameter(l, i, j) {
      const end = index(l, j);
      return i === "b" ? write("b", mark(l), end) : write("w", mark(l), `${i}${end}`);
    },
    /** @param {number} j */
    y: (j) => write("y", "", index(last, j)),
  };
}

/** @param {string} letter @param {string} layer @param {string} index */
function asText(letter, layer, index) {
  const lowered = index.replace(/\d/g, (digit) => "₀₁₂₃"[Number(digit)]);
  return letter + lowered + (layer && `⁽${superscript(Number(layer))}⁾`);
}

/** @param {string} letter @param {string} layer @param {string} index */
function asHtml(letter, layer, index) {
  const [above, below] = [layer && `<sup>(${layer})</sup>`, index && `<sub>${index}</sub>`];
  if (!above || !below) return `<i>${letter}</i>${above}${below}`;
  return `<span class="symbol"><i>${letter}</i><span>${above}${below}</span></span>`;
}

/**
 * Where the layer is told beside it.
 *
 * @param {string} letter
 * @param {string} _
 * @param {string} index
 */
export const asHtmlInLayer = (letter, _, index) => asHtml(letter, "", index);

/**
 * What can be changed, in groups: the path of each number, and its symbol.
 *
 * @param {number[]} sizes
 * @returns {[string, [string, string][]][]}
 */
export function changeable(sizes) {
  const last = sizes.length - 1;
  const texts = symbols(sizes, asText);
  const nodes = (/** @type {number} */ l) => [...Array(sizes[l]).keys()];
  const layers = sizes.slice(1).map((_, i) => i + 1);
  return [
    ["inputs", nodes(0).map((j) => [`x ${j}`, texts.a(0, j)])],
    ["targets", nodes(last).map((j) => [`target ${j}`, texts.y(j)])],
    ...layers.map((layer) => {
      /** @type {From[]} */
      const starts = [...nodes(layer - 1), "b"];
      const options = starts.flatMap((from) =>
        nodes(layer).map((node) => [
          pathOf({ layer, node, from }),
          texts.parameter(layer, from, node),
        ])
      );
      return /** @type {[string, [string, string][]]} */ ([nameOf(layer, last), options]);
    }),
  ];
}

/**
 * What the formula is about: what is pointed at, else the step's own node.
 *
 * @param {Step} current
 * @param {Spot | null} about
 * @param {Record<number, number>} preferred the node of each layer that is told of
 * @param {number} last
 * @param {(kind: Kind, l: number) => boolean} knows
 * @returns {Subject}
 */
export function subject({ kind, layer }, about, preferred, last, knows) {
  if (!about) {
    const l = layer ?? (kind === "update" ? last : 0);
    return { kind, layer: l, node: preferred[l] ?? 0 };
  }
  const { layer: l, node, from } = about;
  const isNode = from === undefined;
  /** @type {Kind[]} */
  const kinds = isNode ? ["update", "gradient", "delta", "a"] : ["update", "gradient"];
  const latest = kinds.find((name) => knows(name, l)) ?? (isNode ? "z" : "weight");
  return { kind: l === 0 ? "input" : latest, layer: l, node, from };
}

/** @param {string} text */
const keep = (text) => `<span class="keep">${text}</span>`;
/** @param {string} text */
const squared = (text) => keep(`${text}<sup>2</sup>`);
/** @param {string} power */
const e = (power) => `e<sup>${power}</sup>`;
/** @param {string} of */
const slopeOf = (of) => `∂<i>L</i>/∂${of}`;
/** @param {string[]} terms */
const plus = (terms) => terms.join(" + ");
/** @param {string} text @param {unknown} many */
const group = (text, many) => (many ? `(${text})` : text);
/** @param {string} name @param {number} value */
const given = (name, value) => `${name} = <b>${number(value)}</b>`;
/** @param {string} over @param {string} under */
const fraction = (over, under) =>
  `<span class="fraction"><span>${over}</span><span>${under}</span></span>`;

/** @param {[number, number][]} pairs */
const products = (pairs) =>
  plus(pairs.map(([one, other], i) => keep(`${(i ? within : number)(one)} · ${within(other)}`)));

/**
 * An activation, in symbols or with numbers put in.
 *
 * @param {string} name
 * @param {string} z
 * @param {string} negative −z
 * @param {string[]} all the z of the layer
 */
function bent(name, z, negative, all) {
  if (name === "sigmoid") return fraction("1", `1 + ${e(negative)}`);
  if (name === "softmax") return fraction(e(z), plus(all.map(e)));
  return name === "tanh" ? `tanh(${z})` : name === "relu" ? `max(0, ${z})` : z;
}

/**
 * The slope of an activation as a factor, in symbols or with numbers put in.
 *
 * @param {string} name
 * @param {string} a
 * @param {string} relu the slope of the ReLU
 */
function sloped(name, a, relu) {
  if (name === "sigmoid") return ` ${keep(`· ${a}(1 − ${a})`)}`;
  if (name === "tanh") return ` ${keep(`· (1 − ${squared(`(${a})`)})`)}`;
  return name === "relu" ? ` ${keep(`· ${relu}`)}` : "";
}

/** @param {string | number} value */
const shown = (value) => (typeof value === "number" ? within(value) : value);

/**
 * A term of the cross-entropy: a factor times the logarithm. With a factor of 0 it is left
 * out.
 *
 * @param {string | number} factor
 * @param {string} of
 */
function logarithm(factor, of) {
  if (factor === 0) return "";
  if (factor === 1) return ` − ${keep(`ln ${of}`)}`;
  return ` − ${keep(`${shown(factor)} ${typeof factor === "number" ? "· " : ""}ln ${of}`)}`;
}

/**
 * The loss of outputs y for targets t, with numbers where those are numbers.
 *
 * @param {State} state
 * @param {(j: number) => string | number} y
 * @param {(j: number) => string | number} t
 */
function lossFormula({ output, loss, target }, y, t) {
  if (loss === "squared_error") {
    return plus(target.map((_, j) => `½${squared(`(${shown(y(j))} − ${shown(t(j))})`)}`));
  }
  const terms = target.map((_, j) => {
    const [value, wanted] = [shown(y(j)), t(j)];
    const first = logarithm(wanted, value);
    if (output === "softmax") return first;
    const rest = typeof wanted === "number" ? 1 - wanted : `(1 − ${wanted})`;
    return first + logarithm(rest, `(1 − ${value})`);
  });
  return terms.join("").replace(/^ − /, "−") || "0";
}

/**
 * What an update did to the loss.
 *
 * @param {Pick<Found, "loss" | "gradients"> & { after: Pick<Pass, "loss"> }} found
 */
export function verdict({ loss, after, gradients }) {
  if (gradients.flat(3).every((gradient) => gradient === 0)) {
    return "Every gradient is 0: nothing changes.";
  }
  if (!Number.isFinite(after.loss)) return "It has no end: the step was far too long.";
  const change = Math.abs((100 * (after.loss - loss)) / loss);
  const some = change < 1 || change >= 1000 ? number(change) : change.toFixed(0);
  return after.loss > loss
    ? `The loss rose by ${some} %: the step was too long.`
    : `The loss fell by ${some} %.`;
}

/**
 * What every formula needs.
 *
 * @param {State} state
 * @param {Found} found
 * @param {Subject} subject
 */
function contextOf(state, found, { layer: l, node: j, from }) {
  const last = state.sizes.length - 1;
  /** @type {From[]} */
  const starts = from === undefined ? [...found.a[Math.max(0, l - 1)].keys(), "b"] : [from];
  return {
    state,
    found,
    l,
    j,
    last,
    starts, // of the parameters that are told of
    s: symbols(state.sizes, asHtml),
    inLayer: symbols(state.sizes, asHtmlInLayer), // a layer that the title names
    f: l === last ? state.output : state.activation,
    where: nameOf(l, last),
    /** @param {Layer[]} table @param {From} from */
    of: (table, from) => valueOf(table, { layer: l, node: j, from }),
  };
}

/** @typedef {ReturnType<typeof contextOf>} Context */

/** @param {Context} context @returns {Told} */
function explainInput({ state, s }) {
  const list = (/** @type {string[]} */ texts) => texts.map(keep).join(",\u2002<wbr>");
  return {
    title: "The example",
    why: "Its inputs x, and the target y that the output ŷ should come to.",
    symbols: list(state.x.map((value, i) => given(s.a(0, i), value))),
    numbers: [list(state.target.map((value, k) => given(s.y(k), value)))],
  };
}

/** @param {Context} context @returns {Told} */
function explainWeight({ state, found, l, j, starts: [from], s, where, of }) {
  const [name, value] = [s.parameter(l, from, j), of(state.weights, from)];
  if (from === "b") {
    return {
      title: `A bias, ${where}`,
      why: "It is added, whatever comes in.",
      symbols: given(name, value),
      numbers: [],
    };
  }
  const input = found.a[l - 1][from];
  return {
    title: `A weight, ${where}`,
    why: "What comes in is multiplied by it.",
    symbols: `${name} ${s.a(l - 1, from)}`,
    numbers: [`= ${products([[value, input]])}`],
    result: value * input,
  };
}

/** @param {Context} context @returns {Told} */
function explainZ({ state: { weights }, found, l, j, starts, s, where, of }) {
  const terms = starts.map((i) =>
    keep(s.parameter(l, i, j) + (i === "b" ? "" : ` ${s.a(l - 1, i)}`))
  );
  const numbers = products(found.a[l - 1].map((value, i) => [of(weights, i), value]));
  return {
    title: `Weighted sums z, ${where}`,
    why: "What comes in, each times its weight, added up, plus the bias.",
    symbols: `${s.z(l, j)} = ${plus(terms)}`,
    numbers: [`= ${numbers} + ${within(of(weights, "b"))}`],
    result: found.z[l][j],
  };
}

/** @type {Record<string, string>} */
const BENDS = {
  sigmoid: "The sigmoid squashes any sum into 0 to 1.",
  tanh: "The tanh squashes any sum into −1 to 1.",
  relu: "The ReLU passes positive sums on and makes the others 0.",
  linear: "A linear output passes the sum on as it is.",
  softmax: "The softmax makes shares of the sums, which add up to 1.",
};

/** @param {Context} context @returns {Told} */
function explainA({ found, l, j, s, inLayer, f, where }) {
  const [z, name] = [found.z[l], s.z(l, j)];
  const start = f === "sigmoid" ? `σ(${name}) = ` : "";
  const raised = z.map((_, k) => inLayer.z(l, k));
  const formula = bent(f, f === "softmax" ? raised[j] : name, `−${raised[j]}`, raised);
  const numbers = `= ${bent(f, number(z[j]), number(-z[j]), z.map(number))}`;
  return {
    title: `Activations, ${where}`,
    why: BENDS[f],
    symbols: `${s.a(l, j)} = ${start}${formula}`,
    numbers: f === "linear" ? [] : [numbers],
    result: found.a[l][j],
  };
}

/**
 * @param {Context} context
 * @param {string} title
 * @param {string} why
 * @param {Pass} pass
 * @returns {Told}
 */
function explainLossOf({ state, last, s }, title, why, pass) {
  const numbers = lossFormula(state, (k) => pass.a[last][k], (k) => state.target[k]);
  return {
    title,
    why,
    symbols: `<i>L</i> = ${lossFormula(state, (k) => s.a(last, k), s.y)}`,
    numbers: [`= ${numbers}`],
    result: pass.loss,
  };
}

/** @param {Context} context */
const explainLoss = (context) =>
  explainLossOf(
    context,
    "The loss",
    "How far the output ŷ is from the target y.",
    context.found,
  );

/** @param {Context} context */
const explainAfter = (context) =>
  explainLossOf(
    context,
    "The loss after it",
    `The same example with the new weights. ${verdict(context.found)}`,
    context.found.after,
  );

/** The slope of a node's activation, in symbols and in numbers. @param {Context} context */
const slopes = ({ found: { a }, l, j, s, f }) => [
  sloped(f, s.a(l, j), `relu′(${s.z(l, j)})`),
  sloped(f, number(a[l][j]), a[l][j] > 0 ? "1" : "0"),
];

/**
 * @param {Context} context
 * @param {string} why
 * @param {string} formula
 * @param {string} numbers
 * @returns {Told}
 */
const explainDeltaAs = ({ found, l, j, s, where }, why, formula, numbers) => ({
  title: `Deltas δ, ${where}`,
  why,
  symbols: `${s.delta(l, j)} = ${slopeOf(s.z(l, j))} = ${formula}`,
  numbers: [`= ${numbers}`],
  result: found.delta[l][j],
});

/** @param {Context} context */
function explainDeltaInside(context) {
  const { state, found, l, j, s } = context;
  const behind = found.delta[l + 1];
  const terms = behind.map((_, k) => keep(`${s.parameter(l + 1, j, k)} ${s.delta(l + 1, k)}`));
  const numbers = products(behind.map((delta, k) => [state.weights[l][0][j][k], delta]));
  const [slope, slopeNumbers] = slopes(context);
  const many = behind.length > 1;
  return explainDeltaAs(
    context,
    "What comes back over the same weights, times the slope of the activation.",
    group(plus(terms), many) + slope,
    group(numbers, many) + slopeNumbers,
  );
}

/** @param {Context} context */
function explainDeltaAtEnd(context) {
  const { state, found, l, j, s, f } = context;
  const bends = state.loss === "squared_error" && f !== "linear";
  const [slope, slopeNumbers] = bends ? slopes(context) : ["", ""];
  /** @param {string} y @param {string} t */
  const error = (y, t) => group(keep(`${y} − ${t}`), bends);
  const alone = f === "linear" ? "." : `; with ${f} and cross-entropy no more.`;
  const more = bends ? ", times the slope of the activation." : alone;
  return explainDeltaAs(
    context,
    `How the loss changes with z: the error${more}`,
    error(s.a(l, j), s.y(j)) + slope,
    error(number(found.a[l][j]), within(state.target[j])) + slopeNumbers,
  );
}

/** @param {Context} context */
const explainDelta = (context) =>
  context.l < context.last ? explainDeltaInside(context) : explainDeltaAtEnd(context);

/**
 * A line for each parameter, or for the one that is pointed at its result.
 *
 * @param {Context} context
 * @param {string} title
 * @param {string} why
 * @param {(from: From, name: string) => string} rule
 * @param {(from: From) => string} line
 * @param {Layer[]} table of the results
 * @returns {Told}
 */
function explainEach({ l, j, starts, s, inLayer, where, of }, title, why, rule, line, table) {
  const [start] = starts;
  const said = { title: `${title}, ${where}`, why, symbols: rule(start, s.parameter(l, start, j)) };
  if (starts.length === 1) {
    return { ...said, numbers: [`= ${line(start)}`], result: of(table, start) };
  }
  const numbers = starts.map((i) =>
    `${inLayer.parameter(l, i, j)}: ${given(line(i), of(table, i))}`
  );
  return { ...said, numbers };
}

/** @param {Context} context */
function explainGradient(context) {
  const { l, j, s } = context;
  const { a, delta, gradients } = context.found;
  return explainEach(
    context,
    "Gradients",
    "δ of the node, times what came in; for the bias, δ alone.",
    (i, name) => `${slopeOf(name)} = ${s.delta(l, j)}${i === "b" ? "" : ` ${s.a(l - 1, i)}`}`,
    (i) => (i === "b" ? number(delta[l][j]) : products([[delta[l][j], a[l - 1][i]]])),
    gradients,
  );
}

/** @param {Context} context */
function explainUpdate(context) {
  const { state, found, of } = context;
  const rate = shortly(state.rate);
  return explainEach(
    context,
    "The update",
    `A step against the gradient, times the learning rate η = ${rate}.`,
    (_, name) => `${name} ← ${name} − η ${slopeOf(name)}`,
    (i) =>
      `${number(of(state.weights, i))} − ${keep(`${rate} · ${within(of(found.gradients, i))}`)}`,
    found.updated,
  );
}

/** @type {Record<Subject["kind"], (context: Context) => Told>} */
const KINDS = {
  input: explainInput,
  weight: explainWeight,
  z: explainZ,
  a: explainA,
  loss: explainLoss,
  delta: explainDelta,
  gradient: explainGradient,
  update: explainUpdate,
  after: explainAfter,
};

/**
 * A step for one node, or for one weight or bias.
 *
 * @param {State} state
 * @param {Found} found
 * @param {Subject} subject
 */
export const explain = (state, found, subject) =>
  KINDS[subject.kind](contextOf(state, found, subject));

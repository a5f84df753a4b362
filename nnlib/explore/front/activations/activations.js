// The activation gallery's front end. The mathematics first: pure, and tested without a page.

export const RANGE = 5; // of the input, to both sides

function sigmoid(z) {
  const e = Math.exp(-Math.abs(z)); // at most 1: nothing overflows
  return (z >= 0 ? 1 : e) / (1 + e);
}

// The probability of a standard normal number below z, by a series without cancellation.
export function normalProbability(z) {
  if (Math.abs(z) > 9) return z > 0 ? 1 : 0;
  let [term, sum] = [z, z];
  for (let n = 3; Math.abs(term) > 1e-17; n += 2) sum += term *= (z * z) / n;
  return 0.5 + sum * normalDensity(z);
}
const normalDensity = (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

const [LAMBDA, ALPHA] = [1.0507009873554805, 1.6732632423543772]; // of SELU
const ramp = (slope) => (z) => (z > 0 ? z : slope * z);
const elu = (z, alpha) => (z > 0 ? z : alpha * Math.expm1(z));
const eluSlope = (z, alpha) => (z > 0 ? 1 : alpha * Math.exp(z));

// f and its derivative, by name. The second argument is the slope or alpha of those that
// have one. Where the derivative jumps it is Keras'.
export const functions = {
  sigmoid: { f: sigmoid, df: (z) => sigmoid(z) * sigmoid(-z) },
  tanh: { f: Math.tanh, df: (z) => 1 - Math.tanh(z) ** 2 },
  relu: { f: (z) => Math.max(0, z), df: (z) => (z > 0 ? 1 : 0) },
  leaky_relu: { f: (z, slope) => ramp(slope)(z), df: (z, slope) => (z >= 0 ? 1 : slope) },
  prelu: {
    f: (z, alpha) => ramp(alpha)(z),
    df: (z, alpha) => (z > 0 ? 1 : z < 0 ? alpha : 0),
  },
  elu: { f: elu, df: eluSlope },
  selu: { f: (z) => LAMBDA * elu(z, ALPHA), df: (z) => LAMBDA * eluSlope(z, ALPHA) },
  gelu: {
    f: (z) => z * normalProbability(z),
    df: (z) => normalProbability(z) + z * normalDensity(z),
  },
  swish: {
    f: (z) => z * sigmoid(z),
    df: (z) => sigmoid(z) * (1 + z * sigmoid(-z)),
  },
  softplus: {
    f: (z) => Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))),
    df: sigmoid,
  },
};

// Where no gradient passes, and where less than a twentieth does on a flat end that is
// not straight: {kind, from, to}, within the range.
const LITTLE = 0.05;
export function regions(name, parameter) {
  const slope = (z) => functions[name].df(z, parameter);
  const found = [];
  for (const end of [-RANGE, RANGE]) {
    if (slope(end) === 0) found.push({ kind: "dead", from: -RANGE, to: 0 });
    else if (Math.abs(slope(end)) < LITTLE && slope(end) !== slope(end / 2)) {
      let [flat, steep] = [end, end];
      while (Math.abs(slope(steep)) < LITTLE) steep -= Math.sign(end) / 100;
      for (let i = 0; i < 40; i++) {
        const middle = (flat + steep) / 2;
        if (Math.abs(slope(middle)) < LITTLE) flat = middle;
        else steep = middle;
      }
      found.push({ kind: "saturated", from: Math.min(end, flat), to: Math.max(end, flat) });
    }
  }
  return found;
}

// The two slopes where the derivative jumps, if it does at this input.
export function jump(name, z, parameter) {
  if (z !== 0) return null;
  const [left, right] = [-1e-12, 1e-12].map((near) => functions[name].df(near, parameter));
  return Math.abs(right - left) > 1e-6 ? [left, right] : null;
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

// What is exact in three digits has no zeros at its end, and rounding errors are 0.
export function number(value) {
  const size = Math.abs(value);
  if (size < 5e-7) return "0";
  const exact = size >= 1e-3 && Math.abs(value - Number(value.toPrecision(3))) < 1e-9;
  const text = written(value, size < 1e-3 ? 2 : 3);
  return exact && text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
}

// What happens at an input, in a sentence.
export function remark(name, z, parameter) {
  const slope = functions[name].df(z, parameter);
  const sides = jump(name, z, parameter);
  if (sides) {
    const [left, right] = sides.map(number);
    return `A kink: the slope jumps from ${left} to ${right}. Keras takes ${number(slope)}.`;
  }
  const at = regions(name, parameter).find(({ from, to }) => z >= from && z <= to);
  if (at?.kind === "dead") return "Dead here: f′ is exactly 0, no gradient passes back.";
  const passes = `a gradient passing back is multiplied by ${number(slope)}`;
  if (at) return `Saturated here: ${passes}.`;
  if (slope === 1) return "Here a gradient passes back unchanged.";
  if (["leaky_relu", "prelu"].includes(name)) return `A gradient leaks through: times ${number(slope)}.`;
  return `Here ${passes}.`;
}

// The line of Keras that has this function. The leaky ReLU's is always the lecture's own.
export function kerasCode(name, parameter) {
  const layers = {
    leaky_relu: "LeakyReLU(negative_slope=0.01)",
    prelu: `PReLU(alpha_initializer=\n    keras.initializers.Constant(${parameter}))`,
    selu: 'Dense(64, activation="selu",\n    kernel_initializer="lecun_normal")',
    swish: 'Dense(64, activation="silu")',
  };
  if (name === "elu" && parameter !== 1) layers.elu = `ELU(alpha=${parameter})`;
  return `keras.layers.${layers[name] ?? `Dense(64, activation="${name}")`}`;
}

// What else there is to say; f and f′ as HTML, and what their letters mean.
const notes = {
  sigmoid: "At most a quarter of a gradient passes: f′(0) = 0.25.",
  tanh: "All of a gradient passes at 0, where f′ = 1.",
  relu: "A unit whose z is below 0 for all examples has died: it no longer learns.",
  selu: "With LeCun's weights and standardized inputs, layer after layer keeps mean 0 and std 1.",
  gelu: "It dips: its least value is −0.17, at z = −0.752.",
  swish: "It dips: its least value is −0.278, at z = −1.28.",
  softplus: "The ReLU without its kink; its derivative is the sigmoid.",
};
const [Z, E] = ["<i>z</i>", "<i>e</i>"];
const ez = `${E}<sup>${Z}</sup>`;
const cases = (above, below, sign = "&gt;") =>
  `<span class="cases"><span>${above}</span><span>if ${Z} ${sign} 0</span>` +
  `<span>${below}</span><span>otherwise</span></span>`;
const over = (top, bottom) => `<span class="over"><span>${top}</span><span>${bottom}</span></span>`;
const formulas = {
  sigmoid: [over("1", `1 + ${E}<sup>−${Z}</sup>`), `<i>f</i>(${Z}) · (1 − <i>f</i>(${Z}))`, ""],
  tanh: [over(`${ez} − ${E}<sup>−${Z}</sup>`, `${ez} + ${E}<sup>−${Z}</sup>`), `1 − <i>f</i>(${Z})²`, ""],
  relu: [`max(0, ${Z})`, cases("1", "0"), ""],
  leaky_relu: [cases(Z, `0.01 ${Z}`), cases("1", "0.01", "≥"), ""],
  prelu: [cases(Z, `α ${Z}`), cases("1", "α"), "α is learned, as a weight is"],
  elu: [cases(Z, `α (${ez} − 1)`), cases("1", `α ${ez}`), ""],
  selu: [cases(`λ ${Z}`, `λα (${ez} − 1)`), cases("λ", `λα ${ez}`), "λ ≈ 1.0507, α ≈ 1.6733"],
  gelu: [`${Z} Φ(${Z})`, `Φ(${Z}) + ${Z} φ(${Z})`, "Φ, φ: normal probability and density"],
  swish: [`${Z} σ(${Z})`, `σ(${Z}) · (1 + ${Z} (1 − σ(${Z})))`, "σ: the sigmoid"],
  softplus: [`ln(1 + ${ez})`, `σ(${Z})`, "σ: the sigmoid"],
};

const css = `
.gallery { font-size: 17px; line-height: 24px; }
.chips { display: flex; gap: 6px; margin: 0; padding: 0; border: 0; }
.chips label {
  position: relative; flex: 1 1 auto; height: 36px; padding: 0 6px; border: 1px solid var(--gray);
  border-radius: 6px; line-height: 34px; text-align: center; white-space: nowrap;
}
.chips label:hover { border-color: var(--black); }
.chips label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 2px var(--accent); background: #d55e0014; }
.chips label:has(:focus-visible) { outline: 3px solid var(--blue); outline-offset: 2px; }
.chips input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.main { display: grid; grid-template-columns: minmax(0, 1fr) 420px; gap: 20px 28px; align-items: start; margin-top: 12px; }
.plots { position: relative; margin: 0 10px 44px 46px; }
.plot { position: relative; height: 252px; border: 1px solid var(--pale); cursor: ew-resize; touch-action: pan-y; }
.plot.slope { height: 154px; margin-top: 10px; }
.plot svg { position: absolute; width: 100%; height: 100%; }
.plot path { fill: none; vector-effect: non-scaling-stroke; }
.grid { stroke: var(--pale); stroke-width: 1; }
.zero { stroke: var(--gray); stroke-width: 1; }
.other { stroke: #a9a9a9; stroke-width: 1.5; }
.other.pointed { stroke: var(--blue); stroke-width: 3; }
.chosen { stroke: var(--accent); stroke-width: 4; }
.tangent { stroke: var(--black); stroke-width: 2; }
.point { stroke: var(--black); stroke-width: 15; stroke-linecap: round; }
.point.core { stroke: #fff; stroke-width: 9; }
.region { position: absolute; top: 0; bottom: 0; }
.saturated { background: #f0e44266; }
.dead { background: repeating-linear-gradient(45deg, #1a1a1a1c 0 6px, #1a1a1a08 6px 12px); }
.region span {
  position: absolute; top: 6px; padding: 0 5px; border-radius: 3px; background: #ffffffd0; font-size: 15px;
  line-height: 20px; white-space: nowrap;
}
.region .left { left: 6px; }
.region .right { top: auto; right: 6px; bottom: 6px; }
.hair { position: absolute; top: 0; bottom: 0; border-left: 1.5px dashed var(--black); pointer-events: none; }
.tick { position: absolute; color: #444; font-size: 15px; line-height: 20px; white-space: nowrap; }
.y { right: calc(100% + 7px); transform: translateY(50%); }
.x { top: calc(100% + 15px); transform: translateX(-50%); }
.name { position: absolute; right: calc(100% + 7px); top: -5px; white-space: nowrap; }
.reading {
  position: absolute; padding: 0 5px; border-radius: 3px; background: #ffffffe6; font-size: 16px; font-weight: 600;
  line-height: 22px; white-space: nowrap; pointer-events: none;
}
.input { position: absolute; left: -11px; width: calc(100% + 22px) !important; bottom: -16px; --thumb: var(--accent); }
.panel { display: flex; flex-direction: column; }
.formulas { display: grid; grid-template-columns: 72px 1fr; gap: 6px 0; align-items: center; grid-template-rows: 56px 56px 24px; font-size: 18px; }
.letters { grid-column: 1 / 3; color: #555; font-size: 16px; }
.over { display: inline-block; text-align: center; vertical-align: middle; line-height: 27px; }
.over span { display: block; padding: 0 6px; }
.over span + span { border-top: 1.5px solid; }
.cases { display: inline-grid; grid-template-columns: auto auto; gap: 0 18px; padding-left: 10px; border-left: 2px solid var(--gray); line-height: 26px; vertical-align: middle; }
sup { font-size: 0.78em; line-height: 0; }
.numbers { display: grid; grid-template-columns: 128px 1fr 1fr; gap: 12px; margin: 10px 0 6px; }
.numbers > * { display: block; color: #444; font-size: 16px; line-height: 22px; }
.numbers b, .numbers input { display: block; width: 100%; height: 40px; color: var(--black); font-size: 24px; font-weight: 600; line-height: 40px; white-space: nowrap; }
.numbers input { padding: 0 4px 0 8px; border: 1px solid var(--gray); border-radius: 6px; }
.remark { height: 48px; margin: 0; }
.tune { height: 86px; margin-top: 4px; }
.tune label { display: flex; gap: 10px; align-items: center; height: 36px; white-space: nowrap; }
.tune input { flex: 1; min-width: 0; }
.tune b { width: 40px; text-align: right; }
.tune p { margin: 0; color: #555; font-size: 16px; line-height: 22px; }
pre { margin: 0; padding: 9px 10px; height: 66px; border-radius: 6px; background: #f5f5f5; white-space: pre-wrap; overflow-wrap: anywhere; }
pre code { font-size: 15px; }
.others { display: flex; gap: 10px; align-items: center; margin-top: 10px; }

@container (max-width: 1100px) {
  .gallery { font-size: 16px; }
  .chips { flex-wrap: wrap; }
}
@container (max-width: 900px) {
  .main { grid-template-columns: minmax(0, 1fr); }
}
@container (max-width: 600px) {
  .chips label { height: 44px; line-height: 42px; }
  .plot { height: 230px; }
  .value .reading { display: none; }
  .numbers { grid-template-columns: 104px 1fr 1fr; gap: 8px; }
  .numbers input, .numbers b { font-size: 21px; }
  pre { height: 90px; }
  pre code { font-size: 14px; }
}
@container (max-width: 340px) {
  pre { height: 114px; }
  .numbers { grid-template-columns: 84px 1fr 1fr; }
  .numbers input, .numbers b { font-size: 19px; }
}
`;

const SVG = "http://www.w3.org/2000/svg";
const [WIDE, HIGH] = [10000, 4000]; // of the curves, which stretch

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
const share = (z) => (z + RANGE) / (2 * RANGE);

// A curve as a path between two heights, broken where the function jumps.
function trace(of, breaks, [low, high]) {
  const at = (z, value) => {
    const level = Math.max(-1, Math.min(2, (high - value) / (high - low)));
    return `${Math.round(WIDE * share(z))} ${Math.round(HIGH * level)}`;
  };
  const half = (from, to) => Array.from({ length: 151 }, (_, i) => {
    const z = from + ((to - from) * i) / 150;
    const near = z === 0 ? Math.sign(from + to) * 1e-12 : z; // the slope on this side
    return at(z, of(near));
  }).join("L");
  const halves = [half(-RANGE, 0), half(0, RANGE)];
  return `M${halves.join(breaks ? "M" : "L")}`;
}

function render({ model, el }) {
  const table = model.get("functions");
  const names = Object.keys(table);
  const parameter = (name) => model.get("parameters")[name];
  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  const setInput = (z) => {
    if (Number.isFinite(z)) change("z", Math.max(-RANGE, Math.min(RANGE, Math.round(z * 100) / 100)) + 0);
  };

  let pointed = "";
  const chips = Object.fromEntries(names.map((name) => {
    const radio = make("input", { type: "radio", name: "function", value: name });
    const chip = make("label", {}, radio, table[name].label);
    radio.addEventListener("change", () => change("name", name));
    chip.addEventListener("pointerenter", () => highlight(name));
    chip.addEventListener("pointerleave", () => highlight(""));
    return [name, { radio, chip }];
  }));
  const chooser = make("div", { class: "chips", role: "radiogroup", "aria-label": "Activation function" },
    ...names.map((name) => chips[name].chip));

  // The two plots: grid, shaded regions, the others' curves, the one chosen, the point.
  const plots = [["value", "f(z)", 1], ["slope", "f′(z)", 2]].map(([kind, title]) => {
    const [grid, zero, chosen] = ["grid", "zero", "chosen"].map((name) => make("path", { class: name }));
    const others = Object.fromEntries(names.map((name) => [name, make("path", { class: "other" })]));
    const tangent = make("path", { class: "tangent" });
    const points = [make("path", { class: "point" }), make("path", { class: "point core" })];
    const [shades, ticks, reading] = ["shades", "ticks", "reading"].map((name) => make("div", { class: name }));
    const svg = make("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", role: "img" },
      grid, zero, ...Object.values(others), chosen, tangent, ...points);
    ticks.setAttribute("aria-hidden", "true");
    const plot = make("div", { class: `plot ${kind}` }, shades, svg,
      make("div", { class: "name", "aria-hidden": "true" }, title), ticks, reading);
    return { kind, grid, zero, chosen, others, tangent, points, shades, ticks, reading, svg, plot };
  });
  const hair = make("div", { class: "hair" });
  const slider = make("input", { type: "range", class: "input", min: -RANGE, max: RANGE, step: "any",
    "aria-label": "Input z" });
  const across = make("div", { "aria-hidden": "true" }, ...[-4, -2, 0, 2, 4].map((z) =>
    make("span", { class: "tick x", style: `left: ${percent(share(z))}` }, String(z).replace("-", "−"))),
    make("span", { class: "tick x", style: `left: ${percent(share(5))}` }, make("i", {}, "z")));
  const axes = make("div", { class: "plots" }, hair, ...plots.map(({ plot }) => plot), across, slider);

  // The panel beside them.
  const [value, slope] = [make("div"), make("div")];
  const letters = make("div", { class: "letters" });
  const field = make("input", { type: "number", min: -RANGE, max: RANGE, step: 0.1 });
  const [valueText, slopeText] = [make("b"), make("b")];
  const told = make("p", { class: "remark", "aria-live": "polite" });
  const tuner = make("input", { type: "range" });
  const [tunerName, tunerText, tunerNote] = [make("span"), make("b"), make("p", { "aria-live": "polite" })];
  const tune = make("div", { class: "tune" },
    make("label", {}, tunerName, tuner, tunerText), tunerNote);
  const code = make("code");
  const others = make("input", { type: "checkbox" });
  const italic = (text) => make("span", {}, make("i", {}, text), "(", make("i", {}, "z"), ") =");
  const panel = make("div", { class: "panel" },
    make("div", { class: "formulas" }, italic("f"), value, italic("f′"), slope, letters),
    make("div", { class: "numbers" }, make("label", {}, "input z", field),
      make("div", {}, "f(z) ", valueText), make("div", {}, "f′(z) ", slopeText)),
    told, tune, make("pre", {}, code));
  el.classList.add("gallery");
  el.append(make("style", {}, css), chooser, make("div", { class: "main" }, axes, panel));
  panel.append(make("label", { class: "others" }, others, "The other functions in gray"));

  slider.addEventListener("input", () => setInput(Number(slider.value)));
  slider.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
    if (!moves[event.key]) return;
    setInput(model.get("z") + moves[event.key] * (event.shiftKey ? 0.01 : 0.1));
    event.preventDefault();
  });
  field.addEventListener("input", () => field.value !== "" && setInput(Number(field.value)));
  field.addEventListener("change", () => (field.value = model.get("z")));
  for (const { plot } of plots) {
    const follow = (event) => {
      const { left, width } = plot.getBoundingClientRect();
      setInput(-RANGE + (2 * RANGE * (event.clientX - left)) / width);
    };
    plot.addEventListener("pointerdown", (event) => {
      plot.setPointerCapture(event.pointerId);
      follow(event);
    });
    plot.addEventListener("pointermove", (event) => {
      if (plot.hasPointerCapture(event.pointerId)) follow(event);
    });
  }
  tuner.addEventListener("input", () =>
    change("parameters", { ...model.get("parameters"), [model.get("name")]: Number(tuner.value) }));
  others.addEventListener("change", () => change("others", others.checked));

  function highlight(name) {
    pointed = name;
    for (const plot of plots) {
      for (const other of names) plot.others[other].classList.toggle("pointed", other === name);
      if (name) plot.chosen.before(plot.others[name]);
    }
    showOthers();
  }

  function showOthers() {
    for (const plot of plots) for (const name of names) {
      const shown = name !== model.get("name") && (model.get("others") || name === pointed);
      plot.others[name].style.display = shown ? "" : "none";
    }
  }

  // From the least to the greatest value shown, and where the lines of the grid lie.
  function scaleOf(kind) {
    const name = model.get("name");
    if (kind === "value") {
      return ["sigmoid", "tanh"].includes(name)
        ? { range: [-1.3, 1.3], levels: [-1, -0.5, 0, 0.5, 1] }
        : { range: [-2, 5.2], levels: [-2, 0, 2, 4] };
    }
    const steep = name === "selu" || (name === "elu" && parameter("elu") > 1.2);
    return steep
      ? { range: [-0.3, 2.6], levels: [0, 1, 2] }
      : { range: [-0.3, 1.3], levels: [0, 0.5, 1] };
  }

  function drawCurves() {
    const name = model.get("name");
    for (const plot of plots) {
      const { range: [low, high], levels } = (plot.scale = scaleOf(plot.kind));
      const y = (level) => (high - level) / (high - low);
      plot.grid.setAttribute("d", levels.map((level) => `M0 ${Math.round(HIGH * y(level))}H${WIDE}`).join(""));
      plot.zero.setAttribute("d", `M0 ${Math.round(HIGH * y(0))}H${WIDE}M${WIDE / 2} 0V${HIGH}`);
      plot.ticks.replaceChildren(...levels.map((level) => make("span",
        { class: "tick y", style: `bottom: ${percent(1 - y(level))}` }, String(level).replace("-", "−"))));
      for (const other of names) {
        const of = plot.kind === "value" ? functions[other].f : functions[other].df;
        const breaks = plot.kind === "slope" && jump(other, 0, parameter(other)) !== null;
        const path = trace((z) => of(z, parameter(other)), breaks, [low, high]);
        plot.others[other].setAttribute("d", path);
        if (other === name) plot.chosen.setAttribute("d", path);
      }
      plot.shades.replaceChildren(...regions(name, parameter(name)).map(({ kind, from, to }) => {
        const style = `left: ${percent(share(from))}; right: ${percent(1 - share(to))}`;
        const words = kind === "dead" ? "dead: f′ = 0" : "saturated";
        return make("div", { class: `region ${kind}`, style },
          ...(plot.kind === "value" ? [make("span", { class: from < 0 ? "left" : "right" }, words)] : []));
      }));
    }
  }

  function drawPoint() {
    const name = model.get("name");
    const z = model.get("z");
    const { f, df } = functions[name];
    const [y, steepness] = [f(z, parameter(name)), df(z, parameter(name))];
    for (const plot of plots) {
      const { range: [low, high] } = plot.scale;
      const level = plot.kind === "value" ? y : steepness;
      const up = (at) => HIGH * ((high - at) / (high - low));
      for (const point of plot.points) point.setAttribute("d", `M${Math.round(WIDE * share(z))} ${Math.round(up(level))}h0`);
      if (plot.kind === "value") {
        const reach = 1.4 / Math.hypot(1, steepness);
        const ends = [z - reach, z + reach].map((at) =>
          `${Math.round(WIDE * share(at))} ${Math.round(up(y + steepness * (at - z)))}`);
        plot.tangent.setAttribute("d", `M${ends.join("L")}`);
      }
      say(plot.reading, plot.kind === "value" ? `slope ${number(steepness)}` : number(steepness));
      const height = 1 - (high - level) / (high - low);
      plot.reading.style.left = z > 0 ? "" : `calc(${percent(share(z))} + 14px)`;
      plot.reading.style.right = z > 0 ? `calc(${percent(1 - share(z))} + 14px)` : "";
      const below = plot.kind === "value" ? z < 0 : height > 0.6;
      plot.reading.style.bottom =
        `clamp(3px, calc(${percent(height)} + ${below ? -34 : 12}px), calc(100% - 25px))`;
      plot.svg.setAttribute("aria-label", plot.kind === "value"
        ? `${table[name].label} from −5 to 5; at ${number(z)} it is ${number(y)}, with its tangent.`
        : `Derivative of ${table[name].label}; at ${number(z)} it is ${number(steepness)}.`);
    }
    hair.style.left = percent(share(z));
    slider.value = z;
    slider.setAttribute("aria-valuetext", `z = ${number(z)}, f(z) = ${number(y)}, f′(z) = ${number(steepness)}`);
    if (field.value === "" || Number(field.value) !== z) field.value = z;
    say(valueText, number(y));
    say(slopeText, number(steepness));
    say(told, remark(name, z, parameter(name)));
  }

  function showPanel() {
    const name = model.get("name");
    const { argument, least, most, lecture } = table[name];
    chips[name].radio.checked = true;
    [value.innerHTML, slope.innerHTML, letters.innerHTML] = formulas[name];
    tuner.parentElement.hidden = !argument;
    if (argument) {
      Object.assign(tuner, { min: least, max: most, step: 0.01, value: parameter(name) });
      say(tunerName, name === "leaky_relu" ? "slope drawn" : "α");
      tuner.setAttribute("aria-label", name === "leaky_relu" ? "Slope drawn" : "Alpha");
      say(tunerText, String(parameter(name)));
    }
    say(tunerNote, name !== "leaky_relu" ? notes[name] ?? "" : parameter(name) === lecture
      ? "So flat that it hardly shows: exaggerate it."
      : `Exaggerated: the drawing and its numbers take ${parameter(name)} for the 0.01 of formula and code.`);
    say(code, kerasCode(name, parameter(name)));
    others.checked = model.get("others");
    showOthers();
  }

  function draw() {
    showPanel();
    drawCurves();
    drawPoint();
  }
  model.on("change:name", draw);
  model.on("change:parameters", draw);
  model.on("change:others", showPanel);
  model.on("change:z", drawPoint);
  draw();
}

export default { render };

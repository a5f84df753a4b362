// The optimizer race's front end. The mathematics first: pure, and tested without a page.
// Numbers are doubles; rules and order of operations are Keras' own.

const TURN = 2 * Math.PI;
const bealeTerms = (x, y) =>
  [1.5 - x + x * y, 2.25 - x + x * (y * y), 2.625 - x + x * (y * y * y)];

// f and its gradient, by name.
export const surfaces = {
  beale: {
    f(x, y) {
      const [a, b, c] = bealeTerms(x, y);
      return a * a + b * b + c * c;
    },
    gradient(x, y) {
      const [a, b, c] = bealeTerms(x, y);
      const square = y * y;
      return [
        2 * (a * (y - 1) + b * (square - 1) + c * (square * y - 1)),
        2 * (a * x + b * (2 * x * y) + c * (3 * x * square)),
      ];
    },
  },
  rosenbrock: {
    f: (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    gradient: (x, y) => [2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)],
  },
  himmelblau: {
    f: (x, y) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
    gradient(x, y) {
      const [a, b] = [x * x + y - 11, x + y * y - 7];
      return [4 * x * a + 2 * b, 2 * a + 4 * y * b];
    },
  },
  rastrigin: {
    f: (x, y) =>
      20 + x * x - 10 * Math.cos(TURN * x) + y * y - 10 * Math.cos(TURN * y),
    gradient: (x, y) =>
      [2 * x + 10 * TURN * Math.sin(TURN * x), 2 * y + 10 * TURN * Math.sin(TURN * y)],
  },
  booth: {
    f: (x, y) => (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    gradient: (x, y) => [10 * x + 8 * y - 34, 8 * x + 10 * y - 38],
  },
  ravine: {
    f: (x, y) => (x * x + 20 * y * y) / 2,
    gradient: (x, y) => [x, 20 * y],
  },
  saddle: {
    f: (x, y) => (x * x) / 2 + (y * y - 1) ** 2 / 4,
    gradient: (x, y) => [x, y ** 3 - y],
  },
};

const EPSILON = 1e-7;
const BETA_2 = 0.999;

function adam(w, g, { rate, momentum, step }, s, amsgrad = false) {
  const alpha = (rate * Math.sqrt(1 - BETA_2 ** step)) / (1 - momentum ** step);
  s.m += (g - s.m) * (1 - momentum);
  s.v += (g * g - s.v) * (1 - BETA_2);
  s.greatest = Math.max(s.greatest, s.v);
  return w - (s.m * alpha) / (Math.sqrt(amsgrad ? s.greatest : s.v) + EPSILON);
}

// The step of one coordinate: its new value, of its value, its gradient, the settings and
// the state s, which starts as FRESH. "momentum" stands for rho and beta_1, too.
const FRESH = { m: 0, v: 0, greatest: 0, accumulator: 0.1, product: 1 };
export const optimizers = {
  sgd: (w, g, { rate }) => w - g * rate,
  momentum(w, g, { rate, momentum }, s) {
    s.m = s.m * momentum - g * rate;
    return w + s.m;
  },
  nesterov(w, g, { rate, momentum }, s) {
    s.m = s.m * momentum - g * rate;
    return w + (s.m * momentum - g * rate);
  },
  adagrad(w, g, { rate }, s) {
    s.accumulator += g * g;
    return w - (rate * g) / Math.sqrt(s.accumulator + EPSILON);
  },
  rmsprop(w, g, { rate, momentum: rho }, s) {
    s.v = rho * s.v + (1 - rho) * (g * g);
    return w - (rate * g) / Math.sqrt(s.v + EPSILON);
  },
  rmsprop_momentum(w, g, { rate, momentum }, s) {
    s.v = 0.9 * s.v + (1 - 0.9) * (g * g);
    s.m = momentum * s.m + (rate * g) / Math.sqrt(s.v + EPSILON);
    return w - s.m;
  },
  adadelta(w, g, { rate, momentum: rho }, s) {
    s.v = rho * s.v + (1 - rho) * (g * g);
    const move = -((Math.sqrt(s.m + EPSILON) * g) / Math.sqrt(s.v + EPSILON));
    s.m = rho * s.m + (1 - rho) * (move * move);
    return w + rate * move;
  },
  adam,
  amsgrad: (w, g, settings, s) => adam(w, g, settings, s, true),
  adamax(w, g, { rate, momentum, step }, s) {
    s.m += (g - s.m) * (1 - momentum);
    s.greatest = Math.max(BETA_2 * s.greatest, Math.abs(g));
    return w - (rate * s.m) / ((1 - momentum ** step) * (s.greatest + EPSILON));
  },
  nadam(w, g, { rate, momentum, step }, s) {
    const u = momentum * (1 - 0.5 * 0.96 ** step);
    const next = momentum * (1 - 0.5 * 0.96 ** (step + 1));
    s.product *= u;
    s.m += (g - s.m) * (1 - momentum);
    s.v += (g * g - s.v) * (1 - BETA_2);
    const m = (next * s.m) / (1 - s.product * next) + ((1 - u) * g) / (1 - s.product);
    return w - (m * rate) / (Math.sqrt(s.v / (1 - BETA_2 ** step)) + EPSILON);
  },
  adamw: (w, g, settings, s) => adam(w - w * 0.004 * settings.rate, g, settings, s),
  lion(w, g, { rate, momentum }, s) {
    const moved = w - rate * Math.sign(s.m * momentum + g * (1 - momentum));
    s.m = s.m * 0.99 + g * (1 - 0.99);
    return moved;
  },
};

// The points and losses from the start on, up to the last that is finite; `diverged` is
// the step after it.
export function run({ optimizer, surface, start, rate, momentum, steps }) {
  const update = optimizers[optimizer];
  const { f, gradient } = surfaces[surface];
  const states = [{ ...FRESH }, { ...FRESH }];
  const settings = { rate, momentum, step: 0 };
  let [x, y] = start;
  const points = [[x, y]];
  const losses = [f(x, y)];
  for (let step = 1; step <= steps; step++) {
    settings.step = step;
    const [dx, dy] = gradient(x, y);
    x = update(x, dx, settings, states[0]);
    y = update(y, dy, settings, states[1]);
    const loss = f(x, y);
    const finite = Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(loss);
    if (!finite) return { points, losses, diverged: step };
    points.push([x, y]);
    losses.push(loss);
  }
  return { points, losses, diverged: null };
}

// The part of a segment within bounds, as shares of it; null where it misses them.
export function clip(a, b, bounds) {
  let [from, to] = [0, 1];
  for (const axis of [0, 1]) {
    const [least, most] = bounds[axis];
    const move = b[axis] - a[axis];
    if (move === 0) {
      if (a[axis] < least || a[axis] > most) return null;
      continue;
    }
    const shares = [(least - a[axis]) / move, (most - a[axis]) / move];
    from = Math.max(from, Math.min(...shares));
    to = Math.min(to, Math.max(...shares));
  }
  return from <= to ? [from, to] : null;
}

export function inside([x, y], [[left, right], [low, high]]) {
  return x >= left && x <= right && y >= low && y <= high;
}

// The steps at which a path goes out of bounds, and where it crosses them.
export function exits(points, bounds) {
  const found = [];
  let was = inside(points[0], bounds);
  for (let step = 1; step < points.length; step++) {
    const is = inside(points[step], bounds);
    if (was && !is) {
      const [a, b] = [points[step - 1], points[step]];
      const [, share] = clip(a, b, bounds);
      found.push({ step, at: a.map((value, axis) => value + share * (b[axis] - value)) });
    }
    was = is;
  }
  return found;
}

// What a run, with its exits and its bounds, comes to at a step.
export function standing({ points, losses, diverged, left, bounds }, step) {
  if (diverged && step >= diverged) return `diverged at step ${diverged}`;
  if (inside(points[step], bounds)) return `loss ${written(losses[step])}`;
  return `left at step ${left.findLast((exit) => exit.step <= step).step}`;
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

// Which of two runs with names is ahead at the end, and since when.
export function comparison(a, b) {
  const end = Math.max(a.losses.length, b.losses.length) - 1;
  if (a.diverged && b.diverged) {
    return `${a.name} diverges at step ${a.diverged}, ${b.name} at step ${b.diverged}.`;
  }
  if (a.diverged || b.diverged) {
    const [lost, other] = a.diverged ? [a, b] : [b, a];
    return (
      `${lost.name} diverges at step ${lost.diverged}; ${other.name} has a loss of ` +
      `${written(other.losses[end], 2)} at step ${end}.`
    );
  }
  const [first, second] = a.losses[end] <= b.losses[end] ? [a, b] : [b, a];
  const texts = (digits) => [first, second].map((one) => written(one.losses[end], digits));
  let digits = 2;
  while (digits < 15 && texts(digits)[0] === texts(digits)[1]) digits++;
  const [less, more] = texts(digits);
  if (less === more) {
    return `${a.name} and ${b.name} are level: loss ${written(a.losses[end], 2)} at step ${end}.`;
  }
  let since = end;
  while (first.losses[since - 1] < second.losses[since - 1]) since--;
  return (
    `${first.name} is ahead of ${second.name} from ` +
    `${since === 1 ? "the first step" : `step ${since}`} on: ` +
    `loss ${less} against ${more} at step ${end}.`
  );
}

// Round numbers between two, about so many.
export function ticks(low, high, about) {
  const rough = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.99) * power;
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
    found.push(Number((i * step).toPrecision(12)));
  }
  return found;
}

// Round numbers of a logarithmic axis between two powers of ten: each with its level.
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
export function decades(low, high) {
  const every = [1, 2, 3, 5, 10, 20, 50, 100].find((n) => (high - low) / n <= 5);
  const digits = high - low < 1.6 ? [1, 2, 5] : high - low < 2.2 ? [1, 3] : [1];
  const found = [];
  for (let n = (Math.floor(low / every) - 1) * every; n <= high; n += every) {
    const power = [...String(Math.abs(n))].map((digit) => SUPERSCRIPTS[digit]).join("");
    for (const digit of digits) {
      const level = n + Math.log10(digit);
      const large = `${digit > 1 ? `${digit}·` : ""}10${n < 0 ? "⁻" : ""}${power}`;
      const text = Math.abs(n) > 3 ? large : String(Number(`${digit}e${n}`));
      if (level >= low && level <= high) found.push({ level, text });
    }
  }
  return found;
}

// A rate in as few digits as it has, three at most.
export function shortly(rate) {
  const rounded = Number(rate.toPrecision(3));
  return rounded < 1e-3 ? rounded.toExponential() : String(rounded);
}

// A rate on the slider: round, but exactly its own in the middle.
export function rateAt(own, shift) {
  return shift === 0 ? own : Number((own * 10 ** shift).toPrecision(2));
}

const css = `
.race { font-size: 16px; line-height: 20px; }
.row { display: flex; gap: 8px 14px; align-items: center; }
.row label { display: flex; gap: 8px; align-items: center; white-space: nowrap; }
.row label:has(input) { flex: 1; }
.row input { flex: 1; width: 60px; min-width: 60px; }
.row select { padding: 0 4px; }
.row .value { width: 42px; font-weight: 600; }
.row .value.rate { width: 58px; }
.row .name.momentum { width: 90px; text-align: right; }
.row button { flex: none; width: 78px; padding: 0; }
.scrub { display: flex; flex: 1; gap: 8px; align-items: center; }
.scrub span { width: 74px; text-align: right; white-space: nowrap; }
.main {
  display: grid; grid-template-columns: 460px minmax(0, 1fr); gap: 10px 24px; margin-top: 12px;
}
.map {
  position: relative; width: 420px; max-width: calc(100% - 40px); margin-left: 40px;
  aspect-ratio: 420 / 396;
}
.map canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
.map canvas:last-of-type { cursor: crosshair; touch-action: none; outline-offset: 1px; }
.frame { position: absolute; inset: 0; outline: 1px solid var(--gray); overflow: hidden; }
.map .frame { pointer-events: none; }
.tick { position: absolute; color: #444; font-size: 14px; line-height: 18px; white-space: nowrap; }
.x { top: calc(100% + 3px); transform: translateX(-50%); }
.y { right: calc(100% + 6px); transform: translateY(50%); }
.axis { color: var(--black); font-style: italic; }
.leaver {
  position: absolute; padding: 0 4px; border-left: 4px solid; border-radius: 3px;
  background: #ffffffd9;
  font-size: 14px; line-height: 18px; white-space: nowrap; pointer-events: none;
}
.told {
  display: flex; justify-content: space-between; height: 20px; margin: 26px 0 0 40px;
  font-size: 15px; white-space: nowrap;
}
.told output { color: #444; }
.curves {
  position: relative; height: 156px; margin: 0 2px 24px 52px; cursor: pointer;
  touch-action: pan-y;
}
.curves svg { position: absolute; width: 100%; height: 100%; }
.curves path { fill: none; stroke-width: 2.5; vector-effect: non-scaling-stroke; }
.curves .dot { stroke-width: 10; stroke-linecap: round; }
.curves .grid { stroke: var(--pale); stroke-width: 1; }
.veil {
  position: absolute; inset: 0 0 0 auto; border-left: 2px solid var(--black);
  background: #ffffffb8;
}
.hair {
  position: absolute; top: 0; bottom: 0; border-left: 1.5px dashed var(--black);
  pointer-events: none;
}
.hair span {
  position: absolute; top: 2px; padding: 0 4px; border-radius: 3px; background: #fff;
  font-size: 14px; white-space: nowrap;
}
.hair .before { right: 3px; }
.hair .after { left: 3px; }
.mark { position: absolute; font-size: 14px; line-height: 14px; transform: translateX(-50%); }
.chips {
  display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 5px; margin-top: 10px;
}
.chips button {
  display: grid; grid-template-columns: auto 1fr auto; gap: 0 6px; align-items: center;
  height: auto;
  min-height: 42px; padding: 1px 7px; border-color: var(--pale); background: #f4f4f4; color: #555;
  font-size: 14px; line-height: 18px; text-align: left; white-space: nowrap;
}
.chips button[aria-pressed="true"] {
  border-color: var(--black); background: #fff; color: var(--black);
}
.chips div { grid-column: span 2 / -1; display: flex; gap: 5px; }
.chips div button {
  display: block; flex: 1; border-color: var(--gray); background: #fff; color: var(--black);
  text-align: center;
}
.chips svg { width: 30px; height: 14px; }
.chips path { fill: none; stroke-width: 3; }
.chips button[aria-pressed="false"] svg { opacity: 0.45; }
.chips b { grid-column: 2 / 4; font-size: 15px; font-weight: 600; }
.chips .standing { grid-column: 1 / 3; }
.sentence { min-height: 20px; margin: 8px 0 0; }

@container (max-width: 1100px) {
  .row { flex-wrap: wrap; }
  .row label:has(input) { flex-basis: 250px; }
  .scrub { flex-basis: 250px; }
  .main { grid-template-columns: minmax(300px, 400px) minmax(0, 1fr); gap: 10px 16px; }
  .chips { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .chips div { grid-column: auto; }
  .told { display: block; height: 40px; }
  .sentence { min-height: 40px; }
}
@container (max-width: 760px) {
  .main { grid-template-columns: minmax(0, 1fr); }
  .map { left: 20px; margin: 0 auto; }
  .told { margin-left: 0; }
  .curves { height: 200px; }
  .row input, .row button, .row select { height: 44px; }
  .scrub { order: 1; flex-basis: 100%; }
}
@container (max-width: 480px) {
  .row .name, .row .name.momentum { width: 94px; text-align: left; }
  .row label { flex-basis: 100% !important; }
  .row label select { flex: 1; }
  .row button { flex: 1; width: auto; }
  .chips button { min-height: 60px; }
  .chips b { font-size: 14px; }
  .chips .standing, .chips .rate { grid-column: 1 / 4; }
  .sentence { min-height: 80px; }
}
`;

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [420, 396]; // of the surface
const [WIDE, HIGH] = [10000, 3000]; // of the curves, which stretch
const SHARP = 2; // canvas pixels in each of ours: slides are enlarged
const LEAST = 1e-10; // the lowest loss the curves reach
const MOST = 1e3; // times the loss at the start: the highest
const BANDS = 13;
const CYCLE = ["blue", "vermilion", "green", "purple", "orange", "sky", "black"];
const SPEEDS = [5, 20, 60, 200];

function make(name, attributes = {}, ...children) {
  const element = ["svg", "path", "circle"].includes(name)
    ? document.createElementNS(SVG, name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const signed = (value) => value.toFixed(2).replace("-", "−");

function makeCanvas() {
  const canvas = make("canvas", { width: WIDTH * SHARP, height: HEIGHT * SHARP });
  const context = canvas.getContext("2d");
  context.scale(SHARP, SHARP);
  context.lineJoin = "round";
  return { canvas, context };
}

// A surface as gray bands between logarithmic heights, with a thin line between bands.
function paintBands(context, { f }, { bounds, levels }) {
  const [width, height] = [WIDTH * SHARP, HEIGHT * SHARP];
  const [[left, right], [low, high]] = bounds;
  const scale = BANDS / Math.log(levels[1] / levels[0]);
  const at = new Float32Array(width * height);
  for (let row = 0, i = 0; row < height; row++) {
    const y = high - ((row + 0.5) / height) * (high - low);
    for (let column = 0; column < width; column++, i++) {
      const x = left + ((column + 0.5) / width) * (right - left);
      at[i] = Math.max(-0.9, scale * Math.log(f(x, y) / levels[0]));
    }
  }
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < at.length; i++) {
    const beside = (i + 1) % width ? i + 1 : i - 1;
    const below = i + width < at.length ? i + width : i - width;
    const [across, down] = [at[beside] - at[i], at[below] - at[i]];
    const slope = Math.sqrt(across * across + down * down);
    const height = at[i];
    const nearest = Math.max(0, Math.min(BANDS, Math.round(height)));
    const near = 1.3 - Math.abs(height - nearest) / (slope + 1e-6); // to a line, in pixels
    const dark = near > 0 ? 0.3 * Math.min(1, near) * Math.max(0, 1 - 3 * slope) : 0;
    const band = Math.max(0, Math.min(BANDS + 1, Math.floor(height) + 1));
    const gray = Math.round((255 - (52 * band) / (BANDS + 1)) * (1 - dark));
    pixels[i] = (255 << 24) | (gray << 16) | (gray << 8) | gray;
  }
  context.putImageData(image, 0, 0);
}

function star(context, x, y) {
  context.beginPath();
  for (let corner = 0; corner < 10; corner++) {
    const [radius, angle] = [corner % 2 ? 4 : 10, (corner * Math.PI) / 5];
    context.lineTo(x + radius * Math.sin(angle), y - radius * Math.cos(angle));
  }
  context.closePath();
}

const placer = ([[left, right], [low, high]]) => ([x, y]) =>
  [((x - left) / (right - left)) * WIDTH, ((high - y) / (high - low)) * HEIGHT];

// A run's line on the surface, in its pixels: for every step the part within the picture,
// and how long the line is before it, where its dashes go on.
function project(points, bounds) {
  const place = placer(bounds);
  const lines = [null];
  let length = 0;
  let [from, was] = [place(points[0]), inside(points[0], bounds)];
  for (let step = 1; step < points.length; step++) {
    const [to, is] = [place(points[step]), inside(points[step], bounds)];
    const line = { from, to, length };
    if (was && is) lines.push(line);
    else {
      const [a, b] = [points[step - 1], points[step]];
      const shares = clip(a, b, bounds);
      const at = (share) => place(a.map((value, axis) => value + share * (b[axis] - value)));
      if (shares && !was) line.from = at(shares[0]);
      if (shares && !is) line.to = at(shares[1]);
      lines.push(shares && line);
    }
    if (lines[step]) length += Math.hypot(line.to[0] - line.from[0], line.to[1] - line.from[1]);
    [from, was] = [to, is];
  }
  return lines;
}

function render({ model, el }) {
  const [surfaceTable, optimizerTable] = [model.get("surfaces"), model.get("optimizers")];
  const given = model.get("race");
  const keys = Object.keys(optimizerTable);
  const looks = Object.fromEntries(keys.map((key, i) =>
    [key, { color: CYCLE[i % CYCLE.length], dash: i < CYCLE.length ? [] : [7, 3] }]));
  const colorOf = (name) => getComputedStyle(el).getPropertyValue(`--${name}`);
  const colors = Object.fromEntries([...CYCLE, "yellow"].map((name) => [name, colorOf(name)]));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const race = () => model.get("race");
  const change = (values) => {
    model.set("race", { ...race(), ...values });
    model.save_changes();
  };
  // Python's rates are for the surface it named.
  const ownRates = (surface) =>
    ({ ...surfaceTable[surface].rates, ...(surface === given.surface ? given.own : {}) });

  // The controls above.
  const option = (value, text) => make("option", { value }, text);
  const select = (name, options) => {
    const element = make("select", { "aria-label": name }, ...options);
    return [make("label", {}, make("span", { class: "name" }, name), element), element];
  };
  const slider = (name, kind, limits) => {
    const element = make("input", { type: "range", "aria-label": name, ...limits });
    const value = make("span", { class: `value ${kind}` });
    const title = make("span", { class: `name ${kind}` }, name);
    return [make("label", {}, title, element, value), element, value, title];
  };
  const [surfaceLabel, surfaceSelect] = select("Surface",
    Object.keys(surfaceTable).map((key) => option(key, surfaceTable[key].name)));
  const [tuneLabel, tune] = select("Tune",
    [option("", "all"), ...keys.map((key) => option(key, optimizerTable[key].name))]);
  const [rateLabel, rate, rateValue] =
    slider("rate", "rate", { min: -1.48, max: 1.48, step: 0.02 });
  const [momentumLabel, momentum, momentumValue, momentumName] =
    slider("momentum", "momentum", { min: 0, max: 0.99, step: 0.01 });
  const [stepsLabel, steps, stepsValue] =
    slider("steps", "steps", { ...model.get("limits"), step: 10 });
  surfaceSelect.addEventListener("change", () => {
    const surface = surfaceSelect.value;
    const { start } = surfaceTable[surface];
    change({ surface, start, rates: ownRates(surface), shift: 0 });
  });
  tune.addEventListener("change", () => showControls());
  rate.addEventListener("input", () => {
    const shift = Number(rate.value);
    const own = ownRates(race().surface);
    const tuned = tune.value ? [tune.value] : keys;
    const rates = Object.fromEntries(tuned.map((key) => [key, rateAt(own[key], shift)]));
    change({ rates: { ...race().rates, ...rates }, ...(tune.value ? {} : { shift }) });
  });
  momentum.addEventListener("input", () => {
    const tuned = tune.value ? [tune.value] : Object.keys(race().momenta);
    const values = tuned.map((key) => [key, Math.max(momentum.value, optimizerTable[key].least)]);
    change({ momenta: { ...race().momenta, ...Object.fromEntries(values) } });
  });
  steps.addEventListener("input", () => change({ steps: Number(steps.value) }));

  // The surface: its bands, the trails, and what moves, one over another.
  const [ground, trails, heads] = [makeCanvas(), makeCanvas(), makeCanvas()];
  const overlay = make("div", { "aria-hidden": "true" });
  const map = make("div", { class: "map" },
    ground.canvas, trails.canvas, heads.canvas, make("div", { class: "frame" }), overlay);
  const where = make("output", { id: "start", "aria-live": "polite" });
  const read = make("span");
  for (const [name, value] of Object.entries({
    tabindex: 0, role: "application", "aria-describedby": "start",
    "aria-label": "Surface: the arrow keys move the start of the race" })) {
    heads.canvas.setAttribute(name, value);
  }

  // The curves, where a step is chosen, and the list of optimizers.
  const grid = make("path", { class: "grid" });
  const lines = {}, dots = {}, chips = {};
  for (const key of keys) {
    const { color, dash } = looks[key];
    const stroke = { stroke: `var(--${color})`, "stroke-dasharray": dash.join(" ") };
    lines[key] = make("path", stroke);
    dots[key] = make("path", { class: "dot", stroke: `var(--${color})` });
    const head = { cx: 24, cy: 7, r: 5, stroke: `var(--${color})`, "stroke-width": 2,
      fill: dash.length ? "#fff" : `var(--${color})` };
    const sample = make("svg", { viewBox: "0 0 30 14", "aria-hidden": "true" },
      make("path", { d: "M0 7H24", ...stroke }), make("circle", head));
    const standingText = make("span", { class: "standing" });
    const rateText = make("span", { class: "rate" });
    const button = make("button", { type: "button" },
      sample, make("b", {}, optimizerTable[key].name, " "), standingText, rateText);
    button.addEventListener("click", () => {
      const { on } = race();
      change({ on: keys.filter((other) => on.includes(other) !== (other === key)) });
    });
    chips[key] = { button, rateText, standingText };
  }
  const stretch = { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none" };
  const svg = make("svg", { ...stretch, role: "img" }, grid, ...Object.values(lines));
  const dotLayer = make("svg",
    { ...stretch, style: "overflow: visible", "aria-hidden": "true" }, ...Object.values(dots));
  const veil = make("div", { class: "veil" });
  const hairText = make("span");
  const hair = make("div", { class: "hair", hidden: "" }, hairText);
  const scale = make("div", { "aria-hidden": "true" });
  const curves = make("div", { class: "curves" },
    make("div", { class: "frame" }, svg, veil), dotLayer, hair, scale);
  const press = (name, action) => {
    const button = make("button", { type: "button" }, name);
    button.addEventListener("click", action);
    return button;
  };
  const list = make("div", { class: "chips", role: "group", "aria-label": "Optimizers" },
    ...keys.map((key) => chips[key].button), make("div", {},
      press("All", () => change({ on: keys })), press("None", () => change({ on: [] }))));

  // The controls of time.
  const scrub = make("input",
    { type: "range", min: 0, max: race().steps, "aria-label": "Step shown" });
  const stepText = make("span");
  const speed = make("select", { "aria-label": "Speed" },
    ...SPEEDS.map((value) => option(value, `${value} steps/s`)));
  speed.value = 20;
  const play = press("Play", () => (playing ? pause() : start()));
  const time = make("div", { class: "row" },
    play, press("Step", () => goTo(Math.floor(position) + 1)), press("Rewind", () => goTo(0)),
    make("div", { class: "scrub" }, scrub, stepText), speed);
  const sentence = make("p", { class: "sentence", "aria-live": "polite" });

  el.classList.add("race");
  el.append(make("style", {}, css),
    make("div", { class: "row" }, surfaceLabel, tuneLabel, rateLabel, momentumLabel, stepsLabel),
    make("div", { class: "main" },
      make("div", {}, map, make("div", { class: "told" }, where, read)),
      make("div", {}, curves, time, list)),
    sentence);

  let racers = []; // those switched on, with their paths
  let axis; // of the losses: its lowest and highest power of ten
  let painted = ""; // the surface on the ground
  let position = race().step ?? Infinity; // with a fraction while it plays
  let drawn = 0; // steps the trails show
  let hovered = null; // the step pointed at
  let playing = null;

  const bounds = () => surfaceTable[race().surface].bounds;
  const across = (step) => Math.round((WIDE * step) / race().steps);
  const heightOf = (loss) =>
    HIGH * (axis[1] - Math.log10(Math.max(loss, Number.MIN_VALUE))) / (axis[1] - axis[0]);

  function showControls() {
    const { surface, start: [x, y], rates, momenta, shift } = race();
    surfaceSelect.value = surface;
    const key = tune.value;
    rate.min = key ? -2 : -1.48;
    rate.max = key ? 2 : 1.48;
    rate.value = key ? Math.log10(rates[key] / ownRates(surface)[key]) : shift;
    say(rateValue, key ? shortly(rates[key]) : `× ${rateAt(1, shift)}`);
    rate.setAttribute("aria-valuetext", rateValue.textContent);

    const tuned = key ? [key] : Object.keys(momenta);
    const common = Math.min(...tuned.map((one) => momenta[one]));
    const own = !tuned.every((one) => momenta[one] === Math.max(common, optimizerTable[one].least));
    const { argument } = optimizerTable[key] ?? { argument: "momentum" };
    momentum.disabled = !argument;
    say(momentumName, argument ?? "momentum");
    momentum.setAttribute("aria-label", momentumName.textContent);
    momentum.value = !argument ? 0 : own ? 0.9 : common;
    say(momentumValue, !argument ? "none" : own ? "own" : common.toFixed(2));
    momentum.setAttribute("aria-valuetext", momentumValue.textContent);
    steps.value = race().steps;
    say(stepsValue, String(race().steps));
    steps.setAttribute("aria-valuetext", stepsValue.textContent);
    say(where, `start x ${signed(x)}, y ${signed(y)}: loss ${written(surfaces[surface].f(x, y))}`);
    for (const key of keys) {
      chips[key].button.setAttribute("aria-pressed", race().on.includes(key));
      say(chips[key].rateText, ` rate ${shortly(rates[key])}`);
    }
  }

  function paintGround() {
    const { surface } = race();
    if (painted === surface) return;
    painted = surface;
    const { context } = ground;
    paintBands(context, surfaces[surface], surfaceTable[surface]);
    const place = placer(bounds());
    for (const minimum of surfaceTable[surface].minima) {
      star(context, ...place(minimum));
      context.fillStyle = colors.yellow;
      context.strokeStyle = colors.black;
      context.lineWidth = 1.2;
      context.fill();
      context.stroke();
    }
  }

  function compute() {
    const { surface, start, steps, on, rates, momenta } = race();
    racers = on.map((key) => {
      const settings = { optimizer: key, surface, start, steps };
      const found = run({ ...settings, rate: rates[key], momentum: momenta[key] });
      return {
        key, ...optimizerTable[key], ...looks[key], ...found, bounds: bounds(),
        left: exits(found.points, bounds()), lines: project(found.points, bounds()),
      };
    });
    const finite = racers.flatMap(({ losses }) => losses);
    const first = surfaces[surface].f(...start) || 1;
    const top = finite.reduce((most, loss) => Math.max(most, loss), first);
    const low = finite.reduce((least, loss) => (loss > 0 ? Math.min(least, loss) : least), first);
    const [from, to] = [Math.max(low, LEAST), Math.min(top, MOST * first)].map(Math.log10);
    const pad = Math.max(0.15, (1 - (to - from)) / 2); // at least a power of ten
    axis = [from - pad, to + pad];
  }

  const percent = (share) => `${(100 * share).toFixed(2)}%`;
  const tick = (kind, text, side, share) =>
    make("span", { class: `tick ${kind}`, style: `${side}: ${percent(share)}` }, text);
  // The axis' name stands between two of its numbers.
  const tickRow = (kind, side, name, values, share, texts = values, between = -1) => [
    ...values.map((value, i) =>
      tick(kind, String(texts[i]).replace(/^-/, "−"), side, share(value))),
    tick(`${kind} axis`, name, side,
      (share(values.at(between)) + share(values.at(between - 1))) / 2),
  ];

  function showMap() {
    const [[left, right], [low, high]] = bounds();
    overlay.replaceChildren(
      ...tickRow("x", "left", "x", ticks(left, right, 6), (x) => (x - left) / (right - left)),
      ...tickRow("y", "bottom", "y", ticks(low, high, 6), (y) => (y - low) / (high - low)));
    const taken = [];
    for (const racer of racers) {
      racer.leaver = null;
      if (racer.left.length === 0) continue;
      const style = `border-color: var(--${racer.color})`;
      const text = make("span", { class: "leaver", style }, racer.name);
      racer.leaver = { text, step: racer.left[0].step };
      placeLabel(text, placer(bounds())(racer.left[0].at), racer.name.length * 12 + 16, taken);
      overlay.append(text);
    }
  }

  // A name beside the arrow at the border, moved along it, and then away from it, until
  // it covers no other. On a phone the letters are as large and the picture is smaller.
  function placeLabel(text, [x, y], wide, taken) {
    const high = 30;
    const upright = x < 1 || x > WIDTH - 1;
    const within = (value, most) => Math.max(2, Math.min(most - 2, value));
    const free = ([left, top]) => taken.every(([a, b, width]) =>
      left + wide <= a || a + width <= left || top + high <= b || b + high <= top);
    let box;
    for (let tries = 0; tries < 60 && !(box && free(box)); tries++) {
      const [row, column] = [Math.floor(tries / 12), tries % 12];
      const along = (column % 2 ? 1 : -1) * Math.ceil(column / 2) * 30;
      const away = 16 + row * (upright ? wide : high);
      box = upright
        ? [x < 1 ? away : WIDTH - wide - away, y - high / 2 + along]
        : [x - wide / 2 + along, y < 1 ? away : HEIGHT - high - away];
      box = [within(box[0], WIDTH - wide), within(box[1], HEIGHT - high)];
    }
    taken.push([...box, wide]);
    text.style.top = percent(box[1] / HEIGHT);
    if (box[0] + wide / 2 < WIDTH / 2) text.style.left = percent(box[0] / WIDTH);
    else text.style.right = percent(1 - (box[0] + wide) / WIDTH);
  }

  function showCurves() {
    const { steps: last, on } = race();
    const [low, high] = axis;
    const [least, most] = axis.map((level) => 10 ** level);
    const heights = decades(low, high);
    const levels = heights.map(({ level }) => level);
    const share = (level) => (level - low) / (high - low);
    const marks = [];
    grid.setAttribute("d",
      levels.map((level) => `M0 ${Math.round(HIGH * (1 - share(level)))}H${WIDE}`).join(""));
    for (const key of keys) if (!on.includes(key)) lines[key].setAttribute("d", "");
    for (const racer of racers) {
      const { key, losses, diverged, color } = racer;
      const off = HIGH / 5; // out of sight
      const to = losses.map((loss, step) => across(step) + " " +
        Math.round(Math.max(-off, Math.min(HIGH + off, heightOf(loss)))));
      if (diverged) to.push(`${across(diverged)} ${-off}`);
      lines[key].setAttribute("d", `M${to.join("L")}`);
      const over = losses.findIndex((loss) => loss > most);
      const under = losses.findIndex((loss) => loss < least);
      const gone = over < 0 && diverged ? diverged : over;
      const ends = [[gone, "▲", "top: 1px"], [under, "▼", "bottom: 1px"]];
      for (const [step, glyph, style] of ends) {
        if (step < 0) continue;
        marks.push(make("span", { class: "mark", title: racer.name,
          style: `left: ${percent(step / last)}; ${style}; color: var(--${color})` }, glyph));
      }
    }
    scale.replaceChildren(
      ...tickRow("y", "bottom", "loss", levels, share, heights.map(({ text }) => text)),
      ...tickRow("x", "left", "step", ticks(0, last, 5), (step) => step / last, undefined, 1),
      ...marks);
    svg.setAttribute("aria-label", racers.length
      ? `Losses on a logarithmic axis, from step 0 to ${last}: ${racers.map((racer) =>
        `${racer.name} from ${written(racer.losses[0])}, ${standing(racer, last)}`).join("; ")}.`
      : "No losses: no optimizer is switched on.");
    scrub.max = last;
    const { name, formula } = surfaceTable[race().surface];
    say(sentence, racers.length === 2
      ? comparison(...racers)
      : `${name}: f(x, y) = ${formula}. Click or drag on it to start elsewhere.`);
  }

  // Lines from one step to another; a step early, so that the corner is round.
  function drawLines(context, { lines, color, dash }, first, last) {
    const from = Math.max(1, first);
    context.beginPath();
    let open = false;
    let phase = 0;
    for (let step = from; step <= last && step < lines.length; step++) {
      const line = lines[step];
      if (!line) {
        open = false;
        continue;
      }
      if (!open) {
        if (!phase) phase = line.length;
        context.moveTo(...line.from);
      }
      context.lineTo(...line.to);
      open = true;
    }
    context.setLineDash([]);
    context.strokeStyle = "#fff";
    context.lineWidth = 5;
    context.stroke();
    context.setLineDash(dash);
    context.lineDashOffset = phase;
    context.strokeStyle = colors[color];
    context.lineWidth = 2.5;
    context.stroke();
    context.setLineDash([]);
  }

  function drawEnds(context, racer, first, last) {
    context.fillStyle = context.strokeStyle = colors[racer.color];
    for (const { step } of racer.left) {
      const line = racer.lines[step];
      if (step < first || step > last || !line) continue;
      context.save();
      context.translate(...line.to);
      context.rotate(Math.atan2(line.to[1] - line.from[1], line.to[0] - line.from[0]));
      context.beginPath();
      for (const [x, y] of [[0, 0], [-15, 7], [-15, -7]]) context.lineTo(x, y);
      context.closePath();
      context.fill();
      context.restore();
    }
    const { diverged, points, bounds } = racer;
    if (!diverged || diverged < first || diverged > last || !inside(points.at(-1), bounds)) return;
    const [x, y] = placer(bounds)(points.at(-1));
    context.lineWidth = 3;
    context.beginPath();
    for (const side of [-6, 6]) {
      context.moveTo(x - side, y - 6);
      context.lineTo(x + side, y + 6);
    }
    context.stroke();
  }

  function drawTrails(step) {
    const { context } = trails;
    if (step < drawn) {
      context.clearRect(0, 0, WIDTH, HEIGHT);
      drawn = 0;
    }
    if (step === drawn) return;
    for (const racer of racers) {
      drawLines(context, racer, drawn, step);
      drawEnds(context, racer, drawn + 1, step);
    }
    drawn = step;
  }

  // The heads at a step or, while it plays, on the way to the next one.
  function drawHeads(at) {
    const { context } = heads;
    context.clearRect(0, 0, WIDTH, HEIGHT);
    const place = placer(bounds());
    const [x, y] = place(race().start);
    context.beginPath();
    context.arc(x, y, 8, 0, 7);
    context.fillStyle = "#fff";
    context.fill();
    context.lineWidth = 2.5;
    context.strokeStyle = colors.black;
    context.stroke();
    const step = Math.floor(at);
    for (const racer of racers) {
      if (step >= racer.points.length) continue;
      const point = racer.points[step];
      const next = racer.lines[step + 1];
      let head = inside(point, racer.bounds) && place(point);
      if (at > step && next) {
        head = next.from.map((value, i) => value + (at - step) * (next.to[i] - value));
        const part = { ...racer, lines: [null, { ...next, to: head }] };
        drawLines(context, part, 1, 1);
      }
      if (!head) continue;
      context.beginPath();
      context.arc(...head, 6, 0, 7);
      context.fillStyle = racer.dash.length ? "#fff" : colors[racer.color];
      context.strokeStyle = racer.dash.length ? colors[racer.color] : "#fff";
      context.lineWidth = racer.dash.length ? 3 : 1.5;
      context.fill();
      context.stroke();
    }
  }

  function showStandings(step) {
    const at = new Map(racers.map((racer) => [racer.key, racer]));
    for (const key of keys) {
      const racer = at.get(key);
      say(chips[key].standingText, racer ? standing(racer, step) : "");
      const loss = racer?.losses[step];
      const height = loss === undefined ? NaN : heightOf(loss);
      const shown = height >= 0 && height <= HIGH;
      dots[key].setAttribute("d", shown ? `M${across(step)} ${Math.round(height)}h0` : "");
    }
  }

  function show() {
    const last = race().steps;
    const step = Math.floor(position);
    drawTrails(step);
    drawHeads(hovered ?? position);
    showStandings(hovered ?? step);
    for (const { leaver } of racers) if (leaver) leaver.text.hidden = step < leaver.step;
    scrub.value = step;
    say(stepText, `step ${step}`);
    veil.style.left = percent(position / last);
    hair.hidden = hovered === null;
    if (hovered !== null) {
      hair.style.left = percent(hovered / last);
      say(hairText, `step ${hovered}`);
      hairText.className = hovered > last / 2 ? "before" : "after";
    }
  }

  function goTo(step) {
    pause();
    position = Math.max(0, Math.min(race().steps, step));
    show();
  }

  function pause() {
    playing = null;
    say(play, "Play");
  }

  function start() {
    if (position >= race().steps) position = 0;
    playing = { from: position, at: null };
    say(play, "Pause");
    requestAnimationFrame(advance);
  }

  function advance(now) {
    if (!playing || !el.isConnected) return;
    const last = race().steps;
    playing.at ??= now;
    let reached = playing.from + ((now - playing.at) / 1000) * Number(speed.value);
    if (still) reached -= reached % Math.ceil(last / 10);
    position = Math.min(last, reached);
    if (position === last) pause();
    show();
    if (playing) requestAnimationFrame(advance);
  }

  function update() {
    const atEnd = position >= Number(scrub.max);
    showControls();
    paintGround();
    compute();
    showMap();
    showCurves();
    drawn = Infinity; // nothing of what the trails show holds
    position = atEnd && !playing ? race().steps : Math.min(position, race().steps);
    hovered = null;
    show();
  }

  // Where the pointer is on something, as shares of its width and height.
  const pointed = (event, element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height]
      .map((share) => Math.max(0, Math.min(1, share)));
  };
  const pointOf = ([across, down]) => {
    const [[left, right], [low, high]] = bounds();
    return [left + across * (right - left), high - down * (high - low)];
  };
  const startAt = (point) => change({
    start: point.map((value, i) => {
      const [least, most] = bounds()[i];
      return Math.max(least, Math.min(most, Math.round(value * 100) / 100)) + 0;
    }),
  });

  heads.canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    heads.canvas.setPointerCapture(event.pointerId);
    startAt(pointOf(pointed(event, heads.canvas)));
  });
  heads.canvas.addEventListener("pointermove", (event) => {
    const [x, y] = pointOf(pointed(event, heads.canvas));
    say(read, `f(${signed(x)}, ${signed(y)}) = ${written(surfaces[race().surface].f(x, y))}`);
    if (heads.canvas.hasPointerCapture(event.pointerId)) startAt([x, y]);
  });
  heads.canvas.addEventListener("pointerleave", () => say(read, ""));
  heads.canvas.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const { surface, start } = race();
    if (event.key === "Home") startAt(surfaceTable[surface].start);
    else if (moves[event.key]) {
      startAt(start.map((value, i) => {
        const [least, most] = bounds()[i];
        const fine = event.shiftKey ? 0.01 : Math.max(0.01, (most - least) / 50);
        return value + moves[event.key][i] * fine;
      }));
    } else return;
    event.preventDefault();
  });
  const stepOf = (event) => Math.round(pointed(event, curves)[0] * race().steps);
  curves.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    curves.setPointerCapture(event.pointerId);
    hovered = null;
    goTo(stepOf(event));
  });
  curves.addEventListener("pointermove", (event) => {
    if (curves.hasPointerCapture(event.pointerId)) return goTo(stepOf(event));
    hovered = stepOf(event);
    show();
  });
  curves.addEventListener("pointerleave", () => {
    hovered = null;
    show();
  });
  scrub.addEventListener("input", () => goTo(Number(scrub.value)));
  speed.addEventListener("change", () => {
    if (playing) playing = { from: position, at: null };
  });
  model.on("change:race", update);
  update();
}

export default { render };

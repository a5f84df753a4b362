// A few ReLUs on one input: drag their corners and slopes until their sum follows a curve.

import { make, press, say, select, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { clamp, written } from "../shared/numbers.js";
import { settings } from "../shared/settings.js";
import { error, fitted, inputs, unitOf } from "./maths.js";
import { makePlot, number } from "./plot.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./maths.js").Bend} Bend */

const [LEAST, MOST, STRONGEST, STEP] = [3, 8, 10, 0.05]; // the last two in units of the curve

/** @param {Model} model */
const stateOf = (model) => ({
  nodes: /** @type {Bend[]} */ (model.get("nodes")),
  bias: /** @type {number} */ (model.get("bias")),
  chosen: /** @type {number} */ (model.get("chosen")),
  target: /** @type {number[]} */ (model.get("curves")[model.get("target")]),
});

/** Change one node. @param {Model} model @param {number} at @param {Partial<Bend>} to */
const bend = (model, at, to) =>
  change(model, {
    nodes: stateOf(model).nodes.map((node, i) => (i === at ? { ...node, ...to } : node)),
  });

/** Nodes that are evenly spaced and flat. @param {number} count @param {number} end */
const flat = (count, end) =>
  Array.from({ length: count }, (_, i) => ({
    corner: Math.round((100 * end * i) / count) / 100,
    weight: 0,
    turned: false,
  }));

/**
 * A slider with its name and value.
 *
 * @param {string} name
 * @param {(value: number) => void} act
 * @param {Record<string, number>} [limits] or it reaches as far as `show` says
 */
function makeRow(name, act, limits) {
  const input = slider(name, { ...limits, step: STEP }, act);
  const value = make("b");
  const element = make("label", { class: "row" }, make("span", {}, name), input, value);
  const show = (/** @type {number} */ now, reach = 0, unit = 1) => {
    if (!limits) {
      for (const [name, to] of Object.entries({ min: -reach, max: reach, step: STEP * unit })) {
        input.setAttribute(name, String(to));
      }
    }
    input.value = String(now);
    say(value, number(now, unit));
  };
  return { element, show };
}

/** @param {Model} model @param {number} end @param {{ flat: () => void }} acts */
function makeSettings(model, end, acts) {
  const counts = /** @type {[number, number][]} */ (
    Array.from({ length: MOST - LEAST + 1 }, (_, i) => [LEAST + i, LEAST + i])
  );
  const names = Object.keys(model.get("curves"));
  const count = select(
    "Nodes",
    counts,
    (value) => change(model, { chosen: 0, nodes: flat(Number(value), end), bias: 0 }),
  );
  const curve = select(
    "Target",
    names.map((name) => [name, name]),
    (value) => change(model, { target: value }),
  );
  const turn = press("Turn this node", () => {
    const { nodes, chosen } = stateOf(model);
    bend(model, chosen, { turned: !nodes[chosen].turned });
  });
  const element = settings(
    make("label", { class: "set" }, "Nodes", count),
    make("label", { class: "set" }, "Target", curve),
    turn,
    press("All flat again", acts.flat),
  );
  const show = () => {
    count.value = String(stateOf(model).nodes.length);
    curve.value = model.get("target");
  };
  return { element, show };
}

/** The buttons of the nodes. @param {Model} model */
function makeChooser(model) {
  const buttons = Array.from(
    { length: MOST },
    (_, i) => press(String(i), () => change(model, { chosen: i })),
  );
  buttons.forEach((button, i) => button.setAttribute("aria-label", `Node ${i}`));
  const element = make("div", { class: "chooser" }, make("span", {}, "Node"), ...buttons);
  const show = () => {
    const { nodes, chosen } = stateOf(model);
    buttons.forEach((button, i) => {
      button.hidden = i >= nodes.length;
      button.ariaPressed = String(i === chosen);
    });
  };
  return { element, show };
}

/** What is beside the plot. @param {Model} model @param {number} end @param {number[]} xs */
function makeSide(model, end, xs) {
  const chooser = makeChooser(model);
  const corner = makeRow(
    "corner",
    (value) => bend(model, stateOf(model).chosen, { corner: value }),
    { min: 0, max: end },
  );
  const weight = makeRow(
    "weight",
    (value) => bend(model, stateOf(model).chosen, { weight: value }),
  );
  const bias = makeRow("bias", (value) => change(model, { bias: value }));
  const more = makeSettings(model, end, {
    flat: () => change(model, { nodes: flat(stateOf(model).nodes.length, end), bias: 0 }),
  });
  const fit = press("Fit the weights", () => {
    const { nodes, target } = stateOf(model);
    change(model, fitted(nodes, xs, target));
  });
  const what = make("p", { class: "what" });
  const miss = make("b", { class: "miss" });
  const element = make(
    "div",
    { class: "side" },
    make("div", { class: "top" }, fit, more.element),
    chooser.element,
    corner.element,
    weight.element,
    what,
    bias.element,
    make("p", { class: "error" }, "mean squared error ", miss),
  );
  let [scale, reach] = [0, STRONGEST]; // of weights, in units; a fit may widen it
  const show = () => {
    const { nodes, bias: b, chosen, target } = stateOf(model);
    const unit = unitOf(target);
    if (unit !== scale) [scale, reach] = [unit, STRONGEST];
    for (const each of [b, ...nodes.map(({ weight }) => weight)]) {
      reach = Math.max(reach, Math.ceil(Math.abs(each) / unit));
    }
    const { corner: c, weight: v, turned } = nodes[chosen];
    for (const part of [chooser, more]) part.show();
    corner.show(c);
    weight.show(v, reach * unit, unit);
    bias.show(b, reach * unit, unit);
    const inside = turned ? `${number(c)} − x` : `x − ${number(c)}`;
    say(what, `adds ${number(v, unit)} · max(0, ${inside})`);
    const missed = error(nodes, b, xs, target);
    const least = 0.001 * unit ** 2;
    say(miss, missed < least ? `below ${written(least, 1)}` : written(missed));
  };
  return { element, show };
}

/** What the lines stand for. */
const makeKey = () =>
  make(
    "div",
    { class: "key" },
    ...[["target", "target"], ["sum", "sum"], ["alone", "each node alone"]].flatMap((
      [kind, text],
    ) => [make("i", { class: kind }), make("span", {}, text)]),
  );

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const end = model.get("end");
  const xs = inputs(end, stateOf(model).target.length);
  const round = (/** @type {number} */ value, unit = 1) =>
    Math.round((20 * value) / unit) * unit / 20;
  const plot = makePlot(end, xs, {
    get: () => stateOf(model),
    choose: (chosen) => change(model, { chosen }),
    corner: (i, x) => bend(model, i, { corner: round(clamp(x, 0, end)) }),
    weight: (i, to) => bend(model, i, { weight: round(to, unitOf(stateOf(model).target)) }),
  });
  const side = makeSide(model, end, xs);
  el.classList.add("bends");
  const left = make("div", { class: "left" }, makeKey(), plot.element);
  el.append(make("div", { class: "main" }, left, side.element));
  const show = () => {
    plot.show(stateOf(model));
    side.show();
  };
  const frame = () => {
    plot.frame(stateOf(model).target);
    show();
  };
  frame();
  let waiting = 0;
  const later = () => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      show();
    });
  };
  const ends = [
    listen(model, ["nodes", "bias", "chosen"], later),
    listen(model, ["target"], frame),
  ];
  return () => {
    cancelAnimationFrame(waiting);
    for (const each of ends) each();
  };
}

export default { render };

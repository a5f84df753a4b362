// Patches: what a node of the first dense layer looks for, and what a new task changed.

import { make, press, say, select } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { written } from "../shared/numbers.js";
import { paintPixels, rgbOf } from "../shared/pictures.js";
import { colorOf } from "../shared/signed.js";
import { makeAnswers } from "./answers.js";
import { makeGrid } from "./grid.js";
import { afterwards, mostFirst, patchesOf } from "./maths.js";
import { makeStrip } from "./strip.js";
import { nameOf } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./maths.js").Kind} Kind */
/** @typedef {import("./maths.js").Patch} Patch */
/** @typedef {import("./grid.js").Paint} Paint */
/**
 * @typedef {object} State
 * @property {number} node its place
 * @property {boolean} pictures whether they are shown
 * @property {Kind[]} open what has been asked for
 * @property {Kind} grid what the grid shows
 * @property {boolean} sorted whether what changed most comes first
 */
/** @typedef {Partial<Record<Kind, Patch[]>>} Patches */

/** The weights of all nodes, and of these what moved. @param {Model} model @returns {Patches} */
function patchesIn(model) {
  const [texts, limits, levels] = ["weights", "limits", "levels"].map((name) => model.get(name));
  const [maps, rows, columns] = [
    model.get("nodes").length,
    model.get("rows"),
    model.get("columns"),
  ];
  /** @type {Patches} */
  const found = {};
  for (const kind of /** @type {Kind[]} */ (model.get("kinds"))) {
    found[kind] = patchesOf(texts[kind], { maps, rows, columns }, levels);
  }
  const { weights = [], changed } = found;
  if (changed) {
    const ratio = limits.changed / limits.weights;
    found.later = weights.map((patch, node) => afterwards(patch, changed[node], ratio));
  }
  return found;
}

/**
 * One image of the chosen node, with its scale.
 *
 * @param {string} name
 * @param {Patch[]} patches
 * @param {number} limit of the colors
 * @param {{ rows: number, columns: number }} shape
 * @param {Paint} paint
 */
function makeLarge(name, patches, limit, { rows, columns }, paint) {
  const canvas = make("canvas", { width: columns, height: rows, role: "img" });
  const ends = limit ? ["−", `± ${written(limit, 2)}`, "+"] : ["all 0"];
  const element = make(
    "figure",
    {},
    make("figcaption", {}, name),
    make("div", { class: "frame" }, canvas),
    make("div", { class: "scale" }, make("i"), ...ends.map((end) => make("span", {}, end))),
  );
  /** @param {number} place @param {string} node @param {boolean} shown */
  const show = (place, node, shown) => {
    element.classList.toggle("unasked", !shown);
    canvas.setAttribute("aria-label", shown ? `${node}: ${name}` : "not shown yet");
    if (shown) paint(canvas, patches[place]);
  };
  return { element, show };
}

/**
 * The buttons. What has been asked for can be hidden again.
 *
 * @param {Model} model
 * @param {(state: Partial<State>) => void} act
 */
function makeControls(model, act) {
  const names = model.get("names");
  const state = () => /** @type {State} */ (model.get("state"));
  const flip = (/** @type {Kind} */ kind) => {
    const { open, grid, sorted } = state();
    if (!open.includes(kind)) return act({ open: [...open, kind] });
    act({
      open: open.filter((each) => each !== kind),
      grid: grid === kind ? "weights" : grid,
      sorted: sorted && kind !== "changed",
    });
  };
  const pictures = press("Pictures", () => act({ pictures: !state().pictures }));
  const learned = press(`Learned on ${names[0]}`, () => flip("learned"));
  const changed = press(`Change to ${names[1]}`, () => flip("changed"));
  const sorted = press("Sort by change", () => act({ sorted: !state().sorted }));
  const kinds = /** @type {string[]} */ (model.get("kinds"));
  const shown = [
    pictures,
    ...(kinds.includes("learned") ? [learned] : []),
    ...(kinds.includes("changed") ? [changed, sorted] : []),
  ];
  const title = make("h2", { "aria-live": "polite" });
  const element = make("div", { class: "controls" }, title, ...shown);
  const show = (/** @type {State} */ now, /** @type {string} */ node) => {
    say(title, `${node} of ${model.get("units")}`);
    const pressed = /** @type {[HTMLElement, boolean][]} */ ([
      [pictures, now.pictures],
      [learned, now.open.includes("learned")],
      [changed, now.open.includes("changed")],
      [sorted, now.sorted],
    ]);
    for (const [button, on] of pressed) button.setAttribute("aria-pressed", String(on));
    sorted.classList.toggle("unasked", !now.open.includes("changed"));
  };
  return { element, show };
}

/**
 * What the grid shows: the weights, or what has been asked for.
 *
 * @param {Model} model
 * @param {(state: Partial<State>) => void} act
 */
function makeList(model, act) {
  const list = select("Grid", [], (grid) => act({ grid: /** @type {Kind} */ (grid) }));
  const element = make("label", { class: "list" }, "Grid", list);
  const kinds = /** @type {Kind[]} */ (model.get("kinds"));
  let known = "";
  const show = (/** @type {State} */ { open, grid }) => {
    const asked = kinds.filter((kind) => kind === "weights" || open.includes(kind));
    if (asked.join() !== known) {
      known = asked.join();
      const names = asked.map((value) =>
        make("option", { value }, nameOf(value, model.get("names")))
      );
      list.replaceChildren(...names);
    }
    list.value = grid;
    element.classList.toggle("unasked", asked.length === 1);
  };
  return { element, show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const patches = patchesIn(model);
  const [limits, moved, nodes] = ["limits", "moved", "nodes"].map((name) => model.get(name));
  const shape = { rows: model.get("rows"), columns: model.get("columns") };
  const act = (/** @type {Partial<State>} */ state) =>
    change(model, { state: { ...model.get("state"), ...state } });
  el.classList.add("patches");
  const colors = { positive: rgbOf(el, "positive"), negative: rgbOf(el, "negative") };
  /** @type {Paint} */
  const paint = (canvas, patch) => paintPixels(canvas, patch, (share) => colorOf(share, colors));
  const kinds = /** @type {Kind[]} */ (["weights", "learned", "later", "changed"]);
  const alone = model.get("kinds").length === 1;
  el.classList.toggle("alone", alone);
  const large = kinds.filter((kind) => patches[kind]).map((kind) => ({
    asked: kind === "later" ? "changed" : kind,
    ...makeLarge(
      alone ? "its weights" : nameOf(kind, model.get("names")),
      patches[kind] ?? [],
      kind === "later" ? limits.weights : limits[kind],
      shape,
      paint,
    ),
  }));
  const grid = makeGrid(nodes, shape, paint, (node) => act({ node }));
  const list = makeList(model, act);
  const [controls, answers] = [makeControls(model, act), makeAnswers(model)];
  const strip = makeStrip(moved, model.get("names"));
  const left = make("div", { class: "left" }, grid.element);
  if (!alone) left.append(list.element, strip.element);
  const images = make("div", { class: "large" }, ...large.map(({ element }) => element));
  el.append(
    controls.element,
    make("div", { class: "main" }, left, make("div", { class: "right" }, images, answers.element)),
  );
  const places = nodes.map((/** @type {number} */ _, /** @type {number} */ place) => place);
  const show = () => {
    const state = /** @type {State} */ (model.get("state"));
    const { node } = state;
    const name = `Node ${nodes[node]}`;
    controls.show(state, name);
    list.show(state);
    const order = state.sorted ? mostFirst(moved.changed.each) : places;
    grid.show(node, order, patches[state.grid] ?? []);
    for (const { asked, show } of large) {
      show(node, name, asked === "weights" || state.open.includes(asked));
    }
    strip.show(node, state.open);
    answers.show(node, state.pictures);
  };
  show();
  return listen(model, ["state"], show);
}

export default { render };

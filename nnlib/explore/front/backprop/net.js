// The drawing of the network: a card for each node, a chip for each weight and bias, and
// lines. On a narrow page the layers go down, and there are no chips.

import { make, say } from "../shared/dom.js";
import { clamp } from "../shared/numbers.js";
import { asHtmlInLayer, fitted, kindOf, nameOf, symbols } from "./formulas.js";
import { pathOf, valueOf } from "./maths.js";

/** @typedef {import("./formulas.js").Spot} Spot */
/** @typedef {import("./formulas.js").Subject} Subject */
/** @typedef {import("./maths.js").Found} Found */
/** @typedef {import("./maths.js").From} From */
/** @typedef {import("./maths.js").Kind} Kind */
/** @typedef {import("./maths.js").State} State */
/** @typedef {import("./maths.js").Step} Step */
/** @typedef {"x" | "z" | "a" | "delta" | "y"} Quantity what a node has */
/** @typedef {{ name: Quantity, row: HTMLElement, value: HTMLElement }} Row */
/** @typedef {{ hit: SVGPathElement, seen: SVGPathElement }} Line a wide one meets the pointer */
/**
 * @typedef {object} Card a node
 * @property {HTMLElement} element
 * @property {number} layer
 * @property {number} node
 * @property {undefined} [from]
 * @property {string} path to what it offers for change
 * @property {Row[]} rows
 */
/**
 * @typedef {object} Chip a weight or a bias
 * @property {HTMLElement} element
 * @property {number} layer
 * @property {number} node
 * @property {From} from
 * @property {string} path
 * @property {HTMLElement} own
 * @property {HTMLElement} other
 * @property {Line[]} lines to its chip, past hidden chips, and down
 */
/** @typedef {Card | Chip} Item */
/**
 * @typedef {object} View
 * @property {State} state
 * @property {Found} found
 * @property {Step} current
 * @property {(kind: Kind, l: number) => boolean} knows whether it has been told of a layer
 * @property {Subject} told what the formula is about
 * @property {Spot | null} about what is pointed at or focused
 */

const HIGH = 432; // of the nodes; below them are captions
const WHOLE = 460; // with these
const ROW = 48; // of a chip: a weight and its gradient
const DOWN = 150; // from layer to layer on a narrow page
const FULL = 4; // as many nodes fill the width of a narrow page

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Leaves alone what stays as it is: a click ends on the element on which it began.
 *
 * @param {HTMLElement} element
 * @param {string} html
 */
export function write(element, html) {
  if (element.innerHTML !== html) element.innerHTML = html;
}

// Where each node of a layer is: how high, or how far across on a narrow page.
/** @param {number} nodes */
const pitch = (nodes) => Math.min(150, HIGH / nodes);
/** @param {number} nodes @param {number} j */
const heightOf = (nodes, j) => HIGH / 2 + (j - (nodes - 1) / 2) * pitch(nodes);
/** @param {number} nodes @param {number} j */
const across = (nodes, j) => (nodes > 2 ? j / (nodes - 1) : (j + 0.5) / nodes);

/**
 * A number where there is less room, in four layers or beside three other nodes.
 *
 * @param {number} value
 * @param {number[]} sizes
 */
const shortened = (value, sizes) =>
  fitted(value, sizes.length === 4 || Math.max(...sizes) === FULL ? 7 : 8);

/** How high a chip is: of four layers, its name has a line of its own. @param {number[]} sizes */
const rowOf = (sizes) => (sizes.length === 4 ? 72 : ROW);

/**
 * Whether there is room for all weights of a layer.
 *
 * @param {number[]} sizes
 * @param {number} l
 */
const isRoomy = (sizes, l) =>
  (sizes[l - 1] + 1) * rowOf(sizes) <= (sizes[l] === 1 ? HIGH : pitch(sizes[l]));

/** @param {number[]} sizes */
export const isAllRoomy = (sizes) => sizes.every((_, l) => l === 0 || isRoomy(sizes, l));

/** @param {number} l @param {number} last */
const placeOf = (l, last) =>
  `--along: ${l / last}; --layer: ${l}; --kind: var(--${kindOf(l, last)})`;

/**
 * What is seen in it is its name, behind what only who hears it is told.
 *
 * @param {string} kind
 * @param {string} style
 * @param {string} heard
 * @param {...HTMLElement} children
 */
const makeButton = (kind, style, heard, ...children) =>
  make(
    "div",
    { class: kind, role: "button", tabindex: -1, style },
    make("span", { class: "heard" }, heard),
    ...children,
  );

/**
 * The rows of a card: symbols, and values to come.
 *
 * @param {number[]} sizes
 * @param {number} l
 * @param {number} j
 */
function makeRows(sizes, l, j) {
  const s = symbols(sizes, asHtmlInLayer);
  /** @type {[Quantity, string][]} */
  const names = l === 0
    ? [["x", s.a(0, j)]]
    : [["z", s.z(l, j)], ["a", s.a(l, j)], ["delta", s.delta(l, j)]];
  if (l === sizes.length - 1) names.push(["y", s.y(j)]);
  return names.map(([name, html]) => {
    const [symbol, value] = [make("span"), make("b")];
    symbol.innerHTML = html;
    return { name, row: make("span", { class: "line" }, symbol, " ", value), value };
  });
}

/**
 * A node. It offers for change its number of the example, or else its bias.
 *
 * @param {number[]} sizes
 * @param {number} layer
 * @param {number} node
 * @returns {Card}
 */
function makeCard(sizes, layer, node) {
  const last = sizes.length - 1;
  const [y, x] = [heightOf(sizes[layer], node), across(sizes[layer], node)];
  const style = `${placeOf(layer, last)}; --y: ${y}px; --across: ${x}`;
  const rows = makeRows(sizes, layer, node);
  const heard = `${nameOf(layer, last)}, node ${node}:`;
  const element = makeButton("card", style, heard, ...rows.map(({ row }) => row));
  const bias = pathOf({ layer, node, from: "b" });
  const path = layer === 0 ? `x ${node}` : layer === last ? `target ${node}` : bias;
  return { element, layer, node, path, rows };
}

/**
 * @param {SVGElement[]} pictures of the lines into its layer
 * @param {number} last
 * @param {import("./maths.js").Parameter} parameter
 * @returns {Chip}
 */
function makeChip(pictures, last, { layer, node, from }) {
  const [own, other] = [make("span", { class: "line" }), make("span", { class: "line" })];
  const [kind, start] = from === "b" ? ["chip bias", "b"] : ["chip", `w from ${from}`];
  const heard = `${start} to ${node}, ${nameOf(layer, last)}:`;
  const element = makeButton(kind, placeOf(layer, last), heard, own, other);
  const lines = (from === "b" ? [] : pictures).map((picture) => {
    const line = { hit: make("path", { class: "hit" }), seen: make("path") };
    picture.append(line.hit, line.seen);
    return line;
  });
  return { element, layer, node, from, path: pathOf({ layer, node, from }), own, other, lines };
}

/**
 * Pictures for the lines into a layer: to shown chips, to nodes, and down a narrow page.
 *
 * @param {number} l
 * @param {number} last
 */
const makePictures = (l, last) =>
  ["ported", "far", "down"].map((kind) =>
    make("svg", {
      class: kind,
      style: `--along: ${(l - 1) / last}; --layer: ${l - 1}`,
      preserveAspectRatio: "none",
      viewBox: kind === "down" ? `0 0 1 ${DOWN}` : `0 0 1 ${WHOLE}`,
    })
  );

/**
 * The nodes, weights and lines of a network.
 *
 * @param {number[]} sizes
 */
function makeItems(sizes) {
  const last = sizes.length - 1;
  /** @type {Item[]} */
  const items = [];
  /** @type {Element[]} */
  const pictures = [];
  /** @type {Element[]} */
  const drawn = [];
  sizes.forEach((many, layer) => {
    const into = layer ? makePictures(layer, last) : [];
    /** @type {From[]} */
    const starts = layer ? [...Array(sizes[layer - 1]).keys(), "b"] : [];
    const nodes = [...Array(many).keys()];
    const chips = starts.flatMap((from) =>
      nodes.map((node) => makeChip(into, last, { layer, node, from }))
    );
    const cards = nodes.map((node) => makeCard(sizes, layer, node));
    const caption = make("div", { class: "caption", style: placeOf(layer, last) });
    caption.append(nameOf(layer, last));
    items.push(...chips, ...cards);
    pictures.push(...into);
    drawn.push(caption, ...[...chips, ...cards].map(({ element }) => element));
  });
  return { items, elements: [...pictures, ...drawn] };
}

/** The weights of a step: at the end those after the update. @param {View} view */
const shownWeights = ({ state, found, current }) =>
  current.kind === "after" ? found.updated : state.weights;

/** Whether the step is of this kind, and of this layer. @param {View} view */
const stepOf = ({ current }) => (/** @type {Kind} */ kind, /** @type {number} */ l) =>
  current.kind === kind && (current.layer ?? l) === l;

/**
 * What a node shows at a step, where it is known yet.
 *
 * @param {Card} card
 * @param {View} view
 * @returns {Record<Quantity, number | undefined>}
 */
function valuesOf({ layer: l, node: j }, { state, found, current, knows }) {
  const renewed = current.kind === "after";
  const { z, a } = renewed ? found.after : found;
  return {
    x: a[0][j],
    z: knows("z", l) ? z[l][j] : undefined,
    a: knows("a", l) ? a[l][j] : undefined,
    delta: knows("delta", l) && !renewed ? found.delta[l][j] : undefined,
    y: state.target[j],
  };
}

/**
 * What of a node the step is about.
 *
 * @param {Card} card
 * @param {View} view
 * @returns {Record<Quantity, boolean>}
 */
function nowOf({ layer: l }, view) {
  const is = stepOf(view);
  const renewed = is("after", l);
  const atEnd = l === view.state.sizes.length - 1;
  return {
    x: is("input", l),
    z: renewed || is("z", l),
    a: renewed || is("a", l) || (is("loss", l) && atEnd),
    delta: is("delta", l),
    y: is("input", l) || is("loss", l),
  };
}

/** @param {Card} card @param {View} view */
function showCard(card, view) {
  const { element, rows, layer: l, node: j } = card;
  const { told, about } = view;
  const [values, now] = [valuesOf(card, view), nowOf(card, view)];
  for (const { name, row, value } of rows) {
    const text = values[name] === undefined ? "" : shortened(values[name], view.state.sizes);
    row.classList.toggle("now", now[name]);
    say(value, text);
  }
  const tells = ["z", "a", "delta", "gradient", "update"].includes(told.kind) ||
    (about !== null && l === 0);
  element.classList.toggle("told", tells && l === told.layer && j === told.node);
}

/**
 * Whether the formula has this weight or bias.
 *
 * @param {Chip} chip
 * @param {View} view
 */
function isTold({ layer: l, node: j, from }, { told }) {
  if (told.kind === "delta") return l === told.layer + 1 && from === told.node;
  return ["z", "gradient", "update", "weight"].includes(told.kind) && l === told.layer &&
    j === told.node && (told.from === undefined || told.from === from);
}

/**
 * Weights are shown where there is room for all of a layer, else those of one node.
 *
 * @param {Chip} chip
 * @param {View} view
 */
function isShown(chip, view) {
  const { layer, node } = chip;
  return isRoomy(view.state.sizes, layer) || isTold(chip, view) ||
    (view.about?.layer === layer && view.about.node === node);
}

/**
 * Where a chip is: the shown ones of a node are stacked before it.
 *
 * @param {Chip} chip
 * @param {Chip[]} shown
 * @param {number[]} sizes
 */
function chipHeight(chip, shown, sizes) {
  const stack = shown.filter((each) => each.layer === chip.layer && each.node === chip.node);
  const row = rowOf(sizes);
  const half = (stack.length * row) / 2;
  const middle = clamp(heightOf(sizes[chip.layer], chip.node), half, HIGH - half);
  return middle + (stack.indexOf(chip) + 0.5) * row - half;
}

/**
 * The two lines of a chip: a weight, and below it its gradient or, once it is found, the
 * new weight.
 *
 * @param {Chip} chip
 * @param {View} view
 */
function chipTexts(chip, { state, found, current, knows }) {
  const { layer: l, node: j, from } = chip;
  const [old, fresh, gradient] = [state.weights, found.updated, found.gradients]
    .map((table) => shortened(valueOf(table, chip), state.sizes));
  const name = symbols(state.sizes, asHtmlInLayer).parameter(l, from, j);
  const first = `<span class="name">${name}</span> <b>${
    current.kind === "after" ? fresh : old
  }</b>`;
  if (current.kind === "update") return { own: first, other: `<i>→</i> <b>${fresh}</b>` };
  const sloped = knows("gradient", l) && current.kind !== "after";
  return { own: first, other: sloped ? `<i>∂</i> <b>${gradient}</b>` : "" };
}

/**
 * The ways of a weight's lines, as its `lines` are ordered.
 *
 * @param {Chip} chip
 * @param {number[]} sizes
 * @param {number | undefined} y of its chip, where that is shown
 */
function waysOf({ layer: l, node: j, from }, sizes, y) {
  if (from === "b") return [];
  const start = heightOf(sizes[l - 1], from);
  const [top, bottom] = [across(sizes[l - 1], from), across(sizes[l], j)];
  return [
    y === undefined ? "" : `M0 ${start}L1 ${y}`,
    y === undefined ? `M0 ${start}L1 ${heightOf(sizes[l], j)}` : "",
    `M${top} ${l === 1 ? 28 : 78}L${bottom} ${DOWN + 2}`,
  ];
}

/**
 * @param {Chip} chip
 * @param {View} view
 * @param {Chip[]} shown
 * @param {number} greatest weight, without its sign
 */
function showChip(chip, view, shown, greatest) {
  const { element, own, other, lines, layer: l, from } = chip;
  const { sizes } = view.state;
  const is = stepOf(view);
  const told = isTold(chip, view);
  const now = is("update", l) || is("z", l) || is("gradient", l) ||
    (is("delta", l - 1) && from !== "b");
  const [texts, value] = [chipTexts(chip, view), valueOf(shownWeights(view), chip)];
  const [y, visible] = [chipHeight(chip, shown, sizes), shown.includes(chip)];
  write(own, texts.own);
  write(other, texts.other);
  element.hidden = !visible;
  element.style.setProperty("--y", `${y}px`);
  element.classList.toggle("now", now);
  element.classList.toggle("told", told);

  const ways = waysOf(chip, sizes, visible ? y : undefined);
  lines.forEach(({ hit, seen }, i) => {
    hit.setAttribute("d", ways[i]);
    seen.setAttribute("d", ways[i]);
    seen.setAttribute("class", `${value < 0 ? "negative" : "positive"} ${told ? "told" : ""}`);
    seen.setAttribute("stroke-width", String(1 + (5 * Math.abs(value)) / greatest));
    seen.setAttribute("stroke-dasharray", value < 0 ? "9 6" : "");
  });
}

/**
 * The nearest item that is seen in a direction; up and down, of the same column.
 *
 * @param {Item[]} items
 * @param {Item} item
 * @param {[number, number]} direction
 */
function nearest(items, item, [right, down]) {
  const here = item.element.getBoundingClientRect();
  const near = items.flatMap((each) => {
    const box = each.element.getBoundingClientRect();
    const x = box.x + box.width / 2 - here.x - here.width / 2;
    const y = box.y + box.height / 2 - here.y - here.height / 2;
    const beside = right ? x * right > 4 : Math.abs(x) < 4 && y * down > 1;
    return box.width && beside ? [{ each, far: 3 * Math.abs(x) + Math.abs(y) }] : [];
  });
  return near.sort((one, two) => one.far - two.far)[0]?.each;
}

/**
 * The items under the pointer and the keys.
 *
 * @param {HTMLElement} element
 * @param {() => Item[]} items
 * @param {{ point: (item: Item | null) => void, choose: (item: Item) => void,
 *   edit: () => void }} acts
 */
function follow(element, items, { point, choose, edit }) {
  /** @param {Element | null} found */
  const itemAt = (found) =>
    items().find((item) =>
      item.element === found ||
      (item.from !== undefined && item.lines.some(({ hit }) => hit === found))
    );
  const under = (/** @type {Event} */ { target }) =>
    itemAt(/** @type {Element} */ (target).closest(".card, .chip, path"));
  const focused = () => {
    const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
    return itemAt(root.activeElement) ?? null;
  };
  element.addEventListener("pointerover", (event) => point(under(event) ?? focused()));
  element.addEventListener("pointerleave", () => point(focused()));
  element.addEventListener("focusin", () => {
    const item = focused();
    for (const each of items()) each.element.tabIndex = each === item ? 0 : -1;
    point(item);
  });
  element.addEventListener("focusout", () => point(null));
  element.addEventListener("click", (event) => {
    const item = under(event);
    if (item) choose(item);
  });
  element.addEventListener("dblclick", edit);
  element.addEventListener("keydown", (event) => {
    const [item, direction] = [focused(), DIRECTIONS[event.key]];
    const chosen = event.key === "Enter" || event.key === " ";
    if (!item || !(chosen || direction)) return;
    event.preventDefault();
    if (chosen) {
      choose(item);
      edit();
    } else nearest(items(), item, direction)?.element.focus();
  });
}

/** @param {Parameters<typeof follow>[2]} acts */
export function makeNet(acts) {
  const label = "The network: the arrow keys move about in it";
  const element = make("div", { class: "net", role: "group", "aria-label": label });
  /** @type {Item[]} */
  let items = [];
  follow(element, () => items, acts);

  const build = (/** @type {number[]} */ sizes) => {
    const made = makeItems(sizes);
    items = made.items;
    element.style.setProperty("--depth", String(sizes.length - 1));
    element.replaceChildren(...made.elements);
    items[0].element.tabIndex = 0;
  };
  const show = (/** @type {View} */ view) => {
    const chips = items.filter((item) => item.from !== undefined);
    const shown = chips.filter((chip) => isShown(chip, view));
    const { state, found } = view;
    const all = [state.weights, found.updated].flat(4).map(Math.abs);
    const greatest = Math.max(...all.filter(Number.isFinite)) || 1;
    for (const item of items) {
      if (item.from === undefined) showCard(item, view);
      else showChip(item, view, shown, greatest);
    }
  };
  return { element, build, show };
}

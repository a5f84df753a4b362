// A map of rates, and of momenta where there are some: how many steps each takes to a loss.

import { make, say, select } from "../shared/dom.js";
import { shortly } from "../shared/numbers.js";
import { pointed } from "../shared/plot.js";
import { marksAt, tickRow } from "./axes.js";
import { bestOf, cellAt, cellOf, compute, gridOf, inWords, isTried, settingsAt } from "./grid.js";
import { noticer } from "./racers.js";
import { stepsTo } from "./rules.js";
import { makeLayer } from "./trails.js";
import { decades } from "./words.js";

/** @typedef {import("./racers.js").Racer} Racer */
/** @typedef {import("./rules.js").Reached} Reached */
/** @typedef {import("./grid.js").Grid} Grid */
/** @typedef {import("./grid.js").Cell} Cell */
/** @typedef {import("./race.js").Setup} Setup */
/** @typedef {import("./race.js").Shown} Shown */
/** @typedef {import("./trails.js").Context} Context */

const SIZE = { width: 480, height: 150 };
const GOALS = [1, 0.1, 0.01, 0.001, 1e-4, 1e-6];

/** Lines across what diverges. @param {Context} context */
function hatching(context) {
  const tile = make("canvas", { width: 16, height: 16 });
  const ink = /** @type {Context} */ (tile.getContext("2d"));
  ink.strokeStyle = "#777";
  ink.lineWidth = 2.5;
  for (const at of [-8, 0, 8]) {
    ink.moveTo(at, 16);
    ink.lineTo(at + 16, 0);
  }
  ink.stroke();
  return /** @type {CanvasPattern} */ (context.createPattern(tile, "repeat"));
}

/** From dark for few steps to pale for many. @param {number} share */
const shade = (share) => {
  const [from, to] = [[0, 60, 110], [205, 228, 245]];
  return `rgb(${from.map((value, i) => Math.round(value + share * (to[i] - value)))})`;
};

/**
 * Paint what was found: cells, or a curve where there is one row.
 *
 * @param {Context} context
 * @param {Grid} grid
 * @param {Reached[]} found
 * @param {number} steps the most
 */
function paint(context, { rates, momenta }, found, steps) {
  const [wide, high] = [SIZE.width / rates.length, SIZE.height / momenta.length];
  const pattern = hatching(context);
  const reached = found.filter(Number.isFinite);
  const least = Math.min(...reached, steps);
  found.forEach((value, i) => {
    const [row, column] = [Math.floor(i / rates.length), i % rates.length];
    const top = SIZE.height - (row + 1) * high;
    const share = (value - least) / Math.max(1, steps - least);
    const isCurve = momenta.length === 1 && Number.isFinite(value);
    const part = isCurve ? Math.max(0.02, value / steps) : 1;
    if (value === Infinity) return;
    context.fillStyle = Number.isNaN(value) ? pattern : shade(share);
    context.fillRect(column * wide, top + (1 - part) * high, wide + 0.3, part * high + 0.3);
  });
}

/**
 * @param {Grid} grid
 * @param {string | null} argument
 * @param {number} steps
 */
function axesOf({ rates, momenta }, argument, steps) {
  const [low, high] = [Math.log10(rates[0]), Math.log10(rates[rates.length - 1])];
  const across = (/** @type {number} */ value) => (value - low) / (high - low);
  const y = argument ? [0, 0.5, 0.9] : [0, steps];
  const up = argument
    ? (/** @type {number} */ value) => (20 * value + 0.5) / momenta.length
    : (/** @type {number} */ value) => value / steps;
  return [
    ...tickRow({ kind: "x", name: "rate", marks: decades(low, high), share: across }),
    ...tickRow({ kind: "y", name: "", marks: marksAt(y), share: up }),
    make("span", { class: "axis upward" }, argument ?? "steps"),
  ];
}

/** @param {number} goal @returns {[number, string]} */
const goalText = (goal) => [goal, shortly(goal)];

/** @type {Record<string, Cell>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * The pointer and the arrow keys choose a cell.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {() => Grid} grid
 * @param {(cell: Cell) => void} setTo
 * @param {() => void} release
 * @param {() => Cell} here
 */
function listenTo(canvas, grid, setTo, release, here) {
  const at = (/** @type {PointerEvent} */ event) => {
    const [across, down] = pointed(event, canvas);
    setTo([across * grid().rates.length - 0.5, (1 - down) * grid().momenta.length - 0.5]);
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) at(event);
  });
  canvas.addEventListener("lostpointercapture", release);
  canvas.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    const [column, row] = here();
    setTo([Math.round(column) + move[0], Math.round(row) + move[1]]);
    release();
    event.preventDefault();
  });
}

/** The plot with its two marks. */
function makePlot() {
  const layer = makeLayer(SIZE, {
    tabindex: 0,
    role: "application",
  });
  const scale = make("div");
  const [best, here] = [make("span", { class: "best" }, "★"), make("span", { class: "here" })];
  for (const mark of [best, here]) mark.ariaHidden = "true";
  const element = make("div", { class: "plot" }, layer.canvas, best, here, scale);
  /** @param {HTMLElement} mark @param {Grid} grid @param {Cell} cell */
  const put = (mark, { rates, momenta }, [column, row]) => {
    mark.style.left = `${(100 * (column + 0.5)) / rates.length}%`;
    mark.style.bottom = `${(100 * (row + 0.5)) / momenta.length}%`;
  };
  return { element, layer, scale, best, here, put };
}

/**
 * What is counted, to which goal, and the best.
 *
 * @param {number} given
 * @param {(goal: number) => void} act
 */
function makeHead(given, act) {
  const goals = [...new Set([...GOALS, given])].sort((a, b) => b - a);
  const goal = select("Loss to reach", goals.map(goalText), (value) => act(Number(value)));
  const [what, told] = [make("span"), make("output", { "aria-live": "polite" })];
  return { element: make("div", { class: "goal" }, what, goal, told), goal, what, told };
}

/**
 * What the setting now comes to, and the best.
 *
 * @param {Racer} racer
 * @param {Grid} grid
 * @param {Reached[]} found
 * @param {number} goal
 */
function sentence({ argument, entry }, grid, found, goal) {
  const [top, most] = [bestOf(found), entry.steps];
  const now = `now ○ ${inWords(stepsTo(entry, goal), most)}`;
  if (top < 0) return `${now}; no setting gets there`;
  const { rate, momentum } = settingsAt(grid, cellAt(grid, top));
  const settings = argument ? ` and ${argument} ${momentum}` : "";
  return `${now}; best ★ ${inWords(found[top], most)} at rate ${shortly(rate)}${settings}`;
}

/** All that the map depends on. @param {Racer} racer @param {number} goal */
const askedOf = (
  { key, facts, entry: { start, steps, noise, seed, more } },
  goal,
) => [key, facts.name, start, steps, noise, seed, more, goal];

/**
 * @param {HTMLElement} el
 * @param {Setup} setup
 */
export function makeRates(el, { race, alter, release, turn, ownRates, subject }) {
  const { element: plot, layer, scale, best, here, put } = makePlot();
  const { element: head, goal, what, told } = makeHead(race().goal, (goal) => turn({ goal }));
  const element = make("div", { class: "rates" }, head, plot);

  /** @type {Racer | null} */
  let racer = null;
  let grid = gridOf(1, false);
  /** @type {Reached[]} */
  let found = [];
  let end = () => {};
  const isNew = noticer();
  const now = () => {
    const { rate, momentum } = racer?.entry ?? { rate: 1, momentum: 0 };
    return cellOf(grid, rate, momentum);
  };
  listenTo(layer.canvas, () => grid, setTo, release, now);
  function setTo(/** @type {Cell} */ cell) {
    if (!racer) return;
    const { key, argument, least } = racer;
    const { rate, momentum } = settingsAt(grid, cell);
    const momenta = { ...race().momenta, [key]: Math.max(momentum, least) };
    alter({ rates: { ...race().rates, [key]: rate }, ...(argument ? { momenta } : {}) });
  }
  function show() {
    if (!racer) return;
    put(here, grid, now());
    here.hidden = !isTried(grid, racer.entry.rate);
    best.hidden = bestOf(found) < 0;
    put(best, grid, cellAt(grid, bestOf(found)));
    if (found.length) say(told, sentence(racer, grid, found, race().goal));
  }
  function search(/** @type {Racer} */ { key, argument, entry: { steps } }) {
    grid = gridOf(ownRates()[key], argument !== null);
    found = [];
    end();
    end = compute(el, /** @type {Racer} */ (racer), grid, race().goal, (all) => {
      found = all;
      layer.clear();
      paint(layer.context, grid, found, steps);
      show();
    });
    scale.replaceChildren(...axesOf(grid, argument, steps));
    const set = argument ? `the rate and ${argument}` : "the rate";
    layer.canvas.ariaLabel = `Rates: the arrow keys set ${set}`;
  }
  const update = (/** @type {Shown} */ { racers }) => {
    racer = subject(racers);
    element.classList.toggle("none", !racer);
    goal.value = String(race().goal);
    if (!racer) return;
    say(what, `Steps until the ${racer.entry.base ? "height" : "loss"} stays below`);
    if (isNew(askedOf(racer, race().goal))) search(racer);
    show();
  };
  return { element, update, end: () => end() };
}

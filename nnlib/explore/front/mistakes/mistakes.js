// Mistakes: a confusion matrix whose cells show their pictures.

import { barsLegend, makeNamedBars, makeSmallBars } from "../shared/bars.js";
import { make, press, say } from "../shared/dom.js";
import { makePicture, paintPicture, picturesOf } from "../shared/examples.js";
import { change, listen } from "../shared/model.js";
import { bytesOf } from "../shared/packed.js";
import { rightOf, startsOf } from "./maths.js";
import { makeMatrix } from "./matrix.js";
import { nameOf, shownOf, toldOf } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/**
 * @typedef {object} State
 * @property {number} row label
 * @property {number} column answer
 * @property {number} picture of the cell
 * @property {number[]} open cells
 * @property {boolean} all whether all cells are open
 */

/** What is stored. @param {Model} model */
function storedIn(model) {
  const counts = /** @type {number[][]} */ (model.get("counts"));
  const starts = startsOf(counts, model.get("each"));
  const [kinds, count] = [counts.length, starts[starts.length - 1]];
  const [channels, side] = [model.get("channels"), model.get("side")];
  const bytes = bytesOf(model.get("percents"));
  return {
    counts,
    starts,
    pictures: picturesOf(model.get("pictures"), { count, channels, side }),
    percents: Array.from({ length: count }, (_, i) => bytes.slice(i * kinds, (i + 1) * kinds)),
  };
}

/**
 * The pictures of a cell, of which one is chosen.
 *
 * @param {number} most
 * @param {number} side
 * @param {number} kinds
 * @param {(picture: number) => void} choose
 */
function makePictures(most, side, kinds, choose) {
  const cards = Array.from({ length: most }, (_, i) => {
    const input = make("input", {
      type: "radio",
      name: "picture",
      "aria-label": `picture ${i + 1}`,
    });
    input.addEventListener("change", () => choose(i));
    const [canvas, bars] = [makePicture(side), makeSmallBars(kinds)];
    canvas.setAttribute("aria-hidden", "true");
    const element = make("label", { class: "card" }, input, canvas, bars.element);
    return { input, canvas, bars, element };
  });
  const element = make(
    "div",
    { class: "cards", role: "radiogroup", "aria-label": "Pictures" },
    ...cards.map(({ element }) => element),
  );
  /**
   * @param {{ picture: Uint8Array[], percents: Uint8Array }[]} shown
   * @param {number} chosen
   * @param {number} label
   * @param {number} answer
   */
  const show = (shown, chosen, label, answer) =>
    cards.forEach(({ input, canvas, bars, element }, i) => {
      element.hidden = !shown[i];
      input.checked = i === chosen;
      if (!shown[i]) return;
      paintPicture(canvas, shown[i].picture);
      bars.show(shown[i].percents, label, answer);
    });
  return { element, show };
}

/** How many are right. @param {number[][]} counts */
function makeTotal(counts) {
  const { right, all } = rightOf(counts);
  const share = right === all ? 100 : Math.min(99.9, 100 * right / all).toFixed(1);
  return make("p", { class: "total" }, `${right} of ${all} right (${share} %)`);
}

/**
 * The cell of a number, chosen: what is known of it, and open from then on.
 *
 * @param {State} state
 * @param {number} cell
 * @param {number} kinds
 */
const opened = ({ open }, cell, kinds) => ({
  row: Math.floor(cell / kinds),
  column: cell % kinds,
  picture: 0,
  open: open.includes(cell) ? open : [...open, cell],
});

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const { counts, starts, pictures, percents } = storedIn(model);
  const names = /** @type {string[]} */ (model.get("names"));
  const state = () => /** @type {State} */ (model.get("state"));
  const act = (/** @type {Partial<State>} */ values) =>
    change(model, { state: { ...state(), ...values } });
  const kinds = names.length;
  const matrix = makeMatrix(names, counts, (cell) => act(opened(state(), cell, kinds)));
  const few = makePictures(
    model.get("each"),
    model.get("side"),
    kinds,
    (picture) => act({ picture }),
  );
  const [bars, large] = [makeNamedBars(names), makePicture(model.get("side"))];
  const total = makeTotal(counts);
  const reveal = press("Open all cells", () => act({ all: !state().all }));
  const [title, told, which] = [make("h2"), make("p"), make("p")];
  const chosen = make("div", { class: "chosen" }, large, bars.element);
  el.classList.add("mistakes");
  el.classList.toggle("many", kinds > 10);
  el.append(
    make(
      "div",
      { class: "main" },
      make("div", {}, matrix.element, make("div", { class: "controls" }, reveal, total)),
      make(
        "div",
        {},
        make("div", { class: "told", "aria-live": "polite" }, title, told),
        which,
        few.element,
        chosen,
        barsLegend(),
      ),
    ),
  );
  const show = () => {
    const { row, column, picture, open, all } = state();
    const cell = row * kinds + column;
    const seen = new Set(open);
    matrix.show(cell, (each) => all || seen.has(each));
    reveal.setAttribute("aria-pressed", String(all));
    const places = pictures.map((_, i) => i).slice(starts[cell], starts[cell + 1]);
    const sum = counts[row].reduce((before, each) => before + each, 0);
    say(title, nameOf(names[row], names[column]));
    say(told, toldOf(counts[row][column], sum, names[row], row === column));
    say(which, shownOf(places.length, counts[row][column]));
    const shown = places.map((i) => ({ picture: pictures[i], percents: percents[i] }));
    few.show(shown, picture, row, column);
    chosen.classList.toggle("none", !shown.length);
    if (!shown.length) return;
    paintPicture(large, shown[picture].picture);
    large.setAttribute("aria-label", `picture ${picture + 1}, large`);
    bars.show(shown[picture].percents, row, column);
  };
  show();
  return listen(model, ["state"], show);
}

export default { render };

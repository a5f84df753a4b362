// The matrix: a cell is chosen by pointer or by the arrow keys, and is open from then on.

import { make, say } from "../shared/dom.js";
import { shadesOf, shortly } from "./maths.js";
import { nameOf } from "./words.js";

const MOST_NUMBERED = 10; // classes whose cells have room for numbers

/**
 * @param {string[]} names
 * @param {number[][]} counts
 * @param {(cell: number) => void} choose
 */
export function makeMatrix(names, counts, choose) {
  const count = names.length;
  const shades = shadesOf(counts).flat();
  const cells = counts.flat().map((_, cell) => {
    const [row, column] = [Math.floor(cell / count), cell % count];
    const label = nameOf(names[row], names[column]);
    const input = make("input", { type: "radio", name: "cell", "aria-label": label });
    input.addEventListener("change", () => choose(cell));
    const text = make("span", { "aria-hidden": "true" });
    const element = make("label", { class: "cell" }, input, text);
    element.classList.toggle("right", row === column);
    return { input, text, element };
  });
  const heads = names.map((name) => make("span", { class: "head" }, name));
  const rows = names.flatMap((name, i) => [
    make("span", { class: "side" }, name),
    ...cells.slice(i * count, (i + 1) * count).map(({ element }) => element),
  ]);
  const grid = make("div", { class: "grid", role: "radiogroup", "aria-label": "Cells" });
  grid.append(make("span", { class: "corner" }, "label ↓  answer →"), ...heads, ...rows);
  grid.style.setProperty("--count", String(count));
  grid.classList.toggle("dense", count > MOST_NUMBERED);
  // Of themselves radio buttons go on by one, whichever arrow is pressed.
  grid.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -count, ArrowDown: count }[event.key];
    const at = cells.findIndex(({ input }) => input === event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = cells[at + step];
    if (!next) return;
    next.input.focus();
    choose(at + step);
  });
  /** @param {number} chosen @param {(cell: number) => boolean} isOpen */
  const show = (chosen, isOpen) => {
    cells.forEach(({ text, element }, cell) => {
      const open = isOpen(cell);
      element.classList.toggle("open", open);
      element.style.setProperty("--shade", open ? shades[cell].toFixed(3) : "0");
      const seen = count > MOST_NUMBERED
        ? ""
        : shortly(counts[Math.floor(cell / count)][cell % count]);
      say(text, open ? seen : "");
    });
    cells[chosen].input.checked = true;
  };
  return { element: grid, show };
}

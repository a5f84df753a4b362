// The matrix: arrow keys go through it; what is pressed is chosen, and open from then on.

import { make, say } from "../shared/dom.js";
import { shadesOf, shortly } from "./maths.js";
import { nameOf } from "./words.js";

const MOST_NUMBERED = 10; // classes whose cells have room for numbers
/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

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
    const input = make("input", { type: "radio", name: "cell" });
    input.addEventListener("change", () => choose(cell));
    const text = make("span", { "aria-hidden": "true" });
    const element = make("label", { class: "cell" }, input, text);
    element.classList.toggle("right", row === column);
    return { input, text, label, element };
  });
  const heads = names.map((name) => make("span", { class: "head", title: name }, name));
  const rows = names.flatMap((name, i) => [
    make("span", { class: "side", title: name }, name),
    ...cells.slice(i * count, (i + 1) * count).map(({ element }) => element),
  ]);
  const grid = make("div", { class: "grid", role: "radiogroup", "aria-label": "Cells" });
  grid.append(make("span", { class: "corner" }, "label ↓  answer →"), ...heads, ...rows);
  grid.style.setProperty("--count", String(count));
  grid.classList.toggle("dense", count > MOST_NUMBERED);
  grid.classList.toggle("upright", count <= MOST_NUMBERED && names.every((name) => !name[2]));
  // Of themselves radio buttons choose what an arrow comes to: all on the way would open.
  grid.addEventListener("keydown", (event) => {
    const at = cells.findIndex(({ input }) => input === event.target);
    if (event.key === "Enter") cells[at].input.click(); // as the space bar does of itself
    const [down, right] = STEPS[event.key] ?? [0, 0];
    if (!down && !right) return;
    event.preventDefault();
    const [row, column] = [Math.floor(at / count) + down, at % count + right];
    if (counts[row]?.[column] === undefined) return;
    const { input } = cells[row * count + column];
    input.focus();
    input.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  /** @param {number} chosen @param {(cell: number) => boolean} isOpen */
  const show = (chosen, isOpen) => {
    cells.forEach(({ input, text, label, element }, cell) => {
      const open = isOpen(cell);
      const own = counts[Math.floor(cell / count)][cell % count];
      element.classList.toggle("open", open);
      element.style.setProperty("--shade", open ? shades[cell].toFixed(3) : "0");
      input.setAttribute("aria-label", open ? `${label}: ${own}` : label);
      say(text, open && count <= MOST_NUMBERED ? shortly(own) : "");
    });
    cells[chosen].input.checked = true;
  };
  return { element: make("div", { class: "scroller" }, grid), show };
}

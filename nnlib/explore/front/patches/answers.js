// The pictures that a node answers to most and least, once they are asked for.

import { make, say } from "../shared/dom.js";
import { unpacked } from "../shared/packed.js";
import { inkOf, paintPixels } from "../shared/pictures.js";
import { answerOf } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */

/** A picture with the node's answer and its class. @param {number} side */
function makeCell(side) {
  const canvas = make("canvas", { width: side, height: side, role: "img" });
  const [answer, caption] = [make("b"), make("span", { class: "caption" })];
  const element = make("div", { class: "answer" }, canvas, answer, caption);
  /** @param {Uint8Array} grays @param {number} value @param {string} name */
  const show = (grays, value, name) => {
    paintPixels(canvas, grays, inkOf);
    canvas.setAttribute("aria-label", name || "picture");
    say(answer, answerOf(value));
    say(caption, name);
  };
  return { element, show };
}

/** @param {Model} model */
export function makeAnswers(model) {
  const [side, labels, captions] = ["side", "labels", "captions"].map((name) => model.get(name));
  const found = /** @type {number[][]} */ (model.get("found"));
  const values = /** @type {number[][]} */ (model.get("answers"));
  const maps = 1 + Math.max(...found.flat());
  const pictures = unpacked(model.get("pictures"), { maps, rows: side, columns: side });
  const few = found[0].length / 2;
  const cells = found[0].map(() => makeCell(side));
  const rows = ["most", "least"].map((name, i) =>
    make(
      "div",
      { class: "row", role: "group", "aria-label": `It answers ${name} to` },
      make("h3", {}, name),
      ...cells.slice(i * few, (i + 1) * few).map(({ element }) => element),
    )
  );
  const element = make(
    "div",
    { class: "answers" },
    make("p", {}, "Its answers w · x + b, before the activation:"),
    ...rows,
  );
  /** @param {number} place of the node @param {boolean} shown */
  const show = (place, shown) => {
    element.classList.toggle("unasked", !shown);
    if (!shown) return;
    cells.forEach((cell, i) => {
      const picture = found[place][i];
      cell.show(pictures[picture], values[place][i], captions[labels[picture]] ?? "");
    });
  };
  return { element, show };
}

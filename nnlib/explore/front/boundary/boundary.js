// Boundary: the maps of one or two trained classifiers, for each set of data and each step.

import { make, say, select, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { makeMap } from "./map.js";
import { planeOf, pointsOf } from "./maths.js";

/** @typedef {import("../shared/model.js").Model} Model */

const percents = (/** @type {number} */ share) =>
  `${share < 1 ? Math.min(99, Math.round(100 * share)) : 100} %`;

/** Where the models of a moment lie in what is stored. @param {Model} model */
function placesOf(model) {
  const [counts, sets] = [model.get("counts").length, model.get("sets").length];
  return model.get("names").map((/** @type {string} */ _, /** @type {number} */ side) =>
    (side * counts + model.get("step")) * sets + model.get("data")
  );
}

/** The data, the step, and whether new points are shown. @param {Model} model */
function makeControls(model) {
  const [sets, counts] = [model.get("sets"), model.get("counts")];
  const data = select(
    "Data",
    sets.map((/** @type {string} */ name, /** @type {number} */ i) => [i, name]),
    (value) => change(model, { data: Number(value) }),
  );
  const steps = model.get("steps");
  const step = slider(
    steps,
    { min: 0, max: counts.length - 1 },
    (value) => change(model, { step: value }),
  );
  const count = make("b");
  const tested = make("input", { type: "checkbox" });
  tested.addEventListener("change", () => change(model, { tested: tested.checked }));
  const element = make("div", { class: "controls" });
  if (sets.length > 1) element.append(make("label", {}, "Data", data));
  if (counts.length > 1) element.append(make("label", {}, steps, step, count));
  element.append(make("label", {}, tested, "New points"));
  const show = () => {
    data.value = String(model.get("data"));
    step.value = String(model.get("step"));
    step.setAttribute("aria-valuetext", String(counts[model.get("step")]));
    say(count, counts[model.get("step")]);
    tested.checked = model.get("tested");
  };
  return { element, show };
}

/** The accuracies, and what the points are. @param {Model} model */
function makePanel(model) {
  const names = /** @type {string[]} */ (model.get("names"));
  const rows = ["known", "new"].map((name) => ({
    name: make("th", { scope: "row" }),
    called: name,
    cells: names.map(() => make("td")),
  }));
  const table = make(
    "table",
    { "aria-live": "polite" },
    make("caption", {}, "Right answers"),
    make(
      "tr",
      {},
      make("td"),
      ...names.map((name) => make("th", { scope: "col" }, name)),
    ),
    ...rows.map(({ name, cells }) => make("tr", {}, name, ...cells)),
  );
  const kinds = /** @type {string[]} */ (model.get("colors")).map((color, kind) =>
    make(
      "span",
      {},
      make(
        "b",
        { style: `color: var(--${color})`, "aria-hidden": "true" },
        ["●○", "▲△"][kind],
      ),
      ` class ${kind}`,
    )
  );
  const known = make("span", {}, "filled: known");
  const fresh = make("span", {}, "hollow: new");
  const legend = make("div", { class: "legend" }, ...kinds, known, fresh);
  const note = make("p", { class: "note" }, model.get("note"));
  const show = () => {
    const [tested, right] = [model.get("tested"), model.get("right")];
    const stored = model.get("points")[model.get("data")];
    rows.forEach(({ name, called, cells }, set) => {
      say(name, `${stored[set].count} ${called}`);
      placesOf(model).forEach((/** @type {number} */ at, /** @type {number} */ side) =>
        say(cells[side], set === 1 && !tested ? "?" : percents(right[at][set]))
      );
    });
    fresh.hidden = !tested;
    const shown = pointsOf(stored[1]).length;
    say(fresh, `hollow: new${shown < stored[1].count ? ` (${shown} shown)` : ""}`);
  };
  return { element: make("div", { class: "panel" }, table, legend, note), show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const maps = /** @type {string[]} */ (model.get("names")).map((name) =>
    makeMap(name, model.get("colors"))
  );
  const parts = [makeControls(model), makePanel(model)];
  const [controls, panel] = parts;
  el.classList.add("boundary");
  el.append(
    controls.element,
    make(
      "div",
      { class: "main", style: `--count: ${maps.length}` },
      ...maps.map(({ element }) => element),
      panel.element,
    ),
  );
  const show = () => {
    const [known, fresh] = model.get("points")[model.get("data")].map(pointsOf);
    placesOf(model).forEach((/** @type {number} */ at, /** @type {number} */ side) => {
      const stored = {
        side: model.get("side"),
        levels: model.get("levels"),
        limit: model.get("limits")[at],
      };
      const plane = planeOf(model.get("maps")[at], stored);
      maps[side].show(plane, known, model.get("tested") ? fresh : []);
    });
    for (const part of parts) part.show();
  };
  show();
  return listen(model, ["data", "step", "tested"], show);
}

export default { render };

// A slope: drag a dot along a loss, and see how two passes find its slope.

import { make, press, say, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { curveOf, pieceOf, reaches, within } from "./maths.js";
import { makePlot } from "./plot.js";
import { hText, rows, sentence } from "./words.js";

/** @typedef {import("./maths.js").Curve} Curve */
/** @typedef {import("./words.js").State} State */

/** An h of two digits. @param {number} power of ten */
const hAt = (power) => Number((10 ** power).toPrecision(2));

/**
 * The h of the two passes.
 *
 * @param {Curve} curve
 * @param {(h: number) => void} act
 */
function makeReach(curve, act) {
  const [min, max] = reaches(curve).map(Math.log10);
  const input = slider("h", { min, max, step: 0.01 }, (power) => act(hAt(power)));
  const value = make("b", { class: "h" });
  const element = make("label", {}, make("i", {}, "h"), input, value);
  const show = (/** @type {number} */ h) => {
    input.value = String(Math.log10(h));
    input.setAttribute("aria-valuetext", `h = ${hText(h)}`);
    say(value, hText(h));
  };
  return { element, show };
}

/** The numbers, a row each. */
function makeNumbers() {
  const element = make("div", { class: "numbers" });
  /** @type {HTMLElement[]} */
  let values = [];
  const show = (/** @type {[string, string, string][]} */ told) => {
    if (values.length !== told.length) {
      values = told.map(([, , kind]) => make("b", { class: kind }));
      element.replaceChildren(
        ...told.map(([name, , kind], i) =>
          make("div", { class: `row ${kind}` }, make("span", {}, name), values[i])
        ),
      );
    }
    told.forEach(([, value], i) => say(values[i], value));
  };
  return { element, show };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const whole = curveOf(model.get("view"), model.get("losses"));
  /** @type {number | undefined} */
  const near = model.get("near");
  const state = () => /** @type {State} */ (model.get("state"));
  const seen = () => near && !state().whole ? pieceOf(whole, state().w, near) : whole;
  let [curve, allSeen] = [seen(), state().whole];
  const act = (/** @type {Partial<State>} */ values) => {
    const next = { ...state(), ...values };
    change(model, { state: { ...next, w: within(curve, next.w, next.h) } });
  };
  const button = press("Slope", () => act({ slope: !state().slope }));
  const all = press("Whole curve", () => act({ whole: !state().whole }));
  const reach = makeReach(whole, (h) => act({ h }));
  const numbers = makeNumbers();
  const told = make("p", { class: "told", "aria-live": "polite" });
  const draw = () => makePlot(curve, (w) => act({ w: Number(w.toPrecision(4)) }), () => state().w);
  let plot = draw();
  const passes = state().h !== null;
  const controls = make("div", { class: "controls" }, button);
  if (near) controls.append(all);
  if (passes) controls.append(reach.element);
  const show = () => {
    const now = state();
    if (now.whole !== allSeen) {
      [curve, allSeen] = [seen(), now.whole];
      const next = draw();
      plot.element.replaceWith(next.element);
      plot = next;
    }
    button.setAttribute("aria-pressed", String(now.slope));
    all.setAttribute("aria-pressed", String(now.whole));
    if (now.h !== null) reach.show(now.h);
    numbers.show(rows(curve, now));
    say(told, now.slope ? sentence(curve, now.w) : "");
    plot.show(now);
  };
  el.classList.add("slopes");
  const below = passes ? [numbers.element] : [numbers.element, told];
  el.append(make("div", { class: "main" }, controls, plot.element, ...below));
  show();
  return listen(model, ["state"], show);
}

export default { render };

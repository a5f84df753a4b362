// Deltas: drag logits, and see which way a loss pulls at each of them, and how hard.

import { make, press, say, select, slider } from "../shared/dom.js";
import { change, listen } from "../shared/model.js";
import { clamp, percent } from "../shared/numbers.js";
import { shares } from "../softmax/maths.js";
import { share, short } from "../softmax/words.js";
import { deltas } from "./maths.js";
import { lossText, remark, signed } from "./words.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./words.js").State} State */

/** @type {[string, string][]} */
const LOSSES = [["cross_entropy", "cross-entropy"], ["squared_error", "squared error"]];

/** @param {Model} model @returns {State} */
const stateOf = (model) => ({
  logits: model.get("logits"),
  target: model.get("target"),
  loss: model.get("loss"),
  shown: model.get("shown"),
});

/**
 * A bar and its number: the answer from 0 to 1 with a line at the target, or a delta from
 * −1 to 1.
 *
 * @param {string} kind
 */
function makeBar(kind) {
  const [bar, line, value] = [make("i", { class: "bar" }), make("i", { class: "line" }), make("b")];
  const track = make("div", { class: `track ${kind}`, "aria-hidden": "true" }, bar, line);
  /** @param {number} from @param {number} to @param {number} at shares of the track */
  const show = (from, to, at) => {
    bar.style.left = percent(Math.min(from, to));
    bar.style.width = percent(Math.abs(to - from));
    line.style.left = percent(at);
  };
  return { track, bar, value, show };
}

/**
 * A class: whether it is the right one, its logit, its answer, its delta.
 *
 * @param {Model} model
 * @param {number} which
 */
function makeRow(model, which) {
  const [name, reach] = [model.get("names")[which], model.get("reach")];
  const right = make("input", { type: "radio", name: "right", value: which });
  right.addEventListener("change", () => change(model, { target: which }));
  const logit = slider(
    `Logit of ${name}`,
    { min: -reach, max: reach, step: 0.1 },
    (value) => change(model, { logits: stateOf(model).logits.with(which, value) }),
  );
  const [z, answer, delta] = [make("b"), makeBar("answer"), makeBar("delta")];
  const element = make(
    "div",
    { class: "row" },
    make("label", { class: "class" }, right, make("span", {}, name)),
    logit,
    z,
    answer.track,
    answer.value,
    delta.track,
    delta.value,
  );
  const show = (/** @type {State} */ state) => {
    const { logits, target, loss, shown } = state;
    const [p, slope] = [shares(logits)[which], deltas(logits, target, loss)[which]];
    right.checked = which === target;
    element.classList.toggle("right", right.checked);
    logit.value = String(logits[which]);
    const told = `${short(logits[which])}, answer ${share(p)}`;
    const seen = shown ? signed(slope) : "";
    logit.setAttribute("aria-valuetext", shown ? `${told}, delta ${seen}` : told);
    say(z, short(logits[which]));
    say(answer.value, share(p));
    answer.show(0, p, Number(right.checked));
    say(delta.value, seen);
    delta.show(0.5, shown ? 0.5 + slope / 2 : 0.5, 0.5);
    delta.bar.hidden = !shown;
    delta.bar.classList.toggle("negative", slope < 0);
  };
  return { element, show };
}

/**
 * What shows the deltas and steps against them, and the loss.
 *
 * @param {Model} model
 */
function makeControls(model) {
  const reach = model.get("reach");
  const button = press("Deltas", () => change(model, { shown: !stateOf(model).shown }));
  const step = press("Step: z − δ", () => {
    const { logits, target, loss } = stateOf(model);
    const slopes = deltas(logits, target, loss);
    change(model, { logits: logits.map((z, k) => clamp(z - slopes[k], -reach, reach)) });
  });
  const rewind = press("Rewind", () => change(model, { logits: model.get("start") }));
  const loss = select("Loss", LOSSES, (value) => change(model, { loss: value }));
  const element = make(
    "div",
    { class: "controls" },
    button,
    step,
    rewind,
    make("label", {}, "Loss", loss),
  );
  const show = (/** @type {State} */ state) => {
    button.setAttribute("aria-pressed", String(state.shown));
    step.disabled = !state.shown;
    loss.value = state.loss;
  };
  return { element, show };
}

/** The names of the columns. */
const makeHead = () =>
  make(
    "div",
    { class: "row head", "aria-hidden": "true" },
    make("span", {}, "right class"),
    make("span", {}, "logit ", make("i", {}, "z")),
    make("span"),
    make("span", { class: "wide" }, "answer ŷ; line: target y"),
    make("span", { class: "wide" }, "delta δ, from −1 to 1"),
  );

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const controls = makeControls(model);
  const rows = stateOf(model).logits.map((_, which) => makeRow(model, which));
  const [told, lost] = [make("p"), make("p", { class: "loss" })];
  const table = make(
    "div",
    {
      class: "table",
      role: "radiogroup",
      "aria-label": "Right class",
      style: `--rows: ${rows.length}`,
    },
    makeHead(),
    ...rows.map((row) => row.element),
  );
  el.classList.add("deltas");
  el.append(
    controls.element,
    table,
    make("div", { class: "words", "aria-live": "polite" }, lost, told),
  );
  const show = () => {
    const state = stateOf(model);
    controls.show(state);
    for (const row of rows) row.show(state);
    say(lost, lossText(state));
    say(told, remark(state));
  };
  show();
  return listen(model, ["logits", "target", "loss", "shown"], show);
}

export default { render };

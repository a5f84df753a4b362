// The probabilities of the classes as bars: small ones without names, large ones with.

import { make, say } from "./dom.js";

const HIGH = 100; // of the small bars, in their own units
const SHORT = 12; // letters

/**
 * What a class is in an answer: the label, a wrong answer, or neither.
 *
 * @param {number} kind
 * @param {number} label
 * @param {number} answer
 */
export const partOf = (kind, label, answer) =>
  kind === label ? "label" : kind === answer ? "wrong" : "other";

/** The class that is most probable, the first of equal ones. @param {ArrayLike<number>} percents */
export function answerOf(percents) {
  let best = 0;
  for (let i = 1; i < percents.length; i++) if (percents[i] > percents[best]) best = i;
  return best;
}

/** Bars side by side, that of the label black. @param {number} count */
export function makeSmallBars(count) {
  const parts = /** @type {const} */ (["other", "label", "wrong"]);
  const paths = parts.map((part) => make("path", { class: part }));
  const element = make("svg", {
    class: "small-bars",
    viewBox: `0 0 ${10 * count} ${HIGH}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  }, ...paths);
  /** @param {ArrayLike<number>} percents @param {number} label @param {number} answer */
  const show = (percents, label, answer) => {
    const drawn = { other: "", label: "", wrong: "" };
    for (let kind = 0; kind < count; kind++) {
      const high = Math.max(3, percents[kind]); // nothing is seen as a stub
      drawn[partOf(kind, label, answer)] += `M${10 * kind + 1} ${HIGH}v${-high}h8v${high}z`;
    }
    parts.forEach((part, i) => paths[i].setAttribute("d", drawn[part]));
  };
  return { element, show };
}

/** Bars below each other, with names and percents. @param {string[]} names */
export function makeNamedBars(names) {
  const rows = names.map((name) => {
    const [mark, bar, value] = [make("b"), make("i"), make("span", { class: "percent" })];
    const element = make(
      "div",
      { class: "bar", role: "listitem" },
      make("span", { class: "name" }, make("span", { title: name }, name), mark),
      make("span", { class: "track" }, bar),
      value,
    );
    return { element, mark, bar, value };
  });
  const element = make(
    "div",
    { class: "named-bars", role: "list", "aria-label": "Probabilities" },
    ...rows.map(({ element }) => element),
  );
  element.classList.toggle("many", names.length > 10);
  element.classList.toggle("wordy", names.some((name) => name.length > SHORT));
  element.style.setProperty("--rows", String(Math.ceil(names.length / 2)));
  /** @param {ArrayLike<number>} percents @param {number} label @param {number} answer */
  const show = (percents, label, answer) =>
    rows.forEach(({ element, mark, bar, value }, kind) => {
      const part = partOf(kind, label, answer);
      element.dataset.part = part;
      say(mark, { label: "✓", wrong: "✗", other: "" }[part]);
      bar.style.transform = `scaleX(${percents[kind] / 100})`;
      say(value, `${Math.round(percents[kind])} %`);
    });
  return { element, show };
}

/** What the marks mean. */
export const barsLegend = () =>
  make(
    "p",
    { class: "bars-legend" },
    make("span", {}, make("i", { class: "label" }), "✓ label"),
    make("span", {}, make("i", { class: "wrong" }), "✗ wrong answer"),
  );

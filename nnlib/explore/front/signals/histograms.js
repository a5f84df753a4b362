// The histogram of a layer, as bars.

import { make } from "../shared/dom.js";
import { percent } from "../shared/numbers.js";
import { stretched, WIDE } from "../shared/plot.js";
import { histogram } from "./maths.js";
import { capitalized, layerName, moments, number, percents } from "./words.js";

/** @typedef {import("./words.js").Net} Net */
/** @typedef {typeof import("./words.js").WAYS[number]} Way */

const BINS = 41;
const HIGH = 3000; // of the bars' picture, which stretches
/** @type {Record<string, [number, number]>} */
const BOUNDS = { sigmoid: [0, 1], tanh: [-1, 1] };

/**
 * The bars of a layer's histogram. Zeros may be so many that the others would not be seen:
 * their bar is cut, and their share told.
 *
 * @param {Float64Array} values
 * @param {number} low
 * @param {number} high
 */
function barsOf(values, low, high) {
  const counts = histogram(values, low, high, BINS);
  const zeros = values.reduce((sum, value) => sum + Number(value === 0), 0);
  const cut = zeros > 0.1 * values.length && zeros < values.length;
  const zeroBin = Math.floor((BINS * -low) / (high - low));
  const shown = counts.map((count, bin) => (cut && bin === zeroBin ? count - zeros : count));
  const top = Math.max(1, ...shown);
  const bars = Array.from(counts, (count, bin) => {
    if (count === 0) return "";
    const tall = Math.round(0.95 * HIGH * Math.min(1.06, count / top));
    const [left, right] = [bin + 0.06, bin + 0.94].map((x) => Math.round((WIDE * x) / BINS));
    return `M${left} ${HIGH}V${HIGH - Math.max(tall, 40)}H${right}V${HIGH}Z`;
  });
  const told = cut && { at: zeroBin / BINS, text: `${percents(zeros / values.length)} are 0` };
  return { path: bars.join(""), told };
}

/** @param {Way} way */
export function makeHistogram({ side, what }) {
  const title = make("p", { class: side });
  const bars = make("path", { class: side });
  const svg = stretched(HIGH, { role: "img" }, bars);
  const numbers = make("div", { "aria-hidden": "true" });
  const element = make(
    "div",
    { class: "histogram" },
    title,
    make("div", { class: "bars" }, svg, numbers),
  );
  const show = (/** @type {Net} */ net, /** @type {number} */ layer) => {
    const size = net.summaries[what][layer].most || 1;
    const bounds = what === "activations" && layer > 0 ? BOUNDS[net.activation] : undefined;
    const [low, high] = bounds ?? [-size, size];
    const { path, told } = barsOf(net[what][layer], low, high);
    bars.setAttribute("d", path);
    numbers.replaceChildren(
      ...[low, (low + high) / 2, high].map((value, i) => {
        const text = number(value).replace(/\.0$/, "");
        return make("span", { class: "tick", style: `left: ${50 * i}%` }, text);
      }),
    );
    if (told) {
      const style = `right: ${percent(1 - told.at)}`;
      numbers.prepend(make("div", { class: "zeros", style }, told.text));
    }
    const words = moments(net.summaries[what][layer]);
    const name = layer === 0 ? "inputs" : layerName(layer);
    title.replaceChildren(
      make("b", {}, `${capitalized(what)}, ${name}`),
      make("span", {}, words),
    );
    svg.setAttribute("aria-label", `Histogram of the ${what} of ${layerName(layer)}: ${words}.`);
  };
  return { element, show };
}

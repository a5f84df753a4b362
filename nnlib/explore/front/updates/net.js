// The network: a line for each weight, as wide as it is, and what comes out at its right.

import { make, say } from "../shared/dom.js";
import { layout } from "../shared/layout.js";
import { percent } from "../shared/numbers.js";
import { ringsOn, widthOf } from "./maths.js";
import { answerTo } from "./words.js";

/** @typedef {import("./maths.js").Line} Line */
/** @typedef {import("../shared/layout.js").Node} Node */

const [WIDTH, HEIGHT] = [545, 425];
const MOST_ANSWERS = 6; // more are not told beside their nodes

/** @param {number} layer @param {number} last */
const kindOf = (layer, last) => (layer === 0 ? "input" : layer === last ? "output" : "hidden");

/**
 * The ends of a line.
 *
 * @param {Node[][]} columns
 * @param {Line} line
 * @returns {[Node, Node]}
 */
function endsOf(columns, { layer, from, to }) {
  const nodes = columns[layer].filter(({ bias }) => !bias);
  const start = columns[layer - 1].find(({ bias }) => bias);
  const before = columns[layer - 1].filter(({ bias }) => !bias);
  return [from < 0 ? /** @type {Node} */ (start) : before[from], nodes[to]];
}

/** @param {[Node, Node]} ends @param {{ x: number, y: number }} mark */
function makeLine([start, end], { x, y }) {
  const seen = make("path", { d: `M${start.x} ${start.y}L${end.x} ${end.y}` });
  const ring = make("circle", { class: "ring", cx: x, cy: y, r: 5 });
  return { seen, ring };
}

/**
 * What each output says of the example.
 *
 * @param {Node[]} nodes
 * @param {number | null} wanted the right class
 */
function makeAnswers(nodes, wanted) {
  const cells = nodes.map(({ y }, i) => {
    const [bar, value] = [make("i"), make("span")];
    const right = nodes.length > 1 && i === wanted ? " wanted" : "";
    const element = make(
      "div",
      { class: `answer${right}`, style: `top: ${percent(y / HEIGHT)}` },
      make("span", { class: "bar" }, bar),
      value,
    );
    return { element, bar, value };
  });
  /** @param {number[]} shares */
  const show = (shares) =>
    cells.forEach(({ bar, value }, i) => {
      bar.style.width = percent(shares[i]);
      say(value, `${shares[i].toFixed(2)}${nodes.length > 1 && i === wanted ? " ✓" : ""}`);
    });
  return { elements: cells.map(({ element }) => element), show };
}

/**
 * @param {number[]} sizes
 * @param {boolean[]} bias
 * @param {Line[]} lines
 * @param {number} example whose answers are shown
 * @param {number | null} wanted its class, if that is known
 */
export function makeNet(sizes, bias, lines, example, wanted) {
  const last = sizes.length - 1;
  const { columns, radius } = layout(sizes, bias.some(Boolean), WIDTH, HEIGHT);
  const ends = lines.map((line) => endsOf(columns, line));
  const weights = ends.filter(([start]) => !start.bias);
  const rings = new Map(ringsOn(weights).map((ring, i) => [weights[i], ring]));
  const drawn = ends.map((pair) => makeLine(pair, rings.get(pair) ?? pair[0]));
  const circles = columns.flatMap((column, i) =>
    column.filter((node) => !node.bias || bias[i]).map(({ x, y, bias: isBias }) =>
      make("circle", {
        cx: x,
        cy: y,
        r: radius,
        class: "node",
        fill: `var(--${isBias ? "bias" : kindOf(i, last)})`,
      })
    )
  );
  const svg = make(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" },
    ...drawn.map(({ seen }) => seen),
    ...drawn.map(({ ring }) => ring),
    ...circles,
  );
  const tells = sizes[last] <= MOST_ANSWERS;
  const answers = makeAnswers(tells ? columns[last] : [], wanted);
  const element = make("div", { class: "net" }, svg, ...answers.elements);
  const top = Math.min(...columns[last].map(({ y }) => y)) / HEIGHT;
  const about = make("p", { class: "about", style: `top: ${percent(top)}` });
  about.append(answerTo(example, sizes[last] === 1 ? wanted : null));
  if (tells && wanted !== null) element.append(about);
  /**
   * @param {Float32Array} weights
   * @param {boolean[]} turned
   * @param {number[] | null} shares
   * @param {string} told
   */
  const show = (weights, turned, shares, told) => {
    svg.setAttribute("aria-label", told);
    drawn.forEach(({ seen, ring }, i) => {
      const sign = weights[i] < 0 ? "negative" : "positive";
      seen.setAttribute("class", turned[i] ? `${sign} turned` : sign);
      seen.setAttribute("stroke-width", widthOf(weights[i]).toFixed(2));
      ring.setAttribute("class", turned[i] ? "ring" : "ring off");
    });
    if (shares && tells) answers.show(shares);
  };
  if (!tells || wanted === null) element.classList.add("alone");
  return { element, show };
}

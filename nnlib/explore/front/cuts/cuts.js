// A 2-h-1 network on the plane: what each hidden node adds, and the answer of all.

import { make, press, say } from "../shared/dom.js";
import { sigmoid } from "../shared/functions.js";
import { makeHandle } from "../shared/handle.js";
import { change, listen } from "../shared/model.js";
import { clamp, minus, percent } from "../shared/numbers.js";
import { lineIn, makePlane } from "../shared/plane.js";
import { pointed } from "../shared/plot.js";
import { nameAt, parts, right, sumAt } from "./maths.js";
import { makeSmall, nameOf } from "./small.js";

/** @typedef {import("../shared/model.js").Model} Model */
/** @typedef {import("./maths.js").Net} Net */
/** @typedef {import("../shared/plane.js").Pair} Pair */

/** @param {Model} model @returns {Net} */
const netOf = (model) => ({
  nodes: model.get("nodes"),
  outgoing: model.get("outgoing"),
  bias: model.get("bias"),
  activation: model.get("activation"),
  on: model.get("on"),
});

const number = (/** @type {number} */ value, digits = 1) =>
  minus(value.toFixed(digits).replace(/^-(?=0\.0*$)/, ""));

/** The sum at a place, written out, of what is written. @param {Net} net @param {Pair} place */
function sumOf(net, place) {
  const all = [...parts(net, place), net.bias].map((each) => Math.round(10 * each) / 10);
  const text = all.map((each, i) =>
    i === 0 ? number(each) : `${each < 0 ? "−" : "+"} ${number(Math.abs(each))}`
  );
  const z = all.reduce((sum, each) => sum + each);
  const answer = sigmoid(sumAt(net, place));
  return `◇ ${text.join(" ")} (bias) = ${number(z)}, answer ${number(answer, 2)}`;
}

/** @param {Model} model */
function makeLarge(model) {
  /** @type {import("../shared/plane.js").Frame} */
  const frame = model.get("frame");
  const points = { places: model.get("places"), labels: model.get("labels") };
  const size = { width: 560, height: 392, cells: 150 };
  const plane = makePlane(frame, { ...size, colors: model.get("colors"), points });
  const lines = make("path", { class: "lines" });
  plane.lines.append(lines);
  const at = (/** @type {Pair} */ [x, y]) =>
    change(model, { place: [clamp(x, ...frame[0]), clamp(y, ...frame[1])] });
  const step = (frame[0][1] - frame[0][0]) / 40;
  const probe = makeHandle("probe", "Place to look at", plane.element, {
    drag: (to) => at(plane.place(to)),
    nudge: ([x, y]) => {
      const [x0, x1] = model.get("place");
      at([x0 + step * x, x1 + step * y]);
    },
  });
  plane.element.addEventListener("pointerdown", (event) => {
    if (event.target === plane.element.firstChild) at(plane.place(pointed(event, plane.element)));
  });
  const names = netOf(model).nodes.map((_, i) => make("b", { class: "name" }, nameOf(i)));
  for (const each of names) each.ariaHidden = "true";
  plane.element.append(...names, probe.element);
  const showNames = (/** @type {Net} */ { nodes, on }) => {
    names.forEach((name, i) => {
      const ends = on[i] ? lineIn(frame, nodes[i].w, nodes[i].b) : null;
      name.hidden = !ends;
      if (!ends) return;
      const [x, y] = plane.shares(nameAt(ends, nodes.filter((_, j) => j !== i && on[j])));
      name.style.left = percent(clamp(x, 0.04, 0.96));
      name.style.top = percent(clamp(y, 0.05, 0.95));
    });
  };
  const show = (/** @type {Net} */ net, /** @type {ReturnType<typeof makeSmall>[]} */ smalls) => {
    const used = smalls.filter((_, i) => net.on[i]);
    for (let i = 0; i < plane.values.length; i++) {
      let z = net.bias;
      for (const { sums } of used) z += sums[i];
      plane.values[i] = sigmoid(z);
    }
    plane.paint("The answer of the network over the plane, and the points.");
    lines.setAttribute("d", used.map(({ path }) => path()).join(""));
    showNames(net);
    const place = model.get("place");
    const told = `x₀ ${number(place[0], 2)}, x₁ ${number(place[1], 2)}`;
    probe.show(plane.shares(place), sumAt(net, place), told);
  };
  return { element: plane.element, begin: plane.begin, show, points };
}

/** @param {import("../shared/model.js").Place} place */
function render({ model, el }) {
  const { nodes, on } = netOf(model);
  const trained = { nodes, on };
  const large = makeLarge(model);
  const smalls = trained.nodes.map((_, i) =>
    makeSmall(i, model.get("frame"), model.get("colors"), {
      set: (node) => change(model, { nodes: model.get("nodes").with(i, node) }),
      toggle: () => change(model, { on: model.get("on").with(i, !model.get("on")[i]) }),
    })
  );
  const back = press("As it was", () => change(model, trained));
  const score = make("b", { "aria-live": "polite" });
  const told = make("p", { class: "told" });
  const grid = make("div", { class: "grid" }, ...smalls.map((small) => small.element));
  el.classList.add("cuts");
  el.append(
    make(
      "div",
      { class: "main" },
      make("div", {}, make("p", { class: "head" }, "What each hidden node adds"), grid),
      make(
        "div",
        {},
        make(
          "div",
          { class: "head" },
          make("span", {}, "Their sum, through a sigmoid:"),
          score,
          back,
        ),
        large.element,
        told,
      ),
    ),
  );
  for (const each of [large, ...smalls]) each.begin();
  const show = () => {
    const net = netOf(model);
    for (const small of smalls) small.show(net);
    large.show(net, smalls);
    const { points } = large;
    say(score, `${right(net, points)} of ${points.labels.length} right`);
    say(told, sumOf(net, model.get("place")));
    back.disabled = net.nodes === trained.nodes && net.on.every(Boolean);
  };
  show();
  let waiting = 0;
  const later = () => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      show();
    });
  };
  const end = listen(model, ["nodes", "on", "place"], later);
  return () => {
    cancelAnimationFrame(waiting);
    end();
  };
}

export default { render };

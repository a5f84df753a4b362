// Elements, and the controls that every explorable has.

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = ["svg", "g", "path", "circle"];

/**
 * Make an element.
 *
 * @template {string} Name
 * @param {Name} name
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string | number)} children
 * @returns {Name extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Name]
 *   : Name extends keyof SVGElementTagNameMap ? SVGElementTagNameMap[Name] : never}
 */
export function make(name, attributes = {}, ...children) {
  const element = DRAWN.includes(name)
    ? document.createElementNS(SVG, name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children.map((child) => (typeof child === "number" ? String(child) : child)));
  return /** @type {any} */ (element);
}

/**
 * Write a text, and leave alone what stays: a reader of the screen would read it again.
 *
 * @param {Node} element
 * @param {string | number} text
 */
export function say(element, text) {
  if (element.textContent !== String(text)) element.textContent = String(text);
}

/**
 * A button that acts.
 *
 * @param {string} text
 * @param {() => void} act
 */
export function press(text, act) {
  const button = make("button", { type: "button" }, text);
  button.addEventListener("click", act);
  return button;
}

/**
 * A slider; without a step it moves by 1. It acts with every value on its way.
 *
 * @param {string} label
 * @param {Record<string, string | number>} limits
 * @param {(value: number) => void} [act]
 */
export function slider(label, limits, act = () => {}) {
  const element = make("input", { type: "range", step: 1, "aria-label": label, ...limits });
  element.addEventListener("input", () => act(Number(element.value)));
  return element;
}

/**
 * A list of choices: pairs of value and text.
 *
 * @param {string} label
 * @param {[string | number, string | number][]} options
 * @param {(value: string) => void} [act]
 */
export function select(label, options, act = () => {}) {
  const element = make(
    "select",
    { "aria-label": label },
    ...options.map(([value, text]) => make("option", { value }, text)),
  );
  element.addEventListener("change", () => act(element.value));
  return element;
}

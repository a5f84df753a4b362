// Where an explorable lives: in a shadow root, which no rule of the page reaches.

/** @typedef {import("./shared/model.js").Model} Model */
/** @typedef {import("./shared/model.js").Place} Place */
/** @typedef {(() => void) | void} Cleanup */
/** @typedef {{ render(place: Place): Cleanup | Promise<Cleanup> }} FrontEnd */

const FAILED = "The interactive part failed in this browser; the picture shows how it begins.";

/**
 * Keys that a control uses stay with it. A page cannot see into a shadow root, so a slide
 * show would also turn the page. PageUp and PageDown, a presenter's clicker, and Escape
 * pass.
 *
 * @param {Event} event
 */
function keepKeys(event) {
  const passing = ["PageUp", "PageDown", "Escape", "Tab"];
  const pressing = ["Enter", " "];
  const { key } = /** @type {KeyboardEvent} */ (event);
  const target = /** @type {Element} */ (event.target);
  const ours = target.matches("button, a, summary")
    ? pressing.includes(key)
    : target.matches("input, select, textarea, [tabindex]") && !passing.includes(key);
  if (ours) event.stopPropagation();
}

/**
 * As much of anywidget's model as a front end without a kernel needs.
 *
 * @param {Record<string, unknown>} values
 * @param {(error: unknown) => void} fail
 * @returns {Model}
 */
function createModel(values, fail) {
  /** @type {Record<string, (() => void)[]>} */
  const listeners = {};
  return {
    get: (name) => values[name],
    set(name, value) {
      if (Object.is(values[name], value)) return;
      values[name] = value;
      try {
        for (const listener of listeners[`change:${name}`] ?? []) listener();
      } catch (error) {
        fail(error);
      }
    },
    on: (event, listener) => void (listeners[event] ??= []).push(listener),
    off(event, listener) {
      listeners[event] = (listeners[event] ?? []).filter((each) => each !== listener);
    },
    save_changes() {},
  };
}

/**
 * A frame in an element, with its style and without the page's.
 *
 * @param {HTMLElement} element
 * @param {string} css
 * @param {string} label what those who cannot see it are told
 */
function frameIn(element, css, label) {
  const root = element.attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = css;
  const frame = document.createElement("div");
  frame.className = "explorable";
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", label);
  root.append(style, frame);
  for (const type of ["keydown", "keypress", "keyup"]) {
    root.addEventListener(type, keepKeys);
  }
  const fail = (/** @type {unknown} */ error) => {
    console.error(error);
    const sentence = document.createElement("p");
    sentence.setAttribute("role", "alert");
    sentence.textContent = FAILED;
    frame.replaceChildren(sentence, document.createElement("slot"));
  };
  return { frame, fail };
}

/**
 * The same front end in a frame: what anywidget hosts.
 *
 * @param {FrontEnd} frontEnd
 * @param {string} css
 * @param {string} label
 * @returns {FrontEnd}
 */
export function framed(frontEnd, css, label) {
  return {
    async render({ model, el }) {
      const element = el.appendChild(document.createElement("div"));
      const { frame, fail } = frameIn(element, css, label);
      const end = await renderIn(frame, model, () => frontEnd, fail);
      return () => {
        end?.();
        element.remove();
      };
    },
  };
}

/**
 * Render a front end, or a sentence that it failed.
 *
 * @param {HTMLElement} frame
 * @param {Model} model
 * @param {() => FrontEnd} load
 * @param {(error: unknown) => void} fail
 */
async function renderIn(frame, model, load, fail) {
  try {
    const el = frame.appendChild(document.createElement("div"));
    return await load().render({ model, el });
  } catch (error) {
    fail(error);
  }
}

/**
 * Start the explorable in those elements of the page that have its key.
 *
 * @param {{ key: string, css: string, data: Record<string, unknown>,
 *   load: () => { default: FrontEnd } }} explorable
 */
export function start({ key, css, data, load }) {
  for (const element of document.querySelectorAll(`[data-nnlib="${key}"]`)) {
    if (!(element instanceof HTMLElement) || element.shadowRoot) continue;
    const { frame, fail } = frameIn(element, css, element.querySelector("img")?.alt ?? "");
    const model = createModel(structuredClone(data), fail);
    renderIn(frame, model, () => load().default, fail);
  }
}

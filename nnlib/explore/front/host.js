// The body of an async function in which the Python host has put four names: key (marks
// our elements on the page), css, data (the model's first values), load (the front end).

// Keys that a control uses stay with it. A page cannot see into a shadow root, so a
// slide show would also turn the page. PageUp and PageDown, a presenter's clicker, and
// Escape pass.
function keepKeys(event) {
  const passing = ["PageUp", "PageDown", "Escape", "Tab"];
  const pressing = ["Enter", " "];
  const ours = event.target.matches("button, a, summary")
    ? pressing.includes(event.key)
    : event.target.matches("input, select, textarea, [tabindex]") &&
      !passing.includes(event.key);
  if (ours) event.stopPropagation();
}

// As much of anywidget's model as a front end without a kernel needs.
function createModel(values, fail) {
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
    save_changes() {},
  };
}

async function start(element) {
  const root = element.attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = css;
  const frame = document.createElement("div");
  frame.className = "explorable";
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", element.querySelector("img").alt);
  root.append(style, frame);
  for (const type of ["keydown", "keypress", "keyup"]) {
    root.addEventListener(type, keepKeys);
  }

  const fail = (error) => {
    console.error(error);
    const sentence = document.createElement("p");
    sentence.setAttribute("role", "alert");
    sentence.textContent =
      "The interactive part failed in this browser; the picture shows how it begins.";
    frame.replaceChildren(sentence, document.createElement("slot"));
  };
  try {
    const el = frame.appendChild(document.createElement("div"));
    const model = createModel(structuredClone(data), fail);
    await (await load()).render({ model, el });
  } catch (error) {
    fail(error);
  }
}

for (const element of document.querySelectorAll(`[data-nnlib="${key}"]`)) {
  if (!element.shadowRoot) start(element);
}

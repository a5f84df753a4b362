// What can be set but no slide needs: behind one button, over what lies below it.

import { make, press } from "./dom.js";

/** @param {...HTMLElement} controls */
export function settings(...controls) {
  const drawer = make(
    "div",
    { class: "drawer", role: "group", "aria-label": "Settings" },
    ...controls,
  );
  const button = press("Settings", () => open(drawer.hidden === true));
  const element = make("div", { class: "settings" }, button, drawer);
  const open = (/** @type {boolean} */ is) => {
    drawer.hidden = !is;
    button.ariaExpanded = String(is);
  };
  open(false);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || drawer.hidden) return;
    event.stopPropagation(); // a slide show would show all its slides
    open(false);
    button.focus();
  });
  return element;
}

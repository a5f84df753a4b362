// Starts the deck: slides, or on a phone a page to read.
"use strict";
{
  // What the scripts before this one leave behind.
  const { Reveal, RevealNotes } = /** @type {any} */ (globalThis);
  const WIDTH = 1280, HEIGHT = 720;
  const SMALLEST = 0.6; // an explorable scaled further down is not legible

  /** @param {string} selector */
  const all = (
    selector,
  ) => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector));

  // An explorable or a table gives way where its slide is full.
  const fit = () => {
    for (const html of all(".page > .html:not([data-fitted])")) {
      const high = html.offsetHeight;
      if (!high || !html.parentElement) continue; // not laid out yet
      html.dataset.fitted = "";
      const over = html.parentElement.scrollHeight - HEIGHT;
      if (over > 0) html.style.zoom = `${Math.max(SMALLEST, (high - over) / high)}`;
    }
  };

  /** What has the focus, within whatever shadow. */
  const focused = () => {
    let element = document.activeElement ?? document.body;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return /** @type {HTMLElement} */ (element);
  };

  /**
   * What keys mean in a control that has the focus is not for the slides.
   *
   * @param {KeyboardEvent} event
   */
  const forSlides = (event) => {
    if (focused().matches("input, select, textarea")) return false;
    return !(focused().matches("button, summary, a") && [" ", "Enter"].includes(event.key));
  };

  // A control gives the keys back: to a clicker, at Escape, and after mouse or finger.
  const giveKeysBack = () => {
    const pressed = "[type=range], [type=checkbox], [type=radio], button, summary, a, [tabindex]";
    let byPointer = false;
    addEventListener("pointerdown", () => {
      byPointer = true;
    }, true);
    addEventListener("keydown", (event) => {
      byPointer = false;
      if (focused() === document.body) return;
      if (["PageUp", "PageDown"].includes(event.key)) event.preventDefault();
      else if (event.key === "Escape") event.stopPropagation(); // it opens no overview
      else return;
      focused().blur();
    }, true);
    for (const type of ["pointerup", "click", "input"]) {
      const used = type === "input" ? "select" : pressed;
      const leave = () => byPointer && focused().matches(used) && focused().blur();
      addEventListener(type, () => setTimeout(leave), true); // when the control is done
    }
  };

  /**
   * A wide picture on a phone keeps its letters legible, in a box that scrolls.
   *
   * @param {HTMLImageElement} picture
   */
  const widen = async (picture) => {
    if (!picture.hasAttribute("width")) await picture.decode();
    const width = Number(picture.getAttribute("width") ?? picture.naturalWidth);
    const height = Number(picture.getAttribute("height") ?? picture.naturalHeight);
    if (width <= 2 * height) return;
    const box = document.createElement("div");
    box.className = "scrolling";
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "A wide picture; scroll it sideways");
    picture.replaceWith(box);
    box.append(picture);
    picture.style.minWidth = `${Math.min(720, width)}px`;
  };

  const phone = matchMedia("(max-width: 600px)").matches &&
    !/receiver|print-pdf/.test(location.search);
  if (phone) {
    for (const deck of all(".reveal")) deck.className = "reading";
    for (const picture of all(".figure img, .text img")) {
      widen(/** @type {HTMLImageElement} */ (picture));
    }
  } else {
    if (/print-pdf/.test(location.search)) {
      for (const picture of document.images) picture.loading = "eager";
    }
    Reveal.initialize({
      width: WIDTH,
      height: HEIGHT,
      margin: 0,
      center: false,
      hash: true,
      slideNumber: "c/t",
      navigationMode: "linear",
      controlsLayout: "edges",
      controlsTutorial: false,
      transition: "none",
      backgroundTransition: "none",
      scrollActivationWidth: 0,
      keyboardCondition: forSlides,
      pdfSeparateFragments: false,
      pdfMaxPagesPerSlide: 1,
      plugins: [RevealNotes],
    });
    giveKeysBack();
    for (const event of ["ready", "slidechanged", "pdf-ready"]) Reveal.on(event, fit);
  }
}

// Starts the deck: mathematics, then slides, or on a phone a page to read.
"use strict";
{
  const WIDTH = 1280, HEIGHT = 720;
  const SMALLEST = 0.6; // an explorable scaled further down is not legible

  for (const formula of document.querySelectorAll(".math")) {
    katex.render(formula.textContent, formula, {
      displayMode: formula.classList.contains("display"),
      throwOnError: false,
      // The window of the notes does not have KaTeX' style sheet.
      output: formula.closest(".notes") ? "mathml" : "htmlAndMathml",
    });
  }

  // An explorable or a table gives way where its slide is full.
  const fit = () => {
    for (const html of document.querySelectorAll(".page > .html:not([data-fitted])")) {
      const high = html.offsetHeight, page = html.parentElement;
      if (!high) continue; // not laid out yet
      html.dataset.fitted = "";
      const over = page.scrollHeight - HEIGHT;
      if (over > 0) html.style.zoom = Math.max(SMALLEST, (high - over) / high);
    }
  };

  const focused = () => {
    let element = document.activeElement ?? document.body;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
  };

  // What keys mean in a control that has the focus is not for the slides.
  const forSlides = (event) => {
    if (focused().matches("input, select, textarea")) return false;
    return !(focused().matches("button, summary, a") && [" ", "Enter"].includes(event.key));
  };

  // A control gives the keys back: to a clicker, at Escape, and after mouse or finger.
  const giveKeysBack = () => {
    const pressed = "[type=range], [type=checkbox], [type=radio], button, summary, a, [tabindex]";
    let byPointer = false;
    addEventListener("pointerdown", () => { byPointer = true; }, true);
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

  // A wide picture on a phone keeps its letters legible, in a box that scrolls.
  const widen = async (picture) => {
    await picture.decode();
    const width = picture.getAttribute("width") ?? picture.naturalWidth;
    if (picture.naturalWidth <= 2 * picture.naturalHeight) return;
    const box = document.createElement("div");
    box.className = "scrolling";
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "A wide picture; scroll it sideways");
    picture.replaceWith(box);
    box.append(picture);
    picture.style.minWidth = `${Math.min(720, width)}px`;
  };

  const phone = matchMedia("(max-width: 600px)").matches
    && !/receiver|print-pdf/.test(location.search);
  if (phone) {
    document.querySelector(".reveal").className = "reading";
    document.querySelectorAll(".figure img, .text img").forEach(widen);
  } else {
    Reveal.initialize({
      width: WIDTH, height: HEIGHT, margin: 0, center: false,
      hash: true, slideNumber: "c/t", navigationMode: "linear",
      controlsLayout: "edges", controlsTutorial: false,
      transition: "none", backgroundTransition: "none", scrollActivationWidth: 0,
      keyboardCondition: forSlides, pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1,
      plugins: [RevealNotes],
    });
    giveKeysBack();
    for (const event of ["ready", "slidechanged", "pdf-ready"]) Reveal.on(event, fit);
  }
}

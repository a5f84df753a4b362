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

  // What keys mean in an input is not for the slides.
  const forSlides = (event) => {
    const target = event.composedPath()[0];
    if (target.matches?.("input, select, textarea")) return false;
    return !(target.matches?.("button, summary, a") && [" ", "Enter"].includes(event.key));
  };

  const phone = matchMedia("(max-width: 600px)").matches
    && !/receiver|print-pdf/.test(location.search);
  if (phone) {
    document.querySelector(".reveal").className = "reading";
  } else {
    Reveal.initialize({
      width: WIDTH, height: HEIGHT, margin: 0, center: false,
      hash: true, slideNumber: "c/t", navigationMode: "linear",
      controlsLayout: "edges", controlsTutorial: false,
      transition: "none", backgroundTransition: "none", scrollActivationWidth: 0,
      keyboardCondition: forSlides, pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1,
      plugins: [RevealNotes],
    });
    for (const event of ["ready", "slidechanged", "pdf-ready"]) Reveal.on(event, fit);
  }
}

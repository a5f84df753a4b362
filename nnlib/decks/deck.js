// Starts the deck: slides, or on a phone a page to read.
"use strict";
{
  // What the scripts before this one leave behind.
  const { Reveal, RevealNotes } = /** @type {any} */ (globalThis);
  const WIDTH = parseInt(
    getComputedStyle(document.documentElement).getPropertyValue("--width"),
  );
  const HEIGHT = 720;
  // Pixels, where the progress is shown, and what stands below all slides.
  const FOOT = document.querySelector(".foot") ? 40 : 12;
  const NUMBER = 40; // where the slide's number stands, which nothing wide may reach
  const SMALLEST = 0.6; // an explorable scaled further down is not legible
  const SHRUNK = 0.62, LEGIBLE = 20; // of the letters' size; pixels, from the last row

  /** @param {string} selector */
  const all = (
    selector,
  ) => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector));

  /** What an explorable has of white below it. @param {HTMLElement} part */
  const white = (part) => {
    const margin = parseFloat(getComputedStyle(part).marginBottom);
    return Math.max(0, -margin) * Number(part.style.zoom || 1);
  };

  /**
   * How far the parts of a slide reach below and beside it; 0 where they do not.
   *
   * @param {HTMLElement} page
   */
  const excess = (page) => {
    const whole = page.getBoundingClientRect(), scale = whole.width / WIDTH;
    const parts = page.querySelectorAll(":scope > :not(.beside, .foot), .column > *");
    return [...parts].map((element) => {
      const part = /** @type {HTMLElement} */ (element), box = part.getBoundingClientRect();
      const down = (box.bottom - whole.top) / scale - white(part) - (HEIGHT - FOOT);
      const right = Math.max(
        part.scrollWidth - part.clientWidth,
        (box.right - whole.left) / scale - WIDTH,
      );
      return { part, down: Math.max(0, down), right: Math.max(0, right) };
    });
  };

  /** @param {HTMLElement} page */
  const overflows = (page) =>
    page.scrollHeight > HEIGHT || excess(page).some(({ down, right }) => down > 1 || right > 1);

  // Whether rectangles tell where a zoomed element is: Safari's are those without zoom, and
  // a pointer on an explorable would be taken for elsewhere.
  const zooms = (() => {
    const probe = document.body.appendChild(document.createElement("div"));
    probe.style.cssText = "position: absolute; width: 1px; zoom: 2";
    const { width } = probe.getBoundingClientRect();
    probe.remove();
    return width === 2;
  })();

  /**
   * Draw an explorable smaller, but for its letters.
   *
   * @param {HTMLElement} html
   * @param {number} scale
   */
  const draw = (html, scale) => {
    html.style.setProperty("--letters", `${1 / scale}`);
    if (zooms) {
      html.style.zoom = `${scale}`;
      return;
    }
    const host = /** @type {HTMLElement} */ (html.querySelector("[data-nnlib]"));
    const reserve = () => html.style.setProperty("--high", `${host.offsetHeight}px`);
    html.style.setProperty("--scale", `${scale}`);
    if (!html.classList.contains("scaled")) new ResizeObserver(reserve).observe(host);
    html.classList.add("scaled");
    reserve();
  };

  /**
   * Let an explorable be as low as its slide has room: its pictures and gaps shrink, its
   * letters do not, so that what they gain is measured again.
   *
   * @param {HTMLElement} page
   * @param {HTMLElement} html
   */
  const shrink = (page, html) => {
    for (let zoom = 1, tries = 0; tries < 6; tries++) {
      const high = zooms ? html.offsetHeight : html.offsetHeight / zoom;
      const whole = page.getBoundingClientRect();
      const below = html.getBoundingClientRect().bottom - whole.top;
      const reach = below * WIDTH / whole.width - white(html);
      const downs = excess(page).map(({ down }) => down);
      const over = Math.max(0, reach - (HEIGHT - NUMBER), ...downs);
      if (over <= 0 || zoom === SMALLEST) return;
      const drawn = high - 2 * white(html); // the white shrinks with it
      zoom = Math.max(SMALLEST, zoom * (drawn - over) / drawn);
      draw(html, zoom);
    }
  };

  // Where a slide is full its explorable gives way, then its letters.
  const fit = () => {
    for (const page of all(".page:not([data-fitted])")) {
      if (!page.offsetHeight) continue; // not laid out yet
      page.dataset.fitted = "";
      for (const element of page.querySelectorAll(":scope > .html:has([data-nnlib])")) {
        shrink(page, /** @type {HTMLElement} */ (element));
      }
      for (let size = 0.96; size > SHRUNK && overflows(page); size -= 0.04) {
        page.style.setProperty("--fit", size.toFixed(2));
      }
    }
  };

  // A fragment that is not seen is a step of the explorable before it.
  const walk = () => {
    for (const part of Reveal.getCurrentSlide().querySelectorAll(".html:has(> .walk)")) {
      const detail = part.querySelectorAll(".walk.visible").length;
      const host = part.querySelector("[data-steps]");
      host?.dispatchEvent(new CustomEvent("nnlib:step", { detail }));
    }
  };

  /**
   * Where it was stepped by hand, or got other steps, its fragments follow.
   *
   * @param {Event} event
   */
  const follow = (event) => {
    const part = /** @type {Element} */ (event.target).closest(".html:has(> .walk)");
    const slide = Reveal.getCurrentSlide();
    if (!part || !slide.contains(part)) return;
    const { step, steps } = /** @type {CustomEvent} */ (event).detail;
    const marks = [...part.querySelectorAll(".walk")];
    const shown = part.querySelectorAll(".walk.visible").length;
    if (marks.length === steps - 1 && shown === step) return;
    const at = (/** @type {Element} */ mark) => Number(mark.getAttribute("data-fragment-index"));
    // Before the last, with which other parts may come.
    while (marks.length > steps - 1) marks.splice(-2, 1)[0].remove();
    while (marks.length < steps - 1) {
      const last = marks[marks.length - 1], mark = /** @type {Element} */ (last.cloneNode());
      for (const later of slide.querySelectorAll(".fragment")) {
        if (at(later) >= at(mark)) later.setAttribute("data-fragment-index", `${at(later) + 1}`);
      }
      last.before(mark);
      marks.splice(-1, 0, mark);
    }
    Reveal.syncFragments(slide); // which leaves no gaps
    Reveal.navigateFragment(step ? at(marks[step - 1]) : at(marks[0]) - 1);
  };

  /**
   * How low the letters of an explorable are, in pixels of the slide; exponents may be lower.
   *
   * @param {Element} host
   */
  const lowest = (host) => {
    const texts = document.createTreeWalker(host.shadowRoot ?? host, NodeFilter.SHOW_TEXT);
    let found = Infinity;
    while (texts.nextNode()) {
      const letters = /** @type {Element} */ (texts.currentNode.parentElement);
      if (!texts.currentNode.textContent?.trim() || letters.closest("style, sup, sub")) continue;
      if (!letters.getClientRects().length) continue; // not shown
      const frame = letters.closest("svg[viewBox]"); // its drawing is scaled
      const scale = frame
        ? frame.getBoundingClientRect().width / Reveal.getScale() /
          /** @type {SVGSVGElement} */ (frame).viewBox.baseVal.width
        : /** @type {any} */ (letters).currentCSSZoom;
      found = Math.min(found, parseFloat(getComputedStyle(letters).fontSize) * scale);
    }
    return found;
  };

  // For who writes a lecture: what is too large for its slide, as JSON in the page, and
  // where letters of 15 points (a figure has 100 pixels an inch) are shown too small.
  const measure = () => {
    /** @type {{ number: number, letters: number }[]} */
    const figures = [];
    const large = Reveal.getSlides().flatMap(
      (/** @type {HTMLElement} */ slide, /** @type {number} */ number) => {
        const { h, v } = Reveal.getIndices(slide);
        Reveal.slide(h, v, slide.querySelectorAll(".fragment").length - 1);
        fit();
        const page = /** @type {HTMLElement} */ (slide.querySelector(".page"));
        const title = page.querySelector("h1, h2")?.textContent ?? "";
        const large = excess(page).map(({ part, down, right }) => ({
          what: part.querySelector("table") ? "table" : part.className.split(" ")[0],
          down: Math.round(down),
          right: Math.round(right),
          letters: 0,
        }));
        for (const formula of page.querySelectorAll(".math > svg[viewBox]")) {
          const drawn = /** @type {SVGSVGElement} */ (formula);
          const letters = 1000 * drawn.clientWidth / drawn.viewBox.baseVal.width;
          large.push({ what: "formula", down: 0, right: 0, letters: Math.round(letters) });
        }
        for (const host of page.querySelectorAll("[data-nnlib]")) {
          const letters = Math.round(lowest(host));
          large.push({ what: "explorable", down: 0, right: 0, letters });
        }
        const shown = [
          .../** @type {NodeListOf<HTMLImageElement>} */ (
            page.querySelectorAll(".figure img")
          ),
        ].map((img) =>
          Math.min(
            img.clientWidth / Number(img.getAttribute("width")),
            img.clientHeight / Number(img.getAttribute("height")),
          )
        );
        const letters = Math.round(Math.min(Infinity, ...shown) * 15 * 100 / 72);
        if (letters < LEGIBLE) figures.push({ number: number + 1, letters });
        return large
          .filter(({ down, right, letters }) =>
            down > 1 || right > 1 || letters > 0 && letters < LEGIBLE
          )
          .map((part) => ({ number: number + 1, title, ...part }));
      },
    );
    const result = document.createElement("script");
    result.type = "application/json";
    result.id = "too-large";
    result.textContent = JSON.stringify({ large, figures }).replaceAll("<", "\\u003c");
    document.body.append(result);
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
    box.setAttribute("aria-label", document.body.dataset.wide ?? "");
    picture.replaceWith(box);
    box.append(picture);
    picture.style.minWidth = `${Math.min(720, width)}px`;
  };

  /**
   * Whoever presents draws guesses on empty axes; a double click wipes them away.
   *
   * @param {HTMLElement} part
   */
  const letDraw = (part) => {
    const make = (/** @type {string} */ name) =>
      document.createElementNS("http://www.w3.org/2000/svg", name);
    const sheet = part.appendChild(make("svg"));
    /** @type {Element | undefined} */
    let line;
    const draw = (/** @type {PointerEvent} */ { clientX, clientY }) => {
      const { left, top, width } = sheet.getBoundingClientRect();
      const scale = width / sheet.clientWidth; // of the slide
      const place = [clientX - left, clientY - top].map((far) => (far / scale).toFixed(1));
      line?.setAttribute("d", `${line.getAttribute("d") ?? "M"} ${place}`);
    };
    part.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      part.setPointerCapture(event.pointerId);
      line = sheet.appendChild(make("path"));
      draw(event);
    });
    part.addEventListener("pointermove", (event) => line && draw(event));
    part.addEventListener("lostpointercapture", () => line = undefined);
    part.addEventListener("dblclick", () => sheet.replaceChildren());
  };

  const phone = matchMedia("(max-width: 600px)").matches &&
    !/receiver|print-pdf/.test(location.search);
  if (phone) {
    for (const deck of all(".reveal")) deck.className = "reading";
    for (const picture of all(".figure img:not(.guess > img), .text img")) {
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
      // The speaker view shows the time left where the notes say what is planned.
      defaultTiming: document.querySelector("[data-timing]") ? 0 : null,
      plugins: [RevealNotes],
    });
    giveKeysBack();
    for (const part of all(".guess")) letDraw(part);
    Reveal.on("ready", () => {
      for (const way of ["previous", "next"]) {
        for (const arrow of all(`.controls button[aria-label="${way} slide"]`)) {
          arrow.setAttribute("aria-label", document.body.dataset[way] ?? "");
        }
      }
    });
    for (const event of ["ready", "slidechanged", "pdf-ready"]) Reveal.on(event, fit);
    for (const event of ["ready", "slidechanged", "fragmentshown", "fragmenthidden"]) {
      Reveal.on(event, walk);
    }
    addEventListener("nnlib:stands", follow);
    if (/measure/.test(location.search)) {
      Reveal.on("ready", () => document.fonts.ready.then(measure));
    }
  }
}

"""What a deck is asked in every browser."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
LECTURES = sorted(path.stem for path in ROOT.glob("notebooks/*.ipynb"))
READY = "window.Reveal && Reveal.isReady()"

# Every slide that is larger than the room it has, or comes with all its fragments
# within 8 pixels of reveal.js' own parts at the bottom, by its title.
OVERFLOWING = """() => {
  const found = [], { width, height } = Reveal.getConfig();
  const box = part => part.getBoundingClientRect();
  const colored = part => {  // without the white around an explorable
    const { right, bottom } = box(part);
    const white = Math.max(0, -parseFloat(getComputedStyle(part).marginBottom));
    return { right, bottom: bottom - white * Reveal.getScale() };
  };
  const boxes = slide => {
    const found = [...slide.querySelectorAll(".page img, .page .html")].map(colored);
    const texts = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
      const hidden = texts.currentNode.parentElement.closest(".notes, .foot, math");
      if (hidden || !texts.currentNode.textContent.trim()) continue;
      range.selectNodeContents(texts.currentNode);
      found.push(...range.getClientRects());
    }
    return found;
  };
  for (const slide of Reveal.getSlides()) {
    const { h, v } = Reveal.getIndices(slide);
    Reveal.slide(h, v, slide.querySelectorAll(".fragment").length - 1);
    const title = slide.querySelector("h1, h2")?.textContent ?? `slide ${h}/${v}`;
    const [wide, high] = [slide.scrollWidth, slide.scrollHeight];
    if (wide > width + 2 || high > height + 2) {
      found.push(`${title}: ${wide} x ${high} in ${width} x ${height}`);
      continue;
    }
    const progress = box(document.querySelector(".progress"));
    const number = box(document.querySelector(".slide-number"));
    const foot = slide.querySelector(".foot");
    const end = foot ? box(foot).top + 2 : progress.top - 8;
    const near = boxes(slide).some(part => part.bottom > end
      || part.bottom > number.top - 8 && part.right > number.left - 8);
    if (near) found.push(`${title}: touches the page number or the progress bar`);
  }
  return found;
}"""

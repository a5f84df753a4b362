// What is wider than its room scrolls by keyboard, too, in every browser.
"use strict";
{
  const mark = () => {
    for (const box of document.querySelectorAll("pre, table, .figure, .html, .math")) {
      const scrolls = box.scrollWidth > box.clientWidth &&
        getComputedStyle(box).overflowX === "auto";
      if (scrolls) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
    }
  };
  addEventListener("load", mark);
  addEventListener("resize", mark);
  addEventListener("toggle", mark, true); // of what was folded
}

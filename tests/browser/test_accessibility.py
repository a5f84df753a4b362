"""For who hears a deck, or has no mouse: roles, contrast, names, the order of Tab."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LECTURES = sorted(path.stem for path in ROOT.glob("notebooks/*.ipynb"))
READY = "window.Reveal && Reveal.isReady()"
GO = """number => {
  const slide = Reveal.getSlides()[number], { h, v } = Reveal.getIndices(slide);
  Reveal.slide(h, v, slide.querySelectorAll(".fragment").length - 1);
}"""
# The box of the arrows lies over all letters: on what they stand would not be known.
# A fragment that fades in is pale for a while.
UNCOVER = """() => {
  document.querySelector(".controls").remove();
  document.head.append(Object.assign(document.createElement("style"), {
    textContent: ".fragment { transition: none !important }",
  }));
}"""
# axe-core goes through all that is there, hidden or not: most of its time went into the
# other slides.
ALONE = """() => {
  globalThis.away = [...document.querySelectorAll(".slides section:not(.present)")]
    .map((slide) => [slide, document.createComment("")]);
  away.forEach(([slide, place]) => slide.replaceWith(place));
}"""
TOGETHER = "() => away.forEach(([slide, place]) => place.replaceWith(slide))"
# The controls of the explorables on the slide that is shown; of radio buttons one.
CONTROLS = """() => {
  const shown = document.querySelectorAll("section.present [data-nnlib]");
  const wanted = "button, input, select, [tabindex='0']";
  const VISIBLE = { visibilityProperty: true };
  globalThis.controls = [...shown].flatMap(({ shadowRoot }) => {
    const all = [...shadowRoot.querySelectorAll(wanted)];
    const groups = new Set();
    return all.filter((control) => {
      if (control.disabled || !control.checkVisibility(VISIBLE)) return false;
      if (control.type !== "radio") return true;
      const first = !groups.has(control.name);
      groups.add(control.name);
      return first;
    });
  });
  return controls.length;
}"""
# The control that has the focus, and whether that is seen.
FOCUSED = """() => {
  let element = document.activeElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const same = (control) => control === element ||
    control.type === "radio" && control.name && control.name === element.name;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
  return [controls.findIndex(same), seen, element.outerHTML.slice(0, 90)];
}"""


@pytest.fixture
def show(open_page):
    """Return a function that opens a deck as slides, once it is ready."""

    def show(deck: Path):
        page = open_page(deck)
        page.wait_for_function(READY)
        return page, page.evaluate("Reveal.getSlides().length")

    return show


@pytest.mark.parametrize("lecture", LECTURES)
def test_nothing_serious_is_found_on_any_slide(lecture, deck_of, show, serious):
    page, count = show(deck_of(lecture))
    page.evaluate(UNCOVER)
    found = {"all, hidden": serious(page)}
    for number in range(count):
        page.evaluate(GO, number)
        page.evaluate(ALONE)
        found[number + 1] = serious(page)
        page.evaluate(TOGETHER)
    assert {number: what for number, what in found.items() if what} == {}


def test_what_is_serious_would_be_found(show, deck_of, serious, tmp_path):
    deck = deck_of("01_networks").read_text("utf-8")
    spoiled = tmp_path / "deck.html"
    spoiled.write_text(
        deck.replace("Circles and", '<i style="color: #aaa">Circles</i> and')
    )
    page, _ = show(spoiled)
    page.evaluate(UNCOVER)
    page.evaluate(ALONE)
    assert [told.partition(":")[0] for told in serious(page)] == ["color-contrast"]


def test_a_deck_read_on_a_phone_has_nothing_serious(open_page, deck_of, serious):
    page = open_page(deck_of("01_networks"), width=390, height=844)
    page.locator(".reading").wait_for()
    assert serious(page) == []


@pytest.mark.parametrize("lecture", LECTURES)
def test_tab_reaches_every_control_and_shows_where_it_is(lecture, deck_of, show):
    page, count = show(deck_of(lecture))
    for number in range(count):
        page.evaluate(GO, number)
        controls = page.evaluate(CONTROLS)
        if not controls:
            continue
        page.evaluate("document.activeElement.blur(); controls[0].focus()")
        page.keyboard.press("Shift+Tab")
        reached = set()
        for _ in range(3 * controls):
            page.keyboard.press("Tab")
            at, seen, html = page.evaluate(FOCUSED)
            assert seen or html.startswith("<body"), html
            reached.add(at)
        assert set(range(controls)) <= reached, number + 1

"""Decks in a browser: everything fits, nothing is asked of the network."""

import base64
import re
import subprocess
import sys
from pathlib import Path

import pytest
from slides import LECTURES, OVERFLOWING, READY

from tests import sample_lecture

ROOT = Path(__file__).parents[2]


# Words of the explorables on the slide that is shown that lie upon each other or upon
# a button, each as far as what clips it lets it be seen.
OVERLAPPING = """() => {
  const found = [], scale = Reveal.getScale();
  const seen = { visibilityProperty: true, opacityProperty: true };
  const clipped = (box, element) => {
    let { left, right, top, bottom } = box;
    for (let e = element; e; e = e.parentElement) {
      if (getComputedStyle(e).overflow === "visible") continue;
      const frame = e.getBoundingClientRect();
      [left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
      [top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
    }
    return { left, right, top, bottom };
  };
  const shared = (a, b) => [
    (Math.min(a.right, b.right) - Math.max(a.left, b.left)) / scale,
    (Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)) / scale];
  for (const host of Reveal.getCurrentSlide().querySelectorAll("[data-nnlib]")) {
    const frame = host.shadowRoot.querySelector(".explorable"), words = [];
    const texts = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode, within = text.parentElement;
      if (!text.data.trim() || within.closest("style, option")) continue;
      if (!within.checkVisibility(seen)) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects())
        words.push({ text, within, ...clipped(box, within) });
    }
    words.forEach((one, i) => {
      for (const other of words.slice(i + 1)) {
        const [wide, high] = shared(one, other);
        const low = Math.min(one.bottom - one.top, other.bottom - other.top) / scale;
        if (one.text !== other.text && wide > 2 && high > 0.45 * low)
          found.push(`${one.text.data} / ${other.text.data}`);
      }
      for (const button of frame.querySelectorAll("button")) {
        const [wide, high] = shared(one, button.getBoundingClientRect());
        if (button.checkVisibility(seen) && !button.contains(one.within)
            && wide > 3 && high > 6)
          found.push(`${one.text.data} / ${button.textContent}`);
      }
    });
  }
  return found;
}"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """Return the deck of the sample lecture, made as a lecturer makes it."""
    folder = tmp_path_factory.mktemp("sample")
    notebook = sample_lecture.write(folder / "00_sample.ipynb")
    command = [sys.executable, "-m", "nnlib", "run", notebook, "--output", folder]
    # Of its own: Playwright's event loop already runs in this process.
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return folder / "decks" / "00_sample.html"


@pytest.fixture
def show(open_page):
    """Return a function that opens a deck as slides, once it is ready."""

    def show(deck: Path, after="", **options):
        page = open_page(deck, **options)
        if after:
            page.goto(deck.as_uri() + after)
        page.wait_for_function(READY)
        return page

    return show


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
@pytest.mark.parametrize("lecture", [None, *LECTURES], ids=str)
def test_every_slide_fits_and_every_formula_is_set(
    lecture, width, height, sample, deck_of, show
):
    deck = deck_of(lecture) if lecture else sample
    assert deck.stat().st_size < 4_000_000
    page = show(deck, width=width, height=height)
    assert page.evaluate(OVERFLOWING) == []
    assert overlapping(page) == {}
    assert page.locator(".page .math:not(:has(> svg, > math))").count() == 0
    undescribed = "img => !img.alt.trim()"
    assert not page.evaluate(f"[...document.images].filter({undescribed}).length")


def overlapping(page) -> dict[int, list[str]]:
    """Show each slide with an explorable, whole; return what overlaps there."""
    shown = page.evaluate("""() => [...Reveal.getSlides().entries()]
        .filter(([, slide]) => slide.querySelector("[data-nnlib]")).map(([n]) => n)""")
    found = {}
    for number in shown:
        page.evaluate(
            """number => {
              const slide = Reveal.getSlides()[number];
              const { h, v } = Reveal.getIndices(slide);
              Reveal.slide(h, v, slide.querySelectorAll(".fragment").length - 1);
              return new Promise(done => requestAnimationFrame(() =>
                  requestAnimationFrame(done)));
            }""",
            number,
        )
        if words := page.evaluate(OVERLAPPING):
            found[number + 1] = words
    return found


def test_the_page_number_grows_with_its_slide(show, sample):
    number = {}
    for width in (1280, 1920):
        page = show(sample, width=width, height=width * 9 // 16)
        box = page.locator(".slide-number").bounding_box()
        number[width] = box["height"], width - box["x"] - box["width"]
    assert number[1920] == pytest.approx([1.5 * each for each in number[1280]], abs=1)


def test_what_is_too_large_is_noticed(show, sample, tmp_path):
    deck = tmp_path / "deck.html"
    page = sample.read_text("utf-8")
    deck.write_text(page.replace("A sample lecture", "A sample lecture<br>" * 30))
    found = show(deck).evaluate(OVERFLOWING)
    assert [line.split(":")[0] for line in found] == ["How networks learn"]


def test_what_touches_the_page_number_is_noticed(show, sample, tmp_path):
    deck = tmp_path / "deck.html"
    line = '<p class="fragment" style="position: absolute; bottom: 0">the last line</p>'
    page = sample.read_text("utf-8")
    deck.write_text(page.replace("A sample lecture", f"A sample lecture{line}"))
    found = show(deck).evaluate(OVERFLOWING)
    assert found == ["How networks learn: touches the page number or the progress bar"]


def test_a_figure_stays_legible_where_its_slide_is_full(show, sample, tmp_path):
    deck = tmp_path / "deck.html"
    words = "Which of the two never saturates?"
    page = sample.read_text("utf-8")
    deck.write_text(page.replace(words, f"{words}<br>" * 9))
    page = show(deck, "#/2")
    picture = page.locator("section.present .figure img")
    natural = float(picture.get_attribute("height"))
    assert picture.bounding_box()["height"] / natural == pytest.approx(0.68, abs=0.01)
    found = page.evaluate(OVERFLOWING)
    assert [line.split(":")[0] for line in found] == [
        "Two activations bend the line at zero"
    ]


def test_formulas_are_set_also_in_the_notes(show, sample):
    page = show(sample, "#/1")
    assert page.locator(".slides .math").count() == 5
    assert page.locator(".slides .math > math").count() == 5
    assert page.locator(".slides .math > svg").count() == 4
    assert page.locator(".notes .math > svg").count() == 0


def test_titles_stand_at_one_place(show, sample):
    places = show(sample).evaluate("""() => Reveal.getSlides().flatMap(slide => {
      const { h, v } = Reveal.getIndices(slide);
      Reveal.slide(h, v);
      const box = slide.querySelector("h2")?.getBoundingClientRect();
      return box ? [`${box.left} ${box.top}`] : [];
    })""")
    assert len(places) == 9
    assert len(set(places)) == 1


def test_figures_are_large_and_have_their_proportions(show, sample):
    page = show(sample, "#/2")
    picture = page.locator("section.present .figure img")
    box = picture.bounding_box()
    assert box["height"] > 350
    assert "ReLU" in picture.get_attribute("alt")


def test_letters_are_legible_from_the_last_row(show, sample):
    page = show(sample, "#/3")
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert page.locator(".page").first.evaluate(size) >= 28
    assert page.locator(".code pre").first.evaluate(size) >= 20


def test_an_explorable_below_a_line_of_text_has_its_size(show, deck_of):
    page = show(deck_of("01_networks"))
    zooms = page.evaluate(
        """() => Reveal.getSlides().slice(0, 36).flatMap(slide => {
          const { h, v } = Reveal.getIndices(slide);
          Reveal.slide(h, v);
          return [...slide.querySelectorAll(".html:has([data-nnlib])")]
            .map(part => part.style.zoom);
        })"""
    )
    assert zooms == [""] * 6


def test_arrows_turn_pages_and_in_a_slider_they_do_not(show, sample):
    page = show(sample, "#/4")
    slider = page.locator("section.present input[type=range]").first
    slider.focus()
    before = slider.input_value()
    page.keyboard.press("ArrowRight")
    assert slider.input_value() != before
    assert page.evaluate("Reveal.getIndices().h") == 4
    slider.blur()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") == 5


def test_a_select_used_with_the_mouse_gives_the_keys_back(show, sample, tmp_path):
    deck = tmp_path / "deck.html"
    control = "<select><option>a</option><option>b</option></select>"
    page = sample.read_text("utf-8")
    deck.write_text(page.replace("A sample lecture", f"A sample lecture {control}"))
    page = show(deck)
    select = page.locator(".cover select")
    select.focus()
    page.evaluate("dispatchEvent(new PointerEvent('pointerdown'))")
    select.select_option("b")
    page.wait_for_function("document.activeElement === document.body")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") == 1
    page.keyboard.press("ArrowLeft")
    select.focus()
    page.keyboard.press("PageDown")
    assert select.input_value() == "b"
    assert page.evaluate("Reveal.getIndices().h") == 1


def test_a_long_printed_line_stays_on_its_slide(show, sample, tmp_path):
    deck = tmp_path / "deck.html"
    long = "no network " * 20 + "x" * 200
    page = sample.read_text("utf-8")
    assert "<pre>after one step" in page
    deck.write_text(page.replace("<pre>after one step", f"<pre>{long}"))
    assert show(deck).evaluate(OVERFLOWING) == []


def test_a_formula_is_drawn_once_and_read_once(show, sample):
    page = show(sample)
    drawn = page.locator(".page .math > svg")
    [title] = page.evaluate("""() => Reveal.getSlides().map((slide) => {
      const formula = slide.querySelector(".page .math");
      if (formula) Reveal.slide(...Object.values(Reveal.getIndices(slide)));
      return formula && slide.querySelector("h2").innerText;
    }).filter(Boolean).slice(0, 1)""")
    assert title
    visible = [svg for svg in drawn.all() if svg.is_visible()]
    assert visible
    for svg in visible:
        box = svg.bounding_box()
        assert box["width"] > 10
        assert box["height"] > 10
        # Its glyphs are found: what is drawn has a size.
        sizes = svg.evaluate(
            "svg => [...svg.querySelectorAll('use')].map(u => u.getBBox().width)"
        )
        assert sizes
        assert min(sizes) > 0
        assert svg.get_attribute("aria-hidden") == "true"
        said = svg.locator("xpath=following-sibling::*[1]")
        assert said.evaluate("math => math.getBoundingClientRect().width") <= 1


def test_arrows_pass_through_subslides(show, sample):
    page = show(sample, "#/3")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices()") == {"h": 3, "v": 1, "f": -1}


def test_the_notes_open_from_the_file(show, sample):
    page = show(sample, "#/1")
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    notes = popup.value.locator(".speaker-controls-notes .value")
    notes.locator("strong").wait_for()
    assert "Ask first." in notes.inner_text()
    assert notes.locator("math").count() == 1
    assert not popup.value.locator(".pacing").is_visible()


def test_the_speaker_sees_what_is_planned_and_what_time_is_left(show, deck_of):
    page = show(deck_of("07_regularization"), "#/3")
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    plan = popup.value.locator(".speaker-controls-notes .plan")
    assert plan.inner_text() == "Minutes 4 to 8 of 75"
    left = popup.value.locator(".pacing .minutes-value")
    left.wait_for()
    assert left.inner_text() in (":07", ":08")


def test_the_keys_of_a_presenter(show, sample):
    page = show(sample, "#/1")
    page.keyboard.press("b")
    assert page.evaluate("Reveal.isPaused()")
    page.keyboard.press("b")
    assert not page.evaluate("Reveal.isPaused()")
    page.keyboard.press("o")
    assert page.evaluate("Reveal.isOverview()")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert not page.evaluate("Reveal.isOverview()")
    assert page.evaluate("Reveal.getIndices().h") == 2
    page.keyboard.press("Shift+Slash")  # a question mark
    assert "Speaker notes view" in page.locator(".r-overlay").inner_text()


def test_a_pdf_has_a_page_a_slide_with_all_fragments(show, sample):
    page = show(sample, "?print-pdf")
    page.wait_for_selector(".pdf-page .slide-number-pdf")
    slides = page.locator(".pdf-page").count()
    assert slides == 10
    hidden = page.evaluate("""() => [...document.querySelectorAll(".fragment")]
      .filter(part => getComputedStyle(part).visibility !== "visible").length""")
    assert hidden == 0
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == slides


def test_on_a_phone_it_is_a_page_to_read(open_page, sample):
    page = open_page(sample, width=390, height=844)
    page.wait_for_selector(".reading")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    shown = page.locator(".page")
    tops = [box["y"] for box in (part.bounding_box() for part in shown.all())]
    ends = [
        box["y"] + box["height"]
        for box in (part.bounding_box() for part in shown.all())
    ]
    assert len(tops) == 10
    assert all(end <= top + 1 for end, top in zip(ends, tops[1:], strict=False))
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert shown.first.evaluate(size) >= 16
    assert not page.locator(".notes").first.is_visible()
    assert page.locator(".fragment").first.is_visible()


def test_a_wide_picture_scrolls_on_a_phone(open_page, sample, tmp_path):
    deck = tmp_path / "deck.html"
    wide = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 300" '
        'width="900" height="300"/>'
    )
    uri = f"data:image/svg+xml;base64,{base64.b64encode(wide.encode()).decode()}"
    picture = (
        f'<div class="figure"><img src="{uri}" width="900" alt="three panels"></div>'
    )
    page = sample.read_text("utf-8")
    deck.write_text(page.replace("A sample lecture", f"A sample lecture {picture}"))
    page = open_page(deck, width=390, height=844)
    box = page.get_by_role("group", name="A wide picture")
    box.wait_for()
    assert box.count() == 1  # the others are no wider than twice their height
    assert box.locator("img").bounding_box()["width"] == 720
    assert box.bounding_box()["width"] < 390
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.scrolling').scrollLeft > 0")

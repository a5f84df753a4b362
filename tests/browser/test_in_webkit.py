"""Decks, explorables and the site in WebKit: all is there, moves, and is not too wide.

The listener sees what is thrown and caught by nobody, what is told as an error, and
files that are not found. What was thrown WebKit does not say of a page that is a file.
"""

import contextlib
import importlib.util
import shutil

import matplotlib as mpl
import psutil
import pytest
import webkit
from slides import LECTURES, OVERFLOWING, READY, ROOT

from nnlib import explore

pytestmark = pytest.mark.skipif(not webkit.installed(), reason=webkit.MISSING)

EXPLORABLES = [n for n in explore.__all__ if n not in ("Explorable", "recorder")]
CHARSET = '<meta charset="utf-8">'
LISTENER = """<script>
globalThis.wrong = [];
for (const type of ["error", "unhandledrejection"])
  addEventListener(type, ({ message, reason, target }) =>
    wrong.push(String(message ?? reason ?? target.outerHTML)), true);
console.error = (...told) => wrong.push(told.join(" "));
</script>"""
# On every slide the formulas of which no letter is drawn (a space is none), and the
# controls that are not where their rectangles say.
MISSED = """() => Reveal.getSlides().flatMap((slide) => {
  const { h, v } = Reveal.getIndices(slide);
  Reveal.slide(h, v, slide.querySelectorAll(".fragment").length - 1);
  const seen = (control) => !control.disabled &&
    control.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const drawn = (letter) => letter.getBoundingClientRect().width > 0;
  const unset = [...slide.querySelectorAll(".page .math")].filter((formula) => {
    const letters = [...formula.querySelectorAll("svg use")];
    const empty = letters.length && !letters.some(drawn);
    return empty || !formula.querySelector("svg, math");
  });
  const elsewhere = [...slide.querySelectorAll("[data-nnlib]")].flatMap((host) => {
    const controls = [...host.shadowRoot.querySelectorAll("button, input, select")];
    return controls.filter((control) => {
      const { x, y, width, height } = control.getBoundingClientRect();
      const there = host.shadowRoot.elementFromPoint(x + width / 2, y + height / 2);
      return seen(control) && there?.closest("button, input, select") !== control;
    });
  });
  return [...unset, ...elsewhere].map((element) => element.outerHTML.slice(0, 200));
})"""
# What the front end of an explorable has made: not the value of a slider, which moves
# also where nobody listens.
SHOWN = """() => {
  const { shadowRoot } = document.querySelector("[data-nnlib]");
  const canvases = [...shadowRoot.querySelectorAll("canvas")];
  return [shadowRoot.innerHTML, ...canvases.map((canvas) => canvas.toDataURL())];
}"""
WIDE = "() => document.documentElement.scrollWidth > innerWidth"
OPEN = "() => document.querySelectorAll('details').forEach(d => d.open = true)"


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    """The window, opened once."""
    with webkit.opened(tmp_path_factory.mktemp("webkit")) as window:
        yield window


@pytest.fixture
def show(window, tmp_path):
    """Open a page with the listener: ``show(html, width=1280, height=720)``."""

    def show(html, width=1280, height=720):
        window.asked.clear()
        window.resize(width, height)
        window.hover((0, 0))
        path = tmp_path / "page.html"
        path.write_text(listening(html), "utf-8")
        window.go_to(path)
        return window

    return show


@pytest.fixture(scope="module")
def benchmark():
    """Return the benchmark of the explorables, which knows what is dragged."""
    path = ROOT / "benchmarks" / "explorables.py"
    spec = importlib.util.spec_from_file_location("benchmarks_explorables", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def examples(benchmark, tmp_path_factory):
    """Return the pages of the explorables' examples by their names."""
    with contextlib.chdir(tmp_path_factory.mktemp("examples")), mpl.rc_context():
        made = dict(benchmark.explorables(EXPLORABLES))
    assert list(made) == EXPLORABLES
    return {name: f"<!doctype html>{CHARSET}{html}" for name, html in made.items()}


def listening(html):
    """Put the listener before all other scripts of a page."""
    assert CHARSET in html.partition("<script")[0]
    return html.replace(CHARSET, CHARSET + LISTENER, 1)


def wrong(window):
    """What went wrong on the page, and what it asked of the network."""
    return window.evaluate("() => wrong") + window.asked


def differs(window, box):
    """Whether an explorable shows another thing where it is dragged elsewhere."""
    shown = []
    for start, end in [(0.5, 0.1), (0.1, 0.9)]:
        points = [at(box, start + (end - start) * step / 4) for step in range(5)]
        for part in [[point] for point in points] if box["clicked"] else [points]:
            window.drag(*part)
        window.hover((0, 0))
        shown.append((window.evaluate(SHOWN), window.screenshot()))
    (words, picture), (other_words, other_picture) = shown
    return words != other_words and picture != other_picture


def at(box, share):
    """The point at a share of a box's width, and nearer to the middle of its height."""
    down = 0.3 + 0.4 * share if box["height"] > 60 else 0.5
    return box["x"] + share * box["width"], box["y"] + down * box["height"]


@pytest.mark.parametrize("lecture", LECTURES)
def test_every_slide_of_a_deck_fits_and_its_formulas_are_set(lecture, show, deck_of):
    window = show(deck_of(lecture).read_text("utf-8"))
    window.wait_for(f"() => {READY}")
    here = window.evaluate("() => Reveal.getIndices()")
    window.press("ArrowRight")
    assert window.evaluate("() => Reveal.getIndices()") != here
    assert window.evaluate(OVERFLOWING) == []
    assert window.evaluate(MISSED) == []
    assert wrong(window) == []


@pytest.mark.parametrize("name", EXPLORABLES)
def test_an_explorable_follows_the_pointer(name, show, examples, benchmark):
    window = show(examples[name], width=390, height=844)
    assert window.wait_for(benchmark.MAIN)
    assert not window.evaluate(WIDE)
    assert wrong(window) == []
    window = show(examples[name])
    assert differs(window, window.wait_for(benchmark.MAIN))
    assert not window.evaluate(WIDE)
    assert wrong(window) == []


def test_no_page_of_the_site_is_wider_than_its_window(window, site, pages, tmp_path):
    copy = shutil.copytree(site, tmp_path / "site")
    for width, height in [(390, 844), (1280, 720)]:
        window.resize(width, height)
        for page in pages:
            path = copy / page.relative_to(site)
            if CHARSET + LISTENER not in (html := path.read_text("utf-8")):
                path.write_text(listening(html), "utf-8")
            window.asked.clear()
            window.go_to(path)
            window.evaluate(OPEN)
            assert not window.evaluate(WIDE), path
            assert wrong(window) == [], path


@pytest.mark.parametrize(
    ("function", "old", "new"),
    [
        (OVERFLOWING, "</h2>", '</h2><p style="height: 800px">'),
        (MISSED, 'id="MJX', 'id="no'),
        (MISSED, "</style>", "[data-nnlib] { clip-path: inset(50%) }</style>"),
    ],
    ids=["too large", "no letters", "controls elsewhere"],
)
def test_a_broken_deck_is_noticed(function, old, new, show, deck_of):
    deck = deck_of("01_networks").read_text("utf-8")
    window = show(deck.replace(old, new))
    window.wait_for(f"() => {READY}")
    assert window.evaluate(function)


def test_errors_are_noticed(show):
    window = show(
        f"<!doctype html>{CHARSET}<script>throw Error('thrown')</script>"
        "<script>Promise.reject(Error('rejected')); console.error('told')</script>"
        "<img src='missing.png'>"
    )
    window.wait_for("() => wrong.length === 4")
    for word in ("Script error", "rejected", "told", "missing.png"):
        assert word in " ".join(wrong(window))


def test_requests_are_noticed(show):
    window = show(f"<!doctype html>{CHARSET}<img src='http://nowhere.invalid/a.png'>")
    window.evaluate("() => fetch('https://nobody.invalid').catch(() => null)")
    asked = " ".join(window.asked)
    assert "http://nowhere.invalid/a.png" in asked
    assert "nobody.invalid:443" in asked


@pytest.mark.parametrize(
    "broken",
    [
        "<script>for (const type of ['input', 'pointerdown'])"
        " addEventListener(type, e => e.stopPropagation(), true)</script>",
        "<style>[data-nnlib] { opacity: 0 }</style>",
    ],
    ids=["deaf", "not painted"],
)
def test_an_explorable_that_does_not_follow_is_noticed(
    broken, show, examples, benchmark
):
    window = show(examples["slope"] + broken)
    assert not differs(window, window.wait_for(benchmark.MAIN))


def test_what_only_hovering_shows_does_not_count(show, benchmark):
    window = show(
        f"<!doctype html>{CHARSET}<div data-nnlib><template shadowrootmode=open>"
        "<input type=range><b></b></template></div><script>"
        "const { shadowRoot } = document.querySelector('div');"
        "const [slider, told] = shadowRoot.children;"
        "slider.onpointermove = (event) => told.textContent = event.clientX;"
        "slider.onpointerleave = () => told.textContent = '';</script>"
    )
    box = window.wait_for(benchmark.MAIN)
    window.hover(at(box, 0.5))
    assert window.evaluate("() => told.textContent")
    assert not differs(window, box)


@pytest.mark.parametrize(("width", "is_wide"), [(390, False), (391, True)])
def test_a_page_that_is_too_wide_is_noticed(width, is_wide, show):
    box = f'<div style="position: absolute; left: 0; width: {width}px; height: 9px">'
    window = show(f"<!doctype html>{CHARSET}{box}", width=390, height=844)
    assert window.evaluate(WIDE) is is_wide


def test_all_processes_end_with_an_error(tmp_path):
    before, started = set(psutil.Process().children(recursive=True)), set()

    def fail():
        with webkit.opened(tmp_path):
            started.update(psutil.Process().children(recursive=True))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    started -= before
    assert len(started) >= 4  # screen, driver, browser, its page
    assert not [p for p in started if p.is_running() and p.status() != "zombie"]

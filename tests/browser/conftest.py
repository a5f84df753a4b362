"""A browser without a network, and pages whose errors fail the test."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import browsers
import pytest
from playwright.sync_api import sync_playwright

from nnlib import decks
from tests import sample_lecture

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"


# What is wrong with the words of the explorable on a page. The selectors name words
# that are not looked at, boxes that none may leave, and words that may overlap.
MISPLACED = """({ ignored, boxes, loose, overlap, least }) => {
    const frame = document.querySelector("[data-nnlib]").shadowRoot
        .querySelector(".explorable");
    const outer = frame.getBoundingClientRect();
    const wrong = [], words = [];
    const walk = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const within = node.parentElement;
        if (!node.data.trim() || within.closest(ignored)) continue;
        if (parseFloat(getComputedStyle(within).fontSize) < least)
            wrong.push("small: " + node.data);
        const box = boxes && within.closest(boxes)?.getBoundingClientRect();
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const r of range.getClientRects()) {
            if (r.width === 0) continue;
            if (r.left < outer.left || r.right > outer.right || r.bottom > outer.bottom)
                wrong.push("outside: " + node.data);
            if (box && (r.left < box.left - 1 || r.right > box.right + 1 ||
                r.bottom > box.bottom + 1)) wrong.push("clipped: " + node.data);
            // As plain numbers: every one is read once for each other word.
            if (!loose || !within.closest(loose))
                words.push([r.left, r.right, r.top, r.bottom, node.data]);
        }
    }
    words.forEach(([left, right, top, bottom, text], i) => {
        for (const [from, to, high, low, other] of words.slice(i + 1))
            if (left < to - 0.5 && from < right - 0.5 && top < low - overlap &&
                high < bottom - overlap) wrong.push(`overlap: ${text} / ${other}`);
    });
    if (document.documentElement.scrollWidth > innerWidth) wrong.push("page is wider");
    return wrong;
}"""


AXE = 'import axe from "npm:axe-core@4"; console.log(axe.source)'
SERIOUS = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}"""


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """The browser, started once: Chromium, or what NNLIB_BROWSER names."""
    path = browsers.executable()
    with sync_playwright() as playwright:
        if browsers.CHOSEN == browsers.FIREFOX:
            folder = tmp_path_factory.mktemp("firefox")
            browser = browsers.Firefox(playwright, path, folder)
        else:
            browser = browsers.chromium(playwright, path)
        yield browser
        browser.close()


def new_page(browser, wrong, width=1280, height=720, **options):
    """Open a page without a network, which lists what goes wrong on it."""
    viewport = {"width": width, "height": height}
    context = browser.new_context(viewport=viewport, offline=True, **options)

    def note(request):
        if not request.url.startswith(("file:", "data:", "blob:")):
            wrong.append(f"asked the network for {request.url}")

    context.on("request", note)
    page = context.new_page()
    page.on("websocket", note)
    page.on("pageerror", lambda error: wrong.append(f"failed: {error}"))
    return page


@pytest.fixture(scope="module")
def shared_page(browser):
    """A page that the tests of a module hand on; a new one takes thrice the time."""
    wrong = []
    page = new_page(browser, wrong)
    yield page, wrong
    page.context.close()
    assert wrong == []


@pytest.fixture
def open_page(browser, shared_page, tmp_path):
    """Open pages: ``open_page(path_or_html, width=1280, height=720, **context)``.

    Whatever a page asks of the network is refused, and fails the test at its end, as
    an error on the page does. The first page of a test is loaded into the page of the
    test before, unless it has options of its own or is to be ``alone``, as one that is
    changed for longer than its document lives.
    """
    contexts, (shared, wrong) = [], shared_page
    numbers = itertools.count()
    free = [shared]

    def open_page(
        content: Path | str, *, width=1280, height=720, alone=False, **options
    ):
        if alone or options or not free:
            page = new_page(browser, wrong, width, height, **options)
            contexts.append(page.context)
        else:
            page = free.pop()
            page.set_viewport_size({"width": width, "height": height})
        if isinstance(content, str):  # what is set in an empty page follows no drag
            written = tmp_path / f"page_{next(numbers)}.html"
            written.write_text(content, "utf-8")
            content = written
        page.goto(content.absolute().as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    for popup in shared.context.pages[1:]:
        popup.close()
    shared.mouse.up()
    shared.mouse.move(0, 0)
    found, wrong[:] = wrong[:], []
    assert found == []


@pytest.fixture
def open_listening(open_page):
    """Open an explorable in a page that keeps the keys it hears in ``heard``."""

    def open_listening(explorable):
        return open_page(
            "<!doctype html><script>var heard = [];"
            "addEventListener('keydown', e => heard.push(e.key));</script>"
            + explorable._repr_mimebundle_()["text/html"]
        )

    return open_listening


@pytest.fixture(scope="module")
def saved(request, tmp_path_factory):
    """Save what a test module names as EXPLORABLE, once for the same arguments."""
    folder, files = tmp_path_factory.mktemp("explorables"), {}

    def saved(*arguments, **options):
        key = repr((arguments, options))
        if key not in files:
            explorable = request.module.EXPLORABLE(*arguments, **options)
            files[key] = explorable.save(folder / f"{len(files)}.html")
        return files[key]

    return saved


@pytest.fixture
def show(open_page, saved):
    """Open the EXPLORABLE: ``show(*arguments, page=options_of_open_page, **options)``.

    It takes what the function that a test module names so takes.
    """

    def show(*arguments, page=None, **options):
        return open_page(saved(*arguments, **options), **(page or {}))

    return show


@pytest.fixture(scope="session")
def deck_of(tmp_path_factory):
    """Make a lecture's deck, which takes seconds, once: ``deck_of("01_networks")``."""
    folder, made = tmp_path_factory.mktemp("decks"), {}

    def deck_of(name):
        if name not in made:
            notebook = NOTEBOOKS / f"{name}.ipynb"
            made[name] = decks.write(notebook, folder / f"{name}.html")
        return made[name]

    return deck_of


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Return the site of the sample lecture and a real one, as a lecturer makes it."""
    folder = tmp_path_factory.mktemp("site")
    sample = sample_lecture.write(folder / "00_sample.ipynb")
    real = NOTEBOOKS / "01_networks.ipynb"
    python = [sys.executable, "-m", "nnlib"]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    for command in (["run", sample], ["site", sample, real]):
        # Of its own: Playwright's event loop already runs in this process.
        subprocess.run(
            [*python, *command],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path},
        )
    return folder / "build" / "site"


@pytest.fixture
def pages(site):
    """All pages that are no decks, which have tests of their own."""
    return [p for p in sorted(site.rglob("*.html")) if p.parent.name != "decks"]


@pytest.fixture
def boxes():
    """Tell where all elements of a locator are: ``boxes(parts)``."""
    where = "all => all.map(e => e.getBoundingClientRect().toJSON())"
    return lambda parts: parts.evaluate_all(where)


@pytest.fixture
def misplaced():
    """Tell what is wrong with the words of an explorable: clipped, overlapping, small.

    ``misplaced(page, ignored="", boxes="", loose="", overlap=6, least=0)``: selectors
    of words that do not count, of boxes that keep theirs, of words that may overlap;
    pixels that lines may share, and the least font size.
    """

    def misplaced(page, *, ignored="", boxes="", loose="", overlap=6, least=0):
        ignored = ", ".join(filter(None, ["style", "option", ignored]))
        options = {
            "ignored": ignored,
            "boxes": boxes,
            "loose": loose,
            "overlap": overlap,
            "least": least,
        }
        return page.evaluate(MISPLACED, options)

    return misplaced


@pytest.fixture(scope="session")
def axe():
    """Deque's axe-core, from npm. Without a network the test fails in CI only."""
    command = [Path(sys.executable).with_name("deno"), "eval", "--no-lock", AXE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        missing = f"axe-core cannot be fetched from npm: {done.stderr.strip()[-200:]}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    return done.stdout


@pytest.fixture
def serious(axe):
    """Tell what is serious, or worse, on a page for axe-core: ``serious(page)``."""

    def serious(page):
        if not page.evaluate("'axe' in globalThis"):
            page.evaluate(axe)
        return page.evaluate(SERIOUS)

    return serious

"""A browser without a network, and pages whose errors fail the test."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

# The shell is the same browser without its own windows: a page takes half the time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)
MISSING = (
    "chromium is missing: install it (`sudo apt install chromium`) or set CHROMIUM to "
    "the path of a chromium or Google Chrome"
)


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
            if (!loose || !within.closest(loose)) words.push([r, node.data]);
        }
    }
    for (const [a, text] of words) for (const [b, other] of words)
        if (a !== b && a.left < b.right - 0.5 && b.left < a.right - 0.5 &&
            a.top < b.bottom - overlap && b.top < a.bottom - overlap)
            wrong.push(`overlap: ${text} / ${other}`);
    if (document.documentElement.scrollWidth > innerWidth) wrong.push("page is wider");
    return wrong;
}"""


def find_chromium() -> str | None:
    """Return the path of the browser: $CHROMIUM if set, else the first on the PATH."""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else NAMES
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser():
    """Chromium, started once. Its absence fails in CI and skips elsewhere."""
    executable = find_chromium()
    if executable is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser):
    """Open pages: ``open_page(path_or_html, width=1280, height=720, **context)``.

    Whatever a page asks of the network is refused, and fails the test at its end, as
    an error on the page does.
    """
    contexts, wrong = [], []

    def gate(route):
        if route.request.url.startswith(("file:", "data:", "blob:")):
            route.continue_()
        else:
            wrong.append(f"asked the network for {route.request.url}")
            route.abort()

    def open_page(content: Path | str, *, width=1280, height=720, **options):
        viewport = {"width": width, "height": height}
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        context.route("**/*", gate)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"failed: {error}"))
        if isinstance(content, Path):
            page.goto(content.absolute().as_uri())
        else:
            page.set_content(content)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


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

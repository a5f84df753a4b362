"""A browser without a network, and pages whose errors fail the test."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "chromium is missing: install it (`sudo apt install chromium`) or set CHROMIUM to "
    "the path of a chromium or Google Chrome"
)


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
def evaluate_module(open_page):
    """Call what a module exports: ``evaluate_module(path, "m.count([2], true)")``."""
    page = open_page("<!doctype html>")

    def evaluate_module(path: Path, expression: str, argument=None):
        return page.evaluate(
            """async ([source, expression, argument]) => {
                const blob = new Blob([source], { type: "text/javascript" });
                const m = await import(URL.createObjectURL(blob));
                const body = `return ${expression}`;
                return new Function("m", "argument", body)(m, argument);
            }""",
            [path.read_text("utf-8"), expression, argument],
        )

    return evaluate_module

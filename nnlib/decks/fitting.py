"""What of a deck is too large for its slide: measured in a browser, or estimated."""

import html
import json
import math
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from nnlib.decks import page
from nnlib.decks.blocks import TITLES, Block, is_explorable
from nnlib.decks.slides import Slide, Talk

# As they are called on Linux, on Windows, and where macOS keeps them. The shell is the
# same browser without its own windows: a page takes half the time.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "chrome",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_SECONDS = 60  # that a browser may take
_RESULT = re.compile(r'<script type="application/json" id="too-large">(.*?)</script>')
_ROOM = 606  # pixels below a title
_MARGINS = 120  # pixels beside the text
_ADVICE = {
    "text": "say some of it in the notes",
    "claims": "say some of them in the notes",
    "table": "show fewer rows or columns",
    "code": "hide some of it, or shorten its lines",
    "output": "print less",
    "formula": "set it on several lines",
    "figure": "show it on a slide of its own",
    "html": "show it on a slide of its own",
    "explorable": "larger ones belong into its style",
}


class Fit(NamedTuple):
    """How slides fit.

    Attributes
    ----------
    too_large : list of str
        What does not fit on its slide, a sentence each.
    small_figures : list of (int, int)
        The numbers of slides with a figure that is shown so small that its letters
        are, if they are of 15 points, lower than 20 pixels; and how low they are.
        Without a browser they are not known.
    """

    too_large: list[str]
    small_figures: list[tuple[int, int]]


def measure(talk: Talk) -> Fit:
    """Return how slides fit.

    Letters shrink to 20 pixels and explorables, but for their letters, to 0.6 of their
    size before anything is too large. Without a browser it is estimated; then too
    little is told rather than too much.
    """
    browser = find_browser()
    if browser is None:
        return Fit(list(_estimated(talk.slides, talk.look.width - _MARGINS)), [])
    with tempfile.TemporaryDirectory() as folder:
        deck = Path(folder, "deck.html")
        deck.write_text(page.page(talk), "utf-8")
        large, figures = _measured(browser, deck)
    small = [(one["number"], one["letters"]) for one in figures]
    return Fit([_sentence(**part) for part in large], small)


def find_browser() -> str | None:
    """Return the path of Chromium, Chrome or Edge: ``CHROMIUM``, or one installed."""
    names = [os.environ.get("CHROMIUM", ""), *BROWSERS]
    return next(filter(None, map(shutil.which, filter(None, names))), None)


def _measured(browser: str, deck: Path) -> tuple[list[dict], list[dict]]:
    command = [
        browser,
        "--headless",
        "--no-sandbox",  # of root, in a container; it opens our own page alone
        "--disable-gpu",
        "--disable-background-networking",
        "--window-size=1280,720",
        "--virtual-time-budget=20000",
        f"--user-data-dir={deck.parent / 'profile'}",
        "--dump-dom",
        f"{deck.as_uri()}?measure",
    ]
    try:
        told = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired as error:
        told = error.stdout or b""  # now and then one is done, and does not end
    found = _RESULT.search(told.decode("utf-8", "replace"))
    if not found:
        raise ValueError(
            f"{browser} did not measure the slides; set CHROMIUM to another browser"
        )
    answer = json.loads(found[1])
    return answer["large"], answer["figures"]


def _sentence(number, title, what, down=0, right=0, letters=0) -> str:
    far = [f"{down} pixels below the slide" if down else ""]
    far += [f"{right} pixels beside it" if right else ""]
    how = f"reaches {' and '.join(filter(None, far))}"
    if letters:
        how = f"has letters of {letters} pixels, and 20 can be read"
    advice = _ADVICE.get(what, "show less there")
    name = re.sub(r"\s+", " ", title).strip()
    return f"slide {number} ({name}): its {what} {how}; {advice}"


def _estimated(slides: list[Slide], width: int):
    for number, slide in enumerate(slides, 1):
        shown = [b for b in slide.blocks if b.kind not in (*TITLES, "none")]
        heights = {id(block): _height(block, width) for block in shown}
        over = sum(heights.values()) + 18 * max(0, len(shown) - 1) - _ROOM
        if shown and over > 0:
            largest = max(shown, key=lambda block: heights[id(block)])
            what = "table" if "<table" in largest.html else largest.kind
            title = html.unescape(re.sub(r"<[^>]*>", "", slide.heading or ""))
            yield _sentence(number, title, what, down=math.ceil(over)) + " (estimated)"


def _height(block: Block, width: int) -> float:
    """The least height of a block in pixels, its letters at 20 pixels."""
    if block.kind == "figure":
        return 0.68 * block.height
    if is_explorable(block.html):
        return 0.0  # it is drawn as it fits
    rows = block.html.count("<tr")
    if rows:
        return 30.0 * rows
    lines = re.sub(r"</(?:p|li|h\d|div|pre)>|<br\s*/?>", "\n", block.html)
    words = html.unescape(re.sub(r"<svg.*?</svg>|<[^>]*>", "", lines, flags=re.DOTALL))
    across = width / (12 if block.kind in ("code", "output") else 9.5)
    return sum(
        28.0 * math.ceil(max(len(line), 1) / across)
        for line in words.strip().split("\n")
        if line.strip() or block.kind == "code"
    )

"""Take the pictures of the README again: a slide, the builder, a lecture in JupyterLab.

Usage: python docs/pictures.py, with chromium on the PATH or in $CHROMIUM.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from nnlib import decks

HERE = Path(__file__).parent
LECTURE = HERE.parent / "notebooks" / "01_networks.ipynb"
PORT, TOKEN = 8899, "pictures"


def shoot_deck(page, title: str, name: str) -> None:
    """Take the slide with that title."""
    page.evaluate(
        """title => {
          const slides = Reveal.getSlides();
          const { h, v } = Reveal.getIndices(
            slides.find(s => s.textContent.includes(title)));
          Reveal.slide(h, v, 9);
        }""",
        title,
    )
    page.wait_for_timeout(800)
    save(page, name)


def save(page, name: str) -> None:
    """Keep what the page shows, in few bytes."""
    path = HERE / name
    page.screenshot(path=path)
    few = Image.open(path).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    print(f"wrote {path.relative_to(HERE.parent)}, {path.stat().st_size // 1000} kB")


def shoot_lab(browser) -> None:
    """Take the lecture as JupyterLab shows it, from a server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(LECTURE, folder)
        jupyter = [sys.executable, "-m", "jupyter"]
        subprocess.run([*jupyter, "trust", copy], check=True)
        options = f"--no-browser --allow-root --port {PORT} --IdentityProvider.token"
        command = [*jupyter, "lab", *options.split(), TOKEN]
        silent = subprocess.DEVNULL
        server = subprocess.Popen(command, cwd=folder, stdout=silent, stderr=silent)
        try:
            address = f"http://127.0.0.1:{PORT}"
            for _ in range(60):
                try:
                    urllib.request.urlopen(f"{address}/api?token={TOKEN}")
                    break
                except OSError:
                    time.sleep(1)
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{address}/lab/tree/{LECTURE.name}?token={TOKEN}")
            page.wait_for_selector(".jp-NotebookPanel h2", timeout=60_000)
            page.wait_for_timeout(3000)
            page.keyboard.press("Control+b")
            page.mouse.move(640, 500)
            title = page.locator("h2", has_text="Build one")
            for _ in range(200):  # JupyterLab makes a cell when it comes into view
                box = title.bounding_box() if title.is_visible() else None
                if box and box["y"] < 250:
                    break
                page.mouse.wheel(0, 150)
                page.wait_for_timeout(200)
            page.get_by_role("button", name="No", exact=True).click()
            page.wait_for_timeout(2000)
            save(page, "lab.png")
        finally:
            server.terminate()


def main() -> None:
    """Take all three."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, names)]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, found)), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(decks.write(LECTURE, Path(folder) / "deck.html").as_uri())
        page.wait_for_function("window.Reveal && Reveal.isReady()")
        shoot_deck(page, "How do three straight cuts", "slide.png")
        shoot_deck(page, "Build one", "builder.png")
        shoot_lab(browser)
        browser.close()


if __name__ == "__main__":
    main()

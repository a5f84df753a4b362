"""The browsers in which the tests run: Chromium, or Firefox as it is installed."""

import os
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from nnlib.decks.fitting import BROWSERS

FIREFOX = "firefox"
CHOSEN = os.environ.get("NNLIB_BROWSER") or "chromium"
NAMES = {"chromium": BROWSERS, FIREFOX: ("firefox-esr", "firefox")}
MISSING = "{0} is missing: install it (`sudo apt install {1}`) or set {2} to its path"
PROXY = Path(__file__).with_name("firefox_proxy.js")


def executable() -> str:
    """Return the path of the chosen browser. Its absence skips but in CI."""
    if CHOSEN not in NAMES:
        pytest.fail(f"NNLIB_BROWSER: {CHOSEN!r} came; give one of {', '.join(NAMES)}")
    variable = CHOSEN.upper()
    names = [os.environ[variable]] if os.environ.get(variable) else NAMES[CHOSEN]
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        told = MISSING.format(CHOSEN, NAMES[CHOSEN][0], variable)
        (pytest.fail if os.environ.get("CI") else pytest.skip)(told)
    return found


def chromium(playwright, path: str):
    """Start Chromium."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return playwright.chromium.launch(executable_path=path, args=flags)


class Firefox:
    """Firefox, which is told by preferences, at its start, what a context may ask for.

    Playwright reaches less of it than of Chromium, and a test that needs the rest
    fails: `fill` leaves a number field empty, where keys do not; two clicks of the
    mouse are no double click; the pointer stands on whole pixels, and not outside of
    the window; a page without scripts gives no picture of an element; a PDF cannot be
    read as text.

    Parameters
    ----------
    playwright : Playwright
    path : str
    folder : Path
        For the program that stands between playwright and Firefox.
    """

    def __init__(self, playwright, path: str, folder: Path):
        deno = Path(sys.executable).with_name("deno")
        command = [deno, "run", "--quiet", "--no-config", "--allow-all", PROXY, path]
        words = shlex.join(map(str, command))
        self._start = folder / FIREFOX
        self._start.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        self._start.chmod(0o755)
        self._playwright, self._started = playwright, {}

    def new_context(
        self,
        *,
        color_scheme="light",
        reduced_motion="no-preference",
        java_script_enabled=True,
        **options,
    ):
        """Open a context in a Firefox with these preferences."""
        if "has_touch" in options:
            pytest.skip("playwright has no touch for Firefox as it is installed")
        key = (color_scheme, reduced_motion, java_script_enabled)
        if key not in self._started:
            self._started[key] = self._playwright.firefox.launch(
                channel="moz-firefox",
                executable_path=self._start,
                firefox_user_prefs={
                    "ui.systemUsesDarkTheme": int(color_scheme == "dark"),
                    "ui.prefersReducedMotion": int(reduced_motion == "reduce"),
                    "javascript.enabled": java_script_enabled,
                    "ui.useOverlayScrollbars": 1,  # as on phones, and Chromium here
                    # Else the clipboard asks in a window.
                    "dom.events.testing.asyncClipboard": True,
                },
            )
        return self._started[key].new_context(**options)

    def close(self) -> None:
        """End all that was started."""
        for browser in self._started.values():
            browser.close()

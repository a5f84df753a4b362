"""WebKit, with which Safari draws, as Linux has it: driven by WebDriver over HTTP.

Playwright drives a WebKit of its own only. This one is Debian's: WebKitWebDriver opens
MiniBrowser in a virtual screen. It has no phones and no touch. Which requests failed
its pages do not know: without a network that is every one, so that they are counted
where they would leave the computer.
"""

import base64
import contextlib
import json
import os
import shutil
import signal
import socket
import socketserver
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PROGRAMS = ("WebKitWebDriver", "Xvfb", "setpriv")
MISSING = "WebKit is missing: install it (`sudo apt install webkit2gtk-driver xvfb`)"
SECONDS = 60  # that an answer may take
KEYS = {"ArrowRight": "\ue014", "ArrowLeft": "\ue012"}
# Else the buttons beside the address make the window wider than a phone.
NARROW = "button { padding: 0; min-width: 0; }"
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Window:
    """A window of MiniBrowser, whose page is 1280 pixels wide and 720 high.

    Parameters
    ----------
    ask : callable
        Asks something of the session: ``ask("POST", "/url", {"url": ...})``.
    asked : list of str
        What its pages ask of the network, which is refused.
    """

    def __init__(self, ask: Callable[..., Any], asked: list[str]):
        self._ask, self.asked = ask, asked
        # What stands above the page.
        self._bars = self.evaluate("() => outerHeight - innerHeight")
        self.resize(1280, 720)

    def go_to(self, path: Path) -> None:
        """Open a file; returns when it is loaded."""
        self._ask("POST", "/url", {"url": path.absolute().as_uri()})

    def evaluate(self, function: str, *arguments: Any) -> Any:
        """Call a JavaScript function on the page, with what JSON can tell."""
        script = f"return ({function})(...arguments)"
        return self._ask("POST", "/execute/sync", {"script": script, "args": arguments})

    def wait_for(self, function: str) -> Any:
        """Call a function until what it returns is true; returns that."""
        end = time.monotonic() + SECONDS
        while not (found := self.evaluate(function)):
            if time.monotonic() > end:
                raise TimeoutError(f"{SECONDS} seconds: {function}")
            time.sleep(0.02)
        return found

    def resize(self, width: int, height: int) -> None:
        """Give the page a size."""
        size = {"width": width, "height": height + self._bars}
        self._ask("POST", "/window/rect", size)
        self.wait_for(f"() => innerWidth === {width} && innerHeight === {height}")

    def hover(self, *points: tuple[float, float]) -> None:
        """Move the pointer from point to point of the page."""
        self._act("pointer", [_move(point) for point in points])

    def drag(self, *points: tuple[float, float]) -> None:
        """Press at the first point, and release at the last; one is clicked."""
        first, *others = map(_move, points)
        down, up = ({"type": f"pointer{way}", "button": 0} for way in ("Down", "Up"))
        self._act("pointer", [first, down, *others, up])

    def press(self, key: str) -> None:
        """Press a key, and release it."""
        value = KEYS.get(key, key)
        ways = "keyDown", "keyUp"
        self._act("key", [{"type": way, "value": value} for way in ways])

    def screenshot(self) -> bytes:
        """Return the picture of the page, a PNG."""
        return base64.b64decode(self._ask("GET", "/screenshot"))

    def _act(self, kind: str, actions: list[dict[str, Any]]) -> None:
        source = {"type": kind, "id": kind, "actions": actions}
        self._ask("POST", "/actions", {"actions": [source]})


def _move(point: tuple[float, float]) -> dict[str, Any]:
    x, y = map(round, point)
    return {"type": "pointerMove", "x": x, "y": y, "duration": 0}


def installed() -> bool:
    """Tell whether all is there."""
    return all(map(shutil.which, PROGRAMS))


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Window]:
    """Open a window, and end in every case what that has started."""
    (folder / "gtk-3.0").mkdir()
    (folder / "gtk-3.0" / "gtk.css").write_text(NARROW)
    with contextlib.ExitStack() as stack:
        asked, proxy = stack.enter_context(_network())
        environment = os.environ | {
            "DISPLAY": stack.enter_context(_screen()),
            "GDK_BACKEND": "x11",
            "XDG_CONFIG_HOME": str(folder),
        }
        port = _free_port()
        driver = ["WebKitWebDriver", f"--port={port}"]
        stack.enter_context(_running(driver, env=environment))
        start = f"http://127.0.0.1:{port}/session"
        options = {"args": ["--automation", f"--proxy={proxy}"]}
        capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        _wait_for(port)
        session = _ask("POST", start, {"capabilities": capabilities})["sessionId"]

        def ask(method, path, body=None):
            return _ask(method, f"{start}/{session}{path}", body)

        yield Window(ask, asked)


@contextlib.contextmanager
def _running(command: list[str], **options) -> Iterator[None]:
    """Run a program, and end it with all that it has started."""
    # Its signal comes also where this process is killed.
    command = ["setpriv", "--pdeathsig", "TERM", *command]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, start_new_session=True, **silent, **options)
    try:
        yield
    finally:
        for ending in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, ending)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)


@contextlib.contextmanager
def _screen() -> Iterator[str]:
    """Start a virtual screen; gives its name."""
    reading, writing = os.pipe()
    size = ["-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    command = ["Xvfb", "-displayfd", str(writing), *size]
    with open(reading) as told, _running(command, pass_fds=[writing]):
        os.close(writing)
        yield f":{told.readline().strip()}"


class _Refusing(socketserver.StreamRequestHandler):
    """Notes the first line of a request, and refuses it."""

    def handle(self):
        if line := self.rfile.readline().decode("latin-1").strip():
            self.server.asked.append(line)
            self.wfile.write(b"HTTP/1.1 502 Refused\r\nContent-Length: 0\r\n\r\n")


class _Network(socketserver.ThreadingTCPServer):
    """What a browser takes for the network."""

    daemon_threads = True


@contextlib.contextmanager
def _network() -> Iterator[tuple[list[str], str]]:
    """Refuse every request; gives the list of them, and the address of the proxy."""
    with _Network(("127.0.0.1", 0), _Refusing) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.asked, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _wait_for(port: int) -> None:
    """Wait until somebody listens."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def _ask(method: str, address: str, body: dict | None = None) -> Any:
    """Ask the driver; what it could not do is raised in its words."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, method=method)
    try:
        with DIRECT.open(request, timeout=SECONDS) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        with error:
            told = json.load(error)["value"]
        raise RuntimeError(f"{told['error']}: {told['message']}") from None

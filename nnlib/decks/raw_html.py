"""Checks the HTML of a notebook for its slide: whole, and nothing of the network."""

import re
from html.parser import HTMLParser

_VOID = set("area base br col embed hr img input link meta source track wbr".split())
_KNOWN = set(_VOID) | set(
    """
    a abbr address article aside audio b bdi bdo blockquote body button canvas
    caption center cite code colgroup data datalist dd del details dfn dialog div
    dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head
    header hgroup html i iframe ins kbd label legend li main map mark math menu
    meter nav noscript object ol optgroup option output p picture pre progress q
    rp rt ruby s samp script search section select slot small span strike strong
    style sub summary sup svg table tbody td template textarea tfoot th thead time
    title tr tt u ul var video
    """.split()
)
# Their ends are implied by the end of what they lie in.
_IMPLIED = set("p li dt dd tr td th thead tbody tfoot option colgroup".split())
_FETCHED = set("src poster data background href xlink:href".split())
_INSIDE = re.compile(r"\s*(data:|#|about:|$)", re.IGNORECASE)
_CSS = re.compile(r"(?:url\(|@import\s)(?!\s*[\"']?\s*(?:data:|#))[^);]*", re.I)
_SCRIPT = re.compile(
    r"\b(?:import|from|fetch|src)\b[\s(=]*[\"'`](?:https?:)?//[^\"'`]*"
)
# An address that a script may put together: of a script, or of who hands them out.
_ADDRESS = re.compile(
    r"[\"'`]((?:https?:)?//[^\"'`\s<>]*"
    r"(?:\bcdn\b|jsdelivr|unpkg|googleapis|\.m?js\b)[^\"'`\s<>]*)[\"'`]"
)
# matplotlib's player of an animation asks for the icons of its buttons.
_ICONS = re.compile(r"<link\b[^>]*font-?awesome[^>]*>", re.IGNORECASE)
_END = "end-of-html"


def without_icons(html: str) -> str:
    """Leave out a font of icons on the web; the style sheet of decks has signs."""
    return _ICONS.sub("", html)


def doubt(html: str) -> str:
    """Return what a script in HTML may ask of the network, or ""."""
    for script in re.findall(r"<script\b[^>]*>(.*?)</script", html, re.DOTALL):
        if found := _ADDRESS.search(script):
            return (
                f"a script that asks for {found[1]}, and shows nothing without a "
                "network; show a picture in its place"
            )
    return ""


def check(html: str) -> None:
    """Refuse HTML that would break the page around it, or does not hold all it shows.

    Links may lead anywhere.

    Raises
    ------
    ValueError
        If an element is not closed, closes another's, or shows what lies elsewhere.
    """
    reader = _Reader()
    reader.feed(f"{html}<{_END}>")
    still_open = [tag for tag in reader.open if tag not in _IMPLIED]
    if still_open == [_END]:
        return
    # What the parser did not read to the end is a comment, a tag or a script.
    first = still_open[0] if still_open else ""
    if first in reader.unknown:
        raise ValueError(
            f"{reader.unknown[first]} is read as HTML; write a space after the <, or "
            "put it between backticks"
        )
    what = f"<{first}>" if first else "a comment or a tag"
    raise ValueError(f"{what} of its HTML is not closed; close it")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open: list[str] = []
        self.unknown: dict[str, str] = {}  # as they are written, of no known name

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            value = value or ""
            fetched = name in _FETCHED and tag not in ("a", "area")
            if (fetched and not _INSIDE.match(value)) or name.endswith("srcset"):
                _refuse(f'<{tag} {name}="{value}">')
            if name == "style":
                self._search(_CSS, value)
            if name == "srcdoc":
                check(value)
        if tag == "meta" and dict(attrs).get("http-equiv", "").lower() == "refresh":
            _refuse(self.get_starttag_text() or "<meta>")
        if tag not in _VOID:
            self.open.append(tag)
        if tag not in _KNOWN and "-" not in tag and not {"svg", "math"} & {*self.open}:
            self.unknown.setdefault(tag, self.get_starttag_text() or f"<{tag}>")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        # Elsewhere a browser takes no notice of the slash.
        if tag not in _VOID and {"svg", "math"} & set(self.open):
            self.open.pop()

    def handle_endtag(self, tag):
        while self.open and self.open[-1] != tag and self.open[-1] in _IMPLIED:
            self.open.pop()
        if self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag not in _IMPLIED | _VOID:
            inside = f", within <{self.open[-1]}>" if self.open else ""
            raise ValueError(f"</{tag}> of its HTML closes nothing{inside}; mend it")

    def handle_data(self, data):
        if self.open[-1:] == ["style"]:
            self._search(_CSS, data)
        if self.open[-1:] == ["script"]:
            self._search(_SCRIPT, data)

    def _search(self, pattern, text):
        if found := pattern.search(text):
            _refuse(found[0])


def _refuse(what: str) -> None:
    what = what if len(what) < 100 else f"{what[:100]}..."
    raise ValueError(
        f"{what} is not in the deck, which must open without a network; put a file "
        "beside the notebook into it with ![what it shows](FILE)"
    )

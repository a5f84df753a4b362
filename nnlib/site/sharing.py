"""Each picture, script and style once: files named by what is in them."""

import base64
import hashlib
import io
import mimetypes
import re

FOLDER = "files"
_LARGE = 4000  # characters, from which on a file of its own is worth a request
_EMBEDDED = re.compile(r'(?<=\bsrc=")data:([\w/+.-]+);base64,([^"]*)(?=")')
# What `nnlib.explore.Explorable` writes: the host with this one's key, what all of its
# kind have, and this one's values.
_EXPLORABLE = re.compile(
    r"(\(\(\) => \{\n.*?\}\)\(\)\.start\(\{\n"
    r'key: "\w+"), (css: "(?:[^"\\]|\\.)*"), (data: .*?),\n(load\(\) \{\n.*) \}\);',
    re.DOTALL,
)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def share(html: str, up: str, kept: dict[str, bytes]) -> str:
    """Return a page whose large parts lie beside it, shared with other pages.

    Parameters
    ----------
    html : str
    up : str
        What leads from the page to the folder of the site: ``"../"``.
    kept : dict
        Path and content of each file; new ones are put into it.
    """

    def link(content: bytes, suffix: str) -> str:
        path = _path(content, suffix)
        kept[path] = content
        return up + path

    def picture(match: re.Match) -> str:
        if len(match[0]) < _LARGE:
            return match[0]
        try:
            content = base64.b64decode(match[2])
            path = _path(content, ".webp")
            is_new = match[1] == "image/png" and path not in kept
            smaller = _webp(content) if is_new else b""
        except (OSError, SyntaxError, ValueError):  # in HTML of one's own
            return match[0]
        if match[1] == "image/png":
            if is_new and len(smaller) < len(content):
                kept[path] = smaller
            if path in kept:
                return up + path
        return link(content, mimetypes.guess_extension(match[1]) or "")

    def script(match: re.Match) -> str:
        if parts := _EXPLORABLE.fullmatch(match[1].strip()):
            return explorable(*parts.groups())
        return tag(match[1])

    def tag(code: str) -> str:
        if len(code) < _LARGE:
            return f"<script>{code}</script>"
        return f'<script src="{link(code.encode(), ".js")}"></script>'

    def explorable(start: str, css: str, data: str, load: str) -> str:
        kind = f"{{ {css},\n{load} }}"
        name = f"globalThis.nnlib_{hashlib.sha256(kind.encode()).hexdigest()[:12]}"
        return tag(f"{name} ??= {kind};") + tag(f"{start}, {data}, ...{name} }});")

    def style(match: re.Match) -> str:
        if len(match[1]) < _LARGE:
            return match[0]
        return f'<link rel="stylesheet" href="{link(match[1].encode(), ".css")}">'

    # Pictures last: what looks like one in a script goes with it.
    return _EMBEDDED.sub(picture, _STYLE.sub(style, _SCRIPT.sub(script, html)))


def _path(content: bytes, suffix: str) -> str:
    return f"{FOLDER}/{hashlib.sha256(content).hexdigest()[:16]}{suffix}"


def _webp(png: bytes) -> bytes:
    """The same dots in about three quarters of the bytes."""
    from PIL import Image

    file = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.save(file, "WEBP", lossless=True, exact=True, method=3)
    return file.getvalue()

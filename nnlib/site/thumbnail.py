"""The picture by which a lecture is known: the one with most color and detail."""

import base64
import io
import re
from html import unescape

from nnlib.decks import pictures

_SIZE = (320, 180)  # at which it is looked at
_COLORED = 64  # of 255, from which saturation on a dot counts
_PICTURE = re.compile(
    r'<img\b(?=[^>]*\balt="([^"]*)")[^>]*\bsrc="(data:image/png;base64,([^"]*))"'
)


def best(pieces: list[str]) -> tuple[str, str]:
    """Return the data URI of the best picture of some HTML, and what it shows.

    At the size of a thumbnail, the bytes that its grays take as PNG tell how much there
    is to see, and its share of colored dots how far it is seen.

    Returns
    -------
    tuple of str
        Both empty where there is no picture.
    """
    found = [match.groups() for html in pieces for match in _PICTURE.finditer(html)]
    if not found:
        return "", ""
    alt, uri, _ = max(found, key=lambda one: _worth(one[2]))
    return uri, first_sentence(unescape(alt))


def first_sentence(description: str) -> str:
    """Return how a description begins: what it shows, without its numbers."""
    return re.split(r"[.:;](?=\s|$)", description, maxsplit=1)[0].strip() + "."


def _worth(packed: str) -> float:
    from PIL import Image

    try:
        raw = base64.b64decode(packed)
        pictures.refuse_huge(raw)
        small = Image.open(io.BytesIO(raw)).convert("RGB")
    except (OSError, SyntaxError, ValueError):
        return -1.0  # in HTML of one's own nobody has looked at it
    small.thumbnail(_SIZE)
    saturation = small.convert("HSV").getchannel("S").histogram()
    file = io.BytesIO()
    small.convert("L").quantize(16).save(file, "PNG", optimize=True)
    return len(file.getvalue()) * sum(saturation[_COLORED:])

"""The words on a figure: labels, texts, legends, tables."""

import contextlib
import re
from collections.abc import Iterator

from matplotlib.text import Annotation, Text

from nnlib.descriptions.numbers import Order, number
from nnlib.figures.style import is_trained

_FEW = 6  # so many texts are told with their places


def plain(text: str) -> str:
    """Take TeX out of a text, as far as listeners are better off without."""
    text = text.replace("$", "").replace(r"\mathdefault", "")
    text = text.replace("\N{MINUS SIGN}", "-")
    text = re.sub(r"\\([A-Za-z]+)\{", r"\1 {", text)  # \hat{y}: hat {y}
    text = re.sub(r"\{(\w)\}", r"\1", text)  # {y}: y, but {12} stays
    return " ".join(text.replace("\\", "").split())


def words_of(text: Text) -> str:
    """Return the words of a text, and of a marked one no numbers."""
    words = plain(text.get_text())
    if is_trained(text):
        words = re.sub(r"[-\N{MINUS SIGN}]?\d[\d.,]*(?:e[-+]?\d+)?", "...", words)
    return words


def own_label(artist) -> str:
    """Return the label that somebody gave an artist, or nothing."""
    label = str(artist.get_label() or "")
    return "" if label.startswith(("_", "<")) else plain(label)


def seen(artists) -> Iterator:
    """Pass over what is invisible."""
    return (artist for artist in artists if artist.get_visible())


def says(text) -> bool:
    """Whether a text has words, or at least an arrow."""
    return bool(plain(text.get_text()) or getattr(text, "arrow_patch", None))


def describe_texts(texts, ax, order: Order, *, with_places: bool) -> str:
    """Tell texts; if they are few, with places and with what their arrows point to."""
    parts = []
    for text in texts:
        words = words_of(text) or "arrow"
        if is_trained(text):
            parts.append(words)
            continue
        with contextlib.suppress(Exception):  # a place in units of the user's own
            for where, place, in_data in _places(text, ax):
                order.add_places(place, ax if in_data else None)
                if with_places and in_data and len(texts) <= _FEW:
                    words += f" {where} ({', '.join(map(number, place))})"
        parts.append(words)
    return f"texts: {', '.join(parts)}"


def _places(text, ax) -> Iterator[tuple[str, tuple, bool]]:
    in_data = ax is not None and text.get_transform().contains_branch(ax.transData)
    words = plain(text.get_text())
    yield "at" if words else "from", text.get_unitless_position(), in_data
    if isinstance(text, Annotation):
        x, y = text.xy
        place = float(text.convert_xunits(x)), float(text.convert_yunits(y))
        in_data = isinstance(text.xycoords, str) and text.xycoords == "data"
        where = ("with an arrow to" if words else "to") if text.arrow_patch else "at"
        yield where, place, in_data


def describe_box(box) -> str:
    """Tell the words of a legend, a table, or whatever else has some."""
    if hasattr(box, "get_celld"):
        words = [cell.get_text() for _, cell in sorted(box.get_celld().items())]
    else:
        words = box.findobj(Text)
    texts = [words_of(text) for text in seen(words) if text.get_text()]
    return f"{type(box).__name__.lower()}: {', '.join(texts) or 'no words'}"

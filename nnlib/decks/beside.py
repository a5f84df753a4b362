"""Pictures and films that Markdown names: attached, or files beside the notebook."""

import base64
import io
import mimetypes
import os
import re
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nnlib.decks import pictures

_ATTACHED = "attachment:"
OUTSIDE = "it lies outside of the notebook's folder; copy it there"
_FILMS = {  # by how they begin
    "video/mp4": rb".{4}ftyp",
    "video/webm": rb"\x1aE\xdf\xa3",
    "video/ogg": rb"OggS",
}
_FORMS = ("image/svg+xml", "image/png")  # better than others of the same attachment


def data_uri(url: str, shows: str, folder: Path, attachments: dict) -> str:
    """Return what a picture's address names, as a data URI.

    Parameters
    ----------
    url : str
        As Markdown has it, with or without ``%20`` for a space.
    shows : str
        What the picture shows.
    folder : Path
        Of the notebook.
    attachments : dict
        Of the cell.

    Raises
    ------
    ValueError
        If there is nothing of the kind, or it is neither picture nor film.
    """
    if url.startswith("data:"):
        return url
    refusal = f"the picture {unquote(url)} cannot be put into the deck"
    if re.match(r"(?:https?:)?//", url):
        name = Path(urlsplit(url).path).name or "picture.png"
        raise ValueError(
            f"{refusal}; save it beside the notebook and write ![{shows}]({name})"
        )
    if url.startswith(_ATTACHED):
        return _attached(url.removeprefix(_ATTACHED), attachments, refusal)
    names = [url, unquote(url), unquote(urlsplit(url).path)]
    paths = [folder / name for name in names]
    path = next((path for path in paths if path.is_file()), paths[1])
    if not path.exists():
        raise ValueError(f"{refusal}: {path} does not exist")
    if not path.is_file():
        raise ValueError(f"{refusal}: {path} is a folder")
    # A link may lead elsewhere: what is there must be a picture or a film all the same.
    if not Path(os.path.abspath(path)).is_relative_to(os.path.abspath(folder)):
        raise ValueError(f"{refusal}: {OUTSIDE}")
    raw = path.read_bytes()
    return _uri(_kind(raw, path.name, refusal), raw)


def element(uri: str, shows: str) -> str | None:
    """Return the element that plays a film, or None for a picture."""
    if not uri.startswith("data:video/"):
        return None
    return f'<video controls src="{escape(uri)}" aria-label="{escape(shows)}"></video>'


def _attached(name: str, attachments: dict, refusal: str) -> str:
    forms = attachments.get(name) or attachments.get(unquote(name))
    if not forms:
        known = ", ".join(attachments) or "none"
        raise ValueError(f"{refusal}: its cell has the attachments: {known}")
    mime = next((mime for mime in _FORMS if mime in forms), next(iter(forms)))
    packed = forms[mime]
    raw = base64.b64decode(packed) if isinstance(packed, str) else b""
    return _uri(_kind(raw, unquote(name), refusal), raw)


def _kind(raw: bytes, name: str, refusal: str) -> str:
    """The type of a picture or a film, told by what is in it."""
    if not raw:
        raise ValueError(f"{refusal}: it is empty")
    guess = mimetypes.guess_type(name)[0] or "no known type"
    if guess in _FILMS and re.match(_FILMS[guess], raw, re.DOTALL):
        return guess
    if re.match(rb"\s*<(?:\?xml|!--|!DOCTYPE svg|svg)", raw) and b"<svg" in raw:
        return "image/svg+xml"
    from PIL import Image

    try:
        pictures.refuse_huge(raw)
    except ValueError as error:
        raise ValueError(f"{refusal}: it is {error}") from None
    try:
        with Image.open(io.BytesIO(raw)) as image:
            image.verify()
            mime = image.get_format_mimetype()
    except (OSError, SyntaxError, ValueError):
        mime = None
    if mime in (*pictures.MIMES, "image/avif"):
        return mime
    other = f"no picture, but {guess}"
    if mime or guess.startswith("image/"):
        other = f"a picture of the type {mime}" if mime else "broken"
    raise ValueError(f"{refusal}: it is {other}; save it as PNG, JPEG, GIF or SVG")


def _uri(mime: str, raw: bytes) -> str:
    return f"data:{mime};base64,{base64.b64encode(raw).decode()}"

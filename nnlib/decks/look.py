"""What makes a deck a lecturer's own: from its notebook, or a file beside lectures."""

import base64
import mimetypes
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from nnlib.decks import beside, raw_html

FILE = "lectures.toml"
CONTRAST = 4.5  # of text on white, at least (WCAG 2.2, 1.4.3)
WIDTHS = {"16:9": 1280, "4:3": 960}  # of slides 720 pixels high
_FONTS = (".woff2", ".woff", ".ttf", ".otf")


@dataclass(frozen=True)
class Look:
    """How a deck looks and what stands on all its slides; "" where nothing is said.

    Attributes
    ----------
    author, university, date : str
        Under the title of the lecture.
    footer : str
        At the foot of all other slides.
    logo : str
        A picture beside the lecture, at the foot of each slide, as a data URI.
    accent : str
        The color of links, of terms and of the line under the title, as "#rrggbb".
    font : str
        The name of a font, or a file beside the lecture, as a data URI.
    format : str
        "16:9" or "4:3".
    language : str
        As HTML has it: "en", "de", "fr-CA".
    css : str
        Rules of one's own, after all others.
    """

    author: str = ""
    university: str = ""
    date: str = ""
    footer: str = ""
    logo: str = ""
    accent: str = ""
    font: str = ""
    format: str = "16:9"
    language: str = "en"
    css: str = ""

    @property
    def width(self) -> int:
        """The pixels across a slide."""
        return WIDTHS[self.format]


KNOWN = tuple(field.name for field in fields(Look))


def read(nb, notebook: Path) -> Look:
    """Return the look of a lecture.

    It is said by the entry ``nnlib`` of the notebook's metadata and, where that is
    silent, by the file ``lectures.toml`` beside it.

    Raises
    ------
    ValueError
        If a name or a value is none that there is, a file is not found, or the color
        cannot be read on white.
    """
    folder = notebook.parent
    own = nb.metadata.get("nnlib", {})
    given = {
        **_checked(_of_file(folder / FILE), str(folder / FILE)),
        **_checked(own, f"{notebook}: metadata nnlib"),
    }
    if "logo" in given:
        given["logo"] = beside.data_uri(given["logo"], "", folder, {})
    if given.get("font", "").endswith(_FONTS):
        given["font"] = _font(_beside(folder, given["font"]))
    if "css" in given:
        given["css"] = _css(_beside(folder, given["css"]))
    return Look(**given)


def _of_file(path: Path) -> dict:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: {error}; see README, A look of your own") from None


def _checked(given, place: str) -> dict[str, str]:
    if not isinstance(given, dict):
        raise ValueError(f"{place}: {given!r} came; give names with values")
    if unknown := [name for name in given if name not in KNOWN]:
        raise ValueError(
            f"{place}: there is no {unknown[0]!r}; known: {', '.join(KNOWN)}"
        )
    said = {name: str(value).strip() for name, value in given.items()}
    try:
        return {name: _CHECKS.get(name, str)(value) for name, value in said.items()}
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None


def _logo(value: str) -> str:
    if re.match("data:", value, re.IGNORECASE):
        raise ValueError(f"logo: {value[:30]!r} came; give a file beside the lecture")
    return value


def _format(value: str) -> str:
    if value not in WIDTHS:
        raise ValueError(f"format: {value!r} came; give one of {', '.join(WIDTHS)}")
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        raise ValueError(f"language: {value!r} came; give 'en', 'de' or 'fr-CA'")
    return value


def _font_name(value: str) -> str:
    if not re.fullmatch(r"[\w .,/()-]+", value):
        raise ValueError(
            f"font: {value!r} came; give a font's name, or a file {', '.join(_FONTS)}"
        )
    return value


def _accent(value: str) -> str:
    from matplotlib.colors import is_color_like, to_hex

    if not is_color_like(value):
        raise ValueError(f"accent: {value!r} came; give a color such as '#00538a'")
    color = to_hex(value)
    if contrast(color) < CONTRAST:
        raise ValueError(
            f"accent: {value} has a contrast of {contrast(color):.1f} with white, and "
            f"{CONTRAST} can be read; {_darkened(color)} would do"
        )
    return color


def contrast(color: str) -> float:
    """Return the contrast of a color with white, from 1 to 21 (WCAG 2.2)."""
    from matplotlib.colors import to_rgb

    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(color)
    ]
    red, green, blue = linear
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _darkened(color: str) -> str:
    from matplotlib.colors import to_hex, to_rgb

    red, green, blue = to_rgb(color)
    shares = (percent / 100 for percent in range(99, 0, -1))
    shades = (to_hex((red * k, green * k, blue * k)) for k in shares)
    return next(shade for shade in shades if contrast(shade) >= CONTRAST)


def _beside(folder: Path, name: str) -> Path:
    """A file beside the lecture, to which no link leads: it is put in as it is."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{path} cannot be put into the deck: {beside.OUTSIDE}")
    return path


def _font(path: Path) -> str:
    return f"data:{mimetypes.guess_type(path.name)[0]};base64,{_encoded(path)}"


def _css(path: Path) -> str:
    rules = _bytes(path).decode("utf-8-sig", "replace")
    try:
        raw_html.check(f"<style>{rules}</style>")
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    return rules


def _encoded(path: Path) -> str:
    return base64.b64encode(_bytes(path)).decode()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise ValueError(f"{path} cannot be read; put the file there") from None


_CHECKS = {
    "logo": _logo,
    "format": _format,
    "language": _language,
    "font": _font_name,
    "accent": _accent,
}

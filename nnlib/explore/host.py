"""The host of every explorable: one front end, its data, one self-contained output."""

import base64
import hashlib
import html
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nnlib import files
from nnlib.explore import smaller
from nnlib.explore.bundle import bundle, modules
from nnlib.figures import style

MAX_BYTES = 100_000
FRONT = Path(__file__).with_name("front")
_COLORS = {
    name.lower(): value
    for name, value in vars(style).items()
    if isinstance(value, str) and re.fullmatch("#[0-9A-F]{6}", value)
}


def class_color(number: int) -> str:
    """Name the CSS variable of a class' color: "vermilion" for class 0."""
    color = style.CLASSES[number % len(style.CLASSES)]
    return next(name for name, value in _COLORS.items() if value == color)


class Explorable:
    """A drawing to drag, which runs in any page and needs neither kernel nor network.

    Parameters
    ----------
    front_end : Path
        An ES module whose default export is an object with ``render({model, el})``,
        as anywidget has it (https://anywidget.dev/en/afm/); what it imports is joined
        by `nnlib.explore.bundle`, and styles beside it and these, of the same name and
        ``.css``, are its own. The model knows ``get``, ``set``,
        ``on("change:name", ...)``, ``off`` and ``save_changes``; `render` returns what
        ends the explorable. The colors of `nnlib.style` are CSS variables:
        ``var(--blue)``, ``var(--input)``.
    data : dict
        The model's first values, of what JSON knows.
    poster : bytes
        A PNG, which stands in where scripts do not run.
    description : str
        What it is and what can be changed, for those who cannot see it.
    size : tuple of int
        Width and height in CSS pixels at which it was designed; it never grows wider.
    trained : dict, optional
        More first values, which training made: their last digits differ between
        processors, so that whoever compares stored outputs leaves them out, by
        ``tests/sanitize.cfg``. No number of theirs belongs into `data` or
        `description`, which are compared.
    steps : int, optional
        How many steps it has, where ``front/shared/walk.js`` lets the clicker walk
        them: a deck does for a cell with the tag ``walk``.

    Raises
    ------
    ValueError
        If a module has imports or exports that cannot be joined, the data are not
        JSON, or the output is over 100 kB.

    Examples
    --------
    >>> builder = nnlib.explore.network((2, 3, 1))
    >>> builder.description[:15]
    'Network builder'
    >>> page = builder.save("builder.html", title="Build a network")
    """

    def __init__(
        self,
        front_end: Path,
        data: dict[str, Any],
        *,
        poster: bytes,
        description: str,
        size: tuple[int, int],
        trained: dict[str, Any] | None = None,
        steps: int | None = None,
    ):
        self.description = description
        self.data = data | (trained or {})
        parts = {
            "front end": _script(front_end),
            "data": _values(data, trained),
            "poster": base64.b64encode(poster).decode(),
            "description": html.escape(description),
            "host": _script(FRONT / "host.js"),
            "style": _literal(_css(front_end, size)),
        }
        # Not from the poster: its bytes vary with the version of matplotlib.
        known = "\0".join(text for name, text in parts.items() if name != "poster")
        key = hashlib.sha256(known.encode()).hexdigest()[:12]
        walked = "" if steps is None else f' data-steps="{steps}"'
        self._html = (
            f'<div data-nnlib="{key}"{walked} data-lm-suppress-shortcuts="true"'
            f' data-prevent-swipe style="max-width:{size[0]}px;margin:0 auto">'
            f'<img alt="{parts["description"]}" style="max-width:100%"'
            f' src="data:image/png;base64,{parts["poster"]}"></div>\n'
            f"<script>(() => {{\n{parts['host']}}})().start({{\n"
            f'key: "{key}", css: {parts["style"]}, data: {parts["data"]},\n'
            f"load() {{\n{parts['front end']}}} }});</script>\n"
        )
        self._parts = parts
        _check_size(self._html, parts)

    @property
    def module(self) -> str:
        """The same as one ES module that anywidget hosts: its ``_esm``.

        Its widget has a synchronized trait for each of `data`, the first values.
        """
        parts = self._parts
        return (
            f"const host = (() => {{\n{parts['host']}}})();\n"
            f"const loaded = (() => {{\n{parts['front end']}}})();\n"
            f"export default host.framed(loaded.default, {parts['style']}, "
            f"{_literal(self.description)});\n"
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": self._html, "text/plain": self.description}

    def save(self, path: str | Path, *, title: str = "Explorable") -> Path:
        """Write the explorable as a page of its own, which runs offline.

        Parameters
        ----------
        path : str or Path
            The file to write, in a folder that exists; ``~`` is the user's folder.
        title : str
            The title of the page.

        Returns
        -------
        Path
            The file written.

        Raises
        ------
        ValueError
            If it is no path, a folder, or in a folder that does not exist.
        OSError
            If it cannot be written.
        """
        path = files.to_write("path", path)
        page = (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{html.escape(title)}</title>\n</head>\n"
            f'<body style="margin:0;padding:8px">\n{self._html}</body>\n</html>\n'
        )
        try:
            files.replace(path, page)
        except OSError as error:
            raise OSError(f"path: {error}") from None
        return path


def poster(draw: Callable[..., Any], *, size: tuple[float, float]) -> bytes:
    """Draw the picture that stands in for an explorable where scripts do not run.

    Parameters
    ----------
    draw : callable
        Draws on the matplotlib Axes it is given as ``ax``.
    size : tuple of float
        Width and height in pixels.

    Returns
    -------
    bytes
        A small PNG, in the colors of `nnlib.style` and eight grays, the same whatever
        the session's figure defaults.
    """
    import matplotlib.style
    from matplotlib.figure import Figure
    from PIL import Image, ImageColor

    drawn, small = io.BytesIO(), io.BytesIO()
    look: list[Any] = ["default", style.FIGURE_DEFAULTS]
    with matplotlib.style.context(look):
        figure = Figure(figsize=(size[0] / 100, size[1] / 100), dpi=100)
        draw(ax=figure.add_subplot())
        figure.savefig(drawn, format="png")
    grays = [(level, level, level) for level in (0, 36, 73, 109, 146, 182, 219, 255)]
    colors = grays + [ImageColor.getrgb(color) for color in _COLORS.values()]
    palette = Image.new("P", (1, 1))
    palette.putpalette([channel for color in colors for channel in color])
    colorful, no_dither = Image.open(drawn).convert("RGB"), Image.Dither.NONE
    picture = colorful.quantize(palette=palette, dither=no_dither)
    picture.save(small, format="png", optimize=True)
    return small.getvalue()


def drawable(text: str) -> str:
    """Write a text for a poster: no formula, and a box for each letter it cannot draw.

    A letter that its font lacks makes matplotlib warn.
    """
    from matplotlib.font_manager import findfont, get_font

    known = get_font(findfont("DejaVu Sans")).get_charmap()
    shown = (letter if ord(letter) in known else "\u25a1" for letter in text)
    return "".join(shown).replace("$", r"\$")


def _script(entry: Path) -> str:
    """Write a bundle so that no HTML parser stumbles over it."""
    # Within strings and comments, the only sensible place, a backslash is harmless.
    script = smaller.script(bundle(entry))
    return re.sub(r"<(?=/script|!--)", r"<\\", script, flags=re.I)


def _literal(value: Any) -> str:
    """Write a value as a JavaScript literal that no HTML parser stumbles over."""
    try:
        text = json.dumps(
            value, ensure_ascii=False, allow_nan=False, separators=(",", ":")
        )
        text.encode()  # what half of a surrogate pair is not
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"data: {error}; give finite numbers, text, lists and dictionaries"
        ) from error
    for character in "<\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _values(data: dict[str, Any], trained: dict[str, Any] | None) -> str:
    """Write the first values; those that training made have a line of their own."""
    if trained is None:
        return _literal(data)
    return f"{{...{_literal(data)},\n/* trained */ ...{_literal(trained)}\n}}"


def _css(front_end: Path, size: tuple[int, int]) -> str:
    variables = "".join(f"--{name}:{value};" for name, value in _COLORS.items())
    width, height = size
    own = [module.with_suffix(".css") for module in modules(front_end)]
    sheets = [FRONT / "host.css", *own]
    rules = "".join(sheet.read_text("utf-8") for sheet in sheets if sheet.exists())
    return (
        smaller.style(rules)
        + f".explorable {{{variables}}}"
        + f"@media (min-width:{width}px){{.explorable{{min-height:{height}px}}}}"
    )


def _check_size(output: str, parts: dict[str, str]) -> None:
    total = len(output.encode())
    if total > MAX_BYTES:
        sizes = {name: len(text.encode()) for name, text in parts.items()}
        largest = max(sizes, key=sizes.__getitem__)
        raise ValueError(
            f"{largest}: the explorable would take {total:,} bytes, of which the "
            f"{largest} takes {sizes[largest]:,}; give at most {MAX_BYTES:,} in all"
        )

"""Pictures inside the page: small, with their size and their description."""

import base64
import functools
import io
import re
import warnings
from dataclasses import dataclass
from html import escape

MIMES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
_DOTS = 60_000_000  # of a picture at most; unpacked, each takes four bytes and more
_SMALL = 20_000  # bytes; below, shrinking is not worth the time

_PIXELS = {"": 1, "px": 1, "pt": 4 / 3, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4}


@dataclass
class Picture:
    """A picture as a data URI, with the size in CSS pixels it was made for."""

    uri: str
    width: float
    height: float

    def html(self, description: str) -> str:
        """Return the element that shows the picture, up to 1.3 times its size."""
        size = f'width="{self.width:.0f}" height="{self.height:.0f}"'
        width, height = round(1.3 * self.width), round(1.3 * self.height)
        room = f"max-width: {width}px; max-height: {height}px"
        alt = escape(description.strip())
        # What lies on later slides need not be ready for the first one.
        return (
            f'<img loading="lazy" src="{self.uri}" {size} style="{room}" alt="{alt}">'
        )


def picture(mime: str, content: str, size: dict) -> Picture:
    """Return a stored image output as a picture.

    Parameters
    ----------
    mime : str
        One of `MIMES`.
    content : str
        base64, or the source of an SVG.
    size : dict
        ``width`` and ``height`` in CSS pixels where the notebook stores them, as it
        does for high-resolution figures; what is no number is left out.

    Raises
    ------
    ValueError
        If it is no such image, or has no size.
    """
    if mime == "image/svg+xml":
        raw, natural = content.encode(), _svg_size(content)
    else:
        raw, natural = shrink(base64.b64decode(content), mime)
    width, height = (
        value if isinstance(value := size.get(name), int | float) else own
        for name, own in zip(("width", "height"), natural, strict=True)
    )
    if not (width > 0 and height > 0):
        raise ValueError(
            f"a picture of the type {mime} is {width} x {height} pixels; show it larger"
        )
    uri = f"data:{mime};base64,{base64.b64encode(raw).decode()}"
    return Picture(uri, width, height)


@functools.lru_cache(256)  # a run shows its pictures to the deck and to the checks
def shrink(raw: bytes, mime: str = "image/png") -> tuple[bytes, tuple[int, int]]:
    """Return a picture in fewer bytes where nobody sees it, and its size in pixels.

    Raises
    ------
    ValueError
        If it is no picture.
    """
    from PIL import Image, ImageChops, ImageStat

    refuse_huge(raw)
    try:
        with Image.open(io.BytesIO(raw)) as image:
            few_colors = image.mode == "P" and "transparency" not in image.info
            if mime != "image/png" or len(raw) < _SMALL or few_colors:
                image.verify()
                return raw, image.size
            image = image.convert("RGBA")
    except (OSError, SyntaxError, ValueError):
        raise ValueError(
            f"a broken picture of the type {mime}; draw it again"
        ) from None
    white = Image.new("RGBA", image.size, "white")
    full = Image.alpha_composite(white, image).convert("RGB")
    few = full.quantize(256, dither=Image.Dither.NONE)
    error = ImageStat.Stat(ImageChops.difference(full, few.convert("RGB"))).rms
    file = io.BytesIO()
    # A photograph shows bands in 256 colors; it keeps them all.
    (few if max(error) < 3 else full).save(file, "PNG", optimize=True)
    return min(file.getvalue(), raw, key=len), full.size


def refuse_huge(raw: bytes) -> None:
    """Refuse a picture whose dots would fill the memory, before they are unpacked.

    Raises
    ------
    ValueError
        If it has more than 60 million.
    """
    from PIL import Image

    dots = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(raw)) as image:
                dots = image.width * image.height
        except Image.DecompressionBombError:
            dots = _DOTS + 1
        except (OSError, SyntaxError, ValueError):
            pass  # no picture, as is told elsewhere
    if dots > _DOTS:
        raise ValueError(f"a picture of more than {_DOTS:,} dots; make it smaller")


def _svg_size(source: str) -> tuple[float, float]:
    """Return width and height in pixels: as given, or of the view box."""
    tag = re.search(r"<svg\b[^>]*>", source)
    given = {
        name: float(number) * _PIXELS[unit]
        for name, number, unit in re.findall(
            r'\s(width|height)\s*=\s*["\']\s*([\d.]+)\s*(px|pt|in|cm|mm)?\s*["\']',
            tag[0] if tag else "",
        )
    }
    box = re.search(
        r'viewBox=["\'][\d.-]+[\s,]+[\d.-]+[\s,]+([\d.]+)[\s,]+([\d.]+)["\']', source
    )
    if box:
        return float(box[1]), float(box[2])
    return given.get("width", 900.0), given.get("height", 450.0)

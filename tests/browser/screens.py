"""What explorables have to fit: screens of several widths, long names of classes."""

import pytest

_LONG = "Australian sheepdog puppy", "West Highland white terrier", "<b>&amp;</b>"

# The widths, and the least size of letters there: on a slide it is read from afar.
on_screens = pytest.mark.parametrize(
    ("width", "least"), [(1280, 20), (900, 20), (390, 16), (320, 16)]
)


def long_names(count: int) -> list[str]:
    """Return names of classes, each another one, some of which look like HTML."""
    return [f"{_LONG[i % len(_LONG)]} {i}" for i in range(count)]

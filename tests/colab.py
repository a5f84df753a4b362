"""Take over what Colab has installed now of what the lectures use: `make colab`.

Colab publishes the list of its packages; the names in colab.txt get its versions.
"""

import datetime
import re
import sys
import urllib.request
from pathlib import Path

PINS = Path(__file__).with_name("colab.txt")
HEAD = "# What Colab has installed of what the lectures use, in {:%B %Y}.\n"
LIST = "https://raw.githubusercontent.com/googlecolab/backend-info/main/pip-freeze.txt"


def moved(pins: str, published: str) -> str:
    """Return the pins of colab.txt with the versions of a published list.

    Examples
    --------
    >>> moved("jax==0.7.2\\n", "jax==0.8.1\\njaxlib @ https://host/wheel\\n")
    'jax==0.8.1\\n'
    """
    versions = dict(re.findall(r"^([\w.-]+)==(\S+)$", published, re.MULTILINE))
    names = re.findall(r"^([\w.-]+)==", pins, re.MULTILINE)
    if missing := [name for name in names if name not in versions]:
        raise ValueError(f"Colab's list has no version of {', '.join(missing)}")
    return "".join(f"{name}=={versions[name]}\n" for name in names)


def main(address: str = LIST) -> None:
    """Write colab.txt, and tell what is new in it."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            published = answer.read().decode()
    except OSError as error:
        sys.exit(f"Colab's list cannot be had from {address}: {error}")
    before = PINS.read_text("utf-8")
    after = moved(before, published)
    for line in after.splitlines():
        if line not in before.splitlines():
            print(line)
    PINS.write_text(HEAD.format(datetime.date.today()) + after, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

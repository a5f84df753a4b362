"""Pages that are written in Markdown, in the folder ``docs`` of the repository."""

import re
from pathlib import Path

import nnlib
from nnlib.decks import text
from nnlib.site.page import page, words

NAMES = ("presenting", "at_home")
_FOLDER = Path(nnlib.__file__).parents[1] / "docs"


def document(name: str) -> str:
    """Return the page of a Markdown file.

    A link to a notebook leads to its page to read, one to another file of the folder to
    that one's page.

    Raises
    ------
    FileNotFoundError
        If nnlib lies without its repository.
    """
    path = _FOLDER / f"{name}.md"
    if not path.is_file():
        raise FileNotFoundError(f"{path}: not found; run this in the repository")
    html = text.markdown(path.read_text("utf-8"), _FOLDER)
    html = re.sub(
        r'href="\.\./notebooks/([\w.-]+)\.ipynb"', r'href="lectures/\1.html"', html
    )
    html = re.sub(r'href="([\w.-]+)\.md"', r'href="\1.html"', html)
    title = re.search(r"<h1[^>]*>(.*?)</h1>", html)
    return page(
        f"{name}.html", words(title[1] if title else name), html, kind="written"
    )

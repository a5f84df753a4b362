"""The links at the top of each page, to those pages that the site has."""

from collections.abc import Collection

_NAMES = {
    "index.html": "Lectures",
    "explorables.html": "Explorables",
    "presenting.html": "Presenting",
    "at_home.html": "At home",
    "reference/index.html": "Reference",
}
EMPTY = '<nav aria-label="Site"></nav>'


def filled(html: str, path: str, known: Collection[str]) -> str:
    """Return a page with links in its navigation, which was empty.

    Parameters
    ----------
    html : str
    path : str
        Of the page, in the site.
    known : collection of str
        The paths of all that is in the site.
    """
    up = above(path)

    def link(target: str) -> str:
        here = ' aria-current="page"' if target == path else ""
        return f'<a href="{up}{target}"{here}>{_NAMES[target]}</a>'

    links = "\n".join(link(target) for target in _NAMES if target in known)
    return html.replace(EMPTY, EMPTY.replace("><", f">\n{links}\n<"), 1)


def above(path: str) -> str:
    """Return what leads from a page to the folder of the site."""
    return "../" * path.count("/")

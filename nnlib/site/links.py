"""Links that lead nowhere in a site become the words that they were."""

import posixpath
import re
from collections.abc import Collection
from urllib.parse import unquote

_LINK = re.compile(
    r'<a\b[^>]*\bhref="(?![a-z]+:|//|#)([^"#?]+)[^"]*"[^>]*>(.*?)</a>', re.DOTALL
)


def without_dead(html: str, path: str, known: Collection[str]) -> str:
    """Return a page without the links to what is not in the site.

    Parameters
    ----------
    html : str
    path : str
        Of the page, in the site.
    known : collection of str
        The paths of all that is in the site.
    """

    def kept(match: re.Match) -> str:
        target = posixpath.join(posixpath.dirname(path), unquote(match[1]))
        return match[0] if posixpath.normpath(target) in known else match[2]

    return _LINK.sub(kept, html)

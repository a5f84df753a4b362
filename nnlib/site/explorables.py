"""All explorables: a page that lists them, and a page of its own for each."""

import re
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote

from nnlib.site.lecture import Lecture
from nnlib.site.navigation import above
from nnlib.site.page import page, words
from nnlib.site.thumbnail import first_sentence

LIST = "explorables.html"
_POSTER = re.compile(r'<img alt="([^"]*)"[^>]*\bsrc="([^"]*)"')


@dataclass
class Explorable:
    """An explorable of a lecture, and the section in which it stands."""

    lecture: Lecture
    number: int
    html: str
    title: str  # as HTML
    section: str  # the id of its heading

    @property
    def path(self) -> str:
        """Where its own page lies in the site."""
        return f"explorables/{self.lecture.name}-{self.number}.html"

    @property
    def address(self) -> str:
        """The path as links write it."""
        return quote(self.path)

    @property
    def sentence(self) -> str:
        """What it is."""
        return first_sentence(unescape(_poster(self.html)[0]))

    def origin(self, up: str) -> str:
        """Return the link to where it stands in its lecture."""
        place = f"{up}lectures/{self.lecture.address}.html#{self.section}"
        return f'<a href="{place}">{self.lecture.title}</a>'


def listed(explorables: list[Explorable]) -> str:
    """Return the page that lists explorables."""
    items = "\n".join(map(_item, explorables))
    body = f"""<h1>Explorables</h1>
<p class="lead">Drawings to drag. Each runs in the page, without a network, and has a
page and a link of its own.</p>
<ul class="cards">
{items}
</ul>"""
    every = {one.lecture.name: one.lecture.definitions for one in explorables}
    return page(LIST, "Explorables", body, "".join(every.values()))


def alone(explorable: Explorable) -> str:
    """Return the page of one explorable, full size."""
    up = above(explorable.path)
    body = f"""<h1>{explorable.title}</h1>
<div class="panel stage">{explorable.html}</div>
<p>{escape(explorable.sentence)} From the lecture {explorable.origin(up)}.
<a href="{up}{LIST}">All explorables</a></p>"""
    return page(
        explorable.path,
        words(explorable.title),
        body,
        explorable.lecture.definitions,
        "wide",
        explorable.lecture.language,
    )


def _item(one: Explorable) -> str:
    _, uri = _poster(one.html)
    sentence = escape(one.sentence)
    return f"""<li>
<img class="panel" loading="lazy" src="{uri}" alt="{sentence}">
<h2><a href="{one.address}">{one.title}</a></h2>
<p>{sentence}</p>
<p class="quiet">From {one.origin("")}</p>
</li>"""


def _poster(html: str) -> tuple[str, str]:
    """Return what an explorable is, as HTML, and the picture of its start."""
    found = _POSTER.search(html)
    return (found[1], found[2]) if found else ("", "")

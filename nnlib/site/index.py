"""The first page: all lectures, with a picture, minutes, goals and their files."""

from html import escape

from nnlib.site import thumbnail
from nnlib.site.page import NAME, page
from nnlib.site.reading import Reading, ways

PATH = "index.html"


def index(readings: list[Reading]) -> str:
    """Return the page that lists lectures."""
    items = "\n".join(map(_item, readings))
    body = f"""<h1>{NAME}</h1>
<p class="lead">To read, to present and to run. What can be dragged works in every
page, without a network.</p>
<ol class="lectures">
{items}
</ol>"""
    definitions = "".join(one.lecture.definitions for one in readings)
    return page(PATH, NAME, body, definitions)


def _item(reading: Reading) -> str:
    lecture = reading.lecture
    uri, shows = thumbnail.best(reading.shown)
    picture = f'<img class="panel" src="{uri}" alt="{escape(shows)}">' if uri else ""
    minutes = f'<p class="quiet">{lecture.minutes}</p>' if lecture.minutes else ""
    return f"""<li>
<div class="picture">{picture}</div>
<div>
<h2><a href="lectures/{lecture.address}.html">{lecture.title}</a></h2>
{minutes}
{lecture.goals}
{ways(lecture, PATH)}
</div>
</li>"""

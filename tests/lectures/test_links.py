"""Links between the lectures, and words that name a slide: none leads nowhere."""

import re
from pathlib import Path

import pytest

from nnlib import cells
from nnlib.decks import slides
from nnlib.lectures import address

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
START, *LECTURES = NOTEBOOKS
LINK = re.compile(r"\]\(([^)\s]+)\)")
SLIDE = re.compile(r"\bslides? (\d+)\b(?: \(“(.+?)”\))?")


def links(path):
    """The addresses that the Markdown of a notebook links to."""
    nb = cells.read(path)
    texts = [cell.source for cell in nb.cells if cell.cell_type == "markdown"]
    return {found for text in texts for found in LINK.findall(text)}


def colab(path):
    """Where Colab finds a notebook of this project."""
    project = address.read(ROOT).removeprefix("https://github.com/")
    return (
        f"https://colab.research.google.com/github/{project}/blob/main/notebooks/"
        f"{path.name}"
    )


def test_the_door_comes_first():
    assert START.name == "00_start_here.ipynb"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_link_leads_somewhere(path):
    there = {colab(notebook) for notebook in NOTEBOOKS}
    for link in links(path):
        if "colab.research" in link:
            assert link in there
        elif not link.startswith("https://"):
            assert (path.parent / link).is_file(), link


@pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
def test_a_lecture_links_to_itself_in_colab_the_next_one_and_the_map(path):
    following = LECTURES[LECTURES.index(path) + 1 :][:1]
    found = links(path)
    assert colab(path) in found
    for other in [START, *following]:
        assert {other.name, colab(other)} <= found


def test_the_map_and_the_readme_link_to_every_lecture():
    for path in LECTURES:
        assert {path.name, colab(path)} <= links(START)
    readme = LINK.findall((ROOT / "README.md").read_text("utf-8"))
    for path in NOTEBOOKS:
        assert {f"notebooks/{path.name}", colab(path)} <= set(readme)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_who_names_a_slide_by_its_number_says_how_its_title_begins(path):
    nb = cells.read(path)
    talk = [slide for stack in slides.group_cells(nb) for slide in stack]
    titles = [re.search(r"^#+ (.+)", slide[0][1].source, re.M)[1] for slide in talk]
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            for number, words in SLIDE.findall(cell.source):
                title = titles[int(number) - 1] if int(number) <= len(titles) else ""
                assert words, f"slide {number} (“{title[:30]}...”), in {cell.id}"
                assert title.startswith(words), f"slide {number} is “{title}”"

"""What a lecture says of its length: slides, exercises, minutes, sections."""

import re
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
LECTURES = NOTEBOOKS[1:]
WORDS = {"Six": 6, "Seven": 7, "A project in seven steps": 7}
SLIDES = 36
WORDS_OF_A_NOTE = 110  # what can be taken in while one speaks


def texts_of(lecture):
    return [cell.source for cell in nbformat.read(lecture, 4).cells]


@pytest.mark.parametrize("lecture", LECTURES, ids=lambda path: path.stem)
def test_exercises_are_as_many_and_take_as_long_as_is_said(lecture):
    texts = texts_of(lecture)
    exercises = [text for text in texts if re.match(r"### \d", text)]
    numbers = [int(re.match(r"### (\d+)\.", text)[1]) for text in exercises]
    assert numbers == list(range(1, len(exercises) + 1))
    minutes = sum(int(re.search(r"\((\d+) minutes\)", text)[1]) for text in exercises)
    (told,) = [text for text in texts if text.startswith("## Exercises")]
    count, about = re.search(r"\n(.+), about (\d+) minutes", told).groups()
    assert len(exercises) == WORDS[count]
    assert abs(minutes - int(about)) <= 3
    assert f" and {about} of " in texts[1]


@pytest.mark.parametrize("lecture", LECTURES, ids=lambda path: path.stem)
def test_the_talk_is_no_longer_than_a_talk(lecture):
    cells = nbformat.read(lecture, 4).cells
    end = [cell.source.startswith("## Exercises") for cell in cells].index(True)
    kinds = [cell.metadata.slideshow.slide_type for cell in cells[:end]]
    count = sum(kind in ("slide", "subslide") for kind in kinds)
    assert count <= SLIDES


@pytest.mark.parametrize("lecture", LECTURES, ids=lambda path: path.stem)
def test_the_notes_take_no_longer_than_the_talk(lecture):
    texts = texts_of(lecture)
    notes = [int(found[1]) for t in texts if (found := re.match(r"\((\d+) min\)", t))]
    talk = int(re.match(r"About (\d+) minutes of talk", texts[1])[1])
    assert 0.85 * talk <= sum(notes) <= talk
    sections = re.search(r"sections: (.+?)\.", texts[1])
    if sections:
        parts = sum(map(int, re.findall(r"\((\d+)", sections[1])))
        assert abs(parts - talk) <= 5


@pytest.mark.parametrize("lecture", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_note_can_be_read_while_one_speaks(lecture):
    long = {
        cell.source[:40]: count
        for cell in nbformat.read(lecture, 4).cells
        if cell.metadata.slideshow.slide_type == "notes"
        and (count := len(cell.source.split())) > WORDS_OF_A_NOTE
    }
    assert not long

"""What `check` says of a lecture that can be committed and is hard to follow."""

import pytest
from nbformat.v4 import new_notebook

from nnlib.decks.fitting import Fit
from nnlib.lectures import advice
from tests.unit.test_decks import markdown

FITS = Fit([], [])


def lecture(slides, minutes=None, *notes):
    begin = [markdown(f"About {minutes} minutes of talk.", "notes")] * bool(minutes)
    talk = [markdown(f"## Slide {k}", "slide") for k in range(slides)]
    said = [markdown(note, "notes") for note in notes]
    exercise = markdown("### 1. Count (3 minutes)", "subslide", tags=["exercise"])
    return new_notebook(
        cells=[
            *talk[:1],
            *begin,
            *talk[1:],
            *said,
            markdown("## Exercises", "slide"),
            exercise,
        ]
    )


@pytest.mark.parametrize("minutes", [None, 54, 75])
def test_a_talk_of_36_slides_that_has_its_time_is_let_be(minutes):
    assert advice.advice(lecture(36, minutes), FITS) == []


def test_more_slides_than_a_talk_holds_are_told():
    (told,) = advice.advice(lecture(37, 90), FITS)
    assert told.startswith("37 slides of talk, and 36 are what 75 minutes hold")


def test_a_talk_that_is_too_fast_is_told():
    (told,) = advice.advice(lecture(36, 50), FITS)
    assert told.startswith("83 seconds for each of 36 slides in the 50 minutes")


def test_terms_that_stand_in_notes_only_are_told():
    nb = lecture(
        3,
        None,
        "(2 min) **Weights: 8 minutes for this section.** **Decay** and **loss**.",
        "**Decay** again, and **Epochs.**",
    )
    nb.cells[1].source += "\n\nThe **loss** grows with each **epoch**."
    assert advice.advice(nb, FITS) == [
        "bold in notes only: Decay, Epochs.; say on a slide what they mean"
    ]
    nb.cells[1].source += " **Epochs** and **decay**."
    assert advice.advice(nb, FITS) == []


def test_small_letters_in_figures_are_told():
    (told,) = advice.advice(lecture(3), Fit([], [(2, 14), (3, 19)]))
    assert "fewer than 20 pixels on the slides (pixels) 2 (14), 3 (19);" in told

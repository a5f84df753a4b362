"""A number that is said in a talk is one that its notebook computes or sets."""

import re
from pathlib import Path

import nbformat
import pytest

LECTURES = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
NUMBER = re.compile(r"(?<![\w.])\d[\d,_]*(?:\.\d+)?(?:e-?\d+)?")
COUNTED = 12  # up to here it may count what everybody sees
YEARS = range(1900, 2027)
# What is no number of the talk: addresses, code, exponents and indices, minutes, the
# sizes of a network (784-128-10), another slide, a version.
APART = re.compile(
    r"\(https?:[^)]*\)|`[^`]*`|arXiv:[\d.]+|[\^_]\{?\(?[\d.]+\)?\}?"
    r"|\d+ minutes|\d+(?:-\d+)+-\d+|slide \d+|\d+\.\d+\.\d+"
)


def numbers(text):
    found = (part.rstrip(",_") for part in NUMBER.findall(text))
    return {float(part.replace(",", "").replace("_", "")) for part in found}


def slides(lecture):
    """The cells of each slide, up to the exercises."""
    found = []
    for cell in nbformat.read(lecture, 4).cells:
        if cell.source.startswith("## Exercises"):
            break
        if cell.metadata.slideshow.slide_type in ("slide", "subslide"):
            found.append([])
        found[-1].append(cell)
    return found


def computed(shown):
    """What the code of a slide sets, and what its claims say; rounded, in percent."""
    texts = []
    for cell in shown:
        if cell.cell_type == "code":
            texts += [cell.source, *map(_printed, cell.outputs)]
    found = numbers("\n".join(texts))
    found |= {round(part, digits) for part in found for digits in range(4)}
    scaled = {round(part * by, 9) for part in found for by in (1, 100, 0.01)}
    return scaled | {round(whole - part, 9) for part in found for whole in (1, 100)}


def _printed(output):
    return output.get("text") or output.get("data", {}).get("text/plain", "")


def unheard_of(text, near, far):
    """Numbers in `text` that are not near; of three digits and more, nor far away."""
    lost = set()
    for part in NUMBER.findall(APART.sub(" ", text)):
        (number,) = numbers(part)
        counts = number.is_integer() and (number <= COUNTED or number in YEARS)
        digits = len(re.sub(r"e.*|\D", "", part).lstrip("0"))
        if not counts and number not in (near | far if digits > 2 else near):
            lost.add(number)
    return sorted(lost)


@pytest.mark.parametrize("lecture", LECTURES, ids=lambda path: path.stem)
def test_every_number_of_a_talk_is_in_its_code_or_its_claims(lecture):
    told = slides(lecture)
    of_each = [computed(shown) for shown in told]
    far, lost = set().union(*of_each), {}
    for place, shown in enumerate(told[1:], 1):  # the first has title and minutes
        near = set().union(*of_each[place - 1 : place + 2])
        if place == len(told) - 1:
            near = far  # what to remember
        for cell in shown:
            off = cell.metadata.slideshow.slide_type == "skip"
            if cell.cell_type == "markdown" and not off:
                for number in unheard_of(cell.source, near, far):
                    lost.setdefault(f"slide {place + 1}", []).append(number)
    assert not lost


def test_a_number_that_nobody_computes_is_found():
    near, far = {0.97, 97.0, 45.0, 100.0}, {178.0, 0.438, 19.0}
    said = "(2 min) Of 178 wines 97 in 100 are right, in 1991, by 784-128-10."
    assert unheard_of(said, near, far) == []
    assert unheard_of("Of 179 wines 12, $x^{30}$ or `f(55)`", near, far) == [179]
    assert unheard_of("It costs 0.438, or 1,797. Take 45, not 19", near, far) == [
        19,
        1797,
    ]

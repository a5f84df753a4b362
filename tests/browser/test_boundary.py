"""Stored boundaries as a student meets them: pointer, keyboard, slide, phone."""

import numpy as np
import pytest

from nnlib.explore import boundary

RNG = np.random.default_rng(0)
X, X_NEW = RNG.normal(size=(100, 2)), RNG.normal(size=(1000, 2))
DATA = {
    name: (X, (X[:, i] > 0).astype(int), X_NEW, (X_NEW[:, i] > 0).astype(int))
    for i, name in enumerate(("across", "up"))
}


NOTE = "Nothing was trained, from no seed: one each."


def EXPLORABLE(sides=("right", "turned"), steps="Hidden layers", note=NOTE):
    def model(name, step, data):
        axis = int((data == "up") != (name == sides[1]))
        return lambda x: 1 / (1 + np.exp(-5 * (x[:, axis] - 0.1 * step)))

    models = {
        (name, step, data): model(name, step, data)
        for name in sides
        for step in (1, 2, 4)
        for data in DATA
    }
    return boundary(models, DATA, steps=steps, note=note)


def cells(page):
    return page.locator("td:not(:empty)").all_inner_texts()


def pixels(page, side=0):
    return (
        page.locator(".map canvas[role=img]")
        .nth(side)
        .evaluate(
            "c => Array.from(c.getContext('2d')"
            ".getImageData(0, 0, c.width, c.height).data)"
        )
    )


def test_new_points_wait(show):
    page = show()
    known, new = page.locator("tr").nth(1), page.locator("tr").nth(2)
    assert new.locator("td").all_inner_texts() == ["?", "?"]
    assert not page.get_by_text("hollow").is_visible()
    page.get_by_role("checkbox", name="New points").check()
    _, y, x_new, y_new = DATA["across"]
    expected = [np.mean((x_new[:, i] > 0.1) == y_new) for i in (0, 1)]
    assert new.locator("td").all_inner_texts() == [
        f"{v:.0%}".replace("%", " %") for v in expected
    ]
    assert known.locator("th").inner_text() == f"{len(y)} known"
    assert page.get_by_text("hollow: new (100 shown)").is_visible()


def test_the_maps_are_those_of_the_models(show):
    page = show()
    for data, step in (("across", 0), ("up", 2)):
        page.get_by_role("combobox", name="Data").select_option(label=data)
        page.get_by_role("slider", name="Hidden layers").fill(str(step))
        image = np.array(pixels(page)).reshape(408, 408, 4)
        one = image[..., 2] > image[..., 0]  # more blue than red
        share = one.any(axis=0) if data == "across" else one.all(axis=1)
        assert 0.3 < share.mean() < 0.7
        cut = np.flatnonzero(np.diff(share.astype(int)))
        assert len(cut) <= 2
    assert page.get_by_role("slider").get_attribute("aria-valuetext") == "4"
    assert page.locator(".controls b").inner_text() == "4"


def test_sides_differ(show):
    page = show()
    assert pixels(page, 0) != pixels(page, 1)


@pytest.mark.parametrize("width", [1280, 1000, 390, 320])
def test_nothing_is_clipped_or_overlaps(show, width, misplaced):
    page = show(page={"width": width, "height": 720})
    page.get_by_role("checkbox", name="New points").check()
    assert misplaced(page, least=20 if width == 1280 else 16) == []


@pytest.mark.parametrize("width", [1280, 1000, 390, 320])
@pytest.mark.parametrize(
    ("sides", "note"),
    [
        (("Rectified unit 1", "<b>&amp; tanh"), "From seed 0, for 20 epochs. " * 3),
        (("W" * 16, "W" * 15), "W" * 90),
    ],
)
def test_long_names_and_notes_stay_in_their_boxes(show, width, sides, note, misplaced):
    page = show(sides, sides[0], note, page={"width": width, "height": 720})
    page.get_by_role("checkbox", name="New points").check()
    assert page.locator("h3").all_inner_texts() == list(sides)
    assert page.locator("th[scope=col]").all_inner_texts() == list(sides)
    least = 20 if width == 1280 else 16
    assert misplaced(page, least=least, boxes=".panel, section, label") == []
    if width < 1280 or " " in note:
        maps = page.locator(".map").all()
        assert len({each.bounding_box()["y"] for each in maps}) == 1
    if width == 1280 and " " in note:
        assert page.locator(".explorable").bounding_box()["height"] == 540


def test_it_fits_a_slide_and_nothing_moves(show, boxes):
    page = show()
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 540)
    parts = page.locator(".controls > *, .map, tr")
    before = boxes(parts)
    page.get_by_role("checkbox", name="New points").check()
    page.get_by_role("slider").fill("1")
    assert boxes(parts) == before
    assert page.locator(".explorable").bounding_box()["height"] == 540


def test_it_is_accessible(show, serious):
    assert serious(show()) == []

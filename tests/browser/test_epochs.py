"""The epochs as a student meets them: slider, cards, curves, keyboard, phone."""

import numpy as np
import pytest

from nnlib.explore import epochs
from tests.browser.screens import long_names, on_screens

RNG = np.random.default_rng(6)
EPOCHS, COUNT, KINDS = 12, 30, 10
NAMES = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt"]
NAMES += ["Sneaker", "Bag", "Ankle boot"]
Y = RNG.integers(0, KINDS, COUNT)
LOGITS = RNG.normal(0, 1, (COUNT, KINDS)) + np.eye(KINDS)[Y]
P = np.exp(np.linspace(0, 4, EPOCHS + 1)[:, None, None] * LOGITS)
P /= P.sum(axis=-1, keepdims=True)
HISTORY = {
    "accuracy": np.linspace(0.3, 0.9, EPOCHS),
    "loss": np.linspace(2, 0.25, EPOCHS),
    "val_loss": np.linspace(2.1, 1.5, EPOCHS),
}
X = RNG.random((COUNT, 12, 12))


def EXPLORABLE(pictures=True, names=NAMES, history=HISTORY, before=None):
    x = X if pictures else None
    chances = np.zeros((*P.shape[:2], len(names)))
    chances[..., :KINDS] = P
    many = chances[np.arange(len(history["loss"]) + 1) % (EPOCHS + 1)]
    return epochs(history, many, Y, x, before=before, class_names=names)


SHOWN = EXPLORABLE().data["shown"]


def check(page, epoch, example=0):
    assert page.locator(".epoch").inner_text() == f"epoch {epoch} of {EPOCHS}"
    now = np.round(100 * P[epoch, SHOWN])
    said = now.argmax(axis=1)
    answers = page.locator(".answer").all_inner_texts()
    assert answers == [NAMES[kind] for kind in said]
    signs = page.locator(".top b:first-child").all_inner_texts()
    assert signs == ["✓" if right else "✗" for right in said == Y[SHOWN]]
    bars = page.locator(".bar .percent").all_inner_texts()
    assert bars == [f"{int(p)} %" for p in now[example]]


def test_the_future_is_hidden(show):
    page = show()
    check(page, 0)
    lines = page.locator(".curves path:not(.grid)")
    assert lines.evaluate_all("all => all.map(e => e.getAttribute('d'))") == ["", ""]
    slider = page.get_by_role("slider", name="Epoch")
    for epoch in (3, 12, 7):
        slider.fill(str(epoch))
        check(page, epoch)
        drawn = lines.evaluate_all("all => all.map(e => e.getAttribute('d'))")
        assert [path.count("L") + 1 for path in drawn] == [epoch, epoch]
        losses = [HISTORY[name][epoch - 1] for name in ("loss", "val_loss")]
        assert page.locator(".key b").all_inner_texts() == [f"{v:.3f}" for v in losses]


def test_the_curves_may_begin_at_epoch_0(show):
    before = {"accuracy": 0.1, "loss": 2.3, "val_loss": 2.4}
    page = show(before=before)
    lines = page.locator(".curves path:not(.grid)")
    for epoch, losses in [(0, ["2.300", "2.400"]), (3, ["1.682", "1.991"])]:
        page.get_by_role("slider", name="Epoch").fill(str(epoch))
        drawn = lines.evaluate_all("all => all.map(e => e.getAttribute('d'))")
        assert [path.count("L") for path in drawn] == [epoch, epoch]
        assert page.locator(".key b").all_inner_texts() == losses


def test_keys_and_clicks_choose(show):
    page = show()
    page.get_by_role("slider", name="Epoch").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    check(page, 3)
    page.locator(".card").nth(5).click()
    check(page, 3, example=5)
    page.keyboard.press("ArrowRight")
    check(page, 3, example=6)
    label = NAMES[Y[SHOWN[6]]]
    assert page.get_by_role("heading").inner_text() == f"Example 7, label {label}"


def test_examples_have_one_number(show):
    page = show(pictures=False)
    assert len(set(SHOWN)) == 8
    assert max(SHOWN) > 7
    for i in range(8):
        card = page.locator(".card").nth(i)
        assert card.locator(".number").inner_text() == str(i + 1)
        card.click()
        assert page.get_by_role("radio", name=f"example {i + 1}").is_checked()
        title = page.get_by_role("heading").inner_text()
        assert title.startswith(f"Example {i + 1}, label ")


def test_one_epoch_is_seen(show):
    page = show()
    page.get_by_role("slider", name="Epoch").fill("1")
    for line in page.locator(".curves path:not(.grid)").all():
        assert line.evaluate("e => getComputedStyle(e).strokeLinecap") == "round"


def test_the_curve_is_chosen_behind_the_settings(show):
    page = show()
    assert not page.get_by_role("combobox", include_hidden=True).is_visible()
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("combobox", include_hidden=True).select_option("accuracy")
    page.get_by_role("slider", name="Epoch").fill("4")
    value = f"{HISTORY['accuracy'][3]:.3f}"
    assert page.locator(".key b:visible").all_inner_texts() == [value]


def test_play_goes_to_the_end(show):
    page = show()
    page.get_by_role("slider", name="Epoch").fill("11")
    page.get_by_role("button", name="Play").click()
    page.get_by_text(f"epoch {EPOCHS} of {EPOCHS}").wait_for()
    page.get_by_role("button", name="Play").wait_for()
    check(page, EPOCHS)


@pytest.mark.parametrize("pictures", [True, False])
@on_screens
def test_nothing_is_clipped_or_overlaps(show, misplaced, pictures, width, least):
    page = show(pictures, page={"width": width, "height": 720})
    for epoch in (0, EPOCHS):
        page.get_by_role("slider", name="Epoch").fill(str(epoch))
        assert misplaced(page, least=least, boxes=".card") == []
    if width == 1280:
        assert page.locator(".explorable").bounding_box()["height"] == 540


@pytest.mark.parametrize(
    ("scale", "ticks", "first"),
    [(1e8, ["1e8", "2e8"], "1.98e8"), (-1e3, ["−2e3", "−1e3"], "−1985")]
    + [(1e-5, ["1e−5", "2e−5"], "1.98e−5")],
)
@pytest.mark.parametrize("width", [1280, 320])
def test_no_number_is_too_long(show, misplaced, width, scale, ticks, first):
    long = {"sparse_top_k_categorical_accuracy_of_all": np.linspace(0, 1, 10_000)}
    long["loss"] = scale * np.linspace(2, 0.5, 10_000)
    page = show(history=long, page={"width": width, "height": 720})
    page.get_by_role("slider", name="Epoch").fill("1")
    found = page.locator(".tick.y").all_inner_texts()
    assert set(ticks) <= set(found)
    assert page.locator(".key b:visible").all_inner_texts() == [first]
    for index in ("1", "99"):
        page.get_by_role("slider", name="Epoch").fill(index)
        assert misplaced(page, boxes=".card") == []
    page.get_by_role("button", name="Settings").click()
    assert misplaced(page, boxes=".card", overlap=40) == []


@pytest.mark.parametrize("kinds", [10, 20])
@on_screens
def test_long_names_are_wrapped_or_told_by_their_titles(
    show, misplaced, kinds, width, least
):
    names = long_names(kinds)
    page = show(names=names, page={"width": width, "height": 720})
    page.get_by_role("slider", name="Epoch").fill("5")
    shortened = ".name span" if width > 600 else ""
    assert misplaced(page, ignored=shortened, least=least, boxes=".card") == []
    bars = page.locator(".bar").all()
    for bar, name in zip(bars, names, strict=True):
        text, track = bar.locator(".name span"), bar.locator(".track")
        assert text.get_attribute("title") == text.inner_text() == name
        box = text.bounding_box()
        assert box["x"] + box["width"] <= track.bounding_box()["x"]
    if width == 1280:
        assert page.locator(".explorable").bounding_box()["height"] == 540


def test_a_reader_that_cannot_see_follows(show, serious):
    page = show()
    page.get_by_role("slider", name="Epoch").fill("2")
    told = page.locator(".curves svg").get_attribute("aria-label")
    assert told.startswith("Epoch 2: training loss 1.841, validation loss ")
    assert page.get_by_role("radiogroup", name="Examples").count() == 1
    assert serious(page) == []

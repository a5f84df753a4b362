"""The stored updates, as a student meets them."""

import keras
import numpy as np
import pytest

from nnlib.explore import updates


def EXPLORABLE(outputs=3, last="softmax", loss="sparse_categorical_crossentropy", n=50):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, 4)).astype("float32")
    y = (x[:, 0] + x[:, 1] > 0).astype(int)
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Dense(5, "tanh"), keras.layers.Dense(outputs, last)]
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.compile(keras.optimizers.SGD(0.5), loss)
    return updates(model, x, y, updates=40)


KINDS = [
    {},
    {"outputs": 1, "last": "sigmoid", "loss": "binary_crossentropy"},
    {"outputs": 1, "last": "linear", "loss": "mse"},
    {"outputs": 8},
]


def slider(page):
    return page.get_by_label("Update", exact=True)


def facts(page):
    return page.locator("dd").all_inner_texts()


def points(page):
    path = page.locator(".area path.all").get_attribute("d") or ""
    return path.count("L") + path.count("M")


def widths(page):
    lines = page.locator(".net path")
    return lines.evaluate_all("all => all.map(e => e.getAttribute('stroke-width'))")


def test_nothing_of_the_future_is_seen(show):
    page = show()
    assert points(page) == 0
    dots = page.locator(".area path.batches").get_attribute("d")
    assert dots.count("M") == 1
    before = widths(page), facts(page)
    slider(page).fill("10")
    assert points(page) == 11
    assert (widths(page), facts(page)) != before
    slider(page).fill("0")
    assert (widths(page), facts(page)) == before


def test_what_is_told_is_what_was_stored(show):
    page, stored = show(), EXPLORABLE().data
    for update in (0, 7, 40):
        slider(page).fill(str(update))
        loss, right, turned = facts(page)
        assert float(loss) == pytest.approx(stored["losses"][update], rel=0.006)
        assert right == f"{stored['right'][update]} of 50"
        assert turned == f"{page.locator('.ring:not(.off)').count()} of 35"
        assert page.locator("path.turned").count() == int(turned.split()[0])
        answers = [text[:4] for text in page.locator(".answer").all_inner_texts()]
        assert answers == [f"{share:.2f}" for share in stored["answers"][update]]


def test_a_negative_loss_is_on_the_plot(show, boxes):
    page = show(loss=lambda _, answers: -keras.ops.max(answers, axis=-1))
    (area,) = boxes(page.locator(".area"))
    places = []
    for update in (0, 40):
        slider(page).fill(str(update))
        (now,) = boxes(page.locator(".now"))
        places.append((now["top"] + now["height"] / 2 - area["top"]) / area["height"])
    stored = EXPLORABLE(loss=lambda _, answers: -keras.ops.max(answers, axis=-1)).data
    losses = [stored["losses"][update] for update in (0, 40)]
    assert max(losses) < 0
    least = min(*stored["losses"], *stored["batch_losses"])
    assert places == pytest.approx([each / (1.05 * least) for each in losses], abs=0.01)
    ticks = page.locator(".left span").all_inner_texts()
    assert ticks[-1] == "0"
    assert all(tick.startswith("−") for tick in ticks[:-1])


def test_colors_and_dashes_tell_the_sign(show):
    page = show()
    looks = page.locator(".net path").evaluate_all(
        """all => all.map(e => [e.getAttribute("class"), getComputedStyle(e)])
            .map(([name, s]) => [name, s.strokeDasharray !== "none", s.stroke])"""
    )
    assert {tuple(look) for look in looks} == {
        ("positive", False, "rgb(0, 114, 178)"),
        ("negative", True, "rgb(213, 94, 0)"),
    }


def test_it_plays_to_the_end_and_again(show):
    page = show(page={"alone": True})
    page.clock.install()
    play = page.get_by_role("button", name="Play", exact=True)
    play.click()
    page.clock.run_for(3200)
    page.get_by_role("button", name="Pause", exact=True).click()
    assert 8 <= int(slider(page).input_value()) <= 12
    play.click()
    page.clock.run_for(12_000)
    assert slider(page).input_value() == "40"
    play.click()
    page.clock.run_for(400)
    assert int(slider(page).input_value()) < 5


def test_keys_move_it_and_a_reader_hears_where(show):
    page = show()
    slider(page).press("ArrowRight")
    assert slider(page).get_attribute("aria-valuetext") == "update 1 of 40"
    told = page.get_by_role("img").get_attribute("aria-label")
    assert told.startswith("The network; loss of all 50 examples: ")
    page.keyboard.press("End")
    assert page.locator(".update").inner_text() == "update 40 of 40"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("width", "least"), [(1280, 20), (1000, 20), (390, 16), (320, 16)]
)
def test_nothing_is_small_clipped_or_overlaps(show, misplaced, kind, width, least):
    page = show(**kind, page={"width": width, "height": 800})
    for update in ("0", "40"):
        slider(page).fill(update)
        assert misplaced(page, least=least) == []


def test_it_fits_a_slide(show):
    box = show().locator(".explorable").bounding_box()
    assert (box["width"], box["height"]) == (1200, 540)


def test_nothing_serious_is_found(show, serious):
    assert serious(show()) == []

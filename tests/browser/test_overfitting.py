"""Boundaries over epochs as a student meets them: pointer, keyboard, slide, phone."""

import keras
import numpy as np
import pytest
from keras import layers

from nnlib.explore import _overfitting, overfitting
from nnlib.explore import _overfitting_maps as maps

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 2))
Y = (X[:, 0] * X[:, 1] > 0).astype(int)
HELD = RNG.normal(size=(40, 2)), RNG.integers(0, 2, 40)
EPOCHS = 30


def classifier(units, classes=2, metrics=("accuracy",)):
    model = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(units, "relu"),
            layers.Dense(classes, "softmax"),
        ]
    )
    loss = "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(0.05), loss, metrics=list(metrics))
    return model


def EXPLORABLE(names=("4 units", "64 units"), *, classes=2, metrics=("accuracy",)):
    keras.utils.set_random_seed(0)
    models = {
        name: classifier(int(name.split()[0]), classes, metrics) for name in names
    }
    y = Y if classes == 2 else RNG.integers(0, classes, len(X))
    return overfitting(models, X, y, validation_data=HELD, epochs=EPOCHS)


def epoch(page):
    return page.get_by_role("slider", name="Epoch")


def play(page, name="Play"):
    return page.get_by_role("button", name=name, exact=True)


def curves(page):
    return page.get_by_role("combobox", name="Curves")


def values(page):
    return page.locator(".key b").all_inner_texts()


def paths(page):
    drawn = "all => all.map(path => path.getAttribute('d'))"
    return page.locator("path.training, path.validation").evaluate_all(drawn)


def told(page):
    labels = "all => all.map(picture => picture.getAttribute('aria-label'))"
    return page.locator(".map canvas[role=img]").evaluate_all(labels)


def pixels(page):
    drawn = "all => all.map(canvas => canvas.toDataURL())"
    return page.locator(".map canvas[role=img]").evaluate_all(drawn)


def test_curves_are_hidden_until_they_are_asked_for(show):
    page = show()
    epoch(page).fill("9")
    assert curves(page).input_value() == ""
    assert not page.locator(".key").first.is_visible()
    assert not page.locator("path.training").first.is_visible()
    curves(page).select_option("accuracy")
    assert page.locator(".key").first.is_visible()
    assert paths(page)[0]
    curves(page).select_option("")
    assert not page.locator(".mark").first.is_visible()


def test_nothing_of_the_future_is_drawn(show):
    page = show()
    curves(page).select_option("loss")
    assert epoch(page).input_value() == "0"
    assert paths(page) == [""] * 4
    assert values(page) == ["–"] * 4
    last = len(EXPLORABLE().data["epochs"]) - 1
    reach = []
    for index in (1, 5, last):
        epoch(page).fill(str(index))
        ends = [path.rsplit("L", 1)[-1].split()[0].lstrip("M") for path in paths(page)]
        reach.append(int(ends[0]))
        assert len(set(ends)) == 1
    assert reach[0] < reach[1] < reach[2] == 10_000


def test_curves_and_maps_are_the_trainings(show):
    page = show()
    keras.utils.set_random_seed(0)
    models = {n: classifier(int(n.split()[0])) for n in ("4 units", "64 units")}
    data = overfitting(models, X, Y, validation_data=HELD, epochs=EPOCHS).data
    index = 6
    epoch(page).fill(str(index))
    now = data["epochs"][index] - 1
    for metric in ("loss", "accuracy"):
        curves(page).select_option(metric)
        wanted = [
            model.history.history[name][now]
            for model in models.values()
            for name in (metric, f"val_{metric}")
        ]
        assert [float(text) for text in values(page)] == pytest.approx(wanted, abs=2e-3)
    epoch(page).fill(str(len(data["epochs"]) - 1))
    (left, right), (low, high) = maps.bounds(_overfitting._sets(X, Y, HELD))
    grid = np.stack(
        np.meshgrid(np.linspace(left, right, 40), np.linspace(high, low, 40)), axis=-1
    ).reshape(-1, 2)
    for text, (name, model) in zip(told(page), models.items(), strict=True):
        share = (np.asarray(model(grid)).argmax(axis=1) == 1).mean()
        assert text.startswith(f"{name} at epoch {EPOCHS}: of the plane class 0 on ")
        assert float(text.split("class 1 on ")[1].split()[0]) == pytest.approx(
            100 * share, abs=1.1
        )


def test_play_goes_through_all_and_can_be_stopped(show):
    page = show(page={"alone": True})
    page.clock.install()
    begin = pixels(page)
    play(page).click()
    page.clock.run_for(4000)
    between = pixels(page)
    assert begin != between
    play(page, "Pause").click()
    stopped = epoch(page).input_value()
    assert 0 < int(stopped) < 23
    page.clock.run_for(1000)
    assert epoch(page).input_value() == stopped
    play(page).click()
    page.clock.run_for(12_000)
    play(page).wait_for()
    assert page.locator(".epoch").inner_text() == f"epoch {EPOCHS} of {EPOCHS}"
    play(page).click()
    page.clock.run_for(100)
    assert int(epoch(page).input_value()) < 3


def test_who_wants_no_motion_sees_what_is_stored(show):
    page = show(page={"reduced_motion": "reduce"})
    stored = {f"epoch {each} of {EPOCHS}" for each in EXPLORABLE().data["epochs"]}
    play(page).click()
    seen = page.evaluate(
        """() => new Promise(resolve => {
            const root = document.querySelector("[data-nnlib]").shadowRoot;
            const seen = new Set(), text = root.querySelector(".epoch");
            const look = () => {
                seen.add(text.textContent);
                if (seen.size > 3) resolve([...seen]);
                else requestAnimationFrame(look);
            };
            look();
        })"""
    )
    assert set(seen) <= stored


def test_one_network_three_classes_and_no_metric(show, misplaced):
    page = show(("8 units",), classes=3, metrics=())
    assert curves(page).locator("option").all_inner_texts() == ["hidden", "loss"]
    assert page.locator("section").count() == 1
    epoch(page).fill("9")
    assert "class 2 on" in told(page)[0]
    assert misplaced(page, least=20) == []
    legend = page.locator(".legend").inner_text()
    assert "class 2" in legend
    assert "filled: training" in legend
    assert "(" not in legend


@pytest.mark.parametrize("width", [1280, 1160, 900, 700, 390, 360])
def test_nothing_is_clipped_or_overlaps(show, width, misplaced):
    page = show(page={"width": width, "height": 720})
    for index in (0, 7, 23):
        epoch(page).fill(str(index))
        for metric in ("", "loss", "accuracy"):
            curves(page).select_option(metric)
            assert misplaced(page, least=20) == []


def test_it_fits_a_slide_and_nothing_moves(show, boxes):
    page = show()
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 540)
    parts = page.locator(".epochs > *, .map, .curves, .key > span, .legend")
    around = page.locator(".epochs > *, .legend")
    hidden = boxes(around)
    curves(page).select_option("accuracy")
    assert boxes(around) == hidden
    before = boxes(parts)
    for index in (1, 12, 23):
        epoch(page).fill(str(index))
        curves(page).select_option("loss" if index == 12 else "accuracy")
        assert boxes(parts) == before
    assert page.locator(".explorable").bounding_box()["height"] == 540


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(EXPLORABLE())
    epoch(page).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "f"):
        page.keyboard.press(key)
    assert epoch(page).get_attribute("aria-valuetext") == f"epoch 1 of {EPOCHS}"
    play(page).press("Enter")
    play(page, "Pause").press("Space")
    assert page.evaluate("heard") == []
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_a_slide_hidden_at_load_is_whole_when_shown(open_page, misplaced):
    page = open_page(
        '<!doctype html><div id="slide" style="display:none">'
        f"{EXPLORABLE()._repr_mimebundle_()['text/html']}</div>"
    )
    page.locator("#slide").evaluate("e => e.style.display = 'block'")
    aspect = EXPLORABLE().data["aspect"]
    large = page.locator(".map").first.bounding_box()
    assert 340 < large["height"] <= 398  # the curves' room is its own as long
    assert large["width"] == pytest.approx(aspect * large["height"], abs=1)
    assert misplaced(page, least=20) == []
    curves(page).select_option("loss")
    box = page.locator(".map").first.bounding_box()
    assert box["height"] == pytest.approx(232, abs=1)
    assert box["width"] == pytest.approx(aspect * 232, abs=1)
    assert misplaced(page, least=20) == []


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name="Overfitting, seen on the plane")
    assert picture.bounding_box()["width"] == 640

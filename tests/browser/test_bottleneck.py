"""The plane of two nodes as a student meets it: pointer, keyboard, slide, phone."""

import keras
import numpy as np
import pytest
from keras import layers

from nnlib.explore import bottleneck

RNG = np.random.default_rng(0)
NAMES = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt"]
NAMES += ["Sneaker", "Bag", "Ankle boot"]
KINDS = np.arange(200) % 10
# Images of a class have a row that is bright, and differ in the rest.
X = 0.4 * RNG.random((200, 10, 10)).astype("float32")
X[np.arange(200), KINDS] += 0.6
EPOCHS = 12


def EXPLORABLE(*, table=False):
    keras.utils.set_random_seed(0)
    x = X[:, :, 0] if table else X
    model = keras.Sequential(
        [
            keras.Input(x.shape[1:]),
            layers.Flatten(),
            layers.Dense(32, "relu"),
            layers.Dense(2),
            layers.Dense(32, "relu"),
            layers.Dense(10, "softmax"),
        ]
    )
    loss = "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(0.01), loss, metrics=["accuracy"])
    made = bottleneck(
        model,
        x,
        KINDS,
        epochs=EPOCHS,
        validation_data=(x[:50], KINDS[:50]),
        class_names=NAMES,
    )
    made.model = model
    return made


def epoch(page):
    return page.get_by_role("slider", name="Epoch")


def button(page, name):
    return page.get_by_role("button", name=name)


def picture(page):
    return page.locator(".plane canvas").evaluate("canvas => canvas.toDataURL()")


def chosen(page):
    return page.locator(".classes [aria-pressed=true]").all_inner_texts()


def places(explorable):
    """Where the points are at the last epoch: shares of the frame from the top left."""
    model, frame = explorable.model, np.array(explorable.data["frame"])
    part = keras.Model(model.inputs[0], model.layers[-3].output)
    share = (np.asarray(part(X)) - frame[:, 0]) / (frame[:, 1] - frame[:, 0])
    return share * [1, -1] + [0, 1]


def test_points_move_in_a_frame_that_stays(show):
    page = show()
    ticks = page.locator(".tick").all_inner_texts()
    seen = {picture(page)}
    for index in (1, 5, EPOCHS):
        epoch(page).fill(str(index))
        seen.add(picture(page))
        assert page.locator(".tick").all_inner_texts() == ticks
    assert len(seen) == 4


def test_accuracies_are_the_trainings(show):
    page, data = show(), EXPLORABLE().data
    assert page.locator(".numbers b").all_inner_texts() == ["–", "–"]
    for index in (1, 4, EPOCHS):
        epoch(page).fill(str(index))
        shown = [float(text) for text in page.locator(".numbers b").all_inner_texts()]
        wanted = [
            data["values"][name][index - 1] for name in ("training", "validation")
        ]
        assert shown == pytest.approx(wanted, abs=0.0051)


def test_a_point_shows_its_image_and_its_class(show):
    page, explorable = show(), EXPLORABLE()
    epoch(page).fill(str(EPOCHS))
    box = page.locator(".plane canvas").bounding_box()
    at = places(explorable)
    inside = ((at > 0.05) & (at < 0.95)).all(axis=1)
    apart = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) + 9 * np.eye(200)
    lonely = np.flatnonzero(inside & (apart.min(axis=1) > 0.03))[:5]
    assert len(lonely)
    for point in lonely:
        x, y = at[point] * [box["width"], box["height"]] + [box["x"], box["y"]]
        page.mouse.move(x, y)
        assert page.locator(".example").inner_text() == NAMES[KINDS[point]]
        row = page.locator(".example canvas").evaluate(
            """canvas => {
                const { data } = canvas.getContext("2d").getImageData(0, 0, 14, 14);
                const dark = [...Array(14).keys()].map(row => data[56 * row + 28]);
                return dark.indexOf(Math.min(...dark));
            }"""
        )
        assert abs(row - 1.4 * KINDS[point]) <= 1.5
        page.mouse.click(x, y)
        assert chosen(page) == [f"{'●▲'[KINDS[point] // 7]} {NAMES[KINDS[point]]}"]
    page.mouse.move(0, 0)
    assert "200 training examples" in page.locator(".example").inner_text()


def test_a_class_is_chosen_and_left_again(show):
    page = show()
    epoch(page).fill(str(EPOCHS))
    all_of_them = picture(page)
    button(page, "Bag").click()
    assert chosen(page) == ["▲ Bag"]
    assert picture(page) != all_of_them
    faint = page.locator(".name.faint").all_inner_texts()
    assert "Bag" not in faint
    assert "Bag" in page.locator(".name:not(.faint)").all_inner_texts()
    button(page, "Bag").press("Enter")
    assert chosen(page) == []
    assert picture(page) == all_of_them


def test_names_stand_near_their_points(show):
    page, at = show(), places(EXPLORABLE())
    epoch(page).fill(str(EPOCHS))
    canvas = page.locator(".plane canvas").bounding_box()
    names = page.locator(".name:visible")
    assert names.count() > 4
    for name in names.all():
        kind = NAMES.index(name.inner_text())
        box = name.bounding_box()
        y = (box["y"] + box["height"] / 2 - canvas["y"]) / canvas["height"]
        middle = np.clip(np.median(at[kind == KINDS], axis=0), 0, 1)
        assert abs(y - middle[1]) * canvas["height"] < 43


def test_before_the_training_no_name_covers_the_crowd(show):
    page = show()
    count = page.locator(".name:visible").count()
    assert count == 0 or count > 5


def test_play_goes_through_all(show):
    page = show(page={"alone": True})
    page.clock.install()
    button(page, "Play").click()
    page.clock.run_for(5000)
    text = page.locator(".epoch").inner_text()
    assert 3 <= int(text.split()[1]) <= 9
    page.clock.run_for(6000)
    button(page, "Play").wait_for()
    assert page.locator(".epoch").inner_text() == f"epoch {EPOCHS} of {EPOCHS}"


def test_without_images_there_is_no_picture(show):
    page = show(table=True)
    assert not page.locator(".example canvas").is_visible()
    assert "a click chooses its class" in page.locator(".example").inner_text()


@pytest.mark.parametrize(
    ("width", "least"),
    [(1280, 20), (1160, 20), (900, 20), (700, 20), (390, 16), (360, 16)],
)
def test_nothing_is_clipped_or_overlaps(show, width, least, misplaced):
    page = show(page={"width": width, "height": 720})
    for index in (0, 3, EPOCHS):
        epoch(page).fill(str(index))
        assert misplaced(page, least=least, loose=".axis") == []
    button(page, "Ankle boot").click()
    assert misplaced(page, least=least, loose=".axis") == []


def test_it_fits_a_slide_and_nothing_moves(show, boxes):
    page = show()
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 540)
    parts = page.locator(".epochs > *, .plane, .classes > *, .example")
    before = boxes(parts)
    epoch(page).fill("5")
    button(page, "Sandal").click()
    assert boxes(parts) == before
    assert page.locator(".explorable").bounding_box()["height"] == 540


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(EXPLORABLE())
    epoch(page).focus()
    for key in ("ArrowRight", "ArrowRight", "Home", "f"):
        page.keyboard.press(key)
    button(page, "Dress").press("Space")
    assert page.evaluate("heard") == []
    assert chosen(page) == ["● Dress"]
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_a_slide_hidden_at_load_is_whole_when_shown(open_page):
    page = open_page(
        '<!doctype html><div id="slide" style="display:none">'
        f"{EXPLORABLE()._repr_mimebundle_()['text/html']}</div>"
    )
    page.locator("#slide").evaluate("e => e.style.display = 'block'")
    epoch(page).fill(str(EPOCHS))
    assert page.locator(".name:visible").count() > 4
    box = page.locator(".plane").bounding_box()
    assert 450 < box["width"] < 520


def test_a_scaled_slide_is_pointed_at_where_the_pointer_is(open_page):
    page = open_page(
        '<!doctype html><div style="transform:scale(0.6);transform-origin:0 0;'
        f'width:1200px">{EXPLORABLE()._repr_mimebundle_()["text/html"]}</div>'
    )
    epoch(page).fill(str(EPOCHS))
    box = page.locator(".plane canvas").bounding_box()
    at = places(EXPLORABLE())
    point = np.flatnonzero(((at > 0.2) & (at < 0.8)).all(axis=1))[0]
    x, y = at[point] * [box["width"], box["height"]] + [box["x"], box["y"]]
    page.mouse.click(x, y)
    assert len(chosen(page)) == 1


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name="The plane of two nodes of a network")
    assert picture.bounding_box()["width"] == 640

"""The patience as a student meets it: slider, button, list, keyboard, deck, phone."""

import io
import re

import nbformat
import numpy as np
import pytest
from PIL import Image

from nnlib import decks
from nnlib.explore import patience

RNG = np.random.default_rng(5)
EPOCH = np.arange(48)
CURVES = np.array(
    [
        0.58
        + 0.2 * np.exp(-EPOCH / rate)
        + rise * (EPOCH / 48) ** 1.5
        + RNG.normal(0, 0.018, 48)
        for rate, rise in zip(
            RNG.uniform(4, 7, 6), RNG.uniform(0.06, 0.14, 6), strict=True
        )
    ]
)
PATIENCES = range(17)
FALLING = np.linspace(1, 0.2, 30)
ALL = {
    "six": CURVES,
    "one": CURVES[0],
    "accuracies": 1.4 - CURVES,
    "short": np.array([[3.0, 1, 2], [1, 2, 3]]),
    "falling": np.array([FALLING, 2 * FALLING, FALLING[::-1]]),
    "long": 1e-6 * (RNG.random((4, 1000)) - 0.5 - np.arange(1000) / 400),
    "flat": np.tile(np.repeat(CURVES[0][:24], 2), (5, 1)),
}


def EXPLORABLE(values="six", **options):
    if isinstance(values, str):
        values = ALL[values]
    return patience(values, **options)


def ends_at(values, patience):
    """Epochs trained, the best epoch until there, and whether it was stopped."""
    top = 0
    for epoch, value in enumerate(values):
        top = epoch if value < values[top] else top
        if epoch - top >= max(patience, 1):
            return epoch + 1, top, True
    return len(values), top, False


def slider(page):
    return page.get_by_role("slider", name="Patience")


def later(page):
    return page.get_by_role("button", name="What came later")


def training(page):
    return page.get_by_role("combobox", name="Training")


def told(page):
    return page.locator("p").all_inner_texts()


def text_of(values, patience):
    trained, top, stopped = ends_at(values, patience)
    cost = f"{trained} epochs trained" if stopped else "not stopped in 48 epochs"
    return f"{cost}, kept epoch {top + 1}, {values[top]:.3f}."


def shares(page, kind):
    """Where a path's points are, as shares from the left and from below."""
    path = page.locator(f".plot path[class='{kind}']").get_attribute("d")
    points = np.array(re.findall(r"(\d+) (\d+)", path), float).reshape(-1, 2)
    return np.stack([points[:, 0] / 10_000, 1 - points[:, 1] / 3000], axis=1)


def places(page, values, plot=".curve"):
    """Where values belong by the numbers that stand along an axis."""
    ticks = page.locator(f"{plot} .tick.y").evaluate_all(
        "all => all.map(e => [Number(e.textContent), parseFloat(e.style.bottom) / 100])"
    )
    (a, low), *_, (b, high) = sorted(ticks)
    return low + (high - low) * (np.asarray(values) - a) / (b - a)


def check_drawn(page, values, patience):
    """Whether a curve is drawn up to its stop, with its marks, and no farther."""
    trained, top, stopped = ends_at(values, patience)
    points = shares(page, "line")
    np.testing.assert_allclose(points[:, 0], (np.arange(trained) + 0.5) / 48, atol=1e-4)
    np.testing.assert_allclose(points[:, 1], places(page, values[:trained]), atol=4e-4)
    marks = page.locator(".ring, .dot").evaluate_all(
        "all => all.map(e => [e.style.left, e.style.bottom].map(parseFloat))"
    )
    at = [top, trained - 1]
    np.testing.assert_allclose(np.array(marks) / 100, points[at], atol=4e-4)
    stop = page.locator(".stop")
    assert stop.inner_text() == ("stop" if stopped else "not stopped")
    assert page.locator(".wall").is_visible() == stopped
    assert page.locator(".dot").is_visible() == stopped


def check_costs(page, tried):
    """Whether there is a point for each patience tried, and the present one filled."""
    tried = np.unique(tried)
    ends = [[ends_at(row, each) for row in CURVES] for each in tried]
    trained = np.array([[end[0] for end in row] for row in ends]).mean(axis=1)
    kept = np.mean(
        [[row[end[1]] for row, end in zip(CURVES, of, strict=True)] for of in ends],
        axis=1,
    )
    points = page.locator(".point").evaluate_all(
        "all => all.map(e => [e.style.left, e.style.bottom].map(parseFloat))"
    )
    expected = np.stack([trained / 48, places(page, kept, ".costs")], axis=1)
    key = np.lexsort
    found = np.array(points) / 100
    np.testing.assert_allclose(
        found[key(found.T[::-1])], expected[key(expected.T[::-1])], atol=6e-4
    )
    assert page.locator(".point.present").count() == 1


def test_at_each_patience_the_curve_ends_where_training_would(show):
    page = show()
    for each in PATIENCES:
        slider(page).fill(str(each))
        check_drawn(page, CURVES[0], each)
        assert page.locator(".now").inner_text() == str(each)
        assert slider(page).get_attribute("aria-valuetext") == f"{each} epochs"
        acts = f"Patience {each}: " if each else "Patience 0, which acts like 1: "
        assert told(page)[0] == acts + text_of(CURVES[0], each)


def test_it_opens_with_one_bad_epoch(show):
    page = show()
    check_drawn(page, CURVES[0], 1)
    check_costs(page, [1])
    assert page.locator(".number").all_inner_texts() == ["1"]
    assert later(page).get_attribute("aria-pressed") == "false"
    assert page.locator("path.later").evaluate_all(
        "all => all.map(e => e.getAttribute('d'))"
    ) == ["", ""]
    assert page.locator(".label.limit").inner_text() == ""


def gray(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"), int)


def futures(least):
    """The curves, with all else after their stops at that patience."""
    other = CURVES.copy()
    for row in other:
        trained, *_ = ends_at(row, least)
        row[trained:] = RNG.permutation(9 * row[trained:]) - 3
    return other


def test_nothing_of_the_future_is_there_before_it_is_asked_for(show):
    """Trainings alike until they stop are alike in all that a page has and draws."""
    pages, pictures = [], []
    for values in (CURVES, futures(4)):
        page = show(values.tolist())
        frame = page.locator(".explorable")
        seen, drawn = [], []
        for number in range(6):
            training(page).select_option(str(number))
            for each in (1, 2, 4, 3, 0):
                slider(page).fill(str(each))
                seen.append(frame.evaluate("e => e.innerHTML"))
            drawn.append(gray(frame.screenshot()))
        later(page).click()
        seen.append(frame.evaluate("e => e.innerHTML"))
        drawn.append(gray(frame.screenshot()))
        pages.append(seen)
        pictures.append(drawn)
    assert pages[0][:-1] == pages[1][:-1]
    assert pages[0][-1] != pages[1][-1]
    # A browser draws the edges of one and the same line in slightly other grays.
    others = [(abs(a - b) > 20).sum() for a, b in zip(*pictures, strict=True)]
    assert max(others[:-1]) < 10
    assert others[-1] > 1000


def test_the_button_shows_what_came_later(show):
    page = show()
    slider(page).fill("4")
    later(page).click()
    check_drawn(page, CURVES[0], 4)
    trained, *_ = ends_at(CURVES[0], 4)
    rest = shares(page, "later")
    np.testing.assert_allclose(
        rest[:, 1], places(page, CURVES[0][trained - 1 :]), atol=4e-4
    )
    assert rest[-1, 0] == pytest.approx(47.5 / 48, abs=1e-4)
    least = CURVES.min(axis=1)
    assert told(page)[0].endswith(
        f"The lowest of all 48 epochs: {least[0]:.3f}, epoch {CURVES[0].argmin() + 1}."
    )
    assert told(page)[1].endswith(f"of all epochs (dotted): {least.mean():.3f}.")
    np.testing.assert_allclose(
        shares(page, "limit")[:, 1],
        places(page, [least.mean()] * 2, ".costs"),
        atol=6e-4,
    )
    assert page.locator(".label.limit").inner_text() == "lowest of all epochs"
    slider(page).press("ArrowLeft")  # who has seen it may go on
    assert later(page).get_attribute("aria-pressed") == "true"
    assert len(shares(page, "later")) == 49 - ends_at(CURVES[0], 3)[0]
    later(page).click()
    assert len(shares(page, "later")) == len(shares(page, "limit")) == 0
    assert "lowest" not in "".join(told(page))


def test_another_training_is_chosen_and_its_future_is_not_shown(show):
    page = show()
    slider(page).fill("3")
    later(page).click()
    before = told(page)[1]
    for number in (1, 5, 2):
        training(page).select_option(str(number))
        check_drawn(page, CURVES[number], 3)
        assert told(page)[0] == "Patience 3: " + text_of(CURVES[number], 3)
        assert len(shares(page, "later")) == 0
        assert page.locator("h3").first.inner_text().endswith(f"training {number + 1}")
    assert before.startswith(told(page)[1])
    training(page).focus()
    page.keyboard.press("ArrowDown")
    check_drawn(page, CURVES[3], 3)


def test_what_was_tried_stays_as_points(show):
    page = show()
    slider(page).focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    check_costs(page, range(1, 6))
    slider(page).fill("16")
    check_costs(page, [1, 2, 3, 4, 5, 16])
    slider(page).fill("2")
    check_costs(page, [1, 2, 3, 4, 5, 16])
    assert page.locator(".number.present").inner_text() == "2"
    ends = [ends_at(row, 2) for row in CURVES]
    trained = np.mean([end[0] for end in ends])
    kept = np.mean([row[end[1]] for row, end in zip(CURVES, ends, strict=True)])
    assert told(page)[1] == (
        f"Mean of all 6: {trained:.1f} epochs trained, {kept:.3f} kept."
    )


def test_a_pointer_drags(show):
    page = show()
    box = slider(page).bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 11 + (box["width"] - 22) / 16, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, y, steps=20)
    check_drawn(page, CURVES[0], 8)
    page.mouse.up()
    check_costs(page, range(1, 9))


def test_one_training_has_no_second_plot(show):
    page = show("one")
    assert page.locator(".plot").count() == page.locator("p").count() == 1
    assert training(page).count() == 0
    slider(page).press("End")
    check_drawn(page, CURVES[0], 16)
    assert page.locator("h3").inner_text() == "validation loss"


def test_who_is_not_stopped_is_told(show):
    page = show("falling")
    assert page.locator(".stop").inner_text() == "not stopped"
    assert told(page) == [
        "Patience 1: not stopped in 30 epochs, kept epoch 30, 0.200.",
        "Mean of all 3: 20.7 epochs trained (2 not stopped in 30), 0.267 kept.",
    ]
    later(page).click()
    assert len(shares(page, "later")) == 0
    training(page).select_option("2")
    assert page.locator(".stop").inner_text() == "stop"


def test_of_accuracies_the_highest_is_kept(show):
    page = show("accuracies", best="max", watched="validation accuracy")
    slider(page).fill("4")
    later(page).click()
    trained, top, _ = ends_at(CURVES[0], 4)
    values = ALL["accuracies"][0]
    text = f"{trained} epochs trained, kept epoch {top + 1}, {values[top]:.3f}."
    assert told(page)[0].startswith(f"Patience 4: {text} The highest of all 48 epochs")
    label, ring = (
        page.locator(what).bounding_box() for what in (".label.kept", ".ring")
    )
    assert label["y"] + label["height"] < ring["y"]


FRAME = "new Promise((r) => requestAnimationFrame(() => setTimeout(r)))"
MEETING = """frame => {
    const box = e => e.getBoundingClientRect();
    const shown = e => !e.hidden && getComputedStyle(e).visibility === "visible" &&
        box(e).width > 0;
    const all = what => [...frame.querySelectorAll(what)].filter(shown);
    const meet = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 &&
        a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
    const labels = all(".label, .number, .tick, .up, .across");
    const marks = all(".ring, .dot, .point");
    const found = [];
    for (const label of labels.filter(e => e.matches(".label, .number")))
        for (const other of [...labels, ...marks, ...all(".wall")])
            if (other !== label && meet(box(label), box(other)))
                found.push(`${label.textContent} / ${other.className}`);
    return found;
}"""
LOOKS = {
    "six": {},
    "accuracies": {"best": "max", "watched": "a score of thirty letters, yes"},
    "short": {"watched": "mean absolute validation error"},
    "falling": {"best": "max"},
    "long": {"watched": "loss"},
    "flat": {"min_delta": 0.05},
    "one": {"min_delta": 0.03},
}


@pytest.mark.parametrize("values", LOOKS)
@pytest.mark.parametrize(
    ("width", "least"), [(1280, 20), (1160, 20), (900, 20), (390, 16), (360, 16)]
)
def test_nothing_is_clipped_or_overlaps(show, width, least, values, misplaced):
    page = show(values, **LOOKS[values], page={"width": width, "height": 720})
    frame = page.locator(".explorable")

    def check():
        # Names find their places at the end of a frame, once their room is known.
        page.evaluate(FRAME)
        assert misplaced(page, least=least, ignored=".left-out") == []
        assert frame.evaluate(MEETING) == []

    check()
    most = int(slider(page).get_attribute("max"))
    for each in sorted({0, 2, most // 3, most}):
        slider(page).fill(str(min(each, most)))
        check()
    later(page).click()
    check()
    if training(page).count():
        training(page).select_option("1")
        check()
        slider(page).fill("1")
        check()
    if width == 1280:
        box = frame.bounding_box()
        assert (box["width"], box["height"]) == (1200, 540)


def test_nothing_moves_but_the_drawing(show, boxes):
    page = show()
    parts = page.locator(".controls > *, .plot, h3, p")
    before = boxes(parts)
    slider(page).press("End")
    later(page).click()
    training(page).select_option("4")
    assert [box["y"] for box in boxes(parts)] == [box["y"] for box in before]
    assert [box["height"] for box in boxes(parts)] == [box["height"] for box in before]
    assert page.locator(".explorable").bounding_box()["height"] == 540


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(EXPLORABLE())
    slider(page).focus()
    for key in ("ArrowRight", "Home", "ArrowUp", "ArrowUp", "f"):
        page.keyboard.press(key)
    assert page.locator(".now").inner_text() == "2"
    later(page).press("Space")
    later(page).press("Enter")
    later(page).press("Enter")
    assert later(page).get_attribute("aria-pressed") == "true"
    assert page.evaluate("heard") == []
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_a_finger_slides_and_presses(show):
    page = show(page={"has_touch": True, "width": 390, "height": 844})
    box = slider(page).bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    check_drawn(page, CURVES[0], 8)
    later(page).tap()
    assert len(shares(page, "later")) > 1


def test_in_a_deck_it_is_alive_and_the_talk_stays(open_page, tmp_path):
    output = nbformat.v4.new_output("display_data", EXPLORABLE()._repr_mimebundle_())
    cells = [
        nbformat.v4.new_markdown_cell("## How long do you wait?"),
        nbformat.v4.new_code_cell("patience", outputs=[output], execution_count=1),
        nbformat.v4.new_markdown_cell("## Afterwards"),
    ]
    for cell, kind in zip(cells, ("slide", "-", "slide"), strict=True):
        cell.metadata = {"slideshow": {"slide_type": kind}, "tags": ["hide-input"]}
    notebook = tmp_path / "patience.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
    page = open_page(decks.write(notebook, tmp_path / "patience.html"))
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.get_by_role("heading", name="How long do you wait?").wait_for()
    here = page.evaluate("Reveal.getIndices()")
    slide = page.locator(".present")
    slider(slide).press("ArrowRight")
    slider(slide).press("ArrowRight")
    check_drawn(slide, CURVES[0], 3)
    later(slide).press("Enter")
    assert len(shares(slide, "later")) > 1
    assert page.evaluate("Reveal.getIndices()") == here
    box = slide.locator(".explorable").bounding_box()
    assert box["y"] + box["height"] <= 720


def test_a_slide_hidden_at_load_is_whole_when_shown(open_page, misplaced):
    page = open_page(
        '<!doctype html><div id="slide" style="display:none">'
        f"{EXPLORABLE()._repr_mimebundle_()['text/html']}</div>"
    )
    page.evaluate(
        """() => {
            const root = document.querySelector("[data-nnlib]").shadowRoot;
            const slider = root.querySelector("input[type=range]");
            slider.value = 9;
            slider.dispatchEvent(new Event("input"));
        }"""
    )
    page.locator("#slide").evaluate("e => e.style.display = 'block'")
    page.evaluate(FRAME)
    check_drawn(page, CURVES[0], 9)
    assert misplaced(page, least=20, ignored=".left-out") == []
    assert page.locator(".explorable").evaluate(MEETING) == []


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name="Early stopping on the validation loss of 6")
    assert picture.bounding_box()["width"] == 640

"""The sweep as a student meets it: slider, button, keyboard, deck, phone."""

import nbformat
import numpy as np
import pytest

from nnlib import decks
from nnlib.explore import sweep

NAMES = ["constant", "power", "exponential", "piecewise", "cosine", "1cycle", "plateau"]
MEANS = {
    0.003: [0.806, 0.801, 0.803, 0.804, 0.808, 0.818, 0.805],
    0.02: [0.826, 0.823, 0.831, 0.829, 0.839, 0.844, 0.828],
    0.05: [0.31, 0.56, 0.815, 0.822, 0.45, 0.848, 0.24],
}
SPREAD = np.array([-0.004, 0.001, 0.003])
SCORES = {
    value: {
        name: mean + SPREAD * (20 if mean < 0.7 else 1)
        for name, mean in zip(NAMES, row, strict=True)
    }
    for value, row in MEANS.items()
}
RATES = list(SCORES)
LOSSES = {
    value: {
        f"{name} and some more"[:20]: 2.5 * (0.95 - seeds)
        for name, seeds in row.items()
    }
    | {"the eighth of them.,": [0.4, 0.5, 0.6]}
    for value, row in SCORES.items()
}
MANY = {
    value / 10: {"without": [50 + value, 52], "with": [60, 40 + value, 58]}
    for value in range(12)
}

ALONE = {
    price: {"missed": [60 - price], "called": [60 + 20 * price]} for price in (1, 5, 20)
}


def EXPLORABLE(scores="usual", **options):
    words = {"setting": "base rate", "score": "validation accuracy"}
    scores = {"usual": SCORES, "losses": LOSSES, "many": MANY, "alone": ALONE}[scores]
    return sweep(scores, **(words | options))


def rate(page):
    return page.get_by_role("slider", name="base rate")


def each(page):
    return page.get_by_role("button", name="Each at its best")


def labels(page):
    return page.locator(".name").all_inner_texts()


def numbers(page):
    return [float(text) for text in page.locator(".number").all_inner_texts()]


def drawn(page, what):
    """Where the marks of each row are, as shares of its width."""
    return page.locator(".row:not(.axis) .lane").evaluate_all(
        """(lanes, what) => lanes.map(lane => [...lane.querySelectorAll(what)]
            .filter(e => !e.hidden).map(e => parseFloat(e.style.left) / 100))""",
        what,
    )


def places(page, scores):
    """Where scores belong by the numbers that stand along the axis."""
    ticks = page.locator(".tick").evaluate_all(
        "all => all.map(e => [Number(e.textContent), parseFloat(e.style.left) / 100])"
    )
    ticks = sorted(ticks)
    far = [tick for tick in ticks if tick[1] < 0.2]
    near = [tick for tick in ticks if tick[1] >= 0.2]
    cut = near[0][0]

    def place(score):
        (a, left), (b, right) = (far if score < cut else near)[:2]
        return left + (right - left) * (score - a) / (b - a)

    return [[place(score) for score in row] for row in scores]


def check_drawn(page, rows):
    """Whether dots, ticks and numbers are those of the scores of each method."""
    rows = np.array(rows)
    np.testing.assert_allclose(drawn(page, ".dot"), places(page, rows), atol=2e-4)
    means = rows.mean(axis=1)
    np.testing.assert_allclose(
        drawn(page, ".mean"), places(page, means[:, None]), atol=2e-4
    )
    np.testing.assert_allclose(numbers(page), means, atol=0.00051)


def at(value):
    return list(SCORES[value].values())


def test_at_each_value_what_is_drawn_is_what_was_given(show):
    page = show()
    axis = page.locator(".tick").all_inner_texts()
    for index, value in enumerate(RATES):
        rate(page).fill(str(index))
        check_drawn(page, at(value))
        assert page.locator(".now").inner_text() == f"{value}"
        assert page.locator(".names .chosen").inner_text() == f"{value}"
        assert rate(page).get_attribute("aria-valuetext") == f"{value}"
        assert page.locator(".tick").all_inner_texts() == axis
        assert labels(page) == NAMES


def test_the_button_shows_each_at_its_own_best(show):
    page = show()
    each(page).click()
    best = {
        name: max(RATES, key=lambda v, n=name: SCORES[v][n].mean()) for name in NAMES
    }
    assert len(set(best.values())) == 2
    assert labels(page) == [f"{name}, {best[name]}" for name in NAMES]
    check_drawn(page, [SCORES[best[name]][name] for name in NAMES])
    assert each(page).get_attribute("aria-pressed") == "true"
    assert page.locator("p").inner_text().endswith("tried: 1cycle.")
    each(page).click()
    assert labels(page) == NAMES
    check_drawn(page, at(0.003))
    assert page.locator("p").inner_text() == ""


def test_the_slider_leaves_the_best(show):
    page = show()
    rate(page).fill("1")
    each(page).click()
    rate(page).press("ArrowRight")
    assert each(page).get_attribute("aria-pressed") == "false"
    check_drawn(page, at(0.05))
    each(page).click()
    box = rate(page).bounding_box()
    page.mouse.click(box["x"] + box["width"] - 11, box["y"] + box["height"] / 2)
    assert labels(page) == NAMES
    check_drawn(page, at(0.05))


def test_nothing_of_other_values_is_told_before(show):
    page = show()
    text = page.locator(".explorable").inner_text()
    assert "0.02" in text
    for told in ("844", "848", ", 0.0", "tried"):
        assert told not in text
    assert drawn(page, ".before") == [[]] * 7
    assert not page.get_by_text("mean last shown").is_visible()
    rows = page.locator(".rows")
    assert rows.get_attribute("aria-label") == "validation accuracy at base rate 0.003"


def test_pale_ticks_are_where_the_means_were(show):
    page = show()
    rate(page).press("ArrowRight")
    means = [[row.mean()] for row in at(0.003)]
    np.testing.assert_allclose(drawn(page, ".before"), places(page, means), atol=2e-4)
    assert page.get_by_text("mean last shown").is_visible()


def test_dots_move_to_where_they_belong(show):
    page = show(page={"reduced_motion": "reduce"})
    rate(page).press("End")
    dot = page.locator(".lane").first.locator(".dot").first.bounding_box()
    lane = page.locator(".lane").first.bounding_box()
    share = (dot["x"] + dot["width"] / 2 - lane["x"]) / lane["width"]
    assert share == pytest.approx(places(page, [[at(0.05)[0][0]]])[0][0], abs=1e-3)


def test_the_reference_is_gray_with_a_line_through_all(show):
    page = show(reference="cosine")
    assert page.locator(".row.gray .name b").all_inner_texts() == ["cosine"]
    colors = page.locator(".row:not(.axis)").evaluate_all(
        "rows => rows.map(row => row.querySelector('.dot'))"
        ".map(dot => getComputedStyle(dot).backgroundColor)"
    )
    assert [color == colors[0] for color in colors] == [True] * 4 + [False] + [True] * 2
    for index, value in enumerate(RATES):
        rate(page).fill(str(index))
        mean = places(page, [[at(value)[4].mean()]])
        np.testing.assert_allclose(drawn(page, ".compared"), mean * 7, atol=2e-4)
    assert drawn(show(), ".compared") == [[]] * 7


def test_of_losses_the_lowest_is_best(show):
    page = show("losses", best="min", score="validation loss")
    assert "validation loss, lower is better" in page.locator(".axis").inner_text()
    first = drawn(page, ".mean")[5][0]
    each(page).click()
    assert labels(page)[5].endswith(", 0.05")
    assert drawn(page, ".mean")[5][0] < first
    assert numbers(page)[5] == pytest.approx(2.5 * (0.95 - 0.848), abs=0.0051)


def test_seeds_may_be_more_at_one_value(show):
    page = show("many")
    assert [len(row) for row in drawn(page, ".dot")] == [2, 3]
    rate(page).press("End")
    assert page.locator(".now").inner_text() == "1.1"
    assert numbers(page) == pytest.approx([56.5, 56.3], abs=0.06)


def test_a_number_alone_is_no_seed(show):
    page = show("alone", own_best=False)
    key = page.locator(".key")
    assert [len(row) for row in drawn(page, ".dot")] == [1, 1]
    assert page.locator(".row:not(.axis) .mean:visible").count() == 0
    rate(page).press("End")
    assert numbers(page) == [40, 460]
    assert key.inner_text() == "last shown"
    assert page.locator(".row:not(.axis) .before:visible").count() == 2
    assert "a seed" in show("many").locator(".key").inner_text()
    key = show("many", dot="a draw").locator(".key").inner_text()
    assert "a draw" in key
    assert "seed" not in key


def test_scores_of_one_method_have_no_button(show):
    page = show(own_best=False)
    assert each(page).count() == 0
    check_drawn(page, at(0.003))
    rate(page).press("End")
    check_drawn(page, at(0.05))


def height(page):
    """What all its rows take, of 84 pixels where they are few."""
    return 204 + min(84 * page.locator(".row:not(.axis)").count(), 336)


LOOKS = {
    "usual": {},
    "losses": {
        "best": "min",
        "setting": "a setting of a long name",
        "score": "mean absolute validation error",
    },
    "many": {"reference": "without"},
}


@pytest.mark.parametrize("scores", LOOKS)
@pytest.mark.parametrize(
    ("width", "least"), [(1280, 20), (1160, 20), (900, 20), (390, 16), (360, 16)]
)
def test_nothing_is_clipped_or_overlaps(show, width, least, scores, misplaced):
    page = show(scores, **LOOKS[scores], page={"width": width, "height": 720})
    # Names thin out at the end of a frame, once their width is known.
    page.evaluate("new Promise((r) => requestAnimationFrame(() => setTimeout(r)))")
    assert misplaced(page, least=least, loose=".left-out") == []
    page.get_by_role("slider").press("End")
    assert misplaced(page, least=least, loose=".left-out") == []
    each(page).click()
    assert misplaced(page, least=least, loose=".left-out") == []
    if width == 1280:
        frame = page.locator(".explorable").bounding_box()
        assert (frame["width"], frame["height"]) == (1200, height(page))


def test_nothing_moves_but_the_marks(show, boxes):
    page = show()
    parts = page.locator(".scrub, .controls button, .lane, .tick, .score")
    before = boxes(parts)
    rate(page).press("End")
    assert boxes(parts) == before
    each(page).click()
    assert boxes(parts) == before
    assert page.locator(".explorable").bounding_box()["height"] == height(page)


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(EXPLORABLE())
    rate(page).focus()
    for key in ("ArrowRight", "Home", "ArrowUp", "f"):
        page.keyboard.press(key)
    assert page.locator(".now").inner_text() == "0.02"
    each(page).press("Space")
    each(page).press("Enter")
    each(page).press("Enter")
    assert labels(page)[5] == "1cycle, 0.05"
    assert page.evaluate("heard") == []
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_a_finger_slides_and_presses(show):
    page = show(page={"has_touch": True, "width": 390, "height": 844})
    box = rate(page).bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.locator(".now").inner_text() == "0.02"
    each(page).tap()
    assert labels(page)[5] == "1cycle, 0.05"


def test_in_a_deck_it_is_alive_and_the_talk_stays(open_page, tmp_path):
    made = EXPLORABLE()
    output = nbformat.v4.new_output("display_data", made._repr_mimebundle_())
    cells = [
        nbformat.v4.new_markdown_cell("## Who is best?"),
        nbformat.v4.new_code_cell("sweep", outputs=[output], execution_count=1),
        nbformat.v4.new_markdown_cell("## Afterwards"),
    ]
    for cell, kind in zip(cells, ("slide", "-", "slide"), strict=True):
        cell.metadata = {"slideshow": {"slide_type": kind}, "tags": ["hide-input"]}
    notebook = tmp_path / "sweep.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
    page = open_page(decks.write(notebook, tmp_path / "sweep.html"))
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.get_by_role("heading", name="Who is best?").wait_for()
    here = page.evaluate("Reveal.getIndices()")
    slide = page.locator(".present")
    rate(slide).press("ArrowRight")
    rate(slide).press("ArrowRight")
    check_drawn(slide, at(0.05))
    each(slide).press("Enter")
    assert labels(slide)[5] == "1cycle, 0.05"
    assert page.evaluate("Reveal.getIndices()") == here


def test_a_slide_hidden_at_load_is_whole_when_shown(open_page, misplaced):
    page = open_page(
        '<!doctype html><div id="slide" style="display:none">'
        f"{EXPLORABLE('many')._repr_mimebundle_()['text/html']}</div>"
    )
    page.locator("#slide").evaluate("e => e.style.display = 'block'")
    page.wait_for_function(
        "document.querySelector('[data-nnlib]').shadowRoot"
        ".querySelectorAll('.names span:not(.left-out)').length > 5"
    )
    assert misplaced(page, least=20, loose=".left-out") == []


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name="7 methods (constant, power")
    assert picture.bounding_box()["width"] == 640

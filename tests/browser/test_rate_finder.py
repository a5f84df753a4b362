"""The rate finder as a class meets it: line, buttons, keyboard, deck, phone."""

import io

import nbformat
import numpy as np
import pytest
from PIL import Image

from nnlib import decks
from nnlib.explore import rate_finder
from nnlib.training.rate_finder import limits, lowest, suggested

RATES = np.geomspace(1e-6, 1, 180)
NOISE = np.random.default_rng(1).normal(size=180)
LOSSES = 2.3 - 1.4 / (1 + 0.002 / RATES) + 0.1 * NOISE + np.expm1(RATES / 0.3) ** 2
LOSSES[150:] = 10.0 ** np.arange(30)
LOSSES[170:] = np.inf
ENDING = np.where(RATES > 0.3, np.nan, LOSSES)  # as a run that diverges
with np.errstate(invalid="ignore"):
    RUNS = {
        "usual": suggested(RATES, LOSSES, 0.95),
        "diverging": suggested(RATES, ENDING, 0.95),
        "flat": suggested(RATES, 2.3 + 0.1 * NOISE, 0.95),
        "early": suggested(RATES, np.roll(LOSSES, -80), 0.95),
        "late": suggested(RATES[:130], LOSSES[:130], 0.95),
        "narrow": suggested(RATES[90:], LOSSES[90:], 0.95),
        "beyond": suggested(np.geomspace(0.01, 0.08, 100), LOSSES[50:150], 0.95),
    }
FOUND = RUNS["usual"]
SCORES = {
    0.0003: [0.756, 0.751, 0.76],
    0.001: [0.784, 0.777, 0.786],
    0.003: [0.807, 0.791, 0.81],
    0.01: [0.78, 0.781, 0.792],
    0.03: [0.712, 0.676, 0.702],
    0.05: [0.1, 0.11, 0.1],
}
LOSS_SCORES = {rate: [2.5 * (1 - s) for s in seeds] for rate, seeds in SCORES.items()}
HINT = "Drag the line: which rate would you train with?"


def EXPLORABLE(run="usual", scores="usual", **options):
    chosen = {"usual": SCORES, "losses": LOSS_SCORES, None: None}[scores]
    return rate_finder(RUNS[run], chosen, **options)


def line(page):
    return page.get_by_role("slider", name="Learning rate")


def told(page):
    return line(page).get_attribute("aria-valuetext")


def rule(page):
    return page.get_by_role("button", name="The rule")


def training(page):
    return page.get_by_role("button", name="What training says")


def words(page):
    return page.locator(".controls p > :not(:empty)").all_inner_texts()


def text(page):
    return page.locator(".explorable").inner_text()


def at(page, rate, name=".plots"):
    """Where a rate is on the page, by the numbers along the axis."""
    ticks = page.locator(".tick.x").evaluate_all(
        "all => all.map(e => [Number(e.textContent.replace('−', '-')),"
        " parseFloat(e.style.left) / 100])"
    )
    (a, left), *_, (b, right) = ticks
    box = page.locator(name).bounding_box()
    share = left + (right - left) * np.log(rate / a) / np.log(b / a)
    return box["x"] + share * box["width"]


def middle(page, what):
    """Where the middle of a part is, from the left."""
    box = page.locator(what).first.bounding_box()
    return box["x"] + box["width"] / 2


def drag(page, *rates, below=60):
    y = page.locator(".plots").bounding_box()["y"] + below
    page.mouse.move(at(page, rates[0]), y)
    page.mouse.down()
    for rate in rates[1:]:
        page.mouse.move(at(page, rate), y)
    page.mouse.up()


def colors(page):
    """The colors of all pixels: how many there are of each."""
    page.mouse.move(2, 2)
    shot = Image.open(io.BytesIO(page.locator(".explorable").screenshot()))
    pixels, counts = np.unique(
        np.asarray(shot.convert("RGB")).reshape(-1, 3), axis=0, return_counts=True
    )
    return {tuple(p): n for p, n in zip(pixels.tolist(), counts.tolist(), strict=True)}


VERMILION = (213, 94, 0)


def test_a_pointer_drags_the_line_along(show):
    page = show()
    assert words(page) == [HINT]
    drag(page, 1e-5, 1e-4)
    assert words(page) == ["rate 1e−4"]
    drag(page, 1e-4, 0.02, 0.0034)
    assert words(page) == ["rate 0.0034"]
    assert page.locator(".here").inner_text() == "0.0034"
    assert middle(page, ".line") == pytest.approx(at(page, 0.0034), abs=1)
    assert told(page).startswith("0.0034; smoothed loss 1.")
    page.mouse.move(at(page, 1e-5), 300)  # the button is up
    assert words(page) == ["rate 0.0034"]


def test_the_line_ends_where_the_rates_end(show):
    page = show()
    box = page.locator(".plots").bounding_box()
    for x, rate in ((box["x"] - 60, "1e−6"), (box["x"] + box["width"] + 60, "1")):
        page.mouse.move(box["x"] + 300, box["y"] + 50)
        page.mouse.down()
        page.mouse.move(x, box["y"] + 50)
        page.mouse.up()
        assert words(page) == [f"rate {rate}"]
    assert middle(page, ".line") == pytest.approx(at(page, 1), abs=1)


def test_keys_move_it(show):
    page = show()
    line(page).focus()
    seen = []
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowRight", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        seen.append(float(line(page).input_value()) + 6)
    np.testing.assert_allclose(seen, [0.05, 0.1, 0.11, 0.06, 0], atol=1e-9)
    assert words(page) == ["rate 1e−6"]
    page.keyboard.press("End")
    assert words(page) == ["rate 1"]
    # Each press of a key says another rate.
    told = []
    page.keyboard.press("Home")
    for _ in range(25):
        page.keyboard.press("ArrowRight")
        told += words(page)
    assert len(set(told)) == 25


def test_the_curves_are_where_they_belong(show):
    page = show()
    low, high = limits(FOUND)
    path = page.locator("path.smoothed").get_attribute("d")
    points = np.array([point.split() for point in path[1:].split("L")], float)
    seen = FOUND.smoothed < high
    drawn = high - (high - low) * points[:, 1] / 4000
    np.testing.assert_allclose(
        drawn[: seen.sum()], FOUND.smoothed[seen], atol=(high - low) / 2000
    )
    box = page.locator(".plots").bounding_box()
    for k in (0, 60, 170):
        x = box["x"] + points[k, 0] / 10000 * box["width"]
        assert x == pytest.approx(at(page, RATES[k]), abs=0.5)
    assert 1 - low / high > 0.5  # what explodes does not flatten what falls


def test_nothing_answers_before_it_is_asked(show):
    page = show()
    drag(page, 1e-5, 0.5, 0.004)
    seen, lowest_rate = text(page), f"{RATES[lowest(FOUND.smoothed)]:.2g}"
    for answer in (lowest_rate, f"{FOUND.suggestion:.2g}", "lowest", "suggest", "seed"):
        assert answer not in seen
        assert answer not in told(page)
    assert "0.8" not in seen
    marks = ".ring, .shaft, .suggestion, .dot, .mean, .means, .column"
    assert not any(e.is_visible() for e in page.locator(marks).all())
    assert VERMILION not in colors(page)
    rule(page).click()
    assert colors(page)[VERMILION] > 200
    rule(page).click()
    assert VERMILION not in colors(page)
    assert text(page) == seen


def test_the_rule_marks_the_lowest_point_and_a_tenth(show):
    page = show()
    drag(page, 1e-5, 0.01)
    rule(page).click()
    assert rule(page).get_attribute("aria-pressed") == "true"
    suggestion = f"{FOUND.suggestion:.2g}"
    assert words(page) == ["rate 0.01", f"the finder suggests {suggestion}"]
    assert told(page).endswith(f"; the finder suggests {suggestion}")
    k = lowest(FOUND.smoothed)
    assert f"lowest: {RATES[k]:.2g}" in text(page)
    assert middle(page, ".ring") == pytest.approx(at(page, RATES[k]), abs=1)
    low, high = limits(FOUND)
    ring, frame = (
        page.locator(what).bounding_box() for what in (".ring", ".losses .frame")
    )
    y = frame["y"] + frame["height"] * (high - FOUND.smoothed[k]) / (high - low)
    assert ring["y"] + ring["height"] / 2 == pytest.approx(y, abs=1.5)
    assert middle(page, ".suggestion") == pytest.approx(
        at(page, FOUND.suggestion), abs=1.5
    )
    shaft = page.locator(".shaft").bounding_box()
    assert shaft["x"] == pytest.approx(at(page, FOUND.suggestion), abs=1)
    assert shaft["x"] + shaft["width"] == pytest.approx(at(page, RATES[k]), abs=1)


def test_the_number_of_the_suggestion_makes_way(show):
    page = show()
    rule(page).click()
    number = page.locator(".suggestion .told")
    for rate, side in ((2e-3, 1), (3e-2, -1)):
        drag(page, 1e-5, rate)
        box, x = number.bounding_box(), at(page, FOUND.suggestion)
        assert (box["x"] + box["width"] / 2 - x) * side > 20


def test_the_key_makes_way(show):
    page = show("early")
    key, panel = page.locator(".curves"), page.locator(".losses").bounding_box()
    middle_of_it = panel["x"] + panel["width"] / 2
    assert key.bounding_box()["x"] < middle_of_it
    rule(page).click()
    assert middle(page, ".ring") < middle_of_it < key.bounding_box()["x"]


def test_a_finder_without_a_suggestion_says_so(show):
    page = show("flat")
    assert "fall" not in text(page)
    rule(page).click()
    assert words(page) == ["rate 1e−6", "no clear fall, no suggestion"]
    assert page.locator(".none").inner_text() == "no clear fall"
    assert page.locator(".ring, .shaft").count() == 0
    assert not page.locator(".suggestion").is_visible()
    rule(page).click()
    assert not page.locator(".none").is_visible()


def test_a_suggestion_below_all_rates_stands_at_the_edge(show):
    page = show("beyond", scores=None)
    rule(page).click()
    suggestion = RUNS["beyond"].suggestion
    assert suggestion < 0.009
    assert f"← {suggestion:.2g}" in text(page)
    assert words(page)[1] == f"the finder suggests {suggestion:.2g}"
    shaft, panel = (page.locator(w).bounding_box() for w in (".shaft", ".losses"))
    assert shaft["x"] == pytest.approx(panel["x"], abs=1)


def test_training_says_what_each_rate_scored(show):
    page = show()
    before = page.locator(".explorable").bounding_box()
    training(page).click()
    assert page.locator(".explorable").bounding_box() == before
    assert "validation accuracy, higher is better" in text(page)
    columns = page.locator(".column")
    assert columns.count() == len(SCORES)
    for k, rate in enumerate(SCORES):
        dots = columns.nth(k).locator(".dot")
        assert dots.count() == 3
        assert middle(page, f".column >> nth={k} >> .mean") == pytest.approx(
            at(page, rate), abs=1
        )
    for rate, near in ((1e-6, 0.0003), (0.0027, 0.003), (0.006, 0.01), (1, 0.05)):
        drag(page, 1e-4, rate)
        mean = np.mean(SCORES[near])
        shown = f"{near}".replace("0.0003", "3e−4")
        assert words(page)[1] == f"trained at {shown}: {mean:.3f}"
        assert told(page).endswith(f"; {words(page)[1]}")
        near_at = middle(page, ".column.near .mean")
        assert near_at == pytest.approx(at(page, near), abs=1)
    assert told(page).startswith("1; smoothed loss above ")


def test_scores_are_where_their_axis_says(show):
    page = show()
    training(page).click()
    ticks = page.locator(".scores .tick.y").evaluate_all(
        "all => all.map(e => [Number(e.textContent), parseFloat(e.style.bottom)])"
    )
    (a, low), (b, high) = sorted(tick for tick in ticks if tick[0] > 0.5)[:2]
    for k, seeds in enumerate(list(SCORES.values())[:4]):
        bottoms = page.locator(f".column >> nth={k} >> i").evaluate_all(
            "all => all.map(e => parseFloat(e.style.bottom))"
        )
        scores = a + (np.array(bottoms) - low) * (b - a) / (high - low)
        np.testing.assert_allclose(scores, [*seeds, np.mean(seeds)], atol=1e-3)
    assert page.get_by_text("another scale").is_visible()


def test_the_line_runs_through_both_pictures(show):
    page = show()
    rule(page).click()
    training(page).click()
    drag(page, 1e-4, 0.003, below=300)  # it is dragged on the second one, too
    assert words(page)[0] == "rate 0.003"
    first, second, *lines = (
        page.locator(what).bounding_box()
        for what in (".losses", ".scores", ".line", ".suggestion")
    )
    assert (first["x"], first["width"]) == (second["x"], second["width"])
    for box in lines:
        assert box["y"] <= first["y"]
        assert box["y"] + box["height"] == pytest.approx(
            second["y"] + second["height"], abs=1
        )
    training(page).click()
    assert not page.locator(".scores").is_visible()
    assert len(words(page)) == 2


def test_of_losses_the_lower_are_better(show):
    page = show(scores="losses", best="min", score="validation loss")
    training(page).click()
    assert "validation loss, lower is better" in text(page)
    ticks = page.locator(".scores .tick.y").evaluate_all(
        "all => all.map(e => [Number(e.textContent), parseFloat(e.style.bottom)])"
    )
    far = max(ticks)
    assert far[0] > 1
    assert far[1] > 80


def test_without_scores_there_is_no_button_for_them(show):
    page = show(scores=None)
    assert training(page).count() == 0
    drag(page, 1e-4, 0.0034)
    rule(page).click()
    assert len(words(page)) == 2


def test_a_run_that_diverges_leaves_the_picture(show):
    page = show("diverging", scores=None)
    smoothed = page.locator("path.smoothed").get_attribute("d")
    assert "NaN" not in smoothed
    assert float(smoothed.split()[-1]) < 0  # above the frame
    drag(page, 1e-4, 0.9)
    assert told(page) == "0.9; the smoothed loss is no number"
    drag(page, 1e-4, 0.2)
    assert "smoothed loss above" in told(page)


LOOKS = {
    "usual": {},
    "flat": {
        "scores": "losses",
        "best": "min",
        "score": "mean absolute validation error",
    },
    "early": {},
    "late": {},
    "narrow": {},
    "beyond": {"scores": None},
}


@pytest.mark.parametrize("run", ["usual", "flat"])
def test_on_a_slide_the_words_stay_in_a_line(show, run):
    page = show(run, page={"width": 1176})  # 1160 pixels, as on a slide
    height = page.locator(".controls").bounding_box()["height"]
    rule(page).click()
    training(page).click()
    drag(page, 1e-5, 1.2e-4)
    assert len(words(page)) == 3
    assert page.locator(".controls").bounding_box()["height"] == height


@pytest.mark.parametrize("run", LOOKS)
@pytest.mark.parametrize(
    ("width", "least"), [(1280, 20), (1160, 20), (900, 20), (390, 16), (360, 16)]
)
def test_nothing_is_clipped_or_overlaps(show, width, least, run, misplaced):
    page = show(run, **LOOKS[run], page={"width": width, "height": 720})
    assert misplaced(page, least=least) == []
    line(page).press("End")
    second = training(page) if training(page).count() else rule(page)
    for button in (rule(page), second, rule(page)):
        button.click()
        assert misplaced(page, least=least) == []
        if width == 1280:
            frame = page.locator(".explorable").bounding_box()
            assert (frame["width"], frame["height"]) == (1200, 540)
    rule(page).click()
    line(page).press("Home")
    assert misplaced(page, least=least) == []


def test_nothing_moves_but_the_marks(show, boxes):
    page = show()
    parts = page.locator(".controls button, .panel, .tick, .key")
    for button in (rule(page), training(page)):
        button.click()
        before = boxes(parts)
        for key in ("End", "ArrowLeft"):
            line(page).press(key)
            assert boxes(parts) == before


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(EXPLORABLE())
    line(page).focus()
    for key in ("ArrowRight", "Home", "ArrowUp", "f"):
        page.keyboard.press(key)
    assert words(page) == ["rate 1.1e−6"]
    rule(page).press("Space")
    training(page).press("Enter")
    assert len(words(page)) == 3
    assert page.evaluate("heard") == []
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_a_finger_drags_and_presses(show):
    page = show(page={"has_touch": True, "width": 390, "height": 844})
    box = page.locator(".losses").bounding_box()
    page.touchscreen.tap(at(page, 0.01), box["y"] + 50)
    assert words(page) == ["rate 0.01"]
    assert (
        page.locator(".plots").evaluate("e => getComputedStyle(e).touchAction")
        == "pan-y"
    )
    # Moves of a finger are those of a pointer, which the page keeps for itself.
    page.locator(".plots").evaluate(
        """(plots, [from, to, y]) => {
            plots.setPointerCapture = () => { plots.hasPointerCapture = () => true; };
            for (const [type, x] of [["pointerdown", from], ["pointermove", to]])
                plots.dispatchEvent(new PointerEvent(type, { pointerType: "touch",
                    clientX: x, clientY: y, pointerId: 7, bubbles: true }));
        }""",
        [at(page, 0.01), at(page, 1e-4), box["y"] + 50],
    )
    assert words(page) == ["rate 1e−4"]
    rule(page).tap()
    training(page).tap()
    assert len(words(page)) == 3


def test_dragging_keeps_up_with_the_screen(show):
    page = show()
    rule(page).click()
    training(page).click()
    box = page.locator(".plots").bounding_box()
    took = page.locator(".plots").evaluate(
        """(plots, [left, width, y]) => new Promise((done) => {
            plots.setPointerCapture = () => { plots.hasPointerCapture = () => true; };
            const send = (type, x) => plots.dispatchEvent(new PointerEvent(type, {
                clientX: x, clientY: y, pointerId: 7, bubbles: true }));
            send("pointerdown", left);
            const took = [];
            const look = () => {
                const begin = performance.now();
                const share = 0.5 + 0.4 * Math.sin(took.length / 9);
                send("pointermove", left + width * share);
                plots.getBoundingClientRect();
                took.push(performance.now() - begin);
                if (took.length === 60) done(took.sort((a, b) => a - b)[30]);
                else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
        })""",
        [box["x"], box["width"], box["y"] + 50],
    )
    assert took < 8  # milliseconds, half of a picture of the screen


def test_in_a_deck_it_is_alive_and_the_talk_stays(open_page, tmp_path):
    made = EXPLORABLE()
    output = nbformat.v4.new_output("display_data", made._repr_mimebundle_())
    cells = [
        nbformat.v4.new_markdown_cell("## Can one short run find the rate?"),
        nbformat.v4.new_code_cell("finder", outputs=[output], execution_count=1),
        nbformat.v4.new_markdown_cell("## Afterwards"),
    ]
    for cell, kind in zip(cells, ("slide", "-", "slide"), strict=True):
        cell.metadata = {"slideshow": {"slide_type": kind}, "tags": ["hide-input"]}
    notebook = tmp_path / "finder.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
    page = open_page(decks.write(notebook, tmp_path / "finder.html"))
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.get_by_role("heading", name="Can one short run").wait_for()
    here = page.evaluate("Reveal.getIndices()")
    slide = page.locator(".present")
    line(slide).press("ArrowRight")
    training(slide).press("Enter")
    # A slide is drawn smaller or larger than it is: shares of the page stay shares.
    y = page.locator(".plots").bounding_box()["y"] + 40
    page.mouse.move(at(page, 1e-4), y)
    page.mouse.down()
    page.mouse.move(at(page, 0.01), y)
    page.mouse.up()
    assert words(slide) == ["rate 0.01", "trained at 0.01: 0.784"]
    rule(slide).press("Enter")
    frame = page.locator(".explorable").bounding_box()
    assert frame["height"] == 540
    assert frame["y"] + frame["height"] <= 720
    assert page.evaluate("Reveal.getIndices()") == here


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name="A learning-rate finder")
    assert picture.bounding_box()["width"] == 640


def test_the_poster_answers_nothing(open_page):
    page = open_page(
        "<!doctype html>" + EXPLORABLE()._repr_mimebundle_()["text/html"],
        java_script_enabled=False,
    )
    shot = Image.open(io.BytesIO(page.get_by_role("img").screenshot()))
    seen = set(map(tuple, np.asarray(shot.convert("RGB")).reshape(-1, 3).tolist()))
    assert (0, 114, 178) in seen
    assert VERMILION not in seen

"""The patches as a student meets them: grid, buttons, list, keyboard, deck, phone."""

import keras
import nbformat
import numpy as np
import pytest
from keras import layers

from nnlib import decks
from nnlib.explore import patches
from nnlib.figures import style

SIDE, UNITS, COUNT = 12, 40, 80
RNG = np.random.default_rng(3)
KINDS = np.arange(COUNT) % 8
# Images of a class have a row that is bright, and differ in the rest.
X = 0.3 * RNG.random((COUNT, SIDE, SIDE))
X[np.arange(COUNT), KINDS] += 0.7
NAMES = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Bag", "Boot"]
NAMES += ["Fourteen lette"]
BIAS = RNG.normal(0, 0.1, UNITS)
START = RNG.normal(0, 0.08, (SIDE**2, UNITS))
A = START + RNG.normal(0, 0.01, START.shape) * RNG.uniform(0.3, 1, UNITS)
B = A + RNG.normal(0, 0.004, START.shape) * RNG.uniform(0.1, 1, UNITS)
LEVELS = 31


def network(weights):
    made = keras.Sequential(
        [keras.Input((SIDE, SIDE)), layers.Flatten(), layers.Dense(UNITS, "selu")]
    )
    made.set_weights([weights, BIAS])
    return made


def EXPLORABLE(*others, **options):
    """With none, one or both of "before" and "after"; both, where none is named."""
    known = {"before": START, "after": B}
    others = {each: network(known[each]) for each in others or known if each in known}
    named = {"y": KINDS, "class_names": NAMES}
    return patches(network(A), X, **others, **named | options)


DATA = EXPLORABLE().data
NODES = DATA["nodes"]


def share(new, old):
    """How far each node moved, in percent of the length of its weights before."""
    return 100 * np.linalg.norm(new - old, axis=0) / np.linalg.norm(old, axis=0)


LEARNED, CHANGED = share(A, START), share(B, A)


def button(page, name):
    return page.get_by_role("button", name=name)


def node(page, place):
    return page.get_by_role("radio", name=f"node {NODES[place]}", exact=True)


def grid(page):
    return page.get_by_role("combobox", name="Grid")


def chosen(page):
    return page.get_by_role("heading", name="Node").inner_text()


def large(page, name):
    figures = page.locator("figure")
    return figures.filter(has=page.get_by_text(name, exact=True)).locator("canvas")


def pixels(canvas):
    """The colors of a canvas: (pixels, 4)."""
    found = canvas.evaluate(
        """canvas => Array.from(canvas.getContext("2d")
            .getImageData(0, 0, canvas.width, canvas.height).data)"""
    )
    return np.reshape(found, (-1, 4))


def colors(weights, limit):
    """The colors of weights: vermilion, white, blue."""
    much = np.minimum(1, np.abs(weights) / limit)[:, None]
    ends = [
        [int(color[i : i + 2], 16) for i in (1, 3, 5)]
        for color in (style.NEGATIVE, style.POSITIVE)
    ]
    full = np.array(ends)[(weights > 0).astype(int)]
    return 255 - much * (255 - full)


def check(canvas, weights, limit, steps=1.0):
    """Whether an image shows weights, each to half a step of its colors."""
    found = pixels(canvas)
    assert (found[:, 3] == 255).all()
    near = steps * 0.5 / LEVELS * 255 + 1.01
    assert np.abs(found[:, :3] - colors(weights, limit)).max() <= near


def check_large(page, place, *kinds):
    own, limits = NODES[place], DATA["limits"]
    if "weights" in kinds:
        check(large(page, "on A"), A[:, own], limits["weights"])
    if "learned" in kinds:
        change = (A - START)[:, own]
        check(large(page, "learned"), change, limits["learned"])
    if "changed" in kinds:
        check(large(page, "change"), (B - A)[:, own], limits["changed"])
        # What is beyond the limit on A is known no better than the limit.
        ratio = limits["changed"] / limits["weights"]
        steps = 1 + ratio + 2 * LEVELS * ratio
        check(large(page, "on B"), B[:, own], limits["weights"], steps)


def numbers(page):
    return page.locator(".moved:visible b").all_inner_texts()


def percent(value):
    return f"{value:.0f} %" if value >= 10 else f"{float(f'{value:.2g}'):#.2g} %"


def test_at_first_only_the_weights_are_seen(show):
    page = show()
    assert chosen(page) == f"Node {NODES[0]} of {UNITS}"
    assert page.get_by_role("radio").count() == len(NODES) == 20
    assert node(page, 0).is_checked()
    check_large(page, 0, "weights")
    for name in ("learned", "on B", "change"):
        assert not large(page, name).is_visible()
        assert (pixels(large(page, name)) == 0).all()
        assert large(page, name).get_attribute("aria-label") == "not shown yet"
    for hidden in (".row", ".strip", ".list"):
        assert not page.locator(hidden).first.is_visible()
    assert not button(page, "Sort by change").is_visible()
    assert page.locator(".answer b").all_inner_texts() == [""] * 8
    for place in (0, 7, 19):
        canvas = page.locator(".cell canvas").nth(place)
        check(canvas, A[:, NODES[place]], DATA["limits"]["weights"])


def test_a_node_is_chosen_and_shown_large(show):
    page = show()
    for place in (3, 19, 8):
        box = page.locator(".cell").nth(place).bounding_box()
        page.mouse.click(box["x"] + 30, box["y"] + 30)
        assert node(page, place).is_checked()
        assert chosen(page) == f"Node {NODES[place]} of {UNITS}"
        check_large(page, place, "weights")
    scale = page.locator("figure .scale").first.locator("span").all_inner_texts()
    limit = DATA["limits"]["weights"]
    assert scale == ["−", f"± {limit:#.2g}", "+"]
    beyond = np.mean(np.abs(A[:, NODES]) > limit)
    assert 0.001 < beyond <= 0.005


def test_what_was_learned_and_what_changed_come_when_asked(show):
    page = show()
    node(page, 5).check()
    button(page, "Learned on A").click()
    check_large(page, 5, "weights", "learned")
    assert numbers(page) == [percent(LEARNED[NODES[5]])]
    assert not large(page, "on B").is_visible()
    button(page, "Change to B").click()
    check_large(page, 5, "weights", "learned", "changed")
    assert numbers(page) == [percent(LEARNED[NODES[5]]), percent(CHANGED[NODES[5]])]
    rows = page.locator(".moved p span:last-child").all_inner_texts()
    assert rows == [f"median {percent(np.median(each))}" for each in (LEARNED, CHANGED)]
    node(page, 11).check()
    check_large(page, 11, "weights", "learned", "changed")
    assert numbers(page) == [percent(LEARNED[NODES[11]]), percent(CHANGED[NODES[11]])]
    name = large(page, "on B").get_attribute("aria-label")
    assert name == f"Node {NODES[11]}: on B"
    button(page, "Learned on A").click()
    assert not large(page, "learned").is_visible()
    assert numbers(page) == [percent(CHANGED[NODES[11]])]
    button(page, "Change to B").click()
    assert numbers(page) == []


def test_dots_stand_where_the_numbers_belong(show):
    page = show()
    node(page, 9).check()
    button(page, "Change to B").click()
    button(page, "Learned on A").click()
    places = """all => all.map(e => parseFloat(e.style.left))"""
    ticks = page.locator(".axis span")
    at = ticks.evaluate_all(places)
    values = [float(text.removesuffix(" %")) for text in ticks.all_inner_texts()]
    assert values[0] == at[0] == 0
    scale = at[-1] / values[-1]
    for i, moved in enumerate((LEARNED, CHANGED)):
        row = page.locator(".moved").nth(i)
        dots = row.locator(".dots i:not(.median)").evaluate_all(places)
        np.testing.assert_allclose(dots, scale * moved[NODES], rtol=8e-4)
        median = row.locator(".median").evaluate_all(places)
        np.testing.assert_allclose(median, scale * np.median(moved), rtol=8e-4)
        marked = row.locator(".chosen").evaluate_all(places)
        np.testing.assert_allclose(marked, scale * moved[NODES[9]], rtol=8e-4)
    assert max(dots) < 100


def test_pictures_are_those_with_the_most_and_the_least(show):
    page = show()
    button(page, "Pictures").click()
    z = X.reshape(COUNT, -1) @ A + BIAS
    for place in (0, 13):
        node(page, place).check()
        order = np.argsort(z[:, NODES[place]])
        wanted = [*order[:-5:-1], *order[:4]]
        texts = page.locator(".answer b").all_inner_texts()
        told = [float(text.replace("−", "-")) for text in texts]
        np.testing.assert_allclose(told, z[wanted, NODES[place]], rtol=5e-3, atol=6e-4)
        captions = page.locator(".caption").all_inner_texts()
        assert captions == [NAMES[KINDS[each]] for each in wanted]
        canvases = page.locator(".answer canvas").all()
        for canvas, each in zip(canvases, wanted, strict=True):
            assert canvas.get_attribute("aria-label") == NAMES[KINDS[each]]
            dark = pixels(canvas)[:, 0].reshape(SIDE, SIDE)
            ink = (X[each] - X.min()) / (X.max() - X.min())
            assert np.abs(255 - 255 * ink - dark).max() <= 9
    button(page, "Pictures").click()
    assert not page.locator(".row").first.is_visible()


def test_the_grid_shows_what_has_been_asked_for(show):
    page = show()
    button(page, "Learned on A").click()
    assert grid(page).locator("option").all_inner_texts() == ["on A", "learned"]
    grid(page).select_option("learned")
    cell = page.locator(".cell canvas").nth(4)
    limits, own = DATA["limits"], NODES[4]
    check(cell, (A - START)[:, own], limits["learned"])
    button(page, "Change to B").click()
    assert grid(page).input_value() == "learned"
    grid(page).select_option("change")
    check(cell, (B - A)[:, own], limits["changed"])
    button(page, "Change to B").click()
    assert grid(page).input_value() == "weights"
    check(cell, A[:, own], limits["weights"])
    button(page, "Learned on A").click()
    assert not grid(page).is_visible()


def order(page):
    radios = page.get_by_role("radio")
    return radios.evaluate_all("all => all.map(e => Number(e.value))")


def test_what_changed_most_comes_first(show):
    page = show()
    node(page, 6).check()
    button(page, "Change to B").click()
    button(page, "Sort by change").click()
    found = order(page)
    assert found == np.argsort(-CHANGED[NODES]).tolist()
    assert node(page, 6).is_checked()
    for place in (0, 1, 19):
        canvas = page.locator(".cell canvas").nth(place)
        check(canvas, A[:, NODES[found[place]]], DATA["limits"]["weights"])
    button(page, "Sort by change").click()
    assert order(page) == list(range(20))
    button(page, "Sort by change").click()
    button(page, "Change to B").click()  # who hides the change hides its order, too
    assert order(page) == list(range(20))
    button(page, "Change to B").click()
    pressed = button(page, "Sort by change").get_attribute("aria-pressed")
    assert pressed == "false"


def test_arrow_keys_go_through_the_grid(show):
    page = show()
    node(page, 0).focus()
    for key, place in (
        ("ArrowRight", 1),
        ("ArrowDown", 6),
        ("ArrowDown", 11),
        ("ArrowLeft", 10),
        ("ArrowUp", 5),
        ("ArrowUp", 0),
        ("ArrowUp", 0),
        ("ArrowDown", 5),
    ):
        page.keyboard.press(key)
        assert node(page, place).is_checked()
        assert chosen(page) == f"Node {NODES[place]} of {UNITS}"
    button(page, "Change to B").press("Enter")
    button(page, "Sort by change").press("Space")
    sorted_now = order(page)
    at = sorted_now.index(5)
    node(page, 5).focus()
    page.keyboard.press("ArrowUp" if at > 4 else "ArrowDown")
    wanted = sorted_now[at - 5 if at > 4 else at + 5]
    assert node(page, wanted).is_checked()
    check_large(page, wanted, "weights", "changed")


def test_without_other_models_there_are_weights_and_pictures(show):
    page = show("none")
    assert page.locator("figure").count() == 1
    assert page.get_by_role("button").all_inner_texts() == ["Pictures"]
    assert page.locator(".strip, .list").count() == 0
    assert page.locator("figcaption").inner_text() == "its weights"
    assert page.locator("h3").first.is_visible()
    assert not page.locator(".answer canvas").first.is_visible()
    page = show("before")
    names = page.get_by_role("button").all_inner_texts()
    assert names == ["Pictures", "Learned on A"]
    page = show("after", names=("shoes", "bags"))
    figures = page.locator("figcaption").all_inner_texts()
    assert figures == ["on shoes", "on bags", "change"]
    button(page, "Change to bags").click()
    assert page.locator(".moved").count() == 1


def test_a_frozen_layer_changed_by_nothing(open_page, tmp_path):
    model = patches(network(A), X, after=network(A))
    page = open_page(model.save(tmp_path / "frozen.html"))
    button(page, "Change to B").click()
    assert numbers(page) == ["0 %"]
    assert (pixels(large(page, "change")) == 255).all()
    scale = page.locator("figure .scale").last.inner_text()
    assert scale == "all 0"
    button(page, "Pictures").click()
    assert page.locator(".caption").all_inner_texts() == [""] * 8


LOOKS = {
    "full": {},
    "long": {"names": ("WWMMWWM", "MMWWMMW"), "nodes": 24},
    "after": {"names": ("Fashion", "Clothes"), "nodes": 24},
    "none": {"nodes": 3, "y": None, "class_names": None},
    "alone": {"nodes": 24},
}
WIDTHS = [(1280, 20), (1160, 20), (900, 20), (390, 16), (360, 16)]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("width", "least"), WIDTHS)
def test_nothing_is_clipped_or_overlaps(show, width, least, look, misplaced):
    others = [look] if look in ("after", "none", "alone") else []
    page = show(*others, **LOOKS[look], page={"width": width, "height": 720})
    frame = page.locator(".explorable")
    assert misplaced(page, least=least) == []
    for name in ("Pictures", "Learned on", "Change to", "Sort by"):
        if button(page, name).count():
            button(page, name).click()
            assert misplaced(page, least=least) == []
    page.get_by_role("radio").last.check()
    assert misplaced(page, least=least) == []
    if width == 1280:
        box = frame.bounding_box()
        assert (box["width"], box["height"]) == (1200, 540)


def test_nothing_moves(show, boxes):
    page = show()
    parts = page.locator(".cell, .controls button, figure, .answer, .row h3")
    before = boxes(parts)
    for name in ("Learned on A", "Change to B", "Pictures", "Pictures"):
        button(page, name).click()
        assert boxes(parts) == before
    node(page, 14).check()
    grid(page).select_option("change")
    assert boxes(parts) == before


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(EXPLORABLE())
    node(page, 0).focus()
    for key in ("ArrowRight", "ArrowDown", "f"):
        page.keyboard.press(key)
    button(page, "Pictures").press("Space")
    button(page, "Learned on A").press("Enter")
    grid(page).press("ArrowDown")
    assert page.evaluate("heard") == []
    assert node(page, 6).is_checked()
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_a_finger_chooses_and_presses(show):
    page = show(page={"has_touch": True, "width": 390, "height": 844})
    box = page.locator(".cell").nth(7).bounding_box()
    assert min(box["width"], box["height"]) >= 44
    page.touchscreen.tap(box["x"] + 20, box["y"] + 20)
    button(page, "Change to B").tap()
    check_large(page, 7, "weights", "changed")


def test_in_a_deck_it_is_alive_and_the_talk_stays(open_page, tmp_path):
    output = nbformat.v4.new_output("display_data", EXPLORABLE()._repr_mimebundle_())
    cells = [
        nbformat.v4.new_markdown_cell("## What does this node look for?"),
        nbformat.v4.new_code_cell("patches", outputs=[output], execution_count=1),
        nbformat.v4.new_markdown_cell("## Afterwards"),
    ]
    for cell, kind in zip(cells, ("slide", "-", "slide"), strict=True):
        cell.metadata = {"slideshow": {"slide_type": kind}, "tags": ["hide-input"]}
    notebook = tmp_path / "patches.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
    page = open_page(decks.write(notebook, tmp_path / "patches.html"))
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.get_by_role("heading", name="What does this node look for?").wait_for()
    here = page.evaluate("Reveal.getIndices()")
    slide = page.locator(".present")
    slide.get_by_role("radio").first.press("ArrowRight")
    for name in ("Pictures", "Learned on A", "Change to B"):
        slide.get_by_role("button", name=name).press("Enter")
    check(
        slide.locator("figure canvas").last,
        (B - A)[:, NODES[1]],
        DATA["limits"]["changed"],
    )
    assert page.evaluate("Reveal.getIndices()") == here
    box = slide.locator(".explorable").bounding_box()
    assert box["y"] + box["height"] <= 720


def test_a_slide_hidden_at_load_is_whole_when_shown(open_page, misplaced):
    page = open_page(
        '<!doctype html><div id="slide" style="display:none">'
        f"{EXPLORABLE()._repr_mimebundle_()['text/html']}</div>"
    )
    page.locator("#slide").evaluate("e => e.style.display = 'block'")
    check_large(page, 0, "weights")
    for name in ("Pictures", "Learned on A", "Change to B"):
        button(page, name).click()
    check_large(page, 0, "weights", "learned", "changed")
    assert misplaced(page, least=20) == []


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name="The weights of 20 of the 40 nodes")
    assert picture.bounding_box()["width"] == 640

"""The activation gallery as a student meets it: pointer, keyboard, slide, phone."""

import re

import numpy as np
import pytest

from nnlib.activations import get
from nnlib.explore import activations
from nnlib.explore.host import FRONT

MATHS = FRONT / "activations" / "maths.js"
EXPLORABLE = activations
LABELS = {
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "prelu": "PReLU",
    "elu": "ELU",
    "selu": "SELU",
    "gelu": "GELU",
    "swish": "swish (SiLU)",
    "softplus": "softplus",
}
PARAMETERS = {
    "leaky_relu": ("negative_slope", "Slope drawn", (0.01, 0.2, 0.5)),
    "prelu": ("alpha", "Alpha", (0.0, 0.25, 1.0)),
    "elu": ("alpha", "Alpha", (0.0, 0.3, 1.0, 2.0)),
}
EVERY = [
    (name, value)
    for name in LABELS
    for value in PARAMETERS.get(name, (None, None, (None,)))[2]
]


def python(name, parameter):
    """Return the activation of nnlib with its parameter."""
    if parameter is None:
        return get(name)
    return get(name, **{PARAMETERS[name][0]: parameter})


def output(explorable) -> str:
    return explorable._repr_mimebundle_()["text/html"]


def slider(page, name="Sum z"):
    return page.get_by_role("slider", name=name, exact=True)


def more(page):
    """Show the functions that wait behind a button."""
    button = page.get_by_role("button", name="More", exact=True)
    if button.count():
        button.click()


def radio(page, name):
    more(page)
    return page.get_by_role("radio", name=LABELS[name], exact=True)


def field(page):
    return page.get_by_role("spinbutton", name="sum z")


def parsed(text) -> float:
    digits = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
    return float(text.translate(digits).replace("·10", "e"))


def read(page):
    """Return the input, value and slope that are shown."""
    value, slope = page.locator(".numbers b").all_inner_texts()
    return float(field(page).input_value()), parsed(value), parsed(slope)


def agrees(page, name, parameter=None) -> bool:
    """Whether the numbers shown are those of nnlib, to the three digits shown."""
    z, value, slope = read(page)
    chosen = python(name, parameter)
    assert value == pytest.approx(chosen.f(z), rel=0.06, abs=1e-6)
    assert slope == pytest.approx(chosen.df(z), rel=0.06, abs=1e-6)
    if abs(chosen.f(z)) > 1e-3:
        assert value == pytest.approx(chosen.f(z), rel=5.1e-3)
    return True


def where(page, plot):
    """Return the box of a plot, and the point drawn in it in screen pixels."""
    box = page.locator(f".plot.{plot}").bounding_box()
    path = page.locator(f".plot.{plot} .point.core").get_attribute("d")
    x, y = map(float, re.fullmatch(r"M(-?\d+) (-?\d+)h0", path).groups())
    return box, box["x"] + x / 1e4 * box["width"], box["y"] + y / 4e3 * box["height"]


@pytest.mark.parametrize(("name", "parameter"), EVERY)
def test_values_and_derivatives_are_those_of_nnlib(evaluate_module, name, parameter):
    z = np.unique(np.r_[np.linspace(-5, 5, 301), 0, -1e-9, 1e-9, np.arange(-40, 41, 4)])
    assert z.size > 300
    values, slopes = evaluate_module(
        MATHS,
        "[argument[0].map((z) => m.functions[argument[1]].f(z, argument[2])),"
        " argument[0].map((z) => m.functions[argument[1]].df(z, argument[2]))]",
        [z.tolist(), name, parameter],
    )
    chosen = python(name, parameter)
    np.testing.assert_allclose(values, chosen.f(z), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(slopes, chosen.df(z), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(("name", "parameter"), EVERY)
def test_regions_are_where_the_derivative_says(evaluate_module, name, parameter):
    z = np.linspace(-5, 5, 1001)
    found = evaluate_module(MATHS, "m.regions(...argument)", [name, parameter, 5])
    slope = python(name, parameter).df(z)
    dead = [(r["from"], r["to"]) for r in found if r["kind"] == "dead"]
    flat = [(r["from"], r["to"]) for r in found if r["kind"] == "saturated"]
    assert dead == ([(-5, 0)] if (slope[z < 0] == 0).all() else [])
    straight = name in ("relu", "leaky_relu", "prelu")
    little = (np.abs(slope) < 0.05) & (slope != 0) & (not straight)
    for side in (-1, 1):
        # From the end on, up to the first that is not flat.
        at = z[np.logical_and.accumulate(little[::-side])[::-side]]
        ours = [region for region in flat if side * region[side > 0] == 5]
        assert len(ours) == bool(at.size)
        if ours:
            edge = ours[0][side < 0]
            assert edge == pytest.approx(at[0] if side > 0 else at[-1], abs=0.0101)
            assert abs(python(name, parameter).df(edge)) == pytest.approx(0.05)


def test_every_function_can_be_chosen_with_the_mouse(show):
    page = show("softplus", z=-2.34)
    for name in LABELS:
        radio(page, name).click()
        assert radio(page, name).is_checked()
        parameter = PARAMETERS.get(name, (0, 0, (None,)))[2]
        lecture = get(name).parameters
        assert agrees(page, name, next(iter(lecture.values()), None) or parameter[0])
        told = page.locator(".plot.value svg").get_attribute("aria-label")
        assert told.startswith(f"{LABELS[name]} from −5 to 5; at −2.34 it is ")


def test_every_control_follows_the_keyboard(show):
    page = show("relu", z=1)
    for _ in range(4):
        page.keyboard.press("Tab")
    assert slider(page).evaluate("e => e.getRootNode().activeElement === e")
    for key, z in (
        ("ArrowRight", 1.1),
        ("ArrowUp", 1.2),
        ("ArrowLeft", 1.1),
        ("Shift+ArrowDown", 1.09),
        ("Home", -5),
        ("ArrowLeft", -5),
        ("End", 5),
    ):
        page.keyboard.press(key)
        assert read(page)[0] == z
        assert agrees(page, "relu")
    page.keyboard.press("Tab")
    page.keyboard.type("-0.25")
    assert read(page)[0] == -0.25
    page.keyboard.press("ArrowUp")
    assert read(page)[0] == pytest.approx(-0.2)
    page.get_by_role("button", name="Settings").press("Enter")
    others = page.get_by_role("checkbox", name="The other functions in gray")
    others.press("Space")
    assert not others.is_checked()
    for before, name in (("relu", "leaky_relu"), ("gelu", "prelu"), ("prelu", "elu")):
        radio(page, before).check()
        radio(page, before).focus()
        page.keyboard.press("ArrowRight")
        assert radio(page, name).is_checked()
        tuned = slider(page, PARAMETERS[name][1])
        tuned.focus()
        page.keyboard.press("End")
        page.keyboard.press("ArrowLeft")
        most = PARAMETERS[name][2][-1]
        assert agrees(page, name, most - 0.01)


def test_a_value_out_of_range_goes_to_the_end_and_an_empty_one_waits(show):
    page = show("tanh", z=1)
    field(page).fill("")
    assert slider(page).input_value() == "1"
    field(page).fill("17")
    page.keyboard.press("Tab")
    assert read(page)[0] == 5
    field(page).fill("-2.5")
    assert slider(page).input_value() == "-2.5"


def drag(page, plot, *shares):
    box = page.locator(f".plot.{plot}").bounding_box()
    y = box["y"] + box["height"] / 3
    page.mouse.move(box["x"] + shares[0] * box["width"], y)
    page.mouse.down()
    for share in shares[1:]:
        page.mouse.move(box["x"] + share * box["width"], y, steps=3)
    page.mouse.up()


@pytest.mark.parametrize("plot", ["value", "slope"])
def test_the_input_is_dragged_on_both_plots(show, plot):
    page = show("swish")
    drag(page, plot, 0.5, 0.9, 0.2)
    assert read(page)[0] == pytest.approx(-3, abs=0.03)
    assert agrees(page, "swish")
    page.mouse.move(600, 200)
    assert read(page)[0] == pytest.approx(-3, abs=0.03)
    for kind, number in (("value", read(page)[1]), ("slope", read(page)[2])):
        box, x, y = where(page, kind)
        assert (x - box["x"]) / box["width"] == pytest.approx(0.2, abs=0.004)
        low, high = {"value": (-2, 5.2), "slope": (-0.3, 1.3)}[kind]
        share = (box["y"] + box["height"] - y) / box["height"]
        assert low + share * (high - low) == pytest.approx(number, abs=0.01)


def test_the_slider_lies_on_the_axis(show):
    page = show(z=-3)
    box = slider(page).bounding_box()
    plot, x, _ = where(page, "slope")
    y = box["y"] + box["height"] / 2
    assert y == pytest.approx(plot["y"] + plot["height"], abs=1)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(plot["x"] + 0.8 * plot["width"], y)
    page.mouse.up()
    assert read(page)[0] == pytest.approx(3, abs=0.03)


def test_the_input_follows_a_finger(show):
    page = show("elu", page={"has_touch": True, "width": 390, "height": 844})
    box = page.locator(".plot.value").bounding_box()
    page.touchscreen.tap(box["x"] + 0.3 * box["width"], box["y"] + 60)
    assert read(page)[0] == pytest.approx(-2, abs=0.04)
    assert agrees(page, "elu", 1.0)


@pytest.mark.parametrize("name", PARAMETERS)
def test_slopes_and_alphas_change_curve_and_numbers(show, name):
    page = show(name, z=-1.5)
    _, label, values = PARAMETERS[name]
    curve = page.locator(".plot.value .chosen")
    for value in values:
        slider(page, label).fill(f"{value:g}")
        assert agrees(page, name, value)
        drawn = curve.get_attribute("d")
        slider(page, label).fill("0.1")
        assert curve.get_attribute("d") != drawn


def test_the_leaky_slope_is_exaggerated_and_says_so(show):
    page = show("leaky_relu", z=-2)
    line = "layers.LeakyReLU(\n  negative_slope=0.01)"
    note = page.locator(".tune p")
    assert page.locator("code").inner_text() == line
    assert "0.01" in page.locator(".formulas").inner_text()
    assert "Exaggerated" not in note.inner_text()
    slider(page, "Slope drawn").fill("0.3")
    assert note.inner_text().startswith("Exaggerated: ")
    assert "drawn with 0.3; formula and code have 0.01" in note.inner_text()
    assert page.locator("code").inner_text() == line
    assert "0.01" in page.locator(".formulas").inner_text()
    assert read(page)[1:] == (-0.6, 0.3)


def test_the_code_makes_the_function(show):
    import keras

    page = show()
    x = np.linspace(-4, 4, 9, dtype="float32")[None]
    cases = [(name, value) for name, value in EVERY if name != "leaky_relu"]
    for name, value in [*cases, ("leaky_relu", 0.01)]:
        radio(page, name).check()
        if name in PARAMETERS:
            slider(page, PARAMETERS[name][1]).fill(f"{value:g}")
        layer = eval(
            page.locator("code").inner_text(),
            {"layers": keras.layers, "initializers": keras.initializers},
        )
        if isinstance(layer, keras.layers.Dense):
            layer = layer.activation
        expected = python(name, value).f(x.astype(float))
        np.testing.assert_allclose(np.array(layer(x)), expected, rtol=1e-5, atol=1e-5)


def test_others_are_gray_hidden_or_pointed_at(show):
    page = show("tanh", page={"width": 1280})
    shown = page.locator(".plot.value .other:visible")
    assert shown.count() == 4
    more(page)
    assert shown.count() == 9
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("checkbox", name="The other functions in gray").uncheck()
    assert shown.count() == 0
    page.locator(".chips label").nth(2).hover()
    assert page.locator(".plot.value .other.pointed:visible").count() == 1
    page.mouse.move(5, 5)
    assert shown.count() == 0
    assert show("tanh", others=False).locator(".other:visible").count() == 0


def test_who_guesses_sees_no_shades_before_a_box_is_ticked(show):
    page = show("sigmoid", z=4, shaded=False, page={"width": 1280})
    shades = page.locator(".region:visible")
    assert shades.count() == 0
    page.locator(".chips label").nth(2).click()
    assert shades.count() == 0
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("checkbox", name="Saturated and dead ends shaded").check()
    assert shades.count() == 2


def test_the_regions_are_shaded_and_named(show):
    page = show("sigmoid", z=4)
    names = page.locator(".region span")
    assert names.all_inner_texts() == ["saturated", "saturated"]
    assert page.locator(".remark").inner_text().startswith("Saturated here: ")
    box = page.locator(".plot.slope").bounding_box()
    region = page.locator(".plot.slope .region").first.bounding_box()
    assert region["width"] / box["width"] == pytest.approx(0.211, abs=0.005)
    radio(page, "relu").check()
    assert names.all_inner_texts() == ["dead: f′ = 0"]
    field(page).fill("-0.01")
    assert page.locator(".remark").inner_text().startswith("Dead here: ")
    field(page).fill("0")
    told = "A kink: the slope jumps from 0 to 1. Keras takes 0."
    assert page.locator(".remark").inner_text() == told
    radio(page, "prelu").check()
    assert names.count() == 0
    slider(page, "Alpha").fill("0")
    assert names.all_inner_texts() == ["dead: f′ = 0"]


def test_the_tangent_has_the_slope(show):
    page = show("softplus", z=0.6)
    path = page.locator(".plot.value .tangent").get_attribute("d")
    a, b, c, d = map(float, re.findall(r"-?\d+", path))
    steepness = -(d - b) / 4000 * 7.2 / ((c - a) / 10000 * 10)
    assert steepness == pytest.approx(get("softplus").df(0.6), abs=0.01)
    assert page.locator(".plot.value .reading").inner_text() == "slope 0.646"


def test_a_reader_that_cannot_see_follows(show):
    page = show("sigmoid", z=2)
    group = page.get_by_role("group", name=activations("sigmoid", z=2).description)
    assert group.count() == 1
    assert page.get_by_role("radiogroup", name="Activation function").count() == 1
    told = "z = 2, f(z) = 0.881, f′(z) = 0.105"
    assert slider(page).get_attribute("aria-valuetext") == told
    image = page.get_by_role("img", name="Derivative of sigmoid; at 2 it is 0.105.")
    assert image.count() == 1
    assert page.locator(".remark").get_attribute("aria-live") == "polite"


def test_five_functions_are_seen_at_first(show):
    page = show("tanh")
    chips = page.locator(".chips label:visible")
    first = ["sigmoid", "tanh", "ReLU", "leaky ReLU", "GELU"]
    assert chips.all_inner_texts() == first
    radio(page, "elu").check()
    assert chips.count() == len(LABELS)
    page.get_by_role("button", name="Fewer").click()
    assert chips.all_inner_texts() == first
    assert radio(page, "sigmoid").is_checked()
    assert show("selu").locator(".chips label:visible").count() == len(LABELS)


LOOK = {"ignored": "sup", "boxes": "pre", "least": 20}


@pytest.mark.parametrize("width", [1280, 1000, 700, 390, 320])
def test_nothing_is_clipped_or_overlaps(show, width, misplaced):
    page = show(page={"width": width, "height": 720})
    for name in LABELS:
        radio(page, name).check()
        if name in PARAMETERS:
            slider(page, PARAMETERS[name][1]).fill("0.37")
        look = LOOK if width == 1280 else LOOK | {"least": 16}
        for z in ("-4.99", "-2.47", "0", "2.34", "5"):
            field(page).fill(z)
            assert misplaced(page, **look) == [], (name, z)


def test_it_fits_a_slide_and_nothing_moves(show, boxes):
    page = show()
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 540)
    more(page)
    parts = page.locator(".chips label, .plot, .numbers, .remark, .tune, pre")

    before = boxes(parts)
    for name in LABELS:
        radio(page, name).check()
        field(page).fill("-4.21")
        assert boxes(parts) == before


def test_a_scaled_slide_is_dragged_where_the_pointer_is(open_page):
    page = open_page(
        '<!doctype html><div style="transform:scale(0.6);transform-origin:0 0;'
        f'width:1200px">{output(activations("tanh"))}</div>'
    )
    assert page.locator(".explorable").bounding_box()["width"] == pytest.approx(720)
    for plot, share in (("value", 0.25), ("slope", 0.7)):
        drag(page, plot, 0.5, share)
        assert read(page)[0] == pytest.approx(10 * share - 5, abs=0.03)
        assert agrees(page, "tanh")


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(activations("elu"))
    controls = [slider(page), slider(page, "Alpha"), field(page), radio(page, "elu")]
    for control in controls:
        control.focus()
        for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "Home", "f"):
            page.keyboard.press(key)
    assert page.evaluate("heard") == []
    slider(page).focus()
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_a_slide_hidden_at_load_is_whole_when_shown(open_page, misplaced):
    page = open_page(
        '<!doctype html><div id="slide" style="display:none">'
        f"{output(activations('gelu', z=-1))}</div>"
    )
    page.locator("#slide").evaluate("e => e.style.display = 'block'")
    assert page.locator(".plot.value").bounding_box()["width"] > 500
    assert misplaced(page, **LOOK) == []
    drag(page, "value", 0.5, 0.75)
    assert read(page)[0] == pytest.approx(2.5, abs=0.03)


def test_two_copies_live_apart(open_page):
    once = output(activations())
    page = open_page("<!doctype html>" + once + once)
    first, second = page.locator("[data-nnlib]").all()
    first.get_by_role("radio", name="tanh").check()
    assert second.get_by_role("radio", name="ReLU", exact=True).is_checked()
    assert first.get_by_role("radio", name="tanh").is_checked()
    assert "tanh" in first.locator("code").inner_text()
    assert "relu" in second.locator("code").inner_text()


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name=activations().description)
    assert picture.bounding_box()["width"] == 640

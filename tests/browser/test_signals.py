"""The signals as a student meets them: pointer, keyboard, slide, phone."""

import math
import re

import numpy as np
import pytest

from nnlib.activations import get
from nnlib.explore import _signals as reference
from nnlib.explore import signals
from nnlib.explore.host import FRONT

MATHS = FRONT / "signals" / "maths.js"
EXPLORABLE = signals
WIDTH, BATCH = reference.WIDTH, reference.BATCH
DEPTH, LAYER = "Number of layers", "Layer shown"

# All activations, all kinds of weights, and depths from the least to the greatest.
CASES = [
    ("linear", "orthogonal", 50),
    ("linear", "large", 7),
    ("sigmoid", "glorot", 8),
    ("sigmoid", "zeros", 3),
    ("tanh", "small", 5),
    ("tanh", "glorot", 20),
    ("tanh", "large", 6),
    ("relu", "he", 12),
    ("relu", "lecun", 2),
    ("leaky_relu", "he", 9),
    ("elu", "he", 10),
    ("selu", "lecun", 30),
    ("gelu", "he", 6),
    ("swish", "glorot", 4),
    ("swish", "large", 30),
]

STATES = """(() => {
    const { activations, gradients } = m.propagate(argument);
    return [activations, gradients];
})()"""
SUMMARIES = """argument.map((settings) => {
    const { activations, gradients } = m.propagate(settings);
    const summary = (values) => m.summary(values, settings.width);
    return [activations, gradients].map((side) => side.map(summary));
})"""
WEIGHTS = """argument.layers.map((layer) => {
    const { kind, seed, width } = argument;
    const { matrix, scale } = m.drawWeights(kind, seed, layer, width);
    return Array.from(matrix, (value) => scale * value);
})"""


def kind_of(weights):
    kind = reference.WEIGHTS[weights]
    return {"numbers": kind.numbers, "scale": kind.scale}


def settings(activation, weights, depth, seed=1):
    return {
        "activation": activation,
        "kind": kind_of(weights),
        "depth": depth,
        "seed": seed,
        "width": WIDTH,
        "batch": BATCH,
        "most": reference.MOST,
    }


def layers_of(weights, seed, layers):
    return {"kind": kind_of(weights), "seed": seed, "layers": layers, "width": WIDTH}


def output(explorable) -> str:
    return explorable._repr_mimebundle_()["text/html"]


def slider(page, name):
    return page.get_by_role("slider", name=name, exact=True)


def select(page, name):
    return page.get_by_role("combobox", name=name, exact=True)


def set_up(page, activation, weights, depth):
    select(page, "Activation").select_option(activation)
    select(page, "Weights").select_option(weights)
    slider(page, DEPTH).fill(str(depth))


def parsed(text) -> float:
    digits = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
    return float(text.translate(digits).replace("·10", "e"))


def verdicts(page) -> list[str]:
    return [" ".join(t.split()) for t in page.locator(".verdicts p").all_inner_texts()]


def stds(page) -> list[float]:
    """Return the spreads that the two sentences tell."""
    return [
        parsed(re.search(r"std (\S+) at", sentence)[1]) for sentence in verdicts(page)
    ]


def agrees(page, activation, weights, depth, seed=1) -> bool:
    """Whether the sentences tell what NumPy finds, to the two digits shown."""
    forward, back = reference.propagate(activation, weights, depth, seed=seed)
    assert stds(page) == pytest.approx([forward[-1].std(), back[0].std()], rel=0.051)
    return True


@pytest.mark.parametrize(("activation", "weights", "depth"), CASES)
def test_every_number_is_numpys(evaluate_module, activation, weights, depth):
    for seed in (1, 7):
        found = evaluate_module(
            MATHS, STATES, settings(activation, weights, depth, seed)
        )
        expected = reference.propagate(activation, weights, depth, seed=seed)
        for ours, numpys in zip(found, expected, strict=True):
            ours = np.array(ours).reshape(depth + 1, BATCH, WIDTH)
            for layer, (one, other) in enumerate(zip(ours, numpys, strict=True)):
                largest = np.abs(other).max()
                assert np.abs(one - other).max() <= 1e-9 * largest, layer


def forward(activation, weights, inputs):
    for kernel in weights:
        inputs = get(activation).f(inputs @ kernel)
    return inputs


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "elu", "gelu", "swish"])
def test_gradients_are_those_of_differences(evaluate_module, activation):
    depth = 5
    weights = evaluate_module(MATHS, WEIGHTS, layers_of("he", 3, [1, 2, 3, 4, 5]))
    weights = np.array(weights).reshape(depth, WIDTH, WIDTH)
    found = evaluate_module(MATHS, STATES, settings(activation, "he", depth, 3))
    states, gradients = np.array(found).reshape(2, depth + 1, BATCH, WIDTH)
    chance = np.random.default_rng(0)
    for layer in (0, 2, 4):
        direction = chance.normal(size=(BATCH, WIDTH))
        ends = [
            (gradients[-1] * forward(activation, weights[layer:], moved)).sum()
            for moved in (
                states[layer] + 1e-6 * direction,
                states[layer] - 1e-6 * direction,
            )
        ]
        slope = (ends[0] - ends[1]) / 2e-6
        assert (gradients[layer] * direction).sum() == pytest.approx(slope, rel=1e-5)


def test_gradients_are_those_of_automatic_differentiation(evaluate_module):
    import jax

    depth = 6
    cases = [
        (jax.nn.relu, "relu", "he"),
        (jax.nn.selu, "selu", "lecun"),
        (jax.numpy.tanh, "tanh", "large"),
        (lambda z: jax.nn.gelu(z, approximate=False), "gelu", "he"),
        (jax.nn.silu, "swish", "orthogonal"),
    ]
    for function, activation, weights in cases:
        found = evaluate_module(MATHS, STATES, settings(activation, weights, depth, 2))
        states, gradients = np.array(found).reshape(2, depth + 1, BATCH, WIDTH)
        kernels = [reference.draw_weights(weights, 2, i + 1) for i in range(depth)]

        def loss(x, kernels=kernels, function=function, last=gradients[-1]):
            for kernel in kernels:
                x = function(x @ kernel)
            return (x * last).sum()

        with jax.enable_x64(True):
            expected = np.array(jax.grad(loss)(jax.numpy.array(states[0])))
        np.testing.assert_allclose(gradients[0], expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("activation", "weights", "depth"),
    [
        ("linear", "glorot", 10),
        ("relu", "he", 10),
        ("relu", "glorot", 6),
        ("tanh", "glorot", 10),
        ("tanh", "large", 5),
        ("sigmoid", "small", 5),
        ("selu", "lecun", 10),
        ("linear", "orthogonal", 10),
    ],
)
def test_spreads_are_those_of_other_random_numbers(
    evaluate_module, activation, weights, depth
):
    # Twelve nets of the page against twelve of NumPy's generator. Mean and logarithm
    # of the spread scatter from net to net; their averages may differ by four standard
    # errors, as the nets themselves tell it, and 1e-3 where the nets scatter less.
    seeds = range(1, 13)
    found = evaluate_module(
        MATHS, SUMMARIES, [settings(activation, weights, depth, s) for s in seeds]
    )
    ours = np.array(
        [[[(o["mean"], o["std"]) for o in side] for side in net] for net in found]
    )
    function = get(activation)
    others = []
    for seed in seeds:
        chance = np.random.default_rng(1000 + seed)
        kernels = [chance.normal(size=(WIDTH, WIDTH)) for _ in range(depth)]
        if weights == "orthogonal":
            kernels = [np.linalg.qr(kernel)[0] for kernel in kernels]
        else:
            std = {
                "small": 0.01,
                "large": 1,
                "glorot": math.sqrt(2 / 200),
                "he": math.sqrt(2 / 100),
                "lecun": math.sqrt(1 / 100),
            }
            kernels = [std[weights] * kernel for kernel in kernels]
        states, slopes = [chance.normal(size=(BATCH, WIDTH))], []
        for kernel in kernels:
            z = states[-1] @ kernel
            states.append(function.f(z))
            slopes.append(function.df(z))
        back = [chance.normal(size=(BATCH, WIDTH))]
        for kernel, slope in zip(kernels[::-1], slopes[::-1], strict=True):
            back.insert(0, (back[0] * slope) @ kernel.T)
        others.append([[(a.mean(), a.std()) for a in side] for side in (states, back)])
    others = np.array(others)

    def compare(a, b, least):
        error = np.sqrt((a.var(axis=0, ddof=1) + b.var(axis=0, ddof=1)) / len(seeds))
        away = np.abs(a.mean(axis=0) - b.mean(axis=0))
        assert (away <= 4 * error + least).all()

    scale = others[..., 1].mean(axis=0)
    compare(ours[..., 0] / scale, others[..., 0] / scale, 1e-3)
    compare(np.log(ours[..., 1]), np.log(others[..., 1]), 1e-3)


@pytest.mark.parametrize("kind", reference.WEIGHTS)
def test_weights_are_drawn_as_keras_draws_them(evaluate_module, kind):
    import keras

    drawn = evaluate_module(MATHS, WEIGHTS, layers_of(kind, 5, [1, 2, 50]))
    drawn = np.array(drawn).reshape(3, WIDTH, WIDTH)
    for layer, matrix in zip((1, 2, 50), drawn, strict=True):
        python = reference.draw_weights(kind, 5, layer)
        np.testing.assert_allclose(matrix, python, rtol=0, atol=1e-12)
    init = keras.initializers
    keras_has = {
        "zeros": init.Zeros(),
        "small": init.RandomNormal(stddev=0.01, seed=0),
        "large": init.RandomNormal(stddev=1.0, seed=0),
        "glorot": init.GlorotNormal(seed=0),
        "he": init.HeNormal(seed=0),
        "lecun": init.LecunNormal(seed=0),
        "orthogonal": init.Orthogonal(seed=0),
    }
    kernel = np.array(keras_has[kind]((WIDTH, WIDTH)), float)
    # Of 10,000 numbers, the spread is known to 0.7 %; four times that may part two.
    std = reference.WEIGHTS[kind].std
    for one in (*drawn, kernel):
        assert one.std() == pytest.approx(std, rel=0.04)
        assert one.mean() == pytest.approx(0, abs=0.04 * std)
    if kind in ("glorot", "he", "lecun"):
        least = std / 0.87962566103423978 * 2
        for one in (*drawn, kernel):
            assert 0.97 * least < np.abs(one).max() < 1.0001 * least
    assert len({(matrix + 0.0).tobytes() for matrix in drawn}) == (
        1 if kind == "zeros" else 3
    )


def test_normal_numbers_are_normal(evaluate_module):
    drawn = evaluate_module(
        MATHS, "[false, true].map((cut) => m.normals(3, 4, 10000, cut))"
    )
    for cut, numbers in zip((False, True), map(np.array, drawn), strict=True):
        python = reference.normals(3, 4, 10_000, truncated=cut)
        np.testing.assert_allclose(numbers, python, rtol=0, atol=1e-12)
        std = 0.87962566103423978 if cut else 1
        assert numbers.mean() == pytest.approx(0, abs=0.04)
        assert numbers.std() == pytest.approx(std, rel=0.03)
        assert (np.abs(numbers).max() <= 2) == cut
    ordered = np.sort(drawn[0])
    from math import erf

    below = np.array([(1 + erf(value / math.sqrt(2))) / 2 for value in ordered])
    # Kolmogorov and Smirnov: one time in a thousand it is over 1.95 / 100.
    assert np.abs(below - (np.arange(10_000) + 0.5) / 10_000).max() < 0.0195


def test_histograms_are_numpys(evaluate_module):
    chance = np.random.default_rng(0)
    values = [*chance.normal(size=2000).round(2), 3, -3, 4, -4]
    ours = evaluate_module(MATHS, "m.histogram(argument, -3, 3, 41)", values)
    expected, _ = np.histogram(values, 41, (-3, 3))
    assert np.abs(np.array(ours) - expected).max() <= 1  # where one lies on an edge
    assert sum(ours) == expected.sum() == sum(-3 <= value <= 3 for value in values)


def test_summaries_are_numpys(evaluate_module):
    values = np.random.default_rng(1).normal(0.3, 2, size=(BATCH, WIDTH))
    values += np.linspace(0, 5, WIDTH)
    found = evaluate_module(
        MATHS, "m.summary(argument[0], argument[1])", [values.ravel().tolist(), WIDTH]
    )
    expected = {
        "mean": values.mean(),
        "std": values.std(),
        "between": math.sqrt(values.var(axis=0).mean()),
        "most": np.abs(values).max(),
    }
    assert found == pytest.approx(expected)


def test_every_choice_follows_the_mouse(show):
    page = show()
    for activation, weights, depth in CASES:
        set_up(page, activation, weights, depth)
        if weights != "zeros":
            assert agrees(page, activation, weights, depth)
        image = f"Spread of each of {depth} layers on a logarithmic axis. "
        told = image + " ".join(verdicts(page))
        name = page.locator(".plots > .plot > svg").get_attribute("aria-label")
        assert " ".join(name.split()) == told


def test_the_depth_is_dragged(show):
    page = show()
    box = slider(page, DEPTH).bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 11 + 8 / 48 * (box["width"] - 22), y)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, y)
    page.mouse.move(box["x"] + box["width"] - 11, y, steps=4)
    page.mouse.up()
    assert slider(page, DEPTH).input_value() == "50"
    assert agrees(page, "relu", "glorot", 50)


def test_every_control_follows_the_keyboard(show):
    page = show()
    page.keyboard.press("Tab")
    page.keyboard.press("t")
    page.keyboard.press("Tab")
    page.keyboard.press("H")
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert agrees(page, "tanh", "he", 3)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert not page.get_by_role("checkbox", name="Gradients").is_checked()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert page.get_by_text("seed 3").is_visible()
    assert agrees(page, "tanh", "he", 3, seed=3)
    page.keyboard.press("Tab")
    for key, layer in (
        ("Home", "inputs"),
        ("ArrowRight", "layer 1"),
        ("End", "layer 3"),
    ):
        page.keyboard.press(key)
        for title, kind in zip(
            page.locator(".histogram b").all(),
            ("Activations", "Gradients"),
            strict=True,
        ):
            assert title.inner_text() == f"{kind}, {layer}"


def test_the_layer_pointed_at_shows_its_histograms(show):
    page = show(activation="tanh", weights="he", depth=9)
    states = reference.propagate("tanh", "he", 9)
    box = page.locator(".plots > .plot").bounding_box()
    for layer in (0, 1, 6, 9):
        x = box["x"] + (layer + 0.5) / 10 * box["width"]
        page.mouse.move(x, box["y"] + 30)
        assert slider(page, LAYER).input_value() == str(layer)
        mark = page.locator(".mark").bounding_box()
        assert mark["x"] <= x <= mark["x"] + mark["width"]
        assert mark["width"] == pytest.approx(box["width"] / 10, rel=0.05)
        told = page.locator(".histogram p span").all_inner_texts()
        for text, side in zip(told, states, strict=True):
            mean, std = re.fullmatch(r"mean (\S+), std (\S+)", text).groups()
            assert parsed(std) == pytest.approx(side[layer].std(), rel=0.051)
            expected = side[layer].mean()
            assert parsed(mean) == pytest.approx(
                expected, rel=0.051, abs=1.01e-3 * side[layer].std()
            )
    bars = page.locator(".bars path.forward").get_attribute("d")
    heights = [3000 - int(top) for top in re.findall(r"V(\d+)H", bars)]
    counts, _ = np.histogram(states[0][9], 41, (-1, 1))
    expected = 0.95 * 3000 * counts / counts.max()
    for height, high in zip(heights, expected[counts > 0], strict=True):
        assert height == pytest.approx(max(40, high), abs=0.02 * 3000)


def test_the_layer_follows_a_finger(show):
    page = show(depth=20, page={"has_touch": True, "width": 390, "height": 844})
    box = page.locator(".plots > .plot").first.bounding_box()
    page.touchscreen.tap(box["x"] + 3.5 / 21 * box["width"], box["y"] + 80)
    assert slider(page, LAYER).input_value() == "3"


def test_the_spreads_are_drawn_where_they_are(show):
    page = show(activation="relu", weights="he", depth=10)
    states = reference.propagate("relu", "he", 10)
    for side, values in zip(("forward", "back"), states, strict=True):
        path = page.locator(f".line.{side}").get_attribute("d")
        points = np.array(re.findall(r"(-?\d+) (-?\d+)", path), float)
        np.testing.assert_allclose(
            points[:, 0], (np.arange(11) + 0.5) / 11 * 1e4, atol=1
        )
        heights = 2 - points[:, 1] / 3000 * 4
        np.testing.assert_allclose(
            heights, np.log10(values.std(axis=(1, 2))), atol=2e-3
        )
    band = page.locator(".band").bounding_box()
    plot = page.locator(".plots > .plot").first.bounding_box()
    share = math.log10(4) / 4
    assert band["height"] == pytest.approx(share * plot["height"], abs=1.5)


def test_drawing_again_draws_again_and_stays_the_same(show):
    page = show(depth=30)
    first = stds(page)
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("button", name="Draw again").click()
    assert stds(page) != first
    assert agrees(page, "relu", "glorot", 30, seed=2)
    assert stds(show(depth=30)) == first


def test_who_guesses_sees_no_gradients(show):
    page = show(activation="tanh", weights="large", depth=30, gradients=False)
    assert verdicts(page) == ["Activations have std 0.96 at layer 30.", ""]
    assert not page.locator(".line.back").is_visible()
    hidden = page.locator(".explorable").inner_text()
    assert "saturated" not in hidden
    assert "10⁹" not in hidden
    page.get_by_role("checkbox", name="Gradients").check()
    assert page.locator(".line.back").is_visible()
    assert "Gradients explode" in verdicts(page)[1]


def test_slopes_and_weights_multiply_what_comes_back(show):
    page = show(activation="tanh", weights="large", depth=30)
    states, gradients = reference.propagate("tanh", "large", 30)
    for layer in (3, 15, 30):
        slider(page, LAYER).fill(str(layer))
        slopes = 1 - states[layer] ** 2
        passed = gradients[layer] * slopes
        sizes = [
            np.sqrt((g**2).mean())
            for g in (gradients[layer], passed, gradients[layer - 1])
        ]
        told = page.locator(".passed").inner_text()
        found = re.findall(r"× (\S+) by", told)
        expected = [sizes[1] / sizes[0], sizes[2] / sizes[1]]
        assert list(map(parsed, found)) == pytest.approx(expected, rel=0.051)
        opened = np.abs(slopes) >= 0.05
        assert (passed[opened] ** 2).sum() > 0.9 * (passed**2).sum()
        assert f"The {100 * opened.mean():.0f} % that are open pass" in told
    slider(page, LAYER).fill("0")
    assert page.locator(".passed").inner_text() == ""


def test_zeros_are_told_as_zeros(show):
    page = show(activation="sigmoid", weights="zeros", depth=2)
    assert verdicts(page) == [
        "Activations are all 0.50 at layer 2: all nodes do the same.",
        "Gradients are all 0 at the inputs: all nodes do the same.",
    ]
    select(page, "Activation").select_option("relu")
    assert verdicts(page)[0].startswith("Activations are all 0 at layer 2")


def test_nodes_that_do_not_pass_are_counted(show):
    page = show(activation="relu", weights="he", depth=4)
    slider(page, LAYER).fill("3")
    state = reference.propagate("relu", "he", 4)[0][3]
    share = round(100 * (state == 0).mean())
    told = f"{share} % of the nodes give 0 and pass no gradient."
    assert told in page.locator(".about").first.inner_text()
    assert page.locator(".zeros").inner_text() == f"{share} % are 0"


def test_a_reader_that_cannot_see_follows(show):
    page = show()
    assert page.get_by_role("group", name=signals().description).count() == 1
    assert page.locator(".verdicts").get_attribute("aria-live") == "polite"
    slider(page, LAYER).fill("0")
    assert slider(page, LAYER).get_attribute("aria-valuetext") == "the inputs"
    histogram = page.get_by_role("img", name="Histogram of the gradients of the inputs")
    assert histogram.count() == 1


def least(width):
    return 20 if width == 1280 else 16


@pytest.mark.parametrize("width", [1280, 1000, 700, 390, 320])
def test_nothing_is_clipped_or_overlaps(show, width, misplaced):
    page = show(page={"width": width, "height": 720})
    for activation, weights, depth in CASES:
        set_up(page, activation, weights, depth)
        for layer in (0, 1, depth):
            slider(page, LAYER).fill(str(layer))
            assert misplaced(page, least=least(width)) == [], (
                activation,
                weights,
                depth,
                layer,
            )


def test_it_fits_a_slide_and_nothing_moves(show, boxes):
    page = show()
    frame = page.locator(".explorable").bounding_box()
    assert (frame["width"], frame["height"]) == (1200, 540)
    parts = page.locator(".controls > *, .plot, .verdicts p, .bars, .key, .about")

    before = boxes(parts)
    for activation, weights, depth in CASES:
        set_up(page, activation, weights, depth)
        assert boxes(parts) == before
        assert page.locator(".explorable").bounding_box()["height"] == 540


def test_a_scaled_slide_is_pointed_at_where_the_pointer_is(open_page):
    page = open_page(
        '<!doctype html><div style="transform:scale(0.6);transform-origin:0 0;'
        f'width:1200px">{output(signals(depth=12))}</div>'
    )
    assert page.locator(".explorable").bounding_box()["width"] == pytest.approx(720)
    box = page.locator(".plots > .plot").bounding_box()
    for layer in (11, 2):
        x = box["x"] + (layer + 0.5) / 13 * box["width"]
        page.mouse.move(x, box["y"] + 10)
        assert slider(page, LAYER).input_value() == str(layer)
    thumb = slider(page, LAYER).bounding_box()
    y = thumb["y"] + thumb["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 8.5 / 13 * box["width"], y)
    page.mouse.up()
    assert slider(page, LAYER).input_value() == "8"


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(signals())
    controls = [slider(page, DEPTH), slider(page, LAYER), select(page, "Weights")]
    for control in controls:
        control.focus()
        for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "Home", "f"):
            page.keyboard.press(key)
    for key in ("Space", "Enter"):
        page.get_by_role("button", name="Settings").press(key)
    assert page.evaluate("heard") == []
    slider(page, LAYER).focus()
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_a_slide_hidden_at_load_is_whole_when_shown(open_page, misplaced):
    page = open_page(
        '<!doctype html><div id="slide" style="display:none">'
        f"{output(signals(depth=20))}</div>"
    )
    page.locator("#slide").evaluate("e => e.style.display = 'block'")
    box = page.locator(".plots > .plot").first.bounding_box()
    assert box["width"] > 500
    assert misplaced(page, least=20) == []
    page.mouse.move(box["x"] + 4.5 / 21 * box["width"], box["y"] + 30)
    assert slider(page, LAYER).input_value() == "4"


def test_two_copies_live_apart(open_page):
    once = output(signals())
    page = open_page("<!doctype html>" + once + once)
    first, second = page.locator("[data-nnlib]").all()
    before = second.locator(".verdicts").inner_text()
    select(first, "Weights").select_option("large")
    first.get_by_role("checkbox", name="Gradients").check()
    assert "explode" in first.locator(".verdicts").inner_text()
    assert second.locator(".verdicts").inner_text() == before


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name=signals().description)
    assert picture.bounding_box()["width"] == 640

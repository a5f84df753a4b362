"""The network builder as a student meets it: pointer, keyboard, slide, phone."""

import itertools
import random
import re

import pytest

from nnlib.explore import Explorable, network
from nnlib.explore.host import poster

EXPLORABLE = network
HIDDEN_LAYERS = "Number of hidden layers"
SLIDERS = (
    "Number of inputs",
    *(f"Nodes in hidden layer {i}" for i in range(1, 7)),
    "Number of outputs",
)
IMPORTS = "import keras\nfrom keras import layers\n\n"
CHOICES = ("Hidden activation", "Output activation")


def output(explorable) -> str:
    return explorable._repr_mimebundle_()["text/html"]


def slider(page, name):
    return page.get_by_role("slider", name=name, exact=True)


def drag(page, name, value):
    """Drag a slider's thumb with the mouse from where it is to a value."""
    control = slider(page, name)
    box = control.bounding_box()
    least, most, now = (
        int(control.evaluate(f"e => e.{key}")) for key in ("min", "max", "value")
    )
    thumb = 22 * box["width"] / control.evaluate("e => e.offsetWidth")

    def at(value):
        share = (value - least) / (most - least)
        return box["x"] + thumb / 2 + share * (box["width"] - thumb)

    y = box["y"] + box["height"] / 2
    page.mouse.move(at(now), y)
    page.mouse.down()
    page.mouse.move((at(now) + at(value)) / 2, y)
    page.mouse.move(at(value), y)
    page.mouse.up()


def set_up(page, sizes, *, bias, activation, last):
    slider(page, HIDDEN_LAYERS).fill(str(len(sizes) - 2))
    names = (*SLIDERS[: len(sizes) - 1], SLIDERS[-1])
    for name, size in zip(names, sizes, strict=True):
        slider(page, name).fill(str(size))
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("checkbox").set_checked(bias)
    for label, name in zip(CHOICES, (activation, last), strict=True):
        page.get_by_label(label).select_option(name)
    page.get_by_role("button", name="Settings").click()


def counts(page) -> str:
    return " ".join(page.locator("output").inner_text().split())


def code(page) -> str:
    return page.locator("code").text_content()


def expected_counts(sizes, *, bias):
    pairs = list(itertools.pairwise(sizes))
    by_layer = [a * b + (b if bias else 0) for a, b in pairs]
    weights = sum(a * b for a, b in pairs)
    biases = sum(sizes[1:]) if bias else 0
    added = " = " + " + ".join(str(b) for b in sizes[1:]) if bias else ""
    return (
        f"{weights} weights = {' + '.join(f'{a}·{b}' for a, b in pairs)} "
        f"{biases} biases{added} "
        f"{weights + biases} parameters = {' + '.join(map(str, by_layer))}"
    )


def expected_code(sizes, *, bias, activation, last):
    names = [activation] * (len(sizes) - 2) + [last]
    without = "" if bias else ", use_bias=False"
    lines = [
        f'    layers.Dense({units}, "{name}"{without}),'
        for units, name in zip(sizes[1:], names, strict=True)
    ]
    inputs = f"    keras.Input(({sizes[0]},)),"
    return "\n".join(["model = keras.Sequential([", inputs, *lines, "])"])


def drawn(page):
    """Return each layer's nodes as {(x, y): is it a bias}, and the edges drawn."""
    nodes, edges = page.locator("svg[role=img]").evaluate(
        """svg => [
            [...svg.querySelectorAll("circle")].map(c =>
                [c.cx.baseVal.value, c.cy.baseVal.value, c.getAttribute("fill")]),
            [...svg.querySelectorAll(".edges path")].map(p => p.getAttribute("d")),
        ]"""
    )
    layers = {}
    for x, y, fill in nodes:
        layers.setdefault(x, {})[x, round(y, 1)] = fill == "var(--bias)"
    number = r"(-?[\d.]+)"
    pattern = rf"M{number} {number}L{number} {number}"
    lines = []
    for path in filter(None, edges):
        assert re.fullmatch(f"({pattern})+", path)
        lines += [tuple(map(float, line)) for line in re.findall(pattern, path)]
    return [layers[x] for x in sorted(layers)], lines


def all_settings(seed, number):
    chance = random.Random(seed)
    for _ in range(number):
        sizes = [chance.randint(1, 12) for _ in range(chance.randint(2, 8))]
        yield (
            sizes,
            {
                "bias": chance.random() < 0.7,
                "activation": chance.choice(["relu", "tanh", "sigmoid", "gelu"]),
                "last": chance.choice(["softmax", "sigmoid", "linear"]),
            },
        )


def test_every_slider_follows_the_mouse(show):
    page = show([1] * 8)
    sizes = [1] * 8
    for i, name in enumerate(SLIDERS):
        for value in (12, 5 + i % 3):
            drag(page, name, value)
            sizes[i] = value
            assert counts(page) == expected_counts(sizes, bias=True)
    drag(page, HIDDEN_LAYERS, 2)
    sizes = [*sizes[:3], sizes[-1]]
    assert counts(page) == expected_counts(sizes, bias=True)
    drag(page, HIDDEN_LAYERS, 0)
    assert counts(page) == expected_counts([sizes[0], sizes[-1]], bias=True)


def test_every_slider_follows_a_finger(show):
    page = show((4, 3), page={"has_touch": True, "width": 360, "height": 740})
    for name, counted in ((SLIDERS[0], "12·3"), (SLIDERS[-1], "12·12")):
        slider(page, name).scroll_into_view_if_needed()
        box = slider(page, name).bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] - 5, box["y"] + box["height"] / 2)
        assert f"weights = {counted} " in counts(page)


def test_every_control_follows_the_keyboard(show):
    page = show((4, 5, 6, 3))
    sizes = [4, 5, 6, 3]
    for i, name in enumerate((*SLIDERS[:3], SLIDERS[-1])):
        slider(page, name).focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowLeft")
        sizes[i] += 1
        assert counts(page) == expected_counts(sizes, bias=True)
        page.keyboard.press("End")
        page.keyboard.press("ArrowRight")
        sizes[i] = 12
        assert counts(page) == expected_counts(sizes, bias=True)
    slider(page, HIDDEN_LAYERS).focus()
    page.keyboard.press("Home")
    assert counts(page) == expected_counts([12, 12], bias=True)
    for key in ("Tab", "Enter", "Tab", "Space"):
        page.keyboard.press(key)
    assert counts(page) == expected_counts([12, 12], bias=False)
    page.keyboard.press("Tab")
    page.keyboard.press("t")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    settings = {"bias": False, "activation": "tanh", "last": "sigmoid"}
    assert code(page) == expected_code([12, 12], **settings)


def test_tab_visits_the_controls_in_order_and_shows_where_it_is(show):
    page = show((4, 5, 3))
    page.get_by_role("button", name="Settings").click()
    slider(page, HIDDEN_LAYERS).focus()
    page.keyboard.press("Shift+Tab")
    seen = []
    for _ in range(9):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => {
                    const e = document.querySelector("[data-nnlib]").shadowRoot
                        .activeElement;
                    const name = e.ariaLabel ?? (e.closest("label") ?? e).innerText;
                    const outline = getComputedStyle(e).outlineStyle;
                    return [name.split("\\n")[0].trim(), outline];
                }"""
            )
        )
    sliders = [SLIDERS[0], SLIDERS[1], SLIDERS[-1]]
    names = [HIDDEN_LAYERS, "Settings", "Biases", *CHOICES, *sliders, "Copy"]
    assert seen == [[name, "solid"] for name in names]


def test_hidden_layers_come_back_as_they_were(show):
    page = show((2, 7, 9, 1))
    drag(page, HIDDEN_LAYERS, 0)
    drag(page, HIDDEN_LAYERS, 3)
    assert counts(page) == expected_counts((2, 7, 9, 9, 1), bias=True)


def test_counts_code_and_drawing_agree_with_an_independent_count(show):
    page = show()
    for sizes, settings in all_settings(seed=1, number=25):
        set_up(page, sizes, **settings)
        bias = settings["bias"]
        assert counts(page) == expected_counts(sizes, bias=bias)
        assert code(page) == expected_code(sizes, **settings)

        layers, lines = drawn(page)
        assert [sum(not b for b in layer.values()) for layer in layers] == sizes
        have_bias = [bias] * (len(sizes) - 1) + [False]
        for layer, expected in zip(layers, have_bias, strict=True):
            is_bias = [b for _, b in sorted(layer.items())]
            assert is_bias == [True] * expected + [False] * (len(is_bias) - expected)
        every = {
            start + end
            for before, after in itertools.pairwise(layers)
            for start in before
            for end, end_is_bias in after.items()
            if not end_is_bias
        }
        assert len(lines) == len(set(lines))
        assert set(lines) == every


def test_the_code_shown_builds_the_network_counted(show):
    import keras

    page = show()
    for sizes, settings in all_settings(seed=2, number=4):
        set_up(page, sizes, **settings)
        names = {"keras": keras, "layers": keras.layers}
        exec(code(page), names)
        assert f" {names['model'].count_params()} parameters = " in counts(page)
        assert names["model"].input_shape == (None, sizes[0])
        assert [layer.activation.__name__ for layer in names["model"].layers] == [
            *[settings["activation"]] * (len(sizes) - 2),
            settings["last"],
        ]


def test_the_gaps_show_each_layers_parameters(show):
    page = show((4, 5, 3))
    assert page.locator(".gaps").inner_text().split() == ["25", "18"]


def test_pointing_at_a_node_tells_of_it(show):
    page = show((4, 5, 3))
    note = page.locator(".note")
    at_rest = note.inner_text()
    page.locator("circle[data-at='1 2']").hover()
    assert note.inner_text() == "This node: w₀₁ … w₃₁ and b₁, 5 parameters."
    assert page.locator(".pointed").get_attribute("d").count("M") == 5
    page.locator("circle[data-at='0 0']").hover()
    assert note.inner_text() == "A bias node: one bias for each of the next 5 nodes."
    assert page.locator(".pointed").get_attribute("d") == ""
    page.locator("code").hover()
    assert note.inner_text() == at_rest
    slider(page, SLIDERS[-1]).fill("1")
    assert "softmax of one output is always 1" in note.inner_text()


def test_a_reader_that_cannot_see_follows(show):
    page = show((4, 5, 3))
    assert page.get_by_role("group", name=network().description).count() == 1
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("checkbox", name="Biases").uncheck()
    slider(page, SLIDERS[0]).fill("1")
    told = "Network with 1 input, 1 hidden layer of 5 nodes and 3 outputs: "
    assert page.get_by_role("img", name=told + "20 weights and 0 biases.").count() == 1
    assert page.locator("output").get_attribute("aria-live") == "polite"


COVERED = """() => {
    const frame = document.querySelector("[data-nnlib]").shadowRoot;
    const pre = frame.querySelector("pre").getBoundingClientRect();
    return frame.querySelector("output").getBoundingClientRect().top < pre.bottom;
}"""
EXTREMES = (
    ((4, 1), {}),
    ((4, 5, 3), {}),
    ((12,) * 8, {}),
    ((12,) * 8, {"bias": False, "activation": "sigmoid"}),
)


@pytest.mark.parametrize("width", [1280, 1000, 700, 360])
@pytest.mark.parametrize(("sizes", "options"), EXTREMES)
def test_nothing_is_clipped_or_overlaps(show, sizes, options, width, misplaced):
    page = show(sizes, page={"width": width, "height": 720}, **options)
    assert misplaced(page, loose="code", overlap=8) == []
    assert not page.evaluate(COVERED)  # the counts, by the code


def test_it_fits_a_slide_and_its_text_can_be_read(show):
    page = show((12,) * 8, bias=False)
    frame = page.locator(".explorable").bounding_box()
    assert frame["width"] == 1200
    assert frame["height"] == 540
    small = page.locator(".explorable").evaluate(
        """frame => [...frame.querySelectorAll("*")].filter(e => {
            return parseFloat(getComputedStyle(e).fontSize) < 20;
        }).map(e => e.outerHTML)"""
    )
    assert small == []


def test_nothing_moves_while_dragging(show, boxes):
    page = show()
    parts = page.locator(".controls label, svg, .gaps, .layers, .code, .counts, .note")

    before = boxes(parts)
    settings = {"bias": False, "activation": "sigmoid", "last": "linear"}
    for sizes in ([12] * 8, [1, 1]):
        set_up(page, sizes, **settings)
        assert boxes(parts) == before


def test_a_scaled_slide_is_dragged_where_the_pointer_is(open_page):
    page = open_page(
        '<!doctype html><div style="transform:scale(0.6);transform-origin:0 0;'
        f'width:1200px">{output(network((4, 5, 3)))}</div>'
    )
    assert page.locator(".explorable").bounding_box()["width"] == pytest.approx(720)
    for name, value in ((SLIDERS[0], 11), (SLIDERS[1], 2), (SLIDERS[-1], 7)):
        drag(page, name, value)
    assert counts(page) == expected_counts((11, 2, 7), bias=True)
    page.locator("circle[data-at='2 6']").hover()
    assert "w₁₆ and b₆, 3 parameters" in page.locator(".note").inner_text()


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(network())
    page.get_by_role("button", name="Settings").click()
    for control in (
        slider(page, SLIDERS[0]),
        page.get_by_role("checkbox"),
        page.get_by_label(CHOICES[0]),
    ):
        control.focus()
        for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "Home", "f"):
            page.keyboard.press(key)
    for key in ("Space", "Enter"):
        page.get_by_role("button", name="Copy").press(key)
    assert page.evaluate("heard") == []
    slider(page, SLIDERS[0]).focus()
    page.keyboard.press("PageDown")
    page.get_by_role("button", name="Cop").press("ArrowRight")
    assert page.evaluate("heard") == ["PageDown", "ArrowRight"]


def test_a_slide_hidden_at_load_is_whole_when_shown(open_page, misplaced):
    page = open_page(
        f'<!doctype html><div id="slide" style="display:none">{output(network())}</div>'
    )
    page.locator("#slide").evaluate("e => e.style.display = 'block'")
    assert page.locator("svg[role=img]").bounding_box()["width"] > 500
    assert misplaced(page, loose="code", overlap=8) == []
    assert not page.evaluate(COVERED)  # the counts, by the code
    drag(page, SLIDERS[0], 12)
    assert counts(page) == expected_counts((12, 5, 3), bias=True)


def test_two_copies_live_apart(open_page):
    once = output(network())
    page = open_page("<!doctype html>" + once + once + output(network((2, 1))))
    first, second, third = page.locator("[data-nnlib]").all()
    first.get_by_role("slider", name=SLIDERS[0]).fill("9")
    assert "9·5 + 5·3" in first.locator("output").inner_text()
    assert "4·5 + 5·3" in second.locator("output").inner_text()
    assert "2·1" in third.locator("output").inner_text()
    assert (
        page.evaluate("Object.keys(window).filter(k => /nnlib|render/.test(k))") == []
    )


def test_running_the_script_again_changes_nothing(open_page):
    page = open_page("<!doctype html>" + output(network()))
    slider(page, SLIDERS[0]).fill("9")
    page.evaluate(
        """() => {
            const again = document.createElement("script");
            again.textContent = document.querySelector("script").textContent;
            document.body.append(again);
        }"""
    )
    assert counts(page) == expected_counts((9, 5, 3), bias=True)


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name=network().description)
    assert picture.bounding_box()["width"] == 640
    assert page.get_by_role("slider").count() == 0


def test_a_dark_page_and_its_rules_stay_outside(open_page, misplaced):
    page = open_page(
        "<!doctype html><style>:root { color-scheme: dark; background: #111 }"
        "* { color: red !important; font-size: 40px !important; margin: 9px }"
        "button { display: none }</style>" + output(network()),
        color_scheme="dark",
    )
    look = page.locator(".explorable").evaluate(
        "e => { const s = getComputedStyle(e);"
        " return [s.backgroundColor, s.color, s.fontSize, s.colorScheme]; }"
    )
    assert look == ["rgb(255, 255, 255)", "rgb(26, 26, 26)", "18px", "light"]
    assert page.get_by_role("button", name="Copy").is_visible()
    assert misplaced(page, loose="code", overlap=8) == []
    assert not page.evaluate(COVERED)  # the counts, by the code


def test_copy_takes_the_code(show):
    page = show(page={"permissions": ["clipboard-read", "clipboard-write"]})
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == IMPORTS + code(page)
    names = {}
    exec(copied, names)
    assert names["model"].count_params() == 43


def test_copy_works_where_the_clipboard_is_forbidden(open_page):
    page = open_page(
        "<!doctype html><textarea></textarea><script>Object.defineProperty(navigator,"
        "'clipboard', { value: undefined })</script>" + output(network((2, 1)))
    )
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    page.locator("textarea").focus()
    page.keyboard.press("Control+V")
    assert page.locator("textarea").input_value() == IMPORTS + code(page)


@pytest.mark.parametrize(
    "render",
    [
        "throw new Error('no')",
        "await null; throw new Error('no')",
        "model.on('change:x', () => { throw new Error('no'); }); model.set('x', 2)",
        "nothing.like.this",
    ],
)
def test_an_error_leaves_a_sentence_and_the_poster(open_page, tmp_path, render):
    front_end = tmp_path / "front.js"
    front_end.write_text(
        f"export default {{ async render({{ model, el }}) {{ {render} }} }};"
    )
    broken = Explorable(
        front_end,
        {"x": 1},
        poster=poster(lambda ax: ax.plot([0, 1]), size=(320, 160)),
        description="A line.",
        size=(800, 400),
    )
    page = open_page("<!doctype html>" + output(broken))
    assert "the picture shows how it begins" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("img", name="A line.").bounding_box()["width"] == 320


@pytest.mark.parametrize(
    "text",
    [
        "</script><b>",
        "<!--<script>",
        "'\"`\\${}",
        "🧠 神",
        "\u2028\u2029",
        "x" * 10_000,
    ],
)
def test_any_text_arrives_as_it_was(open_page, tmp_path, text):
    front_end = tmp_path / "front.js"
    front_end.write_text(
        "const tag = '</script><!--';\n"
        "export default { render({ model, el }) {\n"
        "  el.textContent = JSON.stringify([model.get('label'), tag]);\n} };\n"
    )
    explorable = Explorable(
        front_end,
        {"label": text},
        poster=poster(lambda ax: ax.plot([0, 1]), size=(320, 160)),
        description=text,
        size=(800, 400),
    )
    page = open_page("<!doctype html><meta charset=utf-8>" + output(explorable))
    shown = page.locator(".explorable > div").evaluate("e => JSON.parse(e.textContent)")
    assert shown == [text, "</script><!--"]
    assert page.locator("b").count() == 0

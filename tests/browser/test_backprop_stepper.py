"""The backpropagation stepper: its numbers against Keras, and as a student meets it.

Keras computes in float64 in a process of its own, since that is for all of JAX:
``python test_backprop_stepper.py FILE``, FILE a list of states as JSON.
"""

import itertools
import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

from nnlib import decks
from nnlib.explore import backprop
from nnlib.explore._backprop import ACTIVATIONS, LOSSES, draw_weights, learn
from nnlib.explore.host import FRONT

ROOT = Path(__file__).parents[2]
EXPLORABLE = backprop
MATHS = FRONT / "backprop" / "maths.js"
FORMULAS = FRONT / "backprop" / "formulas.js"
SIZES = (
    "Number of inputs",
    "Nodes in hidden layer 1",
    "Nodes in hidden layer 2",
    "Number of outputs",
)
LARGEST = (4, 4, 4, 4)


def output(explorable) -> str:
    return explorable._repr_mimebundle_()["text/html"]


def control(page, name):
    return page.get_by_label(name, exact=True)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def node(page, layer, number):
    return page.get_by_role("button", name=f"{layer}, node {number}")


def weight(page, start, end, layer):
    return page.get_by_role("button", name=f"w from {start} to {end}, {layer}:")


def value(text) -> float:
    return float(text.replace("−", "-"))


def numbers(element) -> list[float]:
    """Read the numbers that a node or a weight shows."""
    shown = element.locator("b").all_inner_texts()
    return [value(text) for text in shown if text]


def all_shown(page) -> dict[str, list[str]]:
    """Return what every node and weight that is seen shows, by its name."""
    shown = page.locator(".card:visible, .chip:visible").evaluate_all(
        """all => all.map(e => [e.querySelector(".heard").textContent,
            [...e.querySelectorAll("b")].map(b => b.innerText)])"""
    )
    return {name.removesuffix(":"): texts for name, texts in shown}


def losses(page) -> list[float]:
    found = page.locator(".losses b").all_inner_texts()
    return [value(text) for text in found if text]


def told(page) -> list[str]:
    """Return the title of what is told, and its lines."""
    return page.locator(".explorable").evaluate(
        """frame => [frame.querySelector("h3").lastChild.data,
            ...[...frame.querySelectorAll(".formula p")].map(p => p.textContent)]"""
    )


def result(page) -> float:
    return value(page.locator(".result").text_content().removeprefix("= "))


def step(page) -> int:
    return int(control(page, "Step").input_value())


def go(page, number):
    control(page, "Step").fill(str(number))


def last(page) -> int:
    return int(control(page, "Step").get_attribute("max"))


def open_settings(page):
    if not page.locator(".drawer").is_visible():
        button(page, "Settings").click()


def set_value(page, option, new):
    open_settings(page)
    control(page, "Change").select_option(label=option)
    control(page, "New value").fill(str(new))


# The mathematics


def states(seed, number):
    """Draw networks, points and rates, of every kind in turn."""
    chance = np.random.default_rng(seed)
    kinds = [(o, loss) for o, losses in LOSSES.items() for loss in losses]
    for i in range(number):
        depth = 2 + i % 3
        last_activation, loss = kinds[i % len(kinds)]
        sizes = chance.integers(1, 5, depth).tolist()
        if last_activation == "softmax":
            sizes[-1] = max(2, sizes[-1])
        outputs = sizes[-1]
        target = chance.uniform(-2, 2, outputs)
        if last_activation == "softmax":
            target = chance.dirichlet(np.ones(outputs))
        elif loss == "cross_entropy":
            target = chance.choice([0, 1, 0.3], outputs)
        yield {
            "sizes": sizes,
            "activation": ACTIVATIONS[i // 3 % 3],
            "output": last_activation,
            "loss": loss,
            "x": chance.uniform(-2, 2, sizes[0]).tolist(),
            "target": target.tolist(),
            "weights": [
                [chance.normal(0, 1, (m, n)).tolist(), chance.normal(0, 1, n).tolist()]
                for m, n in itertools.pairwise(sizes)
            ],
            "rate": float(10 ** chance.uniform(-3, 0)),
        }


def keras_learn(state: dict) -> dict:
    """Do what the front end does with Keras' layers, losses and SGD."""
    import jax
    import keras

    layers = []
    for i, size in enumerate(state["sizes"][1:]):
        end = i == len(state["sizes"]) - 2
        name = state["output"] if end else state["activation"]
        # Keras' own tanh rounds to float32 on JAX, whatever comes.
        f = jax.numpy.tanh if name == "tanh" else name
        layers += [keras.layers.Dense(size, kernel_initializer="zeros")]
        layers += [keras.layers.Activation(f)]
    model = keras.Sequential([keras.Input((state["sizes"][0],)), *layers])
    flat = [np.array(each) for pair in state["weights"] for each in pair]
    model.set_weights(flat)
    target = np.array([state["target"]])

    def forward(variables, offsets):
        """An offset of 0 on each z, for the loss' gradient there."""
        a, z, activations = np.array([state["x"]]), [], []
        for i, (dense, activation) in enumerate(
            zip(layers[::2], layers[1::2], strict=True)
        ):
            a, _ = dense.stateless_call(variables[2 * i : 2 * i + 2], [], a)
            z.append(a + offsets[i])
            a, _ = activation.stateless_call([], [], z[-1])
            activations.append(a)
        if state["loss"] == "squared_error":
            squared = keras.losses.MeanSquaredError(reduction="sum")
            loss = squared(target, a) * target.size / 2
        elif state["output"] == "softmax":
            loss = keras.losses.CategoricalCrossentropy(True)(target, z[-1])
        else:
            binary = keras.losses.BinaryCrossentropy(from_logits=True)
            loss = binary(target, z[-1]) * target.size
        return loss, (z, activations)

    def now():
        return [variable.value for variable in model.trainable_variables]

    zeros = [np.zeros((1, size)) for size in state["sizes"][1:]]
    slopes = jax.value_and_grad(forward, argnums=(0, 1), has_aux=True)
    (loss, (z, a)), (gradients, delta) = slopes(now(), zeros)
    optimizer = keras.optimizers.SGD(state["rate"])
    optimizer.build(model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)
    updated = now()
    after, (z_after, a_after) = forward(updated, zeros)
    arrays = {
        "z": z,
        "a": a,
        "delta": delta,
        "gradients": gradients,
        "updated": updated,
        "z after": z_after,
        "a after": a_after,
        "loss": [loss, after],
    }
    assert all(each.dtype == "float64" for list_ in arrays.values() for each in list_)
    return {name: [np.ravel(e).tolist() for e in each] for name, each in arrays.items()}


def flattened(found: dict) -> dict:
    """Bring what the front end finds into the shape of `keras_learn`."""

    def pairs(table):
        return [np.ravel(each).tolist() for pair in table for each in pair]

    return {
        "z": found["z"][1:],
        "a": found["a"][1:],
        "delta": found["delta"][1:],
        "gradients": pairs(found["gradients"]),
        "updated": pairs(found["updated"]),
        "z after": found["after"]["z"][1:],
        "a after": found["after"]["a"][1:],
        "loss": [[found["loss"]], [found["after"]["loss"]]],
    }


def test_every_number_is_that_of_keras(evaluate_module, tmp_path):
    drawn = list(states(seed=2, number=72))
    file = tmp_path / "states.json"
    file.write_text(json.dumps(drawn))
    float64 = {"KERAS_BACKEND": "jax", "JAX_ENABLE_X64": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, __file__, file],
        env=os.environ | float64,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = evaluate_module(MATHS, "argument.map(state => m.learn(state))", drawn)
    compared = 0
    for state, ours, theirs in zip(drawn, found, json.loads(done.stdout), strict=True):
        for name, expected in theirs.items():
            for one, other in zip(flattened(ours)[name], expected, strict=True):
                close = pytest.approx(other, rel=1e-6, abs=1e-6)
                assert one == close, (name, state)
                compared += len(one)
    assert compared > 72 * 20


def test_python_says_the_same(evaluate_module):
    drawn = list(states(seed=3, number=30))
    found = evaluate_module(MATHS, "argument.map(state => m.learn(state))", drawn)
    for state, ours in zip(drawn, found, strict=True):
        arrays = [tuple(map(np.array, pair)) for pair in state["weights"]]
        before, updated, after = learn(state | {"weights": arrays})
        assert [before, after] == pytest.approx([ours["loss"], ours["after"]["loss"]])
        for (kernel, bias), expected in zip(updated, ours["updated"], strict=True):
            np.testing.assert_allclose(kernel, expected[0], atol=1e-12)
            np.testing.assert_allclose(bias, expected[1], atol=1e-12)


def test_weights_of_a_seed_are_pythons(evaluate_module):
    for sizes, seed in (((2, 3, 1), 0), (LARGEST, 1), ((1, 1), 2**31 - 1)):
        found = evaluate_module(
            MATHS, "m.drawWeights(...argument)", [list(sizes), seed]
        )
        expected = [[w.tolist(), b.tolist()] for w, b in draw_weights(sizes, seed)]
        assert found == expected


# What is written, and what is told


@pytest.mark.parametrize("state", [*states(seed=5, number=12)])
def test_every_number_is_written(show, evaluate_module, state):
    sizes, end = state["sizes"], len(state["sizes"]) - 1
    options = {k: v for k, v in state.items() if k not in ("sizes", "rate")}
    page = show(sizes, **options, learning_rate=state["rate"])
    found = evaluate_module(MATHS, "m.learn(argument)", state)
    most = 7 if end == 3 or max(sizes) == 4 else 8
    written = evaluate_module(
        FORMULAS,
        "JSON.parse(JSON.stringify(argument), "
        f"(k, v) => typeof v === 'number' ? m.fitted(v, {most}) : v)",
        found,
    )
    go(page, last(page))
    assert page.locator(".losses b").all_inner_texts() == [
        written["loss"],
        written["after"]["loss"],
    ]
    go(page, last(page) - 2)  # the last gradients
    for layer, size in enumerate(sizes):
        for j in range(size):
            name = (["input"] + [f"layer {i}" for i in range(1, end)] + ["output"])[
                layer
            ]
            if layer == 0:
                assert all_shown(page)[f"input, node {j}"] == [written["a"][0][j]]
                continue
            node(page, name, j).hover()  # so that its weights are seen
            shown = all_shown(page)
            expected = [written[key][layer][j] for key in ("z", "a", "delta")]
            assert shown[f"{name}, node {j}"][:3] == expected
            for i in range(sizes[layer - 1]):
                kernels = [written["gradients"][layer - 1][0][i][j]]
                assert shown[f"w from {i} to {j}, {name}"][1:] == kernels
    go(page, last(page))
    page.locator("h3").hover()
    for j in range(sizes[-1]):
        expected = [written["after"][key][end][j] for key in ("z", "a")]
        assert all_shown(page)[f"output, node {j}"][:2] == expected
    assert page.locator(".result").text_content() == f"= {written['after']['loss']}"
    fell = found["after"]["loss"] < found["loss"]
    assert ("fell" if fell else "rose") in page.locator(".why").inner_text()


def computed(line: str) -> float:
    """Compute a line of numbers as it is written."""
    line = line.split(": ")[-1].removeprefix("= ").split(" = ")[0]
    line = line.replace("·", "*").replace("−", "-").replace("½", "0.5*")
    line = re.sub(r"\)2\b", ")**2", line)  # a raised 2
    line = re.sub(r"(\d)\(", r"\1*(", line)
    line = re.sub(r"ln ([\d.e-]+)", r"log(\1)", line).replace("ln (", "log(")
    return eval(line, {"log": math.log, "tanh": math.tanh, "max": max})


@pytest.mark.parametrize(
    "state", [*states(seed=6, number=9), *states(seed=7, number=6)]
)
def test_formulas_come_to_their_results(show, state):
    options = {k: v for k, v in state.items() if k not in ("sizes", "rate")}
    page = show(state["sizes"], **options, learning_rate=state["rate"])
    checked = 0
    for number in range(1, last(page) + 1):
        go(page, number)
        title, symbolic, *lines = told(page)
        assert " = " in symbolic or " ← " in symbolic
        if title.startswith("Activations") and ("e" in lines[0] or len(lines) < 2):
            continue  # a fraction, or nothing but the result
        if title.startswith(("Gradients", "The update")):
            pairs = [(line, value(line.split(" = ")[-1])) for line in lines]
        else:
            pairs = [(lines[0], result(page))]
        for line, expected in pairs:
            size = sum(abs(float(n)) for n in re.findall(r"\d+\.?\d*", line))
            assert computed(line) == pytest.approx(expected, abs=0.01 * max(1, size)), (
                line
            )
            checked += 1
    assert checked >= 6


def test_pointing_tells(show):
    page = show()
    go(page, 3)  # z of the output
    at_rest = told(page)
    assert at_rest[0] == "Weighted sums z, output"
    node(page, "layer 1", 2).hover()
    assert told(page)[0] == "Activations, layer 1"
    assert told(page)[1].startswith("a(1)2 = σ(z(1)2) = ")
    node(page, "input", 0).hover()
    assert told(page)[0] == "The example"
    weight(page, 1, 2, "layer 1").hover()
    assert told(page)[:2] == ["A weight, layer 1", "w(1)12 x1"]
    assert value(told(page)[3].removeprefix("= ")) == 0.045
    page.get_by_role("button", name="b to 2, layer 1").hover()
    assert told(page) == ["A bias, layer 1", "b(1)2 = −0.0400"]
    page.locator("h3").hover()
    assert told(page) == at_rest
    go(page, last(page))
    weight(page, 1, 2, "layer 1").hover()
    assert told(page)[0] == "The update, layer 1"
    assert len(told(page)) == 4


def test_pointing_at_a_line_tells_of_its_weight(show):
    page = show()
    go(page, 1)
    chip = weight(page, 1, 2, "layer 1").bounding_box()
    page.mouse.move(chip["x"] - 6, chip["y"] + chip["height"] / 2)
    assert told(page)[:2] == ["A weight, layer 1", "w(1)12 x1"]


def test_the_largest_shows_the_weights_of_one_node(show):
    page = show(LARGEST)
    assert page.locator(".hint").inner_text() == "Point at a node: its weights."
    chips = page.locator(".chip:visible")
    assert chips.count() == 0
    go(page, 1)
    assert chips.count() == 5
    node(page, "output", 2).hover()
    assert chips.count() == 5
    assert weight(page, 3, 2, "output").is_visible()
    weight(page, 3, 2, "output").hover()  # they stay while the pointer goes there
    assert chips.count() == 5
    page = show((2, 3, 1))
    assert page.locator(".hint").inner_text() == ""
    assert page.locator(".chip:visible").count() == 13


# Controls


def test_the_steps_follow_the_mouse(show):
    page = show()
    seen = []
    for _ in range(12):
        seen.append(told(page)[0])
        button(page, "Next").click()
    assert seen == [
        "The example",
        "Weighted sums z, layer 1",
        "Activations, layer 1",
        "Weighted sums z, output",
        "Activations, output",
        "The loss",
        "Deltas δ, output",
        "Gradients, output",
        "Deltas δ, layer 1",
        "Gradients, layer 1",
        "The update, output",
        "The loss after it",
    ]
    assert step(page) == 11
    button(page, "Previous").click()
    assert step(page) == 10
    button(page, "Rewind").click()
    assert told(page)[0] == seen[0]
    box = control(page, "Step").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert step(page) in (5, 6)


def test_a_node_chosen_by_a_click_is_told_of_in_its_layer(show):
    page = show()
    node(page, "layer 1", 2).click()
    button(page, "Next").click()
    page.locator("h3").hover()
    assert told(page)[1].startswith("z(1)2 = ")
    go(page, 8)
    assert told(page)[1].startswith("δ(1)2 = ")


def test_it_plays_to_the_end(show):
    page = show((1, 1), page={"alone": True})
    page.clock.install()
    go(page, 4)
    button(page, "Play").click()
    page.clock.run_for(1600)
    assert step(page) == 5
    button(page, "Pause").click()
    page.clock.run_for(5000)
    assert step(page) == 5
    button(page, "Play").click()
    page.clock.run_for(10_000)
    assert step(page) == 7
    assert button(page, "Play").is_visible()
    button(page, "Play").click()  # once more, from the start
    page.clock.run_for(1600)
    assert step(page) == 1
    button(page, "Next").click()
    assert button(page, "Play").is_visible()


def test_a_change_recomputes_at_once(show):
    page = show((2, 1), output="linear", weights=[[[1], [2]], [0.5]], target=1)
    go(page, 2)
    assert numbers(node(page, "output", 0)) == [2.5, 2.5, 1]
    set_value(page, "x₁", -1)
    assert numbers(node(page, "output", 0)) == [-0.5, -0.5, 1]
    go(page, 3)
    assert losses(page) == [1.13]
    set_value(page, "y", -0.5)
    go(page, last(page))
    assert losses(page) == [0, 0]
    go(page, 2)
    set_value(page, "w₁", 3)
    set_value(page, "b", 0)
    assert numbers(node(page, "output", 0)) == [-2, -2, -0.5]
    go(page, 6)
    open_settings(page)
    control(page, "Learning rate η").focus()
    page.keyboard.press("End")
    # delta -1.5: w = 1 + 10·1.5, 3 - 10·1.5; b = 15
    assert numbers(weight(page, 0, 0, "output")) == [1, 16]
    assert numbers(weight(page, 1, 0, "output")) == [3, -12]


def test_a_click_on_a_number_offers_it_for_change(show):
    page = show()
    for element, label in (
        (weight(page, 1, 2, "layer 1"), "w₁₂⁽¹⁾"),
        (page.get_by_role("button", name="b to 0, layer 1"), "b₀⁽¹⁾"),
        (node(page, "input", 1), "x₁"),
        (node(page, "output", 0), "y"),
        (node(page, "layer 1", 1), "b₁⁽¹⁾"),
    ):
        element.click()
        chosen = control(page, "Change").evaluate("e => e.selectedOptions[0].text")
        assert chosen == label
    weight(page, 1, 2, "layer 1").dblclick()
    page.keyboard.type("0.75")
    assert numbers(weight(page, 1, 2, "layer 1")) == [0.75]


def test_every_control_follows_the_keyboard(show):
    page = show()
    open_settings(page)
    button(page, "Rewind").focus()
    page.keyboard.press("Shift+Tab")
    names = []
    for _ in range(19):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                """() => {
                    const e = document.querySelector("[data-nnlib]").shadowRoot
                        .activeElement;
                    const heard = e.querySelector(".heard")?.textContent;
                    const words = (e.closest("label") ?? e).innerText;
                    const name = e.ariaLabel ?? heard ?? words;
                    return getComputedStyle(e).outlineStyle + " " + name.split(",")[0];
                }"""
            ).strip()
        )
    names = [name.removeprefix("solid ").split("\n")[0] for name in names]
    assert names == [
        *("Rewind", "Previous", "Play", "Next", "Step", "Settings"),
        *SIZES,
        "Hidden activation",
        "Output activation",
        "Loss",
        "Change",
        "New value",
        "Learning rate η",
        "Go on with the updated weights",
        "New random weights",
        "input",
    ]
    control(page, SIZES[1]).focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(".card").count() == 7
    page.keyboard.press("Tab")
    page.keyboard.press("2")
    assert page.locator(".card").count() == 9
    control(page, "Hidden activation").focus()
    page.keyboard.press("t")
    page.keyboard.press("Tab")
    page.keyboard.press("l")
    control(page, "Change").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("-2.5")
    assert numbers(node(page, "input", 1)) == [-2.5]
    page.keyboard.press("ArrowUp")
    assert numbers(node(page, "input", 1)) == [-2.4]
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    rate = control(page, "Learning rate η")
    assert rate.get_attribute("aria-valuetext") == "0.63"
    control(page, "Step").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert told(page)[0] == "Activations, layer 1"
    assert "tanh" in told(page)[1]
    button(page, "Next").press("Enter")
    button(page, "Previous").press("Space")
    button(page, "Previous").press("Space")
    assert step(page) == 1


def test_the_arrow_keys_move_about_in_the_network(show):
    page = show()
    button(page, "Settings").focus()
    page.keyboard.press("Tab")

    def here():
        return page.evaluate(
            "document.querySelector('[data-nnlib]').shadowRoot.activeElement"
            ".querySelector('.heard').textContent"
        )

    seen = [here()]
    for key in ("Down", "Right", "Up", "Right", "Right", "Right", "Left", "Down"):
        page.keyboard.press(f"Arrow{key}")
        seen.append(here())
    places = [name.removesuffix(":") for name in seen]
    assert places[:2] == ["input, node 0", "input, node 1"]
    assert re.match(r"[wb] .*to \d, layer 1", places[2])
    assert re.match(r"[wb] .*to \d, layer 1", places[3])
    assert places[4].startswith("layer 1, node")
    assert re.match(r"[wb] .*to 0, output", places[5])
    assert places[6] == "output, node 0"
    assert "output" in places[7]
    assert "output" in places[8]
    assert places[7] != places[8]
    page.keyboard.press("Enter")  # to the number field
    page.keyboard.type("0.25")
    start = 0 if places[8].startswith("b") else int(places[8].split()[2])
    chip = (
        page.get_by_role("button", name="b to 0, output")
        if places[8].startswith("b")
        else weight(page, start, 0, "output")
    )
    assert numbers(chip) == [0.25]
    page.keyboard.press("Shift+Tab")
    chip.focus()
    assert told(page)[0] in ("A weight, output", "A bias, output")


def test_the_choices_are_labelled_in_short(show):
    labels = show().locator(".drawer .row").nth(1).locator("label")
    shown = labels.evaluate_all("all => all.map(label => label.firstChild.data)")
    assert shown == ["Hidden", "Output", "Loss"]


def test_every_choice_builds_its_network(show):
    page = show()
    open_settings(page)
    for sizes in ((4, 4, 4, 4), (1, 0, 0, 1), (3, 2, 0, 4)):
        for name, size in reversed(list(zip(SIZES, sizes, strict=True))):
            control(page, name).select_option(str(size))
        layers = [size for size in sizes if size]
        assert page.locator(".card").count() == sum(layers)
        assert last(page) == 4 * len(layers) - 1
    control(page, SIZES[2]).select_option("3")
    control(page, SIZES[1]).select_option("0")
    one = [control(page, name).input_value() for name in SIZES]
    assert one == ["3", "3", "0", "4"]  # one hidden layer is the first
    control(page, "Output activation").select_option("softmax")
    assert control(page, "Loss").input_value() == "cross_entropy"
    assert control(page, "Loss").is_disabled()
    go(page, 4)
    shares = [numbers(node(page, "output", j))[1] for j in range(4)]
    assert sum(shares) == pytest.approx(1, abs=0.002)
    open_settings(page)
    control(page, SIZES[3]).select_option("1")  # a softmax of one says nothing
    assert control(page, "Output activation").input_value() == "sigmoid"
    control(page, "Loss").select_option("cross_entropy")
    go(page, 5)
    assert "ln" in told(page)[1]
    open_settings(page)
    control(page, "Output activation").select_option("linear")
    assert control(page, "Loss").input_value() == "squared_error"


def test_targets_of_a_softmax_add_up_to_one(show):
    page = show((2, 3), output="softmax")
    set_value(page, "y₂", 0.5)
    assert [numbers(node(page, "output", j))[-1] for j in range(3)] == [0.5, 0, 0.5]
    assert page.locator(".range").inner_text() == "0 to 1"


@pytest.mark.parametrize("text", ["", "101", "-1000", "1e5"])
def test_what_is_no_fitting_number_changes_nothing(show, text):
    page = show()
    go(page, last(page))
    before = losses(page)
    set_value(page, "w₀₀⁽¹⁾", text)
    assert control(page, "New value").get_attribute("aria-invalid") == "true"
    assert losses(page) == before
    button(page, "Next").focus()
    assert control(page, "New value").input_value() == "-0.47"
    assert control(page, "New value").get_attribute("aria-invalid") == "false"


def test_a_step_closes_the_settings(show):
    page = show()
    for name in ("Next", "Previous", "Rewind"):
        open_settings(page)
        button(page, name).click()
        assert not page.locator(".drawer").is_visible()
    open_settings(page)
    control(page, "Loss").focus()  # a choice leaves them open
    page.keyboard.press("ArrowDown")
    assert page.locator(".drawer").is_visible()


def test_it_goes_on_with_the_updated_weights(show):
    page = show()
    for times in range(1, 4):
        go(page, last(page))
        before, after = losses(page)
        fresh = numbers(weight(page, 0, 0, "output"))
        open_settings(page)
        button(page, "Go on with the updated weights").click()
        assert step(page) == 0
        assert losses(page) == []
        assert numbers(weight(page, 0, 0, "output")) == fresh
        go(page, 5)
        assert losses(page) == [after]
        assert after < before
        counted = "1 update" if times == 1 else f"{times} updates"
        assert f"Loss after {counted}" in page.locator(".losses").inner_text()
    open_settings(page)
    button(page, "New random weights").click()
    assert page.locator(".losses").inner_text().startswith("Loss\n")
    go(page, last(page))
    new = losses(page)
    page = show(seed=1)
    go(page, last(page))
    assert losses(page) == new


def test_divergence_shows_and_stops(show):
    page = show(
        (2, 4, 4, 1),
        activation="relu",
        output="linear",
        x=(100, 100),
        weights=[np.full(s, 1.0) for s in ((2, 4), 4, (4, 4), 4, (4, 1), 1)],
        learning_rate=10,
    )
    go(page, last(page))
    assert "rose by" in page.locator(".why").inner_text()
    open_settings(page)
    assert button(page, "Go on with the updated weights").is_disabled()
    button(page, "New random weights").click()
    go(page, 7)
    assert page.locator(".losses b").first.inner_text() not in ("", "?")


def test_nothing_is_told_before_its_step(show):
    page = show()
    fresh = page.locator(".chip").filter(has_text="→")
    for number in range(last(page) + 1):
        go(page, number)
        assert len(losses(page)) == (number >= 5) + (number == 11), number
        assert fresh.count() == (13 if number == 10 else 0), number


def test_lines_have_the_look_of_draw_network(show):
    page = show((2, 1), weights=[[[1], [-2]], [0.5]])
    go(page, 1)
    looks = page.locator(".ported path:not(.hit)").evaluate_all(
        """all => all.map(e => [
            getComputedStyle(e).stroke,
            e.getAttribute("stroke-dasharray"),
            Number(e.getAttribute("stroke-width")),
        ])"""
    )
    (blue, solid, thin), (orange, dashed, thick) = looks
    assert (blue, orange) == ("rgb(0, 114, 178)", "rgb(213, 94, 0)")
    assert solid == ""
    assert dashed != ""
    assert thin < thick


def test_a_deck_walks_it(show):
    page = show()
    host = page.locator("[data-nnlib]")
    assert host.get_attribute("data-steps") == str(last(page) + 1)
    for number in (4, 2):
        host.evaluate(
            "(e, n) => e.dispatchEvent(new CustomEvent('nnlib:step', { detail: n }))",
            number,
        )
        assert step(page) == number


def test_dead_units_are_told_of(show):
    weights = [[[1.0]], [-5.0], [[1.0]], [0.0]]
    page = show((1, 1, 1), activation="relu", weights=weights)
    set_value(page, "x", -1)
    go(page, 8)
    assert "relu′" in told(page)[1]
    assert result(page) == 0
    set_value(page, "y", 0.5)
    go(page, last(page))
    assert "Every gradient is 0" in page.locator(".why").inner_text()


def test_a_finger_does_all_of_it(show):
    page = show(page={"has_touch": True, "width": 390, "height": 844})
    for _ in range(2):
        button(page, "Next").tap()
    assert told(page)[0] == "Activations, layer 1"
    node(page, "layer 1", 1).tap()
    assert told(page)[1].startswith("a(1)1 = ")
    node(page, "input", 1).tap()
    open_settings(page)
    control(page, "New value").fill("-1")
    assert numbers(node(page, "input", 1)) == [-1]


# Where it is shown

STACKED = """() => {
    const frame = document.querySelector("[data-nnlib]").shadowRoot;
    const wrong = [];
    const cards = [...frame.querySelectorAll(".card")]
        .map(e => e.getBoundingClientRect());
    for (const a of cards) for (const b of cards)
        if (a !== b && a.left < b.right && b.left < a.right &&
            a.top < b.bottom && b.top < a.bottom) wrong.push("two nodes overlap");
    for (const chip of frame.querySelectorAll(".chip")) {
        const r = chip.getBoundingClientRect();
        if (r.width === 0) continue;
        const net = frame.querySelector(".net").getBoundingClientRect();
        if (r.top < net.top - 1 || r.bottom > net.bottom)
            wrong.push("a chip sticks out");
        if (cards.some(b => r.left < b.right && b.left < r.right && r.top < b.bottom &&
            b.top < r.bottom)) wrong.push("a chip covers a node");
    }
    return wrong;
}"""


def look(page, misplaced, ignored=""):
    """What is wrong with the words, the nodes and the weights on their lines."""
    words = misplaced(
        page,
        ignored=f".heard{ignored}",
        boxes=".card, .chip, button",
        overlap=8,
        least=20 if page.viewport_size["width"] > 800 else 16,
    )
    return words + page.evaluate(STACKED)


BOTH_SIGNS = {"x": (-12.3, 0.00123, -0.0456, 7.89), "seed": 3}
EXTREMES = (
    ((1, 1), {}),
    ((2, 3, 1), {}),
    (LARGEST, BOTH_SIGNS | {"activation": "tanh", "output": "softmax"}),
    (LARGEST, BOTH_SIGNS | {"loss": "cross_entropy", "target": (0.3,) * 4}),
    ((4, 4, 4), BOTH_SIGNS | {"activation": "relu", "output": "linear"}),
    ((2, 2, 2, 1), {"activation": "tanh"}),
)


@pytest.mark.parametrize("width", [1176, 1000, 390])  # 1160 on a slide
@pytest.mark.parametrize(("sizes", "options"), EXTREMES)
def test_nothing_is_clipped_or_overlaps(show, sizes, options, width, misplaced):
    page = show(sizes, page={"width": width, "height": 720}, **options)
    # A formula of four terms may be so long that it scrolls.
    saying = page.locator(".saying")
    frame = page.locator(".explorable").bounding_box()
    for number in range(last(page) + 1):
        go(page, number)
        scrolls = saying.evaluate("e => e.scrollHeight > e.clientHeight + 1")
        assert max(sizes) == 4 or not scrolls, number
        assert look(page, misplaced, ", .formula" * scrolls) == [], number
        if width == 1176:
            assert page.locator(".explorable").bounding_box() == frame


def test_it_fits_a_slide_and_its_text_can_be_read(show):
    for sizes in ((1, 1), (3, 3, 3), LARGEST):
        page = show(sizes)
        frame = page.locator(".explorable").bounding_box()
        assert (frame["width"], frame["height"]) == (1200, 540)
        go(page, 1)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 720})
            small = page.locator(".explorable").evaluate(
                """frame => [...frame.querySelectorAll("*")]
                    .filter(e => parseFloat(getComputedStyle(e).fontSize) < 14)
                    .map(e => e.outerHTML)"""
            )
            assert small == []


def test_nothing_moves_from_step_to_step(show, boxes):
    page = show((4, 4, 2), output="softmax")
    parts = page.locator(".row, .row > *, .net, .card, .panel, .losses, .time > *")

    before = boxes(parts)
    for number in range(1, last(page) + 1):
        go(page, number)
        assert boxes(parts) == before


def test_a_scaled_slide_is_clicked_where_the_pointer_is(open_page):
    page = open_page(
        '<!doctype html><div style="transform:scale(0.6);transform-origin:0 0;'
        f'width:1200px">{output(backprop())}</div>'
    )
    assert page.locator(".explorable").bounding_box()["width"] == pytest.approx(720)
    box = weight(page, 1, 2, "layer 1").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert told(page)[:2] == ["A weight, layer 1", "w(1)12 x1"]
    box = control(page, "Step").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 6, box["y"] + box["height"] / 2)
    assert step(page) == 11
    button(page, "Previous").click()
    assert told(page)[0] == "The update, output"


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(backprop())
    for one in (
        control(page, "Step"),
        control(page, "Learning rate η"),
        control(page, "New value"),
        control(page, "Change"),
        node(page, "input", 0),
        weight(page, 0, 0, "layer 1"),
    ):
        one.focus()
        for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "Home", "f"):
            page.keyboard.press(key)
    for key in ("Space", "Enter"):
        button(page, "Next").press(key)
        node(page, "input", 0).press(key)
    assert page.evaluate("heard") == []
    control(page, "Step").focus()
    page.keyboard.press("PageDown")
    button(page, "Next").press("ArrowRight")
    assert page.evaluate("heard") == ["PageDown", "ArrowRight"]


def test_a_slide_hidden_at_load_is_whole_when_shown(open_page, misplaced):
    page = open_page(
        '<!doctype html><div id="slide" style="display:none">'
        f"{output(backprop())}</div>"
    )
    page.locator("#slide").evaluate("e => e.style.display = 'block'")
    assert page.locator(".net").bounding_box()["width"] == 800
    go(page, 9)
    assert look(page, misplaced) == []
    # A line ends at its weight.
    line = page.locator(".ported path:not(.hit)").first.bounding_box()
    chip = weight(page, 0, 0, "layer 1").bounding_box()
    assert line["x"] + line["width"] == pytest.approx(chip["x"], abs=4)


def test_two_copies_live_apart(open_page):
    once = output(backprop())
    page = open_page("<!doctype html>" + once + once)
    first, second = page.locator("[data-nnlib]").all()
    first.get_by_role("button", name="Next", exact=True).click()
    assert "Weighted sums" in first.locator("h3").inner_text()
    assert "The example" in second.locator("h3").inner_text()


def test_a_reader_that_cannot_see_follows(show):
    page = show()
    assert page.get_by_role("group", name=backprop().description).count() == 1
    assert page.locator("[aria-live=polite] .formula").count() == 1
    go(page, 9)
    for element, name in (
        (node(page, "layer 1", 0), "layer1,node0:z0−0.705a00.331δ0−0.00439"),
        (weight(page, 1, 0, "layer 1"), "wfrom1to0,layer1:w10−0.710∂−0.00219"),
    ):
        assert "".join(element.text_content().split()) == name


def test_what_is_seen_is_part_of_its_name(show, serious):
    page = show()
    for number in (0, 9, 10, 11):
        go(page, number)
        assert serious(page) == []


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name=backprop().description)
    assert picture.bounding_box()["width"] == 640


# In a deck


@pytest.fixture
def on_a_slide(open_page, tmp_path):
    """Open a deck at the slide of a stepper, which the clicker walks."""
    v4 = nbformat.v4
    it = v4.new_output("display_data", {"text/html": output(backprop((2, 1)))})
    cells = [
        v4.new_markdown_cell("## Before"),
        v4.new_markdown_cell("## Walk"),
        v4.new_code_cell("it", outputs=[it], execution_count=1),
        v4.new_markdown_cell("The answer"),
        v4.new_markdown_cell("## Behind"),
    ]
    for cell, kind in zip(
        cells, ("slide", "slide", "-", "fragment", "slide"), strict=True
    ):
        cell.metadata["slideshow"] = {"slide_type": kind}
    cells[2].metadata["tags"] = ["walk", "hide-input"]
    notebook = tmp_path / "walk.ipynb"
    nbformat.write(v4.new_notebook(cells=cells), notebook)
    page = open_page(decks.write(notebook, tmp_path / "walk.html"))
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    title = "() => Reveal.getCurrentSlide().querySelector('h2').textContent"
    while page.evaluate(title) != "Walk":
        page.keyboard.press("PageDown")

    def click(key, times=1):
        """Press a clicker's key, and return the slide, the step and what is shown."""
        for _ in range(times):
            page.keyboard.press(key)
        answer = page.locator(".page .fragment.visible").get_by_text("The answer")
        return page.evaluate(title), step(page), answer.count() == 1

    return page, click


def test_a_clicker_goes_on_from_where_it_was_stepped_by_hand(on_a_slide):
    page, click = on_a_slide
    assert click("PageDown") == ("Walk", 1, False)
    for _ in range(3):
        button(page, "Next").click()
    assert click("PageDown") == ("Walk", 5, False)
    button(page, "Previous").click()
    button(page, "Previous").click()
    assert click("PageUp") == ("Walk", 2, False)
    go(page, 6)
    assert click("PageDown") == ("Walk", 7, False)
    assert click("PageDown") == ("Walk", 7, True)
    page.locator("h3").hover()  # draws it again
    assert click("PageUp") == ("Walk", 7, False)
    button(page, "Rewind").click()
    assert click("PageDown") == ("Walk", 1, False)
    go(page, 5)
    open_settings(page)
    button(page, "Go on with the updated weights").click()
    assert click("PageUp")[0] == "Before"
    assert click("PageDown") == ("Walk", 0, False)
    go(page, 5)
    page.evaluate("Reveal.slide(0)")
    page.evaluate("Reveal.slide(1)")
    assert click("PageDown") == ("Walk", 1, False)
    go(page, 5)
    assert click("PageDown", 4)[0] == "Behind"
    assert click("PageUp") == ("Walk", 7, True)
    assert click("PageUp", 2) == ("Walk", 6, False)


def test_a_clicker_walks_as_many_steps_as_the_network_has(on_a_slide):
    page, click = on_a_slide
    go(page, 4)
    for nodes, last_step in (("3", 11), ("0", 7)):
        open_settings(page)
        control(page, SIZES[1]).select_option(nodes)
        assert last(page) == last_step
        assert click("PageDown") == ("Walk", 5, False)
        assert click("PageDown", last_step - 5) == ("Walk", last_step, False)
        assert click("PageDown") == ("Walk", last_step, True)
        assert click("PageUp", 2) == ("Walk", last_step - 1, False)
        go(page, 4)


def test_a_clicker_takes_over_from_play(on_a_slide):
    page, click = on_a_slide
    button(page, "Play").click()
    page.wait_for_function(
        "Reveal.getCurrentSlide().querySelectorAll('.walk.visible').length === 2"
    )
    assert button(page, "Pause").is_visible()
    assert click("PageDown") == ("Walk", 3, False)
    assert button(page, "Play").is_visible()


if __name__ == "__main__":
    import keras

    keras.config.set_floatx("float64")
    with open(sys.argv[1], encoding="utf-8") as drawn:
        json.dump([keras_learn(state) for state in json.load(drawn)], sys.stdout)

"""JupyterLab: explorables before and after they are run, and a lab with its kernel."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from nnlib.explore import race

CELL = "import nnlib; nnlib.explore.race()"
OTHERS = """
import nnlib
from IPython.display import display

display(nnlib.explore.backprop((2, 3, 1), weights=[
    [[1, -1, 0.5], [0.5, 1, -1]], [0, 0, 0], [[1], [2], [-1]], [0.5]]))
display(nnlib.explore.activations("sigmoid", z=2))
display(nnlib.explore.signals(activation="relu", weights="glorot", depth=10))
display(nnlib.explore.slope([0, 1, 2, 3, 4], [9, 4, 1, 0, 1], start=1.5, h=1))
display(nnlib.explore.moments())
"""
OF_TRAINING = """
import keras
import numpy as np
import nnlib
from IPython.display import display

def model(inputs, *nodes):
    layers = [keras.layers.Dense(n) for n in nodes]
    model = keras.Sequential([keras.Input((inputs,)), *layers])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model

rng = np.random.default_rng(0)
x = rng.normal(size=(60, 2))
y = (x[:, 0] > 0).astype(int)
display(nnlib.explore.rate(curvature=1))
display(nnlib.explore.schedules("cosine"))
display(nnlib.explore.dropout())
watched = {"validation_data": (x, y), "epochs": 3}
display(nnlib.explore.overfitting({"two": model(2, 2)}, x, y, **watched))
display(nnlib.explore.bottleneck(model(2, 3, 2, 2), x, y, **watched))
display(nnlib.explore.sweep({1: {"a": [0.5], "b": [0.6]}, 2: {"a": [0.8], "b": [0.7]}},
                            setting="depth", score="accuracy"))
rates = np.geomspace(1e-6, 1, 60)
found = rates, 1 / (1 + 100 * rates)
display(nnlib.explore.rate_finder(found, {0.01: [0.7], 0.1: [0.8]}))
display(nnlib.explore.patience([[3, 2, 2.5, 1, 2, 3], [3, 2, 1, 2, 3, 4]]))
settings = {"rate": [0.01, 0.1, 1], "nodes": [1, 2, 3]}
display(nnlib.explore.search(rng.random((3, 3, 2, 4)), settings=settings))
images = np.random.default_rng(0).random((60, 9))
display(nnlib.explore.patches(model(9, 4, 2), images, after=model(9, 4, 2)))
"""
LAB = """
import nnlib
from matplotlib.figure import Figure

figure = Figure(figsize=(8, 4))
ax = figure.subplots()

def bars(count, color):
    ax.clear()
    ax.bar(range(count), range(count), color=color)
    if count == 5:
        raise ValueError("five is right out")
    return f"{count} bars in {color}"

nnlib.labs.Lab(figure, bars, {"count": (1, 5), "color": ["red", "blue"]})
"""
WIDGET = """
import anywidget, ipywidgets, nnlib, traitlets

explorable = nnlib.explore.network((2, 3, 1))
traits = {k: traitlets.Any(v).tag(sync=True) for k, v in explorable.data.items()}
Hosted = type("Hosted", (anywidget.AnyWidget,), {"_esm": explorable.module} | traits)
hosted, told = Hosted(), ipywidgets.Label()
hosted.observe(lambda _: told.set_trait("value", f"Python: {hosted.sizes}"), "sizes")
display(hosted, told)
"""
PATIENCE = 180  # seconds, for what should take ten
RENDERED = ".jp-OutputArea-output"


@pytest.fixture(scope="module")
def stored():
    """Return the race as a notebook holds it."""
    return race()._repr_mimebundle_()


@pytest.fixture(scope="module")
def lab(tmp_path_factory, stored):
    """Start JupyterLab where five notebooks lie, and return its address."""
    folder = tmp_path_factory.mktemp("lab")
    output = new_output("execute_result", stored, execution_count=1)
    cell = new_code_cell(CELL, outputs=[output], execution_count=1)
    kernel = {"name": "python3", "display_name": "Python 3"}
    notebook = new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "race.ipynb")
    sources = {"lab": LAB, "others": OTHERS, "training": OF_TRAINING, "widget": WIDGET}
    for name, source in sources.items():
        cells = [new_code_cell(source)]
        notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, folder / f"{name}.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        f"JUPYTER_{name}_DIR": str(folder / name.lower())
        for name in ("CONFIG", "DATA", "RUNTIME")
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    command += ["--ServerApp.token=", "--ServerApp.password="]
    command += ["--ServerApp.disable_check_xsrf=True"]
    log = folder / "lab.log"
    with log.open("w") as told:
        server = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | own | {"KERAS_BACKEND": "jax"},
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}/lab"
    try:
        _wait_for(address, server, log)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(address, server, log):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/settings", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not come up at {address}:\n{log.read_text()[-3000:]}")


@pytest.fixture
def page(browser, lab):
    """A page for JupyterLab; nothing but this machine can be reached."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})

    def gate(route):
        own = route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:"))
        route.continue_() if own else route.abort()

    context.route("**/*", gate)
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    yield page
    context.close()


def run(page):
    """Run the first cell, once the kernel has started."""
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.locator(".jp-CodeCell .jp-InputArea-editor").first.click()
    page.keyboard.press("Shift+Enter")


def test_a_stored_output_shows_its_poster_and_a_run_the_race(page, lab, stored):
    page.goto(f"{lab}/tree/race.ipynb?reset")
    picture = page.locator(f"{RENDERED} img")
    picture.wait_for()
    assert picture.get_attribute("alt") == stored["text/plain"]
    assert picture.evaluate("e => e.decode().then(() => e.naturalWidth)") == 240
    assert picture.bounding_box()["width"] > 200
    assert page.get_by_role("slider").count() == 0
    assert page.evaluate("!document.querySelector('[data-nnlib]')?.shadowRoot")

    run(page)
    rate = page.get_by_role("slider", name="rate of all", exact=True)
    rate.wait_for()
    adam = page.locator(".racer button").filter(
        has=page.get_by_text("Adam", exact=True)
    )
    before = adam.inner_text()
    assert re.search(r"0\.2\s+0\.0081", before)
    rate.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    assert rate.evaluate("e => e === e.getRootNode().activeElement")
    assert float(rate.input_value()) == pytest.approx(0.2)
    assert re.search(r"0\.32\s", adam.inner_text())
    assert adam.inner_text() != before
    assert page.locator(".jp-Notebook.jp-mod-editMode").count() == 0
    assert page.locator(".jp-Cell").count() == 2  # no key made or cut one

    surface = page.get_by_role("application")
    surface.scroll_into_view_if_needed()
    surface.focus()
    page.keyboard.press("ArrowRight")
    assert re.match(
        r"start x (0\.9|1\.0)\d, y 1\.60", page.locator("#start").inner_text()
    )
    box = surface.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.locator("#start").inner_text().startswith("start x 0.0")


def test_a_lab_follows_its_controls_and_says_what_fails(page, lab):
    page.goto(f"{lab}/tree/lab.ipynb?reset")
    run(page)
    picture = page.locator(f"{RENDERED} img")
    picture.wait_for()
    page.get_by_text("1 bars in red").wait_for()
    first, box = picture.get_attribute("src"), picture.bounding_box()
    assert (box["width"], box["height"]) == (800, 400)
    slider = page.locator(f"{RENDERED} [role=slider]")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("2 bars in red").wait_for()
    page.get_by_role("button", name="blue").click()
    page.get_by_text("2 bars in blue").wait_for()
    assert picture.get_attribute("src") != first
    assert picture.bounding_box() == box  # nothing jumps
    slider.focus()
    page.keyboard.press("End")
    page.get_by_text("ValueError: five is right out").wait_for()
    page.keyboard.press("Home")
    page.get_by_text("1 bars in blue").wait_for()
    assert page.locator(RENDERED).get_by_text("five").count() == 0
    assert picture.bounding_box() == box


def test_the_other_explorables_run_side_by_side(page, lab):
    page.goto(f"{lab}/tree/others.ipynb?reset")
    run(page)
    explorables = page.locator(f"{RENDERED} [data-nnlib]")
    explorables.nth(3).get_by_role("button", name="Slope").wait_for()
    explorables.nth(4).get_by_role("button", name="Settings").wait_for()
    stepper, gallery, signals, slope, moments = explorables.all()

    def told(explorable):
        return explorable.locator(".explorable").inner_text()

    step = stepper.get_by_role("slider", name="Step", exact=True)
    step.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    assert step.input_value() == "2"
    assert "step 3 of 12" in told(stepper)

    gallery.get_by_role("radio", name="tanh").check()
    field = gallery.get_by_role("spinbutton")
    field.fill("0.5")
    assert "0.462" in told(gallery)  # tanh 0.5
    assert "0.786" in told(gallery)  # 1 - tanh^2

    depth = signals.get_by_role("slider", name="Number of layers")
    depth.focus()
    page.keyboard.press("End")
    assert depth.input_value() == "50"
    signals.get_by_text("at layer 50").first.wait_for()

    slope.get_by_role("slider", name="Weight").focus()
    page.keyboard.press("ArrowRight")
    slope.get_by_text("1.54", exact=True).wait_for()

    moments.get_by_role("slider", name="slope of B").focus()
    page.keyboard.press("End")
    moments.get_by_text("B: slope 100, every step").wait_for()
    # No key of theirs is one of the notebook's.
    assert page.locator(".jp-Notebook.jp-mod-editMode").count() == 0
    assert page.locator(".jp-Cell").count() == 2


def test_the_explorables_of_training_run_side_by_side(page, lab):
    page.goto(f"{lab}/tree/training.ipynb?reset")
    run(page)
    explorables = page.locator(f"{RENDERED} [data-nnlib]")
    explorables.nth(9).get_by_role("button", name="Pictures").wait_for()
    rates, schedules, dropout, overfitting, bottleneck, *rest = explorables.all()
    sweep, finder, patience, search, patches = rest
    assert not page.locator(".jp-OutputArea-output[data-mime-type*=error]").count()

    def end_of(explorable, name):
        slider = explorable.get_by_role("slider", name=name, exact=True)
        slider.focus()
        page.keyboard.press("End")
        return slider.input_value()

    rates.get_by_role("button", name="Step", exact=True).click()
    rates.get_by_role("img", name=re.compile("after step 1 the ball")).wait_for()
    schedules.get_by_role("combobox", name="Schedule").select_option("exponential")
    schedules.get_by_text("schedules.exponential").first.wait_for()
    dropout.get_by_role("button", name="Step", exact=True).click()
    dropout.get_by_text("step 1", exact=False).first.wait_for()
    assert end_of(overfitting, "Epoch") == end_of(bottleneck, "Epoch") == "3"
    assert end_of(sweep, "depth") == "1"
    sweep.get_by_role("button", name="Each at its best").click()
    sweep.get_by_text("a, 2").first.wait_for()
    assert float(end_of(finder, "Learning rate")) == 0
    finder.get_by_role("button", name="What training says").click()
    finder.get_by_text("trained at 0.1: 0.80").first.wait_for()
    assert end_of(patience, "Patience") == "2"
    patience.get_by_text("Patience 2: 6 epochs trained").wait_for()
    assert end_of(search, "Trial") == "9"
    search.get_by_role("button", name="200 draws at once").click()
    search.get_by_text("Mean best of 200 draws").wait_for()
    patches.get_by_role("radio", name="node 0", exact=True).focus()
    page.keyboard.press("ArrowRight")
    patches.get_by_text("Node 1 of 4").wait_for()
    patches.get_by_role("button", name="Change to B").click()
    patches.get_by_text("in % of the length of w before").wait_for()
    # No key of theirs is one of the notebook's.
    assert page.locator(".jp-Notebook.jp-mod-editMode").count() == 0
    assert page.locator(".jp-Cell").count() == 2


def test_an_explorable_lives_in_anywidget_too(page, lab):
    page.goto(f"{lab}/tree/widget.ipynb?reset")
    run(page)
    inputs = page.get_by_role("slider", name="Number of inputs")
    inputs.wait_for()
    assert page.get_by_role("img", name="Network with 2 inputs").count() == 1
    inputs.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("img", name="Network with 3 inputs").wait_for()
    page.get_by_text("Python: [3, 3, 1]").wait_for()
    sheet = "e => getComputedStyle(e).backgroundColor"
    frame = page.locator(f"{RENDERED} .explorable")
    assert frame.evaluate(sheet) == "rgb(255, 255, 255)"
    assert page.locator(".jp-Cell").count() == 2
    frame.evaluate("e => { window.host = e.getRootNode().host; }")
    assert page.evaluate("host.isConnected")
    run(page)  # another one comes, and the first one ends
    page.wait_for_function("!host.isConnected")

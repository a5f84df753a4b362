"""Whatever is drawn: a picture is described, a notebook read, an argument refused.

Each test draws the same inputs every time; ``NNLIB_FUZZ=5000`` draws so many others.
What was once found stays, as an example.
"""

import json
import os
import re
import tempfile
import warnings
from html.parser import HTMLParser
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import nnlib
from nnlib import arguments, cells
from nnlib.decks import page, slides
from nnlib.explore import host, smaller
from nnlib.explore.bundle import bundle
from tests.hostile import Broken, NoArray

MANY = int(os.environ.get("NNLIB_FUZZ", "0"))


def drawn(count):
    """Draw so many inputs, always the same, or as many others as are asked for."""
    return settings(
        max_examples=MANY or count,
        derandomize=not MANY,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


# What ends or begins something in one of the languages that are written here.
PIECES = (
    "</script>", "<!--", "-->", "</section>", "<x-evil onevil='f()'>", "\"'", "&lt;",
    "\u2028", "\x1b[2J", "\0", "\\", "${f()}", "`", "*/", "//", "\n", "\r\n", "](a",
    "#", "$\\frac{$", "%", "{}", "é", "漢", "\U0001f600", "\u202e", "]]>", "<b", "a",
    " ", "0",
)  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES), max_size=6).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=8
)


def refused(call, *kinds):
    """Return what a refusal of these kinds says; "" where nothing is refused."""
    try:
        call()
    except kinds as error:
        return str(error) or "nothing"
    return ""


# ------------------------------------------------------------------ arguments

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=9)
    | st.binary(max_size=3)
    | st.fractions()
    | st.decimals()
    | st.datetimes()
    | st.sampled_from([10**400, -(10**400), int, len])
    | arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(max_side=3))
    | arrays.arrays(arrays.scalar_dtypes(), ())
)
THINGS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=2) | st.integers(), inner, max_size=3)
    ),
    max_leaves=6,
) | st.sets(st.integers(), max_size=3)
CHECKS = {
    "whole": ("n", lambda v: arguments.checked_integer("n", v, 1)),
    "whole to 9": ("n", lambda v: arguments.checked_integer("n", v, 1, 9)),
    "number": ("n", lambda v: arguments.checked_number("n", v, 0, 1)),
    "bool": ("n", lambda v: arguments.checked_bool("n", v)),
    "array": ("n", lambda v: arguments.finite_array("n", v, "a row")),
    "choice": ("n", lambda v: arguments.choice("n", v, ("one", "two"))),
    "text": ("n", lambda v: arguments.short_text("n", v, 5)),
    "names": ("n", lambda v: arguments.class_names("n", v, 2, 9)),
    "sizes": (
        "sizes",
        lambda v: arguments.layer_sizes(v, layers=3, nodes=9, example=(1, 2)),
    ),
    "network": ("sizes", lambda v: nnlib.explore.network(v)),
    "softmax": ("logits", lambda v: nnlib.explore.softmax(v)),
    "softmax target": ("target", lambda v: nnlib.explore.softmax(target=v)),
    "deltas": ("logits", lambda v: nnlib.explore.deltas(v)),
    "neuron": ("weights", lambda v: nnlib.explore.neuron(v)),
    "patience": ("values", lambda v: nnlib.explore.patience(v)),
    "dropout": ("rate", lambda v: nnlib.explore.dropout(rate=v)),
    "activations": ("name", lambda v: nnlib.explore.activations(v)),
    "load": ("name", lambda v: nnlib.load(v)),
    "describe": ("figure", lambda v: nnlib.describe(v)),
    "scale": ("class_size", lambda v: nnlib.scale(v, full=3)),
}


@pytest.mark.parametrize("name", CHECKS)
@drawn(60)
@given(value=THINGS)
def test_an_argument_is_taken_or_refused_by_name(name, value):
    argument, call = CHECKS[name]
    said = refused(lambda: call(value), ValueError, TypeError)
    assert not said or re.match(rf"{argument}\b.*: ", said, re.DOTALL)
    assert len(said) < 2000


FOUND = {  # of these, Hypothesis could not even write some
    "a large number": 10**400,
    "thousands of digits": 10**5000,
    "a large number in a list": [10**400, 1],
    "thousands of digits in a list": [10**5000, 1],
    "an array without axes": np.array(3),
    "an object": Broken(),
    "an object in a list": [Broken(), 1],
    "an object that makes no array": NoArray(),
    "a long text": "a" * 100_000,
    "an endless list": (lambda row: row.append(row) or row)([]),
}


@pytest.mark.parametrize("found", FOUND)
@pytest.mark.parametrize("name", CHECKS)
def test_what_was_found_is_refused_by_name(name, found):
    argument, call = CHECKS[name]
    said = refused(lambda: call(FOUND[found]), ValueError, TypeError)
    assert not said or re.match(rf"{argument}\b.*: ", said, re.DOTALL)
    assert len(said) < 2000


# ------------------------------------------------------------------ figures

FLOATS = st.floats(width=64) | st.sampled_from(
    [0.0, -0.0, 5e-324, 1.7976931348623157e308, np.nan, np.inf, -np.inf]
)
ROWS = st.lists(FLOATS, min_size=1, max_size=5)
DRAWING = {
    "plot": lambda ax, row, text: ax.plot(row, label=text),
    "line": lambda ax, row, text: ax.axhline(row[0], label=text),
    "scatter": lambda ax, row, text: ax.scatter(row, row, s=row, c=row, label=text),
    "bar": lambda ax, row, text: ax.bar(range(len(row)), row, label=text),
    "words": lambda ax, row, text: ax.bar([f"{text}{k}" for k in range(2)], [1, 2]),
    "image": lambda ax, row, text: ax.imshow([row]),
    "area": lambda ax, row, text: ax.fill_between(range(len(row)), row, label=text),
    "text": lambda ax, row, text: ax.text(row[0], row[-1], text),
    "arrow": lambda ax, row, text: ax.annotate(
        text, (row[0], 0), (0, row[-1]), arrowprops={"arrowstyle": "->"}
    ),
    "title": lambda ax, row, text: ax.set_title(text),
    "above": lambda ax, row, text: ax.figure.suptitle(text),
    "axis": lambda ax, row, text: ax.set(xlabel=text, xlim=row[:2]),
    "log": lambda ax, row, text: ax.set(yscale="log"),
    "ticks": lambda ax, row, text: ax.set_xticks(row, [text] * len(row)),
    "legend": lambda ax, row, text: ax.legend([text]),
    "arrows": lambda ax, row, text: ax.quiver(row, row, row, row),
    "pie": lambda ax, row, text: ax.pie(np.abs(row), labels=[text] * len(row)),
    "contours": lambda ax, row, text: ax.contour([row, row]),
    "table": lambda ax, row, text: ax.table([[text]]),
}


@drawn(40)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(DRAWING)), ROWS, hostile),
        min_size=1,
        max_size=5,
    )
)
@example([("scatter", [1.7976931348623157e308], "a"), ("axis", [0.0, 5e-324], "b")])
def test_whatever_is_drawn_is_described(marks):
    figure, ax = plt.subplots(figsize=(2, 2))
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            for name, row, text in marks:
                try:
                    DRAWING[name](ax, row, text)
                except Exception:  # what matplotlib refuses is not drawn
                    continue
        told = nnlib.describe(figure)
        assert told.startswith("Figure with 1 plot.\n")
        assert told.count("\n") <= 30
        assert nnlib.describe(figure) == told
    finally:
        plt.close(figure)


# ------------------------------------------------------------------ notebooks

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["markdown", "code", "display_data", "\ud800", 10**400]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "cells cell_type source metadata outputs output_type data text name id "
                "tags slideshow slide_type jupyter nnlib nbformat nbformat_minor guess "
                "attachments execution_count text/html image/png".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
KEYS = ("cells", "metadata", "nbformat", "nbformat_minor")
PLACES = ("source", "metadata", "outputs", "attachments", "id", "execution_count")


def whole():
    picture = new_output("display_data", data={"image/png": "aGk="}, metadata={})
    members = [new_markdown_cell("# One"), new_code_cell("f()", outputs=[picture])]
    return new_notebook(cells=members)


def read_again(content):
    """Read what may be a notebook, and make its slides; only a ValueError may come."""
    with tempfile.TemporaryDirectory() as folder:
        notebook = Path(folder, "a.ipynb")
        notebook.write_text(json.dumps(content), "utf-8")
        said = refused(lambda: read(notebook), ValueError)
        assert not said or said.startswith(str(notebook))


def read(notebook):
    nb = cells.read(notebook)
    for number, cell in enumerate(nb.cells, 1):
        assert cells.place(number, cell).isprintable()
    page.page(slides.make(nb, notebook))


@drawn(100)
@given(JSON)
def test_json_is_a_notebook_or_refused(content):
    read_again(content)


@drawn(150)
@given(st.sampled_from(KEYS + PLACES), st.integers(0, 1), JSON)
@example("attachments", 1, None)
@example("metadata", 0, {"tags": [1]})
@example("metadata", 0, {"jupyter": 1})
@example("source", 0, "\ud800")
def test_a_notebook_of_which_a_part_is_something_else(key, number, part):
    content = whole()
    (content if key in KEYS and number else content["cells"][number])[key] = part
    read_again(content)


OUTPUTS = st.builds(
    lambda kind, text: (
        new_output("stream", name="stdout", text=text)
        if kind == "stream"
        else new_output("display_data", data={kind: text})
    ),
    st.sampled_from(["stream", "text/plain", "application/x-evil", "image/png"]),
    hostile,
)
WORDS = hostile.map(lambda text: text.replace(",", "") or "a")  # as nbformat has tags
CODE = st.builds(
    lambda source, outputs, tags, kind: new_code_cell(
        source,
        outputs=outputs,
        execution_count=1,
        metadata={"tags": tags, "slideshow": {"slide_type": kind}},
    ),
    hostile,
    st.lists(OUTPUTS, max_size=3),
    st.lists(st.sampled_from(cells.TAGS) | WORDS, max_size=2, unique=True),
    st.sampled_from(cells.SLIDE_TYPES) | hostile,
)


class Tags(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, html):
        super().__init__()
        self.seen = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen |= {tag, *(name for name, _ in attrs)}


def made(members, **metadata):
    """Return the page of a deck, or nothing where it is refused by the cell's name."""
    nb = new_notebook(cells=members, metadata=metadata)
    pages = []
    said = refused(
        lambda: pages.append(page.page(slides.make(nb, Path("a.ipynb")))), ValueError
    )
    assert not said or said.startswith("a.ipynb: ")
    return "".join(pages)


@drawn(100)
@given(
    st.lists(CODE, min_size=1, max_size=4),
    st.dictionaries(st.sampled_from(["author", "footer", "date"]), hostile, max_size=2),
)
def test_code_and_what_it_prints_are_letters_in_a_deck(members, look):
    seen = Tags(made(members, nnlib=look)).seen
    assert not {"x-evil", "onevil"} & seen


@drawn(60)
@given(st.lists(hostile | st.sampled_from(["- a\n", "|a|\n|-|\n", "```"]), max_size=6))
@example(["```", " ", "\n", "a"])
def test_markdown_is_on_a_slide_or_refused(pieces):
    source = "".join(pieces).replace("$", "").replace("\\", "")  # formulas take seconds
    made([new_markdown_cell(f"# One\n\n{source}")])


# ------------------------------------------------------------------ modules

LITERALS = st.integers(-9, 9) | hostile
COMMENTS = st.sampled_from(
    ["", "// </script>\n", "/** import { a } */\n", "/**\n * @type {a}\n */\n"]
)
WRITTEN = {
    "const": "export const value = {};\n",
    "function": "function value_() {{\n  return {};\n}}\n"
    "export const value = value_();\n",
    "class": "class V {{\n  value = {};\n}}\nexport const value = new V().value;\n",
    "template": "export const value = `${{JSON.stringify({})}}`;\n",
    "pattern": "export const value = /[/]<!--/.test(``) ? 0 : {};\n",
}


@st.composite
def modules(draw):
    """Modules by name, the first of which imports others, and its value."""
    count = draw(st.integers(1, 4))
    sources, values = {}, {}
    for number in reversed(range(count)):
        literal = draw(LITERALS)
        kind = draw(st.sampled_from(sorted(WRITTEN)))
        others = range(number + 1, count)
        imported = [other for other in others if draw(st.booleans())]
        lines = [
            f'import {{ value as v{other} }} from "./m{other}.js";\n'
            for other in imported
        ]
        # U+2028 is a letter in a text, and ends a line everywhere else.
        text = json.dumps(literal, ensure_ascii=draw(st.booleans()))
        parts = ", ".join([text, *(f"v{other}" for other in imported)])
        written = WRITTEN[kind].format(f"[{parts}]")
        sources[f"m{number}"] = "".join([*lines, draw(COMMENTS), written])
        value = [literal, *(values[other] for other in imported)]
        if kind == "template":
            value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        values[number] = value
    return sources, values[0]


@pytest.fixture(scope="module")
def engine():
    """Run scripts without a page."""
    from py_mini_racer import MiniRacer

    with MiniRacer() as engine:
        yield engine


@drawn(150)
@given(modules())
def test_modules_are_joined_or_refused(engine, drawn):
    sources, value = drawn
    with tempfile.TemporaryDirectory() as folder:
        for name, source in sources.items():
            Path(folder, f"{name}.js").write_text(source, "utf-8", newline="")
        entry = Path(folder, "m0.js")
        whole, shown = bundle(entry), host._script(entry)
    assert not re.search(r"</script|<!--", shown, re.IGNORECASE)
    for script in (whole, smaller.script(whole), shown):
        found = engine.eval(f"JSON.stringify((() => {{ {script} }})().value)")
        assert json.loads(found) == value


@drawn(100)
@given(JSON | hostile)
@example({"</script><!--": "\u2028"})
@example("\ud800")
def test_data_are_a_literal_in_any_page(engine, data):
    texts = []
    said = refused(lambda: texts.append(host._literal(data)), ValueError)
    assert not said or said.startswith("data: ")
    for text in texts:
        assert not re.search("[<\u2028\u2029]", text)
        engine.eval(f"({text});0")

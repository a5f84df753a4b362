"""A small lecture with one of everything, for the tests of decks and commands."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

SETUP = """import matplotlib.pyplot as plt
import numpy as np

import nnlib

nnlib.setup(seed=0)"""
LINE = """x = np.linspace(-4, 4, 200)
fig, ax = plt.subplots()
ax.plot(x, np.maximum(x, 0), label="ReLU")
ax.plot(x, np.tanh(x), label="tanh")
ax.set(xlabel="input z", ylabel="activation a")
ax.legend()
plt.show()"""
SQUARE = """fig, ax = plt.subplots(figsize=(5, 5))
ax.imshow(np.random.default_rng(0).random((28, 28)), cmap="viridis")
ax.set(xlabel="column", ylabel="row")
plt.show()"""
MOMENTUM = """def momentum_step(w, v, gradient, learning_rate=0.002, gamma=0.9):
    # keep a fraction of the last step
    v = gamma * v - learning_rate * gradient(w)
    return w + v, v


w, v = np.array([0.8, 1.6]), 0.0
w, v = momentum_step(w, v, lambda w: 2 * w)
print("after one step:", w.round(4))"""
MATHEMATICS = r"""## Every formula that a lecture needs

Keep a fraction $\gamma < 1$ of the last step, and add the new one to it:

$$v_{s+1} = \gamma v_s
- \underbrace{\color{#0072B2} \eta \nabla L(w_s)}_{\text{gradient step}},
\qquad w_{s+1} = w_s + v_{s+1}$$

\begin{aligned}
z &= \begin{pmatrix} w_{11} & w_{12} \\ w_{21} & w_{22} \end{pmatrix} x + b \\
a &= \begin{cases} z & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}
\end{aligned}

It costs \$5 a month, not \$6."""
TABLE = """## Numbers stand in columns

| optimizer | rate $\\eta$ | accuracy |
|:----------|-----:|---------:|
| SGD       | 0.1  | 0.87     |
| Adam      | 0.001 | 0.89    |

1. First `compile`, then **fit**.
2. Then [evaluate](https://keras.io) what was held back.

### And then
> A rule is *folklore* until it is measured."""


def build():
    """Return the lecture, not run."""

    def cell(kind, source, slide_type, *tags):
        metadata = {"slideshow": {"slide_type": slide_type}}
        if tags:
            metadata["tags"] = list(tags)
        if "solution" in tags:
            metadata["jupyter"] = {"source_hidden": True}
        return kind(source, metadata=metadata)

    text, code = new_markdown_cell, new_code_cell
    cells = [
        cell(text, "# How networks learn\n\nA sample lecture", "slide"),
        cell(code, SETUP, "skip"),
        cell(text, MATHEMATICS, "slide"),
        cell(text, "Notes: why $\\gamma < 1$? **Ask** first.", "notes"),
        cell(text, "## Two activations bend the line at zero", "slide"),
        cell(text, "Which of the two never saturates?", "-"),
        cell(code, LINE, "-", "hide-input"),
        cell(text, "The one that keeps growing: **ReLU**.", "fragment"),
        cell(text, "## Momentum remembers where it was going", "slide"),
        cell(code, MOMENTUM, "-"),
        cell(text, "## An image is a table of numbers", "subslide"),
        cell(text, "Every pixel is one input: 28 x 28 of them.", "-"),
        cell(text, "Bright means large.", "fragment"),
        cell(code, SQUARE, "-", "hide-input"),
        cell(text, "## The steps of a plot fit beside it", "subslide"),
        cell(
            code,
            "x = np.linspace(-2, 2)\nplt.plot(x, x**2, label='$x^2$')\nplt.show()",
            "-",
        ),
        cell(text, "More of the same, said without a title of its own.", "subslide"),
        cell(text, "## Drag the layers, and count the weights again", "slide"),
        cell(code, "nnlib.explore.network((4, 5, 3))", "-", "hide-input"),
        cell(text, "Let someone guess the number first.", "notes"),
        cell(text, TABLE, "slide"),
        cell(text, "## Exercise (5 min): write `double`", "slide", "exercise"),
        cell(code, "def double(x):\n    return x + x", "-", "exercise"),
        cell(code, "print('right' if double(2) == 4 else 'not yet')", "-", "check"),
        cell(text, "Solution: twice is a sum.", "skip", "solution"),
        cell(code, "def double(x):\n    return 2 * x", "skip", "solution"),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:02d}"
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return new_notebook(cells=cells, metadata=metadata)


def write(path):
    """Write the lecture, not run, and return its path."""
    nbformat.write(build(), path)
    return path

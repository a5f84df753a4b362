"""A formula of a lecture is right: both sides of it, at numbers, or held to a library.

A world is what a formula is held to: what its names stand for, from an independent
source, which its docstring names. It lists the beginnings of its formulas; one that is
no equation comes with the names of what it is.
"""

import ast
import functools
import itertools
import math
import re
from pathlib import Path
from statistics import NormalDist

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from keras import layers, optimizers

import nnlib
from nnlib import cells, schedules, surfaces
from tests import formulas

NOTEBOOKS = (Path(__file__).parents[2] / "notebooks").glob("*.ipynb")
READ = {int(path.stem[:2]): cells.read(path) for path in sorted(NOTEBOOKS)}
# A formula says something by a relation, a sign or a fraction.
SAYS = re.compile(r"=|\\leftarrow|\\approx|\\[gl]e\b|[<>+/-]|frac")
ONLY_NUMBERS = re.compile(r"[-\de.,^{}() ]+")
# What needs no proof: the lecture itself sets it so.
ASSUMED = {
    (2, r"\partial L / \partial a_j"): "the name of a slope",
    (2, "a = 0.4"): "an exercise tells to take it",
    (2, r"\hat y = 0.8"): "an exercise tells to take it",
    (7, "p = 0.4"): "the rate of the layer that the sentence names",
    (9, "n = 1"): "the first of the counts that an exercise asks for",
}
# A comma between two cases is read as a plus; and a sentence completes a product.
COMPLETED = {
    (3, r"\mathrm{SELU}"): (r", \qquad", "+"),
    (3, r"\delta = f'(z)"): (r"\cdot", r"\cdot \text{what comes back}"),
}
PART = re.compile(r"\\text\{[^}]*\}|[-+]|\d+(?:\.\d+)?|_\{?[ijkmrt]{1,2}\}?")
# What may change, for it is multiplied by 0.
IDLE = (r"- 1.5 \cdot 0", r"+ 1.6 \cdot 0")
SIGNS = {"-": "+", "+": "-"}
INDICES = str.maketrans({"i": "j", "j": "i", "k": "m", "m": "k", "r": "m", "t": "k"})
WORLDS = {}


def world(lecture, *beginnings):
    """Hold the formulas that begin so to the world that a function makes."""

    def keep(make):
        made = functools.cache(make)
        for beginning in beginnings:
            begins, *alone = [beginning] if isinstance(beginning, str) else beginning
            WORLDS[lecture, formulas.plain(begins)] = made, alone
        return made

    return keep


def draw(*shape):
    return np.random.default_rng(5).normal(size=shape)


def gradient(loss, *arrays):
    """By JAX, in double precision."""
    with jax.enable_x64(True):
        found = jax.jit(jax.grad(loss, range(len(arrays))))(*map(jnp.asarray, arrays))
        return [np.array(part) for part in found]


def dense(x, kernel, bias, activation=None):
    """What a layer of Keras answers."""
    layer = layers.Dense(len(bias), activation)
    layer.build((None, len(kernel)))
    layer.set_weights([kernel, bias])
    return keras.ops.convert_to_numpy(layer(np.atleast_2d(x)))


def number(tensor):
    return float(np.squeeze(keras.ops.convert_to_numpy(tensor)))


def slope(w):
    """The gradient of a loss, entry by entry."""
    return np.cos(3 * w)


def second_step(optimizer, *names):
    """A step of an optimizer of Keras, and what its variables hold around it."""
    weights = keras.Variable(draw(60))
    optimizer.build([weights])
    held = [weights, *optimizer.variables[2:]]  # behind its iteration and rate
    seen = []
    for _ in range(2):
        seen = [np.array(part.value) for part in held]
        optimizer.apply([keras.ops.convert_to_tensor(slope(seen[0]))], [weights])
    found = {"g": slope(seen[0]), "within": 1e-5}
    for name, before, after in zip(("w", *names), seen, held, strict=True):
        found |= {name: before, name + r"\leftarrow": np.array(after.value)}
    return found


@functools.cache
def statements(lecture):
    """The code of a lecture, without magics."""
    written = [c.source for c in READ[lecture].cells if c.cell_type == "code"]
    return ast.parse(re.sub(r"(?m)^( *)%.*", r"\1pass", "\n".join(written))).body


def set_in(lecture, names, **known):
    """What the code of a lecture first sets these names to."""
    for node in statements(lecture):
        if isinstance(node, ast.Assign):
            if ast.unparse(node.targets[0]).strip("()") == names:
                return eval(ast.unparse(node.value), {"np": np, **known})
    raise LookupError(names)


def told(lecture, words):
    """What a lecture claims of what these words say, or its self-check of a name."""
    for node in itertools.chain.from_iterable(map(ast.walk, statements(lecture))):
        if isinstance(node, ast.Call) and node.args:
            called, first = ast.unparse(node.func), ast.unparse(node.args[0])
            if called == "nnlib.claim" and first == repr(words):
                return ast.literal_eval(node.args[2])
            if called == "nnlib.self_check" and first == words:
                return eval(ast.unparse(node.args[1]))
    raise LookupError(words)


@world(
    1,
    "6.2 - 5.2",
    "-2 + 8",
    "-3 + 10",
    "3 - 8",
    r"2 \cdot 1 + 4",
    "-2 + 5",
)
@world(6, r"-\ln 0.4")
@world(9, r"3 \cdot 4", "8^2 = 4^3", "27 + 9")
def sums():
    """Of numbers alone."""
    return {}


@world(
    1,
    "z = w_0 x_0",
    r"\hat y = \sigma(z)",
    "a = f(z)",
    r"\hat y = f(",
    ("f(XW + b)", "of a batch"),
)
def a_neuron():
    """A layer of Keras with one node."""
    x, w, b = draw(4), draw(4, 1)[::-1], draw(1)
    batch = draw(3, 4)
    answer = dense(x, w, b, "sigmoid")[0]
    return {
        "x": x,
        "w": w,
        "b": b,
        "z": dense(x, w, b)[0],
        r"\hat y": answer,
        "a": answer,
        "f": formulas.KNOWN[r"\sigma"],
        "X": batch,
        "W": w,
        "of a batch": dense(batch, w, b, "sigmoid"),
        "within": 1e-5,
    }


@world(1, r"z = 0.4 \cdot 5.1", "z = 2.04")
def the_iris():
    """The numbers that the lecture's code sets, multiplied and added by NumPy."""
    return {"z": set_in(1, "flower") @ set_in(1, "care") + 0.5}


@world(1, "w_0 x_0 + w_1 x_1 + b = 0")
def where_a_neuron_answers_one_half():
    """A layer of Keras is linear: from its sums at two places, where it is 0."""
    w, b = np.array([[2.0], [-4.0]]), np.array([1.0])  # in 32 bits without rounding
    at_0, at_1 = (dense(np.array([0.25, x_1]), w, b).item() for x_1 in (0, 1))
    return {"x": [0.25, at_0 / (at_0 - at_1)], "w": w[:, 0], "b": b.item()}


@world(1, r"L = - y \log")
def binary_cross_entropy():
    """Keras'."""
    loss = keras.losses.binary_crossentropy([0.3], [0.8])
    return {"y": 0.3, r"\hat y": 0.8, "L": number(loss), "within": 1e-5}


@world(1, "z^{(2)} = -6.2")
def three_lines():
    """What the lecture claims of the weights that it trained."""
    a = draw(3)
    z = a @ told(1, "the output's weights") + told(1, "the output's bias")
    return {"a^(1)": a, "z^(2)": z}


@world(1, r"z^{(1)}_2 = 3", r"\hat y = -1 \cdot 6")
def two_and_three_nodes():
    """The matrices that the lecture's code sets."""
    z = set_in(1, "three_inputs")[0] @ set_in(1, "to_hidden")
    a = np.maximum(z, 0)
    return {"z^(1)": z, "a^(1)": a, r"\hat y": a @ set_in(1, "to_answer")}


@world(1, "(x W^{(1)} + b^{(1)})")
def two_layers_without_activation():
    """Both sides, at random matrices."""
    matrices = {"W^(1)": draw(3, 4), "W^(2)": draw(4, 2)}
    return matrices | {"x": draw(3), "b^(1)": draw(4), "b^(2)": draw(2)}


@world(2, r"\frac{\partial L}{\partial w} \approx")
def a_slope():
    """JAX' derivative."""
    (found,) = gradient(jnp.sin, 0.7)
    return {"L": np.sin, "∂L/∂w": found, "w": 0.7, "h": 1e-4}


@world(2, r"\big(f(g(x))\big)'")
def a_function_in_another():
    """JAX' derivative of the two."""
    (found,) = gradient(lambda x: jnp.sin(jnp.exp(x)), 0.7)
    names = {"f": np.sin, "f'": np.cos, "g": np.exp, "g'": np.exp}
    return names | {"x": 0.7, "(f(g(x)))'": found}


@world(
    2,
    "y = 1",
    r"L = \frac{1}{2}",
    r"\frac{\partial L}{\partial w_0}",
    r"\sigma'(z) =",
    r"\delta = \frac{\partial L}{\partial z}",
    r"\delta = -0.074",
    (r"\frac{1}{2}(\hat y", "L"),
)
def the_neuron():
    """JAX' derivatives of it, at the numbers that the lecture's code sets."""
    x, w, b = set_in(2, "neuron_x, neuron_w, neuron_b")
    y = set_in(2, "neuron_y")
    z = x @ w + b
    sigmoid = nnlib.activations.get("sigmoid")
    y_hat = sigmoid.f(z)

    def loss(y_hat):
        return jnp.square(y_hat - y) / 2

    def of_sum(z):
        return loss(jax.nn.sigmoid(z))

    slopes = gradient(lambda w, b: of_sum(x @ w + b), w, b)
    (delta,), (outer,) = gradient(of_sum, z), gradient(loss, y_hat)
    (steepness,) = gradient(jax.nn.sigmoid, z)
    return {
        "x": x,
        "y": y,
        "z": z,
        r"\hat y": y_hat,
        "a": y_hat,
        "i": 1,
        "∂L/∂w": slopes[0],
        "∂L/∂b": slopes[1],
        "∂L/∂z": delta,
        r"\delta": delta,
        r"∂L/∂\hat y": outer,
        r"∂\hat y/∂z": steepness,
        "∂z/∂w": x,
        r"\sigma'": sigmoid.df,
        "L": number(keras.losses.mean_squared_error(*np.float32([[y], [y_hat]]))) / 2,
    }


@world(
    2,
    "W^{(1)} =",
    "b^{(1)} =",
    "z^{(1)} =",
    r"\delta^{(2)} =",
    r"\delta^{(1)}_j = \underbrace",
)
def four_sigmoids():
    """JAX' derivatives of them, at the numbers that the lecture's code sets."""
    x, y = set_in(2, "x, y")
    W1, b1 = set_in(2, "W1, b1")
    W2, b2 = set_in(2, "W2, b2")

    def loss_behind(z):
        return ((jax.nn.sigmoid(z) - y) ** 2 / 2).sum()

    def loss(z1, W2):
        return loss_behind(jax.nn.sigmoid(z1) @ W2 + b2)

    def whole(W1):
        return loss(x @ W1 + b1, W2)

    z1 = x @ W1 + b1
    a1 = nnlib.activations.get("sigmoid").f(z1)
    z2 = a1 @ W2 + b2
    y_hat = nnlib.activations.get("sigmoid").f(z2)
    delta1, slopes2 = gradient(loss, z1, W2)
    return {
        "x": x,
        "y": y,
        "W^(1)": W1,
        "b^(1)": b1,
        "W^(2)": W2,
        "b^(2)": b2,
        "z^(1)": z1,
        "a^(1)": a1,
        "z^(2)": z2,
        r"\hat y": y_hat,
        "i": 0,
        "j": 2,
        "w^(2)": W2[:, 0],
        "∂L/∂w^(2)": slopes2[:, 0],
        r"\delta^(2)": gradient(loss_behind, z2)[0],
        r"\delta^(1)": delta1,
        "∂L/∂w^(1)": gradient(whole, W1)[0],
        "L": (y_hat - y) ** 2 / 2,
    }


@world(2, r"\delta^{(1)}_j = f'(")
def two_outputs():
    """JAX' derivatives of a network with tanh and two outputs."""
    z, w = draw(3), draw(3, 2)

    def behind(z2):
        return jnp.exp(z2).sum()

    (delta1,) = gradient(lambda z: behind(jnp.tanh(z) @ w), z)
    (delta2,) = gradient(behind, np.tanh(z) @ w)
    return {
        "z^(1)": z,
        "w^(2)": w,
        "f'": nnlib.activations.get("tanh").df,
        "j": 2,
        r"\delta^(1)": delta1,
        r"\delta^(2)": delta2,
        r"\sum_k": range(2),
    }


@world(
    2,
    r"\hat y_k =",
    r"L = -\ln",
    r"\delta_k =",
    r"\delta = \hat y - y",
)
@world(3, r"\hat y_k =", (r"-\log \hat y_k", "L"))
def softmax():
    """nnlib's softmax, Keras' cross-entropy and JAX' derivative of the two."""
    z, y = draw(3), np.array([0.0, 1.0, 0.0])
    y_hat = nnlib.activations.get("softmax").f(z)
    (delta,) = gradient(lambda z: -jax.nn.log_softmax(z)[1], z)
    loss = number(keras.losses.categorical_crossentropy(*np.float32([y, y_hat])))
    return {
        "z": z,
        "y": y,
        r"\hat y": y_hat,
        "L": loss,
        "∂L/∂z": delta,
        "k": 1,
        "r": 1,
        r"\delta": delta,
        r"\sum_m": range(3),
        r"\sum_k": range(3),
        "within": 1e-5,
    }


@world(
    2,
    r"\underbrace{\frac{\partial L}{\partial W^{(2)}}}",
    r"\underbrace{\Delta^{(1)}}",
)
def a_batch():
    """JAX' derivatives of two layers; and the shapes under the braces."""
    z, W, b = draw(32, 128), draw(128, 10) / 9, draw(10)

    def behind(logits):
        return -jax.nn.log_softmax(logits)[:, 3].mean()

    def loss(z, W, b):
        return behind(jnp.tanh(z) @ W + b)

    before, slopes, of_bias = gradient(loss, z, W, b)
    (delta,) = gradient(behind, np.tanh(z) @ W + b)
    return {
        "A^(1)": np.tanh(z),
        "W^(2)": W,
        r"\Delta^(2)": delta,
        "∂L/∂W^(2)": slopes,
        "∂L/∂b^(2)": of_bias,
        r"\sum_\text{rows}": lambda rows: rows.sum(axis=0),
        r"\Delta^(1)": before,
        "Z^(1)": z,
        "f'": nnlib.activations.get("tanh").df,
    }


@world(2, ("f(A W + b) + A", "around"), ("f'(A W + b)", "slope"))
def a_way_around():
    """Layers of Keras."""
    A, W, b = draw(3, 4), draw(4, 4), draw(4)
    around = layers.Add()([A.astype("float32"), dense(A, W, b, "tanh")])
    tanh = nnlib.activations.get("tanh")
    return {
        "A": A,
        "W": W,
        "b": b,
        "f": tanh.f,
        "f'": tanh.df,
        "within": 1e-5,
        "around": keras.ops.convert_to_numpy(around),
        "slope": tanh.df(dense(A, W, b)),
    }


@world(2, "a = z / (1")
@world(
    3,
    r"\sigma'(0)",
    r"\tanh z",
    r"\mathrm{ReLU}",
    r"\mathrm{GELU}",
    r"\mathrm{SELU}",
    r"\delta = f'(z)",
)
def activations():
    """nnlib's, and the normal distribution of Python."""
    z = np.array([-2.1, -0.6, 0.3, 1.7])
    softsign, relu, gelu, selu = (
        nnlib.activations.get(name) for name in ("softsign", "relu", "gelu", "selu")
    )
    scale = selu.df(1.0)
    (delta,) = gradient(lambda z: (jnp.sin(z) * 0.4).sum(), z)
    return {
        "z": z,
        "a": softsign.f(z),
        r"\mathrm{ReLU}": relu.f,
        r"\mathrm{GELU}": gelu.f,
        r"\mathrm{SELU}": selu.f,
        r"\lambda": scale,
        r"\alpha": -selu.f(-50.0) / scale,
        "f'": np.cos,
        r"\Phi": np.vectorize(NormalDist().cdf),
        r"\delta": delta,
        r"\text{what comes back}": 0.4,
    }


@world(3, "z = -0.75")
def lowest_point():
    """Of nnlib's GELU."""
    near = np.linspace(-2, 1, 3001)
    return {"z": near[nnlib.activations.get("gelu").f(near).argmin()]}


@world(3, r"z = \sum_{i=1}^{n}", r"\mathrm{Var}(z) = n")
def a_sum_of_products():
    """All outcomes of three weights around 0 and three inputs, each as likely."""
    weights, inputs = [-0.4, 0.4], [0.5, 2.0, -0.3]
    outcomes = itertools.product(weights, weights, weights, inputs, inputs, inputs)
    w, x = np.split(np.array(list(outcomes)).T, 2)
    return {
        "w": w,
        "x": x,
        "z": np.einsum("ij,ij->j", w, x),
        "n": 3,
        r"\mathrm{Var}": np.var,
        r"\mathrm{E}": np.mean,
    }


def drawn(initializer):
    """A layer's weights from an initializer of Keras."""
    w = keras.ops.convert_to_numpy(initializer((400, 300)))
    return {
        "w": w,
        r"\mathrm{Var}": np.var,
        "n": 400,
        r"n_\text{in}": 400,
        r"n_\text{out}": 300,
        "variance": w.var(),
        "spread": w.std(),
        "within": 0.01,
    }


@world(
    3,
    r"\mathrm{Var}(w) = 1",
    (r"1/\sqrt{n}", "spread"),
    (r"1 / n_{\text{in}}", "variance"),
)
@world(3, (r"1/n_{\text{in}}", "variance"))
def lecun():
    """What Keras draws."""
    return drawn(keras.initializers.LecunUniform(3))


@world(2, (r"1/\sqrt{\text{inputs}}", "spread"))
def spread_of_weights():
    """What Keras draws."""
    return lecun() | {r"\text{inputs}": 400}


@world(3, r"\mathrm{Var}(w) = 2", (r"2 / n_{\text{in}}", "variance"))
@world(3, (r"2/n_{\text{in}}", "variance"))
def he():
    """What Keras draws."""
    return drawn(keras.initializers.HeUniform(3))


@world(3, (r"2 / (n_{\text{in}}", "variance"))
def glorot():
    """What Keras draws."""
    return drawn(keras.initializers.GlorotUniform(3))


@world(4, r"\begin{aligned} L(x, y)", r"\nabla L = ", "w = (x, y)")
def beale():
    """nnlib's surface, and JAX' derivatives of it."""
    x, y = 0.8, 1.6
    slopes = gradient(surfaces.beale.f, x, y)
    return {
        "x": x,
        "y": y,
        "w": np.array([x, y]),
        "L": surfaces.beale.f,
        "∂L/∂x": slopes[0],
        "∂L/∂y": slopes[1],
        r"\nabla L": np.array(surfaces.beale.df(x, y)),
    }


@world(2, r"w \leftarrow w - \eta")
def descent():
    """Keras' SGD."""
    found = second_step(optimizers.SGD(0.3))
    return found | {r"\eta": 0.3, "∂L/∂w": found["g"]}


def by_step(found):
    """The same, with the step as an index."""
    names = found.keys() & {"w", "v"}
    before = {f"{name}_t": found[name] for name in names}
    after = {f"{name}_t+1": found[name + r"\leftarrow"] for name in names}
    return before | after | {r"\nabla L": slope, "within": 1e-5}


@world(4, "w_{t+1} =")
def plain_descent():
    """Keras' SGD."""
    return by_step(second_step(optimizers.SGD(0.3))) | {r"\eta": 0.3}


@world(4, r"v_{t+1} = \gamma v_t - \eta \nabla L(w_t) ")
def momentum():
    """Keras' SGD with momentum."""
    found = by_step(second_step(optimizers.SGD(0.3, 0.8), "v"))
    return found | {r"\eta": 0.3, r"\gamma": 0.8}


@world(4, r"v_{t+1} = \gamma v_t - \eta \nabla L(w_t +")
def nesterov():
    """Keras' SGD, whose weights stand where the lecture looks."""
    found = by_step(second_step(optimizers.SGD(0.3, 0.8, nesterov=True), "v"))
    w = found["w_t"] - 0.8 * found["v_t"]
    return found | {"w_t": w, r"\eta": 0.3, r"\gamma": 0.8}


@world(4, r"s \leftarrow s + g^2")
def adagrad():
    """Keras'."""
    optimizer = optimizers.Adagrad(0.3, epsilon=0.05)
    return second_step(optimizer, "s") | {r"\eta": 0.3, r"\epsilon": 0.05}


@world(4, r"s \leftarrow \rho s")
def rmsprop():
    """Keras'."""
    found = second_step(optimizers.RMSprop(0.3, 0.7, epsilon=0.05), "s")
    return found | {r"\eta": 0.3, r"\epsilon": 0.05, r"\rho": 0.7}


@world(4, r"\Delta =")
def adadelta():
    """Keras'."""
    found = second_step(optimizers.Adadelta(1.0, 0.7, epsilon=0.05), "s", "d")
    delta = found[r"w\leftarrow"] - found["w"]
    return found | {r"\Delta": delta, "s": found[r"s\leftarrow"], r"\epsilon": 0.05}


@world(4, r"\epsilon = 10^{-7}", "d = 0", r"\rho = 0.9")
def defaults():
    """Keras' Adadelta before its first step, and its RMSprop."""
    optimizer = optimizers.Adadelta()
    optimizer.build([keras.Variable(draw(60))])
    d = np.array(optimizer.variables[-1].value)
    return {"d": d, r"\epsilon": optimizer.epsilon, r"\rho": optimizers.RMSprop().rho}


@world(4, r"\begin{aligned} m")
def adam():
    """Keras', whose epsilon stands beside a root without a hat; a weighted mean."""
    optimizer = optimizers.Adam(0.3, 0.6, 0.7, epsilon=0.05 * np.sqrt(1 - 0.7**2))
    found = second_step(optimizer, "m", "s")
    first = found["m"] / (1 - 0.6)
    return found | {
        r"\hat m": (0.6 * first + found["g"]) / (0.6 + 1),
        r"\hat s": (0.7 * first**2 + found["g"] ** 2) / (0.7 + 1),
        r"\beta_1": 0.6,
        r"\beta_2": 0.7,
        r"\eta": 0.3,
        r"\epsilon": 0.05,
        "t": 2,
    }


@world(
    4,
    r"w \leftarrow w - \eta \mathrm{sign}",
    r"m \leftarrow \beta_2",
    (r"-\eta \mathrm{sign}", "step"),
)
def lion():
    """Keras'."""
    found = second_step(optimizers.Lion(0.3, 0.6, 0.9), "m")
    shares = {r"\beta_1": 0.6, r"\beta_2": 0.9, r"\eta": 0.3}
    return found | shares | {"step": found[r"w\leftarrow"] - found["w"]}


@world(4, r"w \leftarrow w - \eta \lambda", (r"\frac{\lambda}{2}", "price"))
def weight_decay():
    """Keras' SGD with decay alone, and its L2 regularizer."""
    w = keras.Variable(0.7)
    optimizer = optimizers.SGD(0.3, weight_decay=0.2)
    optimizer.apply([keras.ops.convert_to_tensor(0.0)], [w])
    price = keras.regularizers.L2(0.2 / 2)(keras.ops.array(0.7))
    return {
        "w": 0.7,
        r"w\leftarrow": number(w.value),
        r"\eta": 0.3,
        r"\lambda": 0.2,
        "price": number(price),
        "within": 1e-5,
    }


@world(4, "y_{t+1} =", r"\eta < 0.1")
def ravine():
    """nnlib's descent, and where a step of it jumps to the mirror image."""
    path = nnlib.descend(optimizers.SGD(0.1), surfaces.ravine, (1.0, 0.5), steps=1)
    return {"y_t": 0.5, "y_t+1": path.points[1, 1], r"\eta": 0.1, "within": 1e-5}


@world(4, r"L(x, y) = \frac{1}{2}(3")
def two_curvatures():
    """What the self-check of the exercise has for y."""
    curvature = 2 / told(4, "limit")
    return {"L": lambda x, y: (3 * x * x + curvature * y * y) / 2, "x": 0.7, "y": -0.4}


@world(5, r"L(w) = \tfrac{a}{2}", "a = 4", ("2 / a", "limit"))
def parabola():
    """The factors that the lecture's code sets, and Keras' price of squares."""
    factors = set_in(5, "factors")
    eta, factor = next(iter(factors.items()))
    a = (1 - factor) / eta
    found = {"a": a, r"\eta": eta, "w": 0.7, "w_t": 0.7, "w_t+1": 0.7 * factor}
    found |= {"limit": next(rate for rate, by in factors.items() if by == -1)}
    return found | {
        "L": lambda w: number(keras.regularizers.L2(a / 2)(keras.ops.array(w)))
    }


@world(5, r"L(w) = \frac{8}{2}")
def another_parabola():
    """What the self-check of the exercise has for a step at rate 0.2."""
    a = (1 - told(5, "factor")) / 0.2
    return {
        "L": lambda w: number(keras.regularizers.L2(a / 2)(keras.ops.array(w))),
        "w": 0.7,
    }


@world(
    5,
    r"m = (1 - \eta a)^2",
    r"m = \overline{w^2}",
    (r"\sigma^2 / B", "of a batch"),
)
def noise():
    """The mean square which a noisy step leaves as it is; a batch has equal shares."""
    a, sigma, eta, shares = 1.7, 0.6, 0.3, np.full(4, 1 / 4)

    def at_rest(eta):
        return (eta * sigma) ** 2 / (1 - (1 - eta * a) ** 2)

    return {
        "a": a,
        r"\sigma": sigma,
        r"\eta": eta,
        "w": np.sqrt(at_rest(eta)),
        "m": at_rest(eta),
        "B": len(shares),
        r"\overline": np.mean,
        "of a batch": shares @ shares * sigma**2,
    }


@world(
    5,
    (r"\eta_0 / (1 + 0.2", "time-based"),
    (r"\eta_0 0.5", "step"),
    (r"\eta_0 0.1", "exponential"),
    (r"\eta_0 / (1 + t", "power"),
)
def four_schedules():
    """nnlib's, as the lecture's code makes them."""
    brief = set_in(5, "brief")
    ways = set_in(5, "ways_down", brief=brief, schedules=schedules)
    rates = {name: way.learning_rate[1734] for name, way in ways.items()}
    return rates | {r"\eta_0": 0.01, "t": 1734, "e": 17}


@world(5, ("0.01 / (1 + 0.0002", "time-based"), (r"0.01 \exp", "exponential"))
def published_schedules():
    """nnlib's, as the lecture's code makes them."""
    (made,) = (node for node in statements(5) if getattr(node, "name", "") == "four_on")
    known = {"schedules": schedules, "math": math}
    exec(ast.unparse(made), known)
    rates = {
        name: way.learning_rate[17] for name, way in known["four_on"](0.01, 50).items()
    }
    return rates | {r"\exp": np.exp, "e": 17}


@world(6, (r"-\ln p", "loss"))
def loss_of_the_right_class():
    """Keras' cross-entropy."""
    answer = np.array([0.2, 0.7, 0.1], "float32")
    loss = keras.losses.sparse_categorical_crossentropy(np.array(1), answer)
    return {"p": 0.7, "loss": number(loss), "within": 1e-5}


@world(7, (r"L = \text{mean loss}", "with L1"))
def prices():
    """Keras' regularizers."""
    w = np.float32(draw(60))
    return {
        r"\text{mean loss}": 0.4,
        r"\lambda": 0.2,
        r"\sum_w": w,
        "L": 0.4 + number(keras.regularizers.L2(0.2)(w)),
        "with L1": 0.4 + number(keras.regularizers.L1(0.2)(w)),
        "within": 1e-5,
    }


@world(7, "a' =")
def dropout():
    """Keras' layer."""
    layer = layers.Dropout(0.4, seed=1)
    left = keras.ops.convert_to_numpy(layer(np.full(9000, 3.0), training=True))
    dropped = left == 0

    def with_probability(p):
        return dropped & (abs(dropped.mean() - p) < 0.02)

    return {
        "a": 3,
        "a'": left,
        "r": ~dropped * 1,
        "p": 0.4,
        r"\text{with probability }": with_probability,
        "within": 1e-5,
    }


@world(7, r"\hat z =", r"\mu_B =", r"\sigma_B =")
def batch_normalization():
    """Keras' layers with and without scale, on the lecture's batch."""
    z = set_in(7, "z")

    def normalized(**settings):
        layer = layers.BatchNormalization(epsilon=2.0, **settings)
        answer = layer(z[:, None].astype("float32"), training=True)
        return keras.ops.convert_to_numpy(answer)[:, 0]

    constant = keras.initializers.Constant
    return {
        "z": z,
        r"\mu_B": z.mean(),
        r"\sigma_B": z.std(),
        r"\epsilon": 2.0,
        r"\hat z": normalized(center=False, scale=False),
        r"\gamma": 0.6,
        r"\beta": -0.3,
        "z'": normalized(
            gamma_initializer=constant(0.6), beta_initializer=constant(-0.3)
        ),
        "within": 1e-5,
    }


@world(7, r"z - \mu_B")
def a_batch_of_one():
    """NumPy's mean of it."""
    return {"z": 3.0, r"\mu_B": np.mean([3.0])}


@world(9, r"1 - (1 - 0.05)^n")
def enough_trials():
    """For a chance of 0.95 that one of them is of the best twentieth."""
    return {"n": np.log(0.05) / np.log(0.95)}


@world(9, (r"\sqrt{p(1-p)/2000}", "one"), (r"\sqrt{b+c}/2000", "both"))
def standard_errors():
    """Of 2,000 answers: NumPy's spread of them, over the root of their number."""
    right, differ = (
        np.repeat([1, 0], [1600, 400]),
        np.repeat([1, 0, -1], [90, 1820, 90]),
    )
    return {
        "p": 0.8,
        "one": right.std() / np.sqrt(2000),
        "b": 90,
        "c": 90,
        "both": differ.std() / np.sqrt(2000),
    }


def saying(lecture):
    """The formulas of a lecture that say something."""
    found = formulas.found(READ[lecture])
    return [f for f in found if SAYS.search(f) and not ONLY_NUMBERS.fullmatch(f)]


def entries(table, lecture, formula):
    """What a table has for the formula, by its beginning."""
    return [
        entry
        for (number, begins), entry in table.items()
        if number == lecture and formula.startswith(begins)
    ]


def is_true(lecture, formula, make, alone):
    """Whether a formula is true in its world."""
    for old, new in entries(COMPLETED, lecture, formula):
        formula = formula.replace(old, new, 1)
    return formulas.is_true(formula, make(), alone)


def held(lecture):
    """The formulas of a lecture, each with its world, and what stands alone in it."""
    for formula in saying(lecture):
        for make, alone in entries(WORLDS, lecture, formula):
            yield formula, make, alone


def raised(number):
    digits = len(number.partition(".")[2])
    return f"{float(number) + 10**-digits:.{digits}f}"


def others(part):
    """What could stand there by mistake: another sign, number or index."""
    if part in SIGNS:
        return [SIGNS[part]]
    if part[0].isdigit():
        return [raised(part)] + ["1"] * (part == "2")
    return [part.translate(INDICES)] if part[0] == "_" else []


def mistaken(formula):
    for part in PART.finditer(formula):
        for other in others(part[0]):
            yield formula[: part.start()] + other + formula[part.end() :]


@pytest.mark.parametrize("lecture", READ)
def test_every_formula_is_held_to_something(lecture):
    for formula in saying(lecture):
        found = [
            *entries(WORLDS, lecture, formula),
            *entries(ASSUMED, lecture, formula),
        ]
        assert len(found) == 1, (
            f"{len(found)} worlds hold ${formula}$ of lecture {lecture}: list how it "
            "begins at one of test_formulas.py that says what it must be, or make one; "
            "or in ASSUMED if the lecture itself sets it so"
        )


@pytest.mark.parametrize("lecture", READ)
def test_every_formula_is_right(lecture):
    for formula, make, alone in held(lecture):
        assert is_true(lecture, formula, make, alone), (
            f"lecture {lecture}: ${formula}$ differs from {make.__doc__!r} in "
            f"{make.__name__}, or has what tests/formulas.py cannot read"
        )


@pytest.mark.parametrize("lecture", READ)
def test_with_another_sign_number_or_index_it_is_wrong(lecture):
    unseen = [
        other
        for formula, make, alone in held(lecture)
        for other in mistaken(formula)
        if is_true(lecture, other, make, alone)
    ]
    assert not [other for other in unseen if not any(part in other for part in IDLE)]


def test_what_no_lecture_says_is_not_listed():
    for lecture, begins in [*WORLDS, *ASSUMED, *COMPLETED]:
        assert any(formula.startswith(begins) for formula in saying(lecture)), begins


def test_mistakes_are_made_one_by_one():
    assert [*mistaken(r"2 x_i - y^{0.5}")] == [
        "3 x_i - y^{0.5}",
        "1 x_i - y^{0.5}",
        "2 x_j - y^{0.5}",
        "2 x_i + y^{0.5}",
        "2 x_i - y^{0.6}",
    ]

import itertools

import jax
import keras
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

import nnlib
from nnlib import activations
from nnlib.activations import NAMES, get, plot_activation

ELEMENTWISE = [name for name in NAMES if name != "softmax"]
CASES = [(name, {}) for name in ELEMENTWISE] + [
    ("leaky_relu", {"negative_slope": 0.3}),
    ("prelu", {"alpha": -0.5}),
    ("elu", {"alpha": 2.0}),
]
BOTH_WAYS = np.logspace(-4, 4, 200)
INPUTS = np.concatenate(
    [
        np.random.default_rng(0).normal(scale=3, size=500),
        np.linspace(-12, 12, 97),  # with 0, -3 and 3, where derivatives jump
        -BOTH_WAYS,
        BOTH_WAYS,
    ]
).astype("float32")


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def double_precision():
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", False)


def of_keras(name, parameters):
    if name == "prelu":
        start = keras.initializers.Constant(parameters["alpha"])
        layer = keras.layers.PReLU(start)
        layer.build((None, 1))
        return lambda z: layer(z.reshape(1, 1)).reshape(())
    return lambda z: getattr(keras.activations, name)(z, **parameters)


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_values_and_derivatives_are_those_of_keras(name, parameters):
    activation = get(name, **parameters)
    f = of_keras(name, activation.parameters)
    with np.errstate(all="raise"):
        values, slopes = activation.f(INPUTS), activation.df(INPUTS)
    assert values.dtype == slopes.dtype == np.float32
    np.testing.assert_allclose(values, jax.vmap(f)(INPUTS), rtol=1e-6, atol=1e-6)
    expected = jax.vmap(jax.grad(f))(INPUTS)
    # In single precision, Keras' own mish' is 1 at 8, where 1.000003 is right.
    within = 4e-6 if name == "mish" else 1e-6
    np.testing.assert_allclose(slopes, expected, rtol=within, atol=within)


# On JAX, Keras computes tanh in single precision whatever comes.
@pytest.mark.parametrize(
    ("name", "parameters"), [case for case in CASES if case[0] != "tanh"]
)
def test_they_are_so_in_double_precision(double_precision, name, parameters):
    activation, z = get(name, **parameters), INPUTS.astype("float64")
    f = of_keras(name, activation.parameters)
    close = {"rtol": 1e-12, "atol": 1e-12}
    np.testing.assert_allclose(activation.f(z), jax.vmap(f)(z), **close)
    np.testing.assert_allclose(activation.df(z), jax.vmap(jax.grad(f))(z), **close)


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_derivatives_are_slopes(name, parameters):
    activation, h = get(name, **parameters), 1e-5
    z = np.linspace(-8, 8, 400)  # no point within h of a jump
    slopes = (activation.f(z + h) - activation.f(z - h)) / (2 * h)
    np.testing.assert_allclose(activation.df(z), slopes, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_jumps_are_where_the_derivative_jumps(name):
    activation = get(name, alpha=2) if name == "elu" else get(name)
    z = np.arange(-8, 9) / 2
    jumps = np.abs(activation.df(z + 1e-9) - activation.df(z - 1e-9)) > 1e-3
    assert tuple(z[jumps]) == activation.jumps


def test_softmax_and_its_jacobian_are_those_of_keras():
    rng, softmax = np.random.default_rng(1), get("softmax")
    z = rng.normal(size=(6, 2, 4)) * np.logspace(-1, 4, 6)[:, None, None]
    z = z.astype("float32")
    with np.errstate(all="raise"):
        p, jacobian = softmax.f(z), softmax.df(z)
    np.testing.assert_allclose(p, keras.activations.softmax(z), rtol=1e-6, atol=1e-6)
    of_rows = jax.vmap(jax.vmap(jax.jacobian(keras.activations.softmax)))
    np.testing.assert_allclose(jacobian, of_rows(z), rtol=1e-6, atol=1e-6)
    assert jacobian.shape == (6, 2, 4, 4)
    assert p.dtype == jacobian.dtype == np.float32
    np.testing.assert_allclose(softmax.f([1, 2, 3]), softmax.f([1001, 1002, 1003]))


@pytest.mark.parametrize("name", NAMES)
def test_nan_passes_through(name):
    with np.errstate(all="raise"):
        for function in (get(name).f, get(name).df):
            assert np.isnan(function([np.nan])).all()


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8", "bool"])
def test_shape_and_floating_dtype_are_kept(name, dtype):
    floating = dtype if dtype.startswith("float") else "float64"
    for function, shape in itertools.product(
        (get(name).f, get(name).df), ((), (0, 3), (2, 3))
    ):
        result = function(np.ones(shape, dtype))
        assert (result.shape, result.dtype) == (shape, floating)


def test_the_argument_is_not_changed_nor_shared():
    z = np.array([-1.0, 2.0])
    get("linear").f(z)[:] = 7
    assert z.tolist() == [-1, 2]


def test_known_values():
    assert get("leaky_relu").f(-1) == -0.01
    assert get("hard_sigmoid").f([-3, 0, 3]).tolist() == [0, 0.5, 1]
    assert get("exponential").f(np.float32(1000)) == np.inf
    assert get("gelu").f(1) == pytest.approx(0.8413447460685429, abs=1e-15)
    assert get("silu").f(2) == get("swish").f(2) == pytest.approx(2 / (1 + np.exp(-2)))


@pytest.mark.parametrize("name", NAMES)
def test_formulas_can_be_set_and_sources_are_dated(name):
    activation = get(name)
    assert activation.formula.startswith("f(z)")
    MathTextParser("path").parse(f"${activation.formula}$")  # raises if it cannot
    assert activation.source.endswith(")")


def test_formulas_show_the_parameters():
    assert "0.01" in get("leaky_relu").formula
    assert "0.2" in get("leaky_relu", negative_slope=0.2).formula
    assert get("elu", alpha=np.float32(0.5)).parameters == {"alpha": 0.5}
    assert get("elu", alpha=2).formula.endswith(r"\alpha = 2")


def test_an_activation_is_a_value():
    elu = get("elu", alpha=2)
    assert get(elu) is elu
    assert elu == get("elu", alpha=2.0) != get("elu")
    assert len({elu, get("elu", alpha=2), get("elu")}) == 2
    assert repr(elu) == "Activation(name='elu', parameters={'alpha': 2.0})"
    with pytest.raises(AttributeError):
        elu.name = "relu"


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("rely", {}, r"there is no 'rely'; did you mean 'relu'\? Known: linear, "),
        ("SELU", {}, "did you mean 'selu'"),
        ("qqqq", {}, r"there is no 'qqqq'\. Known: "),
        (None, {}, "activation: there is no None"),
        (["relu"], {}, "activation: there is no"),
        ("relu", {"alpha": 1}, "alpha: relu takes no parameters"),
        ("leaky_relu", {"alpha": 1}, "alpha: leaky_relu takes negative_slope"),
        ("elu", {"alpha": "1"}, "alpha: '1' came; give a finite number"),
        ("elu", {"alpha": 10**400}, "alpha: 10+ came; give a finite number"),
        ("elu", {"alpha": np.nan}, "alpha: nan came; give a finite number"),
        (get("elu"), {"alpha": 2}, "give its name to set alpha"),
    ],
)
def test_errors_say_what_would_do(name, parameters, message):
    with pytest.raises(ValueError, match=message):
        get(name, **parameters)
    with pytest.raises(ValueError, match=message):
        plot_activation(name, **parameters)


@pytest.mark.parametrize("x", ["two", None, [1, "a"], [1j], [[1], [1, 2]], [object()]])
def test_what_is_not_real_is_refused(x):
    for function in (get("relu").f, get("relu").df):
        with pytest.raises(TypeError, match=r"x: .* came; give"):
            function(x)


@pytest.mark.parametrize("x", [3.0, np.zeros((2, 0))])
def test_softmax_needs_logits(x):
    with pytest.raises(ValueError, match="softmax needs a last axis"):
        get("softmax").f(x)


def curves(ax):
    return {line.get_label(): line for line in ax.lines if line.get_gid()}


def check_labels(ax):
    """Each curve is named in its color, inside the axes, and no name on another."""
    ax.figure.canvas.draw()
    for text in (ax.xaxis.label, ax.yaxis.label, *ax.get_xticklabels(), *ax.texts):
        assert text.get_size() >= 14
    texts = {text.get_text(): text for text in ax.texts}
    assert texts.keys() == curves(ax).keys()
    boxes = []
    for name, text in texts.items():
        assert text.get_color() == curves(ax)[name].get_color()
        boxes.append(text.get_window_extent())
    for one, other in itertools.combinations(boxes, 2):
        assert not one.padded(-1).overlaps(other.padded(-1))
    frame = ax.get_window_extent().padded(1)
    for box in boxes:
        assert frame.x0 <= box.x0 <= box.x1 <= frame.x1
        assert frame.y0 <= box.y0 <= box.y1 <= frame.y1


@pytest.mark.parametrize("derivative", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_every_activation_can_be_drawn(name, derivative):
    ax = plot_activation(name, derivative=derivative)
    check_labels(ax)
    names = [name] + [f"{name}′"] * derivative
    if name != "softmax":
        assert list(curves(ax)) == names
        z, y = curves(ax)[name].get_data()
        np.testing.assert_array_equal(y, get(name).f(z))
    assert len({line.get_color() for line in curves(ax).values()}) == len(curves(ax))


def test_a_derivative_is_broken_at_its_jumps():
    ax = plot_activation("hard_sigmoid", derivative=True)
    z, y = curves(ax)["hard_sigmoid′"].get_data()
    assert z[np.isnan(y)].tolist() == [-3, 3]
    pieces = [set(y[part]) for part in (z < -3, (z > -3) & (z < 3), z > 3)]
    assert pieces == [{0.0}, {1 / 6}, {0.0}]
    assert curves(ax)["hard_sigmoid′"].get_linestyle() == "--"


def test_softmax_is_shown_for_three_logits():
    ax = plot_activation("softmax", derivative=True)
    z, p_1 = curves(ax)["$p_1$"].get_data()
    others = [curves(ax)[f"$p_{i}$"].get_ydata() for i in (2, 3)]
    np.testing.assert_allclose(p_1 + sum(others), 1)
    np.testing.assert_allclose(p_1, np.exp(z) / (np.exp(z) + np.exp(2) + 1))
    slope = curves(ax)[r"$\partial p_1 / \partial z_1$"].get_ydata()
    np.testing.assert_allclose(slope, p_1 * (1 - p_1), atol=1e-12)


@pytest.mark.parametrize(
    "names",
    [
        ["relu", "leaky_relu", "elu", "selu", "gelu", "swish", "mish"],
        ["sigmoid", "tanh", "softsign", "hard_sigmoid"],
        ["relu", "exponential"],
    ],
)
def test_several_can_be_compared(names):
    _, ax = plt.subplots()
    for name in names:
        assert plot_activation(name, ax=ax) is ax
    assert list(curves(ax)) == names
    check_labels(ax)


def test_names_tell_parameters_apart():
    _, ax = plt.subplots()
    for alpha in (0.5, 1, 2):
        plot_activation("elu", derivative=True, alpha=alpha, ax=ax)
    names = ["elu (0.5)", "elu′ (0.5)", "elu", "elu′", "elu (2)", "elu′ (2)"]
    assert list(curves(ax)) == names
    check_labels(ax)


def test_inputs_can_be_chosen():
    ax = plot_activation("exponential", x=[800, 0, 1])
    assert curves(ax)["exponential"].get_xdata().tolist() == [0, 1, 800]
    check_labels(ax)
    for x in ([1], [1, np.nan], [[1, 2]], [3, 3]):
        with pytest.raises(ValueError, match=r"x: .* came; give a row of at least two"):
            plot_activation(x=x)


@pytest.mark.parametrize("ax", [5, "array", "3d", "polar"])
def test_what_is_no_plain_axes_is_refused(ax):
    if ax == "array":
        ax = plt.subplots(1, 2)[1]
    elif ax in ("3d", "polar"):
        ax = plt.figure().add_subplot(projection=ax)
    with pytest.raises(ValueError, match=r"(?s)^ax: .* came; give plain axes, as of"):
        plot_activation(ax=ax)


def test_drawing_changes_no_defaults():
    before = mpl.rcParams.copy()
    nnlib.plot_activation("selu", derivative=True)
    assert mpl.rcParams == before
    assert nnlib.activations is activations


@pytest.mark.parametrize("name", activations.NAMES)
def test_infinity_warns_nobody(name):
    x = np.array([-np.inf, np.inf, np.nan, 0.0])
    activations.get(name).f(x)
    activations.get(name).df(x)


def test_a_function_of_ones_own_is_plotted():
    ax = nnlib.plot_activation(lambda z: z**2, derivative=True, x=[-1, 0, 2])
    value, slope = (line for line in ax.lines if line.get_gid())
    assert value.get_label() == "f"
    np.testing.assert_array_equal(value.get_ydata(), [1, 0, 4])
    np.testing.assert_allclose(slope.get_ydata(), [-2, 0, 4], atol=1e-8)
    with pytest.raises(ValueError, match=r"activation: .* of shape \(\) for one of"):
        nnlib.plot_activation(np.sum)
    with pytest.raises(ValueError, match="alpha: a function of your own takes no"):
        nnlib.plot_activation(np.tanh, alpha=2)

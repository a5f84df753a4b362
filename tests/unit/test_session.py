"""The set-up of a notebook: backend, seeds, one line, figures with descriptions."""

import os
import subprocess
import sys

import jax
import keras
import numpy as np
import pytest
from IPython import get_ipython
from IPython.core.pylabtools import select_figure_formats
from IPython.testing.globalipapp import start_ipython

import nnlib
from nnlib import backend, session
from nnlib.seeds import seed_everything


def test_setup_says_one_line_and_seeds(capsys, monkeypatch):
    draws = []
    for seed in (3, 3, 4):
        nnlib.setup(seed=seed)
        layer = keras.layers.Dense(2)
        layer.build((None, 2))
        kernel = keras.ops.convert_to_numpy(layer.kernel.value)
        draws.append((kernel.sum(), np.random.rand()))  # noqa: NPY002
    assert draws[0] == draws[1] != draws[2]
    monkeypatch.setenv("NNLIB_SEED", "3")
    nnlib.setup(seed=5)
    layer = keras.layers.Dense(2)
    layer.build((None, 2))
    assert keras.ops.convert_to_numpy(layer.kernel.value).sum() == draws[0][0]
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith(f"Keras {keras.__version__} on JAX, ")
    assert "an epoch of 784-512-512-10" in lines[0]


def test_seeds_are_those_of_keras():
    drawn = []
    for seed in (seed_everything, keras.utils.set_random_seed):
        seed(11)
        layer = keras.layers.Dense(2)
        layer.build((None, 2))
        kernel = keras.ops.convert_to_numpy(layer.kernel.value)
        noise = keras.ops.convert_to_numpy(keras.random.normal((2,)))
        drawn.append([*kernel.ravel(), *noise, np.random.rand()])  # noqa: NPY002
    assert drawn[0] == drawn[1]


def test_setup_chooses_the_precision(capsys):
    try:
        nnlib.setup(precision="mixed_bfloat16")
        assert keras.layers.Dense(1).compute_dtype == "bfloat16"
        assert capsys.readouterr().out.endswith(", mixed_bfloat16\n")
        nnlib.setup()
        assert keras.config.dtype_policy().name == "mixed_bfloat16"  # as it was chosen
    finally:
        keras.config.set_dtype_policy("float32")
    with pytest.raises(ValueError, match="precision: 'half' came; give 'mixed_"):
        nnlib.setup(precision="half")


@pytest.mark.parametrize(
    ("device", "chosen", "used"),
    [("gpu", None, "float32"), ("cpu", None, None), ("gpu", "bfloat16", "bfloat16")],
)
def test_setup_lets_a_gpu_multiply_in_full(device, chosen, used, monkeypatch):
    before = jax.config.jax_default_matmul_precision
    monkeypatch.setattr(jax, "default_backend", lambda: device)
    try:
        jax.config.update("jax_default_matmul_precision", chosen)
        nnlib.setup()
        assert jax.config.jax_default_matmul_precision == used
    finally:
        jax.config.update("jax_default_matmul_precision", before)


@pytest.mark.parametrize("seed", [-1, 1.5, "two", 2**32])
def test_setup_refuses_what_is_no_seed(seed):
    with pytest.raises(ValueError, match=f"^seed: {seed!r} came"):
        nnlib.setup(seed=seed)


def test_setup_names_the_variable_that_is_wrong(monkeypatch):
    monkeypatch.setenv("NNLIB_SEED", "two")
    with pytest.raises(ValueError, match=r"^NNLIB_SEED: 'two' came"):
        nnlib.setup(seed=0)
    monkeypatch.setenv("NNLIB_SEED", "")
    nnlib.setup(seed=0)


def told_elsewhere(home, code, **environment):
    """Return the lines that a process of its own prints."""
    env = {"PATH": "", "KERAS_HOME": str(home), "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=env | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


SETUP = "import nnlib; nnlib.setup()"
PROGRAM = "import jax; jax.jit(lambda x: x + 1)(2.0)"
FOLDER = "print(jax.config.jax_compilation_cache_dir)"
ROUNDS = "import sys; tf = sys.modules.get('tensorflow'); print(tf and "
ROUNDS += "tf.config.experimental.tensor_float_32_execution_enabled())"


@pytest.fixture(scope="module")
def set_up(tmp_path_factory):
    """Set up where nobody chose anything; return the home folder and what was told."""
    home = tmp_path_factory.mktemp("home")
    code = "; ".join([SETUP, ROUNDS, PROGRAM, FOLDER])
    return home, told_elsewhere(home, code, XDG_CACHE_HOME=str(home))


def test_setup_keeps_programs(set_up):
    home, (*_, folder) = set_up
    assert folder == str(home / "nnlib" / "programs")
    assert list((home / "nnlib" / "programs").iterdir())


def test_setup_writes_out_the_hash_of_random_numbers(tmp_path):
    bits = "jax.jit(lambda key: jax.random.bits(key, (3,)))"
    text = f"{bits}.lower(jax.random.key(0)).compile().as_text()"
    code = f"{SETUP}; import jax; print('while(' in {text})"
    assert told_elsewhere(tmp_path, code)[-1] == "False"


def test_backend_is_jax_unless_somebody_chose(set_up, monkeypatch):
    home, (line, tensorflow, _) = set_up
    assert " on JAX, " in line
    assert tensorflow == "None"  # its import takes seconds
    assert "tensorflow" in (home / "keras.json").read_text()  # Keras wrote it
    monkeypatch.setenv("KERAS_HOME", str(home))
    monkeypatch.setenv("KERAS_BACKEND", "")
    assert backend.choose() == "jax"
    (home / "keras.json").write_text('{"backend": "tensorflow"}')
    line, rounds = told_elsewhere(home, f"{SETUP}; {ROUNDS}")
    assert " on TensorFlow, " in line
    assert rounds == "False"  # a GPU multiplies in full
    assert " on numpy, " in told_elsewhere(home, SETUP, KERAS_BACKEND="numpy")[0]
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    assert backend.choose() == "jax"
    monkeypatch.setenv("KERAS_BACKEND", "")
    (home / "keras.json").write_text("{}")
    assert backend.choose() == "jax"


def test_a_setup_that_comes_too_late_says_so(tmp_path):
    late = "import keras, nnlib; nnlib.setup()"
    (told,) = told_elsewhere(tmp_path, late)
    assert " on TensorFlow, " in told
    assert told.endswith(
        ". Keras was imported before nnlib.setup(), so it is too late for JAX: "
        "restart, and call nnlib.setup() first"
    )
    (chosen,) = told_elsewhere(tmp_path, late, KERAS_BACKEND="numpy")
    assert " on numpy, " in chosen
    assert "too late" not in chosen


def test_where_nnlib_imports_keras_first_it_is_on_jax_and_a_folder_stays(tmp_path):
    code = "import nnlib; nnlib.Trainer; import keras; print(keras.backend.backend())"
    code = f"{code}; {SETUP}; {PROGRAM}; {FOLDER}"
    chosen = str(tmp_path / "chosen")
    told = told_elsewhere(tmp_path, code, JAX_COMPILATION_CACHE_DIR=chosen)
    assert told[0] == "jax"
    assert told[-1] == chosen


@pytest.mark.parametrize("name", nnlib.__all__)
def test_a_backend_is_chosen_only_where_keras_is_needed(name, monkeypatch, tmp_path):
    getattr(nnlib, name)  # what it imports is there by now
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_BACKEND", "")
    monkeypatch.delitem(sys.modules, "keras")
    monkeypatch.delitem(vars(nnlib), name, raising=False)  # as before its first use
    getattr(nnlib, name)
    needs = {"Trainer", "compare", "descend", "descent", "explore"}
    needs |= {"plot_paths", "plot_losses", "animate_paths", "mc_dropout"}
    assert os.environ["KERAS_BACKEND"] == ("jax" if name in needs else "")


def test_a_backend_that_somebody_chose_stays(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    monkeypatch.delitem(sys.modules, "keras")
    assert backend.choose() == "torch"
    monkeypatch.setenv("KERAS_BACKEND", "")
    (tmp_path / "keras.json").write_text('{"backend": "tensorflow"}')
    assert backend.choose() == "tensorflow"
    assert os.environ["KERAS_BACKEND"] == ""


def test_without_any_backend_setup_says_what_to_install(monkeypatch):
    monkeypatch.setattr(backend, "choose", lambda: None)
    with pytest.raises(ImportError, match="neither JAX nor TensorFlow is installed"):
        nnlib.setup()


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.94, "0.9"),
        (0.0123, "0.01"),
        (1.2, "1"),
        (9.6, "10"),
        (12.6, "10"),
        (160, "200"),
        (0.097, "0.1"),
        (12_345, "10,000"),
    ],
)
def test_seconds_have_one_digit_and_no_exponent(monkeypatch, capsys, seconds, told):
    rate = 6 * 669_706 * 60_000 / seconds
    monkeypatch.setattr(session, "_matrix_rate", lambda: rate)
    nnlib.setup()
    assert f" images takes about {told} s or more" in capsys.readouterr().out


def test_the_machine_is_measured_by_its_fastest_product(monkeypatch):
    """Other work slows some products down; and nobody waits for many."""
    ticks = iter(np.cumsum([0, *[1, 0.3] * 3, 1, 0.1, *[1, 0.3] * 20]))
    monkeypatch.setattr(session.time, "perf_counter", lambda: float(next(ticks)))
    monkeypatch.setattr(session, "_PATIENCE", 60)
    assert session._matrix_rate() == pytest.approx(2 * 1024**3 / 0.1)


@pytest.fixture
def shell():
    start_ipython()  # once in a process
    return get_ipython()


def test_figures_carry_their_description_and_axes_say_nothing(shell):
    session._prepare_display()
    ax = nnlib.draw_network([2, 3, 1])
    formatted, _ = shell.display_formatter.format(ax.figure)
    assert formatted["text/plain"] == nnlib.describe(ax.figure)
    assert "network 2-3-1: 9 weights" in formatted["text/plain"]
    assert shell.display_formatter.format(ax) == ({}, {})


@pytest.mark.parametrize("forms", ["svg", "retina"])
def test_figures_keep_their_description_in_other_formats(shell, forms):
    session._prepare_display()
    select_figure_formats(shell, {forms})
    ax = nnlib.plot_activation("relu")
    formatted, _ = shell.display_formatter.format(ax.figure)
    assert formatted["text/plain"] == nnlib.describe(ax.figure)


@pytest.mark.parametrize(
    ("version", "machine", "before", "after"),
    [
        ("0.7.2", "x86_64", "", "--xla_cpu_max_isa=AVX512_VNNI"),
        ("0.8.1", "AMD64", "--xla_a=1", "--xla_a=1 --xla_cpu_max_isa=AVX512_VNNI"),
        ("0.7.2", "x86_64", "--xla_cpu_max_isa=AVX2", "--xla_cpu_max_isa=AVX2"),
        ("0.7.1", "x86_64", "", ""),
        ("0.8.2", "x86_64", "", ""),
        ("0.7.2", "aarch64", "", ""),
    ],
)
def test_a_jax_that_is_wrong_on_some_processors_is_kept_from_it(
    monkeypatch, version, machine, before, after
):
    monkeypatch.setattr(backend.importlib.metadata, "version", lambda _: version)
    monkeypatch.setattr(backend.platform, "machine", lambda: machine)
    monkeypatch.setenv("XLA_FLAGS", before)
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    backend.choose()
    assert os.environ["XLA_FLAGS"] == before
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    backend.choose()
    backend.choose()
    assert os.environ["XLA_FLAGS"] == after

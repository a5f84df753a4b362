"""All that is used of Keras and is not public."""

import collections
import contextlib
import copy
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np


def build(model, first_batch) -> None:
    """Create every variable of a model, its metrics and its optimizer, as `fit` does.

    Parameters
    ----------
    model : keras.Model
        Compiled.
    first_batch : callable
        Returns the first batch, (x, y, sample_weight); called only if it is needed.
    """

    def batches():
        yield 0, 0, [first_batch()]

    model._symbolic_build(iterator=batches())


def weights_of_classes(y, class_weight) -> np.ndarray:
    """Return a weight for each example, of shape (n,), from one for each class."""
    from keras.src.trainers.data_adapters import data_adapter_utils

    return data_adapter_utils.class_weight_to_sample_weights(y, class_weight)


def as_numpy(variable) -> np.ndarray:
    """The value of a variable of Keras, or of a tensor."""
    import keras

    value = getattr(variable, "value", variable)
    if keras.backend.backend() == "torch":
        return keras.ops.convert_to_numpy(value)
    return np.asarray(value)


def as_logs(results) -> dict:
    """Make logs of the metrics' results: floats, and arrays where there are several."""
    arrays = {name: np.asarray(value) for name, value in results.items()}
    return {k: a if a.ndim else float(a) for k, a in arrays.items()}


def check_alive(model) -> None:
    """Refuse a model whose weights are gone.

    On JAX Keras' own loops use up the arrays that the variables hold: where a `fit` or
    `evaluate` of theirs fails or is stopped, the arrays are deleted.

    Raises
    ------
    ValueError
        If a variable of the model holds no value any more.
    """
    for variable in model.variables:
        value = variable._value
        taken = value is None and variable._initializer is None
        deleted = getattr(value, "is_deleted", bool)
        if taken or deleted():
            raise ValueError(
                f"model: the weights of {model.name!r} are gone, as after a fit or "
                "evaluate of Keras' own that failed or was stopped on JAX; build and "
                "compile it again"
            )


def fingerprint(model) -> list:
    """What a compiled program depends on: other after `compile` and after freezing."""
    kinds = model.trainable_variables, model.non_trainable_variables
    paths = [[variable.path for variable in kind] for kind in kinds]
    return [model.optimizer, model._compile_loss, model._compile_metrics, *paths]


def learning_rate(optimizer):
    """The variable that holds the learning rate; None if that is a schedule."""
    import keras

    inner = getattr(optimizer, "inner_optimizer", optimizer)
    rate = inner._learning_rate
    return rate if isinstance(rate, keras.Variable) else None


def all_layers(model) -> list:
    """A model and all layers in it, and in these."""
    return list(model._flatten_layers())


def supports_xla(model) -> bool:
    """Whether XLA can compile every layer of a model."""
    from keras.src.trainers.trainer import model_supports_jit

    return model_supports_jit(model)


def profiles(tensor_board) -> bool:
    """Whether TensorBoard is to record how long each batch takes."""
    return tensor_board._should_trace


def own_schedule(optimizer):
    """The schedule that an optimizer was made with, in place of a learning rate."""
    return getattr(optimizer, "inner_optimizer", optimizer)._learning_rate


def config(optimizer) -> dict:
    """The settings of an optimizer.

    Keras reads its rate in a way that NumPy warns of; a tensor it reads without.
    """
    rate, attributes = learning_rate(optimizer), vars(optimizer)
    if rate is None or attributes.get("_learning_rate") is not rate:
        return optimizer.get_config()
    attributes["_learning_rate"] = rate.value
    try:
        return optimizer.get_config()
    finally:
        attributes["_learning_rate"] = rate


@contextlib.contextmanager
def names_anew() -> Generator[None]:
    """Let Keras number the names of objects as if none had been made before.

    So a metric without a name of its own has the same in each of many models.
    """
    from keras.src.backend.common import global_state

    name = "object_name_uids"
    before = global_state.get_global_attribute(name)
    global_state.set_global_attribute(name, collections.defaultdict(int))
    try:
        yield
    finally:
        global_state.set_global_attribute(name, before)


def threads(count: int) -> ThreadPoolExecutor:
    """Make threads in which Keras' settings are those of this one.

    Keras keeps some for each thread: the policy of dtypes, for example. What it changes
    on the way, such as the scopes that a name is in, each thread has for itself.
    """
    from keras.src.backend.common import global_state

    def own(state: dict) -> dict:
        parts = (list, dict)
        return {
            k: copy.copy(v) if isinstance(v, parts) else v for k, v in state.items()
        }

    kept = global_state.GLOBAL_STATE_TRACKER
    settings = own(vars(kept))
    return ThreadPoolExecutor(count, "nnlib", lambda: vars(kept).update(own(settings)))


def is_stream(data) -> bool:
    """Whether Keras takes batches from it: a generator, a data set, a loader."""
    import types

    import keras
    from keras.src.trainers import data_adapters

    return isinstance(data, (types.GeneratorType, keras.utils.PyDataset)) or any(
        is_one(data)
        for is_one in (
            data_adapters.is_tf_dataset,
            data_adapters.is_torch_dataloader,
            data_adapters.is_grain_dataset,
        )
    )


def batches_of(stream) -> Iterator[tuple]:
    """Yield (x, y, sample_weight) in NumPy arrays, epoch after epoch, while they last.

    Parameters
    ----------
    stream
        What `is_stream`.
    """
    import types

    from keras.src.trainers import data_adapters
    from keras.src.trainers.data_adapters import data_adapter_utils

    unpack = data_adapter_utils.unpack_x_y_sample_weight
    if isinstance(stream, types.GeneratorType):  # there is no second epoch
        yield from map(unpack, stream)
        return
    adapter = data_adapters.get_data_adapter(stream)
    found = True
    while found:
        found = False
        adapter.on_epoch_begin()
        try:
            for batch in adapter.get_numpy_iterator():
                found = True
                yield unpack(batch)
        finally:
            adapter.on_epoch_end()


def set_seed(seed: int) -> None:
    """Seed Keras' random numbers alone: its generator is made anew from the seed."""
    from keras.src.backend.common import global_state

    global_state.set_global_attribute("global_random_seed", seed)
    set_generator(None)


def generator():
    """The generator of Keras' random numbers as it stands; None before the first."""
    from keras.src.backend.common import global_state

    return global_state.get_global_attribute("global_seed_generator")


def set_generator(generator) -> None:
    """Go on with a generator that `generator` returned."""
    from keras.src.backend.common import global_state

    global_state.set_global_attribute("global_seed_generator", generator)

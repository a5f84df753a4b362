"""Reading the dense networks of Keras and scikit-learn: sizes, weights, activations."""

from collections.abc import Iterator

import numpy as np

from nnlib import activations
from nnlib.activations import Activation

_NAMES = {
    "identity": "linear",  # scikit-learn's
    "logistic": "sigmoid",
    "exp": "exponential",
    "ReLU": "relu",  # the classes of Keras' layers
    "LeakyReLU": "leaky_relu",
    "PReLU": "prelu",
    "ELU": "elu",
    "Softmax": "softmax",
}


def is_keras(network) -> bool:
    """Whether it is a Keras model, told without importing Keras."""
    return any(
        c.__name__ == "Model" and c.__module__.startswith("keras.")
        for c in type(network).__mro__
    )


def read_sklearn(mlp) -> dict:
    """The parts of a fitted scikit-learn MLP, as `DenseNetwork` takes them."""
    if not hasattr(mlp, "coefs_"):
        raise ValueError(
            f"network: this {type(mlp).__name__} is not fitted and has no weights yet; "
            f"call its fit(X, y) first"
        )
    kernels = tuple(np.asarray(w) for w in mlp.coefs_)
    names = [mlp.activation] * (len(kernels) - 1) + [mlp.out_activation_]
    return {
        "sizes": (kernels[0].shape[0], *(w.shape[1] for w in kernels)),
        "bias": (True,) * len(kernels),
        "activations": tuple(_activation(name) for name in names),
        "kernels": kernels,
        "biases": tuple(np.asarray(b) for b in mlp.intercepts_),
    }


def read_keras(model) -> dict:
    """The parts of a Keras model, as `DenseNetwork` takes them.

    The model must be a chain of Dense layers, with layers between them that leave the
    nodes apart; models within it are taken as their layers. Whether it is one is seen
    by running its layers one after another.
    """
    if not model.built:
        raise ValueError(
            f"network: the model {model.name!r} is not built and has no weights yet; "
            f"start it with keras.Input((n,)) or call model.build((None, n))"
        )
    groups = _groups(model)
    dense = [_dense(group) for group in groups]
    no_chain = ValueError(
        f"network: the model {model.name!r} is not one chain of Dense layers, "
        f"and only such networks can be drawn"
    )
    if not all(layer.built for layer in dense):  # a subclass may leave one unused
        raise no_chain
    try:
        finite = all(np.isfinite(_array(weight)).all() for weight in model.weights)
    except (RuntimeError, TypeError):  # deleted, or taken away
        raise ValueError(
            f"network: the weights of the model {model.name!r} are gone, as after a "
            "fit or evaluate that was stopped on JAX; build the model again"
        ) from None
    if not finite:
        raise ValueError(
            "network: its weights hold NaN or infinity; did the training diverge?"
        )
    kernels = tuple(_array(layer.kernel) for layer in dense)
    sizes = (kernels[0].shape[0], *(kernel.shape[1] for kernel in kernels))
    shape = getattr(model, "input_shape", None)  # a subclass has none
    shape = shape[1:] if isinstance(shape, tuple) else sizes[:1]
    steps = tuple(
        _step(group, shape if number == 0 else (sizes[number],))
        for number, group in enumerate(groups)
    )
    if not _is_chain(model, sizes[0], shape, steps):
        raise no_chain
    return {
        "sizes": sizes,
        "bias": tuple(layer.use_bias for layer in dense),
        "activations": tuple(_group_activation(group) for group in groups),
        "kernels": kernels,
        "biases": tuple(_array(d.bias) if d.use_bias else None for d in dense),
        "steps": steps,
    }


def dense_layers(model) -> list:
    """Return the Dense layers of a model and of the models within it, in order."""
    from keras.layers import Dense

    return [layer for layer in leaf_layers(model) if isinstance(layer, Dense)]


def leaf_layers(model) -> Iterator:
    """Go through the layers of a model, and of the models within it, in order."""
    for layer in model.layers:
        if is_keras(layer):
            yield from leaf_layers(layer)
        else:
            yield layer


def _groups(model) -> list[list]:
    """For each Dense layer, it and what follows; the first also what comes before."""
    from keras import layers as k

    apart = (
        *(k.InputLayer, k.Flatten, k.Reshape, k.Rescaling, k.Normalization),
        *(k.BatchNormalization, k.LayerNormalization, k.ActivityRegularization),
        *(k.Dropout, k.AlphaDropout, k.GaussianDropout, k.GaussianNoise),
        *(k.Activation, k.ReLU, k.LeakyReLU, k.PReLU, k.ELU, k.Softmax),
    )
    groups = [[]]
    for layer in leaf_layers(model):
        if isinstance(layer, k.Dense):
            if len(groups) > 1 or any(isinstance(a, k.Dense) for a in groups[0]):
                groups.append([])
        elif not isinstance(layer, apart):
            raise ValueError(
                f"network: the layer {layer.name!r} is a {type(layer).__name__}; only "
                f"networks of Dense layers one after another can be drawn"
            )
        if not isinstance(layer, k.InputLayer):
            groups[-1].append(layer)
    if not any(isinstance(layer, k.Dense) for layer in groups[0]):
        raise ValueError(f"network: the model {model.name!r} has no Dense layer")
    return groups


def _dense(group):
    from keras.layers import Dense

    return next(layer for layer in group if isinstance(layer, Dense))


def _step(group, shape):
    """A function from the activations of the layer before to those of this one."""
    import keras

    def step(a: np.ndarray) -> np.ndarray:
        a = keras.ops.convert_to_tensor(a.reshape(1, *shape).astype(np.float32))
        for layer in group:
            a = layer(a)
        return keras.ops.convert_to_numpy(a).ravel().astype(float)

    return step


def _is_chain(model, inputs: int, shape, steps) -> bool:
    """Whether the layers, one after another, answer what the model answers."""
    import keras

    a = x = np.random.default_rng(0).normal(size=inputs)
    try:
        for step in steps:
            a = step(a)
        answer = model(keras.ops.convert_to_tensor(x.reshape(1, *shape), "float32"))
        answer = keras.ops.convert_to_numpy(answer)
    except (TypeError, ValueError):  # shapes that do not fit, several answers
        return False
    return answer.size == a.size and np.allclose(answer.ravel(), a, 1e-3, 1e-5)


def _group_activation(group) -> Activation | None:
    """What the Dense layer applies, or the activation layer that follows it."""
    name = _name(_dense(group).activation)
    for layer in group:
        own = getattr(layer, "activation", layer)  # of an Activation layer
        if layer is not _dense(group) and _name(own) in activations.NAMES:
            name = _name(own)
    return _activation(name)


def _name(function) -> str:
    """The name of an activation, given as a function or as a layer."""
    name = getattr(function, "__name__", type(function).__name__)
    return _NAMES.get(name, name)


def _activation(name: str) -> Activation | None:
    name = _NAMES.get(name, name)
    return activations.get(name) if name in activations.NAMES else None


def _array(variable) -> np.ndarray:
    import keras

    return keras.ops.convert_to_numpy(getattr(variable, "value", variable))

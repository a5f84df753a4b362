"""What a dense network is made of: sizes, weights, activations, and their numbers."""

import dataclasses
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

_SKLEARN_NAMES = {"identity": "linear", "logistic": "sigmoid"}


@dataclasses.dataclass(frozen=True)
class DenseNetwork:
    """A fully connected feed-forward network, whoever made it.

    Attributes
    ----------
    sizes : tuple of int
        Nodes of each layer, the input first.
    bias : tuple of bool
        For each layer after the input, whether it has biases.
    activations : tuple of str, or None
        For each layer after the input, the name of its activation; "f" is an
        activation left open. None where they are not known.
    kernels : tuple of ndarray, or None
        For each layer after the input, its weights, of shape (inputs, units).
    biases : tuple of (ndarray or None), or None
        For each layer after the input, its biases, of shape (units,).
    trained : bool
        Whether the weights are a model's own, whose last digits nobody promises.
    """

    sizes: tuple[int, ...]
    bias: tuple[bool, ...]
    activations: tuple[str, ...] | None = None
    kernels: tuple[np.ndarray, ...] | None = None
    biases: tuple[np.ndarray | None, ...] | None = None
    trained: bool = False
    _run: Callable[[np.ndarray], list[np.ndarray]] | None = None

    @property
    def weight_count(self) -> int:
        """How many weights: inputs times units, summed over the layers."""
        return sum(a * b for a, b in zip(self.sizes, self.sizes[1:], strict=False))

    @property
    def bias_count(self) -> int:
        """How many biases: one for each unit of each layer that has them."""
        return sum(n for n, has in zip(self.sizes[1:], self.bias, strict=True) if has)

    def values(self, x) -> list[np.ndarray]:
        """Activations of every layer for one input.

        Parameters
        ----------
        x : array_like
            One input, with as many numbers as the network has input nodes.

        Returns
        -------
        list of ndarray
            One array of shape (nodes,) for each layer, the input first.
        """
        x = np.asarray(x, dtype=float)
        if x.size != self.sizes[0]:
            raise ValueError(
                f"x: an array of shape {x.shape} came; the network takes one input of "
                f"{self.sizes[0]} numbers, so give a single row such as x[0]"
            )
        if self._run is not None:
            return [x.ravel(), *self._run(x)]
        if self.kernels is None or self.activations is None or "f" in self.activations:
            raise ValueError(
                "x: its activations can only be computed where weights and activations "
                "are known; give weights=True and, say, activations=['relu', 'sigmoid']"
            )
        from nnlib import activations

        values = [x.ravel()]
        for kernel, bias, name in zip(
            self.kernels, self.biases, self.activations, strict=True
        ):
            z = values[-1] @ kernel + (0 if bias is None else bias)
            values.append(activations.get(name).f(z))
        return values


def dense_network(
    network: Any,
    *,
    bias: bool | None = None,
    activations: Sequence[str] | str | bool | None = None,
    weights: Sequence | bool | None = None,
) -> DenseNetwork:
    """Read sizes, a Keras model or a fitted scikit-learn MLP as a `DenseNetwork`.

    The parameters are those of :func:`nnlib.draw_network`.
    """
    if isinstance(network, DenseNetwork):
        return network
    if any(
        c.__name__ == "Model" and c.__module__.startswith("keras.")
        for c in type(network).__mro__
    ):
        made = _from_keras(network)
    elif hasattr(network, "hidden_layer_sizes"):
        made = _from_sklearn(network)
    else:
        return _from_sizes(network, bias, activations, weights)
    given = {"bias": bias, "weights": weights, "activations": activations}
    for name, value in given.items():
        if value is not None and not isinstance(value, bool):
            raise ValueError(
                f"{name}: {value!r} came beside a model; a model has its own, "
                f"so give True, False or nothing"
            )
    return made


def _from_sizes(sizes, bias, activations, weights) -> DenseNetwork:
    sizes = _checked_sizes(sizes)
    layers = len(sizes) - 1
    bias = (bool(bias),) * layers
    if activations is None or activations is False:
        names = None
    elif activations is True:
        names = ("f",) * layers
    else:
        names = (activations,) * layers if isinstance(activations, str) else activations
        names = _checked_activations(tuple(names), layers)
    if weights is None or weights is False:
        kernels = biases = None
    elif weights is True:
        kernels, biases = _random_weights(sizes, bias)
    else:
        kernels, biases = _given_weights(list(weights), sizes, bias)
    return DenseNetwork(sizes, bias, names, kernels, biases)


def _checked_sizes(sizes) -> tuple[int, ...]:
    wanted = "give two or more whole numbers from 1, the input first, such as [2, 3, 1]"
    try:
        found = list(sizes)
    except TypeError:
        raise ValueError(
            f"network: {sizes!r} is neither sizes, nor a Keras model, nor a "
            f"scikit-learn MLP; for sizes {wanted}"
        ) from None
    if len(found) < 2:
        what = "no layers" if not found else "one layer alone"
        raise ValueError(f"network: {what} came ({sizes!r}); {wanted}")
    for size in found:
        whole = isinstance(size, (int, np.integer)) and not isinstance(size, bool)
        if not whole or size < 1:
            raise ValueError(f"network: a layer of {size!r} nodes came; {wanted}")
    return tuple(int(size) for size in found)


def _checked_activations(names, layers) -> tuple[str, ...]:
    if len(names) != layers:
        raise ValueError(
            f"activations: {len(names)} came for {layers} layers after the input; "
            f"give one name for each, or one for all"
        )
    from nnlib import activations

    return tuple(n if n == "f" else activations.get(n).name for n in names)


def _random_weights(sizes, bias):
    """Glorot normal kernels and small biases: the same at every call."""
    rng = np.random.default_rng(0)
    kernels, biases = [], []
    for n_in, n_out, has in zip(sizes, sizes[1:], bias, strict=False):
        kernels.append(rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_in, n_out)))
        biases.append(rng.normal(0, 0.3, n_out) if has else None)
    return tuple(kernels), tuple(biases)


def _given_weights(weights, sizes, bias):
    shapes = []
    for n_in, n_out, has in zip(sizes, sizes[1:], bias, strict=False):
        shapes += [(n_in, n_out), (n_out,)] if has else [(n_in, n_out)]
    arrays = [np.asarray(w, dtype=float) for w in weights]
    if [a.shape for a in arrays] != shapes:
        raise ValueError(
            f"weights: arrays of shapes {[a.shape for a in arrays]} came; "
            f"this network takes {shapes}, in the order of model.get_weights()"
        )
    kernels = tuple(a for a in arrays if a.ndim == 2)
    given = iter(a for a in arrays if a.ndim == 1)
    return kernels, tuple(next(given) if has else None for has in bias)


def _from_sklearn(mlp) -> DenseNetwork:
    if not hasattr(mlp, "coefs_"):
        raise ValueError(
            f"network: this {type(mlp).__name__} is not fitted and has no weights yet; "
            f"call its fit(X, y) first"
        )
    kernels = tuple(np.asarray(w) for w in mlp.coefs_)
    hidden = _SKLEARN_NAMES.get(mlp.activation, mlp.activation)
    output = _SKLEARN_NAMES.get(mlp.out_activation_, mlp.out_activation_)
    return DenseNetwork(
        sizes=(kernels[0].shape[0], *(w.shape[1] for w in kernels)),
        bias=(True,) * len(kernels),
        activations=(hidden,) * (len(kernels) - 1) + (output,),
        kernels=kernels,
        biases=tuple(np.asarray(b) for b in mlp.intercepts_),
        trained=True,
    )


def _from_keras(model) -> DenseNetwork:
    if not model.built:
        raise ValueError(
            f"network: the model {model.name!r} is not built and has no weights yet; "
            f"start it with keras.Input((n,)) or call model.build((None, n))"
        )
    steps = _keras_steps(model)
    dense = [step[0] for step in steps]
    arrays = [_keras_arrays(layer) for layer in dense]

    def run(x):
        import keras

        outputs = [step[-1].output for step in steps]
        values = keras.Model(model.inputs, outputs)([x[None]])
        values = values if isinstance(values, (list, tuple)) else [values]
        return [keras.ops.convert_to_numpy(v).ravel() for v in values]

    return DenseNetwork(
        sizes=(arrays[0][0].shape[0], *(a[0].shape[1] for a in arrays)),
        bias=tuple(layer.use_bias for layer in dense),
        activations=tuple(_keras_activation(step) for step in steps),
        kernels=tuple(a[0] for a in arrays),
        biases=tuple(a[1] if len(a) > 1 else None for a in arrays),
        trained=True,
        _run=run,
    )


def _keras_arrays(layer) -> list[np.ndarray]:
    """The kernel and, if there is one, the bias of a Dense layer."""
    import keras

    own = [layer.kernel, layer.bias] if layer.use_bias else [layer.kernel]
    return [keras.ops.convert_to_numpy(variable.value) for variable in own]


def _keras_steps(model) -> list[list]:
    """Each Dense layer with the layers that follow it up to the next one."""
    import keras

    shapeless = (
        keras.layers.InputLayer,
        keras.layers.Flatten,
        keras.layers.Reshape,
        keras.layers.Rescaling,
        keras.layers.Normalization,
    )
    steps: list[list] = []
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dense):
            steps.append([layer])
        elif not isinstance(layer, shapeless) and not _keeps_nodes(layer):
            raise ValueError(
                f"network: the layer {layer.name!r} is a {type(layer).__name__}; only "
                f"networks of Dense layers one after another can be drawn"
            )
        elif steps:
            steps[-1].append(layer)
    kernels = [step[0].kernel.shape for step in steps]
    chain = all(a[1] == b[0] for a, b in itertools.pairwise(kernels))
    if not steps or not chain or len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError(
            f"network: the model {model.name!r} is not one chain of Dense layers, "
            f"and only such networks can be drawn"
        )
    return steps


def _keeps_nodes(layer) -> bool:
    """Whether a layer passes every node on by itself: activations, dropout, norms."""
    return layer.__module__.split(".")[-2] in {
        "activations",
        "regularization",
        "normalization",
    }


def _keras_activation(step) -> str:
    name = step[0].activation.__name__
    for layer in step[1:]:
        if layer.__module__.split(".")[-2] == "activations":
            own = getattr(layer, "activation", None)
            name = own.__name__ if own else layer.__module__.split(".")[-1]
    return name

"""`Trainer`: the fit of Keras, compiled where it can be, with curves that grow."""

from typing import TYPE_CHECKING, Any

import keras

from nnlib import keras_private
from nnlib.training import handover, loop, memory
from nnlib.training.board import Board
from nnlib.training.call import FitCall
from nnlib.training.compiled import checked_model
from nnlib.training.engines.choice import make_engine
from nnlib.training.engines.engine import Engine
from nnlib.training.plan import Plan, make_plan

if TYPE_CHECKING:
    from nnlib.training.rate_finder import RateFinder


class Trainer:
    """Trains a compiled Keras model as `keras.Model.fit` does, faster and in sight.

    Parameters
    ----------
    model : keras.Model
        Compiled.
    jit_compile : bool or "auto", default "auto"
        On TensorFlow, whether XLA compiles the epoch; "auto": where all layers allow
        it. Without it, the results are those of Keras' `fit` to the last bit, given
        the same order of the examples (``shuffle=False``): TensorFlow's shuffling
        draws another one.

    Attributes
    ----------
    engine : str
        What trains: "jax" and "tensorflow" compile many batches into one program,
        "keras" is `keras.Model.fit`.
    why : str
        Why it is left to Keras; empty otherwise.

    Raises
    ------
    ValueError
        If `model` is no compiled Keras model.

    Notes
    -----
    On JAX the results are those of Keras' `fit`, bit for bit: the same weights, the
    same history and, with the same seed, the same order of the examples. What cannot
    be compiled is left to `fit` itself: data that are no arrays, callbacks that want
    to be called for every batch, a `train_step` of your own, and several devices under
    `keras.distribution`.

    Examples
    --------
    >>> data = nnlib.load("moons")
    >>> layers = [keras.layers.Dense(16, "relu"), keras.layers.Dense(1, "sigmoid")]
    >>> model = keras.Sequential([keras.Input((2,)), *layers])
    >>> model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    >>> trainer = nnlib.Trainer(model)
    >>> history = trainer.fit(data.x_train, data.y_train, epochs=40, verbose=0)
    >>> ax = nnlib.plot_history(history, metric="accuracy")
    """

    def __init__(self, model: keras.Model, *, jit_compile: bool | str = "auto"):
        checked_model("model", model)
        if jit_compile not in (True, False, "auto"):
            raise ValueError(
                f"jit_compile: {jit_compile!r} came; give True, False or 'auto'"
            )
        self.model = model
        self.jit_compile = jit_compile
        self._choose(handover.of_model(model))
        # What an engine was made for, and the engine.
        self._compiled: tuple[list | None, Engine | None] = None, None
        self._past: dict[str, list] = {}  # the history, over fits that continue

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | list[int] = 1,
        *,
        schedule: Any = None,
    ) -> keras.callbacks.History:
        """Train the model; the arguments are those of `keras.Model.fit`.

        Parameters
        ----------
        x, y, batch_size, epochs, callbacks, validation_split, validation_data, ...
            As for Keras.
        verbose : {"auto", 0, 1, 2}
            1 and "auto" show live curves in a notebook and a line in a terminal, then
            a summary; 2 prints what trains and a line an epoch; 0 nothing. Where the
            environment variable ``NNLIB_LIVE`` is 0, only the final figure is shown.
        schedule : Schedule, array_like of shape (steps,), or callable, optional
            The learning rate at each of the ``epochs * ceil(n / batch_size)`` steps:
            what a function of `nnlib.schedules` made, numbers, a schedule of
            `keras.optimizers.schedules`, or a function of the step.

        Returns
        -------
        keras.callbacks.History
            Of a metric with a value for each class, arrays, as Keras keeps them. A
            `fit` of the model's own is called, and what it returns is returned.

        Raises
        ------
        ValueError
            If an argument is odd, data do not fit each other or the model, or hold
            NaN, a schedule does not fit, or the loss becomes NaN. The model is as it
            was before.
        KeyboardInterrupt
            If the run is stopped. The model has the weights of the last full epoch,
            and ``trainer.history`` matches.

        Examples
        --------
        >>> data = nnlib.load("moons")
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile("sgd", keras.losses.BinaryCrossentropy(from_logits=True))
        >>> rates = nnlib.schedules.cosine(0.5, epochs=20, steps_per_epoch=3)
        >>> history = nnlib.Trainer(model).fit(
        ...     data.x_train, data.y_train, epochs=20, schedule=rates, verbose=0
        ... )
        >>> ax = nnlib.plot_history(history)
        """
        call = FitCall(
            x=x,
            y=y,
            batch_size=batch_size,
            epochs=epochs,
            verbose=verbose,
            callbacks=callbacks,
            validation_split=validation_split,
            validation_data=validation_data,
            shuffle=shuffle,
            class_weight=class_weight,
            sample_weight=sample_weight,
            initial_epoch=initial_epoch,
            steps_per_epoch=steps_per_epoch,
            validation_steps=validation_steps,
            validation_batch_size=validation_batch_size,
            validation_freq=validation_freq,
            schedule=schedule,
        )
        plan, why = make_plan(self.model, call)
        self._choose(why)
        continues = 0 < initial_epoch == _epochs(self._past)
        past = self._past if continues else {}
        board = Board(
            epochs=epochs,
            first_epoch=initial_epoch,
            verbose=verbose,
            engine=self.engine,
            history=past,
        )
        earlier = getattr(self.model, "history", None)
        reason, stopped = "stopped by an error", False
        try:
            if plan is None or why:
                controls = {} if plan is None else plan.controls
                history = handover.fit(self.model, call, controls, board)
            else:
                history = self._compiled_fit(plan, call, board)
            reason = None
        except KeyboardInterrupt:
            stopped = True
            if done := initial_epoch + board.ended:
                reason = f"stopped; the weights are those after epoch {done}"
            else:
                reason = "stopped; the weights are those from before"
        finally:
            found = getattr(self.model, "history", None)
            new = {} if found is earlier else getattr(found, "history", {})
            self._past = {k: past.get(k, []) + list(row) for k, row in new.items()}
            board.close(reason)
        if stopped:  # anew, without the way through the compiled program
            raise KeyboardInterrupt(
                f"{reason}, and trainer.history is theirs"
            ) from None
        return history

    @property
    def history(self) -> "keras.callbacks.History | None":
        """What the last fit returned, or would have, had it not been stopped."""
        return getattr(self.model, "history", None)

    def __repr__(self):
        size = f", {self.model.count_params():,} parameters" if self.model.built else ""
        why = f" because {self.why}" if self.why else ""
        names = {"jax": "JAX", "tensorflow": "TensorFlow", "keras": "Keras' fit"}
        return f"<Trainer: {self.model.name}{size}, on {names[self.engine]}{why}>"

    def find_rate(self, x: Any, y: Any = None, **options: Any) -> "RateFinder":
        """Try learning rates from tiny to huge, and suggest one.

        The parameters are those of `nnlib.training.rate_finding.find_rate`. The model,
        its optimizer and the random numbers stay as they are.

        Returns
        -------
        RateFinder

        Examples
        --------
        >>> data = nnlib.load("moons")
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile("sgd", keras.losses.BinaryCrossentropy(from_logits=True))
        >>> found = nnlib.Trainer(model).find_rate(data.x_train, data.y_train)
        >>> history = nnlib.Trainer(model).fit(
        ...     data.x_train, data.y_train, schedule=[found.suggestion] * 3, verbose=0
        ... )
        """
        from nnlib.training.rate_finding import find_rate

        return find_rate(self.model, x, y, **options)

    def _choose(self, why: str) -> None:
        self.why, self.engine = why, "keras" if why else keras.backend.backend()

    def _compiled_fit(self, plan: Plan, call: FitCall, board: Board):
        before = self._compiled[1]
        engine = self._engine(plan)
        callbacks = keras.callbacks.CallbackList(
            handover.as_list(call.callbacks),
            add_history=True,
            add_progbar=False,
            verbose=call.verbose,
            epochs=plan.epochs,
            steps=plan.steps,
            model=self.model,
        )
        loop.run(engine, plan, callbacks, board)
        if engine is not before:
            memory.give_back()
        return self.model.history

    def _engine(self, plan: Plan) -> Engine:
        """The engine for the model as it is now; another one after a `compile`."""
        plan.build(self.model)
        now = keras_private.fingerprint(self.model)
        made_for, engine = self._compiled
        if engine is not None and made_for == now:
            engine.load()
            return engine
        engine = make_engine(self.model, jit_compile=self.jit_compile)
        self._compiled = now, engine
        return engine


def _epochs(history: dict[str, list]) -> int:
    """How many epochs a history has, whatever was logged in them."""
    return max(map(len, history.values()), default=0)

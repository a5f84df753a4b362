"""The arguments of a fit, kept together on their way through."""

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True, eq=False)
class FitCall:
    """The arguments of `Trainer.fit`: those of `keras.Model.fit`, and a schedule."""

    x: Any = None
    y: Any = None
    batch_size: int | None = None
    epochs: int = 1
    verbose: int | str = "auto"
    callbacks: Any = None
    validation_split: float = 0.0
    validation_data: Any = None
    shuffle: bool | str = True
    class_weight: dict[int, float] | None = None
    sample_weight: Any = None
    initial_epoch: int = 0
    steps_per_epoch: int | None = None
    validation_steps: int | None = None
    validation_batch_size: int | None = None
    validation_freq: int | list[int] = 1
    schedule: Any = None

    def for_keras(self, **others: Any) -> dict[str, Any]:
        """List the arguments of `keras.Model.fit`, some of them replaced."""
        own = {name: getattr(self, name) for name in ARGUMENTS if name != "schedule"}
        return own | others


ARGUMENTS = tuple(field.name for field in dataclasses.fields(FitCall))

"""A mutant: one small fault that is put into a copy of the project."""

import contextlib
import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One fault, and where it is put."""

    kind: str
    path: str  # from the root of the project
    place: str  # the id of a cell, or a line with its number
    change: str  # what was there, and what comes
    put: Callable[[str], str] = dataclasses.field(compare=False)  # old to new text

    @property
    def key(self) -> str:
        """A name that stays while the place and its neighbors stay as they are."""
        whole = "\n".join([self.kind, self.path, self.place, self.change])
        return hashlib.sha256(whole.encode()).hexdigest()[:10]

    def __str__(self) -> str:
        return f"{self.kind}: {self.path}, {self.place}: {self.change}"


@contextlib.contextmanager
def put_into(root: Path, mutants: list[Mutant]) -> Iterator[None]:
    """Put faults into the files below `root`, and take them out at the end."""
    before = {
        root / mutant.path: (root / mutant.path).read_bytes() for mutant in mutants
    }
    try:
        for mutant in mutants:
            path = root / mutant.path
            text = path.read_text("utf-8")
            changed = mutant.put(text)
            if changed == text:
                raise ValueError(f"{mutant}: it changes nothing")
            path.write_text(changed, "utf-8")
        yield
    finally:
        for path, content in before.items():
            path.write_bytes(content)

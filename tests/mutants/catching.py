"""Whether what `make test` runs catches a mutant, and by what."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.copies import copy_project
from tests.mutants import lectures
from tests.mutants.mutant import Mutant, put_into

SECONDS = 1800
NO_TESTS = 5  # what pytest returns where it finds none
TEXTS = "tests/lectures/test_{}.py"
OF_TEXTS = [TEXTS.format(name) for name in ("numbers", "lengths", "links")]


class Project:
    """A copy of the project, into which mutants are put one after the other."""

    def __init__(self, root: Path, copy: Path):
        self.root = copy_project(root, copy)

    def tried(self, group: list[Mutant]) -> Iterator[tuple[Mutant, str | None]]:
        """Try mutants that one run can try; yields each with the step that sees it."""
        rest = group
        if len(group) > 1:
            seen = self.caught_together(group)
            rest = [mutant for mutant in group if not seen[mutant]]
            yield from ((one, f"pytest {one.path}") for one in group if seen[one])
        yield from ((mutant, self.caught_by(mutant)) for mutant in rest)

    def tried_again(
        self, group: list[Mutant], steps: Mapping[str, str]
    ) -> Iterator[tuple[Mutant, str | None]]:
        """Try mutants by the steps that saw them, as `tried` does by all."""
        if group[0].kind in lectures.OF_ONE_CELL:
            seen = self.caught_together(group)
        else:
            seen = {}
            for mutant in group:
                with put_into(self.root, [mutant]):
                    seen[mutant] = not self.passes(steps[mutant.key].split())
        yield from ((one, steps[one.key] if seen[one] else None) for one in group)

    def caught_by(self, mutant: Mutant) -> str | None:
        """Return the first step of `make test` that fails on a mutant, if one does."""
        with put_into(self.root, [mutant]):
            for command in self._steps(mutant):
                if not self.passes(command):
                    return " ".join(command)
        return None

    def caught_together(self, mutants: list[Mutant]) -> dict[Mutant, bool]:
        """Tell of mutants in several cells of one lecture whose cells differ.

        The lecture is run once, as far as the last of them.
        """
        path = self.root / mutants[0].path
        numbers = {
            mutant: lectures.code_number(self.root, mutant) for mutant in mutants
        }
        with put_into(self.root, mutants):
            path.write_text(
                lectures.until(path.read_text("utf-8"), max(numbers.values()))
            )
            said = self._run(["pytest", str(path), "--tb=no", "-rf"])
        failed = {int(n) for n in re.findall(r"^FAILED .*::Cell (\d+)", said, re.M)}
        return {mutant: number in failed for mutant, number in numbers.items()}

    def _steps(self, mutant: Mutant) -> Iterator[list[str]]:
        if mutant.path.startswith("notebooks/"):
            yield from self._steps_of_lecture(mutant)
        elif mutant.path.endswith(".js"):
            yield from self._steps_of_script(mutant)
        else:
            room = Path(mutant.path).with_suffix("").parts
            yield _pytest(self._that_name("tests/unit", {room[1], ".".join(room)}))
            yield _pytest(["tests/unit"])
            yield _pytest(["tests/lectures", "tests/browser"])

    def _steps_of_lecture(self, mutant: Mutant) -> Iterator[list[str]]:
        stem = Path(mutant.path).stem
        own = [TEXTS.format(stem)]
        check = ["nnlib", "check", mutant.path]
        if mutant.kind == "a check":
            yield _pytest(own)
            yield [*_pytest([TEXTS.format("every_check")]), "-k", f"{stem[:2]}-"]
            yield _pytest([mutant.path])
            return
        if mutant.kind in lectures.OF_CODE:
            yield _pytest([mutant.path])
        yield check
        yield [*_pytest(OF_TEXTS), "-k", stem]
        yield _pytest([TEXTS.format("formulas")])
        yield _pytest(own)
        yield [*_pytest(["tests/browser/test_slides.py"]), "-k", stem]
        yield [*_pytest(["tests/browser/test_lecture_decks.py"]), "-k", stem]

    def _steps_of_script(self, mutant: Mutant) -> Iterator[list[str]]:
        room = Path(mutant.path).parts[3]
        yield ["deno", "test", "--quiet", str(Path(mutant.path).parent)]
        names = {f"explore.{room}", f"/{room}/"}
        for folder in ("tests/unit", "tests/browser"):
            if found := self._that_name(folder, names):
                yield _pytest(found)
        yield _pytest(["tests/browser"])

    def _that_name(self, folder: str, words: Iterable[str]) -> list[str]:
        return sorted(
            str(path.relative_to(self.root))
            for path in (self.root / folder).glob("test_*.py")
            if any(word in path.read_text("utf-8") for word in words)
        )

    def passes(self, command: list[str]) -> bool:
        """Tell whether a step passes on the copy as it is."""
        return self._run(command) == ""

    def _run(self, command: list[str]) -> str:
        """Run a command in the copy; returns what it says if it fails."""
        program = Path(sys.executable).parent / command[0]
        start = (
            [str(program)]
            if command[0] == "deno"
            else [sys.executable, "-m", command[0]]
        )
        done = subprocess.run(
            [*start, *command[1:]],
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": str(self.root), "CI": "true"},
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        return done.stdout + done.stderr if done.returncode not in (0, NO_TESTS) else ""


def _pytest(paths: list[str]) -> list[str]:
    return ["pytest", "-x", "-q", "--no-header", *paths]

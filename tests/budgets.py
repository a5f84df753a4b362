"""What running a lecture may cost: processor time and memory of its kernel.

Processor time is that of all threads, so that what runs beside it matters little; it is
compared with what this machine needs for some arithmetic of a fixed size. What each
lecture has spent is told at the end.
"""

import functools
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

REFERENCE = 0.26  # seconds of arithmetic() on the machine of the budgets
CELL, LECTURE = 200.0, 800.0  # seconds of processor time there, with compiling
MEMORY = 3.2e9  # bytes
BUDGET = pytest.StashKey["Budget"]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fail a cell of a lecture that overspends."""
    result = yield
    kernel = getattr(item.parent, "kernel", None)
    if kernel is not None:
        budget = item.parent.stash.setdefault(BUDGET, Budget(kernel.km.provisioner.pid))
        over = budget.over()
        item.user_properties.append(("spent", budget.told()))
        assert over is None, over
    return result


def pytest_terminal_summary(terminalreporter):
    """Tell what each lecture has spent until its last cell."""
    spent = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "spent":
                    lecture = report.nodeid.partition("::")[0]
                    spent[lecture] = max(spent.get(lecture, ()), tuple(value))
    for lecture, (seconds, longest, memory) in sorted(spent.items()):
        terminalreporter.write_line(
            f"{lecture}: {seconds:.0f} s of processor time, at most {longest:.0f} of "
            f"them in one cell, {memory:.1f} GB"
        )


class Budget:
    """What the kernel of one lecture has spent."""

    def __init__(self, kernel: int):
        self._kernel = psutil.Process(kernel)
        self._spent = self._longest = self._memory = 0.0

    def over(self) -> str | None:
        """Say what the cell that ended has overspent, if it has: each thing once."""
        before, self._spent = self._spent, sum(self._kernel.cpu_times()[:4])
        cell, had = self._spent - before, self._memory
        self._longest = max(self._longest, cell)
        self._memory = max(had, _peak(self._kernel))
        for what, seconds, earlier, allowed in [
            ("this cell", cell, 0.0, CELL),
            ("the lecture so far", self._spent, before, LECTURE),
        ]:
            if earlier <= allowed * slowness() < seconds:
                return (
                    f"{what} took {seconds:.0f} seconds of processor time; here "
                    f"{allowed * slowness():.0f} are allowed"
                )
        if had <= MEMORY < self._memory:
            taken, allowed = self._memory / 1e9, MEMORY / 1e9
            return f"the lecture took {taken:.1f} GB, and may take {allowed:g}"
        return None

    def told(self) -> tuple[float, float, float]:
        """Return seconds so far, those of the longest cell, and GB."""
        return self._spent, self._longest, self._memory / 1e9


@functools.cache
def slowness() -> float:
    """Return how many times slower this machine is than that of the budgets, or 1."""
    return max(1.0, min(arithmetic() for _ in range(3)) / REFERENCE)


def arithmetic() -> float:
    """Return the seconds of processor time of some products and some Python."""
    matrix = np.random.default_rng(0).random((1024, 1024), "float32")
    start = time.process_time()
    for _ in range(6):
        matrix @ matrix
    total = 0
    for k in range(3_000_000):
        total += k * k
    return time.process_time() - start


def _peak(process: psutil.Process) -> float:
    """Return the largest memory of a process so far, in bytes; else that of now."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.is_file():
        return process.memory_info().rss
    (line,) = [row for row in status.read_text().splitlines() if "VmHWM" in row]
    return 1024 * float(line.split()[1])

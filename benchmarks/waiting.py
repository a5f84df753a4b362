"""What a user waits for: import, set-up, first picture, stand-in data, decks.

Each figure is the median of some rounds in processes of their own, beside its limit.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from nnlib import decks

LECTURES = sorted(Path(__file__).parents[1].glob("notebooks/*.ipynb"))
SETS = ("mnist", "fashion_mnist", "cifar10", "hitters")


def process(code: str, **environment: str) -> float:
    """Seconds that a new Python takes to run the code."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def show(what: str, seconds: list[float], limit: float) -> None:
    median = statistics.median(seconds)
    print(
        f"{what:44} {median:6.3f} s ({min(seconds):.3f} to {max(seconds):.3f})"
        f"  limit {limit} s"
    )


def main() -> None:
    bare = statistics.median(process("pass") for _ in range(9))
    imports = [process("import nnlib") - bare for _ in range(9)]
    show("import nnlib", imports, 0.15)

    first = "import nnlib; nnlib.setup(); nnlib.draw_network([2, 3, 1]).figure"
    save = first + ".savefig('picture.png')"
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        show("set-up and the first picture", [process(save) for _ in range(5)], 10)
        for name in SETS:
            code = f"import nnlib; nnlib.load({name!r})"
            alone = {"NNLIB_DATA": "", "XDG_CACHE_HOME": folder, "HOME": folder}
            seconds = [process(code, **alone) for _ in range(3)]
            show(f"load {name!r}, nothing on disk", seconds, 5)
        for lecture in LECTURES:
            start = time.perf_counter()
            deck = decks.write(lecture, Path(folder) / "deck.html")
            seconds = time.perf_counter() - start
            size = deck.stat().st_size / 1e6
            print(f"deck of {lecture.stem}: {seconds:.1f} s, {size:.1f} MB  limit 4 MB")


if __name__ == "__main__":
    main()

"""Which mutants are tried: as many of each kind, drawn from a seed."""

import collections
import hashlib
import itertools
import random
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tests.mutants import lectures, sources
from tests.mutants.mutant import Mutant


def draw(root: Path, count: int, seed: int) -> list[Mutant]:
    """Draw mutants, about as many of each kind.

    A mutant is drawn by its key, so that a change elsewhere leaves the draw as it is.
    """
    everything = itertools.chain(lectures.mutants(root), sources.mutants(root))
    of_kind = collections.defaultdict(dict)
    for mutant in everything:
        of_kind[mutant.kind].setdefault(mutant.key, mutant)

    def luck(mutant: Mutant) -> str:
        return hashlib.sha256(f"{seed} {mutant.key}".encode()).hexdigest()

    in_turn = (sorted(found.values(), key=luck) for found in of_kind.values())
    rounds = itertools.zip_longest(*in_turn)
    one_after_the_other = (mutant for mutants in rounds for mutant in mutants if mutant)
    return list(itertools.islice(one_after_the_other, count))


def survivors() -> dict[str, str]:
    """Return the keys of the mutants that nothing sees, each with the reason."""
    return tomllib.loads(Path(__file__).with_name("survivors.toml").read_text("utf-8"))


def groups(mutants: list[Mutant]) -> list[list[Mutant]]:
    """Put together what one run of a lecture can try, each cell once; largest first."""
    together = collections.defaultdict(list)
    found = []
    for mutant in mutants:
        if mutant.kind in lectures.OF_ONE_CELL:
            together[mutant.path].append(mutant)
        else:
            found.append([mutant])
    for of_one in together.values():
        while of_one:
            group = list({mutant.place: mutant for mutant in of_one}.values())
            found.append(group)
            of_one = [mutant for mutant in of_one if mutant not in group]
    return sorted(found, key=len, reverse=True)


def of_the_day(
    mutants: list[Mutant], steps: Mapping[str, str], day: date, count: int = 12
) -> list[list[Mutant]]:
    """Choose by the day from what was seen: of one lecture's code, and others.

    One run tries the former; the others are seen by a step that runs no lecture and
    not all tests of a folder. Where an edited lecture leaves few in the table, these.

    Raises
    ------
    ValueError
        If none of the mutants is in the table.
    """
    seen = [mutant for mutant in mutants if mutant.key in steps]
    chance = random.Random(day.toordinal())
    of_code = [mutant for mutant in seen if mutant.kind in lectures.OF_ONE_CELL]
    quick = [
        mutant
        for mutant in seen
        if mutant.kind not in lectures.OF_CODE
        and re.search(r"test_|deno|check", steps[mutant.key])
    ]
    if not quick and not of_code:
        raise ValueError("the table knows no mutant of now; run `make mutants`")
    chosen = [chance.choice(groups(of_code))[: count // 2]] if of_code else []
    others = min(count - sum(map(len, chosen)), len(quick))
    return [*chosen, *([one] for one in chance.sample(quick, others))]

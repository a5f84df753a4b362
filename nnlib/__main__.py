"""The command line: ``python -m nnlib new|run|deck|check|student|bundle|site``."""

import argparse
import contextlib
import itertools
import os
import shlex
import signal
import sys
import warnings
from pathlib import Path

import nnlib
from nnlib import files


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code.

    It is 0, 1 for a failure, or 128 and the number of the signal that stopped it: 130
    after Ctrl-C.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 0
    try:
        with warnings.catch_warnings():
            # ty: ignore[invalid-assignment] -- Python lets the hook be replaced
            warnings.showwarning = lambda message, *_: print(message, file=sys.stderr)
            return options.action(options)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        print(f"{error}; pip install -r requirements.txt brings it", file=sys.stderr)
        return 1
    except KeyboardInterrupt as stop:
        print("Stopped; what was finished before stays.", file=sys.stderr)
        return 128 + (stop.args or [signal.SIGINT])[0]


def _stop_once(signals=("SIGINT", "SIGTERM", "SIGHUP")) -> None:
    """Let the first signal stop this and no other disturb it while it cleans up."""
    known = [getattr(signal, name) for name in signals if hasattr(signal, name)]

    def stop(number, frame):
        for known_number in known:
            signal.signal(known_number, signal.SIG_IGN)
        raise KeyboardInterrupt(number)

    for number in known:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, stop)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nnlib", description="Work with the lecture notebooks."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, action, what: str) -> argparse.ArgumentParser:
        parser = commands.add_parser(name, help=what, description=f"{what}.")
        parser.set_defaults(action=action)
        return parser

    new = command("new", _new, "Write a lecture to begin with, a slide of each kind")
    new.add_argument("title", metavar="TITLE")
    new.add_argument("--output", metavar="FILE", help="default: of the title, here")

    deck = command("deck", _deck, "Write the slides of a notebook as one offline file")
    deck.add_argument("notebook", metavar="NOTEBOOK")
    deck.add_argument("--output", metavar="FILE", help="default: build/decks/NAME.html")

    run = command("run", _run, "Run lectures that have changed and write their decks")
    run.add_argument("notebooks", metavar="NOTEBOOK", nargs="+")
    run.add_argument("--output", metavar="FOLDER", default="build")
    run.add_argument("--force", action="store_true", help="run the unchanged ones too")
    run.add_argument(
        "--in-place",
        action="store_true",
        help="write the outputs into the notebooks, for committing; no decks",
    )

    run.add_argument(
        "--jobs",
        metavar="N",
        help="how many at a time; default: as cores and memory allow, 4 at most",
    )

    check = command("check", _check, "Say what keeps notebooks from being committed")
    check.add_argument("notebooks", metavar="NOTEBOOK", nargs="+")

    for name, action, what, folder in (
        ("student", _student, "Copy lectures without solutions and notes", "student"),
        (
            "bundle",
            _bundle,
            "Write lectures as single files that hold nnlib",
            "bundles",
        ),
    ):
        copy = command(name, action, what)
        copy.add_argument("notebooks", metavar="NOTEBOOK", nargs="+")
        copy.add_argument(
            "--output",
            metavar="FILE",
            help=f"for one lecture; default: build/{folder}/NAME.ipynb",
        )

    site = command("site", _site, "Write a site of lectures that have been run")
    site.add_argument("notebooks", metavar="NOTEBOOK", nargs="+")
    site.add_argument(
        "--output", metavar="FOLDER", default="build/site", help="default: build/site"
    )

    address = command(
        "address", _address, "Write the project's address wherever it must stand"
    )
    address.add_argument(
        "url",
        metavar="URL",
        nargs="?",
        help="the new address; default: the present one",
    )
    return parser


def _new(options: argparse.Namespace) -> int:
    from nnlib.lectures import beginning

    notebook = beginning.write(options.title, options.output)
    print(f"A lecture to begin with: {notebook}")
    print(f"python -m nnlib run {shlex.quote(str(notebook))} runs it, for its deck")
    return 0


def _deck(options: argparse.Namespace) -> int:
    from nnlib.decks import deck, fitting

    file, talk = deck.written(options.notebook, options.output)
    for problem in fitting.measure(talk).too_large:
        print(f"Look at: {options.notebook}: {problem}", file=sys.stderr)
    _tell_decks([file])
    return 0


_HOW_TO = (
    "Open a deck in a browser. S: speaker notes, O: overview, ?: all keys; "
    "?print-pdf after the address, then print: a PDF."
)


def _tell_decks(decks: list[Path]) -> None:
    for deck in decks:
        size = deck.stat().st_size / 1e6
        print(f"Slides ({size:.1f} MB): {deck.resolve().as_uri()}")
    if decks:
        print(_HOW_TO)


def _run(options: argparse.Namespace) -> int:
    from nnlib.lectures import running

    if not options.in_place:
        files.refuse_same_names(options.notebooks)
    jobs = _jobs(options.jobs)
    notebooks = list(dict.fromkeys(map(Path, options.notebooks)))
    lectures, decks, failures = [], {}, {}

    @contextlib.contextmanager
    def failures_told(notebook: Path):
        try:
            yield
        except (OSError, ValueError) as error:
            print(error, file=sys.stderr, flush=True)
            failures[notebook] = error

    def ended(lecture, keep) -> None:
        with failures_told(lecture.notebook):
            keep()
            decks[lecture.notebook] = lecture.deck
            _tell_run(lecture)

    for notebook in notebooks:
        with failures_told(notebook):
            lectures.append(_lecture(notebook, options))
    running.run(lectures, ended, jobs)
    _tell_decks([decks[one] for one in notebooks if decks.get(one)])
    if failures and len(notebooks) > 1:
        print(f"{len(failures)} of {len(notebooks)} failed:", file=sys.stderr)
        told = [failures[one] for one in notebooks if one in failures]
        print(*told, sep="\n", file=sys.stderr)
    return 1 if failures else 0


def _lecture(notebook: Path, options: argparse.Namespace):
    from nnlib.lectures.lecture import ForDeck, InPlace

    if options.in_place:
        return InPlace(notebook)
    return ForDeck(notebook, options.output, force=options.force)


def _jobs(given: str | None) -> int | None:
    """Return how many lectures at a time, if that was said."""
    from nnlib import arguments

    if given is None:
        return None
    whole = int(given) if given.isdecimal() else given
    return arguments.checked_integer("jobs", whole, 1)


def _tell_run(lecture) -> None:
    """Say what became of a lecture, and what to look at on its slides."""
    from nnlib.decks import fitting
    from nnlib.lectures import checking

    if lecture.unchanged_since:
        told = f"unchanged since {lecture.unchanged_since}, not run again"
        told += " (--force runs it)"
    else:
        told = f"run from top to bottom in {lecture.took:.0f} s"
        data = os.environ.get("NNLIB_DATA")
        told += f", NNLIB_DATA={data}" if data and lecture.deck else ""
    if lecture.deck is None:
        print(f"{lecture.notebook}: {told}; outputs written into it", flush=True)
        return
    print(f"{lecture.notebook}: {told}", flush=True)
    shown = checking.on_slides(lecture.nb, lecture.notebook)
    for problem in [*shown, *fitting.measure(lecture.talk).too_large]:
        print(f"Look at: {lecture.notebook}: {problem}", flush=True)


def _check(options: argparse.Namespace) -> int:
    from nnlib.lectures import checking

    reports = [checking.report(notebook) for notebook in options.notebooks]
    found = [problem for report in reports for problem in report.problems]
    for sentence in itertools.chain.from_iterable(r.advice for r in reports):
        print(f"Look again: {sentence}")
    told = found or [f"{len(options.notebooks)} checked, nothing to mend"]
    print(*told, sep="\n")
    return 1 if found else 0


def _student(options: argparse.Namespace) -> int:
    from nnlib.lectures import student

    return _copies(options, student.write, "Without solutions and notes: {copy}")


def _bundle(options: argparse.Namespace) -> int:
    from nnlib.lectures import bundling

    return _copies(options, bundling.write, "One file ({size:.1f} MB): {copy}")


def _site(options: argparse.Namespace) -> int:
    from nnlib import site

    first = site.write(options.notebooks, options.output)
    size = sum(path.stat().st_size for path in first.parent.rglob("*")) / 1e6
    print(f"Site ({size:.1f} MB): {first.resolve().as_uri()}")
    print(f"Put the folder {first.parent} on any web server, or on a USB stick.")
    return 0


def _copies(options: argparse.Namespace, write, told: str) -> int:
    """Write a copy of each lecture, and say where it is."""
    if options.output and len(options.notebooks) > 1:
        raise ValueError(
            f"output: {options.output} is one file, for {len(options.notebooks)} "
            "lectures; leave it out"
        )
    files.refuse_same_names(options.notebooks)
    for notebook in options.notebooks:
        copy = write(notebook, options.output)
        print(told.format(copy=copy, size=copy.stat().st_size / 1e6))
    return 0


def _address(options: argparse.Namespace) -> int:
    from nnlib.lectures import address

    root = Path(nnlib.__file__).parents[1]
    if options.url:
        address.write(options.url, root)
    changed = address.spread(root)
    for path in changed:
        print(f"{path.relative_to(root)}: changed")
    result = "written to all copies" if changed else "all copies agree with it"
    print(f"{address.read(root)}: {result}")
    for link in address.left(root):
        print(f"{link}: left as it is, for Colab opens notebooks from github.com only")
    return 0


if __name__ == "__main__":
    _stop_once()
    sys.exit(main())

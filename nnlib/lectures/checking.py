"""What a lecture notebook must look like before it is committed."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nnlib import cells, claim_texts
from nnlib.decks import blocks, fitting, mathematics, slides, text
from nnlib.lectures import advice, leftovers

CODE_LINES = 12
WORDS_BESIDE_FIGURE = 40
_MACHINE = re.compile(
    r"/(?:home|Users|root|tmp)/[\w.-]+|[A-Za-z]:\\+Users\\+\w+|\bat 0x[\da-f]{6,}"
)
# What matplotlib's methods and scikit-learn's fit() return.
_OBJECT = re.compile(
    r"\A[\[({]*(?:<(?:Axes|Figure|matplotlib|mpl_toolkits)|Text\()|sk-container-id"
)
_ASKS = re.compile(r"\s*#[^\n]*\?[ \t]*(?:\n|\Z)")
_NOT_TEXT = re.compile(r"data:[\w/+.-]+;base64,[\w+/=]*")


class Report(NamedTuple):
    """What is wrong with a lecture, and what to look at again; a sentence each."""

    problems: list[str]
    advice: list[str]


def report(notebook: str | Path) -> Report:
    """Return what is to be said of a lecture notebook; nothing is executed.

    Parameters
    ----------
    notebook : path

    Raises
    ------
    FileNotFoundError
        If there is no such notebook.
    """
    try:
        nb = cells.read(notebook)
    except ValueError as error:
        return Report([str(error)], [])
    found = [*_format(nb), *_setup(nb)]
    if _is_as_run(nb):
        found += _outputs(nb)
    else:  # what is stored comes anew
        found.append(
            "it was edited since it was run; run --in-place runs it for committing"
        )
    fit = _measured(nb, Path(notebook))
    found += [*on_slides(nb, notebook), *fit.too_large]
    again = advice.advice(nb, fit)
    return Report(
        *([f"{notebook}: {text}" for text in part] for part in (found, again))
    )


def on_slides(nb, notebook: str | Path) -> list[str]:
    """Return what is wrong with a lecture as it is shown, but for what is too large.

    Parameters
    ----------
    nb : nbformat.NotebookNode
    notebook : path
        Where the lecture lies, and the pictures beside it.

    Returns
    -------
    list of str
        A sentence each.
    """
    checks = (
        _shown,
        _cells,
        _loops,
        _withheld,
        _claims,
        _exercises,
        _slides,
        _questions,
        _formulas,
    )
    found = [problem for check in checks for problem in check(nb)]
    return [*found, *_made(nb, Path(notebook).parent)]


def _measured(nb, notebook: Path) -> fitting.Fit:
    """Return how the slides of a lecture fit, where they can be made."""
    try:
        talk = slides.make(nb, notebook)
    except (OSError, ValueError):
        return fitting.Fit([], [])  # what keeps it from being made is told elsewhere
    return fitting.measure(talk)


def _placed(nb, kind: str | None = None) -> Iterator:
    for number, cell in enumerate(nb.cells, 1):
        if kind in (None, cell.cell_type):
            yield cells.place(number, cell), cell


def _format(nb) -> Iterator[str]:
    import nbformat

    if nb.nbformat_minor < 5:
        yield (
            f"its format is 4.{nb.nbformat_minor}, without cell ids; "
            "save it in JupyterLab 4"
        )
        return
    ids = [cell.get("id") for cell in nb.cells]
    if None in ids or len(set(ids)) < len(ids):
        yield "a cell has no id, or that of another; save it in JupyterLab 4"
        return
    try:
        nbformat.validate(nb)
    except nbformat.ValidationError as error:
        yield f"it is no valid notebook: {str(error).splitlines()[0]}"


def _setup(nb) -> Iterator[str]:
    place, first = next(_placed(nb, "code"), ("no code", None))
    if first is None or "nnlib.setup(" not in first.source:
        yield f"{place}: the first code cell must call nnlib.setup()"


def _is_as_run(nb) -> bool:
    counts = [cell.execution_count for cell in nb.cells if cells.has_code(cell)]
    return counts == list(range(1, len(counts) + 1))


def _outputs(nb) -> Iterator[str]:
    if "widgets" in nb.metadata:
        yield "it stores the state of widgets; clear it, or run --in-place"
    for place, cell in _placed(nb, "code"):
        meant = "raises-exception" in cells.tags(cell)
        for output in cell.outputs:
            if output.output_type == "error" and not meant:
                yield f"{place}: it stores an error, {output.ename}; mend it"
            if output.get("name") == "stderr":
                yield f"{place}: it stores something on stderr; mend its cause"
            if path := _MACHINE.search(_text(output)):
                yield f"{place}: an output shows {path[0]!r}, true on one machine"


def _shown(nb) -> Iterator[str]:
    for place, cell in _placed(nb, "code"):
        for output in cell.outputs:
            data = output.get("data", {})
            description = data.get("text/plain", "").strip()
            if any(mime.startswith("image/") for mime in data):
                if not description or description.startswith("<"):
                    advice = "display it with one, as its text/plain"
                    if description.startswith("<Figure"):
                        advice = "nnlib.setup() before it writes one"
                    yield f"{place}: a figure has no description; {advice}"
            elif (
                slides.on_slides(cell)
                and not _MACHINE.search(_text(output))
                and _OBJECT.search(data.get("text/html", description))
            ):
                yield (
                    f"{place}: it shows {description[:30]!r}, which nobody wants "
                    "to see; assign it to a name"
                )


def _text(output) -> str:
    data = output.get("data", {})
    parts = [text for mime, text in data.items() if mime.startswith("text/")]
    parts += [output.get("text", "")]
    return _NOT_TEXT.sub("", "\n".join(map(str, parts)))


def _cells(nb) -> Iterator[str]:
    for place, cell in _placed(nb):
        kind = cells.slide_type(cell, None)
        if kind is None:
            yield (
                f"{place} has no slide type: set it in the property inspector, "
                "at the right"
            )
        elif kind not in cells.SLIDE_TYPES:
            known = ", ".join(cells.SLIDE_TYPES)
            yield f"{place}: its slide type is {kind!r}; give it one of {known}"
        for tag in cells.tags(cell):
            if tag not in cells.TAGS:
                known = ", ".join(cells.TAGS)
                yield f"{place}: there is no tag {tag!r}; known: {known}"
        if "walk" in cells.tags(cell) and not _steps(cell):
            yield (
                f"{place}: it has the tag 'walk', and no explorable of its outputs has "
                "steps; take the tag away, or run the cell again"
            )
        if cell.cell_type == "code" and cell.source.rstrip().endswith(";"):
            yield f"{place}: it ends with a semicolon; take it away"
        if path := _MACHINE.search(_NOT_TEXT.sub("", cell.source)):
            yield f"{place}: it names {path[0]!r}, which is on one machine only"


def _steps(cell) -> int:
    """How many presses the tag ``walk`` makes of its outputs."""
    html = [o.get("data", {}).get("text/html", "") for o in cell.get("outputs", [])]
    return sum(map(text.steps_of, html))


def _loops(nb) -> Iterator[str]:
    placed = list(_placed(nb, "code"))
    for at, name, earlier, function in leftovers.changed([c.source for _, c in placed]):
        yield (
            f"{placed[at][0]}: its loop leaves another {name!r} behind, which "
            f"{function}() of {placed[earlier][0]} reads later; let it run through "
            "another name"
        )


def _withheld(nb) -> Iterator[str]:
    placed = list(_placed(nb, "code"))
    sources = [cell.source for _, cell in placed]
    away = [cells.is_withheld(cell) for _, cell in placed]
    for at, name, giver in leftovers.missing(sources, away):
        yield (
            f"{placed[at][0]}: it reads {name!r} of {placed[giver][0]}, a solution, "
            "which students do not get; give it the tag 'solution', too"
        )


def _claims(nb) -> Iterator[str]:
    for place, cell in _placed(nb, "code"):
        for output in cell.outputs:
            said = output.get("data", {}).get("text/plain", "")
            if blocks.is_claim(output) and claim_texts.includes_none(said):
                yield (
                    f"{place}: a claim about a difference would hold without one, "
                    f"{said!r}; narrow its margin, or give against="
                )


def _exercises(nb) -> Iterator[str]:
    tagged = [(place, cells.tags(cell)) for place, cell in _placed(nb)]
    starts = [
        index
        for index, (_, tags) in enumerate(tagged)
        if "exercise" in tags and (not index or "exercise" not in tagged[index - 1][1])
    ]
    for start, end in itertools.pairwise([*starts, len(tagged)]):
        after = {tag for _, tags in tagged[start:end] for tag in tags}
        for needed in ("check", "solution"):
            if needed not in after:
                yield (
                    f"{tagged[start][0]}: no cell with the tag {needed!r} follows "
                    "this exercise"
                )


def _talk(nb) -> Iterator[list]:
    """The slides that are talked about: (number, cell) of what is shown on each."""
    for slide in itertools.chain.from_iterable(slides.group_cells(nb)):
        shown = [
            (number, cell)
            for number, cell in slide
            if cells.slide_type(cell) != "notes" and "exercise" not in cells.tags(cell)
        ]
        if shown:
            yield shown


def _slides(nb) -> Iterator[str]:
    for shown in _talk(nb):
        first = cells.place(*shown[0])
        lines = sum(
            len(cell.source.strip().splitlines())
            for _, cell in shown
            if cell.cell_type == "code" and "hide-input" not in cells.tags(cell)
        )
        if lines > CODE_LINES:
            yield (
                f"{first}: its slide shows {lines} lines of code; "
                f"{CODE_LINES} can be read from the last row"
            )
        words = sum(_words(c.source) for _, c in shown if c.cell_type == "markdown")
        if words > WORDS_BESIDE_FIGURE and any(_is_figure(cell) for _, cell in shown):
            yield (
                f"{first}: its slide has {words} words beside a figure; "
                f"say some of them in the notes ({WORDS_BESIDE_FIGURE} at most)"
            )


def _questions(nb) -> Iterator[str]:
    for shown in _talk(nb):
        if not _ASKS.match(shown[0][1].source):
            continue
        for number, cell in shown:
            if cells.slide_type(cell) == "fragment" or "question" in cells.tags(cell):
                break
            if _answers(cell):
                yield (
                    f"{cells.place(number, cell)}: the title of its slide asks, and "
                    "this answers at once; make it a fragment, or give it the tag "
                    "question where it is what is asked about"
                )
                break


def _answers(cell) -> bool:
    """Tell whether a cell shows a figure or a number that nobody had to ask for."""
    outputs = [] if "hide-output" in cells.tags(cell) else cell.get("outputs", [])
    html = [output.get("data", {}).get("text/html", "") for output in outputs]
    seen = [o for o in outputs if o.output_type != "stream" or o.name == "stdout"]
    # In an explorable one looks for the answer oneself.
    return bool(seen) and not any(map(blocks.is_explorable, html))


def _formulas(nb) -> Iterator[str]:
    placed = list(_placed(nb, "markdown"))
    pieces = [(text.without_pictures(cell.source), True) for _, cell in placed]
    _, problems, _ = mathematics.put_in(pieces)
    for (place, _), problem in zip(placed, problems, strict=True):
        if problem:
            yield f"{place}: {problem}"


def _made(nb, folder: Path) -> Iterator[str]:
    for place, cell in _placed(nb):
        if cell.cell_type == "raw" and cells.slide_type(cell) != "skip":
            yield f"{place}: a raw cell is on no slide; make it Markdown, or skip it"
        if not slides.on_slides(cell):
            continue
        try:
            found = blocks.blocks(cell, folder)
        except (OSError, ValueError) as error:
            yield f"{place}: {error}"
            continue
        for block in found:
            if block.told:
                yield f"{place}: it shows {block.told}"


def _words(source: str) -> int:
    """Count the words of Markdown, without headings, tags and mathematics."""
    source = re.sub(r"</?\w[^>]*>", "", source)
    source = re.sub(r"^#+ .*$", "", source, flags=re.MULTILINE)
    source = re.sub(r"\$\$.*?\$\$|\\begin\{.*\\end\{\w+\}", "", source, flags=re.DOTALL)
    return len(re.findall(r"\w[\w'’-]*", re.sub(r"\$[^$]*\$", " x ", source)))


def _is_figure(cell) -> bool:
    shown = [o for o in cell.get("outputs", []) if not blocks.is_claim(o)]
    mimes = {mime for output in shown for mime in output.get("data", ())}
    return bool(mimes & {"text/html", "image/png", "image/svg+xml"})

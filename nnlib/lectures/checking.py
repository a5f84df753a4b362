"""What a lecture notebook must look like before it is committed."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from nnlib import cells
from nnlib.decks import slides

CODE_LINES = 12
WORDS_BESIDE_FIGURE = 40
_MACHINE = re.compile(
    r"/(?:home|Users|root|tmp)/[\w.-]+|[A-Za-z]:\\+Users\\+\w+|\bat 0x[\da-f]{6,}"
)
# What matplotlib's methods and scikit-learn's fit() return.
_OBJECT = re.compile(
    r"\A[\[({]*(?:<(?:Axes|Figure|matplotlib|mpl_toolkits)|Text\()|sk-container-id"
)
_NOT_TEXT = re.compile(r"data:[\w/+.-]+;base64,[\w+/=]*")


def problems(notebook: str | Path) -> list[str]:
    """Return what is wrong with a lecture notebook, a sentence each.

    Nothing is executed.

    Parameters
    ----------
    notebook : path

    Returns
    -------
    list of str
        Empty where nothing is wrong.

    Raises
    ------
    FileNotFoundError
        If there is no such notebook.
    """
    try:
        nb = cells.read(notebook)
    except ValueError as error:
        return [str(error)]
    checks = (_format, _setup, _run, _outputs, _cells, _exercises, _slides)
    found = [problem for check in checks for problem in check(nb)]
    return [f"{notebook}: {problem}" for problem in found]


def _numbered(nb, kind: str | None = None) -> Iterator:
    for number, cell in enumerate(nb.cells, 1):
        if kind in (None, cell.cell_type):
            yield number, cell


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
    if "widgets" in nb.metadata:
        yield "it stores the state of widgets; clear it, or run --in-place"


def _setup(nb) -> Iterator[str]:
    first = next((pair for pair in _numbered(nb, "code")), None)
    if first is None or "nnlib.setup(" not in first[1].source:
        number = first[0] if first else 1
        yield f"cell {number}: the first code cell must call nnlib.setup()"


def _run(nb) -> Iterator[str]:
    code = [(number, cell) for number, cell in _numbered(nb) if cells.has_code(cell)]
    for expected, (number, cell) in enumerate(code, 1):
        if cell.execution_count != expected:
            yield (
                f"cell {number}: its count is {cell.execution_count}, not {expected}; "
                "run all in one go (run --in-place)"
            )
            return


def _outputs(nb) -> Iterator[str]:
    for number, cell in _numbered(nb, "code"):
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"cell {number}: it stores an error, {output.ename}; mend it"
            if output.get("name") == "stderr":
                yield f"cell {number}: it stores something on stderr; mend its cause"
            if path := _MACHINE.search(_text(output)):
                yield f"cell {number}: an output shows {path[0]!r}, true on one machine"
            data = output.get("data", {})
            description = data.get("text/plain", "").strip()
            if any(mime.startswith("image/") for mime in data):
                if not description or description.startswith("<"):
                    yield (
                        f"cell {number}: a figure has no description; "
                        "nnlib.setup() before it writes one"
                    )
            elif (
                slides.on_slides(cell)
                and not path
                and _OBJECT.search(data.get("text/html", description))
            ):
                yield (
                    f"cell {number}: it shows {description[:30]!r}, which nobody wants "
                    "to see; assign it to a name"
                )


def _text(output) -> str:
    data = output.get("data", {})
    parts = [text for mime, text in data.items() if mime.startswith("text/")]
    parts += [output.get("text", "")]
    return _NOT_TEXT.sub("", "\n".join(map(str, parts)))


def _cells(nb) -> Iterator[str]:
    for number, cell in _numbered(nb):
        kind = cells.slide_type(cell, None)
        if kind not in cells.SLIDE_TYPES:
            known = ", ".join(cells.SLIDE_TYPES)
            yield f"cell {number}: its slide type is {kind!r}; give it one of {known}"
        for tag in cells.tags(cell):
            if tag not in cells.TAGS:
                known = ", ".join(cells.TAGS)
                yield f"cell {number}: there is no tag {tag!r}; known: {known}"
        if cell.cell_type == "code" and cell.source.rstrip().endswith(";"):
            yield f"cell {number}: it ends with a semicolon; take it away"
        if path := _MACHINE.search(_NOT_TEXT.sub("", cell.source)):
            yield f"cell {number}: it names {path[0]!r}, which is on one machine only"


def _exercises(nb) -> Iterator[str]:
    tagged = [(number, cells.tags(cell)) for number, cell in _numbered(nb)]
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
                    f"cell {tagged[start][0]}: no cell with the tag {needed!r} follows "
                    "this exercise"
                )


def _slides(nb) -> Iterator[str]:
    for slide in itertools.chain.from_iterable(slides.layout(nb)):
        shown = [
            (number, cell)
            for number, cell in slide
            if cells.slide_type(cell) != "notes" and "exercise" not in cells.tags(cell)
        ]
        if not shown:
            continue
        first = shown[0][0]
        lines = sum(
            len(cell.source.strip().splitlines())
            for _, cell in shown
            if cell.cell_type == "code" and "hide-input" not in cells.tags(cell)
        )
        if lines > CODE_LINES:
            yield (
                f"cell {first}: its slide shows {lines} lines of code; "
                f"{CODE_LINES} can be read from the last row"
            )
        words = sum(_words(c.source) for _, c in shown if c.cell_type == "markdown")
        if words > WORDS_BESIDE_FIGURE and any(_is_figure(cell) for _, cell in shown):
            yield (
                f"cell {first}: its slide has {words} words beside a figure; "
                f"say some of them in the notes ({WORDS_BESIDE_FIGURE} at most)"
            )


def _words(source: str) -> int:
    """Count the words of Markdown, without headings and mathematics."""
    source = re.sub(r"^#+ .*$", "", source, flags=re.MULTILINE)
    source = re.sub(r"\$\$.*?\$\$|\\begin\{.*\\end\{\w+\}", "", source, flags=re.DOTALL)
    return len(re.findall(r"\w[\w'’-]*", re.sub(r"\$[^$]*\$", " x ", source)))


def _is_figure(cell) -> bool:
    mimes = {
        mime for output in cell.get("outputs", []) for mime in output.get("data", ())
    }
    return bool(mimes & {"text/html", "image/png", "image/svg+xml"})

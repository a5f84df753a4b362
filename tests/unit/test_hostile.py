"""Notebooks of somebody who means harm: nothing of theirs runs, or is let out."""

import base64
import binascii
import re
import struct
import zlib

import nbformat
import pytest
from nbformat.v4 import new_notebook

from nnlib import cells, decks, site
from nnlib.decks import mathematics, text
from nnlib.lectures import student
from nnlib.site import sharing, thumbnail
from tests.unit.test_decks import code, markdown, png, shown

ATTACK = """</script><!--"'><img src=x onerror=alert(1)>\u2028${alert(1)}"""


@pytest.fixture
def write(tmp_path):
    """Write a notebook in a folder of its own; return the file."""

    def write(*members, name="01_lecture", **metadata):
        folder = tmp_path / "here"
        folder.mkdir(exist_ok=True)
        nb = new_notebook(cells=list(members), metadata=metadata)
        nbformat.write(nb, folder / f"{name}.ipynb")
        return folder / f"{name}.ipynb"

    return write


def deck(notebook):
    return decks.write(notebook, notebook.with_suffix(".html")).read_text("utf-8")


@pytest.mark.parametrize(
    "output",
    [
        shown(text_plain=ATTACK),
        shown(image_png=png(), text_plain=ATTACK),
        nbformat.v4.new_output("stream", name="stdout", text=ATTACK),
    ],
)
def test_what_is_printed_or_described_is_letters(write, output):
    page = deck(write(code(f"f({ATTACK!r})", output, slide_type="slide")))
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize("url", ["javascript:f()", "JAVASCRIPT:f()", "vbscript:f()"])
@pytest.mark.parametrize("form", ["[a]({})", "[a](<{}>)", "[a][1]\n\n[1]: {}", "<{}>"])
def test_no_link_of_markdown_runs_a_script(url, form):
    with pytest.raises(ValueError, match=f"the link {re.escape(url)} runs a script"):
        text.markdown(form.format(url))


def test_letters_that_are_written_otherwise_are_the_same():
    with pytest.raises(ValueError, match="runs a script"):
        text.markdown("[a](&#106;avascript:f())")


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:f()}{x}",
        r'\mmlToken{mi}[href="JavaScript:f()"]{x}',
        r"\style{background:url(https://e.org/x)}{x}",
        r"\bbox[background: url(//e.org/x)]{x}",
    ],
)
def test_no_formula_of_some_data_runs_a_script_or_asks(write, tex):
    with pytest.raises(ValueError, match=r"cell 1 .* would run a script or ask the n"):
        deck(write(code("frame", shown(text_html=f"<td>${tex}$</td>"))))


def test_a_formula_may_link():
    formulas = [r"\href{https://e.org}{x}", r"\href{02.html#a}{x}"]
    made, _ = mathematics.typeset([mathematics.Formula(one, False) for one in formulas])
    assert [one.error for one in made] == ["", ""]


@pytest.mark.parametrize("link", [False, True])
@pytest.mark.parametrize("key", ["css", "font"])
def test_no_file_elsewhere_is_put_into_a_deck(write, tmp_path, key, link):
    secret = tmp_path / "secret.ttf"
    secret.write_text("secret")
    name = "own.ttf" if link else "../secret.ttf"
    notebook = write(markdown("# One", "slide"), nnlib={key: name})
    if link:
        (notebook.parent / name).symlink_to(secret)
    with pytest.raises(ValueError, match=r"secret|own.*lies outside of the notebook's"):
        deck(notebook)


def test_what_a_link_leads_to_is_a_film(write, tmp_path):
    (tmp_path / "secret").write_text("secret")
    notebook = write(markdown("# One\n\n![a](a.mp4)", "slide"))
    (notebook.parent / "a.mp4").symlink_to(tmp_path / "secret")
    with pytest.raises(ValueError, match=r"it is no picture, but video/mp4"):
        deck(notebook)


def test_a_logo_is_a_file(write):
    logo = 'data:image/png;base64,x") } </style><script>'
    with pytest.raises(ValueError, match=r"logo: .* came; give a file beside the lect"):
        deck(write(markdown("# One", "slide"), nnlib={"logo": logo}))


def huge(side):
    """A PNG whose head announces many dots."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(9))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", binascii.crc32(kind + data))
        for kind, data in chunks
    )


@pytest.mark.parametrize("side", [8000, 12_000, 60_000])
def test_a_picture_of_too_many_dots_is_refused(write, side):
    packed = base64.b64encode(huge(side)).decode()
    said = r"cell 1 .*picture of more than 60,000,000 dots; make it smaller"
    with pytest.raises(ValueError, match=said):
        deck(write(code("plot()", shown(image_png=packed))))
    notebook = write(markdown("# One\n\n![a](a.png)"))
    (notebook.parent / "a.png").write_bytes(huge(side))
    with pytest.raises(ValueError, match=said):
        deck(notebook)


def test_an_attachment_that_is_no_picture(write):
    cell = markdown("# One\n\n![a](attachment:a.png)", "slide")
    cell.attachments = {"a.png": {"application/json": {"a": 1}}}
    with pytest.raises(ValueError, match=r"attachment:a\.png cannot .*: it is empty"):
        deck(write(cell))


def test_broken_pictures_in_html_of_ones_own_stay_as_they_are():
    broken = f'<img alt="a" src="data:image/png;base64,{"A" * 5000}">'
    assert sharing.share(broken, "", {}) == broken
    good = f'<img alt="Good one." src="data:image/png;base64,{png(color="red")}">'
    assert thumbnail.best([broken, good])[1] == "Good one."


def test_whatever_a_lecture_is_called(write, tmp_path):
    name = '1"onclick="f()#%20?<b>'
    first = site.write([write(markdown("# One", "slide"), name=name)], tmp_path / "s")
    page = first.read_text("utf-8")
    assert "onclick=" not in page
    assert (
        f'href="lectures/{"1%22onclick%3D%22f%28%29%23%2520%3F%3Cb%3E"}.html"' in page
    )


def test_nobody_is_trusted_for_saying_so(write, tmp_path):
    """Jupyter asks its own signatures; what is written here is never read."""
    cell = code("open('ran', 'w')", shown(text_plain=ATTACK), trusted=True)
    notebook = write(cell, trusted=True, signature="sha256:0")
    assert "&lt;img src=x" in deck(notebook)
    student.write(notebook, tmp_path / "student.ipynb")
    assert not [path for path in tmp_path.rglob("ran")]


def test_half_a_surrogate_pair_is_told(tmp_path):
    notebook = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[markdown("# One")]), notebook)
    notebook.write_text(notebook.read_text().replace("One", r"One \ud800"))
    with pytest.raises(ValueError, match=r"a\.ipynb: no valid notebook, it holds half"):
        cells.read(notebook)
    notebook.write_text(notebook.read_text().replace(r"\ud800", r"\ud83d\ude00"))
    assert cells.read(notebook).cells[0].source == "# One \U0001f600"


def test_a_message_tells_the_terminal_nothing():
    assert cells.place(3, markdown("a\x1b[2Jb")) == "cell 3 (a [2Jb)"

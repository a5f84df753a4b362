"""The site: what is on its pages, what its links lead to, and what it refuses."""

import base64
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

import nnlib
from nnlib import site
from nnlib.__main__ import main
from nnlib.lectures.lecture import ForDeck
from nnlib.site import sharing, thumbnail
from tests.unit.test_decks import noise, png

BUILDER = nnlib.explore.network((2, 3, 1))._repr_mimebundle_()
PICTURE = {"image/png": noise(), "text/plain": "Axes of noise: 40,000 dots. Gray."}


def slide(kind):
    return {"slideshow": {"slide_type": kind}}


def prose(source, kind="-", *tags):
    return new_markdown_cell(source, metadata=slide(kind) | {"tags": list(tags)})


def code(source, *outputs, kind="-", tags=(), count=1):
    outputs = [
        new_output("stream", text=one)
        if isinstance(one, str)
        else new_output("display_data", data=one)
        for one in outputs
    ]
    metadata = slide(kind) | {"tags": list(tags)}
    return new_code_cell(
        source, outputs=outputs, metadata=metadata, execution_count=count
    )


def write(path, *members):
    for number, cell in enumerate(members):
        cell["id"] = f"cell-{number}"
    nbformat.write(new_notebook(cells=list(members)), path)
    return path


def first(folder):
    return write(
        folder / "01_first.ipynb",
        prose("# First *steps*\n\nWhere they lead", "slide"),
        prose("About 50 minutes of talk and 30 of exercises. Say hello.", "notes"),
        code("import keras", kind="skip"),
        prose("## After this lecture you can\n\n- walk with $\\eta$", "slide"),
        prose("$\\newcommand{\\RR}{\\mathbb{R}}$", "notes"),
        prose("## A builder to drag in $\\RR$", "slide"),
        code("nnlib.explore.network()", BUILDER, tags=["hide-input"]),
        code("claims()", "behind\n" * 30, kind="skip"),
        prose("## Noise", "subslide"),
        code("shown = 1", PICTURE),
        prose("## Noise", "slide"),
        prose("(3 min) **On noise: 9 minutes for this section.** Ask.", "notes"),
        prose("### Deeper\n\n[Next](02_second.ipynb), [never](09_none.ipynb)"),
        code("print('a solution')", "a solution", kind="skip", tags=["solution"]),
        code("check(1)", "not yet", kind="skip", tags=["check"]),
        prose("never told", "slide", "remove-cell"),
    )


def second(folder):
    return write(folder / "02_second.ipynb", prose("# Second", "slide"))


def contents(folder):
    files = filter(Path.is_file, folder.rglob("*"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the folder of a site of two small lectures."""
    folder = tmp_path_factory.mktemp("site")
    return site.write([first(folder), second(folder)], folder / "site").parent


@pytest.fixture(scope="module")
def read(made):
    """Return a function from the name of a page to its HTML."""
    return lambda name: (made / name).read_text("utf-8")


class Links(HTMLParser):
    """What a page asks for and links to, its ids and its headings."""

    def __init__(self, path):
        super().__init__()
        self.targets, self.ids, self.levels, self.alts = [], set(), [], []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.targets += [given[name] for name in ("href", "src") if name in given]
        self.ids.add(given.get("id"))
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "img":
            self.alts.append(given.get("alt"))


def broken(folder):
    """The links of all pages of a folder that lead to no file, or to no element."""
    pages = {path.resolve(): Links(path) for path in folder.rglob("*.html")}
    for path, page in pages.items():
        for target in page.targets:
            if re.match(r"https?:|data:", target):
                continue
            name, _, element = target.partition("#")
            place = (path.parent / unquote(name)).resolve() if name else path
            slides = element.startswith("/")
            if not place.is_file() or (
                element and not slides and element not in pages[place].ids
            ):
                yield f"{path.relative_to(folder.resolve())}: {target}"


def test_every_link_of_a_small_site_leads_somewhere(made):
    assert list(broken(made)) == []


def test_every_link_of_a_real_lecture_leads_somewhere(tmp_path):
    notebook = Path(__file__).parents[2] / "notebooks" / "02_backpropagation.ipynb"
    folder = site.write([notebook], tmp_path / "site").parent
    assert list(broken(folder)) == []
    for path in folder.rglob("*.html"):
        page = Links(path)
        assert all(page.alts), path
        if path.parent.name != "decks":
            steps = zip([0, *page.levels], page.levels, strict=False)
            assert all(after <= before + 1 for before, after in steps), path
    shown = notebook.read_text(encoding="utf-8").count("nnlib.explore.")
    assert len(list(folder.glob("explorables/*.html"))) == shown > 0


def test_a_broken_link_would_be_found(tmp_path):
    (tmp_path / "a.html").write_text('<a href="b.html"></a><a href="#no"></a>')
    assert list(broken(tmp_path)) == ["a.html: b.html", "a.html: #no"]


def test_the_index_tells_minutes_and_goals_where_they_are_said(read):
    one, other = read("index.html").split("<li>\n<div")[1:]
    assert "50 minutes of talk and 30 of exercises" in one
    assert "After this lecture you can" in one
    assert "walk with" in one
    assert 'alt="Axes of noise."' in one or 'alt="Network builder' in one
    assert "minutes" not in other
    assert "<img" not in other
    for target in ("lectures", "decks"):
        assert f'href="{target}/02_second.html"' in other
    for target in ("student", "bundles"):
        assert f'href="{target}/02_second.ipynb" download' in other


def test_a_page_to_read_folds_code_solutions_and_checks(read):
    page = read("lectures/01_first.html")
    folded = re.findall(
        r"<details( open)?><summary>(\w+)</summary>(.*?)</details>", page, re.DOTALL
    )
    told = [(bool(state), name) for state, name, _ in folded]
    assert told == [
        (False, "Code"),
        (False, "Code"),
        (True, "Code"),
        (False, "Solution"),
        (False, "Check"),
    ]
    assert "behind" in folded[1][2]  # what no slide shows, of any length
    assert "a solution" in folded[3][2]
    unfolded = re.sub(r"<details>.*?</details>", "", page, flags=re.DOTALL)
    assert "not yet" not in unfolded
    assert "behind" not in unfolded
    assert "Say hello" not in page
    assert "never told" not in page


def test_the_contents_follow_the_sections(read):
    page = read("lectures/01_first.html")
    listed = re.findall(r'<li><a href="#([\w-]+)">', page)
    headings = re.findall(r'<h([2-4]) id="([\w-]+)"', page)
    assert listed == [name for _, name in headings]
    assert [level for level, _ in headings] == ["2", "2", "3", "2", "3"]
    assert listed[2:] == ["noise", "noise-2", "deeper"]
    begun = re.search(r'<li class="section">(.*?)</li>\s*<li><a href="#(.*?)"', page)
    assert begun.groups() == ("On noise", "noise-2")
    assert 'rel="next" href="02_second.html">Second' in page
    assert 'rel="prev"' not in page


def test_a_link_to_what_is_not_in_the_site_is_words(read):
    for name in ("lectures/01_first.html", "decks/01_first.html"):
        assert '<a href="02_second.html">Next</a>, never' in read(name)
    assert "Reference" not in read("index.html")


def test_pictures_and_scripts_lie_there_once(made, read):
    deck, page = (set(Links(made / f"{f}/01_first.html").targets) for f in FOLDERS)
    own = set(Links(made / "explorables/01_first-1.html").targets)
    shared = {target for target in deck & page if "/files/" in target}
    assert {Path(target).suffix for target in shared} == {".webp", ".js"}
    assert {target for target in own if target.endswith(".js")} < shared
    assert PICTURE["image/png"] not in read("decks/01_first.html")
    pictures = [made / target[3:] for target in shared if target.endswith(".webp")]
    dots = Image.open(io.BytesIO(base64.b64decode(PICTURE["image/png"]))).tobytes()
    assert dots in [Image.open(path).convert("L").tobytes() for path in pictures]
    for name in ("decks/01_first.html", "decks/02_second.html"):
        assert "Reveal.initialize" not in read(name)


FOLDERS = ("decks", "lectures")


def test_explorables_of_one_kind_share_its_script():
    kept, builders = {}, map(nnlib.explore.network, [(2, 3, 1), (4, 4)])
    first, second = (
        sharing.share(one._repr_mimebundle_()["text/html"], "", kept)
        for one in builders
    )
    (file,) = re.findall(r'<script src="(.*?)">', first)
    assert [file] == re.findall(r'<script src="(.*?)">', second)
    assert [path for path in kept if path.endswith(".js")] == [file]
    assert len(kept[file]) > 10_000


def test_what_is_small_stays_in_its_page():
    kept = {}
    html = f'<img src="data:image/png;base64,{png()}"><script>1</script>'
    assert sharing.share(html, "", kept) == html
    assert kept == {}


def test_an_explorable_has_a_title_a_sentence_and_its_lecture(read):
    for name in ("explorables.html", "explorables/01_first-1.html"):
        page = read(name)
        assert "A builder to drag in" in page
        assert "Network builder, starting with layers of 2, 3 and 1 nodes." in page
        assert "lectures/01_first.html#a-builder-to-drag-in-" in page
    assert "data-nnlib" in page
    assert "<math" in page  # whose macro another cell defines


def test_a_thumbnail_is_the_picture_with_most_to_see():
    def picture(content, alt):
        return f'<img src="data:image/png;base64,{content}" alt="{alt}">'

    plain = picture(png(300, 200, color="blue"), "plain. All of it.")
    colored = picture(BUILDER["text/html"].split("base64,")[1].split('"')[0], "nodes")
    gray = picture(noise(), "gray")
    assert thumbnail.best([plain, gray, colored])[1] == "nodes."
    assert thumbnail.best([plain])[1] == "plain."
    assert thumbnail.best(["<p>none</p>"]) == ("", "")


def test_the_same_notebooks_give_the_same_bytes(made, tmp_path):
    again = site.write([first(tmp_path), second(tmp_path)], tmp_path / "site").parent
    assert contents(again) == contents(made)


def test_a_site_takes_the_place_of_the_one_before(tmp_path, capsys):
    folder = tmp_path / "site"
    both = [str(first(tmp_path)), str(second(tmp_path))]
    assert main(["site", *both, "--output", str(folder)]) == 0
    assert (folder / "index.html").as_uri() in capsys.readouterr().out
    (folder / "reference").mkdir()
    (folder / "reference" / "index.html").write_text("the reference")
    assert main(["site", both[1], "--output", str(folder)]) == 0
    left = contents(folder)
    assert not [name for name in left if "first" in name]
    assert left["reference/index.html"] == b"the reference"
    assert b'<a href="reference/index.html">Reference</a>' in left["index.html"]
    assert b'href="../reference/index.html"' in left["lectures/02_second.html"]
    assert list(broken(folder)) == []


@pytest.mark.parametrize("name", ["thesis.txt", "lectures"])
def test_a_folder_of_something_else_is_left_as_it_is(tmp_path, capsys, name):
    folder = tmp_path / "build"
    folder.mkdir()
    (folder / name).write_text("years")
    command = ["site", str(second(tmp_path)), "--output", str(folder)]
    assert main(command) == 1
    assert capsys.readouterr().err == (
        f"output: {folder} holds other things ({name}); name an empty folder, or "
        "one that does not exist\n"
    )
    assert contents(folder) == {name: b"years"}


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path, capsys):
    (tmp_path / "file").touch()
    command = ["site", str(second(tmp_path)), "--output", str(tmp_path / "file")]
    assert main(command) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"output: {tmp_path / 'file'}")
    assert told.count("\n") == 1


def test_a_failed_site_leaves_the_one_before(tmp_path, capsys):
    folder, path = tmp_path / "site", second(tmp_path)
    site.write([path], folder)
    before = contents(folder)
    write(path, prose("# Second", "slide"), prose("$\\nothing$", "skip"))
    assert main(["site", str(path), "--output", str(folder)]) == 1
    assert "\\nothing" in capsys.readouterr().err
    assert contents(folder) == before
    assert not list(folder.glob(".*"))


def test_a_lecture_has_its_language_on_all_its_pages(tmp_path):
    (tmp_path / "lectures.toml").write_text('language = "de"')
    folder = site.write([first(tmp_path)], tmp_path / "site").parent
    pages = {path.name: path.read_text("utf-8") for path in folder.rglob("*.html")}
    german = {name for name, page in pages.items() if '<html lang="de">' in page}
    assert german == {"01_first.html", "01_first-1.html"}
    assert '<html lang="en">' in pages["index.html"]


def test_notebooks_of_one_name_are_refused(tmp_path, capsys):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    notebooks = [str(second(tmp_path / name)) for name in ("a", "b")]
    assert main(["site", *notebooks, "--output", str(tmp_path / "site")]) == 1
    assert "have the same name and would be written" in capsys.readouterr().err


def test_a_notebook_that_was_not_run_is_told_what_runs_it(tmp_path, capsys):
    path = write(
        tmp_path / "01_a.ipynb",
        prose("# A", "slide"),
        code("2", kind="skip", count=None),
    )
    assert main(["site", str(path), "--output", str(tmp_path / "site")]) == 1
    assert capsys.readouterr().err == (
        f"{path}: cell 2 (2) has not been run; python -m nnlib run {path} runs the "
        "notebook, and a site is made of that run\n"
    )
    assert not (tmp_path / "site").exists()


def test_the_outputs_are_those_of_the_last_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path / "01_a.ipynb", prose("# A", "slide"), code("2", count=None))
    run = ForDeck(path)
    run.nb.cells[1] = code("2", "from the run")
    run.nb.cells[1]["id"], run.took = "cell-1", 1
    run.keep()
    page = site.write([path]).parent / "lectures" / "01_a.html"
    assert "from the run" in page.read_text("utf-8")


@pytest.mark.parametrize("name", ["presenting", "at_home"])
def test_what_is_written_in_docs_is_a_page_and_reads_alone(made, name):
    source = (Path(__file__).parents[2] / "docs" / f"{name}.md").read_text("utf-8")
    page = (made / f"{name}.html").read_text("utf-8")
    for heading in re.findall("^#+ (.*)", source, re.MULTILINE):
        assert heading in page
    docs = Path(__file__).parents[2] / "docs"
    for target in re.findall(r"\]\((?!http)([^)]+)\)", source):
        assert (docs / target).is_file(), target

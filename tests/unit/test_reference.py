"""The reference: every public name is there, and its example does what it says."""

import inspect
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import nnlib

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | environment,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The pages: none is written where an example does not print what it says."""
    output = tmp_path_factory.mktemp("reference") / "made"
    done = run(REFERENCE / "build.py", output)
    assert done.returncode == 0, done.stderr
    return output


def public(module=nnlib):
    """Everything that a public name stands for, by one such name."""
    names = getattr(module, "__all__", None) or [
        name
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and not name.startswith("_")
    ]
    for name in names:
        thing = getattr(module, name)
        if inspect.ismodule(thing):
            yield from public(thing)
        else:
            yield f"{module.__name__}.{name}", thing


THINGS = {id(thing): (name, thing) for name, thing in public()}.values()


@pytest.fixture(scope="module")
def pages(built):
    """What the pages say of each thing, as parsed HTML, by id(thing)."""
    entries = {}
    for page in built.glob("*.html"):
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        for head in soup.select("dt.sig[id]"):
            thing = pkgutil.resolve_name(head["id"])
            entries[id(thing)] = head.find_next_sibling("dd")
    return entries


def test_every_public_name_has_its_place(pages):
    missing = [name for name, thing in THINGS if id(thing) not in pages]
    assert not missing


def test_every_public_name_has_an_example(pages):
    without = [
        name
        for name, thing in THINGS
        if not isinstance(thing, tuple) and ">>> " not in pages[id(thing)].text
    ]
    assert not without


def test_what_an_example_draws_is_shown_in_pictures_and_words(pages):
    drawn = pages[id(nnlib.draw_network)].find_all("img")
    assert len(drawn) == 2
    assert "9 weights, 4 biases" in drawn[0]["alt"]


@pytest.mark.parametrize(
    "name", sorted(set(nnlib.explore.__all__) - {"Explorable", "recorder"})
)
def test_what_can_be_dragged_is_alive(pages, name):
    entry = pages[id(getattr(nnlib.explore, name))]
    assert entry.select_one("div[data-nnlib]")
    assert entry.find("script")


def test_names_lead_to_each_other(pages):
    links = {
        link["href"].split("#")[-1]
        for link in pages[id(nnlib.compare)].select("a.reference")
    }
    assert {"nnlib.Trainer.fit", "nnlib.training.comparison.Comparison"} <= links
    rate = pages[id(nnlib.explore.rate)].select("a.reference")
    assert any("loss_along_line" in link["href"] for link in rate)


def test_no_page_asks_for_anything_from_a_network(built):
    for page in built.glob("*.html"):
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        for tag in soup.find_all(["script", "img", "link", "iframe"]):
            address = tag.get("src") or tag.get("href") or ""
            assert not address.startswith(("http", "//")), page.name


def test_every_picture_says_what_it_shows(built):
    for page in built.glob("*.html"):
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        assert all(image["alt"] for image in soup.find_all("img")), page.name


def test_it_is_small(built):
    size = sum(path.stat().st_size for path in built.rglob("*") if path.is_file())
    assert size < 7e6


@pytest.mark.parametrize(("says", "fails"), [("2", False), ("3", True)])
def test_an_example_that_does_not_hold_is_an_error(tmp_path, says, fails):
    source = tmp_path / "source"
    source.mkdir()
    (source / "index.rst").write_text(f"Sum\n===\n\n::\n\n   >>> 1 + 1\n   {says}\n")
    options = ["-C", "-W", "-q", "-D", "extensions=examples"]
    found = os.pathsep.join([str(REFERENCE), str(ROOT)])
    done = run("-m", "sphinx", *options, source, tmp_path / "made", PYTHONPATH=found)
    assert (done.returncode != 0) is fails
    assert ("Expected:\n    3\nGot:\n    2" in done.stderr) is fails

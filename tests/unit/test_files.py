"""Files are written whole or not at all, and stay what they were."""

import os
import stat

import pytest

from nnlib import files


def test_interrupted_writing_leaves_nothing(tmp_path):
    def interrupted():
        with files.replacing(tmp_path / "file") as stream:
            stream.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_old_file_whole(tmp_path):
    path = tmp_path / "deck.html"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        files.replace(path, "new \ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("failure", "raised", "told"),
    [
        (KeyboardInterrupt("now"), KeyboardInterrupt, "now"),
        (
            OSError(28, "No space left on device", ".deck.html.x"),
            OSError,
            r"/deck\.html: cannot be written, No space left on device$",
        ),
    ],
)
def test_a_failure_at_the_end_leaves_nothing_behind(
    tmp_path, monkeypatch, failure, raised, told
):
    def fail(*args):
        raise failure

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(raised, match=told):
        files.replace(tmp_path / "deck.html", "new")
    assert list(tmp_path.iterdir()) == []


def test_a_file_keeps_its_permissions_and_a_new_one_can_be_read(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("old")
    old.chmod(0o640)
    for path, mode in ((old, 0o640), (new, 0o644)):
        files.replace(path, "text")
        assert stat.S_IMODE(path.stat().st_mode) == mode
        assert path.read_text() == "text"


def test_a_link_leads_where_it_led(tmp_path):
    folder, link = tmp_path / "folder", tmp_path / "link"
    folder.mkdir()
    link.symlink_to(folder / "file")
    for text in ("new", "newer"):
        files.replace(link, text)
        assert link.is_symlink()
        assert (folder / "file").read_text() == text


def test_what_is_no_file_is_not_replaced(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(OSError, match=r"pipe: cannot be written, it is no file"):
        files.replace(path, "new")
    assert path.is_fifo()

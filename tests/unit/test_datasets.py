import contextlib
import dataclasses
import gc
import gzip
import hashlib
import io
import itertools
import os
import re
import shutil
import socketserver
import ssl
import subprocess
import sys
import tarfile
import threading
import time
import types
import zipfile
from http.server import BaseHTTPRequestHandler

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

import nnlib
from nnlib.datasets import download, loading
from nnlib.datasets.catalog import REAL
from nnlib.datasets.copies import checksum, is_genuine, read
from nnlib.datasets.images import KEYS, decode_cifar
from nnlib.datasets.table import COLUMNS, decode_csv

MOST = 10**6  # bytes that a file may hold
PLAYERS = {  # the columns that differ from player to player
    "AtBat": ["293", "315", "479", "1", "3"],
    "Hits": ["66", "81", "130", "2", "8"],
    "League": ["A", "N", "A", "N", "N"],
    "Division": ["E", "W", "W", "E", "E"],
    "Salary": ["", "475", "480.5", "NA", "91.5"],
    "NewLeague": ["A", "N", "N", "A", "N"],
}


def csv_of(columns=COLUMNS, separator=",", **changed):
    """Hitters of five players, as bytes; the columns not told of hold 7."""
    players = PLAYERS | changed
    rows = zip(*(players.get(key, ["7"] * 5) for key in columns), strict=True)
    lines = [("rownames", *columns), *(("-P", *row) for row in rows)]
    return "".join(separator.join(line) + "\n" for line in lines).encode()


def idx(array):
    head = bytes([0, 0, 8, array.ndim])
    head += b"".join(size.to_bytes(4, "big") for size in array.shape)
    return gzip.compress(head + array.tobytes())


@pytest.fixture(scope="module")
def small():
    rng = np.random.default_rng(0)
    return {
        "x_train": rng.integers(0, 256, (20, 28, 28), np.uint8),
        "y_train": np.arange(20, dtype=np.uint8) % 10,
        "x_test": rng.integers(0, 256, (10, 28, 28), np.uint8),
        "y_test": np.arange(10, dtype=np.uint8),
    }


@pytest.fixture
def mirrors(small, tmp_path, monkeypatch):
    """A web server with two mirrors of a small MNIST, and an empty cache."""
    pages, asked = {}, []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            content = pages.get(self.path)
            if callable(content):
                return content(self)
            self.send_response(200 if content is not None else 404)
            size = len(content or b"")
            self.send_header("Content-Length", str(size + self.path.startswith("/cut")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_):
            pass

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # of who hangs up
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    base = "{}:{}".format(*server.server_address)
    names = [f"{key}.gz" for key in KEYS]
    for mirror in ("one", "two", "cut"):
        pages |= {f"/{mirror}/{key}.gz": idx(small[key]) for key in KEYS}
    monkeypatch.delenv("NNLIB_DATA")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(download, "_quiet_until", 0.0)
    monkeypatch.setitem(sys.modules, "nnlib.datasets.blank", stand_in_of(small))
    monkeypatch.setitem(loading.STAND_INS, "mnist", "blank")

    def serve(*mirrors, scheme="http"):
        addresses = tuple(
            tuple(f"{scheme}://{base}/{m}/{name}" for name in names) for m in mirrors
        )
        real = dataclasses.replace(
            REAL["mnist"],
            mirrors=addresses,
            shape=(20, 28, 28),
            tests=10,
            sha256=checksum(small),
        )
        monkeypatch.setitem(REAL, "mnist", real)

    serve("one", "two")
    serve.pages, serve.asked, serve.server = pages, asked, server
    yield serve
    server.shutdown()
    server.server_close()


def stand_in_of(small):
    module = types.ModuleType("nnlib.datasets.blank")
    module.SOURCE = "Generated stand-in"
    module.make = lambda: {key: array * 0 for key, array in small.items()}
    return module


def save(folder, arrays, name="mnist.npz"):
    np.savez(folder / name, **arrays)
    return folder / name


def cached(tmp_path):
    return tmp_path / "nnlib" / "mnist.npz"


def test_first_load_downloads_and_second_reads_the_cache(mirrors, small, tmp_path):
    data = nnlib.load("mnist")
    assert not data.stand_in
    assert "LeCun" in data.source
    np.testing.assert_array_equal(data.x_test, small["x_test"])
    assert [path.name for path in (tmp_path / "nnlib").iterdir()] == ["mnist.npz"]
    mirrors.pages.clear()
    mirrors.asked.clear()
    np.testing.assert_array_equal(nnlib.load("mnist").x_train, small["x_train"])
    assert mirrors.asked == []


def test_own_folder_comes_before_the_cache(mirrors, small, tmp_path, monkeypatch):
    nnlib.load("mnist")
    own = {key: array.copy() for key, array in small.items()}
    own["x_train"][0, 0, 0] ^= 1
    own["y_train"] = own["y_train"][:, None]
    folder = tmp_path / "own"
    folder.mkdir()
    save(folder, own)
    monkeypatch.setenv("NNLIB_DATA", str(folder))
    data = nnlib.load("mnist")
    np.testing.assert_array_equal(data.x_train, own["x_train"])
    assert data.y_train.shape == (20,)
    assert "unverified" in data.source
    save(folder, small)
    assert "unverified" not in nnlib.load("mnist").source


def test_own_folder_without_the_file_is_said(mirrors, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv("NNLIB_DATA", str(folder))
    assert not nnlib.load("mnist").stand_in
    out, err = capsys.readouterr()
    assert out == f"mnist: no mnist.npz in NNLIB_DATA ({folder}), looking on\n"
    assert err == ""


def test_damaged_own_file_is_said_and_kept(
    mirrors, small, tmp_path, monkeypatch, capsys
):
    path = save(tmp_path, small)
    path.write_bytes(path.read_bytes()[:5000])
    monkeypatch.setenv("NNLIB_DATA", str(tmp_path))
    assert not nnlib.load("mnist").stand_in
    assert f"{path} is damaged" in capsys.readouterr().out
    assert path.exists()


def test_own_folder_that_is_none(mirrors, monkeypatch):
    monkeypatch.setenv("NNLIB_DATA", "/no/such/folder")
    with pytest.raises(FileNotFoundError, match="NNLIB_DATA: there is no folder"):
        nnlib.load("mnist")
    monkeypatch.setenv("NNLIB_DATA", "~nobody9")
    with pytest.raises(FileNotFoundError, match="there is no folder '~nobody9'"):
        nnlib.load("mnist")


@pytest.mark.parametrize("damage", ["cut", "flipped", "other", "empty"])
def test_damaged_cache_is_fetched_again(mirrors, small, tmp_path, capsys, damage):
    nnlib.load("mnist")
    path = cached(tmp_path)
    content = bytearray(path.read_bytes())
    if damage == "flipped":
        content[5000] ^= 1
    if damage == "other":
        save(path.parent, {key: small[key] // 2 for key in small})
    else:
        path.write_bytes({"cut": content[:5000], "empty": b""}.get(damage, content))
    data = nnlib.load("mnist")
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert "removed, fetching it again" in out
    assert err == ""
    np.testing.assert_array_equal(data.x_train, small["x_train"])
    np.testing.assert_array_equal(np.load(path)["x_train"], small["x_train"])


def test_nothing_is_unpickled(mirrors, small, tmp_path, monkeypatch, capsys):
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("unpickled",))

    trap = np.empty(20, object)
    trap[:] = [Trap() for _ in range(20)]
    save(tmp_path, small | {"x_train": trap})
    monkeypatch.setenv("NNLIB_DATA", str(tmp_path))
    np.testing.assert_array_equal(nnlib.load("mnist").x_train, small["x_train"])
    assert "damaged" in capsys.readouterr().out


def test_damaged_cache_is_removed(mirrors, tmp_path, capsys):
    nnlib.load("mnist")
    path = cached(tmp_path)
    path.write_bytes(path.read_bytes()[:5000])
    mirrors("missing", "cut")  # nothing comes to take its place
    assert nnlib.load("mnist").stand_in
    assert f"{path} is damaged" in capsys.readouterr().out
    assert not path.exists()


SHORT, NAMES = np.arange(5, dtype=np.uint8), np.array(list("abcdefghij") * 2)
BAD_ARRAYS = {
    "few test images": ({"x_test": np.zeros((5, 28, 28), np.uint8)}, "x_test holds"),
    "few labels": ({"y_train": SHORT}, r"y_train holds uint8 of shape \(5,\)"),
    "few test labels": ({"y_test": SHORT}, r"y_test holds uint8 of shape \(5,\)"),
    "a row of labels": ({"y_train": SHORT.repeat(4)[None]}, "y_train holds"),
    "no such class": (
        {"y_train": np.arange(90, 110) % 100},
        "y_train goes from 0 to 99",
    ),
    "negative label": ({"y_test": np.arange(10) - 1}, "y_test goes from -1 to 8"),
    "names for labels": ({"y_train": NAMES}, "y_train holds <U1"),
    "floats": ({"x_train": np.zeros((20, 28, 28))}, "x_train holds float64"),
    "bright": ({"x_train": np.full((20, 28, 28), 256)}, "x_train goes from 256 to 256"),
    "colors": ({"x_train": np.zeros((20, 28, 28, 3), np.uint8)}, "x_train holds"),
    "an object": (
        {"y_test": np.array([None] * 10)},
        "damaged: y_test holds no numbers",
    ),
}


@pytest.mark.parametrize("wrong", BAD_ARRAYS)
def test_own_arrays_of_the_wrong_form(
    mirrors, small, tmp_path, monkeypatch, capsys, wrong
):
    changed, said = BAD_ARRAYS[wrong]
    path = save(tmp_path, small | changed)
    monkeypatch.setenv("NNLIB_DATA", str(tmp_path))
    assert_passed_over(path, small, capsys, said)


def npy(stream):
    np.save(stream, np.zeros((20, 28, 28), np.uint8))


def lacking(stream):
    np.savez(stream, x_train=np.zeros((20, 28, 28), np.uint8))


def boastful(stream):
    """Write a header that is far too long: NumPy complains in several lines."""
    with zipfile.ZipFile(stream, "w") as archive:
        head = b"\x93NUMPY\x02\0" + (20000).to_bytes(4, "little")
        archive.writestr("x_train.npy", head + b"{" + b" " * 20000)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (npy, "not a zip file"),
        (lambda stream: stream.write(b"<!DOCTYPE html>\n<p>404"), "not a zip file"),
        (lacking, "y_train.npy"),
        (boastful, "damaged: x_train holds no numbers"),
    ],
    ids=["npy", "html", "lacking", "boastful"],
)
def test_own_file_that_is_no_archive(
    mirrors, small, tmp_path, monkeypatch, capsys, written, said
):
    path = tmp_path / "mnist.npz"
    with path.open("wb") as stream:
        written(stream)
    monkeypatch.setenv("NNLIB_DATA", str(tmp_path))
    assert_passed_over(path, small, capsys, said)


def assert_passed_over(path, small, capsys, said):
    """One line names the file and its fault, and the next place is tried."""
    data = nnlib.load("mnist")
    np.testing.assert_array_equal(data.x_train, small["x_train"])
    assert "unverified" not in data.source
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert out.startswith(f"mnist: {path} is ")
    assert re.search(said, out)
    assert "allow_pickle" not in out
    assert "looking on" in out
    assert err == ""


def test_own_arrays_in_other_integers(mirrors, small, tmp_path, monkeypatch):
    own = {key: array.astype(np.int64) for key, array in small.items()}
    own["x_test"] = own["x_test"][..., None]
    save(tmp_path, own)
    monkeypatch.setenv("NNLIB_DATA", str(tmp_path))
    data = nnlib.load("mnist")
    assert "unverified" not in data.source  # the same numbers
    for key in KEYS:
        np.testing.assert_array_equal(getattr(data, key), small[key], strict=True)


@pytest.mark.parametrize("first", ["missing", "cut"])
def test_second_mirror(mirrors, small, first):
    mirrors(first, "two")
    data = nnlib.load("mnist")
    assert not data.stand_in
    assert any(path.startswith("/two/") for path in mirrors.asked)


def test_second_mirror_where_the_first_has_other_data(mirrors, small):
    mirrors.pages["/one/x_test.gz"] = idx(small["x_test"] // 2)
    np.testing.assert_array_equal(nnlib.load("mnist").x_test, small["x_test"])


def test_download_without_a_progress_bar(mirrors, small, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)  # as if it were not installed
    np.testing.assert_array_equal(nnlib.load("mnist").x_test, small["x_test"])


def test_both_mirrors_bad(mirrors, tmp_path, capsys):
    mirrors("missing", "cut")
    data = nnlib.load("mnist")
    out, err = capsys.readouterr()
    assert data.stand_in
    assert len(out.splitlines()) == 1
    assert "404" in out
    assert "bytes came" in out
    assert "generated stand-in" in out
    assert err == ""
    assert not cached(tmp_path).exists()


def answering(*headers, status=200, body=tuple):
    """Answer a request with some headers, and with the parts of a body."""

    def answer(handler):
        handler.send_response(status)
        for header in headers:
            handler.send_header(*header)
        handler.end_headers()
        with contextlib.suppress(OSError):  # nobody listens any more
            for part in body():
                handler.wfile.write(part)

    return answer


def only_first_answers(mirrors, answer):
    """Let the first mirror alone answer, with something else."""
    mirrors.pages |= {f"/one/{key}.gz": answer for key in KEYS}
    mirrors("one")


def test_a_mirror_that_never_ends(mirrors, capsys):
    endless = answering(body=lambda: itertools.repeat(bytes(1 << 16)))
    only_first_answers(mirrors, endless)
    assert nnlib.load("mnist").stand_in
    assert re.search(r"127\.0\.0\.1:\d+: more than 1,023,520 bytes come", told(capsys))


def test_a_mirror_that_announces_more_than_there_is(mirrors, capsys):
    only_first_answers(mirrors, answering(("Content-Length", str(10**13))))
    assert nnlib.load("mnist").stand_in
    assert "bytes" in told(capsys)


def test_a_mirror_that_drips(mirrors, monkeypatch, capsys):
    dripped = []

    def drops():
        for _ in range(100):
            time.sleep(0.02)
            dripped.append(1)
            yield b"."

    monkeypatch.setattr(download, "STALL", 0.2)
    only_first_answers(mirrors, answering(body=drops))
    assert nnlib.load("mnist").stand_in
    assert re.search(r"only \d+ bytes came so far", told(capsys))
    assert len(dripped) < 200  # it was asked twice, once for whether it answers


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ([("Content-Length", "many")], "damaged or unreadable"),
        ([("Location", "ftp://127.0.0.1/x")], "another kind of address, ftp://127"),
        ([("Location", "file:///etc/passwd")], "Redirection to url 'file:"),
        ([("Location", f"ftp://{'x' * 9000}")], "another kind of address, ftp://x"),
    ],
)
def test_a_mirror_with_strange_headers(mirrors, capsys, headers, said):
    status = 302 if headers[0][0] == "Location" else 200
    only_first_answers(mirrors, answering(*headers, status=status, body=lambda: [b"x"]))
    assert nnlib.load("mnist").stand_in
    line = told(capsys)
    assert said in line
    assert len(line) < 1000


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_mirror_that_leads_to_no_address(mirrors, capsys):
    nowhere = answering(("Location", "http://[::1"), status=302)
    only_first_answers(mirrors, nowhere)
    assert nnlib.load("mnist").stand_in
    assert "Invalid IPv6 URL" in told(capsys)
    gc.collect()  # what urllib left open there


def told(capsys):
    """The one line that was said."""
    out, err = capsys.readouterr()
    assert err == ""
    [line] = out.splitlines()
    assert line.isprintable()
    return line


@pytest.fixture
def certified(mirrors, tmp_path):
    """Let the mirrors answer over TLS; return their certificate, which nobody knows."""
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    asked = "-x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mirror".split()
    asked += ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        ["openssl", "req", *asked, "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = mirrors.server
    server.socket = context.wrap_socket(server.socket, server_side=True)
    mirrors("one", scheme="https")
    return certificate


def test_a_certificate_that_is_no_good(certified, capsys):
    assert nnlib.load("mnist").stand_in
    line = told(capsys)
    assert "its certificate cannot be trusted, self-signed certificate; " not in line
    assert "its certificate cannot be trusted, self-signed certificate)" in line
    assert "using the generated stand-in" in line


def test_from_https_nothing_leads_to_http(certified, mirrors, monkeypatch, capsys):
    monkeypatch.setenv("SSL_CERT_FILE", str(certified))
    assert not nnlib.load("mnist").stand_in
    cached(certified.parent).unlink()
    elsewhere = answering(("Location", "http://127.0.0.1:9/x"), status=302)
    only_first_answers(mirrors, elsewhere)
    mirrors("one", scheme="https")
    assert nnlib.load("mnist").stand_in
    assert "it leads to another kind of address, http://127.0.0.1:9/x" in told(capsys)


def test_a_bomb_on_a_mirror(mirrors, capsys):
    only_first_answers(mirrors, gzip.compress(bytes(3_000_000)))
    assert nnlib.load("mnist").stand_in
    assert "of the wrong form: it holds more than 1,0" in told(capsys)


def zipped(method, size):
    """Pack an array of bytes, which is a bomb where it is large."""
    content, stream = io.BytesIO(), io.BytesIO()
    np.save(content, np.zeros(size, np.uint8))
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("x_train.npy", content.getvalue())
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped(zipfile.ZIP_DEFLATED, 9_000_000), "x_train is far too large"),
        (zipped(zipfile.ZIP_BZIP2, 9), "x_train is packed as no .npz is"),
        (zipped(zipfile.ZIP_LZMA, 9), "x_train is packed as no .npz is"),
        (bytes(9_000_000), "it is far too large"),
    ],
)
def test_a_bomb_in_the_own_folder(
    mirrors, tmp_path, monkeypatch, capsys, content, said
):
    (tmp_path / "mnist.npz").write_bytes(content)
    monkeypatch.setenv("NNLIB_DATA", str(tmp_path))
    nnlib.load("mnist")
    assert f"is of the wrong form: {said}; left as it is" in told(capsys)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_no_link_of_an_archive_is_followed(kind):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for k, name in enumerate([*range(1, 6), "test"]):
            batch = tarfile.TarInfo(f"data_batch_{name}.bin")
            batch.type, batch.linkname = (kind, "/etc/passwd") if k else (kind, "x.bin")
            archive.addfile(batch)
    with pytest.raises(KeyError, match=r"data_batch_1\.bin"):
        decode_cifar([stream.getvalue()], MOST)


def sparse(size):
    """An archive of one file, all of which is a hole."""
    batch = tarfile.TarInfo("data_batch_1.bin")
    batch.type = tarfile.GNUTYPE_SPARSE
    head = bytearray(batch.tobuf(tarfile.GNU_FORMAT))
    head[386:410], head[483:495] = b"00000000000\0" * 2, b"%011o\0" % size
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return gzip.compress(bytes(head) + bytes(1024))


def test_the_hole_of_a_sparse_file_is_not_filled():
    with pytest.raises(KeyError, match=r"data_batch_1\.bin"):
        decode_cifar([sparse(1 << 30)], MOST)


def test_an_archive_that_is_a_bomb():
    with pytest.raises(ValueError, match=r"wrong form: it holds more than 1,000,000 b"):
        decode_cifar([gzip.compress(bytes(MOST + 1))], MOST)


def test_a_table_that_speaks_to_the_terminal(hitters, capsys):
    hitters(csv_of(Salary=["\x1b[2J" * 1000, *"1234"]))
    line = capsys.readouterr().out.splitlines()[0]
    assert line.isprintable()
    assert "could not convert string to float" in line
    assert len(line) < 1000


def test_no_network(mirrors, monkeypatch, capsys):
    calls, hang = [], threading.Event()

    def never(*_, **__):
        calls.append(1)
        hang.wait(10)
        raise OSError("no name server")

    monkeypatch.setattr(download, "_open", never)
    monkeypatch.setattr(download, "PATIENCE", 0.05)
    assert nnlib.load("mnist").stand_in
    asked = len(calls)
    assert nnlib.load("mnist").stand_in
    hang.set()
    out, err = capsys.readouterr()
    assert asked == len(calls) == 2  # the second time, nobody was asked
    line = "mnist: no network, using the generated stand-in (set NNLIB_DATA"
    assert [text.startswith(line) for text in out.splitlines()] == [True, True]
    assert err == ""


def test_a_stand_in_is_generated_only_where_it_is_needed(mirrors, monkeypatch, small):
    made = []

    def make():
        made.append(1)
        return small

    monkeypatch.setattr(sys.modules["nnlib.datasets.blank"], "make", make)
    assert not nnlib.load("mnist").stand_in
    assert not nnlib.load("mnist").stand_in  # from the cache
    assert not made
    monkeypatch.setenv("NNLIB_DATA", "offline")
    assert nnlib.load("mnist").stand_in
    assert made


def test_what_is_no_file_is_passed_over(mirrors, tmp_path, monkeypatch, capsys):
    os.mkfifo(tmp_path / "mnist.npz")
    monkeypatch.setenv("NNLIB_DATA", str(tmp_path))
    cached(tmp_path).mkdir(parents=True)
    assert not nnlib.load("mnist").stand_in
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("mnist: no mnist.npz in NNLIB_DATA")
    assert "not kept for the next time" in second


def test_cache_that_cannot_be_written(mirrors, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert not nnlib.load("mnist").stand_in
    assert "not kept for the next time" in capsys.readouterr().out


def test_many_at_once(mirrors, small):
    loaded = []
    threads = [
        threading.Thread(target=lambda: loaded.append(nnlib.load("mnist")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [checksum({"x": d.x_train}) for d in loaded] == (
        [checksum({"x": small["x_train"]})] * 4
    )


def cifar_archive():
    """Six batches of two images, and the content of an archive of them."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (6, 2, 32, 32, 3), np.uint8)
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for k, batch in enumerate(images):
            name = f"data_batch_{k + 1}.bin" if k < 5 else "test_batch.bin"
            content = b"".join(
                bytes([k]) + image.transpose(2, 0, 1).tobytes() for image in batch
            )
            info = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return images, stream.getvalue()


@pytest.mark.parametrize("genuine", [True, False])
def test_a_copy_of_cifar_in_the_own_folder(tmp_path, monkeypatch, capsys, genuine):
    images, content = cifar_archive()
    digest = hashlib.sha256(content).hexdigest() if genuine else "0" * 64
    real = dataclasses.replace(
        REAL["cifar10"], shape=(10, 32, 32, 3), tests=2, sha256=digest
    )
    monkeypatch.setitem(REAL, "cifar10", real)
    monkeypatch.setenv("NNLIB_DATA", str(tmp_path))
    arrays = decode_cifar([content], MOST)
    save(tmp_path, arrays, "cifar10.npz")
    source = nnlib.load("cifar10").source
    assert source == f"{real.source}; an unverified copy in NNLIB_DATA"
    told = capsys.readouterr().out
    assert "cannot be verified; of this data set only the authors' archive can" in told
    assert told.endswith("cifar-10-binary.tar.gz\n")
    (tmp_path / "cifar-10-binary.tar.gz").write_bytes(content)
    data = nnlib.load("cifar10")
    assert data.source == real.source + "; an unverified copy in NNLIB_DATA" * (
        not genuine
    )
    np.testing.assert_array_equal(data.x_test, images[5])


def test_cifar_archive():
    images, content = cifar_archive()
    files = [content]
    arrays = decode_cifar(files, MOST)
    np.testing.assert_array_equal(arrays["x_train"], images[:5].reshape(10, 32, 32, 3))
    np.testing.assert_array_equal(arrays["y_train"], np.arange(5).repeat(2))
    np.testing.assert_array_equal(arrays["x_test"], images[5])
    real = REAL["cifar10"]
    assert not is_genuine(files, arrays, real)
    digest = hashlib.sha256(files[0]).hexdigest()
    assert is_genuine(files, arrays, dataclasses.replace(real, sha256=digest))


def test_hitters_table_survives_being_written(tmp_path):
    real = dataclasses.replace(REAL["hitters"], shape=(5,))
    table = decode_csv([csv_of()], MOST)
    with (tmp_path / "hitters.csv").open("wb") as stream:
        real.form.write(stream, table)
    again = read(tmp_path / "hitters.csv", real)
    assert checksum(again) == checksum(table)
    assert "rownames" not in table
    np.testing.assert_array_equal(table["Salary"], [np.nan, 475, 480.5, np.nan, 91.5])
    assert table["League"].tolist() == ["A", "N", "A", "N", "N"]


@pytest.fixture
def hitters(tmp_path, monkeypatch):
    """Load Hitters from a file with five players, where there is no network."""

    def offline(_):
        raise download.NoNetworkError

    def load(content):
        (tmp_path / "hitters.csv").write_bytes(content)
        return nnlib.load("hitters")

    real = dataclasses.replace(REAL["hitters"], shape=(5,))
    monkeypatch.setitem(REAL, "hitters", real)
    monkeypatch.setattr(download, "fetch", offline)
    monkeypatch.setenv("NNLIB_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return load


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + csv_of().removeprefix(b"rownames,").replace(b"-P,", b""),
        csv_of().replace(b"\n", b"\r\n"),
        csv_of(COLUMNS[::-1]),
    ],
    ids=["mark in front", "Windows", "other order"],
)
def test_hitters_as_others_save_them(hitters, content):
    data = hitters(content)
    assert not data.stand_in
    assert tuple(data.table) == COLUMNS
    assert checksum(data.table) == checksum(decode_csv([csv_of()], MOST))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (csv_of(separator=";"), "no AtBat, .*NewLeague, with commas between"),
        (csv_of().replace(b"Salary", b"Pay"), "first line has no Salary, with commas"),
        (b"", "no AtBat"),
        (csv_of().splitlines()[0], "0 rows, not 5"),
        (csv_of() + csv_of().splitlines()[1], "6 rows, not 5"),
        (csv_of(Salary=["NA"] * 5), "gaps in Salary"),
        (csv_of(Salary=["1", "2", "3", "4", "inf"]), "gaps in Salary"),
        (csv_of(Hits=["1", "2", "", "4", "5"]), "gaps in Hits"),
        (csv_of(League=["A"] * 5), "League does not hold A and N"),
        (csv_of(Division=["E", "W", "S", "E", "W"]), "Division does not hold E and W"),
        (csv_of(AtBat=["1", "2", "many", "4", "5"]), "many"),
        (csv_of().rsplit(b",", 3)[0], "gaps in Errors"),
        (csv_of().decode().encode("utf-16"), "decode"),
    ],
    ids=[
        "semicolons", "renamed", "empty", "no players", "too many", "no salaries",
        "infinite", "gap", "one league", "third division", "text", "torn", "UTF-16",
    ],
)  # fmt: skip
def test_hitters_of_the_wrong_form(hitters, tmp_path, capsys, content, said):
    assert hitters(content).stand_in
    line, _ = capsys.readouterr().out.splitlines()  # the second: no network
    assert line.startswith(f"hitters: {tmp_path / 'hitters.csv'} is ")
    assert line.endswith("left as it is, looking on")
    assert re.search(said, line)


def test_dummy_coding():
    data = loading._data("hitters", decode_csv([csv_of()], MOST), "here")
    assert data.feature_names == (
        *COLUMNS[:13], "League_N", "Division_W",
        "PutOuts", "Assists", "Errors", "NewLeague_N",
    )  # fmt: skip
    rows = np.concatenate([data.x_train, data.x_test])
    rows = rows[rows[:, 0].argsort()]
    np.testing.assert_array_equal(
        rows[:, [0, 1, 13, 14, 18]],
        [[3, 8, 1, 0, 1], [315, 81, 1, 1, 1], [479, 130, 0, 1, 1]],
    )
    np.testing.assert_array_equal(rows[:, [*range(2, 13), 15, 16, 17]], 7)
    assert len(data.x_test) == 1


@pytest.fixture(scope="module")
def generated():
    return {name: nnlib.load(name) for name in REAL}


SHAPES = {
    "mnist": (28, 28),
    "fashion_mnist": (28, 28),
    "cifar10": (32, 32, 3),
}
# The stand-ins' content: the same on every machine, or stored outputs differ.
CONTENT = {
    "mnist": "60995f8b2f147309",
    "fashion_mnist": "677d8fd019ac3187",
    "cifar10": "5ccbb037be29858d",
    "hitters": "4059a17439437855",
}


@pytest.mark.parametrize("name", SHAPES)
def test_stand_in_has_the_form_of_the_real(generated, name):
    data = generated[name]
    count = REAL[name].shape[0]
    assert data.stand_in
    assert data.source.startswith("Generated stand-in for ")
    assert data.class_names == REAL[name].class_names
    assert data.x_train.shape == (count, *SHAPES[name]) == REAL[name].shape
    assert data.x_test.shape == (10000, *SHAPES[name])
    assert data.y_train.shape == (count,)
    assert data.y_test.shape == (10000,)
    assert {getattr(data, key).dtype for key in KEYS} == {np.dtype(np.uint8)}
    for labels in (data.y_train, data.y_test):
        assert np.bincount(labels).min() > 0.8 * len(labels) / 10
    assert data.x_train.max() > 240


@pytest.mark.parametrize("name", CONTENT)
def test_stand_in_is_the_same_everywhere(generated, name):
    data = generated[name]
    arrays = data.table or {key: getattr(data, key) for key in KEYS}
    assert checksum(arrays)[:16] == CONTENT[name]


def test_stand_in_players(generated):
    data = generated["hitters"]
    assert data.source.startswith("Generated stand-in for ")
    assert list(data.table) == [
        *"AtBat Hits HmRun Runs RBI Walks Years CAtBat CHits CHmRun CRuns CRBI".split(),
        *"CWalks League Division PutOuts Assists Errors Salary NewLeague".split(),
    ]
    assert {len(column) for column in data.table.values()} == {322}
    assert np.isnan(data.table["Salary"]).sum() == 59
    assert data.x_train.shape == (176, 19) == (176, len(data.feature_names))
    assert data.x_test.shape == (87, 19)
    assert data.y_train.dtype == data.x_train.dtype == np.float64
    for key in ("Hits", "AtBat", "HmRun", "Walks"):
        assert (data.table[f"C{key}"] >= data.table[key]).all()
    assert (data.table["Hits"] <= data.table["AtBat"]).all()


def rows(images):
    return images.reshape(len(images), -1) / np.float32(255)


def nearest(x, y, x_new, k=5):
    x, x_new = rows(x), rows(x_new)
    far = (x * x).sum(1) - 2 * x_new @ x.T
    near = y[np.argpartition(far, k, axis=1)[:, :k]]
    return np.array([np.bincount(votes).argmax() for votes in near])


def linear(x, y, x_new):
    x, x_new = rows(x[:, ::2, ::2]), rows(x_new[:, ::2, ::2])
    x, x_new = x - x.mean(0), x_new - x.mean(0)
    ridge = x.T @ x + 30 * np.eye(x.shape[1], dtype=np.float32)
    weights = np.linalg.solve(ridge, x.T @ np.eye(10, dtype=np.float32)[y])
    return (x_new @ weights).argmax(1)


@pytest.mark.parametrize(
    ("name", "model", "low", "high"),
    [
        ("mnist", linear, 0.75, 0.92),
        ("mnist", nearest, 0.92, 0.99),
        ("fashion_mnist", linear, 0.70, 0.83),
        ("fashion_mnist", nearest, 0.72, 0.90),
        ("cifar10", linear, 0.22, 0.45),
    ],
)
def test_classes_can_be_learned_but_not_at_once(generated, name, model, low, high):
    data = generated[name]
    guess = model(data.x_train[:8000], data.y_train[:8000], data.x_test[:1000])
    assert low < (guess == data.y_test[:1000]).mean() < high


@pytest.mark.parametrize("name", SHAPES)
def test_no_test_image_is_a_training_image(generated, name):
    data = generated[name]
    known = {image.tobytes() for image in data.x_train}
    assert len(known) > 0.99 * len(data.x_train)
    assert not known & {image.tobytes() for image in data.x_test}


def test_handwriting_keeps_its_labels(generated):
    from sklearn.datasets import load_digits

    images, digits = load_digits(return_X_y=True)
    data = generated["mnist"]
    shrunk = data.x_test[:, 4:24, 4:24].reshape(-1, 5, 4, 5, 4).mean((2, 4))
    original = images.reshape(-1, 8, 8)
    means = [
        np.corrcoef(
            shrunk[data.y_test == k].mean(0).ravel(),
            original[digits == j].mean(0)[np.ix_(*[[0, 2, 3, 5, 7]] * 2)].ravel(),
        )[0, 1]
        for k in range(10)
        for j in range(10)
    ]
    np.testing.assert_array_equal(np.reshape(means, (10, 10)).argmax(1), range(10))


@pytest.mark.parametrize(
    ("name", "shape", "test"), [("digits", (1350, 8, 8), 447), ("moons", (75, 2), 25)]
)
def test_small_sets_are_real(name, shape, test):
    data, again = nnlib.load(name), nnlib.load(name)
    assert not data.stand_in
    assert data.x_train.shape == shape
    assert len(data.x_test) == len(data.y_test) == test
    np.testing.assert_array_equal(data.x_train, again.x_train)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("MNIST", "mnist"),
        ("fashion-mnist", "fashion_mnist"),
        ("Fashion MNIST", "fashion_mnist"),
        ("FashionMNIST", "fashion_mnist"),
        ("cifar-10", "cifar10"),
        ("CIFAR 10", "cifar10"),
        ("Hitters", "hitters"),
        ("Moons", "moons"),
    ],
)
def test_other_spellings_of_a_name(name, right, generated, monkeypatch):
    monkeypatch.setenv("NNLIB_DATA", "offline")
    assert nnlib.load(name).name == right


def test_unknown_name():
    with pytest.raises(ValueError, match="there is no 'EMNIST'; did you mean 'mnist'"):
        nnlib.load("EMNIST")
    with pytest.raises(ValueError, match=r"there is no 'cifar100'; did you mean"):
        nnlib.load("cifar100")
    with pytest.raises(
        ValueError, match=r"name: .*'fashion'; did you mean 'fash.*Known: "
    ):
        nnlib.load("fashion")
    with pytest.raises(ValueError, match=r"name: there is no None\. Known: mnist"):
        nnlib.load(None)
    for several in (["mnist"], np.array(["mnist"])):
        with pytest.raises(
            ValueError, match=r"name: .*'mnist'\].*did you mean 'mnist'"
        ):
            nnlib.load(several)


def test_representation(generated):
    text = repr(generated["mnist"])
    assert text.startswith("mnist: 60,000 for training and 10,000 for testing")
    assert generated["mnist"].source in text
    assert "array" not in text


def shown(ax):
    return [text.get_text() for text in ax.texts]


def flat(text):
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("name", SHAPES)
def test_show_one_of_each_class(generated, name):
    data = generated[name]
    ax = nnlib.show_images(data)
    assert shown(ax) == list(data.class_names)
    assert flat(ax.get_xlabel()) == data.source
    for k, image in enumerate(ax.images):
        first = data.x_train[(data.y_train == k).argmax()]
        np.testing.assert_array_equal(image.get_array(), first)
    ax.figure.canvas.draw()
    plt.close(ax.figure)


def test_show_images_lie_side_by_side(generated):
    data = generated["fashion_mnist"]
    _, ax = plt.subplots()
    kept = nnlib.show_images(
        data.x_test[:7], [0, 1, 2, 3, 4, 5, "two\nlines"], source=data, columns=3, ax=ax
    )
    assert kept is ax
    assert shown(ax)[-2:] == ["Sandal", "two\nlines"]
    boxes = [image.get_extent() for image in ax.images]
    assert boxes[1][0] > boxes[0][1]  # right of the first
    assert boxes[3][3] > boxes[0][2] + 0.3  # below the first and its label
    assert boxes[3][:2] == boxes[0][:2]
    plt.close(ax.figure)


def test_show_digits_dark():
    data = nnlib.load("digits")
    ax = nnlib.show_images(data.x_test[:2], source=data)
    assert {image.norm.vmax for image in ax.images} == {16}
    plt.close(ax.figure)


def test_show_floats_with_a_sentence():
    ax = nnlib.show_images(np.full((2, 4, 4), 0.5), ["a", "b"], source="My own")
    assert ax.get_xlabel() == "My own"
    assert ax.images[0].norm.vmax == 1
    assert shown(ax) == ["a", "b"]
    plt.close(ax.figure)


def luminance(color):
    """Relative luminance, as WCAG 2.1 defines it."""
    rgb = np.array(to_rgb(color))
    rgb = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return rgb @ [0.2126, 0.7152, 0.0722]


def test_source_can_be_read_in_the_last_row(generated):
    ax = nnlib.show_images(generated["fashion_mnist"])
    assert ax.xaxis.label.get_size() >= 14
    assert 1.05 / (luminance(ax.xaxis.label.get_color()) + 0.05) >= 4.5
    plt.close(ax.figure)


def test_source_is_not_cut_off_between_others(generated):
    data = generated["fashion_mnist"]
    figure, axes = plt.subplots(1, 3, figsize=(9, 4.5))
    for ax in axes:
        nnlib.show_images(data.x_test[:2], source=data, ax=ax)
    figure.canvas.draw()
    boxes = [ax.xaxis.label.get_window_extent() for ax in axes]
    assert boxes[0].x0 >= 0
    assert boxes[0].x1 < boxes[1].x0 < boxes[1].x1 < boxes[2].x0
    assert boxes[2].x1 <= figure.bbox.x1
    plt.close(figure)


def test_show_texts_as_they_are():
    images = np.zeros((2, 4, 4, 3))
    ax = nnlib.show_images(images, ("5 $$", "$x"), source="Worth $$", columns=1)
    ax.figure.canvas.draw()
    assert shown(ax) == ["5 $$", "$x"]
    assert ax.get_xlabel() == "Worth $$"
    plt.close(ax.figure)


def test_show_labels_from_a_generator(generated):
    data = generated["mnist"]
    labels = (label for label in data.y_test[:3])
    ax = nnlib.show_images(data.x_test[:3], labels, source=data, columns=np.int64(2))
    assert shown(ax) == [str(label) for label in data.y_test[:3]]
    plt.close(ax.figure)


def test_show_pictures_of_ones_own_need_no_source():
    ax = nnlib.show_images(np.random.default_rng(0).random((2, 4, 4)))
    assert ax.get_xlabel() == ""
    assert shown(ax) == ["", ""]
    plt.close(ax.figure)


def test_show_images_with_an_axis_of_one_channel(generated):
    data = generated["mnist"]
    images, labels = data.x_test[:3, ..., None], data.y_test[:3, None]
    ax = nnlib.show_images(images, labels, source=data)
    assert shown(ax) == [str(label) for label in data.y_test[:3]]
    for image, right in zip(ax.images, data.x_test, strict=False):
        np.testing.assert_array_equal(image.get_array(), right)
    plt.close(ax.figure)
    ax = nnlib.show_images(images / 255, labels)
    assert shown(ax) == [str(label) for label in data.y_test[:3]]
    plt.close(ax.figure)


RAMP = np.linspace(0, 1, 32).reshape(2, 4, 4)


@pytest.mark.parametrize(
    ("images", "scale"),
    [
        (RAMP, (0, 1)),
        (RAMP / 2, (0, 1)),
        (RAMP * 255, (0, 255)),
        (RAMP * 16, (0, 16)),
        ((RAMP * 16).round().astype(int), (0, 16)),
        ((RAMP * 100).astype("uint8"), (0, 255)),
        (RAMP * 2 - 1, (-1, 1)),
        ((RAMP - 0.5) * 6, (-3, 3)),
        (RAMP > 0.5, (0, 1)),
        (RAMP * 0, (0, 1)),
        (np.where(RAMP > 0.9, np.nan, RAMP), (0, 1)),
    ],
)
def test_show_on_the_scale_of_the_data(images, scale):
    ax = nnlib.show_images(images)
    assert {(image.norm.vmin, image.norm.vmax) for image in ax.images} == {scale}
    ax.figure.canvas.draw()
    plt.close(ax.figure)


@pytest.mark.parametrize(
    ("greatest", "kind"), [(1, float), (255, float), (16, float), (255, "uint8")]
)
def test_show_colors_on_the_scale_of_the_data(greatest, kind):
    colors = np.stack([RAMP, RAMP[::-1], 1 - RAMP], axis=-1)
    ax = nnlib.show_images((colors * greatest).astype(kind))
    for image, right in zip(ax.images, colors, strict=True):
        drawn = np.array(image.get_array(), dtype=float)
        drawn /= 255 if kind == "uint8" else 1
        np.testing.assert_allclose(drawn, right, atol=1 / 255)
    plt.close(ax.figure)


def test_show_as_many_images_as_can_be_seen():
    from sklearn.datasets import load_digits

    digits = load_digits()
    ax = nnlib.show_images(digits.images, digits.target)
    assert len(ax.images) == 25
    assert {image.norm.vmax for image in ax.images} == {16}
    assert shown(ax) == [str(label) for label in digits.target[:25]]
    assert ax.get_xlabel() == "25 of 1,797 images."
    plt.close(ax.figure)
    ax = nnlib.show_images(digits.images[:30], source="My own", max_images=28)
    assert len(ax.images) == 28
    assert ax.get_xlabel() == "28 of 30 images. My own"
    plt.close(ax.figure)
    ax = nnlib.show_images(digits.images[:30], max_images=30, columns=10)
    assert (len(ax.images), ax.get_xlabel()) == (30, "")
    plt.close(ax.figure)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"columns": 0}, "columns: 0 came; give a whole number from 1"),
        ({"columns": -1}, "columns: -1 came"),
        ({"columns": 2.5}, "columns: 2.5 came"),
        ({"columns": None}, "columns: None came"),
        ({"max_images": 0}, "max_images: 0 came; give a whole number from 1"),
        ({"max_images": 2.5}, r"max_images: 2\.5 came"),
        ({"labels": [99, 0]}, "labels: 99 came; give class numbers from 0 to 9"),
        ({"labels": [0, -1]}, "labels: -1 came"),
        ({"labels": [3.0, 0]}, r"labels: 3\.0 came"),
        ({"labels": [None, 0]}, "labels: None came"),
        ({"labels": 7}, "labels: 7 came; give a list"),
        ({"labels": "ab"}, "labels: 'ab' came; give a list"),
        ({"source": 5}, "source: 5 came"),
        ({"source": ""}, "source: '' came"),
        ({"images": np.zeros((2, 4, 4, 2))}, r"shape \(2, 4, 4, 2\) came"),
        ({"images": np.zeros((2, 0, 4))}, r"shape \(2, 0, 4\) came"),
        ({"images": np.zeros((0, 4, 4))}, r"shape \(0, 4, 4\) came"),
        ({"images": np.full((2, 4, 4), "a")}, "of <U1"),
        ({"images": None}, r"shape \(\) came"),
    ],
)
def test_show_images_refuses(generated, changed, said):
    fine = {"images": np.zeros((2, 4, 4)), "source": generated["mnist"]}
    with pytest.raises(ValueError, match=said):
        nnlib.show_images(**fine | changed)
    assert not plt.get_fignums()


def test_show_images_says_what_is_wrong(generated):
    data = generated["mnist"]
    with pytest.raises(ValueError, match=r"images: an array of shape \(28, 28\) came"):
        nnlib.show_images(data.x_train[0], source=data)
    with pytest.raises(ValueError, match="labels: 2 came, but there are 3 images"):
        nnlib.show_images(data.x_train[:3], [1, 2], source=data)
    with pytest.raises(ValueError, match="'hitters' has no images"):
        nnlib.show_images(generated["hitters"])

"""The host of the explorables, and what the network builder accepts."""

import re
from html.parser import HTMLParser
from io import BytesIO

import matplotlib
import numpy as np
import pytest
from PIL import Image

from nnlib import explore, style
from nnlib.explore import Explorable, _network, network
from nnlib.explore.host import MAX_BYTES, class_color, poster

MODULE = "function render({ model, el }) {}\n\nexport default { render };\n"
PNG = poster(lambda ax: ax.plot([0, 1]), size=(320, 160))


@pytest.fixture
def make(tmp_path):
    def make(
        source=MODULE, data=None, *, png=PNG, description="A drawing.", trained=None
    ):
        path = tmp_path / "front.js"
        path.write_text(source, "utf-8")
        return Explorable(
            path,
            data or {},
            poster=png,
            description=description,
            size=(800, 400),
            trained=trained,
        )

    return make


def bundle(explorable):
    return explorable._repr_mimebundle_()


def html(explorable):
    return bundle(explorable)["text/html"]


class Tags(HTMLParser):
    """The tags of a page, and the attributes of its images."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.images = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "img":
            self.images.append(dict(attributes))

    def handle_endtag(self, tag):
        self.tags.append("/" + tag)


def test_bundle_has_the_output_and_its_description(make):
    explorable = make(description="Drag it.")
    assert bundle(explorable) == {
        "text/html": html(explorable),
        "text/plain": "Drag it.",
    }
    tags = ["div", "img", "/div", "script", "/script"]
    assert Tags(html(explorable)).tags == tags


def test_bytes_are_the_same_for_the_same_arguments(make):
    assert html(make(data={"b": 1, "a": 2})) == html(make(data={"b": 1, "a": 2}))
    assert html(network()) == html(network([4, 5, 3]))


def test_key_follows_the_content_but_not_the_poster(make):
    def key(explorable):
        return re.search('data-nnlib="([0-9a-f]{12})"', html(explorable))[1]

    other = poster(lambda ax: ax.plot([1, 0]), size=(320, 160))
    assert key(make()) == key(make(png=other))
    different = [
        make(),
        make(data={"a": 1}),
        make(MODULE + "// more"),
        make(description="B"),
    ]
    assert len({key(explorable) for explorable in different}) == 4


def test_what_training_made_is_not_compared_and_all_else_is(make, compared):
    trained = [{"losses": [0.3124, "a\nb\u2028c"]}, {"losses": [0.3125]}]
    first, second = (make(data={"epochs": 9}, trained=each) for each in trained)
    assert html(first) != html(second)
    assert compared(html(first)) == compared(html(second))
    assert "0.312" not in compared(html(first))
    for other in (
        make(data={"epochs": 8}, trained=trained[0]),
        make(data={"epochs": 9}, trained=trained[0], description="B"),
        make(data={"epochs": 9}),
    ):
        assert compared(html(other)) != compared(html(first))
    assert first.data == {"epochs": 9} | trained[0]


def test_bytes_do_not_follow_the_figure_defaults(make):
    before = html(network())
    with matplotlib.rc_context({"font.size": 40, "figure.facecolor": "red"}):
        assert html(network()) == before


@pytest.mark.parametrize(
    "text",
    ["</script><b>", "<!-- <script>", "'\"`\\${}&amp;", "🧠 ü 神", "\u2028\u2029\0"],
)
def test_no_text_breaks_out(make, text):
    source = MODULE + f"// {text if '`' not in text else ''}\n"
    explorable = make(source, {text: [text]}, description=text)
    tags = Tags(html(explorable))
    assert tags.tags == ["div", "img", "/div", "script", "/script"]
    if "\0" not in text:
        assert tags.images[0]["alt"] == text
    assert bundle(explorable)["text/plain"] == text
    script = html(explorable).partition("<script>")[2]
    assert script.lower().count("</script") == 1
    assert "<!--" not in script


def test_ten_thousand_characters_fit(make):
    text = "é" * 10_000
    assert len(html(make(data={"label": text})).encode()) < MAX_BYTES


def test_too_large_an_output_names_its_largest_part(make):
    with pytest.raises(ValueError, match=r"^data: .* 1\d\d,\d{3} bytes.* 100,000 in"):
        make(data={"points": list(range(20_000))})
    with pytest.raises(ValueError, match=r"^poster: "):
        make(png=bytes(90_000))


@pytest.mark.parametrize("data", [{"x": float("nan")}, {"x": {1, 2}}, {"x": 1j}])
def test_data_that_are_not_json_are_refused(make, data):
    with pytest.raises(ValueError, match=r"^data: .*; give finite numbers"):
        make(data=data)


def test_a_module_that_cannot_be_joined_is_refused(make):
    with pytest.raises(ValueError, match=r"^front_end: front.js has `import .*"):
        make('import "./x.js";\n' + MODULE)


def test_a_style_beside_the_module_is_its_own(make, tmp_path):
    before = html(make())
    (tmp_path / "front.css").write_text(".x { /* why */ color: red;\n  top: 0 }\n")
    assert ".x{color:red;top:0}" in html(make())
    assert "why" not in html(make())
    assert ".x{" not in before


def test_a_style_beside_an_imported_module_comes_with_it(make, tmp_path):
    (tmp_path / "part.js").write_text("export const one = 1;\n")
    (tmp_path / "part.css").write_text(".part { top: 0 }\n")
    source = 'import { one } from "./part.js";\n' + MODULE
    assert ".part{top:0}" in html(make(source))
    assert ".part" not in html(make())


def test_output_asks_for_nothing():
    page = html(network())
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|require\(|fetch\(|type=.?module", page)


def test_colors_are_those_of_the_style():
    page = html(network())
    for name in ("input", "hidden", "output", "bias"):
        assert f"--{name}:{getattr(style, name.upper())};" in page


def test_class_1_has_the_color_of_what_is_positive():
    colors = [getattr(style, class_color(number).upper()) for number in (0, 1)]
    assert colors == [style.NEGATIVE, style.POSITIVE]
    assert len({class_color(number) for number in range(7)}) == 7
    assert class_color(7) == class_color(0)


def test_save_in_the_users_folder(make, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    path = make().save("~/x.html")
    assert path == tmp_path / "x.html"
    assert path.read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("", "path: '.*' is a folder; give the name of a file in it"),
        ("missing/x.html", "path: .* there is no folder '.*missing'; make it, or"),
        ("file/x.html", "path: .* there is no folder '.*file'"),
        (None, "path: None came .* give the name of a file"),
        ("~nobody-of-this-name/x.html", "path: '~nobody.* give the name of a file"),
    ],
)
def test_save_where_nothing_can_be_written(make, tmp_path, place, told):
    (tmp_path / "file").touch()
    home = isinstance(place, str) and place.startswith("~")
    path = place if home or place is None else str(tmp_path / place)
    with pytest.raises(ValueError, match=told):
        make().save(path)


def test_save_says_what_the_system_refuses(make, tmp_path):
    with pytest.raises(
        OSError, match=r"path: .* cannot be written, File name too long"
    ):
        make().save(tmp_path / ("x" * 300))


def test_save_writes_a_page_of_its_own(make, tmp_path):
    explorable = make()
    path = explorable.save(tmp_path / "x.html", title="<Networks> & more")
    page = path.read_bytes().decode("utf-8")
    assert path == tmp_path / "x.html"
    assert page.startswith("<!doctype html>")
    assert '<meta charset="utf-8">' in page
    assert "<title>&lt;Networks&gt; &amp; more</title>" in page
    assert html(explorable) in page


def test_poster_is_small_and_in_our_colors():
    png = poster(lambda ax: ax.set_facecolor(style.SKY), size=(640, 320))
    picture = Image.open(BytesIO(png))
    assert picture.size == (640, 320)
    assert len(png) < 30_000
    sky = tuple(int(style.SKY[i : i + 2], 16) for i in (1, 3, 5))
    assert sky in {color for _, color in picture.convert("RGB").getcolors()}


@pytest.mark.parametrize(
    ("sizes", "weights", "biases"),
    [
        ((2, 3, 4), 18, 7),
        ((4, 5, 3), 35, 8),
        ((2,) * 6 + (1,), 22, 11),
        ((2, 3, 1), 9, 4),
        ((7, 2), 14, 2),
    ],
)
def test_description_counts(sizes, weights, biases):
    told = network(sizes).description
    assert f"{weights} weights and {biases} biases, {weights + biases} param" in told
    assert (
        f"and 0 biases, {weights} parameters" in network(sizes, bias=False).description
    )


def test_the_largest_network_fits():
    assert len(html(network([12] * 8)).encode()) < MAX_BYTES


@pytest.mark.parametrize(
    "sizes",
    [
        (),
        (4,),
        (4, 0, 3),
        (4, -1),
        (2.5, 3),
        (13, 2),
        (1,) * 9,
        7,
        "45",
        None,
        (2, None),
        (True, 2),
        {2, 3},
    ],
)
def test_sizes_that_will_not_do(sizes):
    with pytest.raises(
        ValueError, match=r"^sizes: .* came.*; give .* from 1 to 12, inp"
    ) as told:
        network(sizes)
    assert repr(sizes) in str(told.value)


@pytest.mark.parametrize("argument", ["activation", "output"])
def test_unknown_activations(argument):
    with pytest.raises(ValueError, match=f"^{argument}: .*'sigmiod'.*mean 'sigmoid'"):
        network(**{argument: "sigmiod"})
    with pytest.raises(ValueError, match=f"^{argument}: there is no None. Known: "):
        network(**{argument: None})
    with pytest.raises(ValueError, match=r"mean 'sigmoid'"):
        network(**{argument: "Sigmoid"})


def test_bias_is_true_or_false():
    with pytest.raises(ValueError, match=r"^bias: 'no' came; give True or False"):
        network(bias="no")


def test_activations_are_keras_names():
    import keras

    for name in {*_network.ACTIVATIONS, *_network.OUTPUTS}:
        assert callable(keras.activations.get(name))


ODD = "5 $\\bad$ \u65e5"  # no formula, and a letter that the poster's font lacks


@pytest.mark.parametrize(
    "make",
    [
        lambda: explore.patience([[3, 2, 1, 2]], watched=ODD),
        lambda: explore.sweep(
            {rate: {ODD: [1, 2], "b": [3]} for rate in (1, 2)}, setting="a", score=ODD
        ),
        lambda: explore.search(
            np.zeros((3, 3, 2, 2)), settings={ODD: [1, 2, 3], "b": [1, 2, 3]}
        ),
    ],
    ids=["patience", "sweep", "search"],
)
def test_a_name_is_no_formula_of_the_poster(make):
    assert ODD in make().description

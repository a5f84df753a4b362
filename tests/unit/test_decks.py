"""Decks: which cell stands where, what becomes of outputs, what is refused."""

import base64
import io
import re
from urllib.parse import quote

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from nnlib import decks
from nnlib.decks import pictures, text


def markdown(source, slide_type="-", **metadata):
    slideshow = {"slide_type": slide_type}
    return new_markdown_cell(source, metadata={"slideshow": slideshow, **metadata})


def code(source, *outputs, slide_type="-", count=1, **metadata):
    return new_code_cell(
        source,
        metadata={"slideshow": {"slide_type": slide_type}, **metadata},
        outputs=list(outputs),
        execution_count=count,
    )


def shown(**data):
    data = {key.replace("_", "/", 1): value for key, value in data.items()}
    return new_output("display_data", data=data)


def png(width=40, height=20, mode="RGB", color="white"):
    file = io.BytesIO()
    Image.new(mode, (width, height), color).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def noise(form="PNG", size=200):
    file = io.BytesIO()
    Image.effect_noise((size, size), 200).save(file, form, quality=100)
    return base64.b64encode(file.getvalue()).decode()


@pytest.fixture
def deck(tmp_path):
    """Return a function from cells to the slides of their deck, as HTML."""

    def write(*members):
        notebook = tmp_path / "01_lecture.ipynb"
        nbformat.write(new_notebook(cells=list(members)), notebook)
        page = decks.write(notebook, tmp_path / "deck.html").read_text("utf-8")
        return re.search(r'<div class="slides">(.*?)\n</div></div>\n<s', page, re.S)[1]

    return write


def test_a_link_to_a_notebook_beside_leads_to_its_deck(deck):
    colab = "https://colab.research.google.com/github/a/b/blob/main/02_next.ipynb"
    html = deck(markdown(f"# A\n\n[next](02_next.ipynb), [there]({colab})", "slide"))
    assert '<a href="02_next.html">next</a>' in html
    assert f'<a href="{colab}">there</a>' in html


def test_slides_and_stacks(deck):
    page = deck(
        markdown("# Lecture", "-"),
        markdown("## One", "slide"),
        markdown("more"),
        markdown("## Two", "subslide"),
        markdown("## Three", "slide"),
    )
    assert page.count("<section>") == 5  # four slides and one stack
    titles = re.findall(r"<h[12] class=.(\w+).>(.*?)</h", page)
    assert titles == [
        ("opening", "Lecture"),
        ("title", "One"),
        ("title", "Two"),
        ("title", "Three"),
    ]
    assert page.index("more") < page.index("Two")


def test_a_slide_without_a_title_repeats_the_last_one(deck):
    page = deck(markdown("## One", "slide"), markdown("more", "subslide"))
    assert '<h2 class="again">One</h2>' in page


def test_fragments_come_one_after_another_with_what_follows_them(deck):
    page = deck(
        markdown("## One", "slide"),
        markdown("first", "fragment"),
        code("x = 1"),
        markdown("second", "fragment"),
    )
    steps = re.findall(r'class="(\w+) fragment" data-fragment-index="(\d)"', page)
    assert steps == [("text", "0"), ("code", "0"), ("text", "1")]


def test_notes_are_said_and_not_shown(deck):
    page = deck(
        markdown("## One", "slide"),
        markdown("one thing", "fragment"),
        markdown("ask **first**", "notes"),
    )
    slide, notes = page.split('<aside class="notes">')
    assert "first" not in slide
    assert "<strong>first</strong>" in notes
    assert "fragment" not in notes


@pytest.mark.parametrize("tag", ["check", "solution"])
def test_checks_and_solutions_are_on_no_slide(deck, tag):
    page = deck(
        markdown("## One", "slide"),
        markdown("the answer", "slide", tags=[tag]),
        code("answer = 42", count=None, tags=[tag]),
        markdown("left out", "skip"),
    )
    assert "answer" not in page
    assert "left out" not in page


def test_hidden_input_shows_only_the_output(deck):
    out = new_output("stream", name="stdout", text="43 parameters\n")
    err = new_output("stream", name="stderr", text="Could not find cuda drivers\n")
    page = deck(code("count()", out, err, slide_type="slide", tags=["hide-input"]))
    assert "43 parameters" in page
    assert "count" not in page
    assert "cuda" not in page


def test_what_a_progress_bar_wiped_away_takes_no_room(deck):
    wiped = new_output("stream", name="stdout", text="\r          \r")
    page = deck(code("fit()", wiped, slide_type="slide", tags=["hide-input"]))
    assert '<div class="output">' not in page
    out = new_output("stream", name="stdout", text="done\n")
    page = deck(code("fit()", out, slide_type="slide", tags=["hide-input"]))
    assert '<div class="output">' in page


def test_a_picture_says_what_it_shows_in_alt_alone(deck):
    out = shown(image_png=png(), text_plain='a line "y" < 3')
    page = deck(code("plot()", out, slide_type="slide"))
    assert 'alt="a line &quot;y&quot; &lt; 3"' in page
    assert page.count("a line") == 1


def test_html_goes_in_as_it_is_and_first(deck):
    html = "<div><script>let a = '$x$' && 1</script></div>"
    out = shown(text_html=html, image_png=png(), text_plain="an explorable")
    page = deck(code("explore()", out, slide_type="slide"))
    assert html in page
    assert "<img" not in page
    assert "an explorable" not in page


def test_claims_of_a_cell_are_one_answer_and_leave_the_picture_beside(deck):
    line = '<div class="nnlib-claim">✓ {}: <b>7</b></div>'
    claims = [shown(text_html=line.format(n), text_plain=f"{n}: 7") for n in "ab"]
    picture = shown(image_png=png(40, 40), text_plain="a square")
    page = deck(code("claim()", *claims, picture, slide_type="slide"))
    [both] = re.findall(r'<div class="claims">(.*)</div>', page)
    assert re.findall(r"<span>(\w) <i.*?<b>(\d)</b>", both) == [("a", "7"), ("b", "7")]
    assert 'class="beside figure-right"' in page


@pytest.mark.parametrize(
    ("line", "label", "value"),
    [
        ("✓ slope: <b>7</b>", "slope", "7"),
        (
            '✓ a &lt; b: <b class="found">0.2</b> <small>(the text: 0.2 ± 0.1)</small>',
            "a &lt; b",
            "0.2",
        ),
        ("✓ it holds", "it holds", None),
    ],
)
def test_a_claim_is_an_answer_on_its_slide(deck, line, label, value):
    out = shown(text_html=f'<div class="nnlib-claim">{line}</div>')
    page = deck(code("claim()", out, slide_type="slide"))
    assert f'<span>{label} <i aria-hidden="true">✓</i></span>' in page
    assert re.findall("<b>(.*?)</b>", page) == ([value] if value else [])
    assert "±" not in page


def test_text_outputs(deck):
    page = deck(
        code(
            "x",
            shown(text_latex="$$x^2$$", text_plain="x**2"),
            shown(text_markdown="**bold**", text_plain="bold"),
            shown(text_plain="<b>\x1b[31mred\x1b[0m"),
            slide_type="slide",
        )
    )
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in page
    assert "<strong>bold</strong>" in page
    assert "<pre>&lt;b&gt;red</pre>" in page


def test_cells_tagged_left_and_right_stand_side_by_side(deck):
    page = deck(
        markdown("## Two\n\nabove", "slide"),
        markdown("one", tags=["left"]),
        markdown("two", tags=["right"]),
        markdown("more", tags=["left"]),
        markdown("below"),
    )
    _, left, right = page.split('<div class="column">')
    assert re.findall(r"<p>(\w+)", left) == ["one", "more"]
    assert re.findall(r"<p>(\w+)", right) == ["two", "below"]
    assert re.findall(r"<p>(\w+)", page) == ["above", "one", "more", "two", "below"]


def printed(words):
    return new_output("stream", name="stdout", text=words)


@pytest.mark.parametrize("before", [True, False])
def test_a_printed_line_stands_below_its_figure(deck, before):
    figure = shown(image_png=png(), text_plain="Figure\nwith 1 plot")
    outputs = [printed("Generated\n"), figure]
    page = deck(code("p()", *outputs[:: 1 if before else -1], slide_type="slide"))
    below = r'class="figure".*</div>\s*<div class="caption">Generated<'
    assert re.search(below, page, re.DOTALL)


def test_printed_lines_are_no_caption(deck):
    page = deck(
        code("p()", printed("a\nb"), shown(image_png=png()), slide_type="slide")
    )
    assert re.search(r'class="output"><pre>a\nb</pre></div>\s*<div class="fig', page)


def test_a_widget_is_told_where_nothing_else_of_its_cell_is_seen(deck):
    words = "interactive(children=(IntSlider(value=2),))"
    mark = {"nnlib": {"widget": True}}
    widget = new_output("display_data", data={"text/plain": words}, metadata=mark)
    page = deck(code("f()", printed("first"), widget, slide_type="slide"))
    assert '<div class="output"><pre>first</pre></div>' in page
    assert "interactive" not in page
    with pytest.warns(
        UserWarning, match=r"shows a widget, interactive, which is on no"
    ):
        deck(code("f()", widget, slide_type="slide"))


def test_what_is_told_to_who_runs_a_cell_is_on_no_slide(deck):
    aside = new_output(
        "display_data",
        data={"text/plain": "no network"},
        metadata={"nnlib": {"on_slides": False}},
    )
    bar = "\x08" * 9 + "11490434/11490434 ━━━━━━━━━━━━━━ 0s 0us/step"
    fetched = printed(f"Downloading data from https://e.org/mnist.npz\n{bar}\n10\n")
    page = deck(code("load()", aside, fetched, slide_type="slide"))
    assert "no network" not in page
    assert '<div class="output"><pre>10</pre></div>' in page


def test_items_of_a_list_come_one_by_one(deck):
    page = deck(
        markdown("## Two", "slide"),
        markdown("a\n\n- one\n  - inner\n- two", tags=["one-by-one"]),
        markdown("three", "fragment"),
        markdown("1. four\n2. five", "fragment", tags=["one-by-one"]),
        markdown("with five"),
    )
    steps = re.findall(r'data-fragment-index="(\d)">(?:<p>)?(\w+)', page)
    assert [(step, word) for step, word in steps if word != "ol"] == [
        ("0", "one"),
        ("1", "two"),
        ("2", "three"),
        ("3", "four"),
        ("4", "five"),
        ("4", "with"),
    ]
    assert "<li>inner" in page


def test_numbered_lines_of_code_light_up_one_by_one(deck):
    page = deck(
        markdown("## Lines", "slide"),
        markdown("first", "fragment"),
        code(
            "a = 1  # 2: later\nif a:\n    c = '# 1'\n    d = 3  # 1\ne = 4  # 2",
            tags=["one-by-one"],
        ),
        markdown("last", "fragment"),
    )
    lines = re.findall(
        r'<span class="fragment lit" data-fragment-index="(\d)">(.)', page
    )
    assert lines == [("2", "a"), ("1", "d"), ("2", "e")]
    assert '\n    <span class="fragment lit"' in page
    assert '<div class="text fragment" data-fragment-index="3"><p>last' in page


def test_each_step_of_an_explorable_comes_at_a_press(deck):
    host = '<div data-nnlib="a1" data-steps="3" style="">it</div>'
    page = deck(
        markdown("## Walk", "slide"),
        markdown("before", "fragment"),
        code("it", shown(**{"text/html": host}), tags=["walk", "hide-input"]),
        markdown("after", "fragment"),
    )
    unseen = '<i class="fragment walk" data-fragment-index="{}"></i>'
    assert host + unseen.format(1) + unseen.format(2) + "</div>" in page
    assert '<div class="text fragment" data-fragment-index="3"><p>after' in page


def test_without_the_tag_or_steps_nothing_is_walked(deck):
    host = '<div data-nnlib="a1"{} style="">it</div>'
    many = shown(**{"text/html": host.format(' data-steps="3"')})
    none = shown(**{"text/html": host.format("")})
    page = deck(code("a", many, slide_type="slide"), code("b", none, tags=["walk"]))
    assert "fragment walk" not in page


def test_notes_say_sections_and_minutes(deck):
    page = deck(
        markdown("# Lecture", "slide"),
        markdown("About 10 minutes of talk and 5 of exercises.", "notes"),
        markdown("## One", "slide"),
        markdown(
            "(3 min) **Small weights: 8 minutes for this section.** Ask.", "notes"
        ),
        markdown("## Two", "slide"),
        markdown("(2.5 min) **Term** and more.", "notes"),
        markdown("## Exercises", "slide"),
        markdown("### 1. Count (4 minutes)", "subslide", tags=["exercise"]),
    )
    # What is not said is shared by the slides that say nothing.
    assert re.findall(r'data-timing="(\d+)"', page) == ["270", "180", "150", "240"]
    assert re.findall(r'class="plan">(.*?)<', page) == [
        "Minutes 0 to 4 of 10",
        "Minutes 4 to 8 of 10",
        "Minutes 8 to 10 of 10",
    ]
    assert re.findall(r"<span>([^<]+)</span></div>", page) == ["Small weights"] * 2


def test_without_minutes_nothing_is_planned(deck):
    page = deck(markdown("## One", "slide"), markdown("Say it.", "notes"))
    assert "data-timing" not in page
    assert "plan" not in page


def test_a_squarish_picture_stands_beside_the_text(deck):
    words = markdown("## One\n\nwords", "slide")
    square, wide = png(40, 40), png(80, 40)
    assert 'class="beside figure-right"' in deck(
        words, code("p()", shown(image_png=square))
    )
    assert 'class="beside figure-right"' not in deck(
        words, code("p()", shown(image_png=wide))
    )
    long = code("p(" + "0" * 50 + ")", shown(image_png=square))
    assert 'class="beside figure-right"' not in deck(words, long)


def test_pictures_of_one_cell_stand_in_a_row(deck):
    out = shown(image_png=png(80, 40))
    page = deck(code("plot()", out, out, slide_type="slide"))
    assert page.count('class="figure"') == 1
    assert page.count("<img") == 2
    assert 'style="--floor: 27px"' in page  # 0.68 of the height


@pytest.mark.parametrize(
    "formula",
    [
        r"a_1 * b_2 * c",
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
        r"\color{red} x < 3",
        r"\underbrace{x}_{\text{input}}",
    ],
)
def test_mathematics_survives_markdown(formula):
    escaped = formula.replace("&", "&amp;").replace("<", "&lt;")
    assert f'class="math">{escaped}</span>' in text.markdown(f"so ${formula}$ here")
    assert f'class="math display">{escaped}</span>' in text.markdown(f"$${formula}$$")


def test_environments_are_formulas_and_money_is_not():
    html = text.markdown("\\begin{aligned}\na &= b \\\\\n\\end{aligned}")
    assert r'<span class="math display">\begin{aligned}' in html
    assert "math" not in text.markdown(r"\$5 and \$6")


def test_pictures_in_markdown_are_put_in_or_refused(tmp_path):
    (tmp_path / "a.png").write_bytes(base64.b64decode(png()))
    assert 'src="data:image/png' in text.markdown("![a](a.png)", tmp_path)
    with pytest.raises(ValueError, match="cannot be put into the deck"):
        text.markdown("![a](https://example.org/a.png)", tmp_path)
    with pytest.raises(ValueError, match=r"missing\.png"):
        text.markdown("![a](missing.png)", tmp_path)


@pytest.mark.parametrize(
    "name", ["größe.png", "two words.png", "漢字.png", "50%.png", "a#1.png", "a?b.png"]
)
@pytest.mark.parametrize("form", ["![a](<{}>)", "![a]({})", '<img src="{}">'])
def test_a_picture_is_found_whatever_its_name(tmp_path, name, form):
    (tmp_path / name).write_bytes(base64.b64decode(png()))
    written = name if "<" in form else quote(name)
    assert f"data:image/png;base64,{png()}" in text.markdown(
        form.format(written), tmp_path
    )


def moving(form):
    file = io.BytesIO()
    first, *rest = [Image.new("RGB", (40, 20), color) for color in ("red", "blue")]
    first.save(file, form, save_all=True, append_images=rest)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "starts"),
    [
        ("a.gif", moving("GIF"), "data:image/gif;base64,R0lGOD"),
        ("a.svg", b"<svg viewBox='0 0 1 1'></svg>", "data:image/svg+xml;base64,"),
        ("wrong.jpg", base64.b64decode(png()), "data:image/png;base64,"),
        ("a.mp4", b"\0\0\0 ftyp", "data:video/mp4;base64,"),
    ],
)
def test_pictures_and_films_are_known_by_what_they_hold(
    tmp_path, name, content, starts
):
    (tmp_path / name).write_bytes(content)
    html = text.markdown(f"![what it shows]({name})", tmp_path)
    assert f'src="{starts}' in html
    assert ("<video controls" in html) == (name == "a.mp4")
    assert "what it shows" in html


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.png", b"", "it is empty"),
        ("a.pdf", b"%PDF-1.4", "it is no picture, but application/pdf; save it as PNG"),
        ("a.png", b"no picture", "it is broken; save it as PNG"),
        ("a.tiff", None, "it is a picture of the type image/tiff; save it as PNG"),
        ("folder", "", "folder is a folder"),
        ("../outside.png", None, "outside of the notebook's folder; copy it there"),
    ],
)
def test_what_is_no_picture_is_told(tmp_path, name, content, why):
    here = tmp_path / "here"
    here.mkdir()
    if content is None:
        form = "TIFF" if name.endswith("tiff") else "PNG"
        Image.new("RGB", (4, 4)).save(here / name, form)
    elif content == "":
        (here / name).mkdir()
    else:
        (here / name).write_bytes(content)
    with pytest.raises(ValueError, match=f"the picture {name} cannot.*{why}"):
        text.markdown(f"![a]({name})", here)


def test_attached_pictures_are_put_in_or_refused(deck):
    source = "## One\n\n![a](attachment:a.png)"
    attached = {"a.png": {"image/png": png()}}
    page = deck(new_markdown_cell(source, attachments=attached))
    assert f'src="data:image/png;base64,{png()}"' in page
    named = {"my a.png": {"image/png": png()}}
    for source in ("![a](attachment:my%20a.png)", '<img src="attachment:my a.png">'):
        page = deck(new_markdown_cell(f"## One\n\n{source}", attachments=named))
        assert f'src="data:image/png;base64,{png()}"' in page
    with pytest.raises(ValueError, match=r"attachment:a\.png .* the attachments: none"):
        deck(markdown("## One\n\n![a](attachment:a.png)"))


def test_a_folder_is_no_picture(tmp_path):
    (tmp_path / "sub").mkdir()
    with pytest.raises(ValueError, match="the picture sub cannot be put into"):
        text.markdown("![a](sub)", tmp_path)


@pytest.mark.parametrize(
    "html",
    [
        "<img src='https://e.org/x.png'>",
        "<IMG SRC=//e.org/x.png>",
        "<img srcset='https://e.org/x.png 2x'>",
        "<link rel='stylesheet' href='https://e.org/x.css'>",
        "<script src='https://e.org/x.js'></script>",
        "<script>import a from 'https://e.org/x.js'</script>",
        "<script>fetch(`//e.org/x.json`)</script>",
        "<iframe src='https://e.org'></iframe>",
        "<iframe srcdoc=\"<img src='https://e.org/x.png'>\"></iframe>",
        "<object data='https://e.org/x'></object>",
        "<svg><image href='https://e.org/x.png'/></svg>",
        "<svg><use xlink:href='https://e.org/x.svg#a'/></svg>",
        "<div style='background: url( \"https://e.org/x.png\")'></div>",
        "<style>p { background: url(https://e.org/x.png) }</style>",
        "<style>@import 'https://e.org/x.css';</style>",
    ],
)
def test_html_that_asks_the_network_is_refused(deck, html):
    words = markdown("## One", "slide")
    with pytest.raises(ValueError, match=r"cell 2 .*: .*e\.org.* is not in the d"):
        deck(words, code("show()", shown(text_html=html)))
    with pytest.raises(ValueError, match=r"cell 2 .*: .*e\.org.* is not in the d"):
        deck(words, markdown(f"a picture\n\n{html}"))


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ("</section></div></body><!--", "</section> of its HTML closes nothing"),
        ("<div><b>a</div></b>", "</div> of its HTML closes nothing, within <b>"),
        ("<div><p>a", "<div> of its HTML is not closed"),
        ("<div/>a", "<div> of its HTML is not closed"),
        ("<script>a < b", "<script> of its HTML is not closed"),
        ("a <!-- b", "a comment or a tag of its HTML is not closed"),
        ("<p title='a>b</p>", "a comment or a tag of its HTML is not closed"),
    ],
)
def test_html_that_would_break_the_page_is_refused(deck, html, sentence):
    with pytest.raises(ValueError, match=re.escape(f"cell 1 (show()): {sentence}")):
        deck(code("show()", shown(text_html=html), slide_type="slide"))


@pytest.mark.parametrize(
    "html",
    [
        "<a href='https://e.org'>a</a> and <a href='#/2'>b</a><br><hr/>",
        "<ul><li>a<li>b</ul><p>one<p>two</p></p></p>",
        "<table><tr><td>1<td>2<tr><td>3</table>",
        "<svg><path d='M0 0'/><use href='#a'/></svg>",
        "<style>p { background: url('data:image/png;base64,aa'), url(#a) }</style>",
        "<script>const url = 'http://www.w3.org/2000/svg', a = '<div>'</script>",
        "<img src=' DATA:image/png;base64,aa' alt='from https://e.org'>",
        "<html><body><!-- <div> --></body></html>",
    ],
)
def test_whole_html_is_let_pass(deck, html):
    assert html in deck(code("show()", shown(text_html=html), slide_type="slide"))


def test_code_may_name_what_lies_on_the_web(deck):
    page = deck(markdown("## One\n\n`<img src='https://e.org/x.png'>`", "slide"))
    assert "&lt;img src=" in page


def test_tags_within_a_line_of_markdown_hold_their_words():
    assert "H<sub>2</sub>O" in text.markdown("H<sub>2</sub>O")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"image_png": "aGk="}, "a broken picture of the type image/png"),
        ({"image_png": "a"}, "cell 1 (plot()): "),
        ({"image_png": png()[:60]}, "a broken picture of the type image/png"),
        ({"image_svg+xml": '<svg viewBox="0 0 0 0"></svg>'}, "is 0.0 x 0.0 pixels"),
    ],
)
def test_pictures_that_cannot_be_shown_are_refused(deck, data, sentence):
    with pytest.raises(
        ValueError, match=r"01_lecture\.ipynb: cell 1 \(plot\(\)\): "
    ) as refusal:
        deck(code("plot()", shown(**data), slide_type="slide"))
    assert sentence in str(refusal.value)


def test_a_large_broken_picture_is_refused():
    with pytest.raises(ValueError, match="a broken picture of the type image/png"):
        pictures.shrink(base64.b64decode(noise())[:25_000])


def test_more_lines_than_a_slide_has_are_refused(deck):
    def printed(lines):
        out = new_output("stream", name="stdout", text="a line\n" * lines)
        return code("print()", out, slide_type="slide")

    assert deck(printed(20)).count("a line") == 20
    with pytest.raises(
        ValueError, match=r"cell 1 .*: an output has 1,000 lines and a sli"
    ):
        deck(printed(1000))


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("10%\r50%\r100%\n", "100%"),
        ("a long line\rshort", "shortg line"),
        ("50%\r", "50%"),
        ("ab\b\bcd", "cd"),
        ("\b\ba", "a"),
        ("a\r\nb", "a\nb"),
        ("\x1b[31mred\x1b[0m", "red"),
    ],
)
def test_printed_text_looks_as_on_a_terminal(deck, printed, shown):
    out = new_output("stream", name="stdout", text=printed)
    assert f"<pre>{shown}</pre>" in deck(code("p()", out, slide_type="slide"))


@pytest.mark.parametrize(
    "before", ["<a id='x'></a>\n\n", "<!-- a comment -->\n", "---\n\n", "\n\n"]
)
def test_a_title_is_found_behind_what_nobody_sees(deck, before):
    page = deck(
        markdown("## One", "slide"), markdown(f"{before}## Two\n\nwords", "slide")
    )
    assert re.findall(r'<h2 class="(\w+)">', page) == ["title", "title"]
    assert ("id='x'" in page) == ("id='x'" in before)


def test_a_title_in_html_is_a_title(deck):
    styled = markdown("<h2 style='color: red'>Two</h2>\n\nwords", "slide")
    page = deck(markdown("## One", "slide"), styled)
    assert '<h2 class="title">Two</h2>' in page


def test_an_empty_cell_begins_a_slide(deck):
    page = deck(
        markdown("## One", "slide"),
        markdown("", "slide"),
        markdown("## Two"),
        markdown(" ", "subslide"),
        markdown("## Three"),
        markdown("", "slide"),
    )
    assert page.count('class="page"') == 3
    assert page.count("<section>") == 4  # two slides stand in one stack


def widget(text):
    return {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}} | {
        "text/plain": text
    }


SCRIPT = "<div id='v'></div><script>const base = '{}'; load(base + 'vega');</script>"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (widget("IntSlider(value=0)"), "a widget, IntSlider, which is on no slide"),
        (
            {"application/vnd.plotly.v1+json": {}},
            r"plotly.*HTML\(figure.to_html\(include_plotlyjs=True\)\) holds all it n",
        ),
        ({"application/vnd.vegalite.v5+json": {}, "text/plain": "C"}, "vega.*'png'"),
        ({"application/json": {"a": 1}, "text/plain": "<JSON>"}, "application/json"),
        ({"application/javascript": "alert(1)"}, "javascript, which is on no slide"),
        ({"application/pdf": "JVBE"}, "application/pdf, which is on no slide"),
        (
            {"text/html": SCRIPT.format("https://cdn.jsdelivr.net/npm/")},
            "a script that asks for https://cdn.jsdelivr.net/npm/, and shows nothing",
        ),
        ({"text/html": SCRIPT.format("//e.org/vega.js")}, "asks for //e.org/vega.js"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_shown_in_a_hall_is_told_and_left_out(deck, data, told):
    shows = code("show()", new_output("display_data", data=data))
    with pytest.warns(UserWarning, match=rf"cell 2 \(show\(\)\) shows .*{told}"):
        page = deck(markdown("## One", "slide"), shows)
    assert "IntSlider" not in page
    assert 'class="none"' not in page
    hidden = code("show()", new_output("display_data", data=data), tags=["hide-output"])
    deck(markdown("## One", "slide"), hidden)  # and nothing is told


def test_scripts_that_hold_what_they_show_are_not_told_of(deck):
    html = SCRIPT.format("http://www.w3.org/2000/svg")
    assert html in deck(code("show()", shown(text_html=html), slide_type="slide"))


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_pictures_of_other_formats_are_shown(deck, form):
    data = {f"image/{form.lower()}": base64.b64encode(moving(form)).decode()}
    out = new_output("display_data", data={**data, "text/plain": "it moves"})
    page = deck(code("show()", out, slide_type="slide"))
    assert f'src="data:image/{form.lower()};base64,' in page
    assert 'alt="it moves"' in page


def test_the_player_of_an_animation_has_its_buttons_without_a_network(deck):
    import matplotlib.animation
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(2, 1))
    [line] = ax.plot([0, 1], [0, 1])
    animation = matplotlib.animation.FuncAnimation(fig, lambda k: [line], frames=2)
    html = animation.to_jshtml()
    plt.close(fig)
    assert "font-awesome" in html
    page = deck(code("show()", shown(text_html=html), slide_type="slide"))
    assert "font-awesome" not in page
    assert 'class="fa fa-play"' in page


@pytest.mark.parametrize(
    ("tag", "size"),
    [
        ('width="120" height="40"', 'width="120" height="40"'),
        ("width='1in' height='72pt'", 'width="96" height="96"'),
        ('viewBox="0 0 30 20" width="100%"', 'width="30" height="20"'),
        ("", 'width="900" height="450"'),
    ],
)
def test_a_drawing_has_its_own_size(deck, tag, size):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {tag}><path d="M0 0"/></svg>'
    out = new_output("display_data", data={"image/svg+xml": svg, "text/plain": "d"})
    assert size in deck(code("show()", out, slide_type="slide"))


@pytest.mark.parametrize(
    ("words", "quoted"),
    [("if x<y and y>z", "<y and y>"), ("a List<int> of them", "<int>")],
)
def test_words_that_are_read_as_html_are_quoted(deck, words, quoted):
    with pytest.raises(
        ValueError, match=f"cell 1 .*: {quoted} is read as HTML; write a"
    ):
        deck(markdown(words, "slide"))


def test_a_table_that_is_none_is_told(deck):
    table = "| a | b |\n| --- | --- |\n| {} | 2 |\n"
    deck(markdown(table.format(r"$\vert x\vert$"), "slide"))
    with pytest.warns(UserWarning, match=r"table .* as text: a \| inside a formula"):
        deck(markdown(table.format("$|x|$"), "slide"))


PRINTING = new_output("stream", name="stdout", text="SAID\n")


@pytest.mark.parametrize(
    ("metadata", "input_shown", "output_shown"),
    [
        ({}, True, True),
        ({"tags": ["hide-input"]}, False, True),
        ({"tags": ["remove-input"]}, False, True),
        ({"tags": ["hide_input"]}, False, True),
        ({"tags": ["hide-output"]}, True, False),
        ({"tags": ["remove_output"]}, True, False),
        ({"tags": ["remove-cell"]}, False, False),
        ({"tags": ["hide-cell"]}, False, False),
        ({"jupyter": {"source_hidden": True}}, False, True),
        ({"jupyter": {"outputs_hidden": True}}, True, False),
        ({"jupyter": {"source_hidden": False}}, True, True),
    ],
    ids=str,
)
def test_tags_and_flags_of_jupyter_hide(deck, metadata, input_shown, output_shown):
    page = deck(markdown("## One", "slide"), code("print()", PRINTING, **metadata))
    assert ('class="code"' in page) == input_shown
    assert ("SAID" in page) == output_shown


def failed(lines):
    trace = [f"line {k}" for k in range(lines)] + ["KeyError: 'a'"]
    return new_output("error", ename="KeyError", evalue="'a'", traceback=trace)


def test_an_error_that_is_meant_is_shown_whole_or_by_its_last_line(deck):
    def shows(lines):
        return deck(
            markdown("## One", "slide"),
            code("d['a']", failed(lines), tags=["raises-exception"]),
        )

    assert "<pre>line 0\nline 1\nKeyError: &#x27;a&#x27;</pre>" in shows(2)
    assert "<pre>KeyError: &#x27;a&#x27;</pre>" in shows(30)
    with pytest.raises(ValueError, match="give the cell the tag raises-exception"):
        deck(markdown("## One", "slide"), code("d['a']", failed(2)))


def test_a_large_deck_names_the_cell_that_makes_it_so(deck):
    large = code("show()", shown(image_jpeg=noise("JPEG", 1400)), slide_type="slide")
    with pytest.warns(UserWarning, match=r"takes \d.* MB.*; cell 2 .* alone takes \d"):
        deck(markdown("# One", "slide"), large)


def test_pictures_shrink_and_keep_their_look():
    gradient = Image.radial_gradient("L").resize((900, 450)).convert("RGBA")
    file = io.BytesIO()
    gradient.save(file, "PNG", compress_level=1)
    full = base64.b64encode(file.getvalue()).decode()
    picture = pictures.picture("image/png", full, {})
    raw = base64.b64decode(picture.uri.split(",")[1])
    assert len(raw) < 0.7 * len(file.getvalue())
    with Image.open(io.BytesIO(raw)) as small:
        assert small.size == (900, 450)
        assert abs(small.convert("L").getpixel((450, 225)) - 0) <= 3


def test_a_picture_of_few_colors_stays_as_it_is_and_a_broken_one_is_refused():
    image = Image.effect_noise((400, 400), 99).convert("RGB").quantize(256)
    file = io.BytesIO()
    image.save(file, "PNG")
    raw = file.getvalue()
    assert len(raw) > 20_000
    assert pictures.shrink(raw) == (raw, (400, 400))
    with pytest.raises(ValueError, match="a broken picture of the type image/png"):
        pictures.shrink(raw[:25_000])


def test_stored_sizes_are_those_of_the_picture():
    retina = pictures.picture("image/png", png(80, 40), {"width": 40, "height": 20})
    assert 'width="40" height="20"' in retina.html("")
    half = pictures.picture("image/png", png(80, 40), {"width": "50%", "height": None})
    assert (half.width, half.height) == (80, 40)
    svg = '<svg viewBox="0 0 300 150"></svg>'
    drawing = pictures.picture("image/svg+xml", svg, {})
    assert (drawing.width, drawing.height) == (300, 150)


def test_the_page_holds_everything(tmp_path):
    notebook = tmp_path / "01_lecture.ipynb"
    title = markdown("# Why $x$ & <em>y</em>\n\nwords", "slide")
    nbformat.write(new_notebook(cells=[title]), notebook)
    page = decks.write(notebook, tmp_path / "deck.html").read_text("utf-8")
    assert "<title>Why x &amp; y</title>" in page
    assert '<html lang="en">' in page
    assert page.count("\n<script>\n") == 3  # reveal.js, its notes, ours
    assert not re.search(r'(?:src|href)="(?!data:|#)', page.split("<script>")[0])
    assert not re.search(r"url\((?!data:)", page.split("</style>")[0])
    assert "sourceMappingURL" not in page


def whole(members):
    return (
        f'{{"cells": {members}, "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}'
    )


TAGGED = '[{"cell_type": "markdown", "source": "a", "metadata": {"tags": null}}]'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("no JSON", "not JSON"),
        ("[1, 2]", "holds no cells"),
        ('{"cells": [], "nbformat": 3}', "nbformat is 3"),
        ('{"cells": [], "nbformat": "4"}', "nbformat is '4', not 4"),
        ("[" * 100_000, "not JSON"),
        (
            f'{{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {{"a": '
            f"{'[' * 700}{']' * 700}}}}}",
            "nested too deeply",
        ),
        ('{"nbformat": 3, "worksheets": []}', "nbformat is 3, not 4; open it in"),
        ('{"nbformat": 4}', "holds no cells"),
        ('{"cells": [], "nbformat": 4}', "'metadata' is a required property"),
        ('{"cells": [], "nbformat": 4, "metadata": {}}', "'nbformat_minor' is a re"),
        (whole("[]"), "no cell of it belongs"),
        (whole("[7]"), "no valid notebook: cell 1: 7 is not of type 'object'"),
        (whole('[{"cell_type": "code"}]'), "no valid notebook: cell 1: 'metadata' is"),
        (whole(TAGGED), "cell 1: metadata: tags: None is not of type 'array'"),
        (b"\xff\xfe", "not JSON"),
    ],
)
def test_what_is_no_lecture_is_refused_in_a_sentence(tmp_path, content, sentence):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ValueError, match=sentence):
        decks.write(path, tmp_path / "deck.html")
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_notebook_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no such notebook"):
        decks.write(tmp_path / "none.ipynb")


def test_a_folder_is_no_notebook(tmp_path):
    with pytest.raises(ValueError, match="a folder, not a notebook"):
        decks.write(tmp_path)


def test_a_byte_order_mark_and_a_null_slide_type_are_let_pass(tmp_path):
    path = tmp_path / "a.ipynb"
    title = new_markdown_cell("# Größe", metadata={"slideshow": None})
    text = nbformat.writes(new_notebook(cells=[title]))
    path.write_text(text, "utf-8-sig")
    page = decks.write(path, tmp_path / "deck.html").read_text("utf-8")
    assert ">Größe</h1>" in page


def test_a_deck_is_not_written_over_its_notebook_or_a_folder(tmp_path):
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[markdown("# A", "slide")]), path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="is the lecture itself"):
        decks.write(path, path)
    with pytest.raises(ValueError, match="is a folder; name a file"):
        decks.write(path, tmp_path)
    with pytest.raises(ValueError, match="x cannot be written"):
        decks.write(path, path / "x")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_errors_and_cells_not_run_are_refused(deck):
    error = new_output("error", ename="NameError", evalue="no x", traceback=[])
    with pytest.raises(
        ValueError, match=r"cell 2 .* holds an error \(NameError: no x\)"
    ):
        deck(markdown("## One", "slide"), code("x", error))
    with pytest.raises(ValueError, match=r"cell 1 .* has not been run"):
        deck(code("x", slide_type="slide", count=None))

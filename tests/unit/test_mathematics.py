"""Formulas of a deck: set when it is made, known to the next ones, told when wrong."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import nbformat
import pytest
from nbformat.v4 import new_notebook

from nnlib import decks
from nnlib.decks import mathematics, packaged, text
from nnlib.lectures import checking
from tests.unit.test_decks import code, markdown, shown


@pytest.fixture
def write(tmp_path):
    """Return a function from cells to the page of their deck."""

    def write(*members):
        notebook = tmp_path / "01_lecture.ipynb"
        nbformat.write(new_notebook(cells=list(members)), notebook)
        return decks.write(notebook, tmp_path / "deck.html").read_text("utf-8")

    return write


def mathml(source, *before):
    """The MathML of a formula, after others."""
    formulas = [mathematics.Formula(tex, True) for tex in (*before, source)]
    made, _ = mathematics.typeset(formulas)
    assert made[-1].error == ""
    return unescape(re.sub(r"</?math[^>]*>", "", made[-1].mathml))


def wrong(source, *before):
    """What is wrong with a formula, after others."""
    formulas = [mathematics.Formula(tex, True) for tex in (*before, source)]
    return mathematics.typeset(formulas)[0][-1].error


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"\frac{1}{2}", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        ("a<b", "<mi>a</mi><mo><</mo><mi>b</mi>"),
        (r"\text{Größe}", "<mtext>Größe</mtext>"),
        (r"\begin{eqnarray}a&=&b\end{eqnarray}", "<mi>b</mi>"),
        (r"\begin{multline}a\\b\end{multline}", "<mi>b</mi>"),
        (r"\begin{equation}a\label{one}\end{equation}", "<mi>a</mi>"),
        (r"\underbrace{x}_{\text{input}}", "<mtext>input</mtext>"),
        (r"\left\{\begin{cases}a\\b\end{cases}\right.", "<mi>a</mi>"),
    ],
)
def test_tex_that_jupyter_knows_is_set(tex, said):
    assert said in mathml(tex)


@pytest.mark.parametrize(
    ("tex", "problem"),
    [
        (r"\frac{1}{2", "Missing close brace"),
        (r"\notacommand", r"Undefined control sequence \notacommand"),
        (r"\begin{tikzcd}a\end{tikzcd}", "Unknown environment 'tikzcd'"),
        (r"\left( x", r"Extra \left or missing \right"),
        (r"\eqref{a}", r"give that one its number with \tag{1}, and write (1) here"),
    ],
)
def test_what_is_wrong_with_a_formula_is_told(tex, problem):
    assert problem in wrong(tex)


def test_a_number_can_be_given():
    assert "<mtext>(7)</mtext>" in mathml(r"x = 1 \tag{7} \label{seven}")


def test_what_a_formula_defines_the_next_ones_know():
    real = mathml(r"\mathbb{R}")
    assert real
    assert mathml(r"\R", r"\newcommand{\R}{\mathbb{R}}") == real
    named = mathml(r"\softmax z", r"\DeclareMathOperator{\softmax}{softmax}")
    assert ">softmax<" in named
    assert wrong(r"\R") == r"Undefined control sequence \R"  # of another deck


def test_a_definition_leaves_nothing_to_see():
    define = mathematics.Formula(r"\def\R{\mathbb{R}}", True)
    assert mathematics.typeset([define])[0] == [mathematics.Set()]


def test_definitions_hold_from_cell_to_cell_and_from_hidden_ones(write):
    page = write(
        markdown(r"$\newcommand{\hidden}{h}$", "skip"),
        markdown("# A lecture\n\n" + r"$\newcommand{\shown}{s}$", "slide"),
        markdown("## One\n\n" + r"$\hidden + \shown$", "slide"),
    )
    assert "<mi>h</mi><mo>+</mo><mi>s</mi>" in page


def test_glyphs_stand_once_and_notes_have_mathml_alone(write):
    page = write(
        markdown("## $x$\n\n$$x + x$$", "slide"),
        markdown("say $y$", "notes"),
    )
    assert page.count('class="glyphs"') == 1
    used = set(re.findall(r'xlink:href="#([\w-]+)"', page))
    assert used
    assert used <= set(re.findall(r'<path id="([\w-]+)"', page))
    notes = re.search(r'<aside class="notes">(.*?)</aside>', page, re.S)[1]
    assert "<mi>y</mi>" in notes
    assert "<svg" not in notes


def test_without_formulas_nothing_is_started(write, monkeypatch):
    monkeypatch.setattr(mathematics, "_sources", lambda: 1 / 0)
    assert 'class="glyphs"' not in write(markdown("# A lecture", "slide"))


def test_the_same_deck_comes_again(write):
    cell = markdown("## One\n\n$$\\sum_i x_i^2$$", "slide")
    assert write(cell) == write(cell)


def test_a_deck_with_a_wrong_formula_is_refused_by_its_cell(write):
    cells = markdown("# A", "slide"), markdown("## B\n\n" + r"$\frac{1}{2$", "slide")
    message = r"cell 2 \(.*\): in the formula \$\\frac\{1\}\{2\$, Missing close brace"
    with pytest.raises(ValueError, match=message):
        write(*cells)


def test_check_reads_formulas_on_and_off_slides(tmp_path):
    cells = [
        markdown("# A\n\n" + r"$\newcommand{\R}{\mathbb{R}}$", "slide"),
        markdown(r"$x \in \R$ and $\nono$", "skip"),
    ]
    problems = checking.on_slides(new_notebook(cells=cells), tmp_path / "a.ipynb")
    told = [p.split("): ")[1] for p in problems if "formula" in p]
    assert told == [r"in the formula $\nono$, Undefined control sequence \nono"]


def test_it_is_set_also_where_a_loop_runs():
    async def in_a_loop():
        return mathml("x")

    # In a thread of its own: where browser tests ran before, this one has a loop.
    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(asyncio.run, in_a_loop()).result()
    assert done == "<mi>x</mi>"


def test_a_missing_package_is_named():
    with pytest.raises(ModuleNotFoundError, match="needs the package some-package"):
        packaged.folder("no_such_module_of_ours", "some-package")


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<td>$x &lt; 1$</td>", [("", "x &lt; 1")]),
        (
            "<p>$$a$$ and \\(b\\), \\[c\\]</p>",
            [(" display", "a"), ("", "b"), (" display", "c")],
        ),
        ("<td>$5</td><td>$6</td>", []),
        ("<p>from $5 to $6, or $ 7 $</p>", []),
        ("<p>5\\$ and 6\\$</p>", []),
        ("<pre>$x$</pre><script>`$a$`</script><p>$y$</p>", [("", "y")]),
        ("<br/>$y$<!-- $z$ --><code>$x$</code>", [("", "y")]),
        ("<svg><text>$x$</text></svg>", []),
    ],
)
def test_formulas_in_the_html_of_an_output_are_found(html, found):
    made = text.with_formulas(html)
    assert re.findall(r'<span class="math( display)?">(.*?)</span>', made) == found


def test_formulas_of_a_table_are_set(write):
    table = "<table><tr><td>$\\eta^2$</td></tr></table>"
    page = write(code("table", shown(text_html=table), slide_type="slide"))
    assert '<td><span class="math"><svg' in page


def test_markdown_keeps_its_pictures_where_they_lie():
    html = text.without_pictures("![a](missing.png) $x$")
    assert 'src="missing.png"' in html
    assert '<span class="math">x</span>' in html

"""Scripts and styles without what only people read."""

import pytest

from nnlib.explore import smaller


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("const a = 1;\nlet b = a + 2;\n", "let a=1;let b=a+2;"),
        (
            "function f(a, b) {\n  return a;\n}\nf(1);\n",
            "function f(a,b){return a}\nf(1);",
        ),
        ("f(\"a  b\", 'c // d');", "f(\"a  b\",'c // d');"),
        ("a = b / c / d; // e /* f\n", "a=b / c / d;"),
        ("a = /* b */ c;", "a=c;"),
        ("f((/** @type {b} */ c) => c / 2);", "f(c=>c / 2);"),
        ("f(/[/ ]+ x/g, 2);", "f(/[/ ]+ x/g,2);"),
        ('f(/a "b/).g("c  d");', 'f(/a "b/).g("c  d");'),
        ("a = b + +c - -d;", "a=b+ +c- -d;"),
        ("a = `b  ${c + 1}  d`;", "a=`b  ${c+1}  d`;"),
        (
            "a = `x ${b ? ` y ${ { c: 1 }.c } ` : ''} z`;",
            "a=`x ${b?` y ${{c:1}.c} `:''} z`;",
        ),
        ("a = `\\` ${1}`; b = '\\'  ';", "a=`\\` ${1}`;b='\\'  ';"),
        ("a = f(\n  1,\n  2,\n);\n", "a=f(1,2);"),
        ("if (a) {\n  b();\n}\nelse c();\n", "if(a){b()}\nelse c();"),
        ("for (const a of b) c(a);\n", "for(let a of b)c(a);"),
        ("const f = (a) =>\n  a\n    .map(g);\n", "let f=a=>a.map(g);"),
        ("f(async (a) => b, (...c) => c);", "f(async(a)=>b,(...c)=>c);"),
        ("f((a) >= b, (a, b) => a);", "f((a)>=b,(a,b)=>a);"),
    ],
)
def test_a_script_keeps_what_it_means(code, short):
    assert smaller.script(code) == short + "\n"


def test_a_style_keeps_what_it_means():
    rules = """
    /* why { } */
    .a > .b:not(.c),
    .d::before {
      margin: 0 auto -1px calc(100% - 4px);
      content: ": ";
    }
    @media (min-width: 10px) { .e { color: red } }
    """
    assert smaller.style(rules) == (
        ".a > .b:not(.c),.d::before{margin:0 auto -1px calc(100% - 4px);"
        'content:": "}@media (min-width: 10px){.e{color:red}}'
    )

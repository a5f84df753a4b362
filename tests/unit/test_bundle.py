"""Modules of a front end joined into one script."""

import pytest

from nnlib.explore.bundle import bundle

IMPORT = 'import { x } from "./x.js";'


@pytest.fixture
def write(tmp_path):
    """Write modules by name; return the path of the first."""

    def write(**sources):
        for name, source in sources.items():
            path = tmp_path / f"{name.replace('__', '/')}.js"
            path.parent.mkdir(exist_ok=True)
            path.write_text(source, "utf-8")
        return tmp_path / f"{next(iter(sources))}.js"

    return write


def test_names_are_imported_and_those_of_one_module_meet_no_others(
    write, evaluate_module
):
    entry = write(
        a='import {\n  f,\n  own as theirs,\n} from "./inner/b.js";\n'
        "const own = 1;\nexport const all = [own, theirs, f(2)];\n"
        "export default { all };\n",
        inner__b='import { C } from "../c.js";\n'
        "export const own = 10;\nexport function f(x) {\n  return new C().y + x;\n}\n",
        c="const own = 100;\nexport class C {\n  y = own;\n}\n",
    )
    assert evaluate_module(entry, "m.all") == [1, 10, 102]
    assert evaluate_module(entry, "m.default.all === m.all") is True
    assert evaluate_module(entry, "Object.keys(m)") == ["all", "default"]


def test_a_module_runs_once_and_before_those_that_import_it(write, evaluate_module):
    entry = write(
        a='import { b } from "./b.js";\nimport { c } from "./c.js";\n'
        "export const ran = [...c, ...b];\n",
        b='import { c } from "./c.js";\nc.push("b");\nexport const b = [];\n',
        c='export const c = ["c"];\n',
    )
    assert evaluate_module(entry, "m.ran") == ["c", "b"]


def test_every_declaration_can_be_exported(write, evaluate_module):
    entry = write(
        a="export function f() {}\nexport async function g() {}\n"
        "export function* h() {}\nexport class K {}\nexport const k = 1;\n"
    )
    assert evaluate_module(entry, "Object.keys(m)") == ["f", "g", "h", "K", "k"]


def test_comments_on_lines_of_their_own_are_left_out(write):
    entry = write(
        a="// told\n/** @type {number} */\nexport const a = 1; // stays\n"
        '/**\n * Told at\n * length.\n */\nexport const b = "// stays";\n'
        "export const c =\n  /** @type {number} */ (a); // stays\n/** Told. */\n"
    )
    text = bundle(entry)
    assert "told" not in text.lower()
    assert text.count("stays") == 3
    assert "/** @type {number} */ (a);" in text


@pytest.mark.parametrize(
    "statement",
    [
        'import x from "./x.js";',
        'import * as x from "./x.js";',
        'import "./x.js";',
        'import { x } from "x";',
        'import { x } from "https://e.org/x.js";',
        'const x = await import("./x.js");',
        "console.log(import.meta.url);",
        "const a = 1;\nexport { a };",
        'export * from "./x.js";',
        "export let a = 1;",
        "export const [a, b] = [1, 2];",
        "export default function f() {}",
    ],
)
def test_what_cannot_be_joined_is_refused(write, statement):
    entry = write(a=statement + "\n", x="export const x = 1;\n")
    with pytest.raises(ValueError, match=r"^front_end: a\.js has `.*`, which cannot"):
        bundle(entry)


def test_one_default_export_is_enough(write):
    entry = write(a="export default { a: 1 };\nexport default { a: 2 };\n")
    with pytest.raises(ValueError, match=r"a\.js has `export default` twice"):
        bundle(entry)


def test_a_missing_module_is_told_with_who_wants_it(write):
    with pytest.raises(ValueError, match=r"there is no .*x\.js, which a\.js imports"):
        bundle(write(a=IMPORT))


def test_modules_that_import_each_other_are_refused(write):
    entry = write(a=IMPORT, x='import { a } from "./a.js";')
    with pytest.raises(ValueError, match=r"a\.js imports x\.js imports a\.js; "):
        bundle(entry)

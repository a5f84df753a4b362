"""Joins the modules of a front end into one script that asks for no other file."""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\./|\.\./)([\w./-]+\.js)";$', re.M)
_DEFAULT = re.compile(r"^export default (?!(?:async|function|class)\b)", re.M)
_DECLARATION = re.compile(
    r"^export (?=(?:(?:async )?function\*? |class |const )(\w+))", re.M
)
_REFUSED = re.compile(
    r"^[ \t]*(?:import|export)\b.*|\bimport\s*[.(].*|\bexport\s*[{*].*", re.M
)
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.M)


def bundle(entry: Path) -> str:
    """Join a module and all that it imports.

    Each module is a function of its own, so that no name of one meets a name of
    another; it runs once, after those that it imports. Comments that have a line of
    their own are left out.

    Parameters
    ----------
    entry : Path
        An ES module. It and what it imports have only imports by name from relative
        paths, ``import { a, b as c } from "./other.js";``, exports before a
        declaration, ``export function f() {}``, and ``export default`` of a value.

    Returns
    -------
    str
        The body of a function that returns what the module exports, as an object.

    Raises
    ------
    ValueError
        If a module is missing, imports itself, or has what cannot be joined.
    """
    joined = _joined(entry)
    names = _names(joined)
    return (
        f'"use strict";\n{"".join(joined.values())}return {names[entry.resolve()]};\n'
    )


def without_comments(source: str) -> str:
    """Leave out of a module the comments that have a line of their own."""
    return _COMMENT.sub("", source)


def modules(entry: Path) -> list[Path]:
    """List a module and all that it imports, each after those that it imports."""
    return list(_joined(entry))


def _joined(entry: Path) -> dict[Path, str]:
    joined: dict[Path, str] = {}
    _join(entry.resolve(), (), joined)
    return joined


def _names(joined: dict) -> dict[Path, str]:
    return {path: _name(number) for number, path in enumerate(joined)}


def _name(number: int) -> str:
    """What a module is called in the bundle, by its place there."""
    return f"${number}"


def _join(path: Path, importers: tuple[Path, ...], joined: dict[Path, str]) -> None:
    """Add a module's text after the texts of what it imports."""
    if path in joined:
        return
    if path in importers:
        way = " imports ".join(each.name for each in (*importers, path))
        raise ValueError(f"front_end: {way}; a module cannot import itself")
    try:
        source = path.read_text("utf-8")
    except FileNotFoundError:
        where = f", which {importers[-1].name} imports" if importers else ""
        raise ValueError(f"front_end: there is no {path}{where}") from None

    def imported(found: re.Match) -> str:
        other = (path.parent / (found[2] + found[3])).resolve()
        _join(other, (*importers, path), joined)
        return f"const {{{found[1].replace(' as ', ': ')}}} = {_names(joined)[other]};"

    body = _IMPORT.sub(imported, without_comments(source))
    exports = _DECLARATION.findall(body)
    body, defaults = _DEFAULT.subn("const $default = ", _DECLARATION.sub("", body))
    _refuse(path, body, defaults)
    exports += ["default: $default"] * defaults
    name = _name(len(joined))
    joined[path] = (
        f"const {name} = (() => {{\n{body}return {{ {', '.join(exports)} }};\n}})();\n"
    )


def _refuse(path: Path, body: str, defaults: int) -> None:
    refused = _REFUSED.search(body)
    if not refused and defaults < 2:
        return
    what = refused[0].strip() if refused else "export default` twice, `export default"
    raise ValueError(
        f"front_end: {path.name} has `{what}`, which cannot be joined; write "
        '`import { name } from "./other.js";`, `export` only before a function, class '
        "or const, and `export default { render };` once"
    )

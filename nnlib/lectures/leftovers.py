"""Names that a cell leaves to others: a loop changes them, or the cell goes."""

import ast
import dataclasses
import symtable
from collections.abc import Iterator, Mapping, Sequence


@dataclasses.dataclass(frozen=True)
class _Cell:
    """The names of a cell, as its code has them at the top level."""

    assigned: set[str]
    looped: set[str]  # that its loops run through
    loaded: set[str]
    functions: dict[str, set[str]]  # also classes; and what of the notebook they read


def changed(sources: Sequence[str]) -> Iterator[tuple[int, str, int, str]]:
    """Find names that a loop leaves with another value, and a function reads later.

    ``for epochs in (6, 24)`` at the top level of a cell leaves ``epochs`` at 24; a
    function of an earlier cell that reads it then computes something else, and nobody
    is told.

    Parameters
    ----------
    sources : sequence of str
        The code cells of a notebook in their order. What cannot be parsed is passed
        over.

    Yields
    ------
    cell : int
        The place of the loop in `sources`.
    name : str
        What it runs through.
    earlier : int
        The place of the function.
    function : str
        One that reads the name, and is used after the loop.
    """
    read = [_names(source) for source in sources]
    defined: dict[str, tuple[int, set[str]]] = {}
    assigned: set[str] = set()
    for place, cell in enumerate(read):
        for name in sorted(cell.looped & assigned):
            users = _used(name, read[place + 1 :])
            for function, (earlier, _) in defined.items():
                if function in users and name in _reads(function, defined):
                    yield place, name, earlier, function
                    break
        assigned |= cell.assigned
        defined |= {f: (place, reads) for f, reads in cell.functions.items()}


def missing(sources: Sequence[str], withheld: Sequence[bool]) -> Iterator[tuple]:
    """Find names that cells read, and that only cells which are taken away define.

    Parameters
    ----------
    sources : sequence of str
        The code cells of a notebook in their order. What cannot be parsed is passed
        over.
    withheld : sequence of bool
        Which of them a copy for students does not have.

    Yields
    ------
    cell : int
        The place in `sources` of a cell that stays.
    name : str
        What it reads.
    giver : int
        The place of the last cell before it that defines the name, and goes.
    """
    kept: set[str] = set()
    gone: dict[str, int] = {}
    for place, (source, away) in enumerate(zip(sources, withheld, strict=True)):
        assigned, read = _at_top(source)
        if away:
            gone |= dict.fromkeys(assigned, place)
            continue
        for name in sorted(read & gone.keys() - kept - assigned):
            yield place, name, gone[name]
        kept |= assigned


def _at_top(source: str) -> tuple[set[str], set[str]]:
    """The names of the notebook that a cell gives a value, and those it reads."""
    try:
        scope = symtable.symtable(_as_python(source), "cell", "exec")
    except SyntaxError:
        return set(), set()
    symbols = scope.get_symbols()
    assigned = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
    read = {s.get_name() for s in symbols if s.is_referenced()}
    return assigned, read.union(*map(_globals, scope.get_children()))


def _used(name: str, later: Sequence[_Cell]) -> set[str]:
    """What later cells use while a name still has the value of now."""
    found: set[str] = set()
    for cell in later:
        found |= cell.loaded.union(*cell.functions.values())
        if name in cell.assigned:
            break
    return found


def _reads(function: str, defined: Mapping[str, tuple[int, set[str]]]) -> set[str]:
    """What a function reads of the notebook, itself or by the functions it calls."""
    found, to_see = set(), {function}
    while to_see:
        names = defined[to_see.pop()][1] - found
        found |= names
        to_see |= names & defined.keys()
    return found


def _names(source: str) -> _Cell:
    code = _as_python(source)
    cell = _Cell(set(), set(), set(), {})
    try:
        statements = ast.parse(code).body
        scopes = symtable.symtable(code, "cell", "exec").get_children()
    except SyntaxError:
        return cell
    _walk(statements, cell)
    for scope in scopes:
        if scope.get_name() in cell.functions:
            cell.functions[scope.get_name()] |= _globals(scope)
    return cell


def _as_python(source: str) -> str:
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager().transform_cell(source)


def _walk(nodes: Sequence[ast.AST], cell: _Cell) -> None:
    """Collect the names of statements, without what has a scope of its own."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            cell.functions[node.name] = set()
            cell.assigned.add(node.name)
        elif isinstance(node, ast.For):
            cell.looped.update(_stored(node.target))
            _walk([node.iter, *node.body, *node.orelse], cell)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            cell.assigned.update(a.asname or a.name.split(".")[0] for a in node.names)
        elif isinstance(node, ast.Name):
            kind = cell.loaded if isinstance(node.ctx, ast.Load) else cell.assigned
            kind.add(node.id)
        elif isinstance(node, ast.comprehension):
            _walk([node.iter, *node.ifs], cell)
        else:
            _walk(list(ast.iter_child_nodes(node)), cell)


def _stored(target: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def _globals(scope: symtable.SymbolTable) -> set[str]:
    """The names that a function or class reads of the notebook."""
    own = {s.get_name() for s in scope.get_symbols() if s.is_global()}
    return own.union(*map(_globals, scope.get_children()))

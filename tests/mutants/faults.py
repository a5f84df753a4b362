"""Faults that can be put into a piece of Python: a generator for each kind.

Each takes :class:`Spans` of a source and yields what changes, in short, and the whole
changed source.
"""

import ast
from collections.abc import Iterator

from tests.mutants.spans import Spans

PLOTS = {
    *("annotate", "arrow", "axhline", "axvline", "bar", "barh", "contour", "errorbar"),
    *("fill_between", "hist", "imshow", "plot", "scatter", "semilogx", "semilogy"),
    *("step", "stem", "text", "hlines", "vlines", "plot_activation"),
}
TITLES = {"set_title", "suptitle", "title"}
LABELS = {"set_xlabel", "set_ylabel", "set_xticks", "set_yticks", "text", "annotate"}
OPTIMIZERS = {
    *("SGD", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "Ftrl", "Lion", "Nadam"),
    "RMSprop",
}
SIGNS = {ast.Add: ("+", "-"), ast.Sub: ("-", "+")}
FACTORS = {ast.Mult: ("*", "/"), ast.Div: ("/", "*")}
ORDERS = {
    ast.Lt: ("<", ">="),
    ast.LtE: ("<=", ">"),
    ast.Gt: (">", "<="),
    ast.GtE: (">=", "<"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
}
Found = Iterator[tuple[str, str]]


def plotted_values(spans: Spans) -> Found:
    """A number in the arguments of a plot, but for those that name a style."""
    for call in _calls(spans.tree, PLOTS):
        for argument in call.args:
            yield from _other_numbers(spans, argument)


def titles(spans: Spans) -> Found:
    """A word of a title."""
    for call in _calls(spans.tree, TITLES):
        yield from _other_words(spans, call.args[:1])
    yield from _other_words(spans, _options(spans.tree, {"title"}))


def labels(spans: Spans) -> Found:
    """A word at an axis, at a tick, in a legend or within a figure."""
    for call in _calls(spans.tree, LABELS):
        yield from _other_words(spans, call.args)
    yield from _other_words(spans, _options(spans.tree, {"xlabel", "ylabel", "label"}))


def missing_lines(spans: Spans) -> Found:
    """A statement that draws, and no longer does."""
    for node in ast.walk(spans.tree):
        if isinstance(node, ast.Expr) and any(_calls(node, PLOTS)):
            yield f"{_short(spans.text(node))} left out", spans.replaced(node, "pass")


def edges(spans: Spans) -> Found:
    """A node more in a layer of a drawn network, or an edge that is left out."""
    for call in _calls(spans.tree, {"draw_network"}):
        if call.args and isinstance(call.args[0], ast.List):
            yield from _other_numbers(spans, call.args[0])
            if not any(option.arg == "dropped" for option in call.keywords):
                sizes = spans.text(call.args[0])
                yield (
                    f"draw_network({sizes}) without node 0 of layer 0",
                    spans.replaced(call.args[0], f"{sizes}, dropped={{0: [0]}}"),
                )


def claims(spans: Spans) -> Found:
    """A claimed number, moved by three times its margin."""
    for call in _calls(spans.tree, {"claim"}):
        margins = [option.value for option in call.keywords if option.arg == "within"]
        if len(call.args) < 3 or not _is_number(call.args[2]):
            continue
        if any(not _is_number(margin) for margin in margins):
            continue
        there = ast.literal_eval(call.args[2])
        by = 3 * ast.literal_eval(margins[0]) if margins else max(1, abs(there) // 10)
        yield (
            f"claim {_short(spans.text(call.args[0]))}: {there} to {there + by:g}",
            spans.replaced(call.args[2], repr(there + by)),
        )


def rates(spans: Spans) -> Found:
    """The learning rate of an optimizer, times three."""
    for call in _calls(spans.tree, OPTIMIZERS):
        given = [
            option.value for option in call.keywords if option.arg == "learning_rate"
        ]
        for value in [*call.args[:1], *given]:
            if _is_number(value):
                rate = spans.text(value)
                yield (
                    f"{_short(spans.text(call))}: {rate} to 3 times",
                    spans.replaced(value, f"{3 * ast.literal_eval(value):g}"),
                )


def orders(spans: Spans) -> Found:
    """What was sorted, the other way round."""
    for call in _calls(spans.tree, {"sorted", "argsort"}):
        text = spans.text(call)
        yield f"{_short(text)} reversed", spans.replaced(call, f"{text}[::-1]")


def explored_numbers(spans: Spans) -> Found:
    """A number that an explorable is given."""
    for call in ast.walk(spans.tree):
        if isinstance(call, ast.Call) and spans.text(call.func).startswith(
            "nnlib.explore."
        ):
            for value in [*call.args, *(option.value for option in call.keywords)]:
                yield from _other_numbers(spans, value)


def comparisons(spans: Spans) -> Found:
    """A comparison that says the contrary, a hint or a condition that is dropped."""
    for node in ast.walk(spans.tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in ORDERS:
            old, new = ORDERS[type(node.ops[0])]
            changed = spans.between(node.left, node.comparators[0], old, new)
            if changed and not _is_dots(node):
                yield f"{_short(spans.text(node))}: {old} to {new}", changed
        elif isinstance(node, ast.BoolOp):
            dropped = spans.text(node.values[-1])
            rest = [spans.text(value) for value in node.values[:-1]]
            word = " and " if isinstance(node.op, ast.And) else " or "
            yield (
                f"{_short(dropped)} dropped",
                spans.replaced(node, f"({word.join(rest)})"),
            )


def signs(spans: Spans) -> Found:
    """A plus for a minus, or the other way round."""
    yield from _operators(spans, SIGNS)


def operators(spans: Spans) -> Found:
    """Another operator of arithmetic, or a comparison that says the contrary."""
    yield from _operators(spans, SIGNS | FACTORS)
    yield from comparisons(spans)


def _operators(spans: Spans, others: dict) -> Found:
    for node in ast.walk(spans.tree):
        if isinstance(node, ast.BinOp) and type(node.op) in others:
            if _is_text(node.left) or _is_text(node.right):
                continue
            old, new = others[type(node.op)]
            changed = spans.between(node.left, node.right, old, new)
            if changed:
                yield f"{_short(spans.text(node))}: {old} to {new}", changed
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            text = spans.text(node)
            yield f"{_short(text)}: without -", spans.replaced(node, text[1:].strip())


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", None))
            if name in names:
                yield node


def _options(tree: ast.AST, names: set[str]) -> list[ast.expr]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [
        option.value
        for call in calls
        for option in call.keywords
        if option.arg in names
    ]


def _other_numbers(spans: Spans, tree: ast.AST) -> Found:
    places = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        for part in ast.walk(node.slice)
    }
    styled = {  # of an axis that is no number of the picture
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword)
        for part in ast.walk(node.value)
    }
    for node in ast.walk(tree):
        if _is_number(node) and id(node) not in places | styled:
            if isinstance(node, ast.UnaryOp):
                continue  # its number comes by itself
            new = node.value + 1 if isinstance(node.value, int) else node.value * 1.1
            yield (
                f"{_short(spans.source_line(node))}: {node.value} to {new or 0.1:g}",
                spans.replaced(node, f"{new or 0.1:g}"),
            )


def _other_words(spans: Spans, trees: list[ast.expr]) -> Found:
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                letters = [k for k, letter in enumerate(node.value) if letter.isalpha()]
                if len(letters) > 2 and "$" not in node.value:
                    written = spans.text(node)
                    place = written.index(node.value[letters[0]])
                    yield (
                        f"{written} with a letter more",
                        spans.replaced(node, f"{written[:place]}q{written[place:]}"),
                    )


def _is_number(node: ast.AST) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _is_number(node.operand)
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _is_dots(node: ast.Compare) -> bool:
    return any(
        isinstance(part, ast.Constant) and part.value is ...
        for part in node.comparators
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "..."

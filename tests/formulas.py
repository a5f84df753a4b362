r"""The formulas of the lectures: found in a notebook, and read as mathematics.

A world says what the names in a formula stand for: ``{"w_t+1": 2.0, r"\hat y": array,
"f": np.tanh}``, as in the LaTeX without the braces of an index. An index that belongs
to no name is looked up itself, and taken of the array. ``"∂L/∂w"`` is a derivative,
``r"\sum_k"`` what a sum goes through, ``r"w\leftarrow"`` what `w` is after the arrow.
"""

import math
import re

import numpy as np

from nnlib import activations

FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
SPACE = re.compile(r"\\[,;]|\\(?:left|right|[bB]igg?|large)(?![a-z])|\{\}|\s+")
TOKEN = re.compile(
    r"\\(?:text|mathrm|begin|end)\{[^}]*\}|\\[a-zA-Z]+|\\\\|\d+(?:\.\d+)?|[a-z]{4,}|\S"
)
REWRITTEN = [
    (r"\|([^|]*)\|", r"\\abs(\1)"),
    (r"\\l(floor|ceil)(.*?)\\r\1", r"\\\1(\2)"),
    (r"(frac)(\d)(\d)", r"\1{\2}{\3}"),
]
ALIGNED = [  # a line that begins with a sign goes on
    (r"\\\\ *(?:& *)?(?=[-+])|&(?= *(?:=|\\leftarrow))|(?<==) *&", " "),
    (r"\\(?:begin|end)\{aligned\}", ""),
]
COMPARE = {"<": np.less, ">": np.greater, r"\le": np.less_equal}
RELATIONS = {*COMPARE, "=", r"\approx", r"\ge", r"\leftarrow"}
CLOSING = {"(": ")", "[": "]", "{": "}"}
BETWEEN = {r"\qquad", r"\quad", r"\Rightarrow", ",", ";", "&", r"\\"}
ENDS = {r"\end{pmatrix}", r"\end{cases}"}
NO_FACTOR = {*RELATIONS, *CLOSING.values(), *BETWEEN, *ENDS, "+", "-", ""}
KNOWN = {
    "e": math.e,
    r"\pi": math.pi,
    r"\abs": np.abs,
    r"\ceil": np.ceil,
    r"\floor": np.floor,
    r"\sqrt": np.sqrt,
    r"\ln": np.log,
    r"\log": np.log,
    r"\cos": np.cos,
    r"\tanh": np.tanh,
    r"\max": np.maximum,
    r"\mathrm{sign}": np.sign,
    r"\sigma": activations.get("sigmoid").f,
    r"\sigma'": activations.get("sigmoid").df,
    r"\text{else}": True,
}


def plain(formula):
    """The formula without what only spaces and sizes it."""
    return " ".join(SPACE.sub(" ", formula).split())


def found(notebook):
    """Every formula that the Markdown of a notebook has between dollars, once."""
    texts = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    matches = (part for text in texts for part in FORMULA.finditer(CODE.sub("", text)))
    return list(dict.fromkeys(plain(part[1] or part[2]) for part in matches))


def is_true(formula, world, alone=()):
    """Whether a formula can be read, and all that it says is equal is so.

    What stands in no equation is held to what is named in `alone`, one after the other.
    """
    within = world.get("within", 1e-6)
    reader = _Reader(formula, world, alone)
    try:
        with np.errstate(all="ignore"):
            reader.equations()
            return all(
                np.abs(np.subtract(one, other)).max()
                <= rounding + within * np.abs(one).max()
                for one, other, rounding in reader.equal
            )
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return False


def _tokens(formula):
    formula = plain(formula)
    aligned = ALIGNED if r"\begin{aligned}" in formula else []
    for old, new in [*REWRITTEN, *aligned]:
        formula = re.sub(old, new, formula)
    return TOKEN.findall(formula)


def _times(one, other):
    """A product of matrices, if one is a matrix and the other no number."""
    fewer, more = sorted([np.ndim(one), np.ndim(other)])
    return one @ other if fewer and more == 2 else one * other


class _Reader:
    """Goes through the tokens; each method reads what it is named after: its value."""

    def __init__(self, formula, world, alone):
        self.tokens = _tokens(formula)
        self.at = 0
        self.world = KNOWN | world
        self.alone = iter(alone)
        self.equal = []  # pairs of values, and how far rounding sets them apart

    def next(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def pop(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def take(self, *tokens):
        if self.tokens[self.at : self.at + len(tokens)] != [*tokens]:
            return False
        self.at += len(tokens)
        return True

    def expect(self, *tokens):
        if not self.take(*tokens):
            raise ValueError(f"{self.next()} came for {' '.join(tokens)}")

    def is_word(self):
        """Whether what comes is for people alone."""
        return self.next().startswith(r"\text{") and self.next() not in self.world

    def equations(self):
        while self.next():
            if self.next() in BETWEEN or self.is_word():
                self.at += 1
            else:
                self.equation()

    def equation(self):
        begun = self.at
        first = self.expression()
        name = "".join(self.tokens[begun : self.at])
        if self.next() not in RELATIONS:
            self.hold(self.world[next(self.alone, None)], first, begun)
        while self.next() in RELATIONS:
            arrow = self.pop() == r"\leftarrow"
            if arrow:
                first = self.world[name + r"\leftarrow"]
            begun = self.at
            self.hold(first, self.expression(), begun)
            if arrow:
                self.world[name] = first

    def hold(self, wanted, value, begun):
        """To what is wanted; where numbers stand alone, up to their last digit."""
        side = self.tokens[begun : self.at]
        digits = [len(part.partition(".")[2]) for part in side if "." in part]
        only_numbers = not re.search("[a-z]", "".join(side))
        rounding = 0.5001 / 10 ** max(digits) if digits and only_numbers else 1e-9
        self.equal.append((wanted, value, rounding))

    def expression(self):
        value = 0
        while True:
            sign = -1 if self.take("-") else self.take("+") or 1
            value = value + sign * self.term()
            if self.next() not in ("+", "-"):
                return value

    def term(self):
        value = self.factor()
        while not (self.next() in NO_FACTOR or self.is_word()):
            if self.take("/"):
                value = value / self.factor()
            elif self.take(r"\odot"):
                value = value * self.factor()
            else:
                self.take(r"\cdot")
                value = _times(value, self.factor())
        return value

    def factor(self):
        value = self.base()
        while self.take("^"):
            top = self.take(r"\top") or self.take("{", r"\top", "}")
            value = np.atleast_2d(value).T if top else value ** self.base()
        return value

    def base(self):
        if self.take(r"\frac") or self.take(r"\tfrac"):
            return self.fraction()
        if self.take(r"\sum", "_"):
            return self.sum()
        if self.take(r"\underbrace"):
            return self.underbrace()
        if self.take(r"\begin{pmatrix}"):
            return np.array(self.rows(r"\end{pmatrix}"))
        if self.take(r"\begin{cases}"):
            return self.cases()
        if self.next() in CLOSING:
            return self.brackets()
        return float(self.pop()) if self.next()[0].isdigit() else self.symbol()

    def brackets(self):
        begun = self.at
        values = self.arguments()
        if self.take("'"):
            return self.world["".join(self.tokens[begun : self.at])]
        return np.array(values) if len(values) > 1 else values[0]

    def arguments(self):
        closing = CLOSING[self.pop()]
        values = [self.condition()]
        while self.take(","):
            values.append(self.condition())
        self.expect(closing)
        return values

    def condition(self):
        """An expression; or a comparison, which is 1 where it is so."""
        value = self.expression()
        if self.next() in COMPARE:
            return COMPARE[self.pop()](value, self.expression()) * 1
        return value

    def fraction(self):
        if not self.take("{", r"\partial"):
            return self.base() / self.base()
        above = self.name()
        self.expect("}", "{", r"\partial")
        slope = self.symbol(f"∂{above}/∂")
        self.expect("}")
        return slope

    def sum(self):
        index = self.index()
        if self.take("^"):
            index, first = index.split("=")
            through = range(int(self.base()) - int(first) + 1)
        else:
            through = self.world[rf"\sum_{index}"]
        if callable(through):
            return through(self.term())
        begun, outside, total = self.at, self.world, 0
        for value in through:
            self.at, self.world = begun, outside | {index: value}
            total = total + self.term()
        self.world = outside
        return total

    def underbrace(self):
        value = self.base()
        self.expect("_", "{")
        if self.take(r"\textstyle"):
            self.equal.append((value, self.expression(), 1e-9))
        elif not self.is_word():
            rows, _, columns = self.pop(), self.expect(r"\times"), self.pop()
            self.equal.append((np.shape(value), (int(rows), int(columns)), 0))
        while not self.take("}"):
            self.at += 1
        return value

    def cases(self):
        value = np.nan
        for then, where in reversed(self.rows(r"\end{cases}")):
            value = np.where(where, then, value)
        return value

    def rows(self, end):
        rows = [[]]
        while not self.take(end):
            if self.take(r"\\"):
                rows.append([])
            elif self.is_word() or self.next() == "&":
                self.at += 1
            else:
                rows[-1].append(self.condition())
        return rows

    def name(self):
        name = self.pop()
        if name in (r"\hat", r"\nabla"):
            name += " " + self.pop()
        while True:
            if self.take("'"):
                name += "'"
            elif self.take("^", "{", "("):
                name += f"^({self.pop()})"
                self.expect(")", "}")
            else:
                return name

    def symbol(self, before=""):
        name = before + self.name()
        index = self.index() if self.take("_") else ""
        if f"{name}_{index}" in self.world:
            return self.world[f"{name}_{index}"]
        value = self.world[name]
        if index:
            at = [
                self.world[part] if part in self.world else int(part) for part in index
            ]
            return np.asarray(value)[tuple(at)]
        if not callable(value):
            return value
        return (
            value(*self.arguments()) if self.next() in CLOSING else value(self.term())
        )

    def index(self):
        parts = [self.pop()]
        if parts == ["{"]:
            parts = []
            while not self.take("}"):
                parts.append(self.pop())
        return "".join(parts)

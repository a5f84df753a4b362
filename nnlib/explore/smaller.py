"""Scripts and styles without what only people read: comments and white space."""

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"(?P<gap>(?:\s|//[^\n]*|/\*.*?\*/)+)"
    r"|(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
    r"|(?P<word>[\w$.]+)"
    r"|(?P<sign>.)",
    re.S,
)
_WORD = re.compile(r"[\w$]")
_PATTERN = re.compile(r"/(?!\*)(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(`|\$\{)", re.S)

# Where a line ends with one of these or the next begins with one, it goes on.
_OPEN_END, _GOES_ON = set("{;,([=+-*&|?:<>!~^%"), set("),];.?:=&|*<>+-%^}")
_NEEDLESS = (";}", ",)", ",]", ",}")  # the first of two, as its formatter writes them
_BEFORE_PATTERN = set("(,=:[!&|?;{}\n>")  # where a slash begins no division


def script(code: str) -> str:
    """Leave out of a script what changes nothing.

    Parameters
    ----------
    code : str
        JavaScript as its formatter writes it: every statement ends with a semicolon
        or a brace.

    Returns
    -------
    str
        The same program: texts, templates and patterns are as they were.
    """
    written, last = [], "\n"
    for gap, token in _tokens(code):
        if written and written[-1] + token in _NEEDLESS:
            written.pop()
            last = written[-1][-1]
        if gap and written and _parted("\n" in gap, last, token[0]):
            written.append("\n" if "\n" in gap else " ")
        if token == ">" and _is_one_parameter(written[-5:]):
            del written[-2], written[-3]
        # Nothing is assigned to a constant, so that it may as well be a variable.
        written.append("let" if token == "const" else token)
        last = token[-1]
    return "".join(written) + "\n"


def _is_one_parameter(before: list[str]) -> bool:
    """Whether before an arrow is one name in parentheses, which it does not need."""
    match before:
        case [first, "(", name, ")", "="]:
            return name.isidentifier() and not _WORD.match(first[-1])
    return False


def _parted(is_line: bool, last: str, first: str) -> bool:
    """Whether white space between two tokens is needed, a line break or a blank."""
    if is_line and last not in _OPEN_END and first not in _GOES_ON:
        return True
    if _WORD.match(last) and _WORD.match(first):
        return True
    return (last == first and last in "+-") or "/" in (last, first)


def _tokens(code: str) -> Iterator[tuple[str, str]]:
    """Each token with the white space before it."""
    at, gap, last, depths = 0, "", "\n", []
    while at < len(code):
        found = None
        if code[at] == "`" or (code[at] == "}" and depths and depths[-1] == 0):
            found = _TEMPLATE.match(code, at + 1)
            assert found, "a template has no end"
            depths = depths if code[at] == "`" else depths[:-1]
            if found[1] == "${":
                depths = [*depths, 0]
        elif code[at] == "/" and last in _BEFORE_PATTERN:
            found = _PATTERN.match(code, at)
        if not found:
            found = _TOKEN.match(code, at)
            assert found, "every character is a token"
            if found["gap"]:
                gap, at = gap + found[0], found.end()
                continue
            if depths and found[0] in ("{", "}"):
                depths = [*depths[:-1], depths[-1] + (1 if found[0] == "{" else -1)]
        token = code[at : found.end()]
        yield gap, token
        at, gap, last = found.end(), "", token[-1]


def style(rules: str) -> str:
    """Leave out of a style what changes nothing.

    Parameters
    ----------
    rules : str
        CSS as its formatter writes it, without comments inside of texts.
    """
    short = re.sub(r"(?:/\*.*?\*/|\s)+", " ", rules, flags=re.S)
    short = re.sub(r" ?([{};,]) ?", r"\1", short)
    return re.sub(r"(?<=[\w-]): (?=[^{}]*[;}])", ":", short).replace(";}", "}").strip()

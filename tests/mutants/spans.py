"""Where in a text of Python its parts stand, and the text with one replaced."""

import ast


class Spans:
    """The parts of a Python source by their places in its text."""

    def __init__(self, source: str):
        self.source = source
        self.tree = ast.parse(source)
        lines = source.splitlines(keepends=True)
        self._lines = lines
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line))

    def of(self, node: ast.AST) -> tuple[int, int]:
        """Return where a part begins and ends."""
        return (
            self._place(node.lineno, node.col_offset),
            self._place(node.end_lineno, node.end_col_offset),
        )

    def text(self, node: ast.AST) -> str:
        """Return a part as it is written."""
        start, end = self.of(node)
        return self.source[start:end]

    def source_line(self, node: ast.AST) -> str:
        """Return the line in which a part begins."""
        return self._lines[node.lineno - 1].strip()

    def replaced(self, node: ast.AST, new: str) -> str:
        """Return the whole text with another part in the place of one."""
        start, end = self.of(node)
        return self.source[:start] + new + self.source[end:]

    def between(self, left: ast.AST, right: ast.AST, old: str, new: str) -> str | None:
        """Return the text with what is between two parts changed, if it is there."""
        start, end = self.of(left)[1], self.of(right)[0]
        middle = self.source[start:end]
        if middle.count(old) != 1:
            return None
        return self.source[:start] + middle.replace(old, new) + self.source[end:]

    def _place(self, line: int, column: int) -> int:
        written = self._lines[line - 1] if line <= len(self._lines) else ""
        return self._starts[line - 1] + len(written.encode()[:column].decode())

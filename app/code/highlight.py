"""Python in colours. Pygments reads the whole text in a worker thread; the highlighter only applies what it found.

Pygments takes 8 microseconds per letter, which is far too long for a window that is being typed in.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from canvas.theme.themes import Theme

Span = tuple[int, int, str]
"""Start and length within a line, in UTF-16 units as Qt counts them, and a kind out of `KINDS`."""

KINDS = ("keyword", "function", "class", "string", "number", "comment", "builtin")


def spans_of(text: str) -> list[tuple[Span, ...]]:
    """Find the coloured stretches of every line of a Python text."""
    from pygments.lexers import PythonLexer

    lines: list[list[Span]] = [[]]
    column = 0
    for token, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        kind = _kind(token)
        for at, part in enumerate(value.split("\n")):
            if at:
                lines.append([])
                column = 0
            length = _units(part)
            if kind and length and not part.isspace():
                lines[-1].append((column, length, kind))
            column += length
    return [tuple(line) for line in lines]


class Reader:
    """Finds the coloured stretches of one text after another; lines that were there before are not read again.

    A line of exported code means by itself what it means among others, but for strings of several lines: those are
    read in one piece.
    """

    def __init__(self) -> None:
        self._known: dict[str, list[tuple[Span, ...]]] = {}

    def spans_of(self, text: str) -> list[tuple[Span, ...]]:
        """Return what `spans_of` returns."""
        before, self._known = self._known, {}
        lines: list[tuple[Span, ...]] = []
        for piece in _pieces(text):
            if piece not in self._known:
                self._known[piece] = before.get(piece) or spans_of(piece)
            lines += self._known[piece]
        return lines


def _pieces(text: str) -> Iterator[str]:
    """Yield single lines, and strings of several lines as one."""
    waiting: list[str] = []
    inside = False
    for line in text.split("\n"):
        waiting.append(line)
        if line.count('"""') % 2:
            inside = not inside
        if not inside:
            yield "\n".join(waiting)
            waiting = []
    if waiting:
        yield "\n".join(waiting)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _kind(token: object) -> str:
    """Name the kind of one of Pygments' tokens; empty for plain text."""
    from pygments.token import Token

    table = (
        (Token.Comment, "comment"),
        (Token.Literal.String.Doc, "comment"),
        (Token.Literal.String, "string"),
        (Token.Literal.Number, "number"),
        (Token.Name.Function, "function"),
        (Token.Name.Class, "class"),
        (Token.Name.Decorator, "function"),
        (Token.Keyword, "keyword"),
        (Token.Operator.Word, "keyword"),
        (Token.Name.Builtin, "builtin"),
    )
    return next((kind for parent, kind in table if token in parent), "")


def colours_of(theme: Theme) -> dict[str, str]:
    """Return the colour of every kind: those of the curves where words in them can be read."""
    _, orange, green, violet = theme.series[:4]
    return {
        "keyword": violet,
        "function": theme.accent_text,
        "class": theme.accent_text,
        "string": theme.good,
        "number": orange if theme.dark else "#a3510e",
        "comment": theme.muted,
        "builtin": green if theme.dark else "#0c6f61",
    }


class Highlighter(QSyntaxHighlighter):
    """Colours a document by the stretches that `spans_of` found."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self.spans: list[tuple[Span, ...]] = []
        self._faded = False
        self._formats: dict[str, QTextCharFormat] = {}
        self._grey = QTextCharFormat()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        for kind, colour in colours_of(theme).items():
            made = QTextCharFormat()
            made.setForeground(QColor(colour))
            if kind == "comment":
                made.setFontItalic(True)
            if kind == "class":
                made.setFontWeight(QFont.Weight.DemiBold)
            self._formats[kind] = made
        self._grey.setForeground(QColor(theme.muted))
        self.rehighlight()

    def set_faded(self, faded: bool) -> None:
        """Show everything in grey, for code that is out of date."""
        if faded != self._faded:
            self._faded = faded
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        if self._faded:
            self.setFormat(0, len(text), self._grey)
            return
        line = self.currentBlock().blockNumber()
        for start, length, kind in self.spans[line] if line < len(self.spans) else ():
            self.setFormat(start, length, self._formats[kind])

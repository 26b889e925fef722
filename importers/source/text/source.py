"""The text of a Python script as a tree: decoded, bounded, parsed, and never run."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from blocks.quoting import named, whole
from importers.reports.errors import UnreadableModel
from importers.source.text.mending import mended
from importers.source.text.python_two import modern

MAX_SOURCE = 256 * 2**10
"""Bytes of a script; long scripts have some 50 thousand, and a tree takes hundreds of times as much memory."""

MAX_BRACKETS = 60
MAX_DEPTH = 120
MAX_NODES = 150_000
MAX_LEFT_OUT = 12
"""Lines that may be left out because they are no Python: comments that a page has broken, say."""

SUFFIXES = (".py", ".pyw", ".ipynb")
_ENCODINGS = (
    "utf-8", "utf-8-sig", "utf8", "ascii", "us-ascii", "latin-1", "iso-8859-1", "iso-8859-15", "cp1252",
)  # fmt: skip
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


@dataclass(frozen=True, slots=True, eq=False)
class SourceFile:
    """A file beside the script, which this imports.

    Attributes:
        name: of the file.
        module: its name in Python.
        tree: what it says.
        first: the number of lines that stand before its own.
    """

    name: str
    module: str
    tree: ast.Module
    first: int


@dataclass(frozen=True, slots=True)
class Source:
    """A script as it was read.

    Attributes:
        tree: what it says.
        lines: its lines, for the report.
        left_out: lines that are no Python, with the reason.
        cells: for a notebook, the cell and the line in it of every line.
        files: files beside the script, whose lines stand behind its own.
        beside: which of them an import means, by the import and the name in it; empty for that behind ``from``.
        not_read: names of files beside the script that cannot be read, with the reason.
    """

    tree: ast.Module
    lines: tuple[str, ...]
    left_out: Mapping[int, str] = field(default_factory=dict)
    cells: tuple[tuple[int, int], ...] = ()
    files: tuple[SourceFile, ...] = ()
    beside: dict[tuple[ast.stmt, str], SourceFile] = field(default_factory=dict)
    not_read: dict[str, str] = field(default_factory=dict)

    def line(self, number: int) -> str:
        """Return a line's text, short enough for a report, which has a colon of its own behind it."""
        if not 0 < number <= len(self.lines):
            return ""
        words = " ".join(self.lines[number - 1].split()).rstrip(":")
        words = words if len(words) <= 80 else f"{words[:77]}..."
        if number <= len(self.cells):
            cell, line = self.cells[number - 1]
            return f"cell {cell}, line {line}: {words}"
        file = next((each for each in reversed(self.files) if each.first < number), None)
        if file is not None:
            return f"{file.name}, line {number - file.first}: {words}"
        return words

    def note(self, number: int) -> str:
        """Return the comment that stands behind what is on a line, or above it."""
        if not 0 < number <= len(self.lines):
            return ""
        behind = re.search(r"\s#\s*([^#'\"]+)$", self.lines[number - 1])
        if behind:
            return behind[1].strip()
        above: list[str] = []
        at = number - 2
        while at >= 0 and self.lines[at].lstrip().startswith("#"):
            above.insert(0, self.lines[at].lstrip("# ").strip())
            at -= 1
        return " ".join(above)


def read_script(data: bytes) -> Source:
    """Read a script.

    Raises:
        UnreadableModel: it is too large, in an encoding that is not read here, or no Python.
    """
    lines = _script_lines(_decoded(data))
    return parsed(lines, lines, {})


def is_notebook(path: Path) -> bool:
    """Tell by the end of a file's name whether it is a notebook."""
    return path.suffix.lower() == ".ipynb"


def is_script(path: Path) -> bool:
    """Tell by the end of a file's name whether it is Python."""
    return path.suffix.lower() in SUFFIXES


def _decoded(data: bytes) -> str:
    if len(data) > MAX_SOURCE:
        raise UnreadableModel(
            f"The script is larger than {MAX_SOURCE // 1024} KiB: leave out what is data."
        )
    if b"\0" in data:
        raise UnreadableModel("The file has zero bytes in it: it is no Python script.")
    encoding = "utf-8-sig"
    for line in data.split(b"\n", 2)[:2]:
        cookie = _COOKIE.match(line)
        if cookie:
            encoding = cookie[1].decode("ascii").lower().replace("_", "-")
            encoding = "utf-8-sig" if encoding.startswith(("utf-8", "utf8")) else encoding
            break
    if encoding not in _ENCODINGS:
        raise UnreadableModel(f"The script is written in {named(encoding, 40)}: save it as UTF-8.")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableModel("The script is not UTF-8 text: save it as UTF-8.") from None


# ------------------------------------------------------------------ parsing


def check_length(text: str) -> None:
    """Refuse code that is too long.

    Raises:
        UnreadableModel: it is.
    """
    if len(text.encode("utf-8", "replace")) > MAX_SOURCE:
        raise UnreadableModel(f"The code is longer than {MAX_SOURCE // 1024} KiB.")


def _script_lines(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ")
    lines = textwrap.dedent(text.lstrip("\n")).split("\n")
    return [""] * (len(text) - len(text.lstrip("\n"))) + lines


def parsed(lines: list[str], shown: Sequence[str], left_out: Mapping[int, str]) -> Source:
    """Return the tree of some lines.

    Args:
        lines: what is parsed.
        shown: the same lines as the report shows them.
        left_out: lines that are left out already, with the reason.

    Raises:
        UnreadableModel: they are too many, nested too deeply, or no Python.
    """
    text = "\n".join(lines)
    check_length(text)
    check_brackets(text)
    lines = modern(lines)
    try:
        return _recovered(lines, tuple(shown), dict(left_out))
    except _BrokenIndentation:
        moved = mended(lines)
        if not moved:
            raise
    for at, line in moved.items():
        lines[at - 1] = line
    words = "it has lost its indentation, and what follows: mended"
    return _recovered(lines, tuple(shown), {**left_out, min(moved): words})


class _BrokenIndentation(UnreadableModel):
    """The indentation is not that of Python; it can perhaps be mended."""


def _recovered(lines: list[str], shown: tuple[str, ...], left_out: dict[int, str]) -> Source:
    """Parse lines; some that are no Python are left out."""
    while True:
        try:
            tree = _tree("\n".join(lines))
            break
        except IndentationError as error:
            raise _BrokenIndentation(_no_python(error)) from None
        except SyntaxError as error:
            at = error.lineno or 0
            there = 0 < at <= len(lines) and lines[at - 1].strip()
            if not there or len(left_out) >= MAX_LEFT_OUT:
                raise UnreadableModel(_no_python(error)) from None
            left_out[at] = f"is no Python ({error.msg}): left out"
            lines[at - 1] = ""
    outside = next((node for node in tree.body if isinstance(node, ast.Return)), None)
    if outside is not None and mended(lines):
        words = f"Line {outside.lineno} of the script is no Python: return outside of a function."
        raise _BrokenIndentation(words)
    _check_size(tree)
    if left_out and not any(isinstance(node, ast.Call) for node in ast.walk(tree)):
        raise UnreadableModel("The file is no Python script.")
    return Source(tree, shown, left_out)


def _tree(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about code that is not ours, such as "\d" in a text
            return _whole(ast.parse(text))
    except (RecursionError, MemoryError):
        raise UnreadableModel("The script is nested too deeply.") from None
    except ValueError:
        raise UnreadableModel("The script has a character that Python does not take.") from None


def _whole(tree: ast.Module) -> ast.Module:
    """Put question marks in place of halves of letters: a text may name one, and no file can hold it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = whole(node.value)
    return tree


def _no_python(error: SyntaxError) -> str:
    words = (error.msg or "it is no Python").rstrip(".")
    return f"Line {error.lineno or 1} of the script is no Python: {words}."


def check_brackets(text: str) -> None:
    """Refuse brackets that lie too deep inside one another, and long rows of signs, before the parser meets them.

    Raises:
        UnreadableModel: there are such.
    """
    depth = 0
    for found in _MARKS.finditer(text):
        mark = found[0]
        if mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth = max(depth - 1, 0)
        if depth > MAX_BRACKETS:
            raise UnreadableModel("The script is nested too deeply.")
    if _ROWS.search(text):
        raise UnreadableModel("The script is nested too deeply.")


_MARKS = re.compile(
    r"#[^\n]*|'''[\s\S]*?'''|\"\"\"[\s\S]*?\"\"\"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|[\[({})\]]"
)
_ROWS = re.compile(r"(?:[-+~][ \t]*){100}|(?:\bnot\s+){60}|(?:\blambda\b[^:\n]*:\s*){60}")


def _check_size(tree: ast.Module) -> None:
    count = 0
    for level, nodes in enumerate(_levels(tree)):
        count += nodes
        if level > MAX_DEPTH or count > MAX_NODES:
            raise UnreadableModel("The script is nested too deeply, or too long.")


def _levels(tree: ast.AST) -> Iterator[int]:
    """Yield the number of nodes on every level."""
    level: list[ast.AST] = [tree]
    while level:
        yield len(level)
        level = [child for node in level for child in ast.iter_child_nodes(node)]

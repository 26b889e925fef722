"""Source of Python 2 in the words of Python 3: prints, tabs among spaces, and what else no longer parses.

The number of lines stays. What is said of a value stays as well, but for ``/``: that of whole numbers has a remainder
in Python 3.
"""

from __future__ import annotations

import ast
import re
import warnings

MOST_ROUNDS = 20
"""Parses of one text; each mends the statement that is wrong first."""

_TAB = 8
"""Columns of a tab, as Python 2 counts them."""

_LONG = 400
"""Letters of a line that is not looked through: what is sought stands in short ones."""

_PRINT = re.compile(r"^(\s*)print\b(?!\s*\()[ \t]*(\S.*)$")
_CHANGES = (
    (re.compile(r"<>"), "!="),
    (re.compile(r"^(\s*except\s+[^:#]+?)\s*,\s*(\w+)\s*:"), r"\1 as \2:"),
    (re.compile(r"^(\s*raise\s+[\w.]+)\s*,\s*([^#]+?)\s*$"), r"\1(\2)"),
    (re.compile(r"(?<![\w.])(\d+)[lL]\b"), r"\1"),
    (re.compile(r"(?<!\w)[uU][rR](?=['\"])"), "r"),
)
"""Signs of Python 2 and what they are today; they are only looked for in text that does not parse."""


def modern(lines: list[str]) -> list[str]:
    """Return lines as Python 3 takes them; those that parse, and those that cannot be helped, as they are."""
    expanded = changed = False
    for _ in range(MOST_ROUNDS):
        error = error_in(lines)
        if error is None:
            break
        if isinstance(error, TabError) and not expanded:
            expanded, lines = True, [_expanded(each) for each in lines]
        elif not changed:
            changed, lines = True, [_changed(each) for each in lines]
        else:
            called = _called(lines, error)
            if called is None:
                break
            lines = called
    return lines


def error_in(lines: list[str]) -> SyntaxError | None:
    """Return why lines do not parse, `None` where they do, and for what only a reader of the whole can refuse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about code that is not ours, such as "\d" in a text
            ast.parse("\n".join(lines))
    except SyntaxError as error:
        return error
    except (RecursionError, MemoryError, ValueError):
        pass  # whoever reads the tree refuses it
    return None


def _expanded(line: str) -> str:
    """Return a line with spaces in place of the tabs in front."""
    rest = line.lstrip(" \t")
    return line[: len(line) - len(rest)].expandtabs(_TAB) + rest


def _changed(line: str) -> str:
    if len(line) > _LONG:
        return line
    for pattern, today in _CHANGES:
        line = pattern.sub(today, line)
    found = _PRINT.match(line)
    if found is None:
        return line
    called = f"print({found[2]})"
    return found[1] + called if error_in([called]) is None else line


def _called(lines: list[str], error: SyntaxError) -> list[str] | None:
    """Put brackets around what follows ``print`` or ``exec``, on however many lines; ``None`` for another error."""
    found = re.match(r"Missing parentheses in call to '(\w+)'", error.msg or "")
    start, end = error.lineno, error.end_lineno
    if found is None or not start or not end or not error.offset or not error.end_offset:
        return None
    if not 0 < start <= end <= len(lines):
        return None
    made = list(lines)
    # Columns are those of letters, counted from 1.
    last, at = made[end - 1], error.end_offset - 1
    made[end - 1] = f"{last[:at]}){last[at:]}"
    first, at = made[start - 1], error.offset - 1 + len(found[1])
    made[start - 1] = f"{first[:at]}({first[at:]}"
    return made

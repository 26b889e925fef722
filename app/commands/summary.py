"""``netwright summary``: the blocks of a project as a table, like Keras's own, with multiply-adds."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.summary.rows import layer_count, leaves, opened, rows
from app.summary.text import as_text
from app.system.errors import UserError
from app.system.terminal_text import complain, say
from blocks.check.checker import Checker
from blocks.check.receptive_fields import field_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the project to read")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--depth",
        metavar="N",
        type=int,
        default=0,
        help="open composites so many levels deep; 0 shows the blocks of the model",
    )
    how.add_argument("--flat", action="store_true", help="a row for every Keras layer")


def run(args: argparse.Namespace) -> int:
    """Prints the table; returns 1 if the model has errors, which are told below it."""
    from app.project.project import Project
    from blocks.inference.wording import describe

    if args.depth < 0:
        raise UserError("--depth is a whole number from 0.")
    project = Project.open(args.file)
    checker = project.checker
    table = rows(checker)
    nested = any(row.inside is not None for row in table)
    indented = list(opened(table, args.depth))
    if args.flat:
        indented = [(0, row) for row in leaves(table)]
    text = as_text(
        project.title,
        [row for _, row in indented],
        checker.totals(),
        boxes=_has_boxes(),
        indents=[indent for indent, _ in indented],
        layers=layer_count(checker) if nested else None,
        field=_field(checker),
    )
    say(*text.split("\n"))
    if nested and not args.depth and not args.flat:
        say(" --depth 1 opens the composites, --flat lists every layer.")
    errors = project.errors()
    for problem in errors:
        complain(describe(problem, checker))
    return 1 if errors else 0


def _field(checker: Checker) -> str:
    """Return the largest receptive field in words; empty where no block has one."""
    largest = max(filter(None, checker.fields().values()), default=None)
    return field_text(checker.graph, checker.results, largest) if largest is not None else ""


def _has_boxes() -> bool:
    """Tells whether standard output can show box characters and the multiplication sign."""
    try:
        "─│┌┬┐├┼┤└┴┘×".encode(sys.stdout.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True

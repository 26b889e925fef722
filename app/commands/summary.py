"""``netwright summary``: the blocks of a project as a table, like Keras's own, with multiply-adds."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.summary import as_text, rows


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the project to read")


def run(args: argparse.Namespace) -> int:
    """Prints the table; returns 1 if the model has errors, which are told below it."""
    from app.project import Project
    from blocks.wording import describe

    project = Project.open(args.file)
    checker = project.checker
    print(as_text(project.title, rows(checker), checker.totals(), boxes=_has_boxes()))
    errors = project.errors()
    for problem in errors:
        print(describe(problem, checker), file=sys.stderr)
    return 1 if errors else 0


def _has_boxes() -> bool:
    """Tells whether standard output can show box characters and the multiplication sign."""
    try:
        "─│┌┬┐├┼┤└┴┘×".encode(sys.stdout.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True

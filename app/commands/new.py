"""``netwright new``: a project from a bundled template, at the size that is wanted."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.export.outputs import add_force, check_free, write_new_project
from app.system.errors import UserError
from app.system.installation import own_command
from app.system.terminal_text import complain, say
from app.templates.catalog import open_template
from app.templates.start import (
    TemplateStart,
    begin,
    metaparameter_words,
    read_values,
    rest_of_small,
)
from blocks.document.document import Document
from blocks.errors import InvalidValue
from blocks.files.project_file import SUFFIX
from blocks.values.literals import show
from blocks.values.values import Value


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "template", metavar="TEMPLATE", help=f"a template: see '{own_command('templates')}'"
    )
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        nargs="+",
        action="extend",
        default=[],
        help="give a metaparameter another value: --set input=32 classes=10",
    )
    parser.add_argument(
        "-o", "--out", metavar="FILE", type=Path, required=True, help="the new file"
    )
    add_force(parser, "write a model that has problems")


def run(args: argparse.Namespace) -> int:
    """Writes the project; returns 1, and writes nothing, if the values make the model wrong."""
    document = open_template(args.template)
    path = args.out if args.out.suffix else args.out.with_suffix(SUFFIX)
    check_free(path, args.force)
    start, rest = _begin(args.template, document, args.set)
    for words in start.problems:
        complain(words)
    if start.problems and not args.force:
        complain("Nothing was written. Choose other values, or add --force.")
        return 1
    write_new_project(document, path)
    if rest:
        values = ", ".join(f"{name} = {show(value)}" for name, value in rest.items())
        say(
            f"So that it trains in under a minute, it also has {values}. Choose other values with --set."
        )
    if start.data:
        say(f"It has data that fit: {start.data}.")
    elif start.misfit:
        say(f"It has no data yet that fit. {start.misfit}")
    say(f"Wrote {path}. Open it with: {own_command(str(path))}")
    return 1 if start.problems else 0


def _begin(
    name: str, document: Document, assignments: list[str]
) -> tuple[TemplateStart, dict[str, Value]]:
    """Sets the values, and returns those that were added; raises `UserError` that names what can be set."""
    try:
        values = read_values(document, assignments)
        rest = rest_of_small(document, values)
        return begin(document, {**values, **rest}), rest
    except InvalidValue as error:
        words = str(error)
        known = ", ".join(map(metaparameter_words, document.model.metaparameters))
        remedy = f"{name} has {known}." if known else f"{name} has no metaparameters."
        raise UserError(f"{words[:1].upper()}{words[1:]}.", remedy) from None

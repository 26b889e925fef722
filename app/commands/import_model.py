"""``netwright import``: a Keras model file as a project."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from app.commands.export.outputs import add_force, check_free, write_new_project
from app.imports.importing import import_in_child, report_lines
from app.system.errors import UserError
from app.system.installation import own_command
from app.system.terminal_text import say, say_json
from blocks.document.document import Document
from blocks.files.project_file import SUFFIX, to_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="a .keras file, Keras JSON, .h5 file, Python script or notebook",
    )
    parser.add_argument(
        "-o", "--out", metavar="PROJECT", type=Path, required=True, help="the new project"
    )
    parser.add_argument("--flat", action="store_true", help="do not look for repeated structure")
    parser.add_argument(
        "--weights",
        action="store_true",
        help="start from the weights in FILE, or from those beside it; their file stays where it is: training and "
        "export load them",
    )
    parser.add_argument(
        "--weights-from", metavar="WEIGHTS", type=Path, help="start from the weights in this file"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="build the project with Keras and compare every layer with FILE",
    )
    add_force(parser)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(args: argparse.Namespace) -> int:
    """Writes the project and tells what was found."""
    path = args.out if args.out.suffix else args.out.with_suffix(SUFFIX)
    check_free(path, args.force)
    weights = args.weights_from or args.weights
    document, report = import_in_child(args.file, args.flat, weights, path.parent)
    write_new_project(document, path)
    checked = _checked(args.file, document) if args.check else None
    if args.json:
        told = report.to_json()
        say_json(told if checked is None else {**told, "round_trip": checked})
    else:
        say(*report_lines(report))
        say(f"Wrote {path}. Open it with: {own_command(str(path))}")
        if checked is not None:
            say(str(checked["text"]))
    return 0 if checked is None or checked["same"] else 1


def _checked(file: Path, document: Document) -> Mapping[str, object]:
    """Return how the round trip went: ``same``, and ``text`` for people; a child process loads Keras."""
    from app.imports.answers import Verdict
    from app.system.limited_child import limits_of, run

    try:
        found = run("check", file, to_text(document), limits_of("check", file), Verdict)
    except UserError as error:
        return {"same": False, "text": str(error)}
    return {"same": found.same, "text": found.text}

"""``netwright import``: a Keras model file as a project."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from app.commands.outputs import add_force, check_free
from app.importing import import_document, report_lines
from blocks.files import SUFFIX, write_project


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
    add_force(parser)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(args: argparse.Namespace) -> int:
    """Writes the project and tells what was found."""
    path = args.out if args.out.suffix else args.out.with_suffix(SUFFIX)
    check_free(path, args.force)
    weights = args.weights_from or args.weights
    document, report = import_document(args.file, args.flat, weights, path.parent)
    write_project(document, path)
    if args.json:
        print(json.dumps(report.to_json()))
    else:
        print("\n".join(report_lines(report)))
        print(f"Wrote {path}. Open it with: netwright {path}")
    return 0

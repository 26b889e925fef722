"""``netwright new``: a project from a bundled example."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.errors import UserError
from app.template_list import open_template
from blocks.files import SUFFIX, write_project


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "template", metavar="TEMPLATE", help="an example: see 'netwright templates'"
    )
    parser.add_argument(
        "-o", "--out", metavar="FILE", type=Path, required=True, help="the new file"
    )
    parser.add_argument("--force", action="store_true", help="replace a file that is there")


def run(args: argparse.Namespace) -> int:
    """Writes the project."""
    document = open_template(args.template)
    path = args.out if args.out.suffix else args.out.with_suffix(SUFFIX)
    if path.exists() and not args.force:
        raise UserError(f"There is a file {path} already.", "Choose another name, or add --force.")
    write_project(document, path)
    print(f"Wrote {path}. Open it with: netwright {path}")
    return 0

"""Pictures and tables of ``netwright export``: their options, and how they are written."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.project.project import Project
from app.system.errors import UserError
from blocks.files.saving import write_atomically
from exporters.styles.options import Style

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

    from blocks.check.checker import Checker

PICTURE_OPTIONS = {
    "diagram": "boxes whose sizes follow the shapes, for papers and slides, instead of the canvas",
    "inside": "show what is inside composites, one level; in a diagram --depth N shows more",
    "dark": "dark colours",
    "transparent": "nothing behind the picture",
    "no_shapes": "without the shapes on wires",
    "no_costs": "without the numbers of parameters",
    "problems": "with the marks of what is wrong",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options of pictures and tables."""
    pictures = parser.add_argument_group("pictures (.svg, .pdf, .png)")
    for name, words in PICTURE_OPTIONS.items():
        pictures.add_argument(f"--{name.replace('_', '-')}", action="store_true", help=words)
    pictures.add_argument(
        "--scale", type=int, choices=(1, 2, 4), default=1, help="pixels of a .png for each pixel"
    )
    pictures.add_argument(
        "--graph", metavar="NAME", default="", help="draw the inside of this composite"
    )
    tables = parser.add_argument_group("summary tables (.md, .csv, .tex) and diagrams")
    tables.add_argument(
        "--depth",
        metavar="N",
        type=int,
        default=0,
        help="open composites so many levels deep; --flat gives a row for every Keras layer",
    )


def write_picture(project: Project, path: Path, args: argparse.Namespace) -> None:
    """Draws the model, or what is inside one composite.

    Raises:
        UserError: there is no such composite, the depth is no depth, or the picture would be too large.
    """
    from app.exports.picture_files import PictureOptions, drawing_of, file_of
    from canvas.diagram.output import TooLargeError

    depth = max(_depth(args), int(args.inside))
    checker = _checker(project, args.graph)
    application = _application()
    options = PictureOptions(
        diagram=args.diagram,
        dark=args.dark,
        transparent=args.transparent,
        shapes=not args.no_shapes,
        costs=not args.no_costs,
        depth=depth,
        problems=args.problems,
    )
    further = tuple(project.problems()) if args.problems and not args.graph else ()
    title = args.graph or project.title
    try:
        drawing = drawing_of(checker, options, further)
        content = file_of(drawing, path.suffix.lower(), title, args.scale)
    except TooLargeError as error:
        raise UserError(str(error)) from error
    write_atomically(path, content)
    del application


def write_table(project: Project, path: Path, args: argparse.Namespace) -> None:
    """Writes the summary.

    Raises:
        UserError: the depth is no depth.
    """
    from app.summary.tables import lines_of, table_text

    lines = lines_of(project.checker, _depth(args), flat=args.style == Style.FLAT.value)
    text = table_text(project.checker, project.title, path.suffix.lower(), lines)
    write_atomically(path, text.encode())


def _depth(args: argparse.Namespace) -> int:
    if args.depth < 0:
        raise UserError("--depth is a whole number from 0.")
    return int(args.depth)


def _checker(project: Project, name: str) -> Checker:
    """Returns the check of a graph; of a composite, as the nearest of its instances sees it."""
    if not name:
        return project.checker
    if name not in project.document.graphs:
        known = ", ".join(sorted(filter(None, project.document.graphs))) or "none"
        raise UserError(f"There is no composite {name}.", f"What there is: {known}.")
    from app.project.navigator import Navigator

    navigator = Navigator(project.document, project.checker)
    navigator.show(navigator.find(name) or ())
    return navigator.checker


def _application() -> QCoreApplication:
    """Returns Qt's application; a new one needs no screen."""
    from PySide6.QtWidgets import QApplication

    found = QApplication.instance()
    if found is not None:
        return found
    if sys.platform == "linux":  # elsewhere there is always a platform to paint on
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QApplication(sys.argv[:1])

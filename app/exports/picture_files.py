"""The options of a picture, and the file that comes of it: for the command, the dialog and the clipboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from blocks.check.checker import Checker
from blocks.types.problems import Problem

if TYPE_CHECKING:
    from canvas.diagram.output import Drawing

SUFFIXES = (".svg", ".pdf", ".png")


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """The options of a picture file.

    Attributes:
        diagram: boxes as large as what they give, instead of the canvas.
        dark: in the dark colours.
        transparent: with nothing behind it.
        shapes: say what flows through.
        costs: say how many parameters there are.
        depth: how many composites inside one another are opened, ``None`` for all; the canvas shows one level.
        problems: show what is wrong; the canvas only.
    """

    diagram: bool = False
    dark: bool = False
    transparent: bool = False
    shapes: bool = True
    costs: bool = True
    depth: int | None = 0
    problems: bool = False


def drawing_of(
    checker: Checker, options: PictureOptions, problems: tuple[Problem, ...] = ()
) -> Drawing:
    """Draw a graph; needs Qt's application.

    Args:
        checker: the check of the graph; only read.
        options: how it should be.
        problems: further ones, of the model as a whole.
    """
    from canvas.theme.themes import DARK, LIGHT

    theme = DARK if options.dark else LIGHT
    if options.diagram:
        from canvas.diagram.boxes import Wanted
        from canvas.diagram.diagram import diagram_of

        wanted = Wanted(options.shapes, options.costs)
        return diagram_of(
            checker, theme, options.depth, wanted=wanted, transparent=options.transparent
        )
    from canvas.diagram.canvas_picture import PictureLook, picture_of

    insides = options.depth != 0
    look = PictureLook(
        theme, options.transparent, options.shapes, options.costs, options.problems, insides
    )
    return picture_of(checker, look, problems)


def file_of(drawing: Drawing, suffix: str, title: str, scale: int = 1) -> bytes:
    """Return the bytes of a file with a suffix out of `SUFFIXES`.

    Raises:
        canvas.diagram.output.TooLargeError: a PNG picture would have too many pixels.
    """
    from canvas.diagram.output import pdf_of, png_of, svg_of

    if suffix == ".png":
        return png_of(drawing, scale)
    return (pdf_of if suffix == ".pdf" else svg_of)(drawing, title)

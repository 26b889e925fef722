"""Errors that editing or reading a document raises, with plain words."""

from __future__ import annotations

from blocks.quoting import shortened

LONGEST = 600
"""Letters of what is said of one error; a list of all losses has some two hundred."""


class NetwrightError(Exception):
    """Base of every error that a person can mend; its text is fit to be shown, and never long.

    Args:
        words: a sentence or the end of one; words of unknown origin in it may be of any length.
    """

    def __init__(self, words: str = "") -> None:
        super().__init__(shortened(words, LONGEST))


class InvalidValue(NetwrightError):
    """A parameter was given a value that it cannot take."""


class ExpressionError(NetwrightError):
    """An expression is not allowed, or cannot be evaluated here."""


class EditError(NetwrightError):
    """An edit does not fit the document (unknown block, taken port, cycle)."""


class FileError(NetwrightError):
    """A project file is broken, hostile, or from a newer version."""

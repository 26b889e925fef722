"""A progress bar for the terminal; where the output is no terminal, a line for every epoch."""

from __future__ import annotations

import shutil
import sys
from typing import TextIO

from app.system.terminal_text import line_of

WIDTH = 28
"""Letters of the bar itself."""


class TerminalBar:
    """Shows how far a run is.

    Args:
        stream: where to print; standard output by default.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._live = self._stream.isatty()
        self._shown = ""

    def show(self, fraction: float, words: str) -> None:
        """Draw the bar over the last one; nothing where the output is no terminal.

        Args:
            fraction: part that is done, 0 to 1.
            words: what follows the bar.
        """
        if not self._live:
            return
        line = f"{bar(fraction)} {fraction:4.0%}  {line_of(words)}"[
            : shutil.get_terminal_size().columns - 1
        ]
        self._stream.write("\r" + line.ljust(len(self._shown)))
        self._shown = line
        self._stream.flush()

    def line(self, words: str) -> None:
        """Print a line of its own above the bar."""
        blank = "\r" + " " * len(self._shown) + "\r" if self._shown else ""
        self._stream.write(f"{blank}{line_of(words)}\n")
        self._shown = ""
        self._stream.flush()

    def end(self) -> None:
        """Leave the bar where it is and go on below it."""
        if self._shown:
            self._stream.write("\n")
            self._shown = ""
            self._stream.flush()


def bar(fraction: float) -> str:
    """Draw a bar in plain ASCII, which every terminal has."""
    done = round(min(max(fraction, 0.0), 1.0) * WIDTH)
    return "[" + "#" * done + "." * (WIDTH - done) + "]"

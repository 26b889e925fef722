"""The one way in which words reach a terminal: words of files in them are shown, and never obeyed.

A title, a name of a file or a value may hold orders to a terminal, other directions of writing and ends of lines. So
every line is given as one, and what is no letter in it is written out.
"""

from __future__ import annotations

import json
import sys

from blocks.quoting import shortened, visible

LONGEST = 4_000
"""Letters of a line; those of tables have some hundred."""


def line_of(text: str) -> str:
    """Return a text as one line for a terminal."""
    return visible(shortened(text, LONGEST))


def say(*lines: str) -> None:
    """Print lines to standard output."""
    for line in lines:
        print(line_of(line))


def complain(*lines: str) -> None:
    """Print lines to standard error."""
    for line in lines:
        print(line_of(line), file=sys.stderr, flush=True)


def say_json(found: object) -> None:
    """Print one JSON object in plain ASCII on a line of its own."""
    print(json.dumps(found, allow_nan=False), flush=True)

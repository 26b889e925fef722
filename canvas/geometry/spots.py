"""A port of a block, as the mouse means it. No Qt."""

from __future__ import annotations

from typing import NamedTuple


class PortSpot(NamedTuple):
    """A port on the canvas.

    Attributes:
        block: id of its block.
        port: its name.
        out: it is an output.
    """

    block: str
    port: str
    out: bool

"""The input ports of a block type: named ones, or an ordered many."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ports:
    """Input ports: named ones, or an ordered many (``input_1``, ``input_2``, ...) of at least ``minimum``.

    Attributes:
        names: the named ones, in Keras's order.
        many: as many as are wired instead.
        minimum: how many of those there must be.
        optional: how many of the named ones, the last, may be left open.
        listed: Keras takes them as one list.
    """

    names: tuple[str, ...] = ("input",)
    many: bool = False
    minimum: int = 1
    optional: int = 0
    listed: bool = False

    @property
    def needed(self) -> tuple[str, ...]:
        """The named ports that must have a wire."""
        return self.names[: len(self.names) - self.optional]

    def has(self, port: str) -> bool:
        """Tell whether there is such a port."""
        return port in self.names or (self.many and many_index(port) is not None)


ONE = Ports()
NONE = Ports(names=(), minimum=0)


def many(minimum: int) -> Ports:
    """Ports of a merging block: as many as are wired, at least ``minimum``."""
    return Ports(names=(), many=True, minimum=minimum, listed=True)


MANY_LIMIT = 1000


def many_index(port: str) -> int | None:
    """Number of an ordered port: 1 for ``input_1``; ``None`` where the name is none."""
    head, _, number = port.partition("_")
    if head != "input" or not number.isascii() or not number.isdigit() or number.startswith("0"):
        return None
    return int(number) if len(number) <= 4 and int(number) <= MANY_LIMIT else None

"""The ports of a block of an unknown type: as many as its wires tell."""

from __future__ import annotations

from collections.abc import Iterable


def numbered_ports(stem: str, wired: Iterable[str]) -> tuple[str, ...]:
    """Return the ports of a block that nobody knows: ``output``, ``output_2``, ... up to the last that has a wire."""
    others = dict.fromkeys(wired)
    found = [port.rpartition("_")[2] for port in others if port.startswith(f"{stem}_")]
    last = max([int(each) for each in found if each.isdecimal() and len(each) < 4], default=1)
    ports = [stem, *(f"{stem}_{number}" for number in range(2, last + 1))]
    return (*ports, *(port for port in others if port not in ports))

"""How much to measure: in earnest, or just enough to see that the benchmark itself works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """Numbers of blocks and repeats.

    Attributes:
        quick: measure little; no row is judged then.
    """

    quick: bool = False

    @property
    def blocks(self) -> int:
        """Number of blocks of the large graph."""
        return 80 if self.quick else 1000

    def times(self, full: int) -> int:
        """Return how often to repeat what is repeated ``full`` times in earnest."""
        return min(full, 2) if self.quick else full

"""A fix, and what comes of it as data."""

from __future__ import annotations

from dataclasses import dataclass

from blocks.document.edits import Edit
from blocks.fixes.acts import Act
from blocks.types.problems import Problem
from blocks.values.shapes import Shape


@dataclass(frozen=True, slots=True)
class Claim:
    """The result of a fix: found on a copy, told in words, and verified by tests.

    Attributes:
        block: the block whose output is told; empty where there is none.
        shape: that output's shape with the fix; ``None`` where it is not known.
        parameters: by how many parameters the change itself makes the graph larger: of what is new, and of what
            was known before.
        left: what is still wrong with the block that had the problem, then what the fix brings to light elsewhere.
    """

    block: str = ""
    shape: Shape | None = None
    parameters: int = 0
    left: tuple[Problem, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is left that stands in the way of training."""
        return not any(each.severity.stops_training for each in self.left)

    @property
    def sign(self) -> str:
        """The words shown with the fix where a problem is left after it; empty where none is."""
        if not self.left:
            return ""
        return "still a hint" if self.whole else "still wrong"


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that mends a problem.

    Attributes:
        title: what it does: ``use padding = same on MaxPooling2D``.
        preview: what comes of it: ``gives 8×8×32``.
        edits: one undo step.
        acts: what it does, as data.
        claim: what comes of it, as data.
    """

    title: str
    preview: str
    edits: tuple[Edit, ...]
    acts: tuple[Act, ...] = ()
    claim: Claim = Claim()

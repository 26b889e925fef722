"""A plan as it is written, and beside it what belongs to its text alone: where a call comes from, and comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from exporters.plan.calls import Origin, Path
from exporters.plan.tree import Function, Plan

Site = tuple[str, str]
"""A call: the name of its function, and its block."""


@dataclass(frozen=True, slots=True)
class AnnotatedPlan:
    """A plan that is written, with annotations of its calls.

    Attributes:
        plan: what is written.
        paths: where calls come from that were written in the place of an instance, or made of another call.
        comments: lines above a call, for learners.
        traced: every call's code is to be marked with its path.
    """

    plan: Plan
    paths: Mapping[Site, Path] = field(default_factory=dict)
    comments: Mapping[Site, tuple[str, ...]] = field(default_factory=dict)
    traced: bool = False

    def path(self, function: Function, block: str) -> Path:
        """Return where a call of a function comes from."""
        own = (Origin(function.name, block),)
        return self.paths.get((function.name, block), own)

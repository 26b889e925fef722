"""Words about changes of repeats and conditions, and where their problems are shown."""

from __future__ import annotations

from blocks.graph.structure import Structure
from blocks.types.problems import Problem


def field_of(problem: Problem, structure: Structure | None) -> str:
    """Return the field of repeats and condition at which a problem that names no parameter is shown."""
    if structure is None or problem.kind not in ("structure", "too_large"):
        return ""
    if structure.parallel is not None:
        return "merge" if problem.kind == "structure" else "parallel"
    return "mode" if problem.kind == "structure" else "series"


def structure_label(structure: Structure | None) -> str:
    """Name the step of undo that gives a block these repeats."""
    if structure is None:
        return "Have it once"
    if structure.parallel is not None:
        return "Repeat in parallel"
    return "Set the condition" if structure.series is None else "Repeat in series"

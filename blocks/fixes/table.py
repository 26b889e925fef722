"""What could mend each kind of problem. A candidate may fail: `blocks.fixes` tries it before it is offered."""

from __future__ import annotations

from blocks import fix_inside, fix_model, fix_shapes, fix_wires
from blocks.fix_parts import Candidate, Maker

__all__ = ["CANDIDATES", "Candidate"]

CANDIDATES: dict[str, Maker] = (
    fix_shapes.CANDIDATES | fix_wires.CANDIDATES | fix_model.CANDIDATES | fix_inside.CANDIDATES
)

"""What could mend each kind of problem. A candidate may fail: `blocks.fixes.finder` tries it before it is offered."""

from __future__ import annotations

from blocks.fixes import (
    composites as fix_inside,
)
from blocks.fixes import (
    model as fix_model,
)
from blocks.fixes import (
    shapes as fix_shapes,
)
from blocks.fixes import (
    wires as fix_wires,
)
from blocks.fixes.candidate import Candidate, Maker

__all__ = ["CANDIDATES", "Candidate"]

CANDIDATES: dict[str, Maker] = (
    fix_shapes.CANDIDATES | fix_wires.CANDIDATES | fix_model.CANDIDATES | fix_inside.CANDIDATES
)

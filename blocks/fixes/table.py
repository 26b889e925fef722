"""The makers of candidates for each kind of problem. A candidate may fail: `blocks.fixes.finder` tries it first."""

from __future__ import annotations

from blocks.fixes import composites, model, shapes, wires
from blocks.fixes.candidate import Maker

CANDIDATES: dict[str, Maker] = shapes.CANDIDATES | wires.CANDIDATES | model.CANDIDATES
CANDIDATES |= composites.makers(CANDIDATES)

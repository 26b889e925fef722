"""Identifies every layer of a model by the blocks that it lies in, and by the computation before and after it.

So an import finds the layers of a file in a model whose structure was found again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from blocks.document.document import Document
from blocks.errors import NetwrightError
from blocks.graph.freezing import NAME
from blocks.types.block_type import Form
from exporters.plan.calls import Call, Path, TensorRef
from exporters.plan.make import make_plan
from exporters.plan.tree import Plan
from exporters.styles.flat import flat_plan


@dataclass(frozen=True, slots=True)
class LayerPlace:
    """The position of a layer in a model.

    Attributes:
        path: the blocks that it lies in, outer ones first, its own last.
        flow: a word that layers have which do the same to the same data for the same use, and no others.
    """

    path: Path
    flow: str

    @property
    def block(self) -> str:
        """The block of the model that makes it."""
        return self.path[0].block


def places_of(document: Document) -> list[LayerPlace] | None:
    """Return the places of all layers in the order of making, inputs and operations among them.

    ``None`` where the model cannot be built.
    """
    try:
        flat = flat_plan(make_plan(document))
    except NetwrightError:
        return None
    seen: set[str] = set()
    found = []
    for call, flow in zip(flat.plan.calls, _flows(flat.plan), strict=True):
        if call.shared and call.shared in seen:
            continue
        seen.add(call.shared)
        found.append(LayerPlace(flat.path(flat.plan.model, call.block), flow))
    return found


def _flows(plan: Plan) -> list[str]:
    """Return a word for every call: what it does, what leads to it, and what follows from it."""
    before: dict[TensorRef, str] = {}
    uses: dict[TensorRef, list[str]] = defaultdict(list)
    for at, ref in enumerate(plan.outputs):
        uses[ref].append(f"output {at}")
    own = [_word(call, plan) for call in plan.calls]
    leading = []
    for call, word in zip(plan.calls, own, strict=True):
        leading.append(_digest(word, [before[ref] for ref in call.inputs]))
        before |= {ref: f"{leading[-1]}.{ref.port}" for ref in call.outputs}
    following = []
    for call, word in zip(reversed(plan.calls), reversed(own), strict=True):
        following.append(_digest(word, [(ref.port, sorted(uses[ref])) for ref in call.outputs]))
        for at, ref in enumerate(call.inputs):
            uses[ref].append(f"{at} {following[-1]}")
    return [_digest(*both) for both in zip(leading, reversed(following), strict=True)]


def _word(call: Call, plan: Plan) -> str:
    """Return what a call does; an input is known by its place among the model's."""
    place = plan.inputs.index(call.output) if call.form is Form.INPUT else -1
    given = [(each.name, repr(each.value)) for each in call.arguments if each.name != NAME]
    return repr((call.type, place, sorted(given)))


def _digest(*parts: object) -> str:
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def names_in(
    document: Document, flat: Document, names: Mapping[str, Sequence[str]]
) -> dict[str, list[str]] | None:
    """Find the names of layers in a document whose structure was found again.

    Args:
        document: with composites.
        flat: the same model, a block for every layer.
        names: of layers, by block of ``flat``.

    Returns:
        names by block of ``document``, in the order of making; ``None`` where the model cannot be built.
    """
    places, known = places_of(document), places_of(flat)
    if places is None or known is None:
        return None
    waiting: dict[str, list[str]] = defaultdict(list)
    left_of = {key: list(each) for key, each in names.items()}
    for place in known:
        mine = left_of.get(place.block)
        waiting[place.flow].append(mine.pop(0) if mine else "")
    found: dict[str, list[str]] = defaultdict(list)
    for place in places:
        left = waiting[place.flow]
        found[place.block].append(left.pop(0) if left else "")
    return dict(found)

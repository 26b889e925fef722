"""Where every layer of a model is: by the blocks that it lies in, and by what is computed before it.

Names of a file's layers are noted with blocks of the model, in the order in which they make layers. Where an edit
changes that order, inside a composite or by expanding one, the names have to go with their layers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

from blocks.document.copying import copy_document
from blocks.document.document import Document
from blocks.document.edits import (
    AddBlock,
    Edit,
    RemoveBlock,
    ReplaceBlock,
    SetMetaparameters,
    changes_definition,
)
from blocks.document.weights_source import KEY, layers_of, source_of, with_layers
from blocks.errors import NetwrightError
from blocks.graph.freezing import NAME
from blocks.graph.graph import MODEL
from blocks.types.block_type import Form
from exporters.plan.calls import Call, Path, TensorRef
from exporters.plan.make import make_plan
from exporters.plan.tree import Plan
from exporters.styles.flat import flat_plan


@dataclass(frozen=True, slots=True)
class Place:
    """Where a layer is.

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


Key = TypeVar("Key")
Named = Sequence[tuple[Place, str]]


def places_of(document: Document) -> list[Place] | None:
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
        found.append(Place(flat.path(flat.plan.model, call.block), flow))
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


def named_places(document: Document) -> Named | None:
    """Return the places of layers that have a name in the file; ``None`` where the model cannot be built."""
    places = places_of(document)
    if places is None:
        return None
    found: list[tuple[Place, str]] = []
    counts: dict[str, int] = defaultdict(int)
    names = {key: layers_of(block) for key, block in document.model.blocks.items()}
    for place in places:
        at, own = counts[place.block], names[place.block]
        counts[place.block] += 1
        if at < len(own) and own[at]:
            found.append((place, own[at]))
    return found


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


class NameKeeper:
    """Lets the names of a file's layers follow the edits of a document."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._last: Named | None = None

    def with_names(self, document: Document, edits: Iterable[Edit]) -> tuple[Edit, ...]:
        """Return edits, and those that let the names follow.

        Args:
            document: as it is before.
            edits: what is to be done; edits that do not fit are given back as they are.
        """
        every = tuple(edits)
        if source_of(document) is None or not _moves_layers(document, every):
            return every
        self._last = named_places(document) or self._last
        trial = copy_document(document)
        try:
            trial.apply(every)
        except NetwrightError:
            return every
        places = places_of(trial)
        if places is None or self._last is None:
            return every
        return (*every, *_renamed(document, trial, self._last, places))


def _moves_layers(document: Document, edits: Iterable[Edit]) -> bool:
    for edit in edits:
        if isinstance(edit, SetMetaparameters) or changes_definition(edit):
            return True
        if isinstance(edit, (AddBlock, RemoveBlock)) and (
            edit.block.type in document.graphs or edit.block.structure is not None
        ):
            return True
        if isinstance(edit, ReplaceBlock) and (
            edit.old.structure != edit.new.structure or edit.new.type in document.graphs
        ):
            return True
    return False


def _renamed(
    before: Document, after: Document, known: Named, places: Sequence[Place]
) -> list[Edit]:
    """Return the edits that note the names with the blocks that make the layers now."""
    names = _found(known, places)
    wanted: dict[str, list[str]] = defaultdict(list)
    for place, name in zip(places, names, strict=True):
        wanted[place.block].append(name)
    edits: list[Edit] = []
    for name, graph in after.graphs.items():
        for key, block in graph.blocks.items():
            new = block
            if name != MODEL:  # names are for layers, and a definition has none of its own
                new = with_layers(block, ()) if KEY in block.extra else block
            elif key in before.model or not layers_of(block):  # a copy keeps what it has
                new = with_layers(block, wanted.get(key, ()))
            if new != block:
                edits.append(ReplaceBlock(name, block, new))
    return edits


def _found(known: Named, places: Sequence[Place]) -> list[str]:
    """Return the name of every layer: of the one in the same blocks, else of one that computes the same."""
    by_path: dict[Path, list[int]] = defaultdict(list)
    for at, (place, _) in enumerate(known):
        by_path[place.path].append(at)
    same = [_taken(by_path, place.path) for place in places]
    used = {at for at in same if at is not None}
    by_flow: dict[str, list[int]] = defaultdict(list)
    for at, (place, _) in enumerate(known):
        if at not in used:
            by_flow[place.flow].append(at)
    found = [
        _taken(by_flow, place.flow) if at is None else at
        for at, place in zip(same, places, strict=True)
    ]
    return ["" if at is None else known[at][1] for at in found]


def _taken(waiting: Mapping[Key, list[int]], key: Key) -> int | None:
    left = waiting.get(key)
    return left.pop(0) if left else None

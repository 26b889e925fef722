"""Where the named layers of a project are, and where an edit takes them: by what they compute, not by what was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from blocks.check.layer_paths import names_in_order
from blocks.document.document import Document
from exporters.layer_places import LayerPlace, places_of

Named = Sequence[tuple[LayerPlace, str]]


def named_places(document: Document) -> Named | None:
    """Return the places of layers that have a name in the file; ``None`` where the model cannot be built."""
    places = places_of(document)
    if places is None:
        return None
    waiting = {key: list(names) for key, names in names_in_order(document).items()}
    found = []
    for place in places:
        left = waiting.get(place.block)
        name = left.pop(0) if left else ""
        found += [(place, name)] if name else []
    return found


def names_after(known: Named, places: Sequence[LayerPlace]) -> list[str]:
    """Return every layer's name after an edit: of the one in the same blocks, else of one that computes the same."""
    same = _matched([place.path for place, _ in known], [place.path for place in places])
    used = set(same.values())
    left = [each for at, each in enumerate(known) if at not in used]
    others = [at for at in range(len(places)) if at not in same]
    alike = _matched([place.flow for place, _ in left], [places[at].flow for at in others])
    names = {at: known[found][1] for at, found in same.items()}
    names |= {others[at]: left[found][1] for at, found in alike.items()}
    return [names.get(at, "") for at in range(len(places))]


def _matched(known: Sequence[Hashable], wanted: Sequence[Hashable]) -> Mapping[int, int]:
    """Return for places in one list that of an equal item in the other, each of which is used once."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for at, item in enumerate(known):
        waiting[item].append(at)
    return {at: waiting[item].pop(0) for at, item in enumerate(wanted) if waiting[item]}

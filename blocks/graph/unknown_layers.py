"""Layers of a file whose class is not known here: what a block keeps of them, word for word.

Nothing of it is ever loaded or run: a shape that the file told is believed, a class is a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from blocks.graph.graph import Block
from blocks.values.shapes import Shape

KEPT = "keras"
"""Where a block keeps what its layer says in the file, in `Block.extra`."""

MAX_PORTS = 64
_DEEPEST = 64
"""Layers within layers that are looked through; the reader of files allows no deeper nesting."""

CODE = (
    "Lambda",
    "TFSMLayer",
    "TorchModuleWrapper",
    "JaxLayer",
    "FlaxLayer",
)
"""Layers that carry a program or the way to one."""


@dataclass(frozen=True, slots=True)
class UnknownLayer:
    """A layer of a class that is not known.

    Attributes:
        class_name: its class, as the file has it.
        module: where the file says that the class is from; empty where it does not.
        config: its arguments, word for word.
        code: whether it carries a program.
        shapes: what it gives at each output, without the batch axis; ``None`` where the file does not tell.
        listed: it takes its inputs as one list.
        keywords: for each input the argument that it is given as; empty for those in their place.
        arguments: what else it is called with.
    """

    class_name: str
    module: str = ""
    config: Mapping[str, object] = field(default_factory=dict)
    code: bool = False
    shapes: tuple[Shape | None, ...] = ()
    listed: bool = False
    keywords: tuple[str, ...] = ()
    arguments: Mapping[str, object] = field(default_factory=dict)


NO_LAYER = UnknownLayer("")


def unknown_layer_of(block: Block) -> UnknownLayer | None:
    """Return what a block keeps of an unknown layer; ``None`` where it keeps nothing, or nothing that makes sense."""
    kept = block.extra.get(KEPT)
    if not isinstance(kept, Mapping) or not isinstance(kept.get("class_name"), str):
        return None
    call = kept.get("call") if isinstance(kept.get("call"), Mapping) else {}
    assert isinstance(call, Mapping)
    outputs, keywords = kept.get("outputs"), call.get("keywords")
    return UnknownLayer(
        class_name=kept["class_name"],
        module=kept["module"] if isinstance(kept.get("module"), str) else "",
        config=_mapping(kept.get("config")),
        code=carries_code(kept["class_name"], _mapping(kept.get("config"))),
        shapes=tuple(map(_shape, outputs[:MAX_PORTS])) if isinstance(outputs, list) else (),
        listed=call.get("listed") is True,
        keywords=tuple(map(str, keywords[:MAX_PORTS])) if isinstance(keywords, list) else (),
        arguments=_mapping(call.get("arguments")),
    )


def carries_code(class_name: str, config: Mapping[str, object]) -> bool:
    """Tell whether a layer carries a program, or a wrapper has one inside that does."""
    for _ in range(_DEEPEST):
        if class_name in CODE:
            return True
        inner = config.get("layer")
        if not isinstance(inner, Mapping):
            return False
        class_name, config = str(inner.get("class_name")), _mapping(inner.get("config"))
    return False


def words_of(unknown_layer: UnknownLayer) -> str:
    """Say in a word or two why a layer is not known."""
    return "contains code - not loaded" if unknown_layer.code else "unknown, kept as it is"


def _mapping(data: object) -> Mapping[str, object]:
    return data if isinstance(data, Mapping) else {}


def _shape(data: object) -> Shape | None:
    if not isinstance(data, list) or len(data) > 16:
        return None
    sizes = [size if type(size) is int and 0 < size < 2**40 else None for size in data]
    return tuple(sizes)

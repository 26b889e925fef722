"""The block types that there are: look up by name, list by category."""

from __future__ import annotations

from functools import cache, lru_cache

from blocks.types.block_type import BlockType, Category


@cache
def block_types() -> dict[str, BlockType]:
    """Return every built-in block type of a model by name, in the palette's order."""
    from blocks.catalog import ALL

    found: dict[str, BlockType] = {}
    for category in Category:
        for block_type in ALL:
            if block_type.category is category:
                found[block_type.name] = block_type
    return found


@cache
def port_types() -> dict[str, BlockType]:
    """Return the ends of composites, ``In`` and ``Out``, by name."""
    from blocks.catalog import ports

    return {kind.name: kind for kind in ports.ALL}


@cache
def application_types() -> dict[str, BlockType]:
    """Return the layers of Keras's own models that are no part of its library, by name; no palette has them."""
    from blocks.catalog import applications

    return {kind.name: kind for kind in applications.ALL}


def block_type(name: str) -> BlockType | None:
    """Return the block type of that name, or ``None`` for one that this version does not know."""
    found = block_types().get(name) or port_types().get(name) or application_types().get(name)
    return found or (_wrapped_type(name) if name.endswith(")") else None)


def layer_type(name: str) -> str:
    """Return the name of the type of the layer inside, where one is in a wrapper; of any other, its own."""
    return name[:-1].partition("(")[2] if name.endswith(")") else name


@lru_cache(1000)
def _wrapped_type(name: str) -> BlockType | None:
    """Return a layer in a wrapper that the palette does not have, such as ``TimeDistributed(PReLU)``."""
    from blocks.catalog import wrappers

    wrapper, _, layer = name[:-1].partition("(")
    return wrappers.wrapped(wrapper, block_types().get(layer))


def by_category() -> dict[Category, list[BlockType]]:
    """Return the block types grouped as in the palette, empty groups left out."""
    groups: dict[Category, list[BlockType]] = {}
    for found in block_types().values():
        groups.setdefault(found.category, []).append(found)
    return groups

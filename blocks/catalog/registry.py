"""The block types that there are: look up by name, list by category."""

from __future__ import annotations

from functools import cache, lru_cache

from blocks.types.block_type import BlockType, Category, WrapperType, wrapper_and_layer
from blocks.types.roles import Role


@cache
def block_types() -> dict[str, BlockType]:
    """Return every built-in block type of a model by name, in the palette's order."""
    from blocks.catalog import ALL

    wrapped = [each.around(layer) for each in wrapper_types().values() for layer in each.offered]
    order = list(Category)
    kinds = sorted(
        (*ALL, *(kind for kind in wrapped if kind is not None)),
        key=lambda kind: order.index(kind.category),
    )
    return {kind.name: kind for kind in kinds}


@cache
def port_types() -> dict[str, BlockType]:
    """Return the ports of composites, ``In`` and ``Out``, by name."""
    from blocks.catalog import ports

    return {kind.name: kind for kind in ports.ALL}


@cache
def application_types() -> dict[str, BlockType]:
    """Return the layers of Keras's own models that are no part of its library, by name; no palette has them."""
    from blocks.catalog import applications

    return {kind.name: kind for kind in applications.ALL}


@cache
def wrapper_types() -> dict[str, WrapperType]:
    """Return the layers of Keras that have another one inside, by name."""
    from blocks.catalog import WRAPPERS

    return {wrapper.name: wrapper for wrapper in WRAPPERS}


def block_type(name: str) -> BlockType | None:
    """Return the block type of that name, or ``None`` for one that this version does not know."""
    found = block_types().get(name) or port_types().get(name) or application_types().get(name)
    return found or (_wrapped_type(name) if name.endswith(")") else None)


def role_of(type_name: str) -> Role | None:
    """Return what a layer is for, whatever it is wrapped in; ``None`` for a type that is not built in."""
    found = block_type(type_name)
    return None if found is None else found.layer.role


@lru_cache(1000)
def _wrapped_type(name: str) -> BlockType | None:
    """Return a layer in a wrapper that the palette does not have, such as ``TimeDistributed(PReLU)``."""
    wrapper, layer = wrapper_and_layer(name)
    around, inside = wrapper_types().get(wrapper), block_types().get(layer)
    return around.around(inside) if around is not None and inside is not None else None


def by_category() -> dict[Category, list[BlockType]]:
    """Return the block types grouped as in the palette, empty groups left out."""
    groups: dict[Category, list[BlockType]] = {}
    for found in block_types().values():
        groups.setdefault(found.category, []).append(found)
    return groups

"""A composite as a block type: a graph whose ports are its In and Out blocks.

Its parameters are the metaparameters and ``trainable``, see `blocks.graph.freezing`.
"""

from __future__ import annotations

from dataclasses import replace

from blocks.catalog.ports import IN, OUT
from blocks.graph.cache import Cache
from blocks.graph.composite_ports import port_names
from blocks.graph.freezing import FLAG, declares
from blocks.graph.graph import Graph
from blocks.inference.composite import infer_inside
from blocks.types.block_type import BlockType, Category, Form
from blocks.types.ports import Ports
from blocks.types.roles import Role

_TYPE: Cache[None, BlockType] = Cache()


def composite_type(graph: Graph) -> BlockType:
    """Return the block type that a definition stands for; made again only when the definition has changed."""
    kind = _TYPE.of(graph).get(None)
    if kind is None:
        parameters = tuple(
            replace(meta.parameter, default=meta.value, front=True) for meta in graph.metaparameters
        )
        if not declares(graph.metaparameters):
            parameters = (*parameters, FLAG)
        kind = _TYPE.of(graph)[None] = BlockType(
            name=graph.name,
            category=Category.COMPOSITE,
            role=Role.COMPOSITE,
            summary=graph.description,
            parameters=parameters,
            infer=lambda arguments, shapes: infer_inside(graph, arguments, shapes),
            inputs=Ports(names=tuple(port_names(graph, IN.name).values())),
            outputs=tuple(port_names(graph, OUT.name).values()),
            form=Form.COMPOSITE,
            card=tuple(meta.name for meta in graph.metaparameters[:3]),
            definition=graph,
        )
    return kind

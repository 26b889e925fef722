"""The outputs of a model: the ports that nothing follows, what they are called, and what they end in.

An output's key, ``block id.port``, is what the settings and the file know it by. Its name, the name of its block,
is what Keras, the data and the plots call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from blocks.catalog.ports import IN, OUT
from blocks.catalog.registry import block_type
from blocks.check.checker import Checker
from blocks.errors import NetwrightError
from blocks.graph.composite_ports import port_blocks, port_names
from blocks.graph.graph import Block, Graph, Wire
from blocks.inference.arguments import SHAPE_NAMES
from blocks.settings.declarations import Settings
from blocks.types.block_type import Form
from blocks.types.receptive_field import rearranged
from blocks.values.expressions import resolve
from blocks.values.values import Expression, Value, has_expression

Environment = Mapping[str, Value]

OUTPUT_ORDER = "outputs"
"""Where a model keeps the order of its outputs, in `Graph.extra`: their keys."""

NO_OUTPUTS = "no_outputs"
"""Where a block keeps which of its free ports are no outputs of the model, in `Block.extra`."""

MOST_NOTED = 1000


@dataclass(frozen=True, slots=True)
class Output:
    """An output port that nothing follows."""

    block: str
    port: str

    @property
    def key(self) -> str:
        """The key under which the settings know it."""
        return f"{self.block}.{self.port}"


def model_outputs(graph: Graph) -> tuple[Output, ...]:
    """Return the ports that nothing follows, in the order of the graph, or in the one that was noted in it.

    Of a composite it is all ports that are free, but those that were noted to be no outputs.
    """
    sinks = set(graph.sinks())
    found = []
    for key in graph.order():
        block = graph.blocks[key]
        ports = graph.output_ports(key)
        if key not in sinks:
            if block_type(block.type) is not None:  # only composites have several
                continue
            taken = {wire.source_port for wire in graph.outgoing(key)}
            ports = tuple(port for port in ports if port not in taken)
        left_out = _words(block.extra.get(NO_OUTPUTS)) if block.extra else ()
        found += [Output(key, port) for port in ports if port not in left_out]
    order = {key: at for at, key in enumerate(_words(graph.extra.get(OUTPUT_ORDER)))}
    return tuple(sorted(found, key=lambda each: order.get(each.key, len(order))))


def note_no_output(graph: Graph, output: Output) -> None:
    """Note with its block that a free port is no output of the model."""
    block = graph.blocks[output.block]
    noted = block.extra.get(NO_OUTPUTS)
    ports = [*(noted if isinstance(noted, list) else ()), output.port]
    graph.put(replace(block, extra={**block.extra, NO_OUTPUTS: ports}))


def note_order(graph: Graph, outputs: Iterable[Output]) -> None:
    """Note the order of the outputs in a graph where it is not the graph's own."""
    graph.extra.pop(OUTPUT_ORDER, None)
    wanted = [each.key for each in outputs]
    if [each.key for each in model_outputs(graph)] != wanted:
        graph.extra[OUTPUT_ORDER] = wanted


def _words(data: object) -> tuple[str, ...]:
    """Return the words of a list as a file has it; anything else says nothing."""
    found = data if isinstance(data, (list, tuple)) else ()
    return tuple(each for each in found[:MOST_NOTED] if isinstance(each, str))


def wired_outputs(graph: Graph) -> tuple[Output, ...]:
    """Return the outputs that something leads to: a block just dropped gives none yet."""
    return tuple(each for each in model_outputs(graph) if graph.network.in_degree(each.block))


def kept_outputs(graph: Graph, settings: Settings) -> tuple[Output, ...]:
    """Return the outputs of the model for use: those that are not for training only, or all where all are."""
    outputs = model_outputs(graph)
    kept = [each for each in outputs if not settings.of_output(each.key, "training_only")]
    return tuple(kept) or outputs


def output_names(
    graph: Graph, names: Mapping[str, str], outputs: Iterable[Output]
) -> tuple[str, ...]:
    """Return the name of each output: its block's, with the port's where the block has several.

    Args:
        graph: the model.
        names: the layer name of every block.
        outputs: the outputs.
    """
    found: list[str] = []
    for output in outputs:
        several = len(graph.output_ports(output.block)) > 1
        name = f"{names[output.block]}_{output.port}" if several else names[output.block]
        while name in found:
            name += "_"
        found.append(name)
    return tuple(found)


def last_activation(checker: Checker, block_id: str, port: str = "") -> str:
    """Return the activation that an output went through: ``softmax``, ``linear``, ..."""
    graph = checker.graph
    found = _ending(graph, block_id, port, graph.environment())
    return "linear" if isinstance(found, _Entering) else found


def units_end(checker: Checker, output: Output) -> tuple[str, str]:
    """Return the block, and its parameter, that decide how many values an output has.

    The parameter is empty where no single one decides; the block is then the output's own.
    """
    found = _units(checker.graph, output.block, output.port)
    return (output.block, "") if isinstance(found, _Entering) or not found[1] else found


def units_parameter(block: Block) -> str:
    """Return the name of the parameter that sets the size of a layer's last axis; empty where there is none."""
    kind = block_type(block.type)
    return next(
        (name for name in ("units", "filters") if kind is not None and kind.parameter(name)), ""
    )


@dataclass(frozen=True, slots=True)
class _Entering:
    """The end of a composite that hands on what came in, at one of its In blocks."""

    port: str


def _ending(graph: Graph, block_id: str, port: str, environment: Environment) -> str | _Entering:
    """Follow an output back to the activation that gave it its range."""
    while True:
        block = graph.blocks[block_id]
        kind = graph.kind_of(block)
        if block.type == IN.name and graph.name:
            return _Entering(port_names(graph, IN.name)[block_id])
        if kind is None:
            return "linear"
        at = ""
        if _is_there(block, environment):
            if block.structure is not None and block.structure.parallel is not None:
                return "linear"  # a sum or a list of several
            if kind.form is Form.COMPOSITE:
                inner = _inner(block, kind.definition, environment)
                found = _through(kind.definition, port, inner)
                if not isinstance(found, _Entering):
                    return found
                at = found.port
            elif kind.function:
                return kind.function
            elif kind.parameter("activation") is not None:
                found_value = _value(block.value("activation"), environment)
                return found_value if isinstance(found_value, str) else "linear"
            elif kind.initializes:
                return "linear"  # weights of its own, without an activation
        before = _only_wire(graph, block_id, at)
        if before is None:
            return "linear"
        block_id, port = before.source, before.source_port


def _only_wire(graph: Graph, block_id: str, port: str) -> Wire | None:
    """Return the one wire into a block, or into a port of it; ``None`` where there are several or none."""
    wires = [wire for wire in graph.incoming(block_id) if port in ("", wire.target_port)]
    return wires[0] if len(wires) == 1 else None


def _through(definition: Graph, port: str, environment: Environment) -> str | _Entering:
    wire = _before(definition, port)
    if wire is None:
        return "linear"
    return _ending(definition, wire[0], wire[1], environment)


def _before(definition: Graph, port: str) -> tuple[str, str] | None:
    """Return the block, and its port, that an output of a composite comes from."""
    names = port_names(definition, OUT.name)
    ports = [each.id for each in port_blocks(definition, OUT.name) if port in ("", names[each.id])]
    wires = definition.incoming(ports[0]) if ports else ()
    return (wires[0].source, wires[0].source_port) if wires else None


def _is_there(block: Block, environment: Environment) -> bool:
    """Tell whether a block is applied at all; where that cannot be told, it is."""
    structure = block.structure
    if structure is None:
        return True
    return _value(structure.series, environment) != 0 and _value(
        structure.when, environment
    ) not in (False, 0)


def _inner(block: Block, definition: Graph, environment: Environment) -> dict[str, Value]:
    """Return the metaparameters of an instance."""
    found = definition.environment()
    found |= {name: _value(value, environment) for name, value in block.values.items()}
    return {name: value for name, value in found.items() if name not in SHAPE_NAMES}


def _value(value: Value, environment: Environment) -> Value:
    """Evaluate a value; ``None`` where it depends on a shape or a loop."""
    if not has_expression(value):
        return value
    try:
        return resolve(value, environment)
    except NetwrightError:
        return None


def _units(graph: Graph, block_id: str, port: str) -> tuple[str, str] | _Entering:
    """Follow an output back to the parameter that sets the size of its last axis."""
    while True:
        block = graph.blocks[block_id]
        kind = graph.kind_of(block)
        if block.type == IN.name and graph.name:
            return _Entering(port_names(graph, IN.name)[block_id])
        if kind is None:
            return block_id, ""
        at = ""
        if kind.form is Form.COMPOSITE:
            end = _before(kind.definition, port)
            found = _units(kind.definition, *end) if end else ("", "")
            if not isinstance(found, _Entering):
                return block_id, _promoted(kind.definition, *found)
            at = found.port
        elif name := units_parameter(block):
            return block_id, name
        elif kind.look is rearranged:  # what was the last axis is one no more
            return block_id, ""
        before = _only_wire(graph, block_id, at)
        if before is None:
            return block_id, ""
        block_id, port = before.source, before.source_port


def _promoted(definition: Graph, block_id: str, parameter: str) -> str:
    """Return the metaparameter that a parameter inside is set to as it stands; empty where there is none."""
    block = definition.blocks.get(block_id)
    value = block.values.get(parameter) if block is not None else None
    name = value.text.strip() if isinstance(value, Expression) else ""
    return name if name in definition.environment() else ""

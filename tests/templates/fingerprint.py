"""What a network is, as data: its layers with what they are told, wires in order, shapes and weights. Knows no Keras.

Layers are numbered from the outputs: each after what it reads, the first thing that it reads first. So two networks
that do the same have the same numbers, whatever order their layers were made in. Keras's order of layers and weights
comes from that order of inputs too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "fingerprints.json"
"""The fingerprints of the handbook's listings, written by ``python -m tests.templates.handbook``."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer.

    Attributes:
        type: Keras's class; `Slice` for a part of the channels.
        arguments: those that differ from Keras's defaults, by name.
        inputs: numbers of the layers that it reads, in order.
        shape: what it gives, without the batch axis.
        weights: the shapes of its weights, in Keras's order.
    """

    type: str
    arguments: dict[str, Any]
    inputs: tuple[int, ...]
    shape: tuple[int, ...]
    weights: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """A network.

    Attributes:
        layers: in the order of their numbers.
        outputs: numbers of the layers that it gives.
        order: numbers of the layers that have weights, in the order in which Keras saves them.
        parameters: of all weights.
        trainable: those that training changes.
        sequential: it is a ``keras.Sequential``.
        printed: parameters of what the listing builds with the handbook's own slips; ``None`` where it has none.
    """

    layers: tuple[Layer, ...]
    outputs: tuple[int, ...]
    order: tuple[int, ...] = ()
    parameters: int = 0
    trainable: int = 0
    sequential: bool = False
    printed: int | None = None


Numbered = tuple[tuple[Layer, ...], tuple[int, ...], dict[int, int]]


def numbered(layers: Sequence[Layer], outputs: Sequence[int]) -> Numbered:
    """Give layers the numbers that their wires ask for; what leads nowhere is left out.

    Returns:
        the layers, the outputs, and the new number of each old one.
    """
    found: dict[int, int] = {}
    waiting = [(number, False) for number in reversed(outputs)]
    while waiting:
        number, ready = waiting.pop()
        if number in found:
            continue
        if ready:
            found[number] = len(found)
            continue
        waiting.append((number, True))
        waiting += [(each, False) for each in reversed(layers[number].inputs)]
    ordered = [
        replace(layers[old], inputs=tuple(found[each] for each in layers[old].inputs))
        for old in found
    ]
    return tuple(ordered), tuple(found[each] for each in outputs), found


# ------------------------------------------------------------------ the file


def write(networks: dict[str, Network], path: Path) -> None:
    """Write fingerprints, each kind of layer once and the layers as numbers of kinds."""
    parts = [f"{json.dumps(name)}: {_text(network)}" for name, network in networks.items()]
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="ascii")


def read(path: Path = FILE) -> dict[str, Network]:
    """Read what `write` wrote."""
    data = json.loads(path.read_text(encoding="ascii"))
    return {name: _network(entry) for name, entry in data.items()}


def _text(network: Network) -> str:
    kinds: dict[str, int] = {}
    layers: list[int | list[int]] = []
    for at, layer in enumerate(network.layers):
        words = json.dumps([layer.type, layer.arguments, layer.shape, layer.weights])
        kind = kinds.setdefault(words, len(kinds))
        layers.append(kind if layer.inputs == (at - 1,) else [kind, *layer.inputs])
    facts = {
        "sequential": network.sequential,
        "parameters": network.parameters,
        "trainable": network.trainable,
        "printed": network.printed,
        "outputs": network.outputs,
    }
    lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in facts.items()]
    lines.append('"kinds": [\n  ' + ",\n  ".join(kinds) + "\n ]")
    for name, numbers in (("layers", layers), ("order", _runs(network.order))):
        lines.append(f'"{name}": {json.dumps(numbers, separators=(",", ":"))}')
    return "{\n " + ",\n ".join(lines) + "\n}"


def _network(entry: dict[str, Any]) -> Network:
    layers = []
    for at, each in enumerate(entry["layers"]):
        kind, *inputs = [each, at - 1] if isinstance(each, int) else each
        name, arguments, shape, weights = entry["kinds"][kind]
        layers.append(
            Layer(name, arguments, tuple(inputs), tuple(shape), tuple(map(tuple, weights)))
        )
    return Network(
        tuple(layers),
        tuple(entry["outputs"]),
        _unrolled(entry["order"]),
        entry["parameters"],
        entry["trainable"],
        entry["sequential"],
        entry["printed"],
    )


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Write numbers as runs: the first, the step, and how many."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][2] == 1:
            found[-1][1:] = [number - found[-1][0], 2]
        elif found and number == found[-1][0] + found[-1][1] * found[-1][2]:
            found[-1][2] += 1
        else:
            found.append([number, 0, 1])
    return found


def _unrolled(runs: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(first + step * at for first, step, count in runs for at in range(count))

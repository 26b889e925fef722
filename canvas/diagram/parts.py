"""The parts of a layer-box diagram, read from a check: layers, groups of repeats, opened and closed composites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, islice

from blocks.check.checker import Checker
from blocks.check.instance import Instance, is_composite
from blocks.check.iterations import iteration_of
from blocks.commands.present import first_iteration, is_absent, sources as sources_of
from blocks.errors import EditError
from blocks.graph.composite_ports import live_order
from blocks.graph.graph import MODEL, Block
from blocks.inference.limits import TooMuchError, metered
from blocks.inference.repeats import Repeats, Wrong, repeats
from blocks.inference.result import BlockCheck
from blocks.types.block_type import Category, Form
from blocks.values.shapes import Shape
from canvas.diagram.words import layer_words, merge_sign, short_name

_BANDS = (Category.ACTIVATION, Category.NORMALIZATION, Category.REGULARIZATION)
"""Layers of these kinds are a band at the end of the box before them."""
_STRIPES = 14
"""Most layers that are hinted at on the box of a closed composite."""
_UNROLLED = 4
"""A layer that is repeated at most so often is drawn as so many boxes."""
MOST_PARTS = 3000
"""With more boxes than this nobody can read a diagram; what comes after is left closed."""


@dataclass(frozen=True, slots=True)
class DiagramPart:
    """One box, mark or group of a diagram.

    Attributes:
        key: names it in its network.
        words: what stands on it, or above it where it is a group.
        category: kind of layer; ``None`` for one that nobody knows.
        shape: what it gives, channels last; ``None`` for unknown.
        form: the form of its type.
        sign: what stands in the circle of a merging layer; empty for all others.
        bands: kinds of the layers that are bands at its end.
        stripes: kinds of the layers inside a closed composite.
        times: how often it is there.
        parallel: its repeats stand side by side.
        parameters: number of weights' values, bands and repeats included.
        inner: what is inside an opened composite.
    """

    key: str
    words: str
    category: Category | None
    shape: Shape | None
    form: Form | None = Form.LAYER
    sign: str = ""
    bands: tuple[Category, ...] = ()
    stripes: tuple[Category, ...] = ()
    times: int = 1
    parallel: bool = False
    parameters: int = 0
    inner: Network | None = None


@dataclass(slots=True)
class Network:
    """Parts in the order in which data flows, and what leads from one to another."""

    parts: dict[str, DiagramPart] = field(default_factory=dict)
    edges: list[tuple[str, str]] = field(default_factory=list)

    def sources(self, key: str) -> list[str]:
        """Return what leads to a part."""
        return [source for source, target in self.edges if target == key]

    def walk(self) -> Iterator[DiagramPart]:
        """Yield every part, those inside groups included."""
        for part in self.parts.values():
            yield part
            if part.inner is not None:
                yield from part.inner.walk()


def network_of(checker: Checker, depth: int | None = 0) -> Network:
    """Read a graph.

    Args:
        checker: the check of the model, or of a composite as one instance sees it; only read.
        depth: how many composites inside one another are opened; ``None`` for all.
    """
    return _Reader([MOST_PARTS]).read(checker, depth)


class _Reader:
    """Reads networks; ``left`` holds how many parts there may still be."""

    def __init__(self, left: list[int]) -> None:
        self.left = left

    def read(self, checker: Checker, depth: int | None) -> Network:
        graph = checker.graph
        made, ends = Network(), dict[str, str]()
        order = graph.order() if checker.graph_name == MODEL else live_order(graph)
        for key in order:
            if is_absent(checker, key):
                continue
            before = sources_of(checker, key)
            sources = [ends[wire.source] for wire in before if wire.source in ends]
            for part in self._parts(checker, key, depth):
                made.parts[part.key] = part
                made.edges += [(source, part.key) for source in dict.fromkeys(sources)]
                sources = [part.key]
            ends[key] = sources[0]
        return _banded(made)

    def _parts(self, checker: Checker, key: str, depth: int | None) -> list[DiagramPart]:
        """Return the parts of a block, one behind the other."""
        block, check = checker.graph.blocks[key], checker.results[key]
        self.left[0] -= 1
        if check.inference is not None and repeats(block.structure):
            return self._repeated(checker, block, check, depth)
        instance = iteration_of(checker, key).instance if is_composite(checker.graph, key) else None
        return [self._part(checker, block, check, instance, depth)]

    def _repeated(
        self, checker: Checker, block: Block, check: BlockCheck, depth: int | None
    ) -> list[DiagramPart]:
        """Return a part for iterations that follow each other and consist of the same layers."""
        assert block.structure is not None
        run = Repeats(checker.graph, block, block.structure, checker.environment)
        try:
            with metered():
                run.check(check.inputs)
        except (Wrong, TooMuchError, EditError):
            return [self._part(checker, block, check, None, 0)]
        parallel = block.structure.parallel is not None
        few = not is_composite(checker.graph, block.id) and len(run.done) <= _UNROLLED
        groups = [list(g) for _, g in groupby(run.done, lambda iteration: iteration.layers)]
        if not self._opens(depth) and is_composite(checker.graph, block.id):
            groups = [run.done]
        if few and not parallel:
            groups = [[iteration] for iteration in run.done]
        parts = [
            self._iterations(checker, block, group, depth, f"{block.id}/{at}", parallel)
            for at, group in enumerate(groups)
        ]
        if parallel and len(parts) > 1:  # side by side and not alike: one group stands for all
            parts = [replace(parts[0], times=len(run.done), parameters=check.parameters)]
        merge = block.structure.merge
        if run.merged is not None:
            parts.append(_merge(f"{block.id}/merge", merge, run.merged.output))
        return parts

    def _iterations(
        self,
        checker: Checker,
        block: Block,
        iterations: list[BlockCheck],
        depth: int | None,
        key: str,
        parallel: bool,
    ) -> DiagramPart:
        instance = None
        if is_composite(checker.graph, block.id):
            instance = Instance(iterations[0].arguments, iterations[0].inputs)
        part = self._part(checker, block, iterations[0], instance, depth)
        return replace(
            part,
            key=key,
            shape=iterations[-1].output,
            times=len(iterations),
            parallel=parallel,
            parameters=sum(iteration.parameters for iteration in iterations),
        )

    def _opens(self, depth: int | None) -> bool:
        return (depth is None or depth > 0) and self.left[0] > 0

    def _part(
        self,
        checker: Checker,
        block: Block,
        check: BlockCheck,
        instance: Instance | None,
        depth: int | None,
    ) -> DiagramPart:
        """Return the part of one application; ``instance`` for a composite that can be looked into."""
        kind = checker.graph.kind_of(block)
        category = kind.category if kind is not None else None
        shape = _channels_last(check.output, check)
        if category is Category.MERGING:
            return replace(_merge(block.id, block.type, shape), parameters=check.parameters)
        part = DiagramPart(
            block.id,
            layer_words(block.type, check.arguments),
            category,
            shape,
            kind.form if kind is not None else None,
            bands=_own_band(check),
            parameters=check.parameters,
        )
        if kind is None or kind.form is not Form.COMPOSITE:
            return part
        part = replace(part, words=block.name.replace("_", " ") or short_name(block.type), bands=())
        if instance is None or check.inference is None:
            return part
        inner = Checker(checker.document, block.type, instance, follows=False)
        if self._opens(depth):
            return replace(part, inner=self.read(inner, None if depth is None else depth - 1))
        return replace(part, stripes=tuple(islice(_stripes(inner), _STRIPES)))


def _merge(key: str, type_name: str, shape: Shape | None) -> DiagramPart:
    sign = merge_sign(type_name)
    return DiagramPart(key, short_name(type_name), Category.MERGING, shape, sign=sign)


def _channels_last(shape: Shape | None, check: BlockCheck) -> Shape | None:
    if shape and len(shape) > 1 and check.arguments.get("data_format") == "channels_first":
        return (*shape[1:], shape[0])
    return shape


def _own_band(check: BlockCheck) -> tuple[Category, ...]:
    """Return a band for the activation that a layer has as a parameter."""
    words = check.arguments.get("activation")
    return (Category.ACTIVATION,) if words not in (None, "linear") else ()


def _stripes(checker: Checker) -> Iterator[Category]:
    """Yield the kinds of the layers inside a closed composite, ends and merges left out."""
    graph = checker.graph
    for key in live_order(graph):
        check, kind = checker.results[key], graph.kind(key)
        if kind is None or kind.form is Form.PORT or kind.category is Category.MERGING:
            continue
        if is_absent(checker, key):
            continue
        if kind.form is not Form.COMPOSITE:
            yield kind.category
        elif (
            check.inference is not None and (iteration := first_iteration(checker, key)) is not None
        ):
            yield from _stripes(
                Checker(checker.document, kind.name, iteration.instance, follows=False)
            )


def _banded(network: Network) -> Network:
    """Make bands of small layers that follow a box and nothing else, and keep its shape."""
    ends: dict[str, str] = {}
    parts: dict[str, DiagramPart] = {}
    followers: dict[str, int] = {}
    sources: dict[str, list[str]] = {}
    for source, target in network.edges:
        followers[source] = followers.get(source, 0) + 1
        sources.setdefault(target, []).append(source)
    for key, part in network.parts.items():
        before = sources.get(key, [])
        host = parts.get(ends[before[0]]) if len(before) == 1 else None
        if host is not None and followers[before[0]] == 1 and _is_band(part, host):
            assert part.category is not None
            bands = (*host.bands, part.category)
            count = host.parameters + part.parameters
            parts[host.key] = replace(host, bands=bands, parameters=count)
            ends[key] = host.key
            continue
        parts[key], ends[key] = part, key
    edges = [(ends[a], ends[b]) for a, b in network.edges if ends[a] != ends[b]]
    return Network(parts, list(dict.fromkeys(edges)))


def _is_band(part: DiagramPart, host: DiagramPart) -> bool:
    plain = part.inner is None and part.times == 1 and part.category in _BANDS
    takes = host.inner is None and host.times == 1 and not host.sign and not host.stripes
    box = takes and host.form not in (Form.INPUT, Form.PORT) and host.category is not None
    return plain and box and host.shape == part.shape and host.category is not Category.COMPOSITE

"""The state of one reading of source: the report, limits, what is written where, and the graph at hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

from blocks.document.document import Document
from blocks.errors import InvalidValue
from blocks.graph.graph import Block
from blocks.quoting import shortened
from importers.reports.report import Report
from importers.source.graph.builder import Builder, Spec
from importers.source.graph.finish import Draft, SymbolNames, block_of
from importers.source.graph.ranks import rank_after
from importers.source.text.late_functions import Late
from importers.source.text.source import Source
from importers.source.values import budget as python_budget
from importers.source.values.budget import TooMuch
from importers.source.values.objects import MADE, InstanceValue
from importers.source.values.templates import LayerValue, Maker, ModelValue, SequentialValue
from importers.source.values.values import (
    UNSET,
    Args,
    Cells,
    DictValue,
    Frame,
    Kwargs,
    Leaf,
    ListValue,
    NotStructure,
    Restart,
    SourceValue,
    Sym,
    Tensor,
    Unset,
    fresh_number,
)

_Stored = TypeVar("_Stored")

Place = tuple[int, str]
"""Identifies a place: the id of the cells, and the name."""

Written = tuple[Cells[Any], str, Any]
"""A place and what stands there; of what kind that is, the cells say, and there are cells of several kinds."""

MAX_STEPS = 200_000
MAX_CALLS = 30
MOST_REMARKS = 2_000
MOST_HEARD = 10 * MOST_REMARKS
LONGEST_REMARK = 300


@dataclass(eq=False)
class Region:
    """A piece of the source that is read on trial, to be kept as a composite or a repeat, or undone.

    Attributes:
        builder: where its blocks go.
        written: by place, what stood there before.
        left: by place, what stood there in the end.
        read: places that were read before they were written.
        scope: the number of the function whose body it is; 0 for a loop or a condition.
    """

    builder: Builder
    written: dict[Place, Written] = field(default_factory=dict)
    left: dict[Place, Written] = field(default_factory=dict)
    read: dict[Place, tuple[Cells[Any], str]] = field(default_factory=dict)
    scope: int = 0
    born: int = field(default_factory=fresh_number)

    def finals(self) -> dict[Place, Written]:
        """Return what stands now where something was written."""
        return {
            key: (cells, name, cells.cells.get(name, UNSET))
            for key, (cells, name, _) in self.written.items()
        }


class ReadingState:
    """The state of one reading.

    Attributes:
        source: the script.
        document: gets the composites.
        flat: nothing is kept as structure: every layer is a block, every value a number.
        regions: what is being read on trial, the innermost last.
        unroll: loops that are written out.
        stood_in: Inputs that stand for names that are not there.
        active: functions that are being gone through, the innermost last.
        frozen: what ``trainable`` was set to, by the id of a layer or model.
        assumed: conditions that hold in what is being read.
        model_metaparameters: metaparameters of the model, by symbol.
        heard: all that was told, also while nothing is reported.
        late: knows which names functions read later than they are made.
    """

    def __init__(self, source: Source, flat: bool, unroll: set[ast.AST]) -> None:
        self.source, self.flat, self.unroll = source, flat, unroll
        self.document = Document()
        self.report = Report()
        self.regions: list[Region] = []
        self.base = Builder(self.document)
        self.model_metaparameters: dict[Leaf, Draft] = {}
        self.names = SymbolNames(self.base, self.model_metaparameters, False)
        self.names.declared = self.model_metaparameters
        self.module = Frame()
        self.steps = 0
        self.active: list[ast.AST] = []
        self.frozen: dict[int, bool] = {}
        self.kept: list[SourceValue] = []
        self.line = 0
        self.heard: list[tuple[str, int, str, str]] = []
        self.told: set[tuple[str, int, str]] = set()
        self.silent = 0
        self.stood_in: set[str] = set()
        self.assumed: list[Sym | None] = []
        self.late = Late(source.tree)
        self._names_within: dict[ast.AST, tuple[str, ...]] = {}

    # ------------------------------------------------------------ report

    def tell(self, text: str, line: int = 0, kind: str = "line", name: str = "") -> None:
        """Remember what could not be read, once for every line."""
        at = line or self.line
        text = shortened(text, LONGEST_REMARK)
        if len(self.heard) < MOST_HEARD:
            self.heard.append((text, at, kind, name))
        full = len(self.report.remarks) >= MOST_REMARKS
        if (kind, at, text) not in self.told and not self.silent and not full:
            self.told.add((kind, at, text))
            self.report.add(kind, name or self.source.line(at), text, line=at)

    def mark(self) -> int:
        """Return how much was told so far."""
        return len(self.report.remarks)

    def forget(self, mark: int) -> None:
        """Take back what was told while something was read on trial that could not be kept."""
        gone = self.report.remarks[mark:]
        self.told -= {(each.kind, each.line, each.text) for each in gone}
        del self.report.remarks[mark:]

    def step(self) -> None:
        """Count a step.

        Raises:
            TooMuch: there are too many.
        """
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise TooMuch("reading it takes too many steps")

    # ------------------------------------------------------------ places

    def get(self, cells: Cells[_Stored], name: str) -> _Stored | Unset:
        """Return what stands somewhere, `UNSET` for nothing."""
        key = id(cells), name
        for region in reversed(self.regions):
            if key in region.written or cells.born > region.born:
                break
            region.read[key] = cells, name
        return cells.cells.get(name, UNSET)

    def put(self, cells: Cells[_Stored], name: str, value: _Stored) -> None:
        """Write somewhere; what stood there can be brought back."""
        if self.regions:
            key, region = (id(cells), name), self.regions[-1]
            if key not in region.written and cells.born < region.born:
                region.written[key] = cells, name, cells.cells.get(name, UNSET)
        if name == "items" and isinstance(value, (list, dict)):
            python_budget.replaced(len(value))
        cells.cells[name] = value

    def open(self, shapes: bool, scope: int = 0) -> Region:
        """Begin to read something on trial."""
        builder = Builder(self.document, scope or fresh_number(), shapes and self.top.shapes)
        self.regions.append(Region(builder, scope=scope))
        return self.regions[-1]

    def close(self, region: Region) -> dict[Place, Written]:
        """End a trial and undo all that it wrote; returns what it wrote."""
        while self.regions[-1] is not region:
            self.close(self.regions[-1])
        finals = region.finals()
        for cells, name, old in region.written.values():
            if old is UNSET:
                cells.cells.pop(name, None)
            else:
                cells.cells[name] = old
        self.regions.pop()
        return finals

    @contextmanager
    def trial(self, shapes: bool) -> Iterator[Region]:
        """Read something on trial; what it wrote is undone, and ``left`` has it afterwards."""
        region = self.open(shapes)
        try:
            yield region
        finally:
            region.left = self.close(region)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Try to keep something as structure; where it cannot be, nothing is told of it.

        Raises:
            NotStructure: as it comes.
        """
        mark = self.mark()
        try:
            yield
        except NotStructure:
            self.forget(mark)
            raise

    @contextmanager
    def silent_trial(self) -> Iterator[Builder]:
        """Read something on trial, with shapes and without a word in the report."""
        self.silent += 1
        try:
            with self.trial(shapes=True) as region:
                yield region.builder
        finally:
            self.silent -= 1

    def leave_regions(self) -> None:
        """End all trials."""
        while self.regions:
            self.close(self.regions[-1])

    @property
    def depth(self) -> int:
        """The number of trials that are going on."""
        return len(self.regions)

    @property
    def top(self) -> Builder:
        """The graph that blocks go to."""
        return self.regions[-1].builder if self.regions else self.base

    def items(self, value: ListValue) -> list[SourceValue]:
        """Return the items of a list; counts the look at them."""
        items = self.held(value)
        python_budget.seen(len(items))
        return items

    def held(self, value: ListValue) -> list[SourceValue]:
        """Return the items of a list, where the caller counts what is done with them."""
        found = self.get(value, "items")
        return found if isinstance(found, list) else []

    def entries(self, value: DictValue) -> dict[SourceValue, SourceValue]:
        """Return the entries of a dictionary."""
        found = self.get(value, "items")
        return found if isinstance(found, dict) else {}

    def output_of(self, model: SequentialValue) -> Tensor | None:
        """Return what the last layer of a Sequential model gives; ``None`` before the first one."""
        found = self.get(model, "tensor")
        return found if isinstance(found, Tensor) else None

    def made_by(self, value: SourceValue) -> SourceValue:
        """Return the model or layer that an object of the source is; any other value as it is."""
        found = self.get(value, MADE) if isinstance(value, InstanceValue) else UNSET
        return value if found is UNSET else found

    # ------------------------------------------------------------ blocks

    def emit(self, spec: Spec) -> list[Tensor]:
        """Add a block to the graph at hand; returns what it gives."""
        builder = self.top
        spec.line = spec.line or self.line
        if id(spec.layer) in self.frozen:
            spec.values["trainable"] = self.frozen[id(spec.layer)]
        outputs = builder.add(spec)
        names = self.names if builder is self.base else SymbolNames(builder, {}, False)

        def made(each: Spec) -> Block:
            return block_of(each, names, each.id, self.document.type_named)

        with suppress(NotStructure, InvalidValue):
            builder.work_out(spec, outputs, made, names.values)
        for tensor in outputs:
            if tensor.rank is None and tensor.shape is None:
                tensor.rank = rank_after(spec)
        return outputs

    def new_layer(self, name: str, args: Args, kwargs: Kwargs, own: str = "") -> LayerValue:
        """Return a layer that is made here and now."""
        return LayerValue(name, args, kwargs, self.line, self.depth, own)

    def restart(self, node: ast.AST) -> NoReturn:
        """Read all again with one loop written out.

        Raises:
            Restart: always, or `NotStructure` where that has not helped.
        """
        if node in self.unroll:
            raise NotStructure
        self.unroll.add(node)
        raise Restart

    def names_within(self, node: ast.AST) -> tuple[str, ...]:
        """Return the names that a piece of the source asks for or writes, each once; looked for once."""
        found = self._names_within.get(node)
        if found is None:
            names = [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
            found = self._names_within[node] = tuple(dict.fromkeys(names))
        python_budget.seen(len(found))
        return found

    def matters(self, node: ast.AST, frame: Frame) -> bool:
        """Tell whether a piece of the source has to do with a model."""
        kinds = (Tensor, SequentialValue, ModelValue, LayerValue, Maker)
        return any(
            isinstance(scope.cells.get(name), kinds)
            for name in self.names_within(node)
            for scope in frame.scopes()
        )

"""Every single mistake that can be made in a template: a block or a wire deleted, a parameter changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from blocks.check.checker import Checker
from blocks.check.model_problems import all_problems
from blocks.commands.blocks import disconnect, dissolve_blocks, remove_blocks, set_values
from blocks.document.copying import copy_document
from blocks.document.document import Document
from blocks.document.edits import Edit
from blocks.errors import NetwrightError
from blocks.files.project_file import from_text
from blocks.graph.graph import Graph
from blocks.parameters import Choice, Flag, Integer, Integers, Parameter, Sizes
from blocks.settings.datasets import DataDescription, describe_bundled
from blocks.types.block_type import Form
from blocks.types.problems import Problem, Severity
from blocks.values.values import Value

TEMPLATES = Path(__file__).parents[3] / "app" / "templates"
NAMES = tuple(sorted(path.stem for path in TEMPLATES.glob("*.netwright")))


@dataclass(frozen=True)
class Fault:
    """A mistake in a template.

    Attributes:
        template: its name.
        kind: ``block``, ``joined``, ``wire`` or ``value``.
        words: which one it is.
        edits: what makes it.
    """

    template: str
    kind: str
    words: str
    edits: tuple[Edit, ...]


@cache
def template(name: str) -> Document:
    """Return a template; it must not be changed."""
    return from_text((TEMPLATES / f"{name}.netwright").read_text(encoding="utf-8"))


def faults_of(name: str) -> Iterator[Fault]:
    """Yield every single mistake in a template, those that do no harm among them."""
    document = template(name)
    for graph in document.graphs.values():
        for block_id in graph.order():
            words = f"{graph.name}/{block_id}"
            gone = remove_blocks(document, [block_id], graph.name)
            if not _can_be_made(document, gone):
                continue
            yield Fault(name, "block", words, tuple(gone))
            joined = dissolve_blocks(document, [block_id], graph.name)
            if joined != gone and _can_be_made(document, joined):
                yield Fault(name, "joined", words, tuple(joined))
            yield from _values(name, document, graph, block_id)
        for wire in sorted(graph.wires()):
            edits = tuple(disconnect(document, [wire], graph.name))
            yield Fault(name, "wire", f"{graph.name}/{' '.join(wire)}", edits)


def _values(name: str, document: Document, graph: Graph, block_id: str) -> Iterator[Fault]:
    kind, block = graph.kind(block_id), graph.blocks[block_id]
    if kind is None or kind.form is Form.PORT:
        return
    for parameter in kind.parameters:
        for value in _others(parameter, kind.value_in(block.values, parameter.name)):
            try:
                edits = set_values(document, block_id, graph.name, **{parameter.name: value})
            except NetwrightError:
                continue
            if edits:
                words = f"{graph.name}/{block_id} {parameter.name} = {value}"
                yield Fault(name, "value", words, tuple(edits))


def _others(parameter: Parameter, value: object) -> Iterator[Value]:
    """Yield values that somebody may type or choose instead."""
    if isinstance(parameter, Flag):
        yield from (True, False)
    elif isinstance(parameter, Choice):
        yield from parameter.choices[:4]
    elif isinstance(parameter, Integer):
        now = value if isinstance(value, int) else 4
        yield from (now + 1, now * 2, max(now - 1, 1), 3)
    elif isinstance(parameter, Integers):
        yield from (1, 2, 3, 50)
    elif isinstance(parameter, Sizes) and isinstance(value, tuple) and value:
        last = value[-1] if isinstance(value[-1], int) else 3
        yield from ((*value[:-1], last + 1), value[:-1] or (last, last), (*value, 1))


def broken(fault: Fault) -> Document:
    """Return a copy of the template with the mistake in it."""
    copy = copy_document(template(fault.template))
    copy.apply(fault.edits)
    return copy


def _can_be_made(document: Document, edits: list[Edit]) -> bool:
    """Tell whether the document takes edits: ends of composites that are in use stay."""
    try:
        copy_document(document).apply(edits)
    except NetwrightError:
        return False
    return True


def data_of(document: Document) -> DataDescription | None:
    """Return the data that the settings of a document choose."""
    return describe_bundled(document.settings)


def bad(problems: list[Problem]) -> list[Problem]:
    """Return the problems that stand in the way of training."""
    return [each for each in problems if each.severity is not Severity.WARNING]


def look(document: Document) -> tuple[Checker, DataDescription | None]:
    """Return the check of a document's model, and its data."""
    return Checker(document, follows=False), data_of(document)


def mended(
    checker: Checker, problem: Problem, data: DataDescription | None, after: Document
) -> bool:
    """Tell whether nothing is wrong any more with the block of a problem, and nothing new elsewhere."""
    known = {each.key for each in bad(all_problems(checker, data))}
    now = bad(all_problems(*look(after)))
    left = [each for each in now if each.block == problem.block and each.path == problem.path]
    return not left and {each.key for each in now} <= known

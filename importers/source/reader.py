"""Reading a Python script into a document: statically, with Keras's functional or Sequential API. Nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from blocks.document.document import Document
from blocks.errors import EditError
from importers.reports.errors import UnreadableModel
from importers.reports.report import Report
from importers.source.choose_model import ModelChoice
from importers.source.interpreter.machine import Machine
from importers.source.model_document import ModelDocument
from importers.source.reading.state import ReadingState
from importers.source.text.source import Source
from importers.source.values.budget import TooMuch, budget
from importers.source.values.values import BodyLeft, NotStructure, Restart, Stopped

MOST_RESTARTS = 40


@dataclass(frozen=True, slots=True)
class Script:
    """A script as it was read.

    Attributes:
        document: with the structure that the source has.
        flat: a block for every layer; ``None`` where that is too much.
        report: what could not be read.
        structured: whether the source has any structure.
    """

    document: Document
    flat: Document | None
    report: Report
    structured: bool


def read_model(source: Source, title: str) -> Script:
    """Read a script.

    Args:
        source: its text, parsed.
        title: the project's title where the model has no name.

    Raises:
        UnreadableModel: there is no model in it, or it is too large.
    """
    with budget():
        return _script(source, title)


def _script(source: Source, title: str) -> Script:
    reader = _read(source, flat=False)
    flat: Document | None = None
    try:
        plain = _read(source, flat=True)
        flat = _document(plain, title)
        layers = len(flat.model.blocks)
    except UnreadableModel:
        layers = 0
    document = _document(reader, title)
    report = reader.state.report
    blocks = [block for graph in document.graphs.values() for block in graph.blocks.values()]
    report.blocks = len(blocks)
    report.layers = layers or len(document.model.blocks)
    structured = len(document.graphs) > 1 or any(block.structure for block in blocks)
    structured = structured or bool(document.model.metaparameters)
    return Script(document, flat, report, structured)


def _read(source: Source, flat: bool) -> _Reading:
    unroll: set[ast.AST] = set()
    steps = 0
    for _ in range(MOST_RESTARTS):
        reader = _Reading(source, flat, unroll, steps)
        try:
            with _limits():
                reader.read()
            return reader
        except Restart:
            steps = reader.state.steps
    raise UnreadableModel("The script has too many loops that cannot be kept.")


def _document(reader: _Reading, title: str) -> Document:
    try:
        with _limits():
            return ModelDocument(reader.choice).document(title)
    except (EditError, NotStructure) as error:
        raise UnreadableModel(f"The layers do not fit together: {error}.") from None


@contextmanager
def _limits() -> Iterator[None]:
    """Say in words for people which limit was reached.

    Raises:
        UnreadableModel: one was.
    """
    try:
        yield
    except TooMuch as error:
        raise UnreadableModel(f"The script cannot be read: {error}.") from None
    except RecursionError:
        raise UnreadableModel("The script cannot be read: it is nested too deeply.") from None


class _Reading:
    """One reading of a script: with its structure, or flat."""

    def __init__(self, source: Source, flat: bool, unroll: set[ast.AST], steps: int) -> None:
        self.state = ReadingState(source, flat, unroll)
        self.state.steps = steps
        self.machine = Machine(self.state)
        self.choice = ModelChoice(self.machine)

    def read(self) -> None:
        """Go through the module, then look for a model in it.

        Raises:
            UnreadableModel: there is none.
            Restart: a loop has to be written out.
            TooMuch: a limit is reached.
        """
        for line, words in self.state.source.left_out.items():
            self.state.tell(words, line)
        for name, why in self.state.source.not_read.items():
            self.state.tell(f"it is imported and could not be read: {why}", 1, "line", name)
        for node in self.state.source.tree.body:
            if not self._top(node):
                break
        self.choice.choose()

    def _top(self, node: ast.stmt) -> bool:
        """Go through one statement of the module; returns whether the program goes on."""
        try:
            self.machine.run([node], self.state.module)
        except BodyLeft:
            self.state.tell("it is outside of a function: left out", node.lineno)
        except Stopped:
            self.state.leave_regions()
            return False
        return True

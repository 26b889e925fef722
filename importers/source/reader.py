"""Reading a Python script into a document: statically, with Keras's functional or Sequential API. Nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddWire, Edit, SetMetaparameters
from blocks.errors import EditError, InvalidValue
from blocks.graph.graph import MODEL, Block, Graph, Wire, slug
from blocks.settings.declarations import Settings
from importers.keras_json.document import is_automatic
from importers.reports.errors import UnreadableModel
from importers.reports.report import Report
from importers.source.graph.builder import Spec
from importers.source.graph.finish import Knob, Names, block_of, knob_name, numbered
from importers.source.interpreter.budget import TooMuch, budget
from importers.source.structure.choose_model import Choosing
from importers.source.structure.composites import join, shared_words
from importers.source.text.source import Source
from importers.source.training import with_training
from importers.source.values import symbols
from importers.source.values.values import (
    UNSET,
    Leaving,
    NotStructure,
    Restart,
    Stopped,
    Tensor,
    Unknown,
)

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
    report = reader.report
    blocks = [block for graph in document.graphs.values() for block in graph.blocks.values()]
    report.blocks = len(blocks)
    report.layers = layers or len(document.model.blocks)
    structured = len(document.graphs) > 1 or any(block.structure for block in blocks)
    structured = structured or bool(document.model.metaparameters)
    return Script(document, flat, report, structured)


def _read(source: Source, flat: bool) -> Reader:
    unroll: set[ast.AST] = set()
    steps = 0
    for _ in range(MOST_RESTARTS):
        reader = Reader(source, flat, unroll)
        reader.steps = steps
        try:
            reader.read()
            return reader
        except Restart:
            steps = reader.steps
            continue
        except TooMuch as error:
            raise UnreadableModel(f"The script cannot be read: {error}.") from None
        except RecursionError:
            raise UnreadableModel("The script cannot be read: it is nested too deeply.") from None
    raise UnreadableModel("The script has too many loops that cannot be kept.")


def _document(reader: Reader, title: str) -> Document:
    try:
        return reader.finish(title)
    except (EditError, NotStructure) as error:
        raise UnreadableModel(f"The layers do not fit together: {error}.") from None
    except TooMuch as error:
        raise UnreadableModel(f"The script cannot be read: {error}.") from None
    except RecursionError:
        raise UnreadableModel("The script cannot be read: it is nested too deeply.") from None


class Reader(Choosing):
    """Reads one script in one way."""

    def __init__(self, source: Source, flat: bool, unroll: set[ast.AST]) -> None:
        super().__init__(source, flat, unroll)
        self.models: list[Any] = []
        self.picked: list[Any] = []
        self.nests = {}
        self.held = {}
        self.objects = {}
        self.unreadable = set()
        self.readable = set()
        self.knob_leaves = {}
        self.model_knobs = {}
        self.settings = Settings()
        self.once = _assigned_once(source.tree)
        self.names = Names(self.base, self.model_knobs, False)
        self.names.declared = self.model_knobs
        self.ends: tuple[list[Tensor], list[Tensor]] = ([], [])
        self.model_name = ""

    # ------------------------------------------------------------ reading

    def read(self) -> None:
        """Go through the module, then look for a model in it.

        Raises:
            UnreadableModel: there is none.
            Restart: a loop has to be written out.
            TooMuch: a limit is reached.
        """
        for line, words in self.source.left_out.items():
            self.tell(words, line)
        for node in self.source.tree.body:
            if not self._top(node):
                break
        found = self._choose() or self._from_function() or self._from_pieces()
        if not found:
            raise UnreadableModel(self._nothing())

    def _top(self, node: ast.stmt) -> bool:
        """Go through one statement of the module; returns whether the program goes on."""
        try:
            self.run([node], self.module)
        except Leaving:
            self.tell("it is outside of a function: left out", node.lineno)
        except Stopped:
            self.leave_regions()
            return False
        return True

    def constant(self, name: str, value: Any, node: ast.Assign) -> Any:
        simple = isinstance(value, (int, float, str)) and _is_literal(node.value)
        if self.flat or name not in self.once or not simple or not name.isascii():
            return value
        taken = {knob.name for knob in self.model_knobs.values()}
        leaf = symbols.new_leaf(name, known=value)
        words = self.source.note(node.lineno)[:300]
        self.model_knobs[leaf] = Knob(knob_name(name, taken), leaf, value, words)
        return symbols.sym_of(leaf)

    def compiled(self, model: Any, kwargs: Mapping[str, Any]) -> None:
        self.settings, left = with_training(self.settings, kwargs)
        for words in left:
            self.tell(words)

    def chosen(self, model: Any) -> None:
        if model in self.picked:
            self.picked.remove(model)
        self.picked.append(model)

    # ------------------------------------------------------------ the document

    def finish(self, title: str) -> Document:
        """Make the document.

        Raises:
            EditError: the layers do not fit together.
            NotStructure: a value is not known.
        """
        starts, outs = self.ends
        specs = self._specs(starts, outs)
        self._trim(specs, outs)
        ids = numbered(specs)
        names = Names(self.base, self.model_knobs, False)
        words = shared_words(specs, ids)
        edits: list[Edit] = []
        taken: set[str] = set()
        scratch = Graph(MODEL)
        scratch.type_named = self.document.type_named
        for at, spec in enumerate(specs):
            block = self._block(spec, names, ids[spec.id], taken)
            block = replace(block, shares=words.get(spec.id, ""))
            scratch.put(block)
            edits.append(AddBlock(MODEL, block, (0.0, 110.0 * at)))
        for spec in specs:
            join(scratch, spec, ids)
        edits += [AddWire(MODEL, wire) for wire in scratch.wires()]
        edits += self._shown_outputs(scratch, outs, ids)
        metas = tuple(knob.metaparameter() for knob in names.knobs())
        self.document.apply([SetMetaparameters(MODEL, (), metas), *edits])
        self._drop_unused()
        name = self.model_name.replace("_", " ").strip() or title
        name = name[:1].upper() + name[1:]
        self.document.settings = replace(self.settings, title=name[:200])
        return self.document

    def _specs(self, starts: list[Tensor], outs: list[Tensor]) -> list[Spec]:
        live = self.base.ancestors(outs, starts)
        first = list(dict.fromkeys(each.block for each in starts))
        self._tell_unused(live | set(first))
        for key in first:
            spec = self.base.specs[key]
            if spec.type == "Input" and "shape" not in spec.values and key not in self.stood_in:
                self.tell(
                    "it does not say what shape goes in: give the Input one", spec.line, "added"
                )
        rest = [key for key in self.base.specs if key in live and key not in first]
        late = [key for key in first if self.base.specs[key].type != "Input"]
        for key in late:
            self.base.specs[key] = replace(self.base.specs[key], type="Input", values={}, inputs=[])
        return [self.base.specs[key] for key in (*first, *rest)]

    def _trim(self, specs: list[Spec], outs: list[Tensor]) -> None:
        """Let composites give no more than the model uses: what is left over would be an output of the model."""
        used = {each.key for spec in specs for each in spec.inputs} | {each.key for each in outs}
        for spec in specs:
            ports = tuple(port for port in spec.outputs if (self.base.uid, spec.id, port) in used)
            if spec.type in self.document.graphs and 0 < len(ports) < len(spec.outputs):
                spec.type, spec.outputs = self.trimmed(spec.type, ports), ports

    def _tell_unused(self, live: set[str]) -> None:
        nested = {
            spec
            for definition, _ in self.nests.values()
            for spec in definition.region.builder.specs
        }
        for model in self.models:
            ends = self._ends(model)
            nested |= self.base.ancestors(ends[1]) if ends else set()
        for key, spec in self.base.specs.items():
            if key not in live and key not in nested and spec.type != "Input":
                self.tell("what it gives is not used by the model: left out", spec.line)

    def _block(self, spec: Spec, names: Names, block_id: str, taken: set[str]) -> Block:
        name = (
            ""
            if is_automatic(spec.name)
            else "".join(
                letter if letter.isascii() and (letter.isalnum() or letter == "_") else "_"
                for letter in spec.name[:60]
            )
        )
        if name in taken:
            name = ""
        taken.add(name)
        try:
            return block_of(spec, names, block_id, self.document.type_named, name)
        except (InvalidValue, NotStructure):
            self.tell("one of its values could not be read: left out", spec.line)
            return Block(block_id, spec.type, {}, name, dict(spec.extra))

    def _shown_outputs(
        self, graph: Graph, outs: list[Tensor], ids: Mapping[str, str]
    ) -> list[Edit]:
        """Give outputs that are used further on an end of their own."""
        used = {(wire.source, wire.source_port) for wire in graph.wires()}
        edits: list[Edit] = []
        for at, tensor in enumerate(outs):
            place = ids[tensor.block], tensor.port
            if place in used:
                block_id = f"{slug('Activation')}-{len(ids) + at + 1}"
                block = Block(block_id, "Activation", {"activation": "linear"})
                edits.append(AddBlock(MODEL, block, (0.0, 110.0 * (len(ids) + at))))
                edits.append(AddWire(MODEL, Wire(*place, block_id, "input")))
                text = "is an output and used further on: a linear Activation shows it as an output"
                self.report.add("added", block_id, text, block_id)
        return edits

    def _drop_unused(self) -> None:
        """Leave out composites that nothing uses in the end."""
        while True:
            used = {
                block.type
                for graph in self.document.graphs.values()
                for block in graph.blocks.values()
            }
            gone = [name for name in self.document.graphs if name and name not in used]
            if not gone:
                return
            for name in gone:
                del self.document.graphs[name]


def _assigned_once(tree: ast.Module) -> set[str]:
    """Return the names that the module gives a value in one place only, outside of loops and conditions."""
    count: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            count[node.id] = count.get(node.id, 0) + 1
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            for name in node.names:
                count[name] = 2
    simple = {
        node.targets[0].id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    inner = [
        node
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.Lambda, ast.ListComp))
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    for node in inner:
        if count[node.id] > 1:
            count[node.id] -= 1
    return {name for name in simple if count[name] == 1 and not name.startswith("__")}


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)
    )


__all__ = ["UNSET", "Reader", "Script", "Unknown", "read_model"]

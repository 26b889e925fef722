"""The model that was chosen in a script, as a document: blocks with ids of their own, wires, metaparameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from blocks.catalog.activation import ACTIVATION
from blocks.catalog.core import INPUT
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddWire, Edit, SetMetaparameters
from blocks.errors import InvalidValue
from blocks.graph.graph import MODEL, Block, Graph, Wire
from blocks.graph.ids import slug
from importers.keras_json.document import is_automatic
from importers.source.choose_model import ModelChoice
from importers.source.graph.builder import Spec
from importers.source.graph.finish import SymbolNames, block_of, numbered
from importers.source.structure.composites import join, shared_words
from importers.source.values.values import NotStructure, Tensor


@dataclass
class ModelDocument:
    """Makes the document of what was read.

    Attributes:
        choice: the model that was chosen.
    """

    choice: ModelChoice

    def __post_init__(self) -> None:
        """Look where the parts are."""
        self.machine = self.choice.machine
        self.state = self.machine.state

    def document(self, title: str) -> Document:
        """Return the document.

        Raises:
            EditError: the layers do not fit together.
            NotStructure: a value is not known.
        """
        starts, outs = self.choice.ends
        specs = self._specs(starts, outs)
        self._trim(specs, outs)
        ids = numbered(specs)
        names = SymbolNames(self.state.base, self.state.model_metaparameters, False)
        words = shared_words(specs, ids)
        edits: list[Edit] = []
        taken: set[str] = set()
        scratch = Graph(MODEL)
        scratch.type_named = self.state.document.type_named
        for at, spec in enumerate(specs):
            block = self._block(spec, names, ids[spec.id], taken)
            block = replace(block, shares=words.get(spec.id, ""))
            scratch.put(block)
            edits.append(AddBlock(MODEL, block, (0.0, 110.0 * at)))
        for spec in specs:
            join(scratch, spec, ids)
        edits += [AddWire(MODEL, wire) for wire in scratch.wires()]
        edits += self._shown_outputs(scratch, outs, ids)
        metas = tuple(draft.metaparameter() for draft in names.drafts())
        self.state.document.apply([SetMetaparameters(MODEL, (), metas), *edits])
        self._drop_unused()
        name = self.choice.name.replace("_", " ").strip() or title
        name = name[:1].upper() + name[1:]
        self.state.document.settings = replace(self.machine.models.settings, title=name[:200])
        return self.state.document

    def _specs(self, starts: list[Tensor], outs: list[Tensor]) -> list[Spec]:
        specs = self.state.base.specs
        live = self.state.base.ancestors(outs, starts)
        first = list(dict.fromkeys(each.block for each in starts))
        self._tell_unused(live | set(first))
        for key in first:
            spec = specs[key]
            if not spec.is_input:
                specs[key] = replace(spec, type=INPUT.name, values={}, inputs=[])
            elif "shape" not in spec.values and key not in self.state.stood_in:
                words = "it does not say what shape goes in: give the Input one"
                self.state.tell(words, spec.line, "added")
        rest = [key for key in specs if key in live and key not in first]
        return [specs[key] for key in (*first, *rest)]

    def _trim(self, specs: list[Spec], outs: list[Tensor]) -> None:
        """Let composites give no more than the model uses: what is left over would be an output of the model."""
        used = {each.key for spec in specs for each in spec.inputs} | {each.key for each in outs}
        for spec in specs:
            ports = tuple(
                port for port in spec.outputs if (self.state.base.uid, spec.id, port) in used
            )
            if spec.type in self.state.document.graphs and 0 < len(ports) < len(spec.outputs):
                spec.type, spec.outputs = self.machine.composites.trimmed(spec.type, ports), ports

    def _tell_unused(self, live: set[str]) -> None:
        nested = {
            spec
            for definition, _ in self.machine.nesting.nests.values()
            for spec in definition.region.builder.specs
        }
        for model in self.machine.models.models:
            ends = self.choice.ends_of(model)
            nested |= self.state.base.ancestors(ends[1]) if ends else set()
        for key, spec in self.state.base.specs.items():
            if key not in live and key not in nested and not spec.is_input:
                self.state.tell("what it gives is not used by the model: left out", spec.line)

    def _block(self, spec: Spec, names: SymbolNames, block_id: str, taken: set[str]) -> Block:
        name = re.sub(r"\W", "_", spec.name[:60], flags=re.ASCII)
        if is_automatic(spec.name) or name in taken:
            name = ""
        taken.add(name)
        try:
            return block_of(spec, names, block_id, self.state.document.type_named, name)
        except (InvalidValue, NotStructure):
            self.state.tell("one of its values could not be read: left out", spec.line)
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
                block_id = f"{slug(ACTIVATION.name)}-{len(ids) + at + 1}"
                block = Block(block_id, ACTIVATION.name, {"activation": "linear"})
                edits.append(AddBlock(MODEL, block, (0.0, 110.0 * (len(ids) + at))))
                edits.append(AddWire(MODEL, Wire(*place, block_id, "input")))
                text = "is an output and used further on: a linear Activation shows it as an output"
                self.state.report.add("added", block_id, text, block_id)
        return edits

    def _drop_unused(self) -> None:
        """Leave out composites that nothing uses in the end."""
        while True:
            used = {
                block.type
                for graph in self.state.document.graphs.values()
                for block in graph.blocks.values()
            }
            gone = [name for name in self.state.document.graphs if name and name not in used]
            if not gone:
                return
            for name in gone:
                del self.state.document.graphs[name]

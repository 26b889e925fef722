"""Chooses the model of a script that is opened, or else the layers that are shown where none is made."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import partial

from blocks.catalog.core import INPUT
from importers.reports.errors import UnreadableModel
from importers.source.graph.builder import Spec
from importers.source.interpreter.machine import Machine
from importers.source.structure.arguments import positional
from importers.source.uncalled import UncalledBuilders
from importers.source.values import symbols
from importers.source.values.templates import ReadModel, SequentialValue
from importers.source.values.values import (
    Func,
    Tensor,
)

_TENSORS = (
    "x", "X", "inputs", "input", "input_tensor", "input_layer", "shortcut", "tensor", "layer", "net",
    "features",
)  # fmt: skip


@dataclass
class ModelChoice:
    """Chooses a model.

    Attributes:
        machine: has read the script.
        ends: the inputs and the outputs of the model that is chosen.
        name: its name; empty where it has none.
    """

    machine: Machine
    ends: tuple[list[Tensor], list[Tensor]] = field(default_factory=lambda: ([], []))
    name: str = ""

    def __post_init__(self) -> None:
        """Look where the state is."""
        self.state, self.base = self.machine.state, self.machine.state.base
        self.uncalled = UncalledBuilders(self.machine)

    def choose(self) -> None:
        """Choose a model.

        Raises:
            UnreadableModel: there is none.
        """
        self.machine.model_classes.finish()
        found = self._choose() or self.uncalled.first(self._choose)
        if not (found or self._from_pieces()):
            raise UnreadableModel(self._nothing())
        if found:
            self.uncalled.name()

    def _choose(self) -> bool:
        """Take the model that is compiled or shown, else the last one that is no part of another."""
        models = self.machine.models
        whole = {each: ends for each in models.models if (ends := self.ends_of(each)) is not None}
        if not whole:
            return False
        free = [model for model in whole if id(model) not in self.machine.nesting.nests]
        free = [model for model in free if id(model) not in models.imported] or free
        wanted = [model for model in models.picked if model in whole]
        pick = (wanted or free or list(whole))[-1]
        self.ends, self.name = whole[pick], pick.name
        live = self.base.ancestors(self.ends[1])
        for model in free if not self.state.flat else ():
            if model is not pick and not all(each.block in live for each in whole[model][1]):
                self.state.tell("another model of the script: it is not opened", model.line)
        return True

    def ends_of(self, model: ReadModel) -> tuple[list[Tensor], list[Tensor]] | None:
        """Return the inputs and outputs of a model; ``None`` for one that has none here."""
        if isinstance(model, SequentialValue):
            tensor = model.cells["tensor"]
            if tensor is None or tensor.builder is not self.base or model.input is None:
                return None
            return ([model.input], [tensor]) if tensor is not model.input else None
        if any(each.builder is not self.base for each in (*model.inputs, *model.outputs)):
            return None
        return list(model.inputs), list(model.outputs)

    def _from_pieces(self) -> bool:
        """Take all that there is: layers that no model was made of, else functions that could be composites."""
        specs = self.base.specs
        if all(spec.is_input for spec in specs.values()):
            self._offer_composites()
        if all(spec.is_input for spec in specs.values()):
            return False
        used = {each.key for spec in specs.values() for each in spec.inputs}
        for spec in specs.values():
            tensors = [Tensor(self.base, spec.id, port) for port in spec.outputs]
            if spec.is_input:
                self.ends[0].extend(each for each in tensors if each.key in used)
            else:
                self.ends[1].extend(each for each in tensors if each.key not in used)
        self.state.tell(
            "no model is made of the layers: all of them are shown", 1, "added", "Model"
        )
        return True

    def _offer_composites(self) -> None:
        """Show functions that nobody calls, each once, on an Input without a shape."""
        for name, func in list(self.state.module.cells.items()):
            if not isinstance(func, Func) or func.node in self._used or self.state.flat:
                continue
            names = positional(func.node)
            tensors = [each for each in names if _takes_tensor(func.node, each)]
            if not tensors or isinstance(func.node, ast.Lambda):
                continue
            self.state.line = func.node.lineno
            entries = {each: self.state.emit(Spec(INPUT.name, {}, []))[0] for each in tensors}
            rest = {
                each: symbols.sym_of(symbols.new_leaf(each, known=_guess(each)))
                for each in names
                if each not in tensors and each not in func.defaults
            }
            call = partial(self.machine.functions.call, func, (), {**entries, **rest})
            if not isinstance(self.uncalled.call(call, func.node.lineno), (Tensor, tuple)):
                used = {each.block for spec in self.base.specs.values() for each in spec.inputs}
                for entry in entries.values():
                    if entry.block not in used:
                        self.base.specs.pop(entry.block, None)
                continue
            words = "is called by nobody: it is shown as a composite"
            self.state.tell(words, func.node.lineno, "added", f"{name}()")

    @property
    def _used(self) -> set[ast.AST]:
        """The functions that are called by others of the module."""
        called = {
            node.func.id
            for node in ast.walk(self.state.source.tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        return {
            func.node
            for name, func in self.state.module.cells.items()
            if isinstance(func, Func) and name in called
        }

    def _nothing(self) -> str:
        classes = [
            node.name
            for node in self.state.source.tree.body
            if isinstance(node, ast.ClassDef)
            and any("Model" in ast.unparse(each) for each in node.bases)
        ]
        if classes:
            return (
                f"The class {classes[0][:60]} is a model, and what its call does could not be read. "
                "Save the model as .keras, or its structure with model.to_json()."
            )
        return (
            "There is no Keras model in the script: only functional and Sequential models are read."
        )


def _takes_tensor(node: ast.AST, name: str) -> bool:
    """Tell whether an argument of a function looks like a tensor: it is named so, or a layer is applied to it."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Call) and each.args:
            first = each.args[0]
            names = first.elts if isinstance(first, (ast.List, ast.Tuple)) else [first]
            if any(isinstance(item, ast.Name) and item.id == name for item in names):
                return True
    return name in _TENSORS


def _guess(name: str) -> int:
    """Return a number for an argument that nobody gives."""
    if "filter" in name or "unit" in name or "channel" in name:
        return 64
    return 3 if "kernel" in name else 1

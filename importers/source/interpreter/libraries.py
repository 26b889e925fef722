"""Calls of Keras's functions and classes, and of other libraries."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import chain

from blocks.catalog.activation import ACTIVATION
from blocks.catalog.core import INPUT
from blocks.catalog.merging import CONCATENATE
from blocks.parameters import Choice
from importers.source.graph.builder import BranchList, Spec
from importers.source.interpreter.apply import Applying
from importers.source.interpreter.builtins import Builtins
from importers.source.interpreter.models import Models
from importers.source.reading.contents import Contents
from importers.source.reading.state import ReadingState
from importers.source.structure.layer_blocks import LayerBlocks
from importers.source.values import arrays, symbols
from importers.source.values.arrays import ArrayValue
from importers.source.values.command_line import PARSER, CommandLine
from importers.source.values.keras_names import MERGING, is_keras, layer_name
from importers.source.values.keras_one import is_keras_alone, translated
from importers.source.values.known_helpers import HELPERS, helper
from importers.source.values.settings_of_keras import change_of_setting, setting
from importers.source.values.values import (
    UNSET,
    Api,
    Args,
    Kwargs,
    ListValue,
    ObjectValue,
    ShapeOf,
    SourceValue,
    Stopped,
    Sym,
    Tensor,
    Unknown,
    is_plain,
)

_OBJECTS = (
    "initializers", "regularizers", "constraints", "optimizers", "losses", "metrics", "callbacks", "quantizers",
    "dtype_policies",
)  # fmt: skip


_HOMES_OF_MODELS: tuple[tuple[str, ...], ...] = ((), ("models",), ("engine", "training"))


_CONCATENATE = ("concat", "concatenate")


_ARITHMETIC: dict[str, type[ast.operator]] = {"add": ast.Add, "multiply": ast.Mult}


@dataclass(eq=False)
class Libraries:
    """Works out calls of libraries."""

    state: ReadingState
    contents: Contents
    blocks: LayerBlocks
    applying: Applying
    models: Models
    builtins: Builtins

    def __post_init__(self) -> None:
        """Look for which Keras the script is."""
        self._alone = is_keras_alone(self.state.source.tree)

    def api(self, api: Api, args: Args, kwargs: Kwargs) -> SourceValue:
        """Call a function or a class of Keras, of Python, or of another library."""
        if api.path[0] == "builtins":
            return self.builtins.function(api.path[1], args, kwargs)
        if not is_keras(api):
            return self._library(api, args, kwargs)
        name = layer_name(api)
        if name in (INPUT.name, "InputLayer"):
            return self.models.make_input(args, kwargs)
        if name in ("Model", "Functional") and api.path[1:-1] in _HOMES_OF_MODELS:
            return self.models.make_model(args, kwargs)
        if name == "Sequential":
            return self.models.make_sequential(args, kwargs)
        if name == "KerasTensor":
            return self._symbolic(args)
        area = api.path[1] if len(api.path) > 1 else ""
        if area in _OBJECTS or (len(api.path) > 1 and api.path[-2] in _OBJECTS):
            return ObjectValue(api, args, kwargs)
        if api.path[-1] in HELPERS:
            return helper(api.path[-1], args, kwargs)
        if area == "applications" and api.path[-1][:1].isupper():
            return self.state.new_layer(api.path[-1], args, kwargs, "keras.applications")
        if name:
            usual = translated(api.path[-1], name, args, kwargs, self._alone)
            return self.state.new_layer(*usual)
        return self._keras_function(api, area, args, kwargs)

    def unknown_call(self, why: str, args: Args) -> SourceValue:
        """Keep a call that takes tensors as a block that is not known; what takes none is of no interest."""
        inputs = [each for each in args if isinstance(each, Tensor)]
        lists = [self.state.items(each) for each in args if isinstance(each, ListValue)]
        inputs += [each for each in chain.from_iterable(lists) if isinstance(each, Tensor)]
        if not inputs:
            return Unknown(f"{why[:60]}()")
        name = why.rpartition(".")[2].rpartition(" ")[2] or "call"
        self.state.tell(f"{why[:60]}() is not known: a block that does nothing stands for it")
        return self.blocks.grey(name, inputs)

    def _keras_function(self, api: Api, area: str, args: Args, kwargs: Kwargs) -> SourceValue:
        word = api.path[-1]
        if (data := arrays.known_set(api, args, kwargs)) is not None:
            return data
        if args and isinstance(args[0], ArrayValue):
            return arrays.function(word, args, kwargs)
        if area in ("layers", "legacy") and word in MERGING:
            layer = self.state.new_layer(word.capitalize(), args[1:], kwargs)
            return self.applying.apply(layer, args[:1] or (kwargs.get("inputs"),), {})
        if word == INPUT.name:
            return self.models.make_input(args, kwargs)
        if (known := setting(api, args)) is not UNSET:
            return known
        if words := change_of_setting(api, args, kwargs):
            self.state.tell(words)
            return None
        if word in ("int_shape", "shape") and len(args) == 1 and isinstance(args[0], Tensor):
            return ShapeOf(args[0])
        found = self._function_of_tensors(word, args, kwargs)
        return self.unknown_call(str(api), args) if found is None else found

    def _symbolic(self, args: Args) -> SourceValue:
        """Return what ``keras.KerasTensor(input_shape)`` is in the class of a composite: what comes in."""
        if args and isinstance(args[0], ShapeOf):
            return args[0].tensor
        return Unknown("a symbolic tensor")

    def _function_of_tensors(self, word: str, args: Args, kwargs: Kwargs) -> SourceValue:
        """Work out a function that takes tensors, as a block where there is one; ``None`` where there is none."""
        if not args:
            return None
        choices = ACTIVATION.parameters[0]
        known = isinstance(choices, Choice) and word in choices.choices
        if known and isinstance(args[0], Tensor) and len(args) == 1 and not kwargs:
            return self.state.emit(Spec(ACTIVATION.name, {"activation": word}, [args[0]]))[0]
        if word in _CONCATENATE and isinstance(args[0], (ListValue, tuple, BranchList)):
            axis = kwargs.get("axis", args[1] if len(args) > 1 else -1)
            layer = self.state.new_layer(CONCATENATE.name, (), {"axis": axis})
            return self.applying.apply(layer, args[:1], {})
        if word in _ARITHMETIC and len(args) == 2 and isinstance(args[0], Tensor):
            return self.blocks.tensor_operation(_ARITHMETIC[word](), args[0], args[1])
        return None

    def _library(self, api: Api, args: Args, kwargs: Kwargs) -> SourceValue:
        word = api.path[-1]
        if api.path[0] == "tensorflow":
            found = self._function_of_tensors(word, args, kwargs)
            if found is not None:
                return found
        if arrays.takes(api, args):
            return arrays.function(word, args, kwargs)
        if api.path[0] in ("math", "numpy", "np") and args:
            given = tuple(map(self.contents.as_row, args))
            if all(isinstance(each, (Sym, tuple)) or is_plain(each) for each in given):
                return symbols.call(word, given)
        if api.path == PARSER:
            return CommandLine()
        if api.path in (("copy", "deepcopy"), ("copy", "copy")) and args:
            return self.builtins.copied(args[0], 0)
        if api.path in (("sys", "exit"), ("os", "_exit")):
            raise Stopped
        return self.unknown_call(str(api), args)

"""Calls in the source: of Keras, of Python's own functions, of methods; functions of the source are elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from blocks.catalog.registry import block_type
from blocks.parameters import Choice
from importers.source.graph.builder import Spec
from importers.source.interpreter import budget as python_budget
from importers.source.interpreter.apply import is_layer_like
from importers.source.interpreter.models import Models
from importers.source.values import symbols
from importers.source.values.arithmetic import row
from importers.source.values.keras_names import MERGING, is_keras, layer_name, usual_name
from importers.source.values.known_helpers import HELPERS, helper
from importers.source.values.values import (
    Api,
    BranchList,
    ClassValue,
    DictValue,
    Frame,
    Func,
    Instance,
    LayerValue,
    ListValue,
    Maker,
    Method,
    ModelValue,
    ObjectValue,
    SequentialValue,
    ShapeOf,
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
_CONCATENATE = ("concat", "concatenate")
_ARITHMETIC: dict[str, type[ast.operator]] = {"add": ast.Add, "multiply": ast.Mult}


class Calls(Models):
    """Works out calls."""

    def call_value(self, node: ast.Call, frame: Frame) -> Any:
        callee = self.evaluate(node.func, frame)
        args = tuple(self._elements(node.args, frame))
        kwargs: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value, frame)
            if keyword.arg is not None:
                kwargs[keyword.arg] = value
            elif isinstance(value, DictValue):
                more = self.get(value, "items")
                kwargs |= {each: more[each] for each in more if isinstance(each, str)}
                python_budget.replaced(len(kwargs))
        self.line = node.lineno
        if isinstance(node.func, ast.Attribute) and isinstance(callee, Unknown):
            callee = self._grown_by(node.func, callee, args, frame)
        return self.call(callee, args, kwargs, frame)

    def _grown_by(
        self, node: ast.Attribute, callee: Unknown, args: tuple[Any, ...], frame: Frame
    ) -> Any:
        """Return the method of a new Sequential model for ``model.add(...)`` where there is no model yet."""
        owner = self.evaluate(node.value, frame)
        grows = node.attr == "add" and len(args) == 1 and is_layer_like(args[0])
        if not grows or not isinstance(owner, Unknown) or not owner.name or self.regions:
            return callee
        words = f"{owner.name} is not there before this line: a new Sequential model stands for it"
        self.tell(words, kind="added", name=owner.name)
        model = self._sequential((), {})
        self.put(self.module, owner.name, model)
        return Method(model, "add")

    def call(
        self, callee: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], frame: Frame
    ) -> Any:
        """Call something."""
        self.step()
        if isinstance(callee, Api):
            return self._api(callee, args, kwargs, frame)
        if isinstance(callee, Func):
            return self.call_function(callee, args, kwargs)
        if is_layer_like(callee):
            return self.apply(callee, args, kwargs)
        if isinstance(callee, ClassValue):
            return self.make_object(callee, args, kwargs)
        if isinstance(callee, Method):
            return self._method(callee, args, kwargs, frame)
        why = callee.why if isinstance(callee, Unknown) else "something"
        return self._unknown_call(why, args)

    def call_function(self, func: Func, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Call a function of the source."""
        raise NotImplementedError

    def make_object(
        self, kind: ClassValue, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Any:
        """Make an object of a class of the source."""
        raise NotImplementedError

    def _unknown_call(self, why: str, args: tuple[Any, ...]) -> Any:
        """Keep a call that takes tensors as a block that is not known; what takes none is of no interest."""
        inputs = [each for each in args if isinstance(each, Tensor)]
        for each in args:
            if isinstance(each, ListValue):
                inputs += [item for item in self.items(each) if isinstance(item, Tensor)]
        if not inputs:
            return Unknown(f"{why[:60]}()")
        name = why.rpartition(".")[2].rpartition(" ")[2] or "call"
        self.tell(f"{why[:60]}() is not known: a block that does nothing stands for it")
        return self.grey(name, inputs)

    # ------------------------------------------------------------ libraries

    def _api(self, api: Api, args: tuple[Any, ...], kwargs: Mapping[str, Any], frame: Frame) -> Any:
        if api.path[0] == "builtins":
            return self._builtin(api.path[1], args, kwargs)
        if not is_keras(api):
            return self._library(api, args, kwargs)
        name = layer_name(api)
        if name in ("Input", "InputLayer"):
            return self._input(args, kwargs, layer=name == "InputLayer")
        if name in ("Model", "Functional") and api.path[1:-1] in (
            (),
            ("models",),
            ("engine", "training"),
        ):
            return self._model(args, kwargs)
        if name == "Sequential":
            return self._sequential(args, kwargs)
        if name == "KerasTensor":
            return self._symbolic(args)
        area = api.path[1] if len(api.path) > 1 else ""
        if area in _OBJECTS or api.path[-2:-1] in tuple((each,) for each in _OBJECTS):
            return ObjectValue(api, args, kwargs)
        if api.path[-1] in HELPERS:
            return helper(api.path[-1], args, kwargs)
        if area == "applications" and api.path[-1][:1].isupper():
            return LayerValue(
                api.path[-1], args, kwargs, self.line, self.depth, "keras.applications"
            )
        if name:
            return LayerValue(name, args, kwargs, self.line, self.depth)
        return self._keras_function(api, area, args, kwargs)

    def _keras_function(
        self, api: Api, area: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Any:
        word = api.path[-1]
        if area in ("layers", "legacy") and word in MERGING:
            layer = LayerValue(word.capitalize(), args[1:], kwargs, self.line, self.depth)
            return self.apply(layer, args[:1] or (kwargs.get("inputs"),), {})
        if word == "Input":
            return self._input(args, kwargs)
        if word == "image_data_format":
            return "channels_last"
        if word in ("int_shape", "shape") and len(args) == 1 and isinstance(args[0], Tensor):
            return ShapeOf(args[0])
        found = self.function_of_tensors(word, args, kwargs)
        return self._unknown_call(str(api), args) if found is None else found

    def _symbolic(self, args: tuple[Any, ...]) -> Any:
        """Return what ``keras.KerasTensor(input_shape)`` is in the class of a composite: what comes in."""
        if args and isinstance(args[0], ShapeOf):
            return args[0].tensor
        return Unknown("a symbolic tensor")

    def function_of_tensors(
        self, word: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Any:
        """Work out a function that takes tensors, as a block where there is one; ``None`` where there is none."""
        if not args:
            return None
        activation = block_type("Activation")
        assert activation is not None
        choices = activation.parameters[0]
        known = isinstance(choices, Choice) and word in choices.choices
        if known and isinstance(args[0], Tensor) and len(args) == 1 and not kwargs:
            return self.emit(Spec("Activation", {"activation": word}, [args[0]]))[0]
        if word in _CONCATENATE and isinstance(args[0], (ListValue, tuple, BranchList)):
            axis = kwargs.get("axis", args[1] if len(args) > 1 else -1)
            layer = LayerValue("Concatenate", (), {"axis": axis}, self.line, self.depth)
            return self.apply(layer, args[:1], {})
        if word in _ARITHMETIC and len(args) == 2 and isinstance(args[0], Tensor):
            return self.tensor_operation(_ARITHMETIC[word](), args[0], args[1])
        return None

    def _library(self, api: Api, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        word = api.path[-1]
        if api.path[0] == "tensorflow":
            found = self.function_of_tensors(word, args, kwargs)
            if found is not None:
                return found
        if api.path[0] in ("math", "numpy", "np") and args:
            given = [row(self.items(x)) if isinstance(x, ListValue) else x for x in args]
            if all(isinstance(each, (Sym, tuple)) or is_plain(each) for each in given):
                return symbols.call(word, tuple(given))
        if api.path in (("copy", "deepcopy"), ("copy", "copy")) and args:
            return self._copied_value(args[0], 0)
        if api.path in (("sys", "exit"), ("os", "_exit")):
            raise Stopped
        return self._unknown_call(str(api), args)

    # ------------------------------------------------------------ methods

    def _method(
        self, method: Method, args: tuple[Any, ...], kwargs: Mapping[str, Any], frame: Frame
    ) -> Any:
        owner, name = method.owner, method.name
        if isinstance(owner, (SequentialValue, ModelValue)):
            return self._of_a_model(owner, name, args, kwargs)
        if isinstance(owner, ListValue):
            return self._of_a_list(owner, name, args)
        if isinstance(owner, DictValue):
            return self._of_a_dictionary(owner, name, args)
        if isinstance(owner, ShapeOf):
            return ListValue(self.shape_items(owner)) if name == "as_list" else Unknown(name)
        if isinstance(owner, Tensor) and name == "get_shape":
            return ShapeOf(owner)
        if isinstance(owner, BranchList):
            self.restart(owner.node)
        if isinstance(owner, (str, Sym)):
            return self._of_a_text(owner, name, args, kwargs)
        if isinstance(owner, Instance) and name == "__init__":
            return None
        return self._unknown_call(f"{type(owner).__name__}.{name}", args)


__all__ = ["Calls", "Maker", "usual_name"]

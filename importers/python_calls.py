"""Calls in the source: of Keras, of Python's own functions, of methods; functions of the source are elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from blocks.errors import InvalidValue
from blocks.parameters import Choice
from blocks.registry import block_type
from importers import python_symbols as symbols
from importers.python_apply import Applying, is_layer_like
from importers.python_builder import Spec
from importers.python_core import MAX_CALLS
from importers.python_known import HELPERS, helper
from importers.python_layers import value_of
from importers.python_names import MERGING, is_keras, layer_name, usual_name
from importers.python_values import (
    UNSET,
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
    Range,
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


class Calls(Applying):
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
                kwargs |= {str(k): v for k, v in self.get(value, "items").items()}
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

    def compiled(self, model: Any, kwargs: Mapping[str, Any]) -> None:
        """Take over what ``compile`` or ``fit`` says of the training."""
        raise NotImplementedError

    def chosen(self, model: Any) -> None:
        """Note that somebody does something with a model."""
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
            given = [tuple(self.items(x)) if isinstance(x, ListValue) else x for x in args]
            if all(isinstance(each, (Sym, tuple)) or is_plain(each) for each in given):
                return symbols.call(word, tuple(given))
        if api.path in (("copy", "deepcopy"), ("copy", "copy")) and args:
            return self._copied_value(args[0], 0)
        if api.path in (("sys", "exit"), ("os", "_exit")):
            raise Stopped
        return self._unknown_call(str(api), args)

    def _copied_value(self, value: Any, depth: int) -> Any:
        """Return a copy of lists and dictionaries, however deep."""
        self.step()
        if depth > MAX_CALLS:
            return Unknown("a copy")
        if isinstance(value, ListValue):
            return ListValue([self._copied_value(each, depth + 1) for each in self.items(value)])
        if isinstance(value, DictValue):
            items = self.get(value, "items").items()
            return DictValue({key: self._copied_value(each, depth + 1) for key, each in items})
        return value

    # ------------------------------------------------------------ Python's own functions

    def _builtin(self, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        if name in ("exit", "quit"):
            raise Stopped
        if name in ("print", "super", "open", "input", "id", "hasattr", "type", "isinstance"):
            return self._told_of(name, args)
        if name == "range" and 0 < len(args) <= 3:
            ends = (0, args[0]) if len(args) == 1 else args
            if all(isinstance(each, (int, Sym)) for each in ends):
                return Range(*ends)
            return Unknown("a range of something that is not known")
        first = args[0] if args else ()
        items = self.plain_items(first)
        if name in ("list", "tuple", "set", "sorted", "reversed", "enumerate", "zip", "dict"):
            return self._collected(name, args, kwargs, items)
        if name in ("len", "sum", "any", "all") and items is not None:
            if name == "len":
                return len(items)
            first = tuple(items)
        if name in (
            "min",
            "max",
            "int",
            "float",
            "round",
            "abs",
            "str",
            "bool",
            "sum",
            "any",
            "all",
            "divmod",
            "pow",
            "repr",
        ):
            given = tuple(tuple(self.items(x)) if isinstance(x, ListValue) else x for x in args)
            given = (first, *given[1:]) if name in ("sum", "any", "all") else given
            if all(self._is_value(each) for each in given) and not kwargs:
                return symbols.call(name, given)
        if name == "getattr" and len(args) > 1 and isinstance(args[1], str):
            return self.attribute(args[0], args[1])
        if name == "next" and isinstance(first, ListValue) and self.items(first):
            return self.items(first)[0]
        return first if name == "iter" else Unknown(f"{name}()")

    def _told_of(self, name: str, args: tuple[Any, ...]) -> Any:
        if name == "isinstance" and len(args) == 2 and isinstance(args[1], (Api, tuple)):
            kinds = args[1] if isinstance(args[1], tuple) else (args[1],)
            names = {each.path[-1] for each in kinds if isinstance(each, Api)}
            value = tuple(args[0].cells["items"]) if isinstance(args[0], ListValue) else args[0]
            found = {bool: "bool", int: "int", float: "float", str: "str", tuple: "tuple"}
            word = "list" if isinstance(args[0], ListValue) else found.get(type(value), "")
            if word:
                return word in names or (word == "bool" and "int" in names)
        return Unknown(f"{name}()")

    def _collected(
        self, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any], items: list[Any] | None
    ) -> Any:
        if name == "dict":
            start = self.get(args[0], "items") if args and isinstance(args[0], DictValue) else {}
            return DictValue({**start, **kwargs})
        if not args:
            return () if name == "tuple" else ListValue()
        if isinstance(args[0], BranchList):
            return args[0]
        if name == "zip":
            rows = [self.plain_items(each) for each in args]
            if any(each is None for each in rows):
                return Unknown("zip()")
            return ListValue(tuple(each) for each in zip(*rows, strict=False))  # type: ignore[arg-type]
        if items is None:
            return Unknown(f"{name}() of something that is not known")
        if name == "enumerate":
            start = args[1] if len(args) > 1 else kwargs.get("start", 0)
            start = start if isinstance(start, int) else 0
            return ListValue([(at, each) for at, each in enumerate(items, start)])
        if name == "reversed":
            items = items[::-1]
        if name == "sorted":
            if not all(isinstance(each, (int, float)) for each in items):
                return Unknown("sorted()")
            items = sorted(items)
        return tuple(items) if name == "tuple" else ListValue(items)

    # ------------------------------------------------------------ models

    def _input(self, args: tuple[Any, ...], kwargs: Mapping[str, Any], layer: bool = False) -> Any:
        shape = args[0] if args else kwargs.get("shape", kwargs.get("input_shape", UNSET))
        batch = kwargs.get("batch_shape", kwargs.get("batch_input_shape"))
        if shape is UNSET and batch is not None:
            items = self.plain_items(batch)
            shape = tuple(items[1:]) if items else UNSET
        if isinstance(shape, (ListValue, ShapeOf)):
            shape = tuple(self.plain_items(shape) or ())
        values: dict[str, Any] = {}
        kind = block_type("Input")
        assert kind is not None
        for key, value in (("shape", shape), ("dtype", kwargs.get("dtype"))):
            parameter = kind.parameter(key)
            if value is UNSET or value is None or parameter is None:
                continue
            if isinstance(value, int):
                value = (value,)
            known = isinstance(value, tuple) and any(isinstance(each, Unknown) for each in value)
            if known or isinstance(value, Unknown):
                self.tell(f"the {key} of the Input is not known: left out")
            else:
                try:
                    values[key] = value_of(parameter, value)
                except InvalidValue as error:
                    self.tell(f"{error}: left out")
        for key in ("tensor", "sparse", "ragged"):
            if kwargs.get(key) not in (None, False):
                self.tell(f"the argument {key} of the Input is left out")
        name = kwargs.get("name")
        named = name if isinstance(name, str) and not self.regions else ""
        (tensor,) = self.emit(Spec("Input", values, [], name=named))
        return tensor

    def _model(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        given = dict(zip(("inputs", "outputs"), args, strict=False)) | dict(kwargs)
        inputs = given.get("inputs", given.get("input"))
        outputs = given.get("outputs", given.get("output"))
        ends = []
        for value in (inputs, outputs):
            if isinstance(value, DictValue):
                named = self.get(value, "items")
                self._name_outputs(named)
                value = ListValue(list(named.values()))
            found = self.tensors_in((value,)) if value is not None else None
            if not found:
                self.tell("what the model begins or ends with is not known")
                return Unknown("a model")
            ends.append(tuple(found))
        name = kwargs.get("name")
        model = ModelValue(ends[0], ends[1], self.line, name if isinstance(name, str) else "")
        self.models.append(model)
        return model

    models: list[Any]

    def _name_outputs(self, ends: Mapping[Any, Any]) -> None:
        """Give blocks the names that a dictionary of outputs has for them, where they have none."""
        for name, tensor in ends.items():
            if isinstance(tensor, Tensor) and isinstance(name, str):
                spec = tensor.builder.specs[tensor.block]
                spec.name = spec.name or name

    def _sequential(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        name = kwargs.get("name")
        model = SequentialValue(self.top, self.line, name if isinstance(name, str) else "")
        self.models.append(model)
        layers = args[0] if args else kwargs.get("layers")
        for each in (self.plain_items(layers) if layers is not None else None) or ():
            self.add_layer(model, each)
        return model

    def add_layer(self, model: SequentialValue, layer: Any) -> None:
        """Add a layer to a Sequential model."""
        tensor = self.get(model, "tensor")
        if isinstance(layer, Tensor):
            self.put(model, "tensor", layer)
            model.input = layer
            return
        if not is_layer_like(layer):
            why = layer.why if isinstance(layer, Unknown) else "something that is no layer"
            self.tell(f"{why} is added to the model: left out")
            return
        if tensor is None:
            tensor = self._first_input(model, layer)
            if tensor is None:
                return
        result = self.applied(layer, [tensor])
        if isinstance(result, Tensor):
            self.put(model, "tensor", result)

    def _first_input(self, model: SequentialValue, layer: Any) -> Tensor | None:
        """Make the Input of a Sequential model from what its first layer says."""
        if isinstance(layer, SequentialValue) and isinstance(layer.input, Tensor):
            spec = layer.input.builder.specs[layer.input.block]
            (tensor,) = self.emit(Spec("Input", dict(spec.values), []))
            model.input = tensor
            return tensor
        kwargs = layer.kwargs if isinstance(layer, LayerValue) else {}
        if "input_shape" in kwargs or "batch_input_shape" in kwargs:
            found = self._input(
                (),
                {key: kwargs[key] for key in ("input_shape", "batch_input_shape") if key in kwargs},
            )
        elif "input_dim" in kwargs and layer.name != "Embedding":
            steps = (kwargs["input_length"],) if "input_length" in kwargs else ()
            found = self._input((), {"shape": (*steps, kwargs["input_dim"])})
        elif "input_length" in kwargs:
            found = self._input((), {"shape": (kwargs["input_length"],)})
        else:
            found = self._input((), {})
        model.input = found
        return found if isinstance(found, Tensor) else None

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

    def _of_a_model(
        self, model: Any, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Any:
        if name == "add" and isinstance(model, SequentialValue) and args:
            self.add_layer(model, args[0])
            return None
        if name == "pop" and isinstance(model, SequentialValue):
            tensor = self.get(model, "tensor")
            inputs = tensor.builder.specs[tensor.block].inputs if tensor is not None else []
            if inputs and tensor.builder is self.top:
                self.put(model, "tensor", inputs[0])
            return None
        if name in ("compile", "fit", "fit_generator"):
            if name == "compile":
                kwargs = dict(zip(("optimizer", "loss", "metrics"), args, strict=False)) | dict(
                    kwargs
                )
            self.compiled(model, kwargs)
        if name in ("compile", "fit", "summary", "save", "predict", "evaluate", "fit_generator"):
            self.chosen(model)
        return Unknown(f"{name}()")

    def _of_a_list(self, owner: ListValue, name: str, args: tuple[Any, ...]) -> Any:
        items = list(self.items(owner))
        if name == "append" and args:
            items.append(args[0])
        elif name in ("extend", "__iadd__") and args:
            more = self.plain_items(args[0])
            if more is None:
                return Unknown("extend()")
            items += more
        elif name == "insert" and len(args) == 2 and isinstance(args[0], int):
            items.insert(args[0], args[1])
        elif name == "pop":
            at = symbols.settled(args[0]) if args else -1
            if not isinstance(at, int) or not -len(items) <= at < len(items):
                return Unknown("pop()")
            found = items.pop(at)
            self.put(owner, "items", items)
            return found
        elif name == "reverse":
            items.reverse()
        elif name == "copy":
            return ListValue(items)
        elif name == "index" and args and args[0] in items:
            return items.index(args[0])
        else:
            return Unknown(f"{name}()")
        self.put(owner, "items", items)
        return None

    def _of_a_dictionary(self, owner: DictValue, name: str, args: tuple[Any, ...]) -> Any:
        items = self.get(owner, "items")
        if name == "items":
            return ListValue([(key, value) for key, value in items.items()])
        if name in ("keys", "values"):
            return ListValue(list(items) if name == "keys" else list(items.values()))
        if name in ("get", "pop", "setdefault") and args and is_plain(args[0]):
            found = items.get(args[0], args[1] if len(args) > 1 else None)
            if name == "pop":
                self.put(
                    owner, "items", {key: each for key, each in items.items() if key != args[0]}
                )
            if name == "setdefault":
                self.put(owner, "items", {**items, args[0]: found})
            return found
        if name == "update" and args and isinstance(args[0], DictValue):
            self.put(owner, "items", {**items, **self.get(args[0], "items")})
            return None
        return Unknown(f"{name}()")

    def _of_a_text(
        self, owner: Any, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Any:
        if name == "format":
            given = (*args, *kwargs.values())
            return self._text(owner, given) if isinstance(owner, str) else Unknown("a text")
        if not isinstance(owner, str):
            return symbols.text_of((owner,), UNSET)
        if name in ("lower", "upper", "strip", "capitalize", "title") and not args:
            return getattr(owner, name)()
        if name in ("startswith", "endswith") and args and isinstance(args[0], (str, tuple)):
            return getattr(owner, name)(args[0])
        if name == "split" and all(isinstance(each, str) and each for each in args):
            return ListValue(owner.split(*args[:1]))
        if name == "replace" and len(args) == 2 and all(isinstance(each, str) for each in args):
            return (
                symbols.bounded(owner.replace(*args)) if len(args[1]) < 100 else Unknown("a text")
            )
        return Unknown("a text")


__all__ = ["Calls", "Maker", "usual_name"]

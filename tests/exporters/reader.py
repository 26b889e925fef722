"""Executes a script's ``build_model()`` with stand-ins for Keras, and notes what it calls. No Keras: milliseconds."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from blocks.values.shapes import Shape
from blocks.values.values import Configured


@dataclass(eq=False)
class Tensor:
    """A tensor: what made it, and its shape with the batch axis."""

    number: int
    shape: tuple[int | None, ...]
    notes: Notes

    def __getitem__(self, key: tuple[Any, slice]) -> Tensor:
        assert key[0] is ...
        return self.notes.call("Slice", (), {"start": key[1].start, "stop": key[1].stop}, (self,))


@dataclass
class Called:
    """One call of the script: type, arguments as written, numbers of the tensors read."""

    type: str
    bare: tuple[Any, ...]
    named: dict[str, Any]
    inputs: tuple[int, ...]
    many: bool


@dataclass
class Notes:
    """Stands for ``keras`` and ``keras.layers``.

    Attributes:
        shapes: shape of the tensor of each call in turn, without the batch axis.
        calls: what was called.
        ends: numbers of the model's inputs and outputs.
        keys: names of the outputs, where they are a dictionary.
    """

    shapes: Sequence[Shape]
    calls: list[Called] = field(default_factory=list)
    ends: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    keys: tuple[str, ...] = ()

    def call(self, kind: str, bare: Any, named: dict[str, Any], inputs: Any) -> Tensor:
        """Note a call and return its tensor."""
        many = isinstance(inputs, list)
        numbers = tuple(tensor.number for tensor in inputs)
        self.calls.append(Called(kind, bare, named, numbers, many))
        number = len(self.calls) - 1
        return Tensor(number, (None, *self.shapes[number]), self)

    def layers(self) -> Any:
        """Stand in for ``keras.layers``."""
        notes = self

        class Layers:
            def __getattr__(self, kind: str) -> Any:
                return lambda *bare, **named: _Layer(notes, kind, bare, named)

        return Layers()

    def keras(self) -> Any:
        """Stand in for ``keras``."""
        families = ("initializers", "regularizers", "constraints", "quantizers")
        return SimpleNamespace(
            Input=lambda **named: self.call("Input", (), named, ()),
            Model=self.model(),
            Sequential=lambda made=(): _Sequential(self, made),
            KerasTensor=lambda tensor: tensor,
            saving=SimpleNamespace(register_keras_serializable=lambda: lambda made: made),
            layers=self.layers(),
            **dict.fromkeys(families, _Objects()),
        )

    def end(self, inputs: Any, outputs: Any) -> None:
        """Note the model's ends."""
        if isinstance(outputs, dict):
            self.keys = tuple(outputs)
            outputs = list(outputs.values())
        self.ends = (_numbers(inputs), _numbers(outputs))

    def model(self) -> type:
        """Stand in for ``keras.Model``, both the functional one and as the parent of classes."""
        notes = self

        class Model:
            """Has a ``build`` that gets tensors where Keras gives it their shapes."""

            built = False

            def __new__(cls, *ends: Any, **_: Any) -> Any:
                return super().__new__(cls) if cls is not Model else notes.end(*ends)

            def __call__(self, given: Any) -> Any:
                build = getattr(self, "build", None)
                if build is not None and not self.built:
                    before = len(notes.calls)
                    build(given)
                    self.built = True
                    del notes.calls[before:]  # it only looks; what happens is in call()
                return self.call(given)  # type: ignore[attr-defined]

            def get_config(self) -> dict[str, Any]:
                return {}

        return Model


@dataclass(eq=False)
class _Layer:
    """A layer: Keras counts it when it is made, so it must be called in that order."""

    notes: Notes
    kind: str
    bare: Any
    named: dict[str, Any]

    def __call__(self, given: Any) -> Tensor:
        inputs = given if isinstance(given, list) else (given,)
        return self.notes.call(self.kind, self.bare, self.named, inputs)


class _Sequential:
    """Stands for ``keras.Sequential``: layers from a list, or added one by one; without an input it is a layer."""

    def __init__(self, notes: Notes, made: Sequence[Any]) -> None:
        self.notes = notes
        self.first: Any = None
        self.last: Any = None
        self.waiting = [] if made and isinstance(made[0], Tensor) else list(made)
        for layer in () if self.waiting else made:
            self.add(layer)

    def __call__(self, given: Tensor) -> Tensor:
        for layer in self.waiting:
            given = layer(given)
        return given

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        found: tuple[int | None, ...] = self.last.shape
        return found

    def add(self, layer: Any) -> None:
        self.last = layer if self.first is None else layer(self.last)
        self.first = self.first or layer
        self.notes.end(self.first, self.last)


class _Objects:
    """Stands for ``keras.regularizers`` and the like."""

    def __getattr__(self, name: str) -> Any:
        return lambda *bare, **named: Configured(name, (*_unnamed(name, bare), *named.items()))


def _unnamed(name: str, bare: tuple[Any, ...]) -> tuple[tuple[str, Any], ...]:
    assert not bare or (name in ("L1", "L2") and len(bare) == 1)
    return tuple((name.lower(), value) for value in bare)


def _numbers(tensors: Any) -> tuple[int, ...]:
    found = tensors if isinstance(tensors, list) else [tensors]
    return tuple(tensor.number for tensor in found)


def read_script(script: str, shapes: Sequence[Shape], **metaparameters: Any) -> Notes:
    """Run ``build_model()`` of a script; ``shapes`` are those of its tensors in order."""
    notes = Notes(shapes)
    modules = {"keras": notes.keras(), "layers": notes.layers()}

    def load(name: str, *arguments: Any) -> Any:
        assert name == "keras", "a model needs nothing else"
        return modules["keras"]

    space: dict[str, Any] = {"__name__": "exported"}
    space["__builtins__"] = {**vars(builtins), "__import__": load}
    exec(compile(script, "exported.py", "exec"), space)
    space["build_model"](**metaparameters)
    return notes

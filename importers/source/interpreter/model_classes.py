"""Objects of classes of the source that are models: made by ``super().__init__()``, or by ``call`` on an Input."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from importers.source.interpreter.models import SHOWING, Models
from importers.source.reading.contents import Contents
from importers.source.reading.state import ReadingState
from importers.source.structure.arguments import tensors_of
from importers.source.structure.classes import Classes
from importers.source.structure.hierarchy import MODEL_BASES, is_model, keras_base
from importers.source.values.objects import MADE, InstanceValue
from importers.source.values.templates import ClassMaker, ModelValue
from importers.source.values.values import (
    UNSET,
    Args,
    ClassValue,
    Kwargs,
    SourceValue,
    Tensor,
    Unknown,
)


@dataclass(eq=False)
class ModelClasses:
    """Makes objects, and models of those whose class derives from Keras's.

    Attributes:
        made: the classes of which there is an object.
        waiting: models with a ``call`` that were made and not yet applied to anything.
        shown: those of them that are compiled, trained or shown.
    """

    state: ReadingState
    contents: Contents
    models: Models
    classes: Classes
    made: set[ast.ClassDef] = field(default_factory=set)
    waiting: dict[int, ClassMaker] = field(default_factory=dict)
    shown: list[ClassMaker] = field(default_factory=list)

    def make(self, kind: ClassValue, args: Args, kwargs: Kwargs) -> SourceValue:
        """Make an object of a class."""
        self.made.add(kind.node)
        line = self.state.line
        found = self.classes.make(kind, args, kwargs)
        self.state.line = line
        if isinstance(found, ClassMaker) and is_model(kind) and not self.state.regions:
            self.waiting[id(found)] = found
        bare = isinstance(found, InstanceValue) and not self.classes.has(kind, "__init__")
        if bare and isinstance(found, InstanceValue):
            self.begin(found, args, kwargs)
        return found

    def begin(self, owner: InstanceValue, args: Args, kwargs: Kwargs) -> None:
        """Do what ``super().__init__()`` of a class of Keras does: the object is a model or a layer from there on."""
        base = keras_base(owner.kind)
        found: SourceValue = UNSET
        if base == "Sequential":
            found = self.models.make_sequential(args, kwargs)
        elif base in MODEL_BASES and (args or {"inputs", "outputs"} & set(kwargs)):
            found = self.models.make_model(args, kwargs)
        elif base not in ("", "Layer", *MODEL_BASES):
            found = self.state.new_layer(base, args, kwargs)
        if found is not UNSET and not isinstance(found, Unknown):
            self.state.put(owner, MADE, found)

    def method(self, owner: ClassMaker, name: str, args: Args, kwargs: Kwargs) -> SourceValue:
        """Call one of Keras's methods of a model that is a class with a ``call``."""
        if name == "build":
            self._realize(owner, args[0] if args else kwargs.get("input_shape"))
        self.models.settle(name, args, kwargs)
        if name in SHOWING:
            self.shown = [*(each for each in self.shown if each is not owner), owner]
        return Unknown(f"{name}()")

    def finish(self) -> None:
        """Make models of those with a ``call`` that were trained or shown, or that nothing else is a model beside."""
        if not self.models.models:
            self.shown += [each for each in self.waiting.values() if each not in self.shown]
        for owner in self.shown:
            if not self.classes.is_applied(owner):
                self._realize(owner, None)

    def _realize(self, owner: ClassMaker, shape: SourceValue) -> None:
        """Apply a model to Inputs: of the shape that ``build`` is told, or without one."""
        if self.state.regions or self.classes.is_applied(owner):
            return
        self.state.line = owner.line
        inputs = [self._input(each) for each in self._shapes(shape)]
        outputs = tensors_of(self.classes.walked(owner, inputs), self.state)
        if not outputs or all(each in inputs for each in outputs):
            return
        name = owner.kwargs.get("name")
        title = name if isinstance(name, str) else owner.func.node.name
        model = ModelValue(tuple(inputs), tuple(outputs), owner.line, title)
        self.models.models.append(model)
        self.models.picked.append(model)

    def _shapes(self, shape: SourceValue) -> list[SourceValue]:
        """Return the shapes that ``build`` is told: one, or a list of several."""
        items = self.contents.plain_items(shape) or []
        several = [each for each in items if self.contents.plain_items(each) is not None]
        return several if items and len(several) == len(items) else [shape]

    def _input(self, shape: SourceValue) -> Tensor:
        return self.models.make_input((), {} if shape is None else {"batch_shape": shape})

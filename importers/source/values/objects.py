"""Objects of the source's classes, their methods, and what Python makes of functions and classes."""

from __future__ import annotations

from dataclasses import dataclass

from importers.source.values.values import (
    AbstractValue,
    Args,
    Cells,
    ClassValue,
    Frame,
    Kwargs,
    SourceValue,
)

MADE = "(made)"
"""The place of an object for what ``super().__init__()`` of a class of Keras gives: a model or a layer."""

FIELDS = "(fields)"
"""The place of an object of a data class for the names of its fields."""


@dataclass(frozen=True, slots=True)
class Method(AbstractValue):
    """An attribute of something that can be called."""

    owner: SourceValue
    name: str


class InstanceValue(Cells[SourceValue], AbstractValue):
    """An object of a class of the source, while its methods are read."""

    def __init__(self, kind: ClassValue) -> None:
        super().__init__()
        self.kind = kind


@dataclass(eq=False)
class ModuleValue(AbstractValue):
    """A file beside the script, as a name of it; its own names are those of ``frame``."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class SuperValue(AbstractValue):
    """``super()`` in a method: the attributes of an object that the classes behind one have.

    Attributes:
        behind: the class whose method asks.
        owner: the object, or the class.
    """

    behind: ClassValue
    owner: SourceValue


@dataclass(frozen=True, slots=True)
class PartialValue(AbstractValue):
    """``functools.partial``: something that is called, with arguments that it gets already."""

    func: SourceValue
    args: Args
    kwargs: Kwargs

"""Classes that derive from others: where an attribute is found, and what of Keras a class derives from."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from importers.source.reading.state import ReadingState
from importers.source.values.keras_names import is_keras, layer_name
from importers.source.values.objects import InstanceValue
from importers.source.values.values import UNSET, Api, ClassValue, Func, SourceValue

MODEL_BASES = ("Model", "Functional", "Sequential")

_PLAIN = ("object", "ABC", "Protocol", "Generic", "NamedTuple", "Enum")


@dataclass(eq=False)
class Hierarchy:
    """Looks for attributes through classes and those that they derive from."""

    state: ReadingState

    def look(self, kind: ClassValue, name: str, behind: ClassValue | None = None) -> SourceValue:
        """Return what a class or the first one that it derives from has under a name; `UNSET` for nothing.

        Args:
            kind: the class.
            name: of the attribute.
            behind: only the classes behind this one are asked, as ``super()`` does.
        """
        kinds = order(kind)
        start = kinds.index(behind) + 1 if behind in kinds else 0
        found = (self.state.get(each.body, name) for each in kinds[start:])
        return next((each for each in found if each is not UNSET), UNSET)

    def method(
        self,
        kind: ClassValue,
        name: str,
        owner: SourceValue = None,
        behind: ClassValue | None = None,
    ) -> Func | None:
        """Return a method as a function of ``owner``; ``None`` where the class has none of that name."""
        found = self.look(kind, name, behind)
        return replace(found, self_=owner) if isinstance(found, Func) else None

    def setter(self, owner: InstanceValue, name: str) -> Func | None:
        """Return the function that a property is set by."""
        return self.method(owner.kind, setter_name(name), owner)


def setter_name(name: str) -> str:
    """Return the place in the body of a class for the function that sets a property."""
    return f"{name}.setter"


def marks(node: ast.FunctionDef | ast.ClassDef) -> set[str]:
    """Return the last words of the decorators of a function or a class."""
    plain = (each.func if isinstance(each, ast.Call) else each for each in node.decorator_list)
    return {getattr(each, "attr", getattr(each, "id", "")) for each in plain}


def order(kind: ClassValue) -> list[ClassValue]:
    """Return a class and those that it derives from, in the order in which Python asks them.

    Source: the C3 linearization, https://www.python.org/download/releases/2.3/mro/.
    """
    bases = [each for each in kind.bases if isinstance(each, ClassValue)]
    rows = [*(order(each) for each in bases), bases]
    found = [kind]
    while rows := [row for row in rows if row]:
        heads = (row[0] for row in rows if not any(row[0] in other[1:] for other in rows))
        head = next(heads, rows[0][0])
        found.append(head)
        rows = [[each for each in row if each is not head] for row in rows]
    return found


def libraries(kind: ClassValue) -> Iterator[Api]:
    """Yield the classes of libraries that a class derives from."""
    for each in order(kind):
        yield from (base for base in each.bases if isinstance(base, Api))


def keras_base(kind: ClassValue) -> str:
    """Return the class of Keras that a class derives from; empty for none."""
    found = (layer_name(api) for api in libraries(kind) if is_keras(api))
    return next((name for name in found if name), "")


def is_model(kind: ClassValue) -> bool:
    """Tell whether a class derives from one of Keras's models."""
    return keras_base(kind) in MODEL_BASES


def is_plain_class(kind: ClassValue) -> bool:
    """Tell whether a class derives from nothing that does more than hold functions and values."""
    return all(
        isinstance(base, ClassValue) or (isinstance(base, Api) and base.path[-1] in _PLAIN)
        for each in order(kind)
        for base in each.bases
    )


def only_has(kind: ClassValue, names: Sequence[str]) -> bool:
    """Tell whether the classes of the source that a class is made of have no other methods than these."""
    methods = {
        each.name
        for one in order(kind)
        for each in one.node.body
        if isinstance(each, ast.FunctionDef)
    }
    return methods <= set(names)

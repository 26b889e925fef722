"""Python's own functions, and methods of texts, while source is read."""

from __future__ import annotations

from dataclasses import dataclass

from importers.source.graph.builder import BranchList
from importers.source.interpreter.containers import Containers
from importers.source.interpreter.expressions import Expressions
from importers.source.reading.contents import Contents, is_value
from importers.source.reading.state import MAX_CALLS, ReadingState
from importers.source.values import arrays, budget as python_budget, symbols
from importers.source.values.arithmetic import bounded, row
from importers.source.values.arrays import ArrayValue
from importers.source.values.command_line import CommandLine
from importers.source.values.keras_names import normal
from importers.source.values.values import (
    UNSET,
    Api,
    Args,
    DictValue,
    Kwargs,
    ListValue,
    Range,
    SourceValue,
    Stopped,
    Sym,
    Unknown,
    is_plain,
)

_ARITHMETIC = (
    "min", "max", "int", "float", "round", "abs", "str", "bool", "sum", "any", "all", "divmod", "pow", "repr",
)  # fmt: skip
"""Functions that are worked out with plain values and symbols."""


@dataclass(eq=False)
class Builtins:
    """Works out what Python brings along."""

    state: ReadingState
    contents: Contents
    expressions: Expressions
    containers: Containers

    def copied(self, value: SourceValue, depth: int) -> SourceValue:
        """Return a copy of lists and dictionaries, however deep."""
        self.state.step()
        if depth > MAX_CALLS:
            return Unknown("a copy")
        if isinstance(value, ListValue):
            return ListValue([self.copied(each, depth + 1) for each in self.state.items(value)])
        if isinstance(value, DictValue):
            items = self.state.entries(value).items()
            return DictValue({key: self.copied(each, depth + 1) for key, each in items})
        return value

    def function(self, name: str, args: Args, kwargs: Kwargs) -> SourceValue:
        """Call one of the functions that Python brings along; `Unknown` for what it gives where that is not known."""
        if name in ("exit", "quit"):
            raise Stopped
        if name in ("print", "super", "open", "input", "id", "hasattr", "type", "isinstance"):
            return self._told_of(name, args)
        if name == "range" and 0 < len(args) <= 3:
            ends = (0, args[0]) if len(args) == 1 else args
            known = [each for each in ends if isinstance(each, (int, Sym))]
            if len(known) == len(ends):
                return Range(*known)
            return Unknown("a range of something that is not known")
        first = args[0] if args else ()
        if name == "vars" and isinstance(first, CommandLine):
            return DictValue(first.cells)
        if name == "__import__" and isinstance(first, str):
            return normal(tuple(first.split("."))[:1])
        if isinstance(first, ArrayValue) and len(args) == 1:
            return arrays.of_python(name, first)
        items = self.contents.plain_items(first)
        if name in ("list", "tuple", "set", "sorted", "reversed", "enumerate", "zip", "dict"):
            return self._collected(name, args, kwargs, items)
        if name in ("len", "sum", "any", "all") and items is not None:
            if name == "len":
                self.contents.count(items)
                return len(items)
            first = row(items)
        if name in _ARITHMETIC:
            given = tuple(map(self.contents.as_row, args))
            given = (first, *given[1:]) if name in ("sum", "any", "all") else given
            if all(is_value(each) for each in given) and not kwargs:
                return symbols.call(name, given)
        if name == "getattr" and len(args) > 1:
            attribute = symbols.settled(args[1])
            if isinstance(attribute, str):
                return self.expressions.attribute(args[0], attribute)
        if name == "next" and isinstance(first, ListValue) and self.state.items(first):
            return self.state.items(first)[0]
        return first if name == "iter" else Unknown(f"{name}()")

    def _told_of(self, name: str, args: Args) -> SourceValue:
        if name == "isinstance" and len(args) == 2 and isinstance(args[1], (Api, tuple)):
            kinds = args[1] if isinstance(args[1], tuple) else (args[1],)
            names = {each.path[-1] for each in kinds if isinstance(each, Api)}
            value = args[0]
            found = {bool: "bool", int: "int", float: "float", str: "str", tuple: "tuple"}
            word = "list" if isinstance(args[0], ListValue) else found.get(type(value), "")
            if word:
                return word in names or (word == "bool" and "int" in names)
        return Unknown(f"{name}()")

    def _collected(
        self, name: str, args: Args, kwargs: Kwargs, items: list[SourceValue] | None
    ) -> SourceValue:
        if name == "dict":
            start = self.state.entries(args[0]) if args and isinstance(args[0], DictValue) else {}
            python_budget.replaced(len(start))
            return DictValue({**start, **kwargs})
        if not args:
            return () if name == "tuple" else ListValue()
        if isinstance(args[0], BranchList):
            return args[0]
        if name == "zip":
            rows = [self.contents.counted_items(each) for each in args]
            if any(each is None for each in rows):
                return Unknown("zip()")
            return ListValue(row(each) for each in zip(*rows, strict=False))
        if items is None:
            return Unknown(f"{name}() of something that is not known")
        if name in ("enumerate", "reversed"):
            self.contents.count(items)
        if name == "enumerate":
            first = symbols.settled(args[1] if len(args) > 1 else kwargs.get("start", 0))
            first = first if isinstance(first, int) else 0
            return ListValue(row(each) for each in enumerate(items, first))
        if name == "reversed":
            items = items[::-1]
        if name == "sorted":
            ordered = self.containers.ordered(items, kwargs)
            return Unknown("sorted()") if ordered is None else ListValue(ordered)
        if name == "set" and all(map(is_plain, items)):
            items = list(dict.fromkeys(items))
        return row(items) if name == "tuple" else ListValue(items)

    def of_text(self, owner: SourceValue, name: str, args: Args, kwargs: Kwargs) -> SourceValue:
        """Call a method of a text, or of a symbol that stands for one."""
        if name == "format":
            given = (*args, *kwargs.values())
            return self.contents.text(owner, given) if isinstance(owner, str) else Unknown("a text")
        if not isinstance(owner, str):
            return symbols.text_of((owner,), UNSET)
        if name in ("lower", "upper", "strip", "capitalize", "title") and not args:
            return bounded(getattr(owner, name)())
        if name in ("startswith", "endswith") and args and isinstance(args[0], (str, tuple)):
            return is_plain(args[0]) and getattr(owner, name)(args[0])
        words = [each for each in args if isinstance(each, str)]
        if name == "split" and len(words) == len(args) and all(words):
            return ListValue(owner.split(words[0] if words else None))
        if name == "replace" and len(args) == len(words) == 2:
            old, new = words
            return bounded(owner.replace(old, new)) if len(new) < 100 else Unknown("a text")
        return Unknown("a text")

"""Lists and dictionaries of the source as they are changed: methods, deleted items, order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from importers.source.reading.contents import Contents, is_value
from importers.source.reading.state import ReadingState
from importers.source.structure.functions import FunctionCalls
from importers.source.values import budget as python_budget, symbols
from importers.source.values.arithmetic import row
from importers.source.values.values import (
    Api,
    Args,
    DictValue,
    Func,
    Kwargs,
    ListValue,
    SourceValue,
    Unknown,
    is_plain,
)

Items = list[SourceValue]


@dataclass(eq=False)
class Containers:
    """Changes lists and dictionaries."""

    state: ReadingState
    contents: Contents
    functions: FunctionCalls

    # ------------------------------------------------------------ lists

    def of_list(self, owner: ListValue, name: str, args: Args, kwargs: Kwargs) -> SourceValue:
        """Call a method of a list, or of a set; it is changed where the method does so."""
        items = list(self.state.held(owner))  # what it costs is counted when it is put in place
        if name in ("append", "extend", "__iadd__", "add") and args:
            return self._longer(owner, items, name, args[0])
        if name in ("index", "count", "copy"):
            return self._asked(items, name, args)
        self.contents.count(items)
        found = self._changed(items, name, args, kwargs)
        if found is None or isinstance(found, Unknown):
            if name in _CHANGING:
                self.state.tell(f"what {name}() changes is not known: left out")
            return found or Unknown(f"{name}()")
        self.state.put(owner, "items", items)
        return found[0]

    def _longer(self, owner: ListValue, items: Items, name: str, value: SourceValue) -> SourceValue:
        if name == "append":
            items.append(value)
        elif name == "add":
            if not any(value is each or (is_plain(value) and value == each) for each in items):
                items.append(value)
        else:
            more = self.contents.plain_items(value)
            if more is None:
                return Unknown("extend()")
            items = python_budget.made(chain(items, more))
        self.state.put(owner, "items", items)
        return None

    def _asked(self, items: Items, name: str, args: Args) -> SourceValue:
        if name == "copy":
            return ListValue(items)
        if not args or not is_value(args[0]) or not python_budget.fits(args[0]):
            return Unknown(f"{name}()")
        python_budget.seen(len(items))
        value = symbols.settled(args[0])
        if name == "count":
            return items.count(value) if all(map(is_plain, items)) else Unknown("count()")
        return items.index(value) if value in items else Unknown("index()")

    def _changed(
        self, items: Items, name: str, args: Args, kwargs: Kwargs
    ) -> tuple[SourceValue] | Unknown | None:
        """Change items in place; returns what the method gives, in a row of its own, else why it cannot be done."""
        if name in ("reverse", "clear"):
            items[:] = items[::-1] if name == "reverse" else ()
            return (None,)
        if name == "sort":
            found = self.ordered(items, kwargs)
            if found is None:
                return None
            items[:] = found
            return (None,)
        at = symbols.settled(args[0]) if args and is_value(args[0]) else -1
        if name == "insert" and len(args) == 2 and isinstance(at, int):
            items.insert(at, args[1])
            return (None,)
        if name == "pop" and isinstance(at, int) and -len(items) <= at < len(items):
            return (items.pop(at),)
        if name in ("remove", "discard") and args and at in items:
            items.remove(at)
            return (None,)
        return None

    def ordered(self, items: Sequence[SourceValue], kwargs: Kwargs) -> Items | None:
        """Return items as ``sorted`` does; ``None`` where what they are ordered by is not known."""
        key, turned = kwargs.get("key"), symbols.settled(kwargs.get("reverse", False))
        python_budget.seen(len(items))
        keys = [each if key is None else self._key(key, each) for each in items]
        known = [symbols.settled(self.contents.as_row(each)) for each in keys]
        if not isinstance(turned, (int, bool)) or not all(map(is_plain, known)):
            return None
        if not python_budget.fits(tuple(known)):
            return None
        try:
            order = sorted(
                range(len(items)),
                key=known.__getitem__,  # type: ignore[arg-type]  # values that do not compare are caught
                reverse=bool(turned),
            )
        except TypeError:
            return None
        return [items[at] for at in order]

    def _key(self, key: SourceValue, value: SourceValue) -> SourceValue:
        if isinstance(key, Func):
            return self.functions.call(key, (value,), {})
        value = self.contents.as_row(value)
        if isinstance(key, Api) and is_value(value):
            return symbols.call(key.path[-1], (value,))
        return Unknown("a key")

    # ------------------------------------------------------------ items

    def delete(self, owner: SourceValue, at: SourceValue | slice) -> bool:
        """Take an item or a part out of a list or a dictionary; returns whether that is done."""
        if isinstance(owner, DictValue) and is_plain(at):
            items = self.state.entries(owner)
            if at in items:
                kept = {key: each for key, each in items.items() if key != at}
                self.state.put(owner, "items", kept)
            return at in items
        if not isinstance(owner, ListValue):
            return isinstance(owner, Unknown)
        there = list(self.state.held(owner))
        self.contents.count(there)
        inside = isinstance(at, int) and -len(there) <= at < len(there)
        if not inside and not isinstance(at, slice):
            return False
        del there[at]  # type: ignore[arg-type]  # a whole number or a part
        self.state.put(owner, "items", there)
        return True

    def replace(self, owner: SourceValue, part: slice, value: SourceValue) -> bool:
        """Put items in place of a part of a list; returns whether that is done."""
        more = self.contents.plain_items(value)
        if not isinstance(owner, ListValue) or more is None:
            return not isinstance(owner, ListValue)
        items = list(self.state.held(owner))
        self.contents.count(items)
        try:
            items[part] = more
        except ValueError:
            return False
        self.state.put(owner, "items", python_budget.made(items))
        return True

    # ------------------------------------------------------------ dictionaries

    def of_dictionary(self, owner: DictValue, name: str, args: Args, kwargs: Kwargs) -> SourceValue:
        """Call a method of a dictionary; it is changed where the method does so."""
        items = self.state.entries(owner)
        if name == "items":
            return ListValue(row(each) for each in items.items())
        if name in ("keys", "values"):
            return ListValue(items if name == "keys" else items.values())
        if name == "copy":
            return DictValue(items)
        if name in ("get", "pop", "setdefault") and args:
            return self._entry(owner, name, args)
        if name == "update" and (not args or isinstance(args[0], DictValue)):
            more = self.state.entries(args[0]) if args and isinstance(args[0], DictValue) else {}
            self.state.put(owner, "items", {**items, **more, **kwargs})
            return None
        if name == "clear":
            self.state.put(owner, "items", {})
            return None
        if name in ("update", "popitem"):
            self.state.tell(f"what {name}() changes is not known: left out")
        return Unknown(f"{name}()")

    def _entry(self, owner: DictValue, name: str, args: Args) -> SourceValue:
        items = self.state.entries(owner)
        at = symbols.settled(args[0])
        if not is_plain(at):
            return Unknown(f"{name}()")
        found = items.get(at, args[1] if len(args) > 1 else None)
        if name == "setdefault":
            items = {**items, at: found}
        elif name == "pop":
            items = {key: each for key, each in items.items() if key != at}
        if name != "get":
            self.state.put(owner, "items", items)
        return found


_CHANGING = ("insert", "pop", "remove", "sort", "discard", "update")
"""Methods of lists that change them."""

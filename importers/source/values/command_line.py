"""Arguments of a command line that a script declares with ``argparse``: what it gets when nothing is given to it."""

from __future__ import annotations

from importers.source.values import symbols
from importers.source.values.values import (
    UNSET,
    AbstractValue,
    Api,
    Args,
    Cells,
    Kwargs,
    ListValue,
    SourceValue,
    Unknown,
)

PARSER = ("argparse", "ArgumentParser")

_FLAGS: dict[SourceValue, SourceValue] = {"store_true": False, "store_false": True}

_GROUPS = ("add_argument_group", "add_mutually_exclusive_group")

PARSING = (
    "add_argument",
    "set_defaults",
    "parse_args",
    "parse_known_args",
    "print_help",
    "error",
    *_GROUPS,
)
"""Methods of a parser."""


class CommandLine(Cells[SourceValue], AbstractValue):
    """A parser of arguments, and what it gives: the values by name."""

    def missing(self, name: str) -> Unknown:
        """Return what an argument is that has no value of its own."""
        return Unknown(f"the argument {name[:40]} of the command line")


def of_command_line(
    owner: CommandLine, name: str, args: Args, kwargs: Kwargs
) -> tuple[SourceValue, Kwargs]:
    """Call a method of a parser; returns what it gives, and the arguments that are known from then on."""
    if name == "add_argument":
        return None, _argument(args, kwargs)
    if name == "set_defaults":
        return None, kwargs
    if name == "parse_args":
        return owner, {}
    if name == "parse_known_args":
        return (owner, ListValue()), {}
    return (owner if name in _GROUPS else Unknown(f"{name[:40]}()")), {}


def _argument(args: Args, kwargs: Kwargs) -> Kwargs:
    """Return the name of an argument and its value where it is not given."""
    names = [each for each in args if isinstance(each, str)]
    long = next((each for each in names if each.startswith("--")), names[0] if names else "")
    name = kwargs.get("dest", long.lstrip("-").replace("-", "_"))
    if not isinstance(name, str) or not name:
        return {}
    usual = _FLAGS.get(_plain(kwargs.get("action")))
    value = kwargs.get("default", usual)
    if not long.startswith("-") and "default" not in kwargs and kwargs.get("nargs") is None:
        return {}  # somebody has to say it
    kind = kwargs.get("type")
    if isinstance(value, str) and isinstance(kind, Api) and kind.path[0] == "builtins":
        value = symbols.call(kind.path[-1], (value,))
    elif isinstance(value, str) and kind is not None and not isinstance(kind, Api):
        value = Unknown(f"the argument {name[:40]} of the command line")
    return {name: value}


def _plain(value: SourceValue) -> SourceValue:
    return value if isinstance(value, str) else UNSET

"""Words for fixes: what they do, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from blocks.catalog.core import INPUT
from blocks.catalog.registry import block_type
from blocks.fixes.acts import (
    Act,
    Append,
    Begin,
    ChangeMetaparameter,
    Choose,
    Connect,
    Disconnect,
    Insert,
    Merge,
    PutOnWire,
    Remove,
    Rename,
    RenameMetaparameter,
    Retype,
    SetValues,
)
from blocks.inference.labels import Labels
from blocks.parameters import show
from blocks.values.shapes import as_shape, shape_text
from blocks.values.values import Value

if TYPE_CHECKING:
    from blocks.check.checker import Checker
    from blocks.fixes.claim import Claim
    from blocks.types.problems import Problem

Label = Callable[[str], str]


def title_of_fix(checker: Checker, acts: Iterable[Act]) -> str:
    """Say what a fix does, its blocks called as their cards are now.

    Args:
        checker: the check that found the problem.
        acts: what the fix does.
    """
    steps = tuple(acts)
    fresh = {act.block: act.type for act in steps if isinstance(act, (Insert, Append))}
    return ", and ".join(_in_words(checker, act, fresh) for act in steps)


def preview_of_fix(claim: Claim, describe: Callable[[Problem], str]) -> str:
    """Say what comes of a fix: what a block gives then, what it costs, and what is still wrong.

    Args:
        claim: what was found out on a copy.
        describe: says a problem of that copy in words.
    """
    words = f"gives {shape_text(claim.shape)}" if claim.shape is not None else ""
    if not words and not claim.left:
        words = "removes the problem"
    if claim.parameters:
        words = ", ".join(filter(None, (words, f"{claim.parameters:+,} parameters")))
    if not claim.left:
        return words
    left = [each for each in claim.left if claim.whole or each.severity.stops_training]
    more = f" ({len(left) - 1} more)" if len(left) > 1 else ""
    return "; ".join(filter(None, (words, f"{claim.sign}: {describe(left[0])}{more}")))


def _in_words(checker: Checker, act: Act, fresh: Mapping[str, str]) -> str:
    """Write one act; ``fresh`` has the types of the blocks that the same fix adds."""
    graph_name = act.graph if not isinstance(act, Choose) else checker.graph_name
    here = graph_name == checker.graph_name
    graph = checker.document.graph(graph_name)
    labels = checker.label if here else Labels(graph, {}).of

    def label(key: str) -> str:
        return labels(key) if key in graph else f"the new {fresh.get(key, INPUT.name)}"

    words = _WORDS[type(act)](act, label)
    return words if here else f"in {graph_name or 'the model'}: {words}"


def _set(act: SetValues, label: Label) -> str:
    words = " and ".join(f"{name} = {_word(value)}" for name, value in act.values.items())
    whose = label(act.blocks[0]) if len(act.blocks) == 1 else f"{len(act.blocks)} blocks"
    return f"use {words} on {whose}"


def _word(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(str, value))}{',' if len(value) == 1 else ''})"
    return str(value)


def _insert(act: Insert, label: Label) -> str:
    where = f"after {label(act.wire.source)}" if act.after else f"before {label(act.wire.target)}"
    return f"insert {_new_words(act.type, act.values)} {where}"


def _new_words(type_name: str, values: Mapping[str, Value]) -> str:
    """Say what a new block is: ``Flatten``, ``Reshape to 28×28×1``, ``a 1×1 Conv2D with strides = 2``."""
    target = as_shape(values.get("target_shape"))
    if target is not None:
        return f"{type_name} to {shape_text(target)}"
    kernel, strides = values.get("kernel_size"), values.get("strides", 1)
    if kernel is not None:
        step = f" with strides = {show(strides)}" if strides != 1 else ""
        return f"a {kernel}×{kernel} {type_name}{step}"
    given = [str(values[name]) for name in ("units", "activation") if name in values]
    return " ".join([type_name, *given])


def _connect(act: Connect, label: Label) -> str:
    if act.forward:
        return f"connect it to {label(act.wire.target)}"
    return f"connect {label(act.wire.source)}"


def _put(act: PutOnWire, label: Label) -> str:
    return f"insert it between {label(act.wire.source)} and {label(act.wire.target)}"


def _remove(act: Remove, label: Label) -> str:
    return f"delete {label(act.block)}{', keep the flow' if act.joined else ''}"


def _merge(act: Merge, label: Label) -> str:
    joined = " and ".join(map(label, act.sources))
    return f"insert {act.type} of {joined} before {label(act.target)}"


def _retype(act: Retype, label: Label) -> str:
    kind = block_type(act.type)
    if kind is not None and kind.wrapper is not None:
        return f"apply {label(act.block)} to every step, {kind.wrapper.name}"
    return f"use a plain {act.type} for {label(act.block)}"


def _rename(act: Rename, label: Label) -> str:
    if act.data:
        return f"call it {act.name}, like an array of the data"
    return f"rename it {act.name}" if act.name else "use Keras's automatic name"


def _choose(act: Choose, label: Label) -> str:
    if "loss" in act.values:
        return f"use loss = {act.values['loss']}"
    if "training_only" in act.values:
        return f"keep {label(act.block)}"
    size, channels = act.values.get("size"), act.values.get("channels")
    shape = (size, size, channels) if act.values.get("channel_axis") else (size, size)
    return f"scale the images to {shape_text(as_shape(shape))}"


_WORDS: dict[type, Callable[[Any, Label], str]] = {
    SetValues: _set,
    Insert: _insert,
    Append: lambda act, label: f"add {_new_words(act.type, act.values)} behind {label(act.source)}",
    Merge: _merge,
    Begin: lambda act, label: f"add an Input before {label(act.target)}",
    Remove: _remove,
    Connect: _connect,
    Disconnect: lambda act, label: f"delete the wire from {label(act.wire.source)}",
    PutOnWire: _put,
    Retype: _retype,
    Rename: _rename,
    ChangeMetaparameter: lambda act, label: f"set {act.name} to {_word(act.value)}",
    RenameMetaparameter: lambda act, label: f"rename it {act.new}",
    Choose: _choose,
}

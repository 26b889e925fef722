"""Layers of a class that is not known here: what a script calls them, and where its reader puts the import.

The script never imports what a file names: that is for its reader to decide.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from typing import Any

from blocks.graph.unknown_layers import UnknownLayer
from exporters.plan.calls import UnknownLayerCall
from exporters.plan.tree import Plan
from exporters.text.lines import indented
from exporters.text.literals import comment_lines, json_code, literal

_USUAL = {"trainable": True, "dtype": "float32"}
"""Arguments that every layer has, as they are where nobody says anything."""


def class_name(call: UnknownLayerCall) -> str:
    """Return an identifier for a class that nothing else in a script has: ours are lower case or all capitals."""
    name = call.type
    if keyword.iskeyword(name) or not name[:1].isupper() or (len(name) > 1 and name.isupper()):
        return f"Layer_{name}"
    return name


def maker_code(call: UnknownLayerCall) -> str:
    """Write what makes the layer: its class with its configuration, but for code that it carries."""
    unknown_layer = call.unknown_layer
    given = {} if unknown_layer.code else dict(_telling(unknown_layer.config))
    if call.named:
        given["name"] = call.name
    if all(map(_is_argument, given)):
        written = ", ".join(f"{key}={json_code(value)}" for key, value in given.items())
    else:
        written = f"**{json_code(given)}"
    return f"{class_name(call)}({written})"


def applied_code(call: UnknownLayerCall, inputs: tuple[str, ...], layer: str = "") -> str:
    """Write the call of the layer on its inputs."""
    unknown_layer = call.unknown_layer
    keywords = (*unknown_layer.keywords, *[""] * len(inputs))
    given = [f"{key}={name}" if key else name for key, name in zip(keywords, inputs, strict=False)]
    if unknown_layer.listed:
        given = [f"[{', '.join(given)}]"] if not any(unknown_layer.keywords) else given
    plain = {key: value for key, value in unknown_layer.arguments.items() if _is_argument(key)}
    given += [f"{key}={json_code(value)}" for key, value in plain.items()]
    return f"{layer or maker_code(call)}({', '.join(given)})"


def stand_ins(plan: Plan) -> list[list[str]]:
    """Write a function for every unknown class, which its reader replaces by an import."""
    found: dict[str, UnknownLayer] = {}
    for function in (*plan.functions, plan.model):
        for call in function.calls():
            if isinstance(call, UnknownLayerCall):
                found.setdefault(class_name(call), call.unknown_layer)
    return [_stand_in(name, unknown_layer) for name, unknown_layer in found.items()]


def _stand_in(name: str, unknown_layer: UnknownLayer) -> list[str]:
    own = " ".join(comment_lines(unknown_layer.class_name, 10_000))
    if unknown_layer.code:
        comment = f"# The model has a {own}: it contains code, which was not loaded. Write it here."
        words = (
            f"{unknown_layer.class_name[:60]} contains code, which was not loaded: write it here"
        )
    else:
        where = f" of the module {' '.join(comment_lines(unknown_layer.module, 10_000))}"
        comment = (
            f"# Import your class {own}{where if unknown_layer.module else ''} in place of this."
        )
        words = f"import the class {unknown_layer.class_name[:60]} in place of this function"
    body = [f'"""Stand in for the layer {name}."""', f"raise NotImplementedError({literal(words)})"]
    return [comment[:200], f"def {name}(**config):", *indented(body)]


def _is_argument(key: str) -> bool:
    return key.isidentifier() and key.isascii() and not keyword.iskeyword(key)


def _telling(config: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the arguments that say something; a name is the block's own business."""
    for key, value in config.items():
        plain = value
        if isinstance(value, Mapping) and value.get("class_name") == "DTypePolicy":
            inner = value.get("config")
            plain = inner.get("name") if isinstance(inner, Mapping) else value
        usual = key in _USUAL and plain in (_USUAL[key], None)
        if key != "name" and not usual:
            yield str(key), value

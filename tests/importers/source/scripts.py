"""Comparing models by their layers, without Keras; short scripts for tests."""

from __future__ import annotations

from typing import Any

from blocks.document.document import Document
from exporters.plan.make import make_plan
from exporters.styles.flat import flat_plan
from importers.source.reader import Script, read_model
from importers.source.text.source import read_script

HEAD = "import keras\nfrom keras import layers, Input, Model, Sequential\n"


def script(text: str, head: str = HEAD) -> Script:
    """Read a script; the usual imports come first."""
    return read_model(read_script((head + text).encode()), "Test")


def layers_of(document: Document) -> tuple[Any, ...]:
    """Return every layer of a model with its values and what goes in, loops and calls written out; no names."""
    plan = flat_plan(make_plan(document)).plan
    numbers: dict[Any, int] = {}
    found: list[Any] = []
    for call in plan.calls:
        values = tuple(
            (each.name, each.value)
            for each in call.arguments
            if (each.name, each.value) != ("start", 0)  # x[..., :4] is x[..., 0:4]
        )
        numbers[call.output] = len(found)
        found.append((call.type, values, tuple(numbers[ref] for ref in call.inputs)))
    ends = [tuple(numbers[ref] for ref in refs) for refs in (plan.inputs, plan.outputs)]
    return tuple(found), *ends


def told(found: Script) -> list[tuple[str, str]]:
    """Return what was reported: kinds and texts."""
    return [(each.kind, each.text) for each in found.report.remarks]

"""What is to be known of a layer stands in the catalog: no other module names layers to know more of them.

Readers ask a block type for its role and for other facts. Whoever makes a certain layer imports it from the catalog.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from blocks.catalog.registry import application_types, block_types, port_types, wrapper_types
from tests.sources import python_files

ROOT = Path(__file__).parents[1]
NAMES = {*block_types(), *port_types(), *application_types(), *wrapper_types()}
CATALOG = "blocks/catalog/"
ALLOWED: dict[str, dict[str, str]] = {
    "blocks/types/block_type.py": {
        "Normalization": "a category of Keras",
        "Activation": "a category of Keras",
        "Attention": "a category of Keras",
    },
    "canvas/diagram/words.py": dict.fromkeys(
        ("Normalization", "Average", "Activation", "Bidirectional", "Attention"),
        "a word that names of several layers are made of, and how papers shorten it",
    ),
    "importers/folding/names.py": {
        "Normalization": "a part of names that composites and unknown layers have"
    },
    "exporters/styles/comments.py": {"Out": "a word of a sentence in exported scripts"},
}
"""By file the names that may stand there, and why."""

NO_TYPES = {
    "app/runs/controller.py": "the name of a graphics card",
    "app/forms/text.py": "typed sizes",
    "blocks/commands/substitution.py": "code of an expression",
}
"""Files that look for a bracket in something else than the name of a type."""


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every text of a module but its docstrings, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def _named(path: Path) -> dict[str, int]:
    return {text: line for line, text in _texts(path) if text in NAMES}


def _files() -> dict[str, Path]:
    files = python_files("app", "blocks", "canvas", "exporters", "importers")
    return {path.relative_to(ROOT).as_posix(): path for path in files}


def test_the_search_finds_names_where_they_are() -> None:
    """All of the catalog's own declarations, so that the test below cannot pass by looking for nothing."""
    files = _files()
    found: set[str] = set()
    for name, path in files.items():
        if name.startswith(CATALOG):
            found |= _named(path).keys()
    composed = {name for name in NAMES if re.search(r"\(|[123]D", name)}
    assert NAMES - composed <= found
    assert len(NAMES - composed) > 40
    assert {name.split("/")[0] for name in files} == {
        *("app", "blocks", "canvas", "exporters", "importers")
    }


def test_no_other_module_names_layers() -> None:
    faults = []
    for name, path in _files().items():
        if name.startswith(CATALOG):
            continue
        found = _named(path)
        allowed = ALLOWED.get(name, {})
        faults += [f"{name}:{found[each]}: {each}" for each in found.keys() - allowed.keys()]
        faults += [f"{name} names no {each} any more" for each in allowed.keys() - found.keys()]
    assert sorted(faults) == []
    assert ALLOWED.keys() <= _files().keys()


def test_the_spelling_of_a_wrapped_layer_is_read_in_one_place() -> None:
    """Whoever wants both names asks `wrapper_and_layer`; whoever wants the type asks the wrapper."""
    mark = re.compile(r"""(partition|split|strip|with)\(["'][()]["']\)""")
    found = {
        name: len(mark.findall(path.read_text(encoding="utf-8"))) for name, path in _files().items()
    }
    assert {name for name, count in found.items() if count} - NO_TYPES.keys() == {
        "blocks/catalog/registry.py",
        "blocks/types/block_type.py",
    }

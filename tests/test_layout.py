"""The code stays easy to walk through: small folders, files, classes and functions, and no circle of files."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "blocks", "canvas", "exporters", "importers")

FILES_IN_A_FOLDER = 16
LINES_OF_A_FILE = 350
LINES_OF_A_CLASS = 300
LINES_OF_A_FUNCTION = 45


@cache
def modules() -> dict[str, tuple[Path, ast.Module]]:
    """Return path and tree of every module by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found[name.removesuffix(".__init__")] = path, tree
    assert len(found) > 600
    return found


def test_folders_hold_few_files() -> None:
    paths = [path for path, _ in modules().values() if path.name != "__init__.py"]
    held = Counter(path.parent.relative_to(ROOT).as_posix() for path in paths)
    assert {folder: count for folder, count in held.items() if count > FILES_IN_A_FOLDER} == {}


def test_every_folder_says_what_it_holds() -> None:
    texts = {
        path.parent.relative_to(ROOT).as_posix(): ast.get_docstring(tree) or ""
        for path, tree in modules().values()
        if path.name == "__init__.py"
    }
    assert sorted(folder for folder, text in texts.items() if len(text) < 60) == []


def test_files_classes_and_functions_are_short() -> None:
    long = []
    for name, (path, tree) in modules().items():
        lines = path.read_text(encoding="utf-8").count("\n")
        long += [name] if lines > LINES_OF_A_FILE else []
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                most = LINES_OF_A_CLASS
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                most = LINES_OF_A_FUNCTION
            else:
                continue
            if (node.end_lineno or 0) - node.lineno + 1 > most:
                long.append(f"{name}.{node.name}")
    assert long == []


def test_no_files_import_one_another_in_a_circle() -> None:
    """Neither for type hints alone nor inside functions."""
    names = modules()
    imports: dict[str, set[str]] = defaultdict(set)
    for name, (_, tree) in names.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                imports[name].update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    imports[name].add(whole if whole in names else node.module)
    graph = nx.DiGraph((name, each) for name in imports for each in imports[name] if each in names)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    assert [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1] == []

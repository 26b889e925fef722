"""Projects, composites of a library, and what is on the clipboard: read, checked, mended, written again."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

from app.commands.check import report
from app.project.project import Project
from app.project.scripts import in_any_case, script_of, snapshot
from app.summary.rows import leaves, rows
from blocks.commands.clipboard import copy_text, paste
from blocks.commands.metaparameters import rename_metaparameter
from blocks.errors import NetwrightError
from blocks.files.library import BUNDLED, adopt_all, main_composites
from blocks.files.library_index import MINE, LibraryIndex
from blocks.files.project_file import from_text, to_text
from tests.fuzz.mutate import changed

TEMPLATES = Path(__file__).parents[2] / "app" / "templates"

RICH = """{"format": "netwright project", "version": 1, "min_reader": 1, "title": "All of it", "description": "Words.",
"data": {"source": "digits", "size": 8, "scaling": "unit"},
"training": {"optimizer": {"class": "SGD", "learning_rate": 0.1}, "metrics": ["accuracy"], "epochs": 3},
"outputs": {"dense-5.output": {"loss": "mse", "loss_weight": 0.5}},
"weights": {"file": "a.h5", "sha256": "0", "layers": ["a"]},
"model": {"metaparameters": [
{"name": "n", "kind": "integer", "value": 4, "minimum": 1, "maximum": 99, "help": "How many."},
{"name": "rate", "kind": "number", "value": 0.5}, {"name": "deep", "kind": "flag", "value": true},
{"name": "act", "kind": "choice", "value": "relu", "choices": ["relu", "elu"]},
{"name": "word", "kind": "text", "value": "same"}],
"blocks": [{"id": "input-1", "type": "Input", "values": {"shape": [8, 8, 1]}},
{"id": "part-2", "type": "Part", "values": {"width": {"=": "n * 2"}},
 "structure": {"series": {"=": "n"}, "when": {"=": "i < 3"}}},
{"id": "dropout-3", "type": "Dropout", "values": {"rate": {"=": "rate"}}, "structure": {"when": true}},
{"id": "flatten-4", "type": "Flatten"},
{"id": "dense-5", "type": "Dense", "name": "head", "values": {"units": 10, "activation": {"=": "act"},
 "kernel_regularizer": {"class": "L2", "l2": 0.01}}, "shares": "dense-5"},
{"id": "lambda-6", "type": "Mystery", "keras": {"class_name": "Lambda", "config": {}, "outputs": [[1]]}}],
"wires": [["input-1", "output", "part-2", "x"], ["part-2", "y", "dropout-3", "input"],
["dropout-3", "output", "flatten-4", "input"], ["flatten-4", "output", "dense-5", "input"]],
"positions": {"input-1": [0, 0], "part-2": [0, 110]}},
"composites": {"Part": {"description": "Words.", "metaparameters": [{"name": "width", "kind": "integer", "value": 8}],
"blocks": [{"id": "in-1", "type": "In", "name": "x"}, {"id": "conv2d-2", "type": "Conv2D",
 "values": {"filters": {"=": "width"}, "kernel_size": 3, "padding": "same"},
 "structure": {"parallel": 2, "merge": "Concatenate"}},
{"id": "out-3", "type": "Out", "name": "y"}],
"wires": [["in-1", "output", "conv2d-2", "input"], ["conv2d-2", "output", "out-3", "input"]]}}}"""
"""A project with one of everything that a file can say."""

SMALL = ("digits-residual", "inception-v1-module", "dnn-binary", "squeezenet")


def seeds() -> list[bytes]:
    """Return the projects that are changed."""
    found = [(TEMPLATES / f"{name}.netwright").read_bytes() for name in SMALL]
    found += [path.read_bytes() for path in sorted(BUNDLED.glob("*.netwright"))[:6]]
    return [RICH.encode()] * 6 + found


def mutant(chance: random.Random) -> bytes:
    """Return a changed project."""
    return changed(chance.choice(_seeds()), chance)


_kept: list[bytes] = []


def _seeds() -> list[bytes]:
    if not _kept:
        _kept.extend(seeds())
    return _kept


def read(data: bytes, folder: Path) -> bool:
    """Do with a project what people do; returns whether it could be opened."""
    path = folder / "changed.netwright"
    path.write_bytes(data)
    try:
        project = Project.open(path)
    except NetwrightError:
        return False
    text = to_text(project.document)
    again = from_text(text.encode("utf-8"))
    assert to_text(again) == text, "it is not written as it was read"
    report(project, project.problems())
    with suppress(NetwrightError):
        list(leaves(rows(project.checker)))
    with suppress(NetwrightError):
        script_of(in_any_case(snapshot(project)))
    _edit(project)
    return True


def _edit(project: Project) -> None:
    """Change what is there in a few ways, take it back, and expect the same again."""
    document = project.document
    before = to_text(document)
    for name, graph in list(document.graphs.items()):
        for meta in graph.metaparameters[:3]:
            with suppress(NetwrightError):
                project.do("rename", rename_metaparameter(document, name, meta.name, "other_name"))
        with suppress(NetwrightError):
            words = copy_text(document, list(graph.blocks)[:9], name)
            _, edits = paste(document, words, graph=name)
            project.do("paste", edits)
    while project.history.undo_label:
        project.history.undo()
    assert to_text(document) == before, "undo does not give back what was there"


def library(data: bytes, folder: Path) -> bool:
    """List a folder of composites with a changed file in it, and take from it what it has."""
    path = folder / "Changed.netwright"
    path.write_bytes(data)
    library_index = LibraryIndex({MINE: folder})
    (entry,) = library_index.entries(MINE)
    if entry.kind is None:
        assert entry.item.problem
        return False
    project = Project()
    with suppress(NetwrightError):
        kind, edits = library_index.bring(project.document, entry.key)
        project.do("add", edits)
        assert project.document.type_named(kind.name) is not None
        report(project, project.problems())
    with suppress(NetwrightError):
        source = from_text(data)
        _, edits = adopt_all(project.document, source, main_composites(source, "Changed"))
        project.do("import", edits)
    return True


def pasted(data: bytes, folder: Path) -> bool:
    """Paste what somebody put on the clipboard."""
    project = Project(from_text(RICH))
    try:
        _, edits = paste(project.document, data.decode("utf-8", "surrogatepass"))
        project.do("paste", edits)
    except (NetwrightError, UnicodeDecodeError):
        return False
    report(project, project.problems())
    from_text(to_text(project.document))
    return True


def clip(chance: random.Random) -> bytes:
    """Return changed words of a clipboard."""
    document = from_text(RICH)
    return changed(copy_text(document, list(document.model.blocks)).encode(), chance)

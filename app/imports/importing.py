"""A model file as a project: read, its structure found again, laid out. No Qt, no Keras."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.imports.words import folded_words
from app.project.start_weights import name_from
from app.system.errors import UserError
from blocks.document.document import Document
from blocks.quoting import counted
from importers.reports.errors import UnreadableModel
from importers.reports.report import Report

if TYPE_CHECKING:
    from importers.folding import Folded
    from importers.model_file import ImportedModel

SUFFIXES = (".keras", ".json", ".h5", ".hdf5", ".py", ".ipynb")
"""Files that are opened by importing them."""


def import_document(
    path: Path, flat: bool = False, weights: bool | Path = False, beside: Path | None = None
) -> tuple[Document, Report]:
    """Read a model file.

    Args:
        path: a ``.keras`` archive, Keras JSON, HDF5, or Python source.
        flat: leave every layer a block of the model.
        weights: note that the project takes its weights from the file, or from one that is named, or lies beside a
            file that has none; it stays where it is.
        beside: folder of the project; a file in it is named from there.

    Raises:
        UserError: it cannot be read; says why and what to do.
    """
    from canvas.layout.document import lay_out

    found = _read(path)
    folded = _unfolded(found) if flat else _folded(found)
    if weights and not flat:
        folded = _with_names(folded, _unfolded(found))
    document = folded.document
    if weights:
        file = weights_of(path) if weights is True else weights
        _note_weights(document, file or path, folded.blocks, beside)
    lay_out(document)
    return document, found.report


@dataclass(frozen=True, slots=True)
class Read:
    """A model file, read in both ways.

    Attributes:
        folded: with its structure found again.
        flat: a block for every layer.
        report: of the folded one.
        sha256: of the file with the weights; empty where there is none.
        weights: that file: the model file itself, or one beside it.
    """

    folded: Folded
    flat: Folded
    report: Report
    sha256: str
    weights: Path | None = None


def import_both(path: Path) -> Read:
    """Read a model file both folded and flat.

    Raises:
        UserError: it cannot be read; says why and what to do.
    """
    from canvas.layout.document import lay_out

    found = _read(path)
    folded, flat = _folded(found), _unfolded(found)
    weights = weights_of(path)
    folded = _with_names(folded, flat) if weights else folded
    for document in (folded.document, flat.document):
        document.settings = replace(document.settings, title=title_of(path))
        lay_out(document)
    digest = _digest(weights) if weights else ""
    return Read(folded, flat, found.report, digest, weights if digest else None)


BESIDE = (".weights.h5", "_weights.h5", ".h5")
"""How the name of a file ends that holds the weights for a description beside it."""


def weights_of(path: Path) -> Path | None:
    """Return the file with a model's weights: the model's own, or one of the same name beside it."""
    if _holds_weights(path):
        return path
    beside = (path.with_name(f"{path.stem}{suffix}") for suffix in BESIDE)
    return next((each for each in beside if each.is_file() and _holds_weights(each)), None)


def weights_beside(path: Path) -> Path | None:
    """Return the file that `weights_of` would look into, whatever it holds; ``None`` where there is none."""
    beside = (path.with_name(f"{path.stem}{suffix}") for suffix in BESIDE)
    return next((each for each in beside if each.is_file()), path if path.is_file() else None)


def title_of(path: Path) -> str:
    """Return a file's name as words: ``my_model.keras`` gives ``My model``."""
    words = path.stem.replace("_", " ").strip() or "Imported model"
    return (words[:1].upper() + words[1:])[:200]


def _read(path: Path) -> ImportedModel:
    from importers.model_file import import_model

    try:
        return import_model(path)
    except UnreadableModel as error:
        raise UserError(str(error)) from None


def _folded(found: ImportedModel) -> Folded:
    from importers.folding import Folded, fold

    if found.flat is not None:  # a script says itself what its structure is
        if _differs(found.document, found.flat, found.report):
            return Folded(found.flat, {}, {})
        return Folded(found.document, {}, {})
    folded = fold(found.document, found.origins)
    if _differs(folded.document, found.document, found.report):
        return _unfolded(found)
    report, document = found.report, folded.document
    if folded.reordered:
        report.add("order", document.settings.title, "folded, the outputs come in another order")
    report.folded = dict(folded.found)
    report.differs = {
        name: [meta.name for meta in document.graphs[name].metaparameters] for name in folded.found
    }
    report.blocks = sum(len(graph.blocks) for graph in document.graphs.values())
    return folded


def _differs(folded: Document, flat: Document, report: Report) -> bool:
    """Tell whether two ways to show a model differ, and say so in the report; what is not known proves nothing."""
    if folded is flat:
        return False
    wanted, found = (_figures(each) for each in (flat, folded))
    if wanted is None or wanted == found:
        return False
    text = "with its structure it would have other parameters or shapes, so it is open flat"
    report.add("flat", flat.settings.title, text)
    report.blocks = sum(len(graph.blocks) for graph in flat.graphs.values())
    return True


def _figures(document: Document) -> tuple[int, list[object]] | None:
    """Return the parameters of a model and the shapes of its outputs; ``None`` where some are not known."""
    from blocks.check.checker import Checker
    from blocks.check.outputs import model_outputs

    checker = Checker(document, follows=False)
    results, graph = checker.results, document.model
    if any(each.inference is None for each in results.values()):
        return None
    shapes: list[object] = [
        results[each.block].outputs[graph.output_ports(each.block).index(each.port)]
        for each in model_outputs(graph)
    ]
    return checker.totals().parameters, sorted(shapes, key=repr)


def _unfolded(found: ImportedModel) -> Folded:
    from importers.folding import Folded, unfolded

    if found.flat is not None:
        return Folded(found.flat, {}, {})
    return unfolded(found.document, found.origins)


def _with_names(folded: Folded, flat: Folded) -> Folded:
    """Return what was folded with the file's names for its layers, found by what each layer computes."""
    from exporters.layer_places import names_in

    found = names_in(folded.document, flat.document, flat.blocks)
    if found is None or folded.reordered:
        return folded
    named = sum(bool(name) for each in found.values() for name in each)
    if named < sum(map(bool, folded.layers)):
        return folded
    return replace(folded, blocks={key: tuple(names) for key, names in found.items()})


def _note_weights(
    document: Document, path: Path, blocks: Mapping[str, Sequence[str]], beside: Path | None
) -> None:
    from blocks.check.layer_paths import note_source

    digest = _digest(path)
    if not digest:
        raise UserError(
            f"{path.name} holds no weights, and there are none beside it.",
            f"Name it with --weights-from, or put it there as {path.stem}{BESIDE[0]}.",
        )
    name = name_from(path, beside / "project" if beside else None)
    note_source(document, name, digest, blocks)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file with weights; empty for one that can hold none."""
    from importers.files.opening import open_regular, sha256_of

    if not _holds_weights(path):
        return ""
    with open_regular(path) as file:
        return sha256_of(file)


def _holds_weights(path: Path) -> bool:
    """Tell whether a file is of a kind that can hold weights; raises `UserError` where it cannot be read."""
    from importers.files.opening import FileKind, kind_of, open_regular
    from importers.source.text.source import is_script

    if is_script(path):
        return False
    try:
        with open_regular(path) as file:
            return kind_of(file) in (FileKind.ARCHIVE, FileKind.HDF5)
    except UnreadableModel as error:
        raise UserError(str(error)) from None


def import_in_child(
    path: Path, flat: bool, weights: bool | Path, beside: Path
) -> tuple[Document, Report]:
    """Read a model file in a child process, under limits; arguments and errors as for `import_document`."""
    import msgspec

    from app.imports.answers import Choices, Imported
    from app.system.limited_child import limits_of, run
    from blocks.files.project_file import from_text

    named = weights_beside(path) if weights is True else weights or None
    told = str(weights.absolute()) if isinstance(weights, Path) else bool(weights)
    choices = msgspec.json.encode(Choices(flat, told, str(beside.absolute()))).decode()
    found = run("import", path, choices, limits_of("import", path, named), Imported)
    return from_text(found.project), found.report


def report_lines(report: Report) -> list[str]:
    """Return an import's report as lines for people."""
    lines = [
        f"Read {counted(report.layers, 'layer')} from {report.source} as {counted(report.blocks, 'block')}."
    ]
    for name, count in report.folded.items():
        lines.append(f"  {name}: {folded_words(count, report.differs.get(name, ()))}")
    for remark in report.remarks:
        if remark.line:
            lines.append(f"  line {remark.line}: {remark.name}: {remark.text}")
    by_text: dict[tuple[str, str], list[str]] = {}
    for remark in report.remarks:
        if not remark.line:
            by_text.setdefault((remark.kind, remark.text), []).append(remark.name)
    for (kind, text), names in by_text.items():
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        lines.append(f"  {kind}: {shown}: {text}")
    return lines

"""Reading a model file: ``.keras``, Keras JSON, ``.h5`` or Python source, into a document and a report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from blocks.document.document import Document
from blocks.errors import FileError
from blocks.quoting import shortened
from blocks.values.safe_json import fields, parse
from importers.files.archive import read_archive
from importers.files.descriptions import described
from importers.files.opening import FileKind, kind_of, open_regular, read_text, what_it_is
from importers.keras_json.calls import Model
from importers.keras_json.document import Origins, document_of
from importers.keras_json.old_words import version_of
from importers.keras_json.read import read_model
from importers.keras_json.tied import opened_where_tied
from importers.reports.errors import UnreadableModel
from importers.reports.report import Report
from importers.source.text.beside import with_files
from importers.source.text.notebook import read_notebook
from importers.source.text.source import is_notebook, is_script, read_script


@dataclass(frozen=True, slots=True)
class ImportedModel:
    """A model as it was read.

    Attributes:
        document: a block for every layer.
        report: what was found.
        origins: by graph and block id, the name that a layer has in the file.
        flat: for a script that says what its structure is, the same model with a block for every layer.
    """

    document: Document
    report: Report
    origins: Origins
    flat: Document | None = None


def import_model(path: Path) -> ImportedModel:
    """Read a model file as data; nothing in it is run.

    Raises:
        UnreadableModel: it cannot be read; the text says why and what to do.
    """
    if is_script(path):
        return _import_script(path)
    report = Report()
    model = opened_where_tied(model_of(path, report))
    origins: Origins = {}
    document = document_of(model, report, origins)
    title = model.name.replace("_", " ").strip()
    document.settings = type(document.settings)(title=title[:1].upper() + title[1:])
    return ImportedModel(document, report, origins)


def _import_script(path: Path) -> ImportedModel:
    from importers.source.reader import read_model as read_python

    with open_regular(path) as file:
        data = read_text(file, path.name)
    notebook = is_notebook(path)
    source = with_files(read_notebook(data) if notebook else read_script(data), path)
    title = path.stem.replace("_", " ").strip() or "Imported model"
    found = read_python(source, title)
    found.report.source = "a notebook" if notebook else "a Python script"
    names = ", ".join(each.name for each in source.files)
    found.report.source += f" with {shortened(names, 200)} beside it" if names else ""
    document = found.document
    if not found.structured and found.flat is not None:
        return ImportedModel(found.flat, found.report, {})
    return ImportedModel(document, found.report, {}, found.flat or document)


def model_of(path: Path, report: Report | None = None) -> Model:
    """Read the layers of a model file and their calls; ``report`` gets what kind of file it is.

    Raises:
        UnreadableModel: it cannot be read; the text says why and what to do.
    """
    report = report or Report()
    with open_regular(path) as file:
        kind = kind_of(file)
        report.source, version = kind.value, ""
        if kind is FileKind.ARCHIVE:
            config, metadata = read_archive(file)
            version = _version(metadata)
        elif kind is FileKind.JSON:
            config = read_text(file, path.name)
        elif kind is FileKind.HDF5:
            from importers.files.hdf5 import read_hdf5

            config, version = read_hdf5(path)
        else:
            raise UnreadableModel(what_it_is(file, path.name))
    report.source += f" of Keras {version[:20]}" if version else ""
    return read_model(described(config), version=version_of(version))


def _version(metadata: bytes) -> str:
    """Return the version of the Keras that wrote a file; empty where it does not say."""
    try:
        version = fields(parse(metadata) if metadata else None).get("keras_version")
    except FileError:
        return ""
    return version if isinstance(version, str) else ""

"""Questions to a child process that reads models, and its answers: one struct for each, sent as JSON."""

from __future__ import annotations

import msgspec

from importers.reports.report import Report


class Choices(msgspec.Struct, frozen=True):
    """The chosen arguments of `app.imports.importing.import_document`."""

    flat: bool
    weights: bool | str
    beside: str


class Version(msgspec.Struct, frozen=True):
    """A model as one project.

    Attributes:
        project: the text of its file.
        shown: number of blocks on the canvas.
        layers: id of a block to the file's names for its layers.
    """

    project: str
    shown: int
    layers: dict[str, tuple[str, ...]]


class Reading(msgspec.Struct, frozen=True):
    """A model file, read in both ways.

    Attributes:
        report: of the folded one.
        sha256: of the file with the weights; empty where there is none.
        weights: the path of that file.
        folded: with its structure found again.
        flat: a block for every layer.
    """

    report: Report
    sha256: str
    weights: str
    folded: Version
    flat: Version


class Imported(msgspec.Struct, frozen=True):
    """A model file, read in one way: the report, and the text of a project file."""

    report: Report
    project: str


class Verdict(msgspec.Struct, frozen=True):
    """The result of a round trip: whether it is the same model, and a sentence for people."""

    same: bool
    text: str


Answer = Reading | Imported | Verdict

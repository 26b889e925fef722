"""Project files of a large graph: open, save, copy."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.project.project import Project
from blocks.document.copying import copy_document
from blocks.files.project_file import from_text, to_text
from tests.bench.clock import repeated
from tests.bench.effort import Effort
from tests.bench.graphs import residual
from tests.bench.rows import Row, report

AREA = "files"


def on_disk(effort: Effort) -> Iterator[Row]:
    """open and save"""
    project = Project(residual(effort.blocks))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.netwright")
        save = repeated(lambda: project.save(path), effort.times(9))
        size = f"{path.stat().st_size / 1024:.0f} KiB"
        load = repeated(lambda: Project.open(path), effort.times(9))
    yield report(AREA, f"save {effort.blocks:,} blocks, with fsync, wall", save.wall, "ms", size)
    yield report(
        AREA, f"open {effort.blocks:,} blocks, with their first check, wall", load.wall, "ms"
    )


def in_memory(effort: Effort) -> Iterator[Row]:
    """text and back, and copies for threads"""
    document = residual(effort.blocks)
    text = to_text(document)
    for name, action in (
        ("write as text", lambda: to_text(document)),
        ("read from text", lambda: from_text(text)),
        ("copy", lambda: copy_document(document)),
    ):
        spent = repeated(action, effort.times(9))
        yield report(AREA, f"{name}, {effort.blocks:,} blocks, cpu", spent.cpu, "ms")


def autosave(effort: Effort) -> Iterator[Row]:
    """the copy of unsaved work"""
    from app.files.autosave import Autosave
    from tests.bench.desk import application

    application()
    project = Project(residual(effort.blocks))
    with tempfile.TemporaryDirectory() as folder:
        copies = Autosave(Path(folder))
        copies.follow(project)
        spent = repeated(copies.write, effort.times(9))
        copies.wait()

        def whole() -> None:
            copies.write()
            copies.wait()

        to_disk = repeated(whole, effort.times(9))
        copies.close()
    name = f"autosave of {effort.blocks:,} blocks"
    yield report(AREA, f"{name}, on the window's thread, wall", spent.wall, "ms")
    yield report(AREA, f"{name}, until it is on the disk, wall", to_disk.wall, "ms")


PARTS = (on_disk, in_memory, autosave)

"""The composites in the palette: those of the project, the bundled ones, and one's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.palette.block_tree import PaletteEntry
from app.palette.palette import ENDS, IN_PROJECT
from blocks.catalog.registry import port_types
from blocks.document.edits import Edit, changes_definition
from blocks.files.library_index import LIBRARY, MINE, LibraryEntry, LibraryIndex
from blocks.graph.graph import MODEL
from canvas.later import Later
from canvas.links import Links

if TYPE_CHECKING:
    from app.frame.workbench import Workbench
    from app.palette.palette import BlockPalette
    from app.project.project import Project


class LibrarySections(QObject):
    """Fills the sections of the palette."""

    def __init__(
        self, bench: Workbench, library_index: LibraryIndex, palette: BlockPalette
    ) -> None:
        super().__init__(bench.widget)
        self.bench = bench
        self._library_index = library_index
        self._palette = palette
        self._links = Links()
        self._known: list[tuple[str, str]] | None = None
        self._reading: Iterator[None] = iter(())
        self._timer = Later(self, self._read_on, repeats=True)

    def begin(self) -> None:
        """Read the libraries, file by file, while the window is used."""
        self._reading = self._library_index.loading()
        self._timer.start()

    def load_now(self) -> None:
        """Read the libraries at once."""
        self._timer.stop()
        for section in (LIBRARY, MINE):
            self.show_library(section)

    def set_project(self, project: Project) -> None:
        """Show the composites of another project."""
        self._links.clear()
        self._links.connect(project.document.changed, self._changed)
        self._links.connect(project.place.moved, self.show_port_types)
        self._known = None
        self.show_own()
        self.show_port_types()

    def show_own(self) -> None:
        """Show the composites of the project."""
        document = self.bench.project.document
        names = sorted((name for name in document.graphs if name != MODEL), key=str.lower)
        known = [(name, document.graph(name).description) for name in names]
        if known != self._known:
            self._known = known
            entries = [
                PaletteEntry(name, name, tip, document.type_named(name)) for name, tip in known
            ]
            self._palette.show_composites(IN_PROJECT, entries)

    def show_port_types(self) -> None:
        """Show the ports of composites while one is on screen."""
        inside = self.bench.project.place.graph_name != MODEL
        kinds = port_types().values() if inside else ()
        entries = [PaletteEntry(kind.name, kind.name, kind.summary, kind) for kind in kinds]
        self._palette.show_composites(ENDS, entries)

    def show_library(self, section: str, again: bool = False) -> None:
        """Show a section of the library; ``again`` where a file came or went."""
        if again:
            self._library_index.forget(section)
        entries = list(map(_entry, self._library_index.entries(section)))
        self._palette.show_composites(section, entries)

    def _changed(self, edits: Sequence[Edit]) -> None:
        if any(map(changes_definition, edits)):
            self.show_own()

    def _read_on(self) -> None:
        """Read one more file; when all are read, show them."""
        if next(self._reading, self) is self:
            self.load_now()


def _entry(entry: LibraryEntry) -> PaletteEntry:
    item = entry.item
    if entry.kind is None:
        return PaletteEntry(entry.key, item.name, f"It cannot be used: {item.problem}.", None)
    tip = f"{item.title}. {item.description}" if item.description else item.title
    return PaletteEntry(entry.key, item.name, tip, entry.kind)

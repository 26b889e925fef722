"""The composites that can be added to any project: the bundled ones and a person's own.

It has sections, each a folder. What lies there is read when somebody first asks, and again after `forget`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from blocks.document.document import Document
from blocks.document.edits import Edit
from blocks.errors import EditError
from blocks.files.library import BUNDLED, LibraryItem, adopt_edits, library_paths, open_item
from blocks.types.block_type import BlockType

LIBRARY, MINE = "Library", "My library"
"""The sections."""


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """One composite of the library.

    Attributes:
        key: what it is asked for by; no block type has such a name.
        section: `LIBRARY` or `MINE`.
        item: what the file says.
        document: the file's document.
        kind: the block type that it would be; ``None`` where the file cannot be used.
    """

    key: str
    section: str
    item: LibraryItem
    document: Document
    kind: BlockType | None


class LibraryIndex:
    """Reads the sections, and brings composites into a document.

    Args:
        folders: section to folder; one that does not exist is empty.
    """

    def __init__(self, folders: Mapping[str, Path] | None = None) -> None:
        """Know where things lie; nothing is read yet."""
        self.folders = dict(folders or {LIBRARY: BUNDLED})
        self._entries: dict[str, dict[str, LibraryEntry]] = {}

    def entries(self, section: str) -> list[LibraryEntry]:
        """Return what is in a section, sorted by name."""
        found = self._entries.get(section)
        if found is None:
            folder = self.folders.get(section)
            paths = library_paths(folder) if folder else []
            listed = [_entry(section, *open_item(path)) for path in paths]
            found = self._entries[section] = _sorted({entry.key: entry for entry in listed})
        return list(found.values())

    def loading(self) -> Iterator[None]:
        """Read all sections that were not read yet; yields after every file, so that a window can answer."""
        for section, folder in self.folders.items():
            if section not in self._entries:
                found: dict[str, LibraryEntry] = {}
                for path in library_paths(folder):
                    item, document = open_item(path)
                    entry = _entry(section, item, document)
                    found[entry.key] = entry
                    yield
                self._entries.setdefault(section, _sorted(found))

    def every(self) -> Iterator[LibraryEntry]:
        """Yield what can be added, section by section."""
        for section in self.folders:
            yield from (entry for entry in self.entries(section) if entry.kind is not None)

    def find(self, key: str) -> LibraryEntry | None:
        """Return what a key stands for, or ``None``."""
        section = key.partition("/")[0]
        if section not in self.folders:
            return None
        return next((entry for entry in self.entries(section) if entry.key == key), None)

    def forget(self, section: str) -> None:
        """Read a section again when it is next asked for: a file came or went."""
        self._entries.pop(section, None)

    def bring(self, document: Document, key: str) -> tuple[BlockType, list[Edit]]:
        """Return the block type that a composite will be in a document, and the edits that define it there.

        Raises:
            EditError: there is no such composite, or its file cannot be used.
        """
        entry = self.find(key)
        if entry is None or entry.kind is None:
            words = entry.item.problem if entry else "it is no longer there"
            raise EditError(f"{key.rpartition('/')[2]} cannot be added: {words}")
        name, edits = adopt_edits(document, entry.document, entry.item.name)
        return replace(entry.kind, name=name), edits


def _sorted(entries: dict[str, LibraryEntry]) -> dict[str, LibraryEntry]:
    return dict(sorted(entries.items(), key=lambda pair: pair[0].lower()))


def _entry(section: str, item: LibraryItem, document: Document | None) -> LibraryEntry:
    key = f"{section}/{item.path.stem}"
    kind = document.type_named(item.name) if document is not None else None
    if document is None or kind is None:
        return LibraryEntry(key, section, item, Document(), None)
    words = (*item.title.lower().split(), "composite", section.lower())
    return LibraryEntry(key, section, item, document, replace(kind, search=words))

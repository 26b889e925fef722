"""The preferences of a person for the program itself: appearance, text size, the places of panels."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray, QSettings

from app.system.state_files import parse_state, whole_number

if TYPE_CHECKING:
    from exporters.styles.options import ExportOptions

MODES = ("system", "light", "dark")
"""How the window may look."""

SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
"""Text sizes in percent of the system's."""


def settings_file() -> QSettings:
    """Open the file with the preferences."""
    return QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, "netwright", "netwright"
    )


Kept = TypeVar("Kept")

DAMAGED: set[str] = set()
"""Names of preferences that could not be read since the start; the window tells them once."""


class Preferences:
    """Typed access to the preferences; whatever is unreadable there counts as not set."""

    def __init__(self) -> None:
        self._file = settings_file()

    @property
    def mode(self) -> str:
        """Light, dark or system."""
        found = self._word("appearance", "system")
        return self._kept("appearance", found if found in MODES else None) or "system"

    @mode.setter
    def mode(self, mode: str) -> None:
        self._file.setValue("appearance", mode)

    @property
    def text_size(self) -> int:
        """Text size in percent of the system's."""
        found = whole_number(self._word("text_size", "100"))
        return self._kept("text_size", found if found in SIZES else None) or 100

    @text_size.setter
    def text_size(self, percent: int) -> None:
        self._file.setValue("text_size", str(percent))

    @property
    def keep_worker(self) -> bool:
        """Whether a training process is kept ready while the window rests."""
        return str(self._file.value("keep_worker", "yes")) != "no"

    @keep_worker.setter
    def keep_worker(self, on: bool) -> None:
        self._file.setValue("keep_worker", "yes" if on else "no")

    @property
    def export_options(self) -> ExportOptions:
        """The options that the last script was written with."""
        from exporters.styles.options import DEFAULTS, ExportOptions

        found = self._kept("export", parse_state(self._word("export", "{}")))
        return ExportOptions.of(found) if isinstance(found, dict) else DEFAULTS

    @export_options.setter
    def export_options(self, options: ExportOptions) -> None:
        self._file.setValue("export", json.dumps(options.values()))

    def geometry(self) -> QByteArray | None:
        """Return place and size of the window at the last time."""
        return self._bytes("geometry")

    def docks(self) -> QByteArray | None:
        """Return the state of the docks at the last time."""
        return self._bytes("docks")

    def dock_sizes(self) -> tuple[int, int, int] | None:
        """Return the sizes of the docks at the left, the right and the bottom; 0 for a hidden one."""
        word = self._word("dock_sizes", "")
        sizes = [size for size in map(whole_number, word.split()[:9]) if size is not None]
        if len(sizes) != 3 or len(word.split()) != 3:
            self._kept("dock_sizes", None if word else "")
            return None
        return sizes[0], sizes[1], sizes[2]

    def folded(self) -> dict[str, int]:
        """Return the names of the docks that somebody folded, with their sizes before, in pixels."""
        words = (word.partition("=") for word in self._word("folded", "")[:200].split())
        sizes = {name: whole_number(size) for name, _, size in words}
        return {name: size for name, size in sizes.items() if size is not None}

    def set_folded(self, sizes: Mapping[str, int]) -> None:
        """Remember which docks are folded, and their sizes before, in pixels."""
        self._file.setValue("folded", " ".join(f"{name}={size}" for name, size in sizes.items()))

    def set_layout(self, geometry: QByteArray, docks: QByteArray, sizes: Sequence[int]) -> None:
        """Remember the window's geometry, the state of its docks, and their sizes."""
        self._file.setValue("geometry", geometry)
        self._file.setValue("docks", docks)
        self._file.setValue("dock_sizes", " ".join(map(str, sizes)))

    def forget_layout(self) -> None:
        """Return to the first layout at the next start."""
        for name in ("geometry", "docks", "dock_sizes", "folded"):
            self._file.remove(name)

    def _word(self, name: str, usual: str) -> str:
        """Return what stands there as a text; Qt may find a list, or nothing that it understands."""
        found = self._file.value(name, usual)
        return (
            found
            if isinstance(found, str)
            else ", ".join(map(str, found))
            if isinstance(found, list)
            else ""
        )

    def _kept(self, name: str, found: Kept | None) -> Kept | None:
        """Return what was found; notes that it could not be read where that is nothing."""
        if found is None:
            DAMAGED.add(name)
        return found

    def _bytes(self, name: str) -> QByteArray | None:
        found = self._file.value(name)
        return found if isinstance(found, QByteArray) else None

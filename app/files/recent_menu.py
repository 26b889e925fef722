"""The menu of recent files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.frame import recent
from canvas.theme.plain_text import plain_tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from app.files.controller import FileActions


class RecentMenu(QObject):
    """Fills the menu, again after every change of the list."""

    def __init__(self, menu: QMenu, files: FileActions) -> None:
        super().__init__(menu)
        self._menu = menu
        self._files = files
        files.recent_changed.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Show the files of the list that are still there."""
        menu = self._menu
        menu.clear()
        files = recent.recent_files()
        for path in files:
            action = menu.addAction(path.name.replace("&", "&&"))
            action.setToolTip(plain_tip(str(path)))
            action.triggered.connect(lambda _=False, path=path: self._files.open_path(path))
        menu.setEnabled(bool(files))
        if files:
            menu.addSeparator()
            menu.addAction("Clear this list").triggered.connect(self._forget)

    def _forget(self) -> None:
        recent.forget_all()
        self.fill()

"""Asks where a file is to be written: a suffix is added where none was typed, and nothing is replaced unasked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.widgets.question import agrees


def ask_save_path(
    parent: QWidget, title: str, start: Path, filters: Mapping[str, str]
) -> Path | None:
    """Ask for a file; return ``None`` where nobody wants one.

    Args:
        parent: the window.
        title: of the dialog.
        start: what is offered.
        filters: words of each kind of file, and its suffix; the first is the usual one.
    """
    name, chosen = QFileDialog.getSaveFileName(parent, title, str(start), ";;".join(filters))
    if not name:
        return None
    path, suffixes = Path(name), [*filters.values()]
    if path.suffix.lower() in suffixes:
        return path  # the dialog has asked whether it may be replaced
    path = path.with_name(path.name + filters.get(chosen, suffixes[0]))
    return path if not path.exists() or may_replace(parent, path) else None


def may_replace(parent: QWidget | None, path: Path) -> bool:
    """Ask whether a file that is there may be replaced."""
    more = "There is a file of this name already."
    return agrees(parent, f"Replace {path.name}?", more, "Replace")

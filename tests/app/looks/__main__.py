"""Pictures of everything that the window can show: ``python -m tests.app.looks FOLDER``.

Light and dark, at text sizes of 100 and 200 %, in windows of several sizes. A contact sheet of each is beside the
single pictures, and what does not fit is printed.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QMessageBox

CASES = (
    ("light", 100, QSize(1600, 1000)),
    ("dark", 100, QSize(1600, 1000)),
    ("light", 100, QSize(1024, 768)),
    ("dark", 100, QSize(1366, 768)),
    ("light", 200, QSize(1600, 1000)),
    ("dark", 200, QSize(1366, 768)),
)
TILE = QSize(480, 330)
COLUMNS = 5


def take(folder: Path, mode: str, percent: int, size: QSize, only: str) -> list[str]:
    """Take the pictures of one case; returns what does not fit."""
    from app.window.window import MainWindow
    from tests.app.looks.fitting_words import misfits
    from tests.app.looks.scenes import scenes, settle

    window = MainWindow()
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(size)
    window.show()
    window.load_now()
    window.use_mode(mode)
    window.use_text_size(percent)
    settle()
    window.reset_layout()
    window.files.ask_save = lambda: QMessageBox.StandardButton.Discard  # type: ignore[method-assign]
    case = f"{mode}-{percent}-{size.width()}"
    pictures, found = [], []
    for name, widget in scenes(window):
        if only and only not in name:
            continue
        picture = widget.grab().toImage()
        picture.save(str(folder / f"{case}-{name}.png"))
        pictures.append(picture)
        found += [f"{case} {name}: {words}" for words in misfits(widget)]
    sheet(pictures).save(str(folder / f"sheet-{case}.png"))
    window.use_text_size(100)  # the next case begins as it should
    window.close()
    window.deleteLater()
    settle()
    return found


def sheet(pictures: list[QImage]) -> QImage:
    """Put pictures side by side."""
    rows = -(-len(pictures) // COLUMNS)
    made = QImage(TILE.width() * COLUMNS, TILE.height() * max(rows, 1), QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.gray)
    painter = QPainter(made)
    for at, picture in enumerate(pictures):
        corner = QPoint(at % COLUMNS * TILE.width(), at // COLUMNS * TILE.height())
        room = TILE - QSize(8, 8)
        small = picture
        if picture.width() > room.width() or picture.height() > room.height():
            small = picture.scaled(
                room,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        painter.drawImage(QRect(corner + QPoint(4, 4), small.size()), small)
    painter.end()
    return made


def main() -> int:
    """Take all pictures; returns 1 where something does not fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="scenes with this in their name")
    parser.add_argument(
        "--case", default="", help="cases with this in their name, such as dark-200"
    )
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = home
        app = QApplication([])
        from app.frame.application import name_application

        name_application(app)
        found = [
            words
            for mode, percent, size in CASES
            if asked.case in f"{mode}-{percent}-{size.width()}"
            for words in take(asked.folder, mode, percent, size, asked.only)
        ]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

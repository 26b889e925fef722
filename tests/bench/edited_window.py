"""Child: opens the window and edits 20 times a second until it is killed; prints number and time of every edit."""

from __future__ import annotations

import sys
import time
from pathlib import Path

EVERY = 50
"""Milliseconds from one edit to the next."""


def main() -> None:
    """Edit the project that is named, or a new one."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app.window.window import MainWindow
    from blocks.commands.blocks import add_block

    app = QApplication(sys.argv[:1])
    window = MainWindow(Path(sys.argv[1]) if sys.argv[1:] else None)
    window.show()
    window.load_now()
    done = 0

    def edit() -> None:
        nonlocal done
        _, edits = add_block(window.project.document, "Dense", (0.0, 50.0 * done))
        window.project.do("Add Dense", edits)
        done += 1
        print(done, time.time(), flush=True)

    timer = QTimer()
    timer.timeout.connect(edit)
    timer.start(EVERY)
    app.exec()


if __name__ == "__main__":
    main()

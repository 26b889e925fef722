"""Child: a bare PySide6 window, with or without Keras imported first. What the application's start is measured against.

It tells its moments as `app.window.loader.told` does, and stays open until it is ended.
"""

from __future__ import annotations

import os
import sys
import time


def tell() -> None:
    """Tell the parent that the view has been painted for the first time."""
    descriptor = int(os.environ["NETWRIGHT_FIRST_PAINT_FD"])
    os.write(descriptor, f"paint {time.monotonic_ns()}\n".encode())


def main(keras_first: bool) -> int:
    """Show the window."""
    if keras_first:
        import keras  # noqa: F401 (its import is what is measured)
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView, QMainWindow

    class View(QGraphicsView):
        """Tells when it has been painted."""

        painted = False

        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            if not self.painted:
                self.painted = True
                tell()

    app = QApplication(sys.argv[:1])
    scene = QGraphicsScene()
    window = QMainWindow()
    window.setCentralWidget(View(scene))
    window.resize(1500, 975)
    window.show()
    return int(app.exec())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] == "keras"))

"""Child: opens the window with everything in it and prints which heavy modules were imported."""

from __future__ import annotations

import json
import sys

HEAVY = ("keras", "tensorflow", "torch", "jax", "sklearn", "pandas")


def main() -> None:
    """Open the window, every tab of it, and look."""
    from PySide6.QtWidgets import QApplication

    from app.window.shell import TABS
    from app.window.window import MainWindow
    from tests.bench.home import ROOT

    app = QApplication(sys.argv[:1])
    window = MainWindow(ROOT / "app" / "templates" / "digits-cnn.netwright")
    window.show()
    app.processEvents()
    window.load_now()
    for name in TABS:
        window.show_tab(name)
        for _ in range(20):
            app.processEvents()
    print(json.dumps([name for name in HEAVY if name in sys.modules]), flush=True)


if __name__ == "__main__":
    import os

    main()
    os._exit(0)  # nothing here is worth an orderly end

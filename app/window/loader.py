"""Start-up: a window that looks finished is painted first; networkx, the canvas and the plots are loaded after.

PySide6 puts a hook of its own into ``builtins.__import__`` that makes every later import dearer; the hook serves
``from __feature__ import ...``, which nothing here uses, so the plain function is put back.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import os
import threading
import time
from collections.abc import Callable, Iterator

plain_import = builtins.__import__

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer  # noqa: E402

builtins.__import__ = plain_import

IN_THREAD = (
    "networkx",
    "msgspec",
    "numpy",
    "blocks.catalog",
    "app.project.project",
    "blocks.fixes.finder",
    "blocks.inference.wording",
)
"""Modules without Qt: they are imported beside the running window. Those with Qt follow on the window's thread."""


def told(moment: str) -> None:
    """Tell a bench that a moment has come: ``paint`` or ``ready``.

    With ``NETWRIGHT_FIRST_PAINT_FD`` a line ``moment nanoseconds`` goes to that file descriptor
    (`time.monotonic_ns`); with ``NETWRIGHT_EXIT_AFTER`` equal to the moment the program ends.
    """
    descriptor = os.environ.get("NETWRIGHT_FIRST_PAINT_FD", "")
    if descriptor.isdigit():
        os.write(int(descriptor), f"{moment} {time.monotonic_ns()}\n".encode())
    if os.environ.get("NETWRIGHT_EXIT_AFTER") == moment:
        QCoreApplication.exit(0)


class Loader(QObject):
    """Runs the steps of loading one by one, going back to the event loop in between.

    Args:
        steps: yields before each piece of work; what it does between two yields should be short.
        done: called when everything is there.
        parent: the window.
    """

    def __init__(
        self, steps: Iterator[None], done: Callable[[], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._steps = steps
        self._done = done
        self._errors: list[ImportError] = []
        self._thread = threading.Thread(target=self._import, name="loading", daemon=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)

    def begin(self) -> None:
        """Run the steps; what needs no Qt is imported in a thread meanwhile."""
        if self._thread.ident:
            return
        self._thread.start()
        self._timer.start(0)

    def imported(self) -> bool:
        """Tell whether the thread is done; raises the `ImportError` that it met."""
        if self._thread.is_alive():
            self._thread.join(0.004)  # a breath, so that asking again and again costs nothing
        if self._errors:
            raise self._errors[0]
        return not self._thread.is_alive()

    def finish(self) -> None:
        """Do all that is left at once: for tests and for the demo."""
        if not self._thread.ident:
            self._thread.start()
        self._timer.stop()
        done = False
        while not done:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            done = next(self._steps, self) is self
        self._end()

    def _import(self) -> None:
        for name in IN_THREAD:
            try:
                importlib.import_module(name)
            except ImportError as error:  # told on the window's thread, where someone can see it
                self._errors.append(error)

    def _next(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self._end()
        except BaseException:
            gc.enable()
            raise
        else:
            self._timer.start(0)

    def _end(self) -> None:
        self._timer.stop()
        if not gc.isenabled():  # `app.cli` disabled it for the start
            gc.freeze()  # what has been imported stays: looking through it again takes 60 ms
            gc.enable()
        done, self._done = self._done, lambda: None
        done()

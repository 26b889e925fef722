"""The demo: the window, a real training run in it, and the files that it leaves."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

from PySide6.QtCore import (
    QMessageLogContext,
    QSize,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from app.commands.export import write_python
from app.commands.terminal_bar import TerminalBar
from app.frame.application import name_application
from app.plots.legend import value_text
from app.runs.run_status import time_left
from app.system.terminal_text import complain
from app.templates.catalog import open_template
from app.training.history import Progress
from app.training.messages import EpochDone, RunFailed, RunFinished, RunStarted
from app.widgets.hold import HOLD
from app.window.window import MainWindow
from blocks.files.project_file import SUFFIX, write_project
from blocks.quoting import counted

SIZE, SIDES, PANELS = QSize(1500, 975), (200, 300), 290
"""Size of the window, width of the docks at its sides, height of the panels below, in pixels."""

STOPPED = 130
"""Exit code after Ctrl+C, as every shell knows it."""

SETTLE = HOLD + 200
"""Milliseconds that the window gets before its picture is taken: curves are drawn, buttons no longer held."""


class Demo:
    """Opens an example, trains it, keeps the results.

    Args:
        example: name of the bundled example.
        folder: where the results go; it exists.
        stay: leave the window open until somebody closes it.
    """

    def __init__(self, example: str, folder: Path, *, stay: bool) -> None:
        self.folder, self.stay = folder, stay
        self.project_path = folder / f"project{SUFFIX}"
        write_project(open_template(example), self.project_path)
        self.bar = TerminalBar()
        self.code = STOPPED
        self._app = _application()
        self._values = ""

    def run(self) -> int:
        """Do everything; returns the exit code."""
        self.bar.line(f"Opening {self.project_path}")
        self.window = MainWindow(self.project_path)
        self.window.show()
        self.window.load_now()
        self._arrange()
        self._connect()
        old = signal.signal(signal.SIGINT, lambda *_: self._leave(self.code))
        awake = QTimer()  # Python sees Ctrl+C only when it runs something
        awake.timeout.connect(lambda: None)
        awake.start(200)
        try:
            self.window.training.start()
            self._app.exec()  # ends with the last window, too
        finally:
            signal.signal(signal.SIGINT, old)
            awake.stop()
            self._close()
        return self.code

    def _arrange(self) -> None:
        """Give the window its usual size, whatever size the screen that nobody sees has."""
        window = self.window
        if not self.stay:
            window.resize(SIZE)
        QApplication.processEvents()
        docks = [window.blocks_dock, window.inspector_dock]
        window.resizeDocks(docks, list(SIDES), Qt.Orientation.Horizontal)
        window.resizeDocks([window.panels_dock], [PANELS], Qt.Orientation.Vertical)
        window.show_tab("Training")
        QApplication.processEvents()
        window.canvas.camera.fit()

    def _connect(self) -> None:
        session = self.window.training.session
        session.phase.connect(lambda words: self.bar.show(0.0, words))
        session.started.connect(self._started)
        session.epoch_done.connect(self._epoch)
        session.progress.connect(self._progress)
        session.finished.connect(self._finished)
        session.failed.connect(self._failed)

    def _started(self, event: RunStarted) -> None:
        counts = (
            (event.examples, "example"),
            (event.parameters, "parameter"),
            (event.epochs, "epoch"),
        )
        sizes = ", ".join(counted(*each) for each in counts)
        self.bar.line(f"Training on {event.device}: {sizes}")

    def _epoch(self, event: EpochDone) -> None:
        shown = {name: value for name, value in event.logs.items() if value is not None}
        self._values = ", ".join(
            f"{name.replace('_', ' ')} {value_text(value)}" for name, value in shown.items()
        )
        if not sys.stdout.isatty():
            total = self.window.training.session.history.epochs
            self.bar.line(f"epoch {event.epoch} of {total}: {self._values}")

    def _progress(self, progress: Progress) -> None:
        left = time_left(progress.seconds_left)
        words = f"epoch {progress.epoch} of {progress.epochs}"
        self.bar.show(progress.fraction, ", ".join(filter(None, (words, left, self._values))))

    def _failed(self, event: RunFailed) -> None:
        self.bar.end()
        complain(f"netwright: {event.sentence} {event.remedy}".rstrip())
        if event.details:
            log = self.folder / "training.log"
            log.write_text(event.details, encoding="utf-8", errors="replace")
            complain(f"The log of the training process is in {log}.")
        self._leave(1)

    def _finished(self, event: RunFinished) -> None:
        self.bar.end()
        QTimer.singleShot(SETTLE, lambda: self._keep(event))

    def _keep(self, event: RunFinished) -> None:
        """Write what people take home, and say so."""
        try:
            made = self._write(event)
        except OSError as error:
            complain(f"netwright: {error.filename}: {error.strerror}.")
            self._leave(2)
            return
        test = event.evaluation.get("accuracy")
        if test is not None:
            self.bar.line(f"{test:.1%} of the test images are read correctly.")
        self.bar.line("Made:")
        for path, words in made.items():
            self.bar.line(f"  {path}  {words}")
        self.code = 0
        if self.stay:
            self.bar.line("Close the window to end.")
        else:
            self._leave(0)

    def _write(self, event: RunFinished) -> dict[Path, str]:
        folder = self.folder
        script, model = folder / "model.py", folder / "model.keras"
        history, picture = folder / "history.csv", folder / "window.png"
        write_python(self.window.project, script)
        shutil.copyfile(event.files["model"], model)
        shutil.copyfile(event.files["history"], history)
        if not self.window.grab().save(str(picture)):
            raise OSError(0, "the picture could not be written", str(picture))
        return {
            self.project_path: "the project, for netwright",
            script: "the same model and training as a Keras script",
            model: "the trained model, for keras.saving.load_model",
            history: "loss and accuracy of every epoch",
            picture: "the window at the end",
        }

    def _leave(self, code: int) -> None:
        self.code = code
        self._app.exit()

    def _close(self) -> None:
        """End the workers. The window is not closed as a person would: that would keep its size as theirs."""
        self.bar.end()
        self.window.training.close()
        self.window.disk.close()
        self.window.autosave.close()
        self.window.hide()
        self.window.deleteLater()
        QApplication.processEvents()


def _print_message(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    """Print what Qt has to say, except that a screen which nobody sees cannot do everything."""
    if not words.startswith("This plugin does not support"):
        complain(*words.split("\n"))


def _application() -> QApplication:
    from app.frame.preferences import Preferences
    from app.look.theme import apply_theme, theme_for

    qInstallMessageHandler(_print_message)
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    name_application(app)
    apply_theme(app, theme_for(Preferences().mode))
    return app

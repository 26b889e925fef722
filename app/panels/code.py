"""The code panel: the Python script of the model as it is now, kept up to date while people edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.panels.code_view import CodeView
from app.panels.following import Links, WhenSeen
from app.panels.highlight import Span, spans_of
from app.panels.widgets import button, label
from app.project import Project
from app.scripts import Snapshot, has_structure, missing_words, script_of, snapshot
from blocks.edits import Edit, Place
from blocks.files import write_atomically
from canvas.style import Theme
from exporters.style import Style

DELAY = 100
"""Milliseconds of quiet after an edit before the script is written anew."""


class _Result(QObject):
    """Carries the answer of a worker thread home."""

    ready = Signal(int, str, list)
    failed = Signal(int, str)


class _Job(QRunnable):
    """Writes and formats one script, and reads its colours, away from the window."""

    def __init__(self, number: int, source: Snapshot, result: _Result) -> None:
        super().__init__()
        self._number, self._source, self._result = number, source, result

    def run(self) -> None:
        try:
            text = script_of(self._source)
            spans = spans_of(text)
        except Exception as error:  # told in the panel; a thread has nobody else to tell
            self._tell(self._result.failed.emit, str(error))
        else:
            self._tell(self._result.ready.emit, text, spans)

    def _tell(self, emit: Callable[..., object], *values: object) -> None:
        with suppress(RuntimeError):  # the panel was closed meanwhile
            emit(self._number, *values)


class CodePanel(QWidget):
    """Live script with search, copy and save."""

    def __init__(self, project: Project, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self._links = Links()
        self._number = self._running = 0
        self._result = _Result(self)
        self._result.ready.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._result.failed.connect(self._fail, Qt.ConnectionType.QueuedConnection)
        self.view = CodeView(theme, self)
        self.banner = _Banner(self)
        self.search = _Search(self.view, self)
        self.copy_button = button("Copy", "Copy the whole script", self.copy)
        self.save_button = button("Save as...", "Save the script as a .py file", self.save)
        self.styles = _Styles(self._changed, self)
        self._lay_out()
        self._update = WhenSeen(self, self._write, DELAY)
        self.set_project(project)

    def set_project(self, project: Project) -> None:
        """Follow another project."""
        self._project = project
        self._links.clear()
        self._links.connect(project.document.changed, self._follow)
        self._links.connect(project.data_changed, self._changed)
        self.styles.setVisible(has_structure(project.document))
        self._update.request()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self.view.set_theme(theme)

    def copy(self) -> None:
        """Put the script on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)

    def save(self) -> None:
        """Ask where, and write the script there."""
        path = self._project.path
        start = str(path.with_suffix(".py") if path else Path.home() / "model.py")
        chosen, _ = QFileDialog.getSaveFileName(self, "Save script", start, "Python (*.py)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write the script to a file; says so in the panel where that fails."""
        try:
            write_atomically(path, self.text.encode("ascii"))
        except OSError as error:
            self.banner.say(f"{path.name} could not be written: {error.strerror or error}.")

    def _follow(self, edits: Sequence[Edit]) -> None:
        if not all(isinstance(edit, Place) for edit in edits):  # where a block stands is not code
            self.styles.setVisible(has_structure(self._project.document))
            self._update.request()

    def _changed(self) -> None:
        self._update.request()

    def _write(self) -> None:
        missing = missing_words(self._project)
        if missing:
            self._number += 1  # an answer still under way would be out of date
            self._wait_for_model(missing)
            return
        if self._running:
            self._update.request()  # one at a time: the next begins when this one is done
            return
        self._number += 1
        self._running = self._number
        source = snapshot(self._project, self.styles.style_chosen)
        job = _Job(self._number, source, self._result)
        QThreadPool.globalInstance().start(job)

    def _wait_for_model(self, missing: str) -> None:
        tail = " Below is the last complete version." if self.text else ""
        self.banner.say(f"The script appears when the model is complete. {missing}{tail}")
        self.view.highlighter.set_faded(True)
        self._enable()

    def _show(self, number: int, text: str, spans: list[tuple[Span, ...]]) -> None:
        self._running = 0
        if number != self._number:
            return
        self.text = text
        self.banner.say("")
        self.view.highlighter.set_faded(False)
        self.view.show_code(text, spans)
        self._enable()

    def _fail(self, number: int, reason: str) -> None:
        self._running = 0
        if number == self._number:
            self.banner.say(f"The script cannot be written: {reason}")
            self.view.highlighter.set_faded(True)
            self._enable()

    def _enable(self) -> None:
        self.copy_button.setEnabled(bool(self.text))
        self.save_button.setEnabled(bool(self.text))

    def _lay_out(self) -> None:
        self._enable()
        top = QHBoxLayout()
        top.setContentsMargins(10, 6, 10, 6)
        top.setSpacing(6)
        top.addWidget(self.search, 1)
        top.addWidget(self.styles)
        top.addWidget(self.copy_button)
        top.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.banner)
        layout.addWidget(self.view, 1)


class _Styles(QComboBox):
    """How much of the structure the script keeps; there is only a choice where there is structure."""

    def __init__(self, chosen: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Style of the script")
        for style in Style:
            self.addItem(style.title, style)
            self.setItemData(self.count() - 1, style.help, Qt.ItemDataRole.ToolTipRole)
        self.setToolTip("How composites and repeats are written; layers keep their names")
        self.currentIndexChanged.connect(lambda _: chosen())

    @property
    def style_chosen(self) -> Style:
        """The style that is chosen."""
        return Style(self.currentData())


class _Banner(QFrame):
    """A sentence above the code; hidden while it has nothing to say."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.label = label(wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.addWidget(self.label)
        self.hide()

    def say(self, words: str) -> None:
        """Show a sentence; nothing for an empty one."""
        self.label.setText(words)
        self.setVisible(bool(words))


class _Search(QWidget):
    """Field, and how many matches there are. Return goes on, Shift+Return back, Escape ends."""

    def __init__(self, view: CodeView, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find in code")
        self.field.setClearButtonEnabled(True)
        self.field.setMaximumWidth(260)
        self.count = label(style="muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.count, 1)
        self.field.textChanged.connect(view.search)
        self.field.returnPressed.connect(lambda: view.step(1))
        view.found.connect(self._tell)
        only_here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, widget, function in (
            ("Shift+Return", self.field, lambda: view.step(-1)),
            ("Escape", self.field, self.field.clear),
            (QKeySequence(QKeySequence.StandardKey.Find), parent, self.field.setFocus),
        ):
            QShortcut(QKeySequence(keys), widget, function, context=only_here)

    def _tell(self, current: int, count: int) -> None:
        if not self.field.text():
            self.count.clear()
        elif count:
            self.count.setText(f"{current} of {count}" if current else f"{count} found")
        else:
            self.count.setText("not found")

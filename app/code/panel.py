"""The code panel: the Python script of the model as it is now, kept up to date while people edit.

A line and its block show each other: the lines of what is selected on the canvas are marked, a press on a line asks
for its block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.actions.words import name_button, title_of
from app.code.bar import Banner, CopyButton, StyleChooser
from app.code.highlight import Reader, Span
from app.code.layers import PaintLayer
from app.code.search import SearchBar
from app.code.view import CodeView
from app.frame.from_thread import Latest
from app.frame.links import WhenSeen
from app.look.icons import icon
from app.look.theme import faded
from app.project.project import Project
from app.project.script_lines import ScriptLines
from app.project.scripts import (
    Snapshot,
    blocking,
    in_any_case,
    mapped_script_of,
    missing_words,
    refusals,
    snapshot,
)
from app.widgets.elided import GivingButton
from app.widgets.wrapping import WrappingRow
from blocks.document.edits import Edit, Place
from blocks.types.problems import Problem
from canvas.links import Links
from canvas.theme.themes import Theme
from exporters.python.source_map import SourceMap
from exporters.styles.options import DEFAULTS, SCRIPT, ExportOptions, Style
from exporters.text.literals import EmitError

REST = 100
"""Milliseconds between two scripts while edits come one upon the other; the first edit is shown at once."""
FLASHED = 0.5
"""Where a larger share of the lines is new, it is another script, and nothing is marked as changed."""


class _Written(NamedTuple):
    """A script: its text, which line is for which block, its colours, and why the chosen style was not used."""

    text: str
    lines: SourceMap
    spans: list[tuple[Span, ...]]
    misfit: str


def _written(source: Snapshot, reader: Reader) -> _Written:
    """Write a script and read its colours, in a thread; where the style does not fit, as every model can be written."""
    misfit = ""
    try:
        text, lines = mapped_script_of(source)
    except EmitError as error:
        other = in_any_case(source)
        if other.options == source.options:
            raise
        text, lines = mapped_script_of(other)
        misfit = f"{error} Shown is the procedural script."
    return _Written(text, lines, reader.spans_of(text), misfit)


class CodePanel(QWidget):
    """Live script with search and copy.

    Signals:
        block_asked: a line was pressed: the path to its block (`Step`), and its id.
        problem_asked: the problem that is in the way of the script is to be shown.
        export_asked: the script is to be written to a file.
        shown: another script has appeared.
    """

    block_asked = Signal(object, str)
    problem_asked = Signal(object)
    export_asked = Signal()
    shown = Signal()

    def __init__(self, project: Project, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self._links = Links()
        self._again = False
        self._selected: list[str] = []
        self._fresh = True
        self._reader = Reader()
        self._writing = Latest(self, "script", self._show, self._fail)
        self._writing.free.connect(self._ended)
        self.view = CodeView(theme, self)
        self.view.line_chosen.connect(self._choose)
        self.view.line_hovered.connect(self._hover)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.banner = Banner(self, self._ask_problem)
        self.search = SearchBar(self.view, self)
        self.copy_button = CopyButton(self.view)
        self.export_button = GivingButton()
        self.export_button.clicked.connect(lambda: self.export_asked.emit())
        name_button(self.export_button, "export.python")
        self._options = DEFAULTS
        self.styles = StyleChooser(self._another_style, self._refusals, self)
        self._lay_out()
        self._show_signs(theme)
        self._update = WhenSeen(self, self._write, 0, REST)
        self.set_project(project)

    def set_project(self, project: Project) -> None:
        """Follow another project; nothing of the one before stays."""
        self._project = project
        self._writing.drop()
        self.text = ""
        self.view.show_code("", [])
        self.banner.say("")
        self._enable()
        self._lines = ScriptLines(project)
        self.view.words = self._lines.words
        self._selected = []
        self._fresh = True
        self._links.clear()
        self._links.connect(project.document.changed, self._follow)
        self._links.connect(project.data_changed, self._changed)
        self._links.connect(project.place.iteration_changed, self._mark)
        self._update.request()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self.view.set_theme(theme)
        self._show_signs(theme)

    def _show_signs(self, theme: Theme) -> None:
        self.search.set_theme(theme)
        for made, name in ((self.copy_button, "copy"), (self.export_button, "export")):
            made.set_sign(icon(name, theme.muted, faded(theme)))

    @property
    def options(self) -> ExportOptions:
        """The options that the script is written with."""
        return replace(self._options, style=self.styles.style_chosen, scope=SCRIPT)

    def use(self, options: ExportOptions) -> None:
        """Write with these options from now on, but always the whole script."""
        self._options = options
        self.styles.choose(options.style)
        self._another_style()

    def first_focus(self) -> QWidget:
        """Return where the keyboard begins: the code itself."""
        return self.view

    def copy(self) -> None:
        """Put the selected lines, or the whole script, on the clipboard."""
        self.copy_button.copy()

    # ------------------------------------------------------------ lines and blocks

    def show_selection(self, ids: Sequence[str]) -> None:
        """Mark the lines of these blocks of the graph on screen, and bring them into view."""
        self._selected = list(ids)
        found = self._mark()
        if found and self.isVisible():
            seen = [each for each in found if self.view.sees(each.start, each.stop - 1)]
            if not seen:
                self.view.bring(found[0].start)

    def _mark(self) -> list[range]:
        found = self._lines.of_blocks(self._selected)
        self.view.show_lines(line for each in found for line in each)
        return found

    def _hover(self, line: int) -> None:
        self.view.layers.show_lines(PaintLayer.HOVER, self._lines.beside(line))

    def _choose(self, line: int) -> None:
        found = self._lines.path_to(line)
        if found is not None:
            self.block_asked.emit(*found)

    def _open_menu(self, spot: QPoint) -> None:
        line = self.view.line_at(spot)
        beside = self._lines.beside(line)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = menu.addAction("Copy", self.view.copy)
        chosen.setEnabled(self.view.textCursor().hasSelection())
        here = menu.addAction(
            "Copy the lines of this block", lambda: self.copy_button.put(self._text_of(beside))
        )
        here.setEnabled(bool(beside))
        menu.addAction(title_of("export.copy_code"), lambda: self.copy_button.put(self.text))
        menu.addSeparator()
        select = menu.addAction("Select the block", lambda: self._choose(line))
        select.setEnabled(bool(beside))
        menu.popup(self.view.viewport().mapToGlobal(spot))

    def _text_of(self, lines: range) -> str:
        found = self.text.split("\n")[lines.start - 1 : lines.stop - 1]
        return "".join(f"{line}\n" for line in found)

    # ------------------------------------------------------------ writing

    def _follow(self, edits: Sequence[Edit]) -> None:
        if not all(isinstance(edit, Place) for edit in edits):  # where a block stands is not code
            self._update.request()

    def _refusals(self) -> dict[Style, str]:
        """Return the styles that do not fit the model, with the reason; none while it is not complete."""
        return {} if missing_words(self._project) else refusals(snapshot(self._project))

    def _another_style(self) -> None:
        self._fresh = True
        self._update.request()

    def _changed(self) -> None:
        self._update.request()

    def _write(self) -> None:
        missing = missing_words(self._project)
        if missing:
            self._writing.drop()
            self._wait_for_model(missing)
            return
        if self._writing.busy:
            self._again = True  # one at a time: the next begins when this one is done
            return
        source = snapshot(self._project, self.options)
        self._writing.ask(partial(_written, source, self._reader))

    def _wait_for_model(self, missing: str) -> None:
        tail = " Below is the last complete version." if self.text else ""
        words = f"The script appears when the model is complete. {missing}{tail}"
        self.banner.say(words, self._in_the_way() is not None)
        self.view.highlighter.set_faded(True)
        self._enable()

    def _in_the_way(self) -> Problem | None:
        return next((each for each in blocking(self._project) if each.block), None)

    def _ask_problem(self) -> None:
        problem = self._in_the_way()
        if problem is not None:
            self.problem_asked.emit(problem)

    def _show(self, found: _Written) -> None:
        self.text = text = found.text
        self.banner.say(found.misfit)
        self.view.highlighter.set_faded(False)
        new = self.view.show_code(text, found.spans)
        self._lines.show(text, found.lines)
        self._mark()
        self._hover(0)
        if not self._fresh and len(new) <= FLASHED * self.view.blockCount():
            self.view.layers.flash(line for line in new if text)
        self._fresh = False
        self._enable()
        self.shown.emit()

    def _fail(self, error: Exception) -> None:
        self.banner.say(f"The script cannot be written: {error}")
        self.view.highlighter.set_faded(True)
        self._enable()

    def _ended(self) -> None:
        if self._again:
            self._again = False
            self._update.request()

    def _enable(self) -> None:
        self.copy_button.setEnabled(bool(self.text))
        self.export_button.setEnabled(bool(self.text))

    # ------------------------------------------------------------ Qt

    def event(self, event: QEvent) -> bool:
        # The window has Ctrl+F for blocks; in here it is for words.
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._searching(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._searching(event)
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _searching(self, event: QKeyEvent) -> Callable[[], object] | None:
        keys = QKeySequence.StandardKey
        if event.matches(keys.Find):
            return self.search.begin
        if event.matches(keys.FindNext):
            return lambda: self.view.step(1)
        if event.matches(keys.FindPrevious):
            return lambda: self.view.step(-1)
        return None

    def _lay_out(self) -> None:
        self._enable()
        top = WrappingRow(self.search, self, gap=4, rim=(8, 6, 8, 6))
        top.add(self.search, self.styles, self.copy_button, self.export_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(self.banner)
        layout.addWidget(self.view, 1)

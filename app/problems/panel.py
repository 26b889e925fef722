"""The Problems tab: a list, and beside it the chosen problem with its fixes as buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from app.look.icons import icon
from app.problems.bar import sign_colour
from app.problems.controller import SIGNS, ProblemCentre, ProblemEntry
from app.widgets.layouts import column, emptied
from app.widgets.parts import label, with_name
from app.widgets.wrapping import Part, StackingLayout
from canvas.theme.measure import margins, px, sized
from canvas.theme.plain_text import plain_tip
from canvas.theme.themes import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics, QResizeEvent, QShowEvent


class FixButton(QPushButton):
    """A fix; its words break into lines where there is no room for one."""

    def __init__(self, words: str, tip: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self._words = words
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setStyleSheet(f"text-align: left; padding-left: {px(8)}px;")
        self.setToolTip(plain_tip(tip))
        self.setAccessibleName(words)

    def words(self) -> str:
        """Return the words before shortening."""
        return self._words

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        text = broken_text(self._words, self.fontMetrics(), self.width() - px(28))
        if text != self.text():
            self.setText(text)
            self.updateGeometry()


def broken_text(words: str, metrics: QFontMetrics, room: int) -> str:
    """Return words with line ends where they would be wider than a room in pixels."""
    lines: list[str] = []
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


class ProblemsPanel(QWidget):
    """Shows every problem of the project."""

    def __init__(self, centre: ProblemCentre, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problemsPanel")
        self._centre = centre
        self._theme = theme
        self._buttons: list[FixButton] = []
        self._listed: list[ProblemEntry] = []  # the centre may have others already
        self.list = with_name(QListWidget(self), "problemList")
        self.list.setIconSize(sized(16, 16))
        self.list.setWordWrap(True)
        self.list.setSpacing(1)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.empty = label("", "muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.detail = with_name(QScrollArea(self), "problemDetail")
        self.detail.setWidgetResizable(True)
        self.detail.setFrameShape(QFrame.Shape.NoFrame)
        self.detail.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.detail.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget(self.detail)
        self.detail.setWidget(self._inner)
        self._column = column(on=self._inner, rim=(12, 8, 12, 8), gap=6)
        layout = StackingLayout(
            self,
            (
                Part(self.list, 1, 150, 120, high=60),
                Part(self.empty, 1, 120, 120),
                Part(self.detail, 1, 150, 120, high=110),
            ),
        )
        layout.setContentsMargins(margins(6, 4, 6, 4))
        self.list.currentRowChanged.connect(lambda _: self._chosen_here())
        self.list.itemClicked.connect(lambda _: self._go())
        self.list.itemActivated.connect(lambda _: self._go())
        centre.changed.connect(self.refresh)
        centre.fixes_found.connect(self._fixes_found)
        centre.chosen.connect(self._chosen_elsewhere)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the colours of a theme."""
        self._theme = theme
        self.refresh()

    def refresh(self) -> None:
        """Show the problems as they are now; the chosen one stays chosen where it still exists."""
        kept = self.chosen()
        entries = self._listed = list(self._centre.entries)
        self.list.blockSignals(True)
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(entry.sentence, self.list)
            sign = SIGNS[entry.problem.severity]
            item.setIcon(icon(sign, sign_colour(sign, self._theme)))
        self.list.setCurrentRow(self._row_of(kept))
        self.list.blockSignals(False)
        self.empty.setText(self._nothing_wrong())
        self.empty.setVisible(not entries)
        self.list.setVisible(bool(entries))
        self.detail.setVisible(bool(entries))
        self._show_detail()

    def chosen(self) -> ProblemEntry | None:
        """Return the chosen problem."""
        row = self.list.currentRow()
        return self._listed[row] if 0 <= row < len(self._listed) else None

    def _row_of(self, kept: ProblemEntry | None) -> int:
        """Return the row of a problem, which may have other words since an edit; else of the one in the strip."""
        for wanted in filter(None, (kept, self._centre.shown)):
            for at, entry in enumerate(self._listed):
                if entry.problem.key == wanted.problem.key and entry.checker is wanted.checker:
                    return at
        return 0

    def fix_buttons(self) -> list[FixButton]:
        """Return the buttons of the fixes that are shown."""
        return list(self._buttons)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_detail()

    def _nothing_wrong(self) -> str:
        project = self._centre.project
        if project.data is not None:
            return "No problems: the model can be trained and exported."
        return f"No problems: the model can be exported. {project.data_error or 'To train it, choose data.'}"

    def _chosen_here(self) -> None:
        entry = self.chosen()
        if entry is not None:
            self._centre.choose(entry)
        self._show_detail()

    def _chosen_elsewhere(self, entry: ProblemEntry | None) -> None:
        entries = self._listed
        if entry in entries and entry != self.chosen():
            self.list.blockSignals(True)
            self.list.setCurrentRow(entries.index(entry))
            self.list.blockSignals(False)
            self._show_detail()

    def _go(self) -> None:
        entry = self.chosen()
        if entry is not None:
            self._centre.go_to_entry(entry)

    def _fixes_found(self, entry: ProblemEntry) -> None:
        if entry == self.chosen():
            self._show_detail()

    def _show_detail(self) -> None:
        emptied(self._column)
        self._buttons.clear()
        entry = self.chosen()
        # Trying fixes costs time: only for what is seen.
        if entry is None or not self.isVisible():
            return
        inner = self._centre.place_of(entry)
        if inner:
            show = with_name(QPushButton(f"Show it in {inner}", self._inner), "showInside")
            show.clicked.connect(lambda: self._centre.show_inside(entry))
            self._column.addWidget(show)
        found = self._centre.fixes_of(entry)
        words = "Fixes" if found else "No ready fix: change the block in the inspector."
        if inner and not found:
            words = "Fixes are offered where it is wrong."
        if found is None:
            words = "Looking for fixes..."
        self._column.addWidget(label(words, "heading" if found else "muted", wrap=True))
        for fix in found or []:
            title = fix.title[:1].upper() + fix.title[1:]
            button = FixButton(title, f"{title}: {fix.preview}", self._inner)
            button.clicked.connect(lambda _=False, fix=fix: self._centre.apply(fix))
            self._buttons.append(button)
            self._column.addWidget(button)
            if fix.preview:
                self._column.addWidget(label(fix.preview, "muted", wrap=True))
        self._column.addStretch(1)

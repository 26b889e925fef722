"""The Problems tab: a list, and beside it the chosen problem with its fixes as buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.icons import icon
from app.problem_centre import SIGNS, Entry, ProblemCentre
from canvas.measure import margins, px, sized
from canvas.style import Theme


class ProblemsPanel(QWidget):
    """Shows every problem of the project."""

    def __init__(self, centre: ProblemCentre, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problemsPanel")
        self._centre = centre
        self._theme = theme
        self.list = QListWidget(self)
        self.list.setObjectName("problemList")
        self.list.setIconSize(sized(16, 16))
        self.list.setWordWrap(True)
        self.list.setSpacing(1)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.empty = QLabel("No problems: the model can be trained and exported.", self)
        self.empty.setObjectName("muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.detail = QWidget(self)
        self._column = QVBoxLayout(self.detail)
        self._column.setContentsMargins(margins(12, 8, 12, 8))
        self._column.setSpacing(px(6))
        row = QHBoxLayout(self)
        row.setContentsMargins(margins(6, 4, 6, 4))
        row.addWidget(self.list, 3)
        row.addWidget(self.empty, 3)
        row.addWidget(self.detail, 2)
        self.list.currentRowChanged.connect(lambda _: self._show_detail())
        self.list.itemClicked.connect(lambda _: self._go())
        self.list.itemActivated.connect(lambda _: self._go())
        centre.changed.connect(self.refresh)
        centre.fixes_found.connect(self._fixes_found)

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the colours of a theme."""
        self._theme = theme
        self.refresh()

    def refresh(self) -> None:
        """Show the problems as they are now; the chosen one stays chosen where it still exists."""
        kept = self.chosen()
        entries = self._centre.entries
        self.list.blockSignals(True)
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(entry.sentence, self.list)
            sign = SIGNS[entry.problem.severity]
            colour = {"error": self._theme.error, "warning": self._theme.warning}.get(
                sign, self._theme.muted
            )
            item.setIcon(icon(sign, colour))
        self.list.setCurrentRow(entries.index(kept) if kept in entries else 0)
        self.list.blockSignals(False)
        self.empty.setVisible(not entries)
        self.list.setVisible(bool(entries))
        self.detail.setVisible(bool(entries))
        self._show_detail()

    def chosen(self) -> Entry | None:
        """Return the chosen problem."""
        row = self.list.currentRow()
        entries = self._centre.entries
        return entries[row] if 0 <= row < len(entries) else None

    def fix_buttons(self) -> list[QPushButton]:
        """Return the buttons of the fixes that are shown."""
        return self.detail.findChildren(QPushButton)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._show_detail()

    def _go(self) -> None:
        entry = self.chosen()
        if entry is not None:
            self._centre.go_to_entry(entry)

    def _fixes_found(self, entry: Entry) -> None:
        if entry == self.chosen():
            self._show_detail()

    def _show_detail(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        entry = self.chosen()
        # Trying fixes costs time: only for what is seen.
        if entry is None or not self.isVisible():
            return
        inner = self._centre.place_of(entry)
        if inner:
            show = QPushButton(f"Show it in {inner}", self.detail)
            show.setObjectName("showInside")
            show.clicked.connect(lambda: self._centre.show_inside(entry))
            self._column.addWidget(show)
        found = self._centre.fixes_of(entry)
        words = "Fixes" if found else "No ready fix: change the block in the inspector."
        if inner and not found:
            words = "Fixes are offered where it is wrong."
        if found is None:
            words = "Looking for fixes..."
        self._column.addWidget(_text(words, "heading" if found else "muted", self.detail))
        for fix in found or []:
            button = QPushButton(fix.title[:1].upper() + fix.title[1:], self.detail)
            button.setToolTip(fix.preview)
            button.setStyleSheet("text-align: left; padding-left: 8px;")
            button.clicked.connect(lambda _=False, fix=fix: self._centre.apply(fix))
            self._column.addWidget(button)
            if fix.preview:
                self._column.addWidget(_text(fix.preview, "muted", self.detail))
        self._column.addStretch(1)


def _text(words: str, name: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setText(words)
    return label

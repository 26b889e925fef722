"""The dialog behind New: the bundled examples, and an empty project."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.figures import count_text
from app.icons import icon
from app.template_list import Template, figures_of, open_template, templates
from canvas.style import Theme


class NewDialog(QDialog):
    """Asks what to begin with."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("newDialog")
        self.setWindowTitle("New project")
        self._templates: list[Template] = templates()
        self.list = QListWidget(self)
        self.list.setObjectName("templateList")
        self.list.setIconSize(QSize(16, 16))
        self.list.setSpacing(2)
        QListWidgetItem(icon("new", theme.muted), "Empty project", self.list)
        for template in self._templates:
            QListWidgetItem(
                icon("layout", theme.accent), template.title or template.name, self.list
            )
        self.text = QLabel(self)
        self.text.setObjectName("templateText")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setMinimumWidth(260)
        self._arrange()
        self.list.currentRowChanged.connect(self._describe)
        self.list.itemActivated.connect(lambda _: self.accept())
        self.list.setCurrentRow(1 if self._templates else 0)

    def chosen(self) -> Path | None:
        """Return the file of the chosen example; ``None`` for an empty project."""
        row = self.list.currentRow()
        return self._templates[row - 1].path if row > 0 else None

    def _arrange(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        create = buttons.addButton("Create", QDialogButtonBox.ButtonRole.AcceptRole)
        create.setObjectName("createButton")
        create.setProperty("primary", True)
        create.setDefault(True)
        create.style().unpolish(create)  # it was polished when it was added
        create.style().polish(create)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list, 1)
        row.addWidget(self.text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addLayout(row)
        column.addWidget(buttons)
        self.resize(620, 340)

    def _describe(self, row: int) -> None:
        if row <= 0:
            self.text.setText("A blank canvas. Drag blocks from the left, or press Tab to search.")
            return
        template = self._templates[row - 1]
        self.text.setText(
            f"{template.description}\n\n{count_text(figures_of(open_template(template.name)).parameters)} parameters"
        )

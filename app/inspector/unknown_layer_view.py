"""Shows the description that a block keeps of an unknown layer, as the file has it, to read and to copy."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.frame.application import fixed_font
from app.widgets.layouts import column
from app.widgets.parts import label, with_name
from blocks.graph.graph import Block
from blocks.graph.unknown_layers import KEPT
from canvas.theme.measure import px

LONGEST = 20_000
"""Letters that are shown: Keras writes whole vocabularies."""

ROWS = 16


class KeptView(QWidget):
    """Shows the kept JSON; hidden for blocks that keep none.

    Attributes:
        text: the field.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QPlainTextEdit(self)
        with_name(self.text, "keptText", accessible="Description of the layer in the file")
        self.text.setReadOnly(True)
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.text.setFont(fixed_font())
        column(label("Kept as the file has it", "heading"), self.text, on=self, gap=6)

    def show_block(self, block: Block | None) -> None:
        """Show what a block keeps; ``None`` for several blocks, or for one that is known."""
        kept = block.extra.get(KEPT) if block is not None else None
        self.setVisible(isinstance(kept, Mapping))
        if not isinstance(kept, Mapping):
            return
        words = kept_text(kept)
        if words != self.text.toPlainText():
            self.text.setPlainText(words)
            rows = min(words.count("\n") + 2, ROWS)
            self.text.setFixedHeight(rows * self.text.fontMetrics().lineSpacing() + px(12))


def kept_text(kept: Mapping[str, object]) -> str:
    """Return JSON for people, cut where it is very long."""
    words = json.dumps(kept, indent=2, ensure_ascii=True)
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}\n..."

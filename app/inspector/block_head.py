"""The head of the inspector's page for blocks: colour, type, layer name, and a sentence about the type."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.forms.editors import TextInput
from app.forms.name_refusal import NameRefusal
from app.look.icons import SIDE, swatch
from app.project.shared_values import words_about
from app.widgets.layouts import column, row
from app.widgets.parts import label, with_name
from blocks.check.checker import Checker
from blocks.graph.graph import Block
from canvas.theme.measure import ELIDED, sized
from canvas.theme.plain_text import PlainLabel, plain_tip
from canvas.theme.themes import Theme


class BlockHead(QWidget):
    """Words about one block, or about several.

    Attributes:
        name: the layer's own name.
        name_error: why a name will not do.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.square = PlainLabel(self)
        self.title = with_name(PlainLabel(self), "blockTitle")
        tip = "Layer name; leave it empty for Keras's own"
        self.name = with_name(TextInput(self), "nameEdit", accessible="Layer name", tip=tip)
        self.name.setProperty(ELIDED, True)
        self.name_error = NameRefusal(self)
        self._shown: tuple[str, ...] = ()
        self.summary = label("", "muted", wrap=True)
        line = row(self.square, self.title, (self.name, 1), gap=6)
        line.addStretch(0)  # keeps the title at the left where there is no name
        column(line, self.name_error, self.summary, on=self, gap=8)

    def show_blocks(self, blocks: list[Block], checker: Checker, theme: Theme) -> None:
        """Show what blocks are.

        Args:
            blocks: one or several.
            checker: the check of the graph that they are in.
            theme: for the colour of their group.
        """
        kinds, graph = {block.type for block in blocks}, checker.graph
        many = len(blocks) > 1
        kind = graph.kind_of(blocks[0]) if len(kinds) == 1 else None
        word = blocks[0].type if len(kinds) == 1 else "blocks"
        self.title.setText(f"{len(blocks)} {word}" if many else word)
        colour = theme.categories[kind.category] if kind else theme.muted
        self.square.setPixmap(
            swatch(colour, kind.category if kind else None).pixmap(
                sized(SIDE, SIDE), self.devicePixelRatioF()
            )
        )
        self.name.setVisible(not many)
        shown = (graph.name, *(block.id for block in blocks))
        if shown != self._shown:
            self.take_back()
        self._shown = shown
        if not many and not self.name.isModified():
            self.name.set_text(blocks[0].name)
            own = checker.names[blocks[0].id]
            self.name.set_hint(own)
            self.name.setToolTip(plain_tip(f"Layer name; empty for Keras's own, {own}"))
        words = words_about(graph, blocks)
        self.summary.setText(words)
        self.summary.setVisible(bool(words))

    def take_back(self) -> None:
        """Take back what was typed as a name, with the words about it."""
        self.name_error.tell("")
        self.name.take_back()

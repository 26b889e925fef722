"""The palette at the left: composites and every block type, to be dragged onto the canvas or added by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QTreeWidgetItem, QWidget

from app.look.icons import swatch
from app.palette.block_tree import CATEGORY, COLOUR, TYPE, BlockTree, PaletteEntry, rows_of
from app.widgets.calm import SearchLine
from app.widgets.layouts import column
from app.widgets.parts import with_name
from blocks.catalog.registry import by_category
from blocks.commands.wrappers import layer_choice
from blocks.files.library_index import LIBRARY, MINE
from blocks.types.block_type import BlockType, Category
from canvas.search.match import EXACT, squeezed, word_score
from canvas.theme.themes import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

ENDS = "Ends"
IN_PROJECT = "In this project"
COMPOSITE_SECTIONS = (ENDS, IN_PROJECT, LIBRARY, MINE)
"""The sections of composites; one without any is hidden. Ends are for the inside of a composite."""


class BlockPalette(QWidget):
    """Filter field and tree.

    Signals:
        chosen (str): a block type, or a composite of the library, to add: by double-click or Enter.
        menu_wanted (str, str, QPoint): section and key of the row whose menu is wanted, and where.
    """

    chosen = Signal(str)
    menu_wanted = Signal(str, str, QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("blockPalette")
        self._theme = theme
        self._kinds: dict[str, BlockType] = {}
        self._filtering = False
        self.filter = SearchLine(self)
        with_name(self.filter, "blockFilter", accessible="Find a block")
        self.filter.setPlaceholderText("Find a block...")
        self.filter.setClearButtonEnabled(True)
        self.tree = BlockTree(self)
        self.tree.setAccessibleName("Blocks")
        column(self.filter, (self.tree, 1), on=self, rim=(10, 4, 4, 4), gap=6)
        self._composites = {title: self._composite_section(title) for title in COMPOSITE_SECTIONS}
        self._fill()
        self.set_theme(theme)
        self.filter.textChanged.connect(self._filter)
        self.filter.returnPressed.connect(self._choose_best)
        self.tree.itemDoubleClicked.connect(lambda item: self._choose(item))
        self.tree.entered.connect(lambda: self._choose(self.tree.currentItem()))
        self.tree.menu_wanted.connect(self._ask_menu)

    def set_theme(self, theme: Theme) -> None:
        """Draw the squares in the colours of a theme."""
        self._theme = theme
        for group in self.tree.sections():
            category = Category(group.data(0, CATEGORY))
            colour = theme.categories[category]
            group.setIcon(0, swatch(colour, category))
            for item in rows_of(group):
                item.setData(0, COLOUR, colour)

    def show_composites(self, title: str, entries: Sequence[PaletteEntry]) -> None:
        """Fill a section of composites.

        Args:
            title: one of `COMPOSITE_SECTIONS`.
            entries: its rows.
        """
        group = self._composites[title]
        current = self.tree.currentItem()
        key = current.data(0, TYPE) if current is not None and current.parent() is group else None
        for item in rows_of(group):
            self._kinds.pop(str(item.data(0, TYPE)), None)
        self._put(group, entries)
        for item in rows_of(group):
            if key is not None and item.data(0, TYPE) == key:
                self.tree.setCurrentItem(item)
        self._filter(self.filter.text())

    def reveal(self, key: str) -> None:
        """Show and choose a row."""
        self.filter.clear()
        for group, item in self.tree.rows():
            if item.data(0, TYPE) == key:
                group.setExpanded(True)
                self.tree.setCurrentItem(item)
                self.tree.scrollToItem(item)

    def keys(self, title: str) -> list[str]:
        """Return the keys of a section's rows."""
        rows = self.tree.rows()
        return [str(item.data(0, TYPE)) for group, item in rows if group.text(0) == title]

    def visible_types(self) -> list[str]:
        """Return what passes the filter, in order."""
        return [str(item.data(0, TYPE)) for _, item in self.tree.rows() if not item.isHidden()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.filter.hasFocus():
            self.tree.setFocus()
            first = self._first()
            if first is not None and not self.filter.text():
                self.tree.setCurrentItem(first)
            return
        super().keyPressEvent(event)

    # ------------------------------------------------------------ filling

    def _composite_section(self, title: str) -> QTreeWidgetItem:
        group = self.tree.add_section(title, Category.COMPOSITE.value)
        group.setExpanded(title in (ENDS, IN_PROJECT))
        group.setHidden(title != LIBRARY)  # its rows are read later, and nothing shall jump then
        return group

    def _fill(self) -> None:
        for category, kinds in by_category().items():
            group = self.tree.add_section(category.value, category.value)
            self._put(
                group, [PaletteEntry(kind.name, kind.name, kind.summary, kind) for kind in kinds]
            )
            group.setExpanded(True)
        self._filter("")

    def _put(self, group: QTreeWidgetItem, entries: Sequence[PaletteEntry]) -> None:
        colour = self._theme.categories[Category(group.data(0, CATEGORY))]
        self._kinds |= {entry.key: entry.kind for entry in entries if entry.kind is not None}
        self.tree.fill_section(group, entries, colour)
        group.setHidden(not entries and group.text(0) != LIBRARY)

    # ------------------------------------------------------------ finding

    def _filter(self, text: str) -> None:
        for group in self.tree.sections():
            count = 0
            for item in rows_of(group):
                kind = self._kinds.get(str(item.data(0, TYPE)))
                found = kind is not None and matches(kind, text)
                shown = found if text else not is_variant(kind)
                item.setHidden(not shown)
                if kind is not None and kind.wrapper is not None:
                    item.setText(0, kind.name if text else kind.wrapper.name)
                count += shown
            group.setHidden(not count and (bool(text) or group.text(0) != LIBRARY))
            if text and count:
                group.setExpanded(True)
        if self._filtering and not text:
            for title in (LIBRARY, MINE):
                self._composites[title].setExpanded(False)
        self._filtering = bool(text)
        best = self._best() if text.strip() else None
        if best is not None:
            self.tree.setCurrentItem(best)
            self.tree.scrollToItem(best)

    def _first(self) -> QTreeWidgetItem | None:
        return next((item for _, item in self.tree.rows() if not item.isHidden()), None)

    def _best(self) -> QTreeWidgetItem | None:
        """Return the row that fits what is typed best; the first of several."""
        words = self.filter.text().split()
        best: tuple[float, QTreeWidgetItem | None] = (-1.0, None)
        for _, item in self.tree.rows():
            kind = self._kinds.get(str(item.data(0, TYPE)))
            if kind is None or item.isHidden():
                continue
            fit = sum(word_score(word, kind) for word in words)
            fit += EXACT if squeezed(kind.name) == squeezed(self.filter.text()) else 0
            if fit > best[0]:
                best = fit, item
        return best[1]

    # ------------------------------------------------------------ choosing

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item.data(0, TYPE):
            if str(item.data(0, TYPE)) in self._kinds:
                self.chosen.emit(str(item.data(0, TYPE)))
        elif item is not None:
            item.setExpanded(not item.isExpanded())

    def _choose_best(self) -> None:
        if self.filter.text().strip():
            self._choose(self._best())

    def _ask_menu(self, item: QTreeWidgetItem, at: QPoint) -> None:
        group = item.parent() or item
        self.menu_wanted.emit(group.text(0), str(item.data(0, TYPE) or ""), at)


def is_variant(kind: BlockType | None) -> bool:
    """Tell whether a type is a wrapper that another row has already, with another layer: the form can choose that."""
    if kind is None or kind.wrapper is None:
        return False
    return layer_choice(kind.wrapper).choices[0] != kind.wrapper.layer.name


def matches(kind: BlockType, text: str) -> bool:
    """Tell whether every word of a text is found in a block type's name, category or search words.

    How words are joined in the name does not matter: ``max-pooling``, ``batch_norm``.
    """
    words = " ".join((kind.name, kind.category.value, *kind.search)).lower()
    found = all(word in words for word in text.lower().split())
    whole = squeezed(text)
    return found or (bool(whole) and whole in squeezed(kind.name))

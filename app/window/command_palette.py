"""One field that finds everything: actions, block types to add, and the blocks of this model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.actions.menus import plain
from app.actions.table import ACTIONS
from app.actions.words import title_of
from app.look.icons import icon, swatch
from app.palette.ranking import fit
from app.widgets.layouts import column
from app.widgets.parts import with_name
from blocks.graph.naming import layer_names
from canvas.theme.measure import px, sized

if TYPE_CHECKING:
    from app.window.bench_window import BenchWindow

Index = QModelIndex | QPersistentModelIndex

WIDTH, ROWS, ROW_SPACE = 460, 12, 10
"""Width in pixels at 100 %, most rows, and pixels that a row is taller than its text."""

NOTE = Qt.ItemDataRole.UserRole
"""Role of the words at the right of a row."""


@dataclass(frozen=True)
class SearchEntry:
    """Something that can be found.

    Attributes:
        title: its words.
        note: what kind of thing it is, or its shortcut.
        words: further words that find it.
        icon: its picture.
        run: what choosing it does.
        name: another title that it is known by; empty for none.
    """

    title: str
    note: str
    words: str
    icon: QIcon
    run: Callable[[], object]
    name: str = ""


class RowPainter(QStyledItemDelegate):
    """Paints a row with its note, muted, at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, option.fontMetrics.height() + px(ROW_SPACE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        area = option.rect.adjusted(0, 0, -px(8), 0)
        painter.setPen(option.palette.placeholderText().color())
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, int(flags), str(index.data(NOTE) or ""))


class CommandPalette(QFrame):
    """The field and its list, in front of the window."""

    def __init__(self, window: BenchWindow) -> None:
        super().__init__(window)
        self.setObjectName("commandPalette")
        self.window_of = window
        self.field = with_name(QLineEdit(self), "commandField")
        self.field.installEventFilter(self)
        self.list = with_name(QListWidget(self), "commandList")
        self.list.setIconSize(sized(16, 16))
        self.list.setItemDelegate(RowPainter(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column(self.field, self.list, on=self, rim=(8, 8, 8, 8), gap=6)
        self._entries: list[SearchEntry] = []
        self._shown: list[SearchEntry] = []
        self.field.textChanged.connect(self._search)
        self.list.itemClicked.connect(lambda _: self._run())
        self.hide()

    def open_for(self, what: str) -> None:
        """Open with all entries, or with the ``blocks`` of the model only."""
        only_blocks = what == "blocks"
        self._entries = list(self._blocks()) if only_blocks else list(self._everything())
        self.field.setPlaceholderText(
            title_of("edit.find" if only_blocks else "view.palette").removesuffix("...")
        )
        self.field.clear()
        self._search("")
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def titles(self) -> list[str]:
        """Return what the list shows."""
        return [entry.title for entry in self._shown]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event.key())
        return False

    def _key(self, key: int) -> bool:
        row, count = self.list.currentRow(), self.list.count()
        if key == Qt.Key.Key_Escape:
            self._close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run()
        elif key == Qt.Key.Key_Down and count:
            self.list.setCurrentRow((row + 1) % count)
        elif key == Qt.Key.Key_Up and count:
            self.list.setCurrentRow((row - 1) % count)
        else:
            return False
        return True

    def _close(self) -> None:
        self.hide()
        self.window_of.canvas.setFocus()

    def _run(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._shown):
            entry = self._shown[row]
            self._close()
            entry.run()

    def _search(self, text: str) -> None:
        scored = [(score(text, entry), at, entry) for at, entry in enumerate(self._entries)]
        found = sorted(
            (item for item in scored if item[0] > 0), key=lambda item: (-item[0], item[1])
        )
        self._shown = [entry for _, _, entry in found[:60]]
        self.list.clear()
        for entry in self._shown:
            item = QListWidgetItem(entry.icon, entry.title, self.list)
            item.setData(NOTE, entry.note)
        self.list.setCurrentRow(0)
        self._place()

    def _place(self) -> None:
        row = self.fontMetrics().height() + px(ROW_SPACE)
        self.list.setFixedHeight(row * max(1, min(ROWS, self.list.count())) + 2)
        self.adjustSize()
        width = min(px(WIDTH), self.window_of.width() - 20)
        height = self.sizeHint().height()
        top = self.window_of.top.mapTo(self.window_of, QPoint(0, 0)).y() + 6
        self.setGeometry((self.window_of.width() - width) // 2, top, width, height)

    # ------------------------------------------------------------ entries

    def _everything(self) -> Iterator[SearchEntry]:
        yield from self._actions()
        yield from self._types()
        yield from self._blocks()

    def _actions(self) -> Iterator[SearchEntry]:
        for action in ACTIONS:
            made = self.window_of.actions_of[action.id]
            if made.isEnabled() and action.id != "view.palette":
                note = made.shortcut().toString()
                words = f"{action.menu} {action.search}"
                yield SearchEntry(plain(made.text()), note, words, made.icon(), made.trigger)

    def _types(self) -> Iterator[SearchEntry]:
        theme = self.window_of.theme
        canvas = self.window_of.canvas
        for name, kind in canvas.editor.addable_types():
            yield SearchEntry(
                f"Add {kind.name}",
                kind.category.value,
                " ".join(kind.search),
                swatch(theme.categories[kind.category], kind.category),
                partial(canvas.adding.add_block, name),
            )

    def _blocks(self) -> Iterator[SearchEntry]:
        place = self.window_of.project.place
        others = [name for name in place.document.graphs if name != place.graph_name]
        for name in (place.graph_name, *others):
            yield from self._blocks_of(name)

    def _blocks_of(self, name: str) -> Iterator[SearchEntry]:
        project, theme = self.window_of.project, self.window_of.theme
        place, graph = project.place, project.document.graph(name)
        here = name == place.graph_name
        names = place.checker.names if here else layer_names(graph)
        note = f"in {name}" if name else "in this model"
        for block_id in graph.order():
            block = graph.blocks[block_id]
            kind = graph.kind_of(block)
            colour = theme.categories[kind.category] if kind else theme.muted
            yield SearchEntry(
                f"{'' if here or not name else f'{name} > '}{block.type} {names[block_id]}",
                note,
                "go to",
                swatch(colour, kind.category) if kind else icon("block", colour),
                partial(self.window_of.problem_centre.go_to, block_id, name),
                names[block_id],
            )


def score(text: str, entry: SearchEntry) -> int:
    """Tell how well an entry fits typed text, see `app.palette.ranking.fit`; 0 where it does not fit at all."""
    titles = [entry.title, entry.name] if entry.name else [entry.title]
    return fit(text, titles, f"{entry.note} {entry.words}")

"""The docks around the canvas: each can be folded into a strip, by hand or where there is no room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QStyleOption,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.look.icons import icon
from canvas.theme.measure import px, sized
from canvas.theme.plain_text import PlainLabel, plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from canvas.theme.themes import Theme

ENDLESS = 16_777_215
STRIP = 30
"""Width of a folded dock at a side, in pixels at 100 %."""


class Holder(QWidget):
    """The content of a dock; it asks for the dock's first size, whatever its content would like.

    Args:
        size: width and height in pixels at 100 %.
        parent: the dock.
    """

    def __init__(self, size: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._size = size
        QVBoxLayout(self).setContentsMargins(0, 0, 0, 0)

    def sizeHint(self) -> QSize:
        return QSize(px(self._size), px(self._size))


class PanelDock(QDockWidget):
    """A dock that can be folded.

    Signals:
        folded_changed: it was folded or unfolded.

    Attributes:
        folded: only its strip is shown.
        squeezed: it was folded because there was no room, and comes back when there is.
        first: its first size, in pixels at 100 %.
    """

    folded_changed = Signal()

    def __init__(self, name: str, title: str, size: int, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.folded = self.squeezed = False
        self.first = size
        self._theme: Theme | None = None
        self.holder = Holder(size, self)
        self.setWidget(self.holder)

    def put(self, content: QWidget) -> None:
        """Show something in the dock."""
        layout = self.holder.layout()
        assert layout is not None
        layout.addWidget(content)
        content.setVisible(not self.folded)

    def reveal(self) -> None:
        """Show the dock with all that is in it."""
        self.show()
        self.unfold()

    def fold(self, squeezed: bool = False) -> None:
        """Show the strip alone.

        Args:
            squeezed: for want of room.
        """
        self.squeezed = squeezed
        if not self.folded:
            self.folded = True
            self._show_folded()

    def unfold(self) -> None:
        """Show everything again."""
        self.squeezed = False
        if self.folded:
            self.folded = False
            self._show_folded()

    def toggle(self) -> None:
        """Fold or unfold."""
        if self.folded:
            self.unfold()
        else:
            self.fold()

    @property
    def size_now(self) -> int:
        """Its width, or of the one below its height, in pixels."""
        raise NotImplementedError

    @property
    def least(self) -> int:
        """The size in pixels below which its content is cut."""
        raise NotImplementedError

    def follow_text_size(self) -> None:
        """Hear of another text size."""

    def set_theme(self, theme: Theme) -> None:
        """Draw the signs in the colours of a theme."""
        self._theme = theme
        self._draw()

    def _draw(self) -> None:
        raise NotImplementedError

    def _show_folded(self) -> None:
        raise NotImplementedError


class SideDock(PanelDock):
    """A dock at the left or the right; its strip has its title, turned.

    Args:
        name: name of the object.
        title: words for people.
        sizes: first and least width, in pixels at 100 %.
        left: whether it stands at the left.
        parent: the window.
    """

    def __init__(
        self, name: str, title: str, sizes: tuple[int, int], left: bool, parent: QWidget
    ) -> None:
        super().__init__(name, title, sizes[0], parent)
        self._left, self._least = left, sizes[1]
        self.bar = QWidget(self)
        self.bar.setObjectName("dockBar")
        self.title = PlainLabel(title, self.bar)
        self.title.setObjectName("dockTitle")
        self.sign = fold_button(f"fold{title}", self)
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.title, 1)
        row.addWidget(self.sign)
        self.setTitleBarWidget(self.bar)
        self.strip = Strip(title, self)
        self.strip.clicked.connect(self.unfold)
        self.strip.hide()
        self.put(self.strip)
        self.strip.hide()
        self.setMinimumWidth(px(self._least))

    @property
    def least(self) -> int:
        """The width below which its content is cut, in pixels."""
        return px(self._least)

    @property
    def size_now(self) -> int:
        return self.width()

    def _draw(self) -> None:
        left = self._left != self.folded
        if self._theme is not None:
            name = "chevron_left" if left else "chevron_right"
            self.sign.setIcon(icon(name, self._theme.muted))
        words = f"{'Show' if self.folded else 'Fold'} {self.windowTitle().lower()}"
        for button in (self.sign, self.strip):
            button.setToolTip(plain_tip(words))
            button.setAccessibleName(words)

    def _show_folded(self) -> None:
        for child in self.holder.findChildren(
            QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
        ):
            child.setVisible((child is self.strip) == self.folded)
        self.title.setVisible(not self.folded)
        self.setMinimumWidth(px(STRIP) if self.folded else self.least)
        self.setMaximumWidth(px(STRIP) if self.folded else ENDLESS)
        self._draw()
        self.folded_changed.emit()


class BottomDock(PanelDock):
    """The dock below; folded, its tabs are left, and a click on one unfolds it."""

    def __init__(self, name: str, title: str, size: int, tabs: QTabWidget, parent: QWidget) -> None:
        super().__init__(name, title, size, parent)
        self.setTitleBarWidget(QWidget(self))
        self.tabs = tabs
        self.sign = fold_button("foldPanels", self)
        tabs.setCornerWidget(self.sign, Qt.Corner.TopRightCorner)
        tabs.tabBarClicked.connect(lambda _: self.unfold())
        self.put(tabs)

    @property
    def least(self) -> int:
        """The height below which its content is cut, in pixels."""
        return self.tabs.tabBar().sizeHint().height() + px(120)

    @property
    def size_now(self) -> int:
        return self.height()

    def _draw(self) -> None:
        if self._theme is not None:
            name = "chevron_up" if self.folded else "chevron_down"
            self.sign.setIcon(icon(name, self._theme.muted))
        words = f"{'Show' if self.folded else 'Fold'} panels"
        self.sign.setToolTip(plain_tip(words))
        self.sign.setAccessibleName(words)

    def follow_text_size(self) -> None:
        if self.folded:
            self.setFixedHeight(self.tabs.tabBar().sizeHint().height())

    def _show_folded(self) -> None:
        pages = self.tabs.findChild(QStackedWidget)
        assert isinstance(pages, QStackedWidget)
        pages.setVisible(not self.folded)
        if self.folded:
            self.setFixedHeight(self.tabs.tabBar().sizeHint().height())
        else:
            self.setMinimumHeight(0)
            self.setMaximumHeight(ENDLESS)
        self._draw()
        self.folded_changed.emit()


def fold_button(name: str, dock: PanelDock) -> QToolButton:
    """Make the button that folds a dock."""
    made = QToolButton(dock)
    made.setObjectName(name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    made.setIconSize(sized(16, 16))
    made.clicked.connect(dock.toggle)
    return made


class Strip(QAbstractButton):
    """The strip that remains of a folded dock at a side: its title, turned; a click unfolds it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("dockStrip")
        self.setText(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.height(), metrics.horizontalAdvance(self.text()) + px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.translate(self.width(), 0)
        painter.rotate(90)
        painter.setPen(self.palette().text().color())
        area = QRectF(px(12), 0, self.height() - px(24), self.width())
        painter.drawText(
            area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        painter.end()

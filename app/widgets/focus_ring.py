"""The ring around what has the focus, in every window, once somebody goes about with keys.

Fields have a border of another colour as well; links, lists, tabs and the canvas have nothing of their own. The ring
comes with Tab and with shortcuts, and goes with a click of the mouse.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QRegion
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from canvas.theme.measure import px

PEN, GAP, RADIUS = 2, 1, 6
"""Width of the ring, distance to its widget, and radius of its corners, in pixels at 100 %."""

TALL = 120
"""A list, tree or text of more pixels at 100 % has its ring inside: it fills its panel."""

_MOVES = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ZOrderChange,
}
_KEYS = Qt.WidgetAttribute.WA_KeyboardFocusChange


class FocusRing(QWidget):
    """The ring itself; the mouse does not see it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("focusRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def surround(self, place: QRect) -> None:
        """Show the ring along the inside of a rectangle of its window."""
        width = px(PEN)
        inner = self.rect().adjusted(2 * width, 2 * width, -2 * width, -2 * width)
        if place != self.geometry() or inner.isEmpty() or not self.isVisible():
            self.setGeometry(place)
            inner = self.rect().adjusted(2 * width, 2 * width, -2 * width, -2 * width)
            self.setMask(QRegion(self.rect()) - QRegion(inner))  # what is inside paints without it
            self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        width = px(PEN)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.palette().color(QPalette.ColorRole.Highlight)), width))
        half = width / 2
        inside = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(inside, px(RADIUS), px(RADIUS))


class FocusKeeper(QObject):
    """Follows the focus of the program with a ring."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: FocusRing | None = None
        self._watched: list[QWidget] = []
        self._target: QWidget | None = None
        self._by_keys = False
        app.focusChanged.connect(self._moved)

    @property
    def ring(self) -> QWidget | None:
        """The ring, where it is seen."""
        ring = self._ring
        return ring if ring is not None and isValid(ring) and not ring.isHidden() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        elif event.type() == QEvent.Type.MouseButtonPress:
            self._clicked()
        return False

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        self._let_go()
        if new is None:
            return
        # Qt's own note goes with the next change that no key made: Escape leads to the canvas by one of these.
        self._by_keys |= new.window().testAttribute(_KEYS)
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._by_keys = False
            new.window().setAttribute(_KEYS, False)
        if self._by_keys:
            self._follow(new)

    def _follow(self, widget: QWidget) -> None:
        self._target = widget
        each: QWidget | None = widget
        while each is not None:
            self._watched.append(each)
            each = None if each.isWindow() else each.parentWidget()
        if isinstance(widget, QAbstractScrollArea):
            self._watched.append(widget.viewport())
        for one in self._watched:
            one.installEventFilter(self)
        self._place()

    def _let_go(self) -> None:
        for one in self._watched:
            if isValid(one):
                one.removeEventFilter(self)
        self._watched, self._target = [], None
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()

    def _clicked(self) -> None:
        self._by_keys = False
        if self._target is not None and isValid(self._target):
            self._target.window().setAttribute(_KEYS, False)
        self._let_go()

    def _place(self) -> None:
        widget = self._target
        if widget is None or not isValid(widget):
            return
        window = widget.window()
        if self._ring is None or not isValid(self._ring) or self._ring.parentWidget() is not window:
            if self._ring is not None and isValid(self._ring):
                self._ring.deleteLater()
            self._ring = FocusRing(window)
        place = _ring_of(widget)
        if place.isEmpty() or not widget.isVisible():
            self._ring.hide()
        else:
            self._ring.surround(place)


def _ring_of(widget: QWidget) -> QRect:
    """Return where the ring of a widget is in its window: around it, inside of what fills a panel."""
    window = widget.window()
    seen = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    above = widget.parentWidget()
    while above is not None and above is not window and widget is not window:
        seen &= QRect(above.mapTo(window, QPoint(0, 0)), above.size())
        above = above.parentWidget()
    if seen.isEmpty():
        return QRect()
    if isinstance(widget, QAbstractScrollArea) and widget.height() > px(TALL):
        return seen
    out = px(PEN) + px(GAP)
    return seen.adjusted(-out, -out, out, out) & window.rect()


def keep_focus_visible(app: QApplication) -> FocusKeeper:
    """Show the ring in every window of the program from now on."""
    found = app.findChild(FocusKeeper)
    return found if isinstance(found, FocusKeeper) else FocusKeeper(app)

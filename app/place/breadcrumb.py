"""The line above the canvas: the path to the graph on screen, and which iteration of a loop is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.actions.words import name_button
from app.look.icons import icon
from app.project.crumbs import Crumb, absence, crumbs, given, sharing
from app.project.navigator import Navigator
from app.widgets.calm import CalmSpin
from app.widgets.elided import WholeLabel
from canvas.theme.measure import margins, px
from canvas.theme.plain_text import PlainLabel, plain_tip
from canvas.theme.themes import LIGHT, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class IterationBox(CalmSpin):
    """Chooses an iteration of a loop; it goes by the loop index, as expressions do."""

    def __init__(self, crumb: Crumb, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("turnBox")
        self.setPrefix(" i = ")  # the blank keeps it from the edge
        self.setKeyboardTracking(False)
        self.show_crumb(crumb)

    def show_crumb(self, crumb: Crumb) -> None:
        """Show an iteration."""
        self.blockSignals(True)
        self.setRange(0, max(0, crumb.count - 1))
        self.setValue(crumb.index)
        self.blockSignals(False)
        what = "branch" if crumb.sideways else "repeat"
        self.setAccessibleName(f"Which {what} of {crumb.title}")
        self.setToolTip(
            plain_tip(f"Which {what} is shown: i from 0 to {crumb.count - 1} (keys [ and ])")
        )


class Breadcrumb(QWidget):
    """Shows a place, and leads back.

    Signals:
        chosen (int): somebody wants to go back to a depth; 0 is the model.
        iteration_chosen (int, int): depth and iteration that somebody wants to look at.
    """

    chosen = Signal(int)
    iteration_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("breadcrumb")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.back = QToolButton(self)
        self.back.setObjectName("crumbBack")
        self.back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.back.clicked.connect(lambda: self.chosen.emit(len(self._crumbs) - 2))
        self.given = WholeLabel(self)
        self.given.setObjectName("crumbGiven")
        self.sharing = PlainLabel(self)
        self.sharing.setObjectName("crumbSharing")
        self.sharing.setTextFormat(Qt.TextFormat.PlainText)
        self._crumbs: list[Crumb] = []
        self._parts: list[QWidget] = []
        self._iterations: dict[int, tuple[IterationBox, QLabel]] = {}
        self._groups: dict[int, list[QWidget]] = {}
        self._gap = _label(self, "…", "crumbMark")
        self._row_box = QWidget(self)
        self._row = QHBoxLayout(self._row_box)
        self._below = QHBoxLayout()
        self._arrange()
        self._fill([Crumb("Model")])

    def set_theme(self, theme: Theme) -> None:
        """Draw the sign in the colours of a theme."""
        self.back.setIcon(icon("up", theme.muted))

    def show_place(self, place: Navigator) -> None:
        """Show where we are."""
        fresh = crumbs(place)
        if self._same_parts(fresh):
            self._crumbs = fresh
            for depth, (box, words) in self._iterations.items():
                box.show_crumb(fresh[depth])
                words.setText(fresh[depth].iteration)
        else:
            self._fill(fresh)
        missing = absence(place)
        self.given.setText(missing or given(place))
        if bool(missing) != bool(self.given.property("missing")):
            self.given.setProperty("missing", bool(missing))
            self.given.style().unpolish(self.given)
            self.given.style().polish(self.given)
        self.sharing.setText(sharing(place))
        for widget in (self.given, self.sharing):
            widget.setVisible(place.depth > 0)

    def words(self) -> str:
        """Return the path in words: ``Model > Group group_1 > BottleneckBlock 3 of 6``."""
        return " > ".join(crumb.words for crumb in self._crumbs)

    def links(self) -> list[QToolButton]:
        """Return what leads back, the model first."""
        return [part for part in self._parts if isinstance(part, QToolButton)]

    def iteration_box(self, depth: int) -> IterationBox:
        """Return the chooser of a step, from 1."""
        return self._iterations[depth][0]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():  # its height follows what is shown
            self._make_room()

    # ------------------------------------------------------------ inside

    def _make_room(self) -> None:
        """Leave out steps between the model and the last ones where there is no room for all.

        What is shown is decided before anything is shown or hidden: each change lays the window out again.
        """
        shown = [part for part in self._parts if part is not self._gap]
        hidden: list[str] = []
        for depth in range(1, len(self._crumbs) - 1):
            if self._needed(shown) <= self.width() - px(24):
                break
            shown = [part for part in shown if part not in self._groups[depth]]
            shown += [self._gap] if not hidden else []
            hidden.append(self._crumbs[depth].words)
        for part in self._parts:
            if part.isHidden() == (part in shown):
                part.setVisible(part in shown)
        self._gap.setToolTip(plain_tip(" > ".join(hidden)))

    def _needed(self, shown: Sequence[QWidget]) -> int:
        """Return the width that parts of the path need, in pixels."""
        seen = [*([] if self.back.isHidden() else [self.back]), *shown]
        return sum(
            min(part.sizeHint().width(), part.maximumWidth()) + self._row.spacing() for part in seen
        )

    def _arrange(self) -> None:
        self.set_theme(LIGHT)
        self._row.setSpacing(px(6))
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.back)
        self._row.addStretch(1)
        self._below.setSpacing(px(12))
        self._below.addWidget(self.given, 1)
        self._below.addWidget(self.sharing)
        column = QVBoxLayout(self)
        column.setContentsMargins(margins(12, 5, 12, 5))
        column.setSpacing(px(3))
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._row_box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column.addWidget(self._row_box)
        column.addLayout(self._below)
        self.given.hide()
        self.sharing.hide()

    def _same_parts(self, fresh: list[Crumb]) -> bool:
        def shape(known: list[Crumb]) -> list[tuple[str, str, bool, bool]]:
            return [(one.title, one.name, bool(one.count), one.sideways) for one in known]

        return shape(fresh) == shape(self._crumbs)

    def _fill(self, fresh: list[Crumb]) -> None:
        for part in self._parts:
            self._row.removeWidget(part)
            part.hide()
            if part is not self._gap:
                part.deleteLater()
        self._parts, self._iterations, self._crumbs = [], {}, fresh
        for depth, crumb in enumerate(fresh):
            before = len(self._parts)
            if depth:
                self._put(_label(self, ">", "crumbMark"))
            self._put_crumb(depth, crumb)
            self._groups[depth] = self._parts[before:]
            if not depth:
                self._put(self._gap)
        inside = len(fresh) > 1
        self.back.setVisible(inside)
        name_button(self.back, "model.leave", text=False)
        self._make_room()

    def _put_crumb(self, depth: int, crumb: Crumb) -> None:
        words = f"{crumb.title} {crumb.name}".strip()
        last = len(self._crumbs) - 1
        if depth == last:
            here = _Here(words, self)
            here.setProperty("deep", last > 0)
            self._put(here)
        else:
            self._put(self._link(depth, words))
        if crumb.count > 1:
            box = IterationBox(crumb, self)
            box.valueChanged.connect(lambda index: self.iteration_chosen.emit(depth, index))
            words_of_iteration = _label(self, crumb.iteration, "crumbTurn")
            self._iterations[depth] = box, words_of_iteration
            self._put(box)
            self._put(words_of_iteration)

    def _link(self, depth: int, words: str) -> QToolButton:
        link = QToolButton(self)
        link.setObjectName(f"crumb{depth}")
        link.setProperty("link", True)
        link.setText(words)
        link.setToolTip(plain_tip(f"Back to {words}"))
        link.setFixedWidth(link.fontMetrics().horizontalAdvance(words) + px(4))
        link.clicked.connect(lambda: self.chosen.emit(depth))
        return link

    def _put(self, part: QWidget) -> None:
        self._parts.append(part)
        self._row.insertWidget(self._row.count() - 1, part)


class _Here(WholeLabel):
    """Where we are; its words give way where the line is narrow."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("crumbHere")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setText(words)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(40), super().minimumSizeHint().height())


def _label(parent: QWidget, words: str, name: str) -> QLabel:
    label = PlainLabel(parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(words)
    return label

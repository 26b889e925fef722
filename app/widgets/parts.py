"""Small makers of labels and buttons, so that the panels look alike. Styles are in `app.look.style_sheet`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QToolButton, QWidget

from app.widgets.elided import GivingLabel
from canvas.theme.measure import margins
from canvas.theme.plain_text import PlainLabel, plain_tip

Named = TypeVar("Named", bound=QWidget)


def with_name(
    widget: Named, name: str, *, accessible: str = "", tip: str = "", **properties: object
) -> Named:
    """Return a widget after it got its object name, and what else it is told by.

    Args:
        widget: the widget.
        name: object name, for the style sheet and for tests.
        accessible: what a screen reader says; empty for what Qt finds by itself.
        tip: tooltip; empty for none.
        properties: values that the style sheet asks for.
    """
    widget.setObjectName(name)
    if accessible:
        widget.setAccessibleName(accessible)
    if tip:
        widget.setToolTip(plain_tip(tip))
    for key, value in properties.items():
        widget.setProperty(key, value)
    return widget


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties that the style sheet asks for, on a widget that is styled already."""
    for key, value in properties.items():
        widget.setProperty(key, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(text: str = "", style: str = "", *, wrap: bool = False) -> QLabel:
    """Make a label that shows its text as it is, never as HTML.

    Args:
        text: the words.
        style: object name that the style sheet knows: ``muted``, ``heading``, ``wrongWords``.
        wrap: break lines; such a label may become as narrow as its longest word. One that does not break them ends
            in an ellipsis where there is no room, but for a heading.
    """
    # A heading keeps its room; others give way to it.
    made = PlainLabel(text) if wrap or style == "heading" else GivingLabel(text)
    made.setWordWrap(wrap)
    return with_name(made, style)


def button(
    text: str, tip: str, pressed: Callable[[], object], *, primary: bool = False
) -> QPushButton:
    """Make a push button.

    Args:
        text: its words.
        tip: one sentence more.
        pressed: called without arguments.
        primary: the one button that people are looking for.
    """
    made = QPushButton(text)
    made.setToolTip(plain_tip(tip))
    made.setProperty("primary", primary)
    made.clicked.connect(lambda: pressed())
    return made


def link(text: str, tip: str, pressed: Callable[[], object], name: str = "") -> QToolButton:
    """Make a button that looks like a link; see `button`, and `with_name` for its object name."""
    made = with_name(QToolButton(), name, tip=tip, link=True)
    made.setText(text)
    made.clicked.connect(lambda: pressed())
    return made


def unfolder(name: str, toggled: Callable[[bool], object]) -> QToolButton:
    """Make a link that shows and hides what is below it.

    Args:
        name: object name.
        toggled: called with whether it is open now.
    """
    made = with_name(QToolButton(), name, link=True)
    made.setCheckable(True)
    made.toggled.connect(toggled)
    return made


def scrolled(widget: QWidget) -> QScrollArea:
    """Put a form into an area that scrolls up and down."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    widget.setContentsMargins(margins(2, 6, 12, 6))
    area.setWidget(widget)
    return area


class Modest(QWidget):
    """The content of a scroll area: asks for the least height that its words need, not for all it would like.

    Without it, a label that breaks its lines makes an area scroll though there is room.
    """

    def heightForWidth(self, width: int) -> int:
        found = self.layout()
        return found.totalMinimumHeightForWidth(width) if found is not None else -1

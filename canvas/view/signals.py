"""The signals of a canvas to the window that it is in."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class CanvasSignals(QObject):
    """The signals of one canvas; its parts emit them.

    Signals:
        selection_changed (list of str): the ids of the blocks that are selected now.
        block_activated (str): a block was clicked twice, or Enter was pressed on it.
        inside_activated (InlineSpot): a place in an inline view was clicked twice.
        left: Escape was pressed where there is nothing to give up, or the mouse's button for going back.
        message (str): why an action was refused.
        hint (str): words about the gesture that is going on; empty when it ends.
        zoom_changed (float): the scale, as people are told it.
    """

    selection_changed = Signal(object)
    block_activated = Signal(str)
    inside_activated = Signal(object)
    left = Signal()
    message = Signal(str)
    hint = Signal(str)
    zoom_changed = Signal(float)

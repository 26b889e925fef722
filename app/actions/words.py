"""The words of actions, for buttons and answers that do what an action does: one name for one thing everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from app.actions.table import ACTIONS
from canvas.theme.plain_text import plain_tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton

ACTION = "action"
"""Property of a button that does what an action does: the action's id."""

_BY_ID = {action.id: action for action in ACTIONS}


def title_of(action_id: str, other: bool = False) -> str:
    """Return the title of an action, of the ``other`` of its two states where that is asked for."""
    action = _BY_ID[action_id]
    return action.other if other else action.title


def heading_of(action_id: str) -> str:
    """Return the title of an action as the title of what it opens: without the dots."""
    return title_of(action_id).removesuffix("...")


def tip_of(action_id: str, other: bool = False) -> str:
    """Return the tooltip of a button for an action: its title and its key."""
    shortcut = QKeySequence(_BY_ID[action_id].shortcut)
    keys = shortcut.toString(QKeySequence.SequenceFormat.NativeText)
    title = title_of(action_id, other).removesuffix("...")
    return f"{title} ({keys})" if keys else title


def name_button(
    button: QAbstractButton, action_id: str, text: bool = True, other: bool = False
) -> None:
    """Give a button the words of the action that it stands for.

    Args:
        button: the button.
        action_id: the action.
        text: the button shows the title; else it shows something else, and the tooltip has it.
        other: the action is in the other of its two states.
    """
    button.setProperty(ACTION, action_id)
    if text:
        button.setText(title_of(action_id, other).replace("&", "&&"))
    button.setToolTip(plain_tip(tip_of(action_id, other)))
    button.setAccessibleName(title_of(action_id, other).removesuffix("..."))

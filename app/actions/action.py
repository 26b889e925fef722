"""One thing that a person can ask for, and when it can be done."""

from __future__ import annotations

from dataclasses import dataclass

from canvas.view.commands import COMMANDS

ALWAYS = ""
"""The need of an action that can be done at any time, also before all is loaded."""


@dataclass(frozen=True)
class Action:
    """One thing that a person can ask for.

    Attributes:
        id: the menu and a word, ``file.save``; also the object name of the `QAction`.
        title: words in the menu; ``...`` where a question follows.
        shortcut: in Qt's portable spelling; ``Ctrl`` is Command on macOS.
        icon: name of an icon in `app.look.icons`.
        needs: state in which it is enabled, one of `STATES`, or `ALWAYS`.
        canvas: the shortcut works only while the canvas has the focus, since it is a bare letter or
            means something else in a text field.
        search: further words that find it in the command palette.
        checkable: it is a switch.
        other: its title in the other of its two states, ``Resume`` for ``Pause``.
    """

    id: str
    title: str
    shortcut: str = ""
    icon: str = ""
    needs: str = "project"
    canvas: bool = False
    search: str = ""
    checkable: bool = False
    other: str = ""

    @property
    def menu(self) -> str:
        """The menu that it is in: the first part of the id."""
        return self.id.partition(".")[0].capitalize()


Sections = tuple[tuple[Action, ...], ...]
"""The actions of a menu; it has a line between two sections."""


def on_canvas(
    action_id: str, *, icon: str = "", needs: str = "project", search: str = ""
) -> Action:
    """Return the action for a command of the canvas, with the title and the key that the canvas gives it."""
    title, keys = COMMANDS[action_id]
    return Action(action_id, title, keys, icon, needs, canvas=True, search=search)


def switch(
    action_id: str, title: str, shortcut: str = "", *, icon: str = "", search: str = ""
) -> Action:
    """Return the action of a switch for how the window looks: it can be turned at any time."""
    return Action(action_id, title, shortcut, icon, ALWAYS, search=search, checkable=True)


STATES = frozenset(
    {
        *("project", "undo", "redo", "selection", "idle", "running", "ended", "problem", "fix"),
        *("composite", "inside", "definition", "looped", "shared"),
    }
)
"""``project``: all is loaded; ``idle``, ``running``: whether a training runs; ``ended``: one can be continued;
``problem``, ``fix``: there is one; ``composite``: one is selected; ``inside``: the graph on screen is one;
``definition``: one of the two; ``looped``: the graph on screen is repeated, on its own or with what it lies in;
``shared``: the layer of the selected block is applied by another one as well."""

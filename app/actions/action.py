"""One thing that a person can ask for, and when it can be done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Action:
    """One thing that a person can ask for.

    Attributes:
        id: the menu and a word, ``file.save``; also the object name of the `QAction`.
        title: words in the menu; ``...`` where a question follows.
        shortcut: in Qt's portable spelling; ``Ctrl`` is Command on macOS.
        icon: name of an icon in `app.look.icons`.
        needs: state in which it is enabled, one of `STATES`; empty for always.
        canvas: the shortcut works only while the canvas has the focus, since it is a bare letter or
            means something else in a text field.
        section: actions of one menu with different numbers have a line between them.
        search: further words that find it in the command palette.
        checkable: it is a switch.
        other: its title in the other of its two states, ``Resume`` for ``Pause``.
    """

    id: str
    title: str
    shortcut: str = ""
    icon: str = ""
    needs: str = ""
    canvas: bool = False
    section: int = 0
    search: str = ""
    checkable: bool = False
    other: str = ""

    @property
    def menu(self) -> str:
        """The menu that it is in: the first part of the id."""
        return self.id.partition(".")[0].capitalize()


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

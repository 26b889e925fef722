"""The interface between a controller and the window that it works in.

The window of the program has more; nothing below `app.window` knows of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

    from app.frame.notices import Notices
    from app.frame.preferences import Preferences
    from app.project.project import Project
    from canvas.theme.themes import Theme
    from canvas.view.view import GraphView


class Workbench(Protocol):
    """The open project, the canvas that shows it, and the places where the user is told something.

    Attributes:
        preferences: what the user chose for every project.
        theme: the colours in use.
    """

    preferences: Preferences
    theme: Theme

    @property
    def project(self) -> Project:
        """The open project."""
        ...

    @property
    def canvas(self) -> GraphView:
        """The editor of the graph on screen; another one after each step into a composite."""
        ...

    @property
    def notices(self) -> Notices:
        """The strips above the canvas."""
        ...

    @property
    def widget(self) -> QWidget:
        """The parent of dialogs, and the owner of objects that live as long as the window."""
        ...

    @property
    def closing(self) -> SignalInstance:
        """Emitted when the window closes for good, without values."""
        ...

    @property
    def activated(self) -> SignalInstance:
        """Emitted when the window comes to the front, without values."""
        ...

    @property
    def theme_changed(self) -> SignalInstance:
        """Emitted with the new `Theme`."""
        ...

    def commit(self) -> None:
        """Take over what is still being typed in a field."""
        ...

    def tell(self, words: str, seconds: float = 4.0) -> None:
        """Show a sentence on the canvas for some seconds."""
        ...

    def trigger(self, action_id: str) -> None:
        """Do what a menu entry does; see `app.actions.table` for the ids."""
        ...

    def show_tab(self, name: str) -> None:
        """Bring a panel at the bottom to the front; the focus stays where it is."""
        ...

    def refresh(self) -> None:
        """Enable the actions that are possible now, and show whether everything is saved."""
        ...

    def put_project(self, project: Project) -> bool:
        """Show another project; returns whether every part shows it, otherwise an empty one is open."""
        ...

    def take_error(self, error: Exception) -> None:
        """Log and show an unexpected error; raises it again where nothing catches errors, as in tests."""
        ...


class Projects(Protocol):
    """Opening and saving, for controllers that replace the open project."""

    def may_leave(self) -> bool:
        """Ask about a run and about unsaved work; returns whether the open project may be closed."""
        ...

    def show(self, project: Project) -> None:
        """Show a project without any question."""
        ...

"""The questions that saving has to ask about runs when a project is left or saved elsewhere.

`app.runs.project_change` answers them; nothing here knows how a run works.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Protocol


class LeaveChoice(Enum):
    """The choices for the run under way when the window leaves its project."""

    NOTHING = "no run is under way"
    STOP = "stop"
    KEEP = "keep running"
    CANCEL = "stay"


class ProjectLeaver(Protocol):
    """Keeps runs with their project."""

    def ask(self) -> LeaveChoice:
        """Ask what is to become of the run under way, where there is one."""
        ...

    def unsaved(self) -> int:
        """Return how many runs would be lost with a project that was never saved."""
        ...

    def let_go(self, answer: LeaveChoice) -> bool:
        """Let the run under way go on or end by itself; returns whether it does."""
        ...

    def depart(self) -> None:
        """Take leave of the project for good."""
        ...

    def stayed(self) -> None:
        """Hear that the window did not leave after all."""
        ...

    def may_move(self, path: Path) -> bool:
        """Ask about the run under way before the project gets another file; returns whether it may."""
        ...

    def before_save(self, path: Path) -> bool:
        """Make room for the runs at a new place; returns whether the project may be saved there."""
        ...

    def saved(self, old: Path | None) -> None:
        """Let the runs follow a project that was saved; ``old`` is its file before."""
        ...

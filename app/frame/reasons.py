"""Decides how long a notice stays: it goes when its cause goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.frame.notices import Notice

if TYPE_CHECKING:
    from app.frame.workbench import Workbench

Holds = Callable[[], bool]


def while_open(bench: Workbench) -> Holds:
    """Hold while the window shows the project that it shows now."""
    project = bench.project
    return lambda: bench.project is project


def while_done(bench: Workbench) -> Holds:
    """Hold until the last step of the project is undone, or another project is shown."""
    project = bench.project
    count = project.history.count
    return lambda: bench.project is project and project.history.count >= count


def while_said(bench: Workbench, words: Callable[[], str]) -> Holds:
    """Hold while a question about the project that is shown now has the answer that it has now.

    Args:
        bench: shows the project.
        words: gives the answer, such as why the model cannot be trained.
    """
    project, now = bench.project, words()
    return lambda: bench.project is project and words() == now


def refuse(bench: Workbench, words: str, holds: Holds | None = None) -> None:
    """Say in a strip that something could not be done.

    Args:
        bench: shows the strip.
        words: what, and why.
        holds: how long the strip stays; as long as the project is open where it is ``None``.
    """
    holds = holds or while_open(bench)
    bench.notices.tell(Notice("refused", words, bad=True, holds=holds))

"""Stand-ins for parts of the window that could not be made, so that the others work without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt

from canvas.theme.measure import margins
from canvas.theme.plain_text import PlainLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.files.leaving import LeaveChoice
    from app.window.bench_window import BenchWindow


Part = TypeVar("Part")


class Nothing:
    """Answers whatever a part is asked with nothing: it can be called, looked into, gone through and connected to."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith(("__", "im_")):  # Python and PySide ask what kind of thing this is
            raise AttributeError(name)
        return self

    def __call__(self, *_: object, **__: object) -> Nothing:
        return self

    def __getitem__(self, _: object) -> Nothing:
        return self

    def __iter__(self) -> Iterator[Nothing]:
        return iter(())

    def __contains__(self, _: object) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __or__(self, other: Part) -> Part:
        return other

    __ror__ = __or__


class NoRuns(Nothing):
    """Stands for what keeps runs with their project: nothing is in the way of saving and leaving."""

    def let_go(self, _: LeaveChoice) -> bool:
        """Agree: see `app.runs.project_change.RunActions`."""
        return True

    def may_move(self, _: Path) -> bool:
        """Agree."""
        return True

    def before_save(self, _: Path) -> bool:
        """Agree."""
        return True


class Missing(PlainLabel):
    """Says in place of a part that it is missing; whatever the part would be asked is answered with nothing.

    Args:
        title: what people call the part.
        parent: where it would be.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{title} could not be loaded.", parent)
        self.setObjectName("missingPart")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setContentsMargins(margins(12, 12, 12, 12))

    def __getattr__(self, name: str) -> Any:
        return getattr(Nothing(), name)


def attempt(window: BenchWindow, step: Callable[[], object]) -> bool:
    """Do a step of loading; one that fails is logged and told, and loading goes on. Returns whether it was done."""
    try:
        step()
    except Exception as error:
        window.take_error(error)
        return False
    return True


def made(
    window: BenchWindow, title: str, make: Callable[[], Part], instead: Callable[[], Any]
) -> Part:
    """Make a part; where that fails return what stands in its place, and note its title."""
    found: list[Part] = []
    if attempt(window, lambda: found.append(make())):
        return found[0]
    window.missing.append(title)
    stand_in: Part = instead()  # it answers to every name
    return stand_in


def there(part: Part) -> Part | None:
    """Return a part, ``None`` where something stands in its place."""
    return None if isinstance(part, (Missing, Nothing)) else part


def tell_missing(window: BenchWindow) -> None:
    """Say which parts could not be loaded."""
    from app.frame.notices import Notice

    if window.missing:
        words = (
            f"Not everything could be loaded; what is missing: {', '.join(window.missing)}. The rest works. "
            "If it is missing after another start, too, install Netwright again."
        )
        window.centre.notices.tell(Notice("missing", words, bad=True))

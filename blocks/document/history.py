"""Undo and redo, without limit: a list of changes and a place in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from blocks.document.document import Document
from blocks.document.edits import (
    Edit,
    Place,
    ReplaceBlock,
    SetMetaparameters,
    SetSettings,
    inverse,
)
from blocks.signals import Signal


@dataclass(frozen=True, slots=True)
class Change:
    """One step of undo.

    Attributes:
        label: words for the menu: "Undo move 3 blocks".
        edits: what was done.
        merge: changes with the same non-empty key that follow each other become one step.
    """

    label: str
    edits: tuple[Edit, ...]
    merge: str = ""


Complete = Callable[[Document, tuple[Edit, ...]], tuple[Edit, ...]]
"""Adds to edits, before they are applied to a document, those that follow from them: room on the canvas."""


class History:
    """The changes made to a document since it was opened.

    Attributes:
        document: the document.
        changed: emitted after every change, and after undo and redo.
        complete: what every new change goes through; ``None`` for nothing. It may find that nothing changes.
    """

    def __init__(self, document: Document) -> None:
        """Begin with the document as it is."""
        self.document = document
        self.changed: Signal[[]] = Signal()
        self.complete: Complete | None = None
        self._changes: list[Change] = []
        self._place = 0
        self._clean: int | None = 0
        self._sealed = False
        self._known = 0

    def do(self, label: str, edits: Iterable[Edit], merge: str = "") -> None:
        """Apply edits as one undo step; an empty list is no step.

        Raises:
            EditError: the edits do not fit; nothing happened.
        """
        every = tuple(edits)
        if every and self.complete is not None:
            every = self.complete(self.document, every)
        if not every:
            return
        self._carry_out(every, lambda: self._record(Change(label, every, merge)))

    def _carry_out(self, edits: tuple[Edit, ...], record: Callable[[], None]) -> None:
        """Apply edits and write down that it was done, before anybody is told: who fails then finds both agreeing."""
        known = self._known
        try:
            self.document.apply(edits, record)
        finally:
            if self._known != known:
                self.changed.emit()

    def _record(self, change: Change) -> None:
        del self._changes[self._place :]
        if self._clean is not None and self._clean > self._place:
            self._clean = None
        if self._merges(change):
            whole = joined((*self._changes.pop().edits, *change.edits))
            change = Change(change.label, whole, change.merge)
        self._changes.append(change)
        self._moved_to(len(self._changes), sealed=False)

    def _moved_to(self, place: int, sealed: bool) -> None:
        self._place = place
        self._sealed = sealed
        self._known += 1

    def undo(self) -> None:
        """Take the last change back; nothing happens where there is none."""
        if self._place:
            before = self._place - 1
            edits = tuple(inverse(self._changes[before].edits))
            self._carry_out(edits, lambda: self._moved_to(before, sealed=True))

    def redo(self) -> None:
        """Do the next change again; nothing happens where there is none."""
        if self._place < len(self._changes):
            after = self._place + 1
            edits = self._changes[self._place].edits
            self._carry_out(edits, lambda: self._moved_to(after, sealed=True))

    def seal(self) -> None:
        """Let the next change begin a step of its own, even with the same merge key."""
        self._sealed = True

    @property
    def count(self) -> int:
        """Number of steps that are done, those that were taken back not among them."""
        return self._place

    @property
    def undo_label(self) -> str | None:
        """Label of the change that `undo` takes back."""
        return self._changes[self._place - 1].label if self._place else None

    @property
    def redo_label(self) -> str | None:
        """Label of the change that `redo` does again."""
        return self._changes[self._place].label if self._place < len(self._changes) else None

    @property
    def clean(self) -> bool:
        """Whether the document is as it was last saved."""
        return self._clean == self._place

    def mark_clean(self) -> None:
        """Remember that the document was saved as it is now."""
        self._clean = self._place
        self._sealed = True
        self.changed.emit()

    def _merges(self, change: Change) -> bool:
        if not change.merge or self._sealed or not self._place or self._clean == self._place:
            return False
        return self._changes[self._place - 1].merge == change.merge


def joined(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Fold edits of one thing that follow each other into one: a drag, a slider, typing.

    Only edits that swap one value for another fold; a list that holds others stays as it is.
    """
    every = tuple(edits)
    folded: dict[tuple[str, ...], Edit] = {}
    for edit in every:
        key = _target(edit)
        if key is None:
            return every
        folded[key] = _fold(folded[key], edit) if key in folded else edit
    return tuple(folded.values())


def _target(edit: Edit) -> tuple[str, ...] | None:
    if isinstance(edit, Place):
        return "place", edit.graph, edit.block
    if isinstance(edit, ReplaceBlock):
        return "block", edit.graph, edit.old.id
    if isinstance(edit, SetMetaparameters):
        return "metaparameters", edit.graph
    return ("settings",) if isinstance(edit, SetSettings) else None


def _fold(earlier: Edit, later: Edit) -> Edit:
    if isinstance(earlier, Place) and isinstance(later, Place):
        return Place(earlier.graph, earlier.block, earlier.old, later.new)
    if isinstance(earlier, ReplaceBlock) and isinstance(later, ReplaceBlock):
        return ReplaceBlock(earlier.graph, earlier.old, later.new)
    if isinstance(earlier, SetMetaparameters) and isinstance(later, SetMetaparameters):
        return SetMetaparameters(earlier.graph, earlier.old, later.new)
    assert isinstance(earlier, SetSettings)
    assert isinstance(later, SetSettings)
    return SetSettings(earlier.old, later.new)

"""The part that all tests with random edits share: every text that a document ever had, undo, redo, and reopening."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.document.edits import Edit
from blocks.document.history import History
from blocks.errors import EditError
from blocks.files.project_file import from_text, to_text


class Recorded(RuleBasedStateMachine):
    """A person whose every step can be taken back; `start` is called by the rule that opens a document."""

    def start(self, document: Document) -> None:
        self.document = document
        self.history = History(document)
        self.checker = Checker(document)
        self.texts = [to_text(document)]
        self.place = 0

    def do(self, edits: list[Edit]) -> bool:
        """Do edits as one step; returns whether there were any."""
        if not edits:
            return False
        self.history.do("edit", edits)
        self.place += 1
        self.texts[self.place :] = [to_text(self.document)]
        return True

    def attempt(self, edits: Callable[[], list[Edit]]) -> bool:
        """Do what a command gives; what it refuses changes nothing. Returns whether anything was done."""
        before = to_text(self.document)
        try:
            return self.do(edits())
        except EditError:
            assert to_text(self.document) == before
            return False

    @rule()
    def undo(self) -> None:
        self.history.undo()
        self.place = max(0, self.place - 1)
        assert to_text(self.document) == self.texts[self.place]

    @rule()
    def redo(self) -> None:
        self.history.redo()
        self.place = min(len(self.texts) - 1, self.place + 1)
        assert to_text(self.document) == self.texts[self.place]

    @invariant()
    def reopens_and_is_checked_alike(self) -> None:
        again = from_text(self.texts[self.place])
        assert to_text(again) == self.texts[self.place]
        fresh = Checker(again)
        assert self.checker.results == fresh.results
        assert self.checker.names == fresh.names
        assert self.checker.totals() == fresh.totals()

    def teardown(self) -> None:
        if not hasattr(self, "texts"):
            return
        while self.history.undo_label:
            self.history.undo()
        assert to_text(self.document) == self.texts[0]
        while self.history.redo_label:
            self.history.redo()
        assert to_text(self.document) == self.texts[-1]

"""What listens to a change may fail: document and history agree all the same, and somebody is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from blocks.document.document import Document
from blocks.document.edits import AddBlock
from blocks.document.history import History
from blocks.errors import EditError
from blocks.files.project_file import to_text
from blocks.graph.graph import MODEL, Block
from blocks.signals import Signal, handle_failures


@pytest.fixture
def told() -> Iterator[list[str]]:
    found: list[str] = []
    handle_failures(lambda error: found.append(str(error)))
    yield found
    handle_failures(None)


def add(number: int) -> list[AddBlock]:
    return [AddBlock(MODEL, Block(f"dense-{number}", "Dense"), (0.0, 0.0))]


class Failing:
    """A listener that fails as long as it is told to."""

    def __init__(self) -> None:
        self.on, self.calls = True, 0

    def __call__(self, *_: object) -> None:
        self.calls += 1
        if self.on:
            raise RuntimeError("a listener failed")


def test_one_failing_listener_keeps_no_other_from_being_called(told: list[str]) -> None:
    signal: Signal[[int]] = Signal()
    seen: list[int] = []
    signal.connect(Failing())
    signal.connect(seen.append)
    signal.emit(3)
    assert (seen, told) == ([3], ["a listener failed"])


def test_without_anybody_to_tell_it_is_raised_when_all_were_called() -> None:
    signal: Signal[[int]] = Signal()
    seen: list[int] = []
    signal.connect(Failing())
    signal.connect(seen.append)
    with pytest.raises(RuntimeError):
        signal.emit(3)
    assert seen == [3]


@pytest.mark.parametrize("raises", [False, True])
def test_do_undo_and_redo_are_recorded_before_anybody_is_told(
    raises: bool, told: list[str]
) -> None:
    document = Document()
    history = History(document)
    empty, listener, changed = to_text(document), Failing(), []
    document.changed.connect(listener)
    history.changed.connect(lambda: changed.append(history.undo_label))
    if raises:
        handle_failures(None)

    def attempt(step: object) -> None:
        assert callable(step)
        if raises:
            with pytest.raises(RuntimeError):
                step()
        else:
            step()

    attempt(lambda: history.do("add", add(1)))
    full = to_text(document)
    assert (history.undo_label, history.clean, changed) == ("add", False, ["add"])
    attempt(history.undo)
    assert (to_text(document), history.redo_label, history.clean) == (empty, "add", True)
    attempt(history.redo)
    assert (to_text(document), history.undo_label) == (full, "add")
    assert listener.calls == len(changed) == 3
    assert len(told) == (0 if raises else 3)


def test_what_does_not_fit_is_neither_done_nor_recorded() -> None:
    document = Document()
    history = History(document)
    changed: list[bool] = []
    history.changed.connect(lambda: changed.append(True))
    history.do("add", add(1))
    before = to_text(document)
    with pytest.raises(EditError):
        history.do("again", add(1))
    assert (to_text(document), history.undo_label, len(changed)) == (before, "add", 1)


def test_listeners_find_the_step_recorded() -> None:
    document = Document()
    history = History(document)
    seen: list[str | None] = []
    document.changed.connect(lambda _: seen.append(history.undo_label))
    history.do("add", add(1))
    history.undo()
    history.redo()
    assert seen == ["add", None, "add"]

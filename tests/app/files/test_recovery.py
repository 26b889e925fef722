from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.files.autosave import Autosave
from app.files.recovery import About, RecoverySlot, orphans
from app.project.file_state import Stamp
from app.project.project import Project
from app.window.window import MainWindow
from blocks.commands.blocks import add_block
from blocks.files.project_file import SUFFIX, read_project, to_text

pytestmark = pytest.mark.window

CHILD = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
app = QApplication([])
from app.window.window import MainWindow
from blocks.commands.blocks import add_block
window = MainWindow(Path(sys.argv[1]) if sys.argv[1] else None)
window.show()
window.load_now()
count = 0
def edit():
    global count
    _, edits = add_block(window.project.document, "Dense", (0.0, 50.0 * count))
    window.project.do("Add Dense", edits)
    count += 1
    print(count, time.time(), flush=True)
timer = QTimer()
timer.timeout.connect(edit)
timer.start(50)
app.exec()
"""


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "netwright" / "recovery"


def _killed_while_editing(path: str) -> list[tuple[int, float]]:
    """Edit 20 times a second for two seconds, then kill -9; return number and time of every edit."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, path], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert child.stdout is not None
    lines = []
    while len(lines) < 40:
        line = child.stdout.readline()
        assert line, "the child ended early"
        lines.append(line)
    child.send_signal(signal.SIGKILL)
    killed = time.time()
    lines += child.stdout.readlines()
    child.wait(10)
    child.stdout.close()
    edits = [(int(count), float(when)) for count, when in (line.split() for line in lines)]
    return [*edits, (len(edits), killed)]


def test_kill_9_costs_at_most_a_second(state: Path, cnn: MainWindow) -> None:
    assert cnn.project.path is not None
    before = len(read_project(cnn.project.path).model.blocks)
    edits = _killed_while_editing(str(cnn.project.path))
    killed = edits.pop()[1]
    (copy,) = orphans(state, "")
    kept = len(copy.read().model.blocks) - before
    copy.release()
    lost = [when for count, when in edits if count > kept]
    assert not lost or killed - lost[0] <= 1.0
    assert len(read_project(cnn.project.path).model.blocks) == before


def test_what_was_killed_is_offered_and_restored(
    state: Path, open_window: object, cnn: MainWindow
) -> None:
    path = cnn.project.path
    _killed_while_editing(str(path))
    window: MainWindow = open_window()  # type: ignore[operator]
    (key,) = [key for key in window.centre.notices.shown() if key.startswith("recover")]
    assert "ended without saving Digits CNN" in window.centre.notices.text(key)
    window.centre.notices.answer(key, "Restore")
    assert len(window.project.checker.graph.blocks) > 20
    assert window.project.path == path
    assert window.dirty
    window.autosave.wait()
    assert [copy.stem for copy in state.glob(f"*{SUFFIX}")] == [window.autosave.slot.name]
    assert window.files.save()
    assert not window.dirty
    window.autosave.wait()
    assert not list(state.glob(f"*{SUFFIX}"))


def test_a_copy_can_be_deleted(state: Path, open_window: object) -> None:
    _killed_while_editing("")
    window: MainWindow = open_window()  # type: ignore[operator]
    (key,) = [key for key in window.centre.notices.shown() if key.startswith("recover")]
    window.centre.notices.answer(key, "Delete the copy")
    assert not list(state.glob(f"*{SUFFIX}"))


def test_the_copy_of_a_living_window_is_not_offered(state: Path, cnn: MainWindow) -> None:
    cnn.canvas.adding.add_block("Dense")
    cnn.autosave.write()
    cnn.autosave.wait()
    assert list(state.glob(f"*{SUFFIX}")) or cnn.autosave.folder != state
    assert not orphans(cnn.autosave.folder, "another")


def test_saving_undoing_and_closing_remove_the_copy(
    state: Path, open_window: object, tmp_path: Path
) -> None:
    window: MainWindow = open_window()  # type: ignore[operator]
    assert window.autosave.folder == state

    def copies() -> int:
        window.autosave.wait()
        return len(list(state.glob(f"*{SUFFIX}")))

    window.canvas.adding.add_block("Dense")
    window.autosave.write()
    assert copies() == 1
    window.undo()
    assert copies() == 0
    window.redo()
    window.autosave.write()
    assert copies() == 1
    window.files.write(tmp_path / "saved.netwright")
    assert copies() == 0
    window.close()
    assert not list(state.glob("*"))


def test_a_full_disk_is_told_once(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: object
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(RecoverySlot, "write", full)
    window.canvas.adding.add_block("Dense")
    with qtbot.waitSignal(window.autosave.failed):  # type: ignore[attr-defined]
        window.autosave.write()
    assert "No space left" in window.centre.notices.text("autosave")


def test_the_copy_before_serves_where_the_last_one_is_damaged(tmp_path: Path) -> None:
    project, slot = Project(), RecoverySlot(tmp_path)
    for _ in (1, 2):
        project.do("Add", add_block(project.document, "Dense", (0.0, 0.0))[1])
        slot.write(to_text(project.document), About(None, "T", None))
    slot.release()
    assert len(slot.read().model.blocks) == 2
    slot.copy.write_bytes(b"")  # the power went before the disk had it
    (found,) = orphans(tmp_path, "")
    assert len(found.read().model.blocks) == 1
    found.release()
    slot.copy.unlink()  # killed between the two renames
    (found,) = orphans(tmp_path, "")
    assert len(found.read().model.blocks) == 1
    found.remove()
    found.release()
    assert not list(tmp_path.iterdir())


def test_a_write_that_has_waited_is_left_out_for_a_later_one(tmp_path: Path, qapp: object) -> None:
    autosave, project = Autosave(tmp_path), Project()
    autosave.follow(project)
    autosave.wait()
    written: list[str] = []
    go_on = threading.Event()
    autosave.slot.write = lambda text, about: written.append(text)  # type: ignore[method-assign]
    autosave._run(lambda: go_on.wait(10) and None)
    for _ in range(5):
        project.do("Add", add_block(project.document, "Dense", (0.0, 0.0))[1])
        autosave.write()
    go_on.set()
    autosave.wait()
    assert written == [to_text(project.document)]
    autosave.close()


def test_a_broken_note_does_no_harm(tmp_path: Path) -> None:
    slot = RecoverySlot(tmp_path, "abc")
    for text in ("", "[]", "{", '{"path": 3, "title": [], "stamp": [1]}', '{"stamp": ["a", "b"]}'):
        slot.note.write_text(text)
        about = slot.about()
        assert (about.path, about.title, about.stamp) == (None, "Untitled", None)


@pytest.mark.parametrize(
    ("noted", "stamp"),
    [
        ([5, 6], Stamp(5, 6)),
        ([5, 6, "ab"], Stamp(5, 6, "ab")),
        ([5], None),
        ([5, True], None),
        ([5, 6, 7], None),
        ([5, 6, "ab", 7], None),
    ],
)
def test_a_note_knows_the_file_by_its_contents(
    tmp_path: Path, noted: list[object], stamp: Stamp | None
) -> None:
    slot = RecoverySlot(tmp_path)
    slot.note.write_text(json.dumps({"title": "T", "stamp": noted}))
    assert slot.about().stamp == stamp
    slot.note.write_text(About(None, "T", stamp).to_json())
    assert slot.about().stamp == stamp


def test_writing_is_in_order(tmp_path: Path, qapp: object) -> None:
    autosave = Autosave(tmp_path)
    project = Project()
    autosave.follow(project)
    for _ in range(3):
        project.do("Add", add_block(project.document, "Dense", (0.0, 0.0))[1])
        autosave.write()
    autosave.wait()
    assert len(read_project(autosave.slot.copy).model.blocks) == 3
    autosave.close()
    assert not autosave.slot.copy.exists()


def test_a_restored_copy_stays_until_its_own_is_on_the_disk(
    tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    old, project = RecoverySlot(tmp_path), Project()
    project.do("Add", add_block(project.document, "Dense", (0.0, 0.0))[1])
    old.write(to_text(project.document), About(None, "T", None))
    autosave = Autosave(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(autosave.slot, "write", full)
        autosave.adopt(project, old)
        autosave.write()
        autosave.wait()
        assert read_project(old.copy).model.blocks
    autosave.write()
    autosave.wait()
    assert not old.copy.exists()
    assert read_project(autosave.slot.copy).model.blocks
    autosave.close()


def test_a_restored_copy_goes_with_a_clean_end(tmp_path: Path, qapp: object) -> None:
    old, autosave, project = RecoverySlot(tmp_path), Autosave(tmp_path), Project()
    old.write(to_text(project.document), About(None, "T", None))
    autosave._run(lambda: autosave._old.append(old))
    autosave.close()
    assert not list(tmp_path.iterdir())

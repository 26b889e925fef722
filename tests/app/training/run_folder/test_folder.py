"""Run folders: where they are, and that half-written ones do no harm."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.training.messages import HookCost, RunFinished
from app.training.run_folder import folder as runs, places


def test_runs_lie_beside_the_project(tmp_path: Path) -> None:
    project = tmp_path / "flowers.netwright"
    one, two = places.new_run_folder(project), places.new_run_folder(project)
    assert one != two
    assert one.parent == two.parent == tmp_path / "flowers.runs"


def test_runs_of_unsaved_projects_have_a_place_too() -> None:
    folder = places.new_run_folder(None, "../My 'net'\0")
    assert folder.is_dir()
    assert folder.parent.parent == places.state_folder()
    assert places.new_run_folder(None, "...").parent.name.startswith("unsaved-untitled")


def test_the_list_tells_how_runs_ended(tmp_path: Path) -> None:
    project = tmp_path / "flowers.netwright"
    folders = [places.new_run_folder(project) for _ in range(3)]
    for folder in folders:
        (folder / runs.PROJECT).write_text("{}")
    result = RunFinished("complete", 1, 1, {"loss": [0.5]}, {}, 1.0, {}, HookCost(1, 1.0, 1.0))
    (folders[0] / runs.RESULT).write_bytes(msgspec.json.encode(result))
    (folders[1] / runs.RESULT).write_text('{"type": "finished", "reas')
    checkpoint = runs.Checkpoint(1, {"loss": [0.5]}, 1, 0.5)
    (folders[1] / runs.CHECKPOINT).write_bytes(msgspec.json.encode(checkpoint))
    (folders[1] / runs.LAST_WEIGHTS).touch()
    found = {run.folder: run for run in places.list_runs(project)}
    assert found[folders[0]].result is not None
    assert found[folders[1]].result is None
    assert found[folders[1]].resumable
    assert not found[folders[2]].resumable

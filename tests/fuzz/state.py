"""What the program has noted for itself, damaged: it is read as not there, and the window starts all the same."""

from __future__ import annotations

import json
import random
from pathlib import Path

from app.files.recovery import About, RecoverySlot
from app.system.state_files import is_file, is_there, read_paths, read_state, whole_number
from app.training.run_folder.folder import read_run
from tests.fuzz.mutate import bytes_changed, changed

NOTE = json.dumps(
    {"path": "/a/b.netwright", "title": "All", "stamp": [1, 2], "digest": "a"}
).encode()
RECENT = json.dumps(["/a/b.netwright", "/a/c.netwright", "/a/d.netwright"]).encode()
RUN = json.dumps(
    {"title": "t", "started": "2026-01-01T00:00:00", "seed": 1, "backend": "tensorflow", "device": "cpu",
     "versions": {"keras": "3"}, "data": {"source": "digits"}, "training": {"epochs": "1"}, "process": 1}
).encode()  # fmt: skip
RESULT = json.dumps(
    {"type": "failed", "kind": "memory", "sentence": "No.", "remedy": "Yes."}
).encode()


def mutant(chance: random.Random) -> bytes:
    """Return a changed note."""
    return changed(chance.choice((NOTE, NOTE, RECENT)), chance)


def read(data: bytes, folder: Path) -> bool:
    """Read a note of a copy, a list of files, and words of the preferences; returns whether it was sound."""
    path = folder / "changed.json"
    path.write_bytes(data)
    found = read_state(path)
    about = RecoverySlot(folder, "changed").about()
    assert isinstance(about, About)
    assert about.path is None or not is_there(about.path)
    words = data.decode("utf-8", "replace")
    for each in read_paths(words):
        assert not is_file(each)
    for word in words.split()[:9]:
        number = whole_number(word)
        assert number is None or 0 <= number < 10_000
    return found is not None


def run_mutant(chance: random.Random) -> bytes:
    """Return a changed file of a run's folder."""
    data = chance.choice((RUN, RESULT))
    return changed(data, chance) if chance.random() < 0.8 else bytes_changed(data, chance)


def run(data: bytes, folder: Path) -> bool:
    """Read the folder of a run with changed files in it."""
    for name in ("run.json", "result.json", "checkpoint.json"):
        (folder / name).write_bytes(data)
    found = read_run(folder)
    return found.info is not None or found.result is not None

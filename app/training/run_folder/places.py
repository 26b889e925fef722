"""The folder of a project's runs: beside its file, or in the user's state folder while they cannot be there.

``flowers.netwright`` has ``flowers.runs``: who moves, copies or backs up a project's folder has its runs as well, and
no list elsewhere can be wrong. A project that was never saved, or whose folder cannot be written to, has a folder of
its own in the state folder, whose ``owner.json`` names the project once it has a file.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import uuid
from collections.abc import Set
from datetime import datetime
from pathlib import Path

from app.training.run_folder import presence
from app.training.run_folder.folder import FORMAT, Run, is_run, number_of, read_run
from app.training.run_folder.moves import DRAFT, RUNS, bring, copy, free_names, move
from blocks.errors import FileError
from blocks.files.project_file import SUFFIX
from blocks.files.saving import real_path
from blocks.values import safe_json as json_safe

OWNER = "owner.json"
UNSAVED = "unsaved-"

MOST = 500
"""So many runs of a project are listed, the latest ones."""

MOST_HOMES = 1000
"""So many folders are looked at in the state folder."""


class StillRunning(Exception):
    """A folder is needed as it is: a worker trains in it."""


def new_run_folder(project: Path | None, title: str = "", key: str = "") -> Path:
    """Make a folder for a run: beside the project file, or in the user's state folder.

    Args:
        project: the project's file, ``None`` for one that was never saved.
        title: name for the folder of a project that has no file.
        key: tells apart projects without a file; see `app.project.project.Project.key`.

    Raises:
        OSError: neither place can be written to.
    """
    name = datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    if project is None:
        home = unsaved_home(key or f"{_plain_name(title)}-{uuid.uuid4().hex[:8]}")
        made = _make(home, name)
        if not (home / OWNER).is_file():
            _note_owner(home, None)
        return made
    try:
        return _make(runs_beside(project), name)
    except OSError:  # a folder that cannot be written to; the state folder is ours
        pass
    homes = _owned(project)
    home = homes[0] if homes else state_folder() / f"{project.stem[:60]}-{uuid.uuid4().hex[:8]}"
    made = _make(home, name)
    if not homes:
        _note_owner(home, project)
    return made


def give_up(folder: Path) -> None:
    """Remove the new folder of a run that did not begin, and the one made for it; what has anything in it stays."""
    with contextlib.suppress(OSError):
        folder.rmdir()
        folder.parent.rmdir()


def runs_beside(project: Path) -> Path:
    """Return the folder of a project's runs: ``flowers.netwright`` has ``flowers.runs``, behind links too."""
    whole = real_path(project)
    # Another suffix stays in the name: flowers.json and flowers.netwright are two projects.
    name = whole.stem if whole.suffix == SUFFIX else whole.name
    return whole.with_name(name + RUNS)


def state_folder() -> Path:
    """Return the folder for runs of projects that have no place of their own."""
    from platformdirs import user_state_path

    return user_state_path("netwright", appauthor=False) / "runs"


def unsaved_home(key: str) -> Path:
    """Return the folder for the runs of a project that was never saved."""
    return state_folder() / f"{UNSAVED}{key}"


def list_runs(project: Path | None, key: str = "") -> list[Run]:
    """Return the runs of a project, the latest first, those that cannot be read among them.

    Args:
        project: its file, ``None`` where it was never saved.
        key: of a project that was never saved.
    """
    latest = folders_of(project, key)
    return sorted(map(read_run, latest), key=lambda run: (run.started, run.folder.name))[::-1]


def folders_of(project: Path | None, key: str = "") -> list[Path]:
    """Return the folders of a project's runs, the latest ones by their names; arguments as of `list_runs`."""
    homes = [runs_beside(project), *_owned(project)] if project is not None else []
    if key:
        homes.append(unsaved_home(key))
    folders = {folder for home in homes for folder in _folders(home) if is_run(folder)}
    return sorted(folders, key=lambda folder: folder.name, reverse=True)[:MOST]


def old_runs(project: Path, title: str) -> list[Run]:
    """Return runs that earlier versions kept in the state folder by the project's title, latest first.

    Another project may have had the same title: who uses one compares the model.
    """
    folders = _folders(state_folder() / _plain_name(title or project.stem))
    runs = [read_run(folder) for folder in folders if is_run(folder)]
    return sorted(runs, key=lambda run: run.folder.name, reverse=True)


def next_number(project: Path | None, key: str = "") -> int:
    """Return the number for a project's next run: none is given twice while the last one is there."""
    folders = folders_of(project, key)
    return max([len(folders), *map(number_of, folders)]) + 1


# ---------------------------------------------------------------------- when the project gets or changes its file


def give_file(key: str, project: Path) -> None:
    """Note that a project that was never saved has a file now; its runs are found by that from now on.

    Raises:
        OSError: it could not be noted.
    """
    home = unsaved_home(key)
    if home.is_dir():
        _note_owner(home, project)


def gather(project: Path) -> int:
    """Move a project's runs from the state folder to their place beside it, but those that still run.

    Returns:
        how many were moved.

    Raises:
        OSError: the place beside it cannot be written to; what was not moved is where it was.
    """
    moved = 0
    for home in _owned(project):
        for folder in [each for each in _folders(home) if is_run(each)]:
            if presence.is_running(folder):
                continue
            bring(folder, runs_beside(project), move)
            moved += 1
        with contextlib.suppress(OSError):
            if not _folders(home):
                (home / OWNER).unlink(missing_ok=True)
                home.rmdir()
    return moved


def copy_runs(source: Path, target: Path) -> int:
    """Copy the runs of one project to another one, but those that still run.

    Returns:
        how many were copied.

    Raises:
        OSError: they could not be copied; what was copied before stays.
    """
    runs = [run for run in list_runs(source) if not run.running]
    for run in runs:
        bring(run.folder, runs_beside(target), copy)
    return len(runs)


def kept_elsewhere(project: Path) -> bool:
    """Tell whether runs of a project with a file are in the state folder."""
    return bool(_owned(project))


def set_aside(project: Path, known: Set[str] = frozenset()) -> Path | None:
    """Give runs at a project's place that are another project's another name, before it is saved there.

    Args:
        project: where it is to be saved.
        known: names of the folders of its own runs: where one of them is there, all are its own, moved or copied.

    Returns:
        their new place; ``None`` where there are none.

    Raises:
        StillRunning: one of them is under way.
        OSError: the folder cannot be renamed.
    """
    place = runs_beside(project)
    folders = [folder for folder in _folders(place) if is_run(folder)]
    homes = _owned(project)
    if any(folder.name in known for folder in folders):
        return None
    inside = [*folders, *(each for home in homes for each in _folders(home))]
    if any(map(presence.is_running, inside)):
        raise StillRunning
    if homes:
        gather(project)  # so that all of them stay together
        folders = _folders(place)
    if not folders:
        return None
    names = (f"{place.stem} (earlier{'' if n == 1 else f' {n}'}){RUNS}" for n in range(1, 1000))
    free = next(path for path in map(place.with_name, names) if not path.exists())
    place.rename(free)
    return free


def stray_homes(project: Path) -> list[Path]:
    """Return folders of runs beside a project whose own project is not there: it may have had that name before."""
    try:
        found = sorted(path for path in real_path(project).parent.glob(f"*{RUNS}") if path.is_dir())
    except OSError:
        return []
    return [
        home
        for home in found[:MOST_HOMES]
        if not home.with_suffix(SUFFIX).exists() and not home.with_suffix("").exists()
    ]


def newest_in(home: Path) -> Run | None:
    """Return the newest run in a folder of runs; ``None`` where there is none."""
    found = [folder for folder in _folders(home) if is_run(folder)]
    return read_run(max(found, key=lambda folder: folder.name)) if found else None


def take_over(home: Path, project: Path) -> None:
    """Give a project the runs of a stray folder, by its name; raises `OSError`."""
    if not any(map(presence.is_running, _folders(home))):
        home.rename(runs_beside(project))


def discard_unsaved(key: str) -> None:
    """Delete the runs of a project that was never saved and is given up."""
    if re.fullmatch(r"[0-9a-f]+", key):
        shutil.rmtree(unsaved_home(key), ignore_errors=True)


# ---------------------------------------------------------------------- parts


def _owned(project: Path) -> list[Path]:
    """Return the folders in the state folder that belong to a project with a file."""
    whole = str(real_path(project))
    return [home for home in _folders(state_folder())[:MOST_HOMES] if _owner(home) == whole]


def _owner(home: Path) -> str:
    path = home / OWNER
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as stream:
            found = json_safe.parse(stream.read(1 << 16))
    except (OSError, FileError):
        return ""
    owner = found.get("project") if isinstance(found, dict) else ""
    return owner if isinstance(owner, str) else ""


def _note_owner(home: Path, project: Path | None) -> None:
    about = {"format": FORMAT, "project": str(real_path(project)) if project else ""}
    draft = home / f"{DRAFT}{OWNER}"
    draft.write_text(json.dumps(about, ensure_ascii=True), encoding="ascii")
    draft.replace(home / OWNER)


def _folders(parent: Path) -> list[Path]:
    try:
        return sorted(each for each in parent.iterdir() if each.is_dir())
    except OSError:
        return []


def _make(parent: Path, name: str) -> Path:
    for each in free_names(name):
        try:
            (parent / each).mkdir(parents=True)
        except FileExistsError:
            if not parent.is_dir():
                raise
            continue
        return parent / each
    raise FileExistsError(f"{parent / name} and many like it exist already")


def _plain_name(title: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", title).strip(".-")[:60] or "untitled"

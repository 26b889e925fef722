"""Source files for the tests that look through them: a folder that is gone fails, and does not pass as faultless."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]


def files_in(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a folder that fit a pattern, sorted; there must be some.

    Raises:
        AssertionError: the folder is not there, or nothing in it fits.
    """
    assert folder.is_dir(), f"There is no folder {folder}: mend the test that looks through it."
    found = sorted(folder.glob(pattern))
    assert found, f"Nothing in {folder} fits {pattern}: mend the test that looks for it."
    return found


def python_files(*folders: str) -> list[Path]:
    """Return all Python files in folders of the source tree, by folder and name; each folder must have some.

    Args:
        folders: as seen from the root, such as ``app`` or ``app/window``.

    Raises:
        AssertionError: a folder is not there or has no Python file.
    """
    return [path for folder in folders for path in files_in(ROOT / folder, "**/*.py")]

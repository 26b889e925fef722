"""A test that looks through files fails when what it looks at is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources import files_in, python_files


def test_a_folder_that_is_gone_fails(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no folder"):
        python_files("app", "nothing_like_it")
    with pytest.raises(AssertionError, match="no folder"):
        files_in(tmp_path / "gone", "*.py")


def test_a_folder_without_such_files_fails(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(AssertionError, match=r"fits \*\.py"):
        files_in(tmp_path, "*.py")
    assert files_in(tmp_path, "*.txt") == [tmp_path / "a.txt"]


def test_cases_that_come_from_files_must_be_there(request: pytest.FixtureRequest) -> None:
    """Without this setting a test over the files of a folder that is gone would be skipped."""
    assert request.config.getini("empty_parameter_set_mark") == "fail_at_collect"

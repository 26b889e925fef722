"""A share of the fuzzers; all of it by ``python -m tests.fuzz``, and in the full tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import projects
from tests.fuzz.running import KINDS, full_load, one

SHARE = {
    "projects": 300,
    "library": 200,
    "clipboard": 100,
    "data": 250,
    "models": 120,
    "scripts": 80,
    "state": 200,
    "runs": 200,
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", KINDS)
def test_whatever_is_changed_there_is_one_kind_of_error(name: str, tmp_path: Path) -> None:
    good = sum(one(KINDS[name], number, 7, tmp_path) for number in range(SHARE[name]))
    assert 0 < good < SHARE[name]


def test_the_seeds_are_good(tmp_path: Path) -> None:
    assert all(projects.read(seed, tmp_path) for seed in projects.seeds())


@pytest.mark.slow
@pytest.mark.timeout(3_000)
@pytest.mark.parametrize("name", KINDS)
def test_the_full_load(name: str) -> None:
    assert full_load(name, 20_000 if name in ("projects", "library") else 4_000, 1) == 0

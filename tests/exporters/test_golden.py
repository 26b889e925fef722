"""Scripts that people can read: what is exported today is what lies in ``golden/``, byte for byte."""

from __future__ import annotations

import subprocess

import pytest
from ruff import find_ruff_bin

from exporters.plan import make_plan
from exporters.python_script import write_script
from tests.exporters.golden_models import FOLDER, MODELS, script


@pytest.mark.parametrize("name", MODELS)
def test_a_script_is_its_golden_file(name: str) -> None:
    assert script(name).encode() == (FOLDER / f"{name}.py").read_bytes()


@pytest.mark.parametrize("name", MODELS)
def test_two_exports_are_equal_byte_for_byte(name: str) -> None:
    plan, again = make_plan(MODELS[name]()), make_plan(MODELS[name]())

    assert plan == again
    assert write_script(plan) == write_script(again)


@pytest.mark.parametrize("name", MODELS)
def test_nothing_is_imported_or_assigned_for_nothing(name: str) -> None:
    command = [find_ruff_bin(), "check", "--isolated", "--select=F,E,W,I,A,B,N,UP", "-"]
    checked = subprocess.run(command, input=script(name).encode(), capture_output=True, check=False)

    assert checked.returncode == 0, checked.stdout.decode()

"""Scripts that people can read: what is exported today is what lies in ``golden/``, byte for byte."""

from __future__ import annotations

import subprocess

import pytest
from ruff import find_ruff_bin

from app.templates.catalog import open_template, small_of
from app.templates.start import begin
from exporters.plan.make import make_plan
from exporters.python.script import write_script
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


def test_resnet50_is_what_a_person_would_write() -> None:
    written = script("resnet50").splitlines()
    lines = [line for line in written if "bottleneck_block(" in line]

    assert len(written) < 120
    assert len(lines) == 5  # its definition, and a loop for each group


def test_a_network_at_a_small_size_is_as_short() -> None:
    document = open_template("resnet50")
    small = small_of(document)
    assert small is not None
    document = begin(document, small.set).document

    assert document.settings.data["source"] == "digits"

    # Data and two kinds of block: with an identity and with a projection, as the handbook writes them.
    assert len(write_script(make_plan(document)).splitlines()) < 135

"""Wrong types in a project file: the reader's own error, wherever they stand; one bad file of a library is named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from blocks.check.checker import Checker
from blocks.errors import FileError, InvalidValue
from blocks.files.library import BUNDLED
from blocks.files.project_file import from_text, to_text
from blocks.parameters import Text
from tests.fuzz.mutate import VALUES
from tests.fuzz.projects import RICH


def project(**meta: Any) -> str:
    whole = {"name": "act", "kind": "choice", "value": "a", "choices": ["a", "b"], **meta}
    data = {"format": "netwright project", "version": 1, "model": {"metaparameters": [whole]}}
    return json.dumps(data)


@pytest.mark.parametrize(
    ("meta", "words"),
    [
        ({"choices": "abc"}, "must be a list of words"),
        ({"choices": 3}, "must be a list of words"),
        ({"choices": None}, "must be a list of words"),
        ({"choices": {"a": 1}}, "must be a list of words"),
        ({"choices": []}, "must be a list of words"),
        ({"choices": ["a", 1]}, "must be a list of words"),
        ({"choices": ["a", ["a"]]}, "must be a list of words"),
        ({"choices": ["a"] * 2_000}, "must be a list of words"),
        ({"choices": ["a", "a"]}, "the same choice twice"),
        ({"kind": {}}, "of no known kind"),
        ({"kind": ["choice"]}, "of no known kind"),
        ({"kind": 3}, "of no known kind"),
        ({"help": {}}, "of no known kind"),
        ({"name": []}, "no proper name"),
        ({"kind": "integer", "minimum": "1"}, "are no numbers"),
        ({"kind": "number", "maximum": [1]}, "are no numbers"),
        ({"kind": "number", "maximum": True}, "are no numbers"),
    ],
)
def test_a_metaparameter_of_wrong_types_is_refused_in_words(
    meta: dict[str, Any], words: str
) -> None:
    assert from_text(project()).model.metaparameters[0].value == "a"
    with pytest.raises(FileError, match=words):
        from_text(project(**meta))


def places(tree: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [way]
    for key in (
        tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    ):
        found += places(tree[key], (*way, key))
    return found


def test_every_place_takes_every_wrong_value() -> None:
    """Each value of the fuzzer at each place of a project that has one of everything."""
    refused, taken = 0, []
    for way in places(json.loads(RICH))[1:]:
        tree = json.loads(RICH)
        holder = tree
        for key in way[:-1]:
            holder = holder[key]
        for value in VALUES[:55]:
            holder[way[-1]] = value
            try:
                document = from_text(json.dumps(tree))
            except FileError:
                refused += 1
                continue
            if way not in taken:  # one of each place is enough: writing all of them takes long
                taken.append(way)
                assert to_text(from_text(to_text(document))) == to_text(document), (way, value)
    assert refused > len(taken) > 0


def test_one_bad_file_of_a_library_is_named_and_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = next(BUNDLED.glob("*.netwright"))
    (tmp_path / good.name).write_bytes(good.read_bytes())
    (tmp_path / "Bad.netwright").write_text(project(choices=3))
    (tmp_path / "Worse.netwright").write_bytes(b"[" * 100_000)
    monkeypatch.setattr("app.composites.library_folders.own_folder", lambda: tmp_path)
    assert main(["composites"]) == 0
    told = capsys.readouterr().out
    assert "Bad\n    It cannot be used: the choices" in told
    assert "Worse\n    It cannot be used: the file is nested too deeply" in told
    assert told.count(good.stem) == 2
    assert main(["composites", "--json"]) == 0
    offers = json.loads(capsys.readouterr().out)["composites"]
    assert [offer["name"] for offer in offers if offer["problem"]] == ["Bad", "Worse"]


def test_a_file_that_nobody_thought_of_is_skipped_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from blocks.files import library

    def broken(_: Path) -> None:
        raise KeyError("nobody thought of this")

    monkeypatch.setattr(library, "read_project", broken)
    item, document = library.open_item(tmp_path / "Odd.netwright")
    assert document is None
    assert item.problem == "it is damaged"


def blocks(count: int, kind: str = "ReLU") -> list[dict[str, Any]]:
    return [{"id": f"b-{at}", "type": kind} for at in range(count)]


def test_wires_into_one_block_are_bounded_and_take_no_square_of_time() -> None:
    wires = [[f"b-{at}", "output", "x-1", f"p{at}"] for at in range(3_000)]
    model = {"blocks": [*blocks(3_000), {"id": "x-1", "type": "Odd"}], "wires": wires}
    data = {"format": "netwright project", "version": 1, "model": model}
    with pytest.raises(FileError, match="more than 1,000 wires end at x-1"):
        from_text(json.dumps(data))
    model["wires"] = [*wires[:3], wires[0]]
    with pytest.raises(FileError, match="two wires end at p0 of x-1"):
        from_text(json.dumps(data))


@pytest.mark.timeout(120)
def test_thousands_of_different_giants_are_one_bounded_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of them is within its own limit; together they would take hours."""
    monkeypatch.setattr("blocks.inference.limits.LIMIT", 2_000)
    monkeypatch.setattr("blocks.inference.limits.ALL", 10_000)
    knob = {"metaparameters": [{"name": "n", "kind": "integer", "value": 1}]}
    ends = [{"id": "in-1", "type": "In"}, {"id": "out-9", "type": "Out"}]
    dense = {"id": "r-2", "type": "Dense", "values": {"units": {"=": "n"}}}
    wires = [["in-1", "output", "r-2", "input"], ["r-2", "output", "out-9", "input"]]
    parts = {"C0": {**knob, "blocks": [*ends, dense], "wires": wires}}
    for at in range(1, 12):
        two = [
            {
                "id": f"{word}-{number}",
                "type": f"C{at - 1}",
                "values": {"n": {"=": f"n * 2 + {number}"}},
            }
            for number, word in ((2, "a"), (3, "b"))
        ]
        wires = [
            ["in-1", "output", "a-2", "in-1"],
            ["a-2", "out-9", "b-3", "in-1"],
            ["b-3", "out-9", "out-9", "input"],
        ]
        parts[f"C{at}"] = {**knob, "blocks": [*ends, *two], "wires": wires}
    many = [{"id": f"c-{at}", "type": "C11", "values": {"n": at}} for at in range(1, 3_000)]
    model = {
        "blocks": [{"id": "i-0", "type": "Input", "values": {"shape": [4]}}, *many],
        "wires": [["i-0", "output", block["id"], "in-1"] for block in many],
    }
    document = from_text(
        json.dumps(
            {"format": "netwright project", "version": 1, "composites": parts, "model": model}
        )
    )
    checker = Checker(document)
    assert {problem.kind for problem in checker.problems()} <= {"too_large", "inside"}
    assert len(checker.problems()) == len(many)


def test_what_is_saved_can_be_opened() -> None:
    document = from_text(project())
    document.settings = replace(document.settings, title="t" * 10**6, description="d" * 10**6)
    document.model.set_description("m" * 10**6)
    again = from_text(to_text(document))
    assert len(again.settings.title) == len(again.settings.description) == 100_000
    with pytest.raises(InvalidValue, match="at most 10,000 letters"):
        Text(name="word").validate("x" * 10_001)

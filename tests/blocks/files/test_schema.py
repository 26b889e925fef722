"""The JSON Schema of project files: what the reader takes and the writer makes, and no more than that."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from jsonschema import Draft202012Validator

from app.project.metaparameter_edits import give
from app.templates.catalog import names, open_template
from blocks.check.checker import Checker
from blocks.check.model_problems import all_problems
from blocks.commands.metaparameters import rename_metaparameter
from blocks.document.document import Document
from blocks.errors import FileError
from blocks.files.library import BUNDLED
from blocks.files.project_file import from_text, readable_text, to_text
from blocks.files.schema import parameter_schema, project_schema, schema_text
from blocks.parameters import Parameter, Sizes, Text
from blocks.settings.datasets import describe_bundled
from blocks.settings.declarations import DATA, OUTPUT, TRAINING, Settings
from blocks.values.arithmetic import FUNCTIONS
from blocks.values.values import to_json
from tests.blocks.catalog.generated import value_of
from tests.blocks.random_composites import composite_documents
from tests.fuzz.mutate import text_of, tree_changed
from tests.fuzz.projects import RICH, seeds

FILE = Path(__file__).resolve().parents[3] / "docs" / "project.schema.json"
PAGE = FILE.with_name("file-format.md")
SEEDS = [json.loads(seed) for seed in seeds()]
SCHEMA = Draft202012Validator(project_schema())

BEYOND = (
    "two blocks have the id",
    "two metaparameters have the same name",
    "two wires end at",
    "more than 1,000 wires end at",
    "leads nowhere",
    "names a port that is not there",
    "the wires form a circle",
    "would contain itself",
    "composites can be nested at most 20 deep",
    "nested too deeply",
    "must be a whole number",
    "repeats are a whole number from",
    "does not say which version of the format it has",
    "must be a number",
    "must be one of",
    "a number is too large",
    "has a number that is too large",
    "the same key twice",
    "has NaN where a number belongs",
    "a broken character",
    "is not UTF-8",
)
"""Sentences of the reader for rules that no schema can say; the page about the format has each of them."""

PARTS = {"data": DATA, "training": TRAINING}
ANYTHING = st.sampled_from(
    (None, True, 0, 1, -1, 3, 0.5, 10**15, "", "x", "auto", (), (1, 2), ("auto",), ("mae", "mae"))
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
NAMES = st.from_regex(r"[A-Za-z0-9_]{0,60}", fullmatch=True)

POSITIONS = re.compile(r"\$\.(model|composites\.\w+)\.positions\b")
"""The one place where the reader mends and does not refuse."""


def test_the_file_is_what_the_reader_declares() -> None:
    """``python -m blocks.files.schema docs/project.schema.json`` writes it."""
    assert FILE.read_text(encoding="utf-8") == schema_text()
    Draft202012Validator.check_schema(json.loads(schema_text()))


@pytest.mark.parametrize("name", names())
def test_templates_fit(name: str) -> None:
    SCHEMA.validate(json.loads(to_text(open_template(name))))


@pytest.mark.parametrize("path", sorted(BUNDLED.glob("*.netwright")), ids=lambda path: path.stem)
def test_bundled_composites_fit(path: Path) -> None:
    SCHEMA.validate(json.loads(path.read_text(encoding="utf-8")))


def test_a_project_with_everything_fits() -> None:
    SCHEMA.validate(json.loads(RICH))
    SCHEMA.validate(json.loads(to_text(from_text(RICH))))


@given(composite_documents())
def test_what_the_writer_makes_fits(document: Document) -> None:
    SCHEMA.validate(json.loads(readable_text(document)))


SETTINGS = [(part, each) for part in ("data", "training") for each in PARTS[part]]


@settings(max_examples=4 * settings().max_examples)
@given(st.sampled_from(SETTINGS), st.data())
def test_schema_and_reader_agree_about_every_setting(
    setting: tuple[str, Parameter], data: st.DataObject
) -> None:
    part, parameter = setting
    kinds = [value_of(each) for _, each in SETTINGS if not isinstance(each, Text)]
    value = to_json(data.draw(st.one_of(value_of(parameter), st.one_of(kinds), ANYTHING)))
    tree = project(**{part: {parameter.name: value}})
    assert SCHEMA.is_valid(tree) == (not words_of_reader(json.dumps(tree)))


@given(composite_documents(), st.data())
def test_settings_outputs_and_newer_members_that_the_writer_makes_fit(
    document: Document, data: st.DataObject
) -> None:
    def some(declared: tuple[Parameter, ...]) -> Any:
        return data.draw(
            st.fixed_dictionaries({}, optional={each.name: value_of(each) for each in declared})
        )

    key = f"{document.model.sinks()[-1]}.output"
    document.settings = (
        Settings(title=data.draw(st.text(max_size=9)))
        .with_data(**some(DATA))
        .with_training(**some(TRAINING))
        .with_output(key, **some(OUTPUT))
    )
    document.extra = {"x-notes": data.draw(JSON)}
    for block in list(document.model.blocks.values()):
        extra = {"x-note": data.draw(JSON)}
        document.model.put(replace(block, extra=extra, name=data.draw(NAMES)))
    text = readable_text(document)
    SCHEMA.validate(json.loads(text))
    assert to_text(from_text(text)) == to_text(document)


def with_(change: Callable[[Any], Any]) -> Any:
    """Return the project with everything, changed in one place."""
    data = json.loads(RICH)
    change(data)
    return data


def block(**fields: Any) -> Any:
    return with_(lambda data: data["model"]["blocks"][0].update(fields))


def metaparameter(**fields: Any) -> Any:
    new = {"name": "n", "kind": "integer", "value": 1} | fields
    return with_(lambda data: data["model"].update(metaparameters=[new]))


def model(**fields: Any) -> Any:
    return with_(lambda data: data["model"].update(fields))


def project(**fields: Any) -> Any:
    return with_(lambda data: data.update(fields))


def training(**fields: Any) -> Any:
    return with_(lambda data: data["training"].update(fields))


REFUSED: dict[str, Any] = {
    "no object": [],
    "another format": project(format="zip"),
    "no version": with_(lambda data: data.pop("version")),
    "version 0": project(version=0),
    "true as version": project(version=True),
    "true as oldest reader": project(min_reader=True),
    "oldest reader 0": project(min_reader=0),
    "newer": project(version=2, min_reader=2),
    "title as number": project(title=1),
    "long title": project(title="x" * 100_001),
    "long text of a newer version": project(theme={"a": ["x" * 100_001]}),
    "long key of a newer version": project(theme={"x" * 100_001: 1}),
    "model as list": project(model=[]),
    "composites as list": project(composites=[]),
    "too many composites": project(composites={f"C{at}": {} for at in range(1001)}),
    "composite with a dot": project(composites={"a.b": {}}),
    "description of a composite": project(composites={"A": {"description": 1}}),
    "blocks as object": model(blocks={}),
    "block as word": model(blocks=["Dense"]),
    "wires as object": model(wires={}),
    "wire of three": model(wires=[["a", "output", "b"]]),
    "wire with a number": model(wires=[["a", "output", "b", 1]]),
    "wire with a bad port": model(wires=[["a", "out put", "b", "input"]]),
    "too many wires": model(wires=[[]] * 200_001),
    "metaparameters as object": model(metaparameters={}),
    "too many metaparameters": model(metaparameters=[{}] * 201),
    "no id": with_(lambda data: data["model"]["blocks"][0].pop("id")),
    "id with a slash": block(id="../x"),
    "no type": with_(lambda data: data["model"]["blocks"][0].pop("type")),
    "type with a dot": block(type="os.system"),
    "name with a blank": block(name="a b"),
    "name as number": block(name=3),
    "values as list": block(values=[]),
    "shares as number": block(shares=1),
    "shares with a blank": block(shares="a b"),
    "structure as word": block(structure="twice"),
    "structure with more": block(structure={"series": 2, "future": 1}),
    "both repeats": block(structure={"series": 2, "parallel": 2}),
    "less than no repeat": block(structure={"series": -1}),
    "no branch": block(structure={"parallel": 0}),
    "repeats without end": block(structure={"series": 1001}),
    "half a repeat": block(structure={"series": 1.5}),
    "true as repeats": block(structure={"series": True}),
    "merge by nobody": block(structure={"parallel": 2, "merge": "Dot"}),
    "condition as word": block(structure={"when": "n > 1"}),
    "metaparameter without name": metaparameter(name=""),
    "metaparameter with code": metaparameter(name="a;b"),
    "metaparameter of no kind": metaparameter(kind="shape"),
    "metaparameter without value": with_(
        lambda data: data["model"].update(metaparameters=[{"name": "n", "kind": "flag"}])
    ),
    "metaparameter that is moved": metaparameter(value={"=": "2"}),
    "half an integer": metaparameter(value=1.5),
    "integer beyond limits": metaparameter(value=10**15 + 1),
    "number as flag": metaparameter(kind="flag", value=1),
    "flag as number": metaparameter(kind="number", value=True),
    "word as limit": metaparameter(minimum="0"),
    "help as number": metaparameter(help=1),
    "choice of nothing": metaparameter(kind="choice", value="a", choices=[]),
    "choice without choices": metaparameter(kind="choice", value="a"),
    "choice twice": metaparameter(kind="choice", value="a", choices=["a", "a"]),
    "choice of numbers": metaparameter(kind="choice", value="1", choices=[1]),
    "long text": metaparameter(kind="text", value="x" * 10_001),
    "data as list": project(data=[]),
    "source of nobody": project(data={"source": "mnist"}),
    "image too large": project(data={"size": 513}),
    "epochs as word": training(epochs="many"),
    "no epoch": training(epochs=0),
    "null where there must be a number": training(epochs=None),
    "setting with an expression": training(epochs={"=": "2"}),
    "newer setting with an expression": training(future=[{"=": "2"}]),
    "newer setting that is no value": training(future={"a": 1}),
    "optimizer of nobody": training(optimizer="adamant"),
    "optimizer without class": training(optimizer={"learning_rate": 0.1}),
    "optimizer with more": training(optimizer={"class": "SGD", "rate": 0.1}),
    "learning rate below nothing": training(optimizer={"class": "SGD", "learning_rate": -1}),
    "metric twice": training(metrics=["mae", "mae"]),
    "metric of nobody": training(metrics="beauty"),
    "outputs as list": project(outputs=[]),
    "output without port": project(outputs={"dense-5": {}}),
    "output with a bad weight": project(outputs={"dense-5.output": {"loss_weight": -1}}),
    "too many outputs": project(outputs={f"a.b{at}": {} for at in range(1001)}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_schema_refuses_what_the_reader_refuses(case: str) -> None:
    with pytest.raises(FileError):
        from_text(json.dumps(REFUSED[case]))
    assert not SCHEMA.is_valid(REFUSED[case])


def words_of_reader(text: str | bytes) -> str:
    """Return what the reader says; nothing where it takes the file."""
    try:
        from_text(text)
    except FileError as error:
        return str(error)
    return ""


def wires(*new: list[str]) -> Any:
    return model(wires=list(new))


LAYER = {"id": "dense-5", "type": "Dense"}
RULES: dict[str, Any] = {
    "two blocks have the id": with_(lambda data: data["model"]["blocks"].append(LAYER)),
    "two metaparameters have the same name": model(
        metaparameters=[{"name": "n", "kind": "flag", "value": True}] * 2
    ),
    "two wires end at": wires(
        ["input-1", "output", "flatten-4", "input"], ["dropout-3", "output", "flatten-4", "input"]
    ),
    "more than 1,000 wires end at": wires(
        *(["input-1", "output", "lambda-6", f"input_{at}"] for at in range(1001))
    ),
    "leads nowhere": wires(["input-1", "output", "gone-1", "input"]),
    "names a port that is not there": wires(["input-1", "output", "flatten-4", "input_2"]),
    "the wires form a circle": wires(
        ["dropout-3", "output", "flatten-4", "input"], ["flatten-4", "output", "dropout-3", "input"]
    ),
    "would contain itself": project(
        composites={"Part": {"blocks": [{"id": "a", "type": "Part"}]}}, model={}
    ),
    "composites can be nested at most 20 deep": project(
        composites={
            f"Part{at}": {"blocks": [{"id": "a", "type": f"Part{at + 1}"}]} for at in range(30)
        }
    ),
    "nested too deeply": training(future=[[[[[[[[[[1]]]]]]]]]]),
    "must be a whole number from": metaparameter(value=3, minimum=4, maximum=5),
    "must be a whole number of at least": metaparameter(value=3, minimum=4),
    "must be a whole number of at most": metaparameter(value=3, maximum=2),
    "must be a whole number": training(epochs=3.0),
    "repeats are a whole number from": block(structure={"series": 3.0}),
    "does not say which version of the format it has": project(version=1.0),
    "must be a number from": metaparameter(kind="number", value=3, minimum=4, maximum=5),
    "must be one of": metaparameter(kind="choice", value="b", choices=["a"]),
    "a number is too large": training(future=10**16),
    "has a number that is too large": project(future=10**19),
}


@pytest.mark.parametrize("words", RULES)
def test_rules_that_no_schema_can_say(words: str) -> None:
    assert words in words_of_reader(json.dumps(RULES[words]))
    assert SCHEMA.is_valid(RULES[words])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (RICH.replace('"version": 1', '"version": 1, "version": 1'), "the same key twice"),
        (RICH.replace('"size": 8', '"size": NaN'), "has NaN where a number belongs"),
        (json.dumps(project(title="\ud800")), "a broken character"),
        (RICH.encode("utf-16"), "is not UTF-8"),
    ],
)
def test_rules_of_the_text_itself(text: str | bytes, words: str) -> None:
    assert words in words_of_reader(text)


def test_both_agree_about_changes_at_random() -> None:
    """One sentence of the reader for each rule that a schema cannot say; positions alone are mended by it."""
    both = 0
    for number in range(900):
        chance = random.Random(number)
        tree = tree_changed(chance.choice(SEEDS), chance)
        places = [error.json_path for error in SCHEMA.iter_errors(tree)]
        words = words_of_reader(text_of(tree))
        if words:
            both += bool(places)
            assert places or any(rule in words for rule in BEYOND), f"seed {number}: {words}"
        else:
            serious = [place for place in places if not POSITIONS.match(place)]
            assert not serious, f"seed {number}: the reader takes what the schema refuses"
    assert both > 200


def test_the_page_has_every_rule_that_the_schema_cannot_say() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [words for words in BEYOND if words not in text] == []


def test_the_page_names_every_member_of_the_schema() -> None:
    text = PAGE.read_text(encoding="utf-8")
    parts = [project_schema(), *project_schema()["$defs"].values()]
    members = {name for part in parts for name in part.get("properties", {}) if name != "="}
    assert sorted(name for name in members if f"`{name}`" not in text) == []


def test_the_example_of_the_page_is_a_project() -> None:
    example = PAGE.read_text(encoding="utf-8").partition("```json\n")[2].partition("```")[0]
    SCHEMA.validate(json.loads(example))
    document = from_text(example)
    data = describe_bundled(document.settings)
    assert not all_problems(Checker(document), data)  # all that `netwright check` tells


def test_the_page_names_every_function_of_expressions() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in FUNCTIONS if f"`{name}`" not in text] == []


def test_newer_members_are_kept_and_fit() -> None:
    data = model(frames=[{"title": "stem"}]) | {"version": 7, "theme": {"dark": [None]}}
    data["model"]["metaparameters"][0] |= {"unit": "units", "range": [1, 2]}
    data["model"]["blocks"][0] |= {"note": "x", "values": {"shape": {"new": 1}}}
    SCHEMA.validate(data)
    document = from_text(json.dumps(data))
    document.apply(give(document, "n", 5))
    document.apply(rename_metaparameter(document, "", "n", "m"))
    again = json.loads(to_text(document))
    knob = again["model"]["metaparameters"][0]
    assert (knob["name"], knob["value"]) == ("m", 5)
    assert (knob["unit"], knob["range"]) == ("units", [1, 2])
    assert again["theme"] == data["theme"]
    assert again["model"]["frames"] == data["model"]["frames"]
    assert again["model"]["blocks"][0] == data["model"]["blocks"][0]


def test_a_kind_of_setting_without_a_schema_is_told() -> None:
    with pytest.raises(TypeError, match="Sizes has no JSON Schema"):
        parameter_schema(Sizes(name="sizes"))

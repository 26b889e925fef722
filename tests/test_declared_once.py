"""A new layer, and a new wrapper with weights of its own, are one declaration: every reader knows them by that alone.

Both are registered here and nowhere else. They go all the way: palette, check, count, file, code, imports, undo.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.palette.palette import BlockPalette
from blocks import catalog
from blocks.catalog import registry
from blocks.catalog.core import DENSE
from blocks.catalog.shared.parameters import layer_parameters
from blocks.check.checker import Checker
from blocks.commands.blocks import add_block, remove_blocks, set_values
from blocks.commands.composites import make_composite
from blocks.commands.wrappers import change_layer
from blocks.document.document import Document
from blocks.document.history import History
from blocks.files.project_file import from_text, to_text
from blocks.graph.freezing import can_freeze
from blocks.inference.card_words import title_of
from blocks.parameters import Integer
from blocks.types.block_type import BlockType, Category, WrapperType
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Inference, Rule, Weight
from blocks.values.shapes import Shape
from canvas.diagram.words import short_name
from canvas.theme.themes import LIGHT
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from exporters.styles.options import AS_DRAWN, LONG, SHORT, ExportOptions, Style
from importers.model_file import import_model
from tests.exporters.documents import document_of
from tests.importers.keras_json.configs import entry, functional, layer, text
from tests.importers.source.scripts import script

UNITS, FEATURES, LENGTH = 5, 6, 4


def _echo(arguments: Arguments, shapes: tuple[Shape, ...]) -> Inference:
    """Repeat the features; there is a trained factor for each that comes in."""
    (shape,) = shapes
    size = shape[-1] or 0
    weights = (Weight("factor", (size,), arguments["trainable"]),)
    return Inference(((*shape[:-1], size * arguments["times"]),), weights)


ECHO = BlockType(
    name="Echo",
    category=Category.RESHAPING,
    role=Role.RESHAPE,
    summary="Repeats every feature.",
    parameters=layer_parameters(Integer(name="times", minimum=1, initial=2, front=True)),
    infer=_echo,
    card=("times",),
    search=("yodel",),
)


def _remembering(rule: Rule) -> Rule:
    def infer(arguments: Arguments, shapes: tuple[Shape, ...]) -> Inference:
        inner = rule(arguments, shapes)
        kept = Weight("memory", (arguments["depth"], inner.outputs[0][-1] or 0), False)
        return replace(inner, weights=(*inner.weights, kept))

    return infer


REMEMBERED = WrapperType(
    name="Remembered",
    category=Category.RECURRENT,
    summary="Remembers what a {layer} gave.",
    infer=_remembering,
    offered=(DENSE, ECHO),
    own=(Integer(name="depth", default=3, minimum=1, front=True),),
    search=("keepsake",),
)


@dataclass(frozen=True)
class Case:
    """One of both: its type, its values, what it gives, how many weights it has, its call in code, its name.

    Attributes:
        config: the configuration of its Keras layer.
    """

    type: str
    values: dict[str, int]
    output: Shape
    weights: tuple[int, int]
    code: str
    title: str
    config: dict[str, object]

    def document(self) -> Document:
        shape = {"shape": (LENGTH, FEATURES)}
        return document_of([("x", "Input", (), shape), ("y", self.type, ("x",), {**self.values})])


DENSE_INSIDE = layer("Dense", "inside", units=UNITS)
CASES = (
    Case(
        "Echo",
        {"times": 3},
        (LENGTH, 3 * FEATURES),
        (FEATURES, 0),
        "layers.Echo(3)",
        "Echo",
        {"times": 3},
    ),
    Case(
        "Remembered(Dense)",
        {"units": UNITS, "depth": 2},
        (LENGTH, UNITS),
        (UNITS * FEATURES + UNITS, 2 * UNITS),
        "layers.Remembered(layers.Dense(5), depth=2)",
        "Remembered",
        {
            "layer": {key: DENSE_INSIDE[key] for key in ("module", "class_name", "config")},
            "depth": 2,
        },
    ),
)
EVERY = pytest.mark.parametrize("case", CASES, ids=[case.type for case in CASES])


def _forget() -> None:
    for kept in (registry.block_types, registry.wrapper_types, registry._wrapped_type):
        kept.cache_clear()


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Declare both, as an entry of the catalog's two lists does."""
    monkeypatch.setattr(catalog, "ALL", (*catalog.ALL, ECHO))
    monkeypatch.setattr(catalog, "WRAPPERS", (*catalog.WRAPPERS, REMEMBERED))
    _forget()
    yield
    monkeypatch.undo()
    _forget()
    assert registry.block_type("Echo") is registry.block_type("Remembered(Dense)") is None


def _only(document: Document, case: Case) -> str:
    (found,) = (key for key, block in document.model.blocks.items() if block.type == case.type)
    return found


@EVERY
def test_the_palette_lists_it_and_finds_it(case: Case, qtbot: QtBot) -> None:
    palette = BlockPalette(LIGHT)
    qtbot.addWidget(palette)
    kind = registry.block_type(case.type)
    assert kind is not None
    assert case.type in palette.keys(kind.category.value)
    palette.filter.setText(kind.search[0])
    assert case.type in palette.visible_types()


@EVERY
def test_the_check_gives_shape_weights_and_words(case: Case) -> None:
    document = case.document()
    checker, key = Checker(document), _only(document, case)
    assert list(checker.problems()) == []
    assert checker.results[key].output == case.output
    trained, kept = case.weights
    totals = checker.totals()
    assert (totals.trainable, totals.non_trainable) == (trained, kept)
    kind = registry.block_type(case.type)
    assert title_of(kind, document.model.blocks[key]) == case.title
    assert short_name(case.type).split()[0] == case.title
    assert checker.names[key] == case.title.lower()
    document.apply(set_values(document, key, trainable=False))
    assert (checker.totals().trainable, checker.totals().parameters) == (0, trained + kept)


@EVERY
def test_a_project_keeps_it(case: Case) -> None:
    text = to_text(case.document())
    again = from_text(text)
    assert to_text(again) == text
    assert dict(again.model.blocks[_only(again, case)].values) == case.values


@EVERY
@pytest.mark.parametrize("form", [AS_DRAWN, LONG, SHORT])
@pytest.mark.parametrize("style", list(Style))
def test_code_of_every_style_has_it_and_is_read_back(case: Case, style: Style, form: str) -> None:
    document = case.document()
    if style is Style.CLASSES:  # a class stands for a composite
        document.apply(make_composite(document, [_only(document, case)], "Part"))
    options = ExportOptions(style=style, form=form, comments=True, type_hints=True)
    code = write_script(make_plan(document), model_only=True, style=style, options=options)
    assert case.code in code
    read = script(code, head="")
    assert [each.text for each in read.report.remarks] == []
    blocks = [block for graph in read.document.graphs.values() for block in graph.blocks.values()]
    (block,) = (block for block in blocks if block.type == case.type)
    assert dict(block.values) == case.values


@EVERY
def test_a_file_of_keras_is_read(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    made = layer(case.title, "made", "input_layer", **case.config)
    path.write_bytes(text(functional(entry(LENGTH, FEATURES), made)))
    found = import_model(path)
    assert [each.text for each in found.report.remarks] == []
    assert dict(found.document.model.blocks[_only(found.document, case)].values) == case.values


@EVERY
def test_every_step_can_be_undone(case: Case) -> None:
    document = document_of([("x", "Input", (), {"shape": (LENGTH, FEATURES)})])
    history, checker = History(document), Checker(document)
    (source,) = document.model.order()
    texts = [to_text(document)]
    key, edits = add_block(document, case.type, (0.0, 200.0), source)
    history.do("Add", edits)
    texts.append(to_text(document))
    history.do("Set", set_values(document, key, **case.values))
    assert checker.results[key].output == case.output
    texts.append(to_text(document))
    history.do("Delete", remove_blocks(document, [key]))
    for before in reversed(texts):
        history.undo()
        assert to_text(document) == before
    for _ in texts:
        history.redo()
    assert key not in document.model


def test_the_layer_in_the_wrapper_can_be_another_and_both_can_be_frozen() -> None:
    case = CASES[1]
    document = case.document()
    history, checker, key = History(document), Checker(document), _only(document, case)
    before = to_text(document)
    history.do("Change layer", change_layer(document, key, "Echo"))
    assert document.model.blocks[key].type == "Remembered(Echo)"
    assert checker.results[key].output == (LENGTH, 2 * FEATURES)
    assert checker.totals().non_trainable == 2 * 2 * FEATURES
    history.undo()
    assert to_text(document) == before
    assert can_freeze(registry.block_type("Remembered(Dense)"))
    assert registry.block_type("Remembered(Remembered(Dense))") is None


def test_a_layer_that_the_palette_does_not_offer_can_be_inside() -> None:
    """Also one that has no weights and no ``trainable`` at all."""
    kind = registry.block_type("Remembered(SpatialDropout2D)")
    assert kind is not None
    assert [each.name for each in kind.parameters] == [
        *("rate", "data_format", "seed"),
        *("depth", "dtype"),
    ]

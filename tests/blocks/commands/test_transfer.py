"""Freezing and new heads: what is counted, what is written, what undo gives back."""

from pathlib import Path

import pytest

from blocks.check.checker import Checker
from blocks.commands.composites import expand_instance
from blocks.commands.transfer import before, freeze_before, replace_head, set_trainable
from blocks.document.document import Document
from blocks.document.history import History
from blocks.errors import EditError
from blocks.files.project_file import from_text, read_project, to_text
from blocks.graph.freezing import NAME, can_freeze
from blocks.settings.datasets import CLASSES, REGRESSION, DataDescription
from blocks.values.values import Expression
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from exporters.styles.options import Style

TEMPLATES = Path(__file__).parents[3] / "app" / "templates"
TEN = DataDescription("ten", CLASSES, (32, 32, 3), 10, 100)


def opened(name: str) -> Document:
    return read_project(TEMPLATES / f"{name}.netwright")


def checked(document: Document) -> Checker:
    checker = Checker(document)
    checker.close()
    return checker


def composites(document: Document) -> list[str]:
    graph = document.model
    return [key for key in graph.order() if graph.blocks[key].type in document.graphs]


@pytest.mark.parametrize("name", ["resnet50", "mobilenet", "googlenet", "densenet121"])
def test_a_frozen_instance_counts_no_trainable_weights_inside(name: str) -> None:
    document = opened(name)
    whole = checked(document)
    for key in composites(document):
        document.apply(set_trainable(document, [key], False))
        result = checked(document).results[key]
        assert result.trainable == 0
        assert result.parameters == whole.results[key].parameters
        assert result.outputs == whole.results[key].outputs


def test_an_instance_that_trains_again_is_as_it_was() -> None:
    document = opened("resnet50")
    history, text = History(document), to_text(document)
    keys = composites(document)
    history.do("Freeze", set_trainable(document, keys, False))
    assert '"trainable": false' in to_text(document)
    assert to_text(from_text(to_text(document))) == to_text(document)
    history.do("Train again", set_trainable(document, keys, True))
    assert to_text(document) == text
    history.undo()
    history.undo()
    assert to_text(document) == text


@pytest.mark.parametrize("style", [each for each in Style if each not in (Style.LIST, Style.ADD)])
def test_the_script_hands_the_flag_to_the_layers_inside(style: Style) -> None:
    document = opened("resnet50")
    first, last = composites(document)[0], composites(document)[-1]
    document.apply(set_trainable(document, [first], False))
    script = write_script(make_plan(document), model_only=True, style=style)
    assert "trainable=False" in script
    document.apply(set_trainable(document, [first, last], True))
    assert "trainable" not in write_script(make_plan(document), model_only=True, style=style)


def test_one_that_is_expanded_stays_frozen() -> None:
    document = opened("resnet50")
    key = composites(document)[-1]
    document.apply(set_trainable(document, [key], False))
    counts = checked(document).totals()
    document.apply(expand_instance(document, key))
    assert checked(document).totals() == counts


def test_a_look_inside_a_frozen_instance_shows_frozen_layers() -> None:
    from blocks.check.iterations import iteration_of

    document = opened("resnet50")
    key = composites(document)[0]
    document.apply(set_trainable(document, [key], False))
    checker = checked(document)
    inner = Checker(document, document.model.blocks[key].type, iteration_of(checker, key).instance)
    inner.close()
    assert inner.totals().parameters > 0
    assert inner.totals().trainable == 0


def test_the_loop_index_may_decide_what_trains() -> None:
    document = opened("resnet50")
    graph = document.model
    key = next(each for each in composites(document) if graph.blocks[each].structure)
    before_, all_ = checked(document).results[key].trainable, set_trainable
    document.apply(all_(document, [key], False))
    from blocks.commands.blocks import set_values

    document.apply(set_values(document, key, "", **{NAME: Expression("i > 0")}))
    assert 0 < checked(document).results[key].trainable < before_
    assert "trainable=i > 0" in write_script(make_plan(document), model_only=True)


def test_everything_before_a_block_is_frozen() -> None:
    document = opened("resnet50")
    graph = document.model
    last = graph.order()[-1]
    document.apply(freeze_before(document, last))
    checker = checked(document)
    assert checker.totals().trainable == checker.results[last].trainable > 0
    for key in before(graph, last):
        assert (graph.blocks[key].values.get(NAME) is False) == can_freeze(graph.kind(key))
    with pytest.raises(EditError, match="nothing before it"):
        freeze_before(document, last)


@pytest.mark.parametrize("name", ["resnet50", "vgg16", "mobilenet", "squeezenet", "digits-cnn"])
def test_a_new_head_has_the_number_of_classes(name: str) -> None:
    document = opened(name)
    history, text = History(document), to_text(document)
    ids, edits = replace_head(document, checked(document), TEN)
    old = set(document.model.blocks)
    history.do("Replace the head", edits)
    checker = checked(document)
    assert not checker.problems()
    assert checker.results[ids[-1]].output == (10,)
    assert not old & set(ids)
    assert document.model.sinks() == [ids[-1]]
    history.undo()
    assert to_text(document) == text


def test_a_number_is_learnt_without_an_activation() -> None:
    document = opened("digits-cnn")
    data = DataDescription("one", REGRESSION, (8, 8, 1), 1, 100)
    ids, edits = replace_head(document, checked(document), data)
    document.apply(edits)
    assert document.model.blocks[ids[-1]].values == {"units": 1}


def test_a_model_with_several_outputs_keeps_them() -> None:
    document = opened("googlenet")
    with pytest.raises(EditError, match="outputs"):
        replace_head(document, checked(document), TEN)

"""What templates say of the handbook's slips: it is true, and dialog, terminal and docs say it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from app.templates.catalog import open_template, template_named, templates
from blocks.check.checker import Checker
from blocks.commands.blocks import set_metaparameter
from blocks.values.shapes import Shape
from blocks.values.values import Value
from tests.templates.fingerprint import read
from tests.templates.script_network import network_of

DOCS = Path(__file__).parents[2] / "docs" / "networks.md"
NETWORKS = read()


def checked(name: str, **values: Value) -> Checker:
    document = open_template(name)
    for knob, value in values.items():
        document.apply(set_metaparameter(document, knob, value))
    return Checker(document)


def sides(name: str) -> list[int]:
    """Return the heights of the maps between the first pooling and the last, each once."""
    layers = network_of(open_template(name)).layers
    shapes = [layer.shape for layer in layers if layer.type == "Add"]
    return list(dict.fromkeys(shape[0] for shape in shapes))


def weighted(name: str) -> int:
    """Count the layers of the straight way that have a kernel; 1x1 convolutions of shortcuts are none of them."""
    layers = network_of(open_template(name)).layers
    kernels = [layer for layer in layers if layer.type in ("Conv2D", "Dense")]
    return sum(layer.arguments.get("kernel_size") != 1 for layer in kernels)


def test_resnet34_is_said_to_be_what_it_is() -> None:
    assert sides("resnet34") == [56, 14, 4, 1]
    assert sides("resnet34-paper") == [56, 28, 14, 7]
    assert (weighted("resnet34"), weighted("resnet34-paper")) == (32, 34)


def test_resnet34_of_the_paper_has_the_known_figures() -> None:
    totals = checked("resnet34-paper").totals()
    assert totals.trainable == 21_797_672
    assert totals.multiply_adds == pytest.approx(3.6e9, rel=0.02)
    vgg, listed = (checked(name).totals().multiply_adds or 0 for name in ("vgg16", "resnet34"))
    assert round(vgg / listed) == 16
    assert round(vgg / (totals.multiply_adds or 1)) == 4


def test_the_stem_has_its_normalization_where_it_is_wanted() -> None:
    as_printed, meant = (
        checked("prestem-224-to-230"),
        checked("prestem-224-to-230", normalized=True),
    )
    assert as_printed.totals().parameters == 9_472
    assert (meant.totals().parameters, meant.totals().trainable) == (9_728, 9_600)
    order = [meant.graph.blocks[key].type for key in meant.graph.order()]
    assert order[1:5] == ["PreStem", "Conv2D", "BatchNormalization", "ReLU"]


def test_densenet_and_resnext_beside_one_another() -> None:
    dense, wide, factored = (
        checked(name).totals().trainable
        for name in ("densenet121", "resnext50", "resnext50-factored")
    )
    assert round(wide / 1e6, 1) == 26.4
    assert round(100 * (1 - factored / wide)) == 37
    assert round(100 * dense / wide) == 30
    assert dense / factored == pytest.approx(0.5, abs=0.05)
    assert NETWORKS["densenet121"].printed == 9_666_984


@pytest.mark.parametrize(("size", "millions"), [(56, 28), (128, 186)])
def test_mobilenet_at_its_multipliers(size: int, millions: int) -> None:
    assert round((checked("mobilenet", input=size).totals().multiply_adds or 0) / 1e6) == millions


@pytest.mark.parametrize("name", ["inception-v3-stem", "inception-v4-stem"])
def test_a_stem_at_the_size_of_its_network(name: str) -> None:
    for size, side in ((229, 29), (299, 38)):
        checker = checked(name, input=size)
        shape: Shape | None = checker.results[checker.graph.order()[1]].output
        assert shape is not None
        assert shape[:2] == (side, side)
        assert checker.totals().parameters == NETWORKS[name].parameters


def test_fire_modules_give_eight_times_what_they_squeeze_to() -> None:
    layers = network_of(open_template("squeezenet")).layers
    for join in layers:
        if join.type == "Concatenate":
            squeeze = layers[layers[join.inputs[0]].inputs[0]]
            assert join.shape[-1] == 8 * squeeze.shape[-1]


@pytest.mark.parametrize(
    "name",
    [
        "resnet34",
        "prestem-224-to-230",
        "resnext50",
        "resnext50-factored",
        "densenet121",
        "mobilenet",
    ],
)
def test_a_network_with_a_slip_has_a_note(name: str) -> None:
    assert template_named(name).notes


def test_the_docs_say_what_templates_say() -> None:
    text = " ".join(DOCS.read_text(encoding="utf-8").split())
    for template in templates():
        for note in template.notes:
            assert note in text, template.name
            assert note.endswith(".")
            assert note.isascii()


def test_the_terminal_says_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["templates", "resnet34"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "Mistakes in the handbook: - Strides twice in every transition" in text
    assert main(["templates", "resnext50", "--json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["templates"]
    assert "every branch of the printed code reads the last slice" in entry["notes"][0]

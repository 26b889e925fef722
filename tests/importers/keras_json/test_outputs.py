"""Outputs of a file's model: which there are, in which order, under which names; and layers that lie in two models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from blocks.check.checker import Checker
from blocks.check.outputs import model_outputs, output_names
from blocks.document.document import Document
from blocks.files.project_file import from_text, to_text
from blocks.graph.shared_layers import groups
from blocks.values import safe_json
from importers.folding import fold
from importers.keras_json.comparing import same_structure
from importers.keras_json.read import read_model
from importers.model_file import ImportedModel, import_model
from tests.importers.keras_json.configs import Layer, entry, functional, layer, tensor, text


def _read(tmp_path: Path, model: Layer) -> ImportedModel:
    path = tmp_path / "model.json"
    path.write_bytes(text(model))
    return import_model(path)


def _ways(found: ImportedModel) -> list[Document]:
    """Return a model flat and folded, each as it comes back from a project file."""
    both = found.document, fold(found.document, found.origins).document
    return [from_text(to_text(each)) for each in both]


def _names(document: Document) -> list[str]:
    checker = Checker(document, follows=False)
    assert not checker.problems()
    return list(output_names(document.model, checker.names, model_outputs(document.model)))


def _dense(name: str, source: str, units: int = 4) -> Layer:
    return layer("Dense", name, source, units=units)


def _call(name: str, *, of: Layer, args: list[Any]) -> Layer:
    """Return a nested model as a layer that is called once."""
    return of | {"name": name, "inbound_nodes": [{"args": args, "kwargs": {}}]}


def test_outputs_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    layers = [entry(8), _dense("a", "input_layer"), _dense("b", "a", 2), _dense("c", "input_layer")]
    for outputs in (("b", "c"), ("c", "b")):
        found = _read(tmp_path, functional(*layers, outputs=outputs))
        assert [_names(each) for each in _ways(found)] == [list(outputs)] * 2
        assert not [each for each in found.report.remarks if each.kind == "order"]


def test_outputs_keep_the_names_that_keras_gave_them(tmp_path: Path) -> None:
    layers = [entry(8), _dense("dense_7", "input_layer"), _dense("dense_3", "input_layer", 2)]
    found = _read(tmp_path, functional(*layers, outputs=("dense_7", "dense_3")))
    assert [_names(each) for each in _ways(found)] == [["dense_7", "dense_3"]] * 2


def test_outputs_in_a_dictionary_keep_its_keys(tmp_path: Path) -> None:
    model = functional(entry(8), _dense("e1", "input_layer"), _dense("e2", "input_layer"))
    model["config"]["output_layers"] = {"score": ["e2", 0, 0], "box": ["e1", 0, 0]}
    found = _read(tmp_path, model)
    assert [_names(each) for each in _ways(found)] == [["score", "box"]] * 2
    assert {each.name for each in found.report.remarks if each.kind == "renamed"} == {"e1", "e2"}


def test_one_tensor_may_be_an_output_twice(tmp_path: Path) -> None:
    found = _read(tmp_path, functional(entry(4), _dense("a", "input_layer", 2), outputs=("a", "a")))
    for document in _ways(found):
        assert len(_names(document)) == 2


def _tower() -> Layer:
    parts = entry(4), _dense("p", "input_layer", 2), _dense("q", "input_layer", 3)
    return functional(*parts, outputs=("p", "q"), name="tower")


def test_what_nobody_uses_of_a_nested_model_is_no_output(tmp_path: Path) -> None:
    second = tensor("tower")
    second["config"]["keras_history"] = ["tower", 0, 1]
    end = _dense("end", "tower", 1)
    end["inbound_nodes"] = [{"args": [second], "kwargs": {}}]
    outer = entry(4, name="outer"), _call("tower", of=_tower(), args=[tensor("outer")]), end
    for document in _ways(_read(tmp_path, functional(*outer))):
        (output,) = model_outputs(document.model)
        assert document.model.blocks[output.block].name == "end"
        assert Checker(document).totals().parameters == 29


def test_a_nested_model_is_called_with_a_dictionary(tmp_path: Path) -> None:
    parts = [entry(4, name="b"), entry(4, name="a"), layer("Subtract", "minus", "a", "b")]
    inner = functional(*parts, name="pair")
    inner["config"]["input_layers"] = {"b": ["b", 0, 0], "a": ["a", 0, 0]}
    told = {"a": tensor("one"), "b": tensor("other")}
    outer = entry(4, name="one"), entry(4, name="other"), _call("pair", of=inner, args=[told])
    document = _read(tmp_path, functional(*outer, _dense("end", "pair", 1))).document
    checker = Checker(document)
    assert not checker.problems()
    assert checker.totals().parameters == 5
    pair = next(each.id for each in document.model.blocks.values() if each.name == "pair")
    names = {each.id: each.name for each in document.model.blocks.values()}
    assert [names[wire.source] for wire in document.model.incoming(pair)] == ["one", "other"]


def _tied(number: int | None = 7) -> Layer:
    """Return a model in which a layer lies in a nested model and outside of it, as Keras 3 writes that."""
    inner = functional(entry(6), _dense("common", "input_layer", 3), name="n")
    nested = _call("n", of=inner, args=[tensor("outer")])
    again = _dense("common", "outer", 3) | ({"shared_object_id": number} if number else {})
    return functional(entry(6, name="outer"), nested, again, layer("Add", "add", "n", "common"))


def test_a_layer_in_and_outside_a_nested_model_is_one(tmp_path: Path) -> None:
    found = _read(tmp_path, _tied())
    for document in _ways(found):
        assert Checker(document).totals().parameters == 21
        assert [len(ids) for ids in groups(document.model).values()] == [2]
    assert [each.name for each in found.report.remarks if each.kind == "opened"] == ["n"]
    # The file of weights has them where the layer comes first.
    assert {*found.origins[""].values()} == {"outer", "n > common", "add"}


def test_layers_that_have_the_same_name_by_chance_stay_two(tmp_path: Path) -> None:
    for document in _ways(_read(tmp_path, _tied(number=None))):
        assert Checker(document).totals().parameters == 42


def test_a_layer_that_a_wrapper_shares_is_told(tmp_path: Path) -> None:
    dense = _dense("c", "input_layer") | {"shared_object_id": 5}
    inside = {key: dense[key] for key in ("class_name", "module", "config")}
    wrapper = layer("TimeDistributed", "each", "input_layer", layer=inside)
    model = functional(entry(3, 4), wrapper, dense, layer("Add", "add", "each", "c"))
    (remark,) = [each for each in _read(tmp_path, model).report.remarks if each.kind == "cut"]
    assert remark.name == "each"
    assert "weights of its own here" in remark.text


def test_what_a_call_and_an_input_lose_is_told(tmp_path: Path) -> None:
    drop = layer("Dropout", "drop", "input_layer", rate=0.5)
    drop["inbound_nodes"][0]["kwargs"] = {"training": True}
    model = functional(entry(4), drop)
    model["config"]["layers"][0]["config"]["batch_shape"] = [8, 4]
    remarks = [each for each in _read(tmp_path, model).report.remarks if each.kind == "left out"]
    assert [each.name for each in remarks] == ["input_layer", "drop"]
    assert "8" in remarks[0].text
    assert "training=True" in remarks[1].text


def _shared(first: str, second: str) -> Layer:
    """Return a model that applies a layer to two inputs, in one order or the other."""
    calls = [{"args": [tensor(name)], "kwargs": {}} for name in (first, second)]
    common = _dense("s", first) | {"inbound_nodes": calls}
    ends = [tensor("s") for _ in range(2)]
    ends[0]["config"]["keras_history"] = ["s", int(first != "u"), 0]
    ends[1]["config"]["keras_history"] = ["s", int(first == "u"), 0]
    minus = layer("Subtract", "minus", "s")
    minus["inbound_nodes"] = [{"args": [ends], "kwargs": {}}]
    return functional(entry(4, name="u"), entry(4, name="v"), common, minus)


def test_calls_of_a_shared_layer_may_come_in_another_order() -> None:
    one, other = (
        read_model(safe_json.parse(text(_shared(*names)))) for names in (("u", "v"), ("v", "u"))
    )
    assert same_structure(one, other, by_value=True) == ""
    turned = _shared("u", "v")
    args = turned["config"]["layers"][3]["inbound_nodes"][0]["args"][0]
    args.reverse()
    assert same_structure(one, read_model(safe_json.parse(text(turned))), by_value=True) != ""


def test_a_linear_activation_that_shows_an_output_is_no_difference() -> None:
    layers = [entry(4), _dense("a", "input_layer"), _dense("b", "a")]
    shown = [*layers, layer("Activation", "shown", "a", activation="linear")]
    one = read_model(safe_json.parse(text(functional(*layers, outputs=("a", "b")))))
    other = read_model(safe_json.parse(text(functional(*shown, outputs=("shown", "b")))))
    assert same_structure(one, other, by_value=True) == ""
    other = read_model(safe_json.parse(text(functional(*shown, outputs=("b", "b")))))
    assert same_structure(one, other, by_value=True) != ""

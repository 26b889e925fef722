"""Runs exported scripts in a namespace of their own, and compares Keras models. Needs Keras."""

from __future__ import annotations

import json
from typing import Any

import keras
import numpy as np

from exporters.keras_model import build_model
from exporters.plan.make import Plan
from exporters.styles.options import AS_DRAWN, ExportOptions, Style


def run_script(code: str) -> dict[str, Any]:
    """Execute a script as an import would, without training; return its names."""
    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(compile(code, "exported.py", "exec"), namespace)
    return namespace


def run_notebook(text: str, most: int) -> dict[str, Any]:
    """Execute the code cells of a notebook one after the other, as Jupyter would; return their names.

    Args:
        text: of the file.
        most: so many examples are enough; the rest is left out after the data are loaded.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate(json.loads(text)["cells"]):
        if cell["cell_type"] != "code":
            continue
        exec(compile("".join(cell["source"]), f"cell {number}", "exec"), namespace)
        for name in {"x_train", "y_train", "x_test", "y_test"} & namespace.keys():
            namespace[name] = keras.tree.map_structure(lambda each: each[:most], namespace[name])
    return namespace


def built_by_script(code: str, **metaparameters: Any) -> Any:
    """Return the model that a script builds in a fresh session."""
    keras.utils.clear_session()
    return run_script(code)["build_model"](**metaparameters)


def built_by_plan(plan: Plan) -> Any:
    """Return the worker's model, built in a fresh session."""
    keras.utils.clear_session()
    return build_model(plan)


def assert_same_model(left: Any, right: Any) -> None:
    """Compare structure, names, weights' shapes, and outputs with the same weights."""
    assert type(left) is type(right)
    assert left.get_config() == right.get_config()
    assert [layer.name for layer in left.layers] == [layer.name for layer in right.layers]
    assert [weight.path for weight in left.weights] == [weight.path for weight in right.weights]
    right.set_weights(left.get_weights())
    assert_same_outputs(left, right)


def assert_same_outputs(left: Any, right: Any) -> None:
    examples = [_examples(tensor.shape[1:], tensor.dtype) for tensor in left.inputs]
    given = examples if len(examples) > 1 else examples[0]
    for first, second in zip(_outputs(left, given), _outputs(right, given), strict=True):
        np.testing.assert_allclose(first, second, rtol=1e-5, atol=1e-6)


def assert_same_in_style(left: Any, right: Any, style: Style) -> None:
    """Compare the worker's model with that of a script in some style.

    A chain that is written another way, and a model of classes, have Keras's own ways of nesting and naming: of them,
    single layers, weights and outputs are compared.
    """
    nested = style in (Style.LIST, Style.ADD, Style.CLASSES)
    if nested or type(left) is not type(right):
        assert_same_function(left, right)
    else:
        assert_same_model(left, right)


def assert_same_with_options(left: Any, right: Any, options: ExportOptions) -> None:
    """Compare the worker's model with that of a script in some style and form.

    Another form has activations elsewhere: of it, single layers with weights, and outputs are compared.
    """
    if options.form == AS_DRAWN:
        assert_same_in_style(left, right, options.style)
    else:
        assert_same_function(left, right)


def assert_same_function(left: Any, right: Any) -> None:
    """Compare the weights of single layers by name, and outputs with the same weights."""
    mine, others = weighted_layers(left), weighted_layers(right)
    assert [*mine] == [*others]
    for name, layer in mine.items():
        others[name].set_weights(layer.get_weights())
    assert len(left.weights) == len(right.weights)
    assert_same_outputs(left, right)


def weighted_layers(model: Any) -> dict[str, Any]:
    """Return the layers that hold weights themselves, sorted by name; `Bidirectional` and the like hold others."""
    found = {}
    for layer in model._flatten_layers(include_self=False):
        own = {id(each) for each in layer.variables}
        inner = {id(each) for part in layer._layers for each in part.variables}
        if layer.weights and own - inner:
            name = layer.name
            while name in found:  # the cells of a Bidirectional have one name
                name += "_"
            found[name] = layer
    return dict(sorted(found.items()))


def _examples(shape: tuple[int | None, ...], dtype: str) -> np.ndarray:
    sizes = [6 if size is None else size for size in shape]
    if dtype.startswith("int"):  # words by their numbers, of which there are few
        return np.random.default_rng(1).integers(0, 5, (2, *sizes), dtype=dtype)
    return np.random.default_rng(1).normal(size=(2, *sizes)).astype("float32")


def _outputs(model: Any, examples: Any) -> list[np.ndarray]:
    found = model(examples, training=False)
    return [np.asarray(tensor) for tensor in keras.tree.flatten(found)]

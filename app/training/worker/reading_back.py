"""Model files loaded again, to compare what they give with what the model gave. For the worker alone."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from exporters.model_files import KERAS, LITERT, ONNX, SAVED_MODEL, ModelFormat

if TYPE_CHECKING:
    import keras
    import numpy as np

    Arrays = list[np.ndarray]

EXAMPLES = 3
OPEN_SIZE = 16
"""Size that an axis gets which may have any."""

HALF_PRECISION = 2e-2
"""Tolerance where numbers have 16 bits, as a share of the largest output."""

SMALLEST = 1e-3
"""Outputs that are all smaller than this are compared as if the largest were so."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing outputs.

    Attributes:
        difference: the largest one, in the unit of the outputs; infinity where an output is not a number.
        tolerance: the largest that is accepted, in the same unit.
        values: how many numbers were compared.
    """

    difference: float
    tolerance: float
    values: int

    @property
    def good(self) -> bool:
        """Tell whether the file gives what the model gave."""
        return self.difference <= self.tolerance


def random_inputs(model: keras.Model, seed: int) -> Arrays:
    """Return an array of random numbers for every input of a model."""
    import numpy as np

    generator = np.random.default_rng(seed)
    found = []
    for each in model.inputs:
        shape = (EXAMPLES, *(OPEN_SIZE if size is None else size for size in each.shape[1:]))
        kind = np.dtype("float32" if each.dtype == "bfloat16" else each.dtype)
        if kind.kind == "f":
            found.append(generator.uniform(-1.0, 1.0, shape).astype(kind))
        else:  # numbers of words, or truth values: small enough for any vocabulary
            found.append(generator.integers(0, 2, shape).astype(kind))
    return found


def outputs_of(model: Callable[..., object], inputs: Arrays) -> Arrays:
    """Return the outputs of a model, flat and in order."""
    import keras

    given = inputs[0] if len(inputs) == 1 else inputs
    return _flat(model(keras.tree.map_structure(keras.ops.convert_to_tensor, given)))


def compared(
    format_: ModelFormat, wanted: Arrays, found: Arrays, half_precision: bool
) -> Comparison:
    """Compare outputs; those of LiteRT have an order of their own, so each is held against its nearest."""
    import numpy as np

    share = HALF_PRECISION if half_precision else format_.tolerance
    scale = max(
        [SMALLEST, *(float(np.max(np.abs(each))) for each in wanted if np.isfinite(each).all())]
    )
    if len(found) != len(wanted):
        return Comparison(float("inf"), share * scale, 0)
    if format_ is LITERT:
        pairs = [(each, found) for each in wanted]
    else:
        pairs = [(each, [other]) for each, other in zip(wanted, found, strict=True)]
    worst = max(min(_difference(each, other) for other in others) for each, others in pairs)
    return Comparison(worst, share * scale, sum(each.size for each in wanted))


def _difference(left: np.ndarray, right: np.ndarray) -> float:
    import numpy as np

    if left.shape != right.shape or not np.array_equal(np.isnan(left), np.isnan(right)):
        return float("inf")
    same = (left == right) | np.isnan(left)
    with np.errstate(invalid="ignore"):
        gaps = np.abs(left.astype("float64") - right.astype("float64"))
    return float(np.max(np.where(same, 0.0, gaps), initial=0.0))


def read_back(format_: ModelFormat, path: Path, model: keras.Model, inputs: Arrays) -> Arrays:
    """Load a file and return what it gives.

    Args:
        format_: what the file is; not `WEIGHTS`, which need a model to go into.
        path: the file.
        model: the model that was written, for the names of its inputs.
        inputs: one array for each of them.
    """
    if format_ is KERAS:
        import keras

        return outputs_of(keras.models.load_model(path, compile=False), inputs)
    if format_ is SAVED_MODEL:
        import tensorflow as tf

        loaded = tf.saved_model.load(str(path))
        return outputs_of(loaded.serve, inputs)
    if format_ is ONNX:
        return _onnx(path, inputs)
    return _litert(path, [each.name for each in model.inputs], inputs)


def _litert(path: Path, names: Sequence[str], inputs: Arrays) -> Arrays:
    import tensorflow as tf

    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # it is to move to a package of its own; see docs/dependencies.md
        interpreter = tf.lite.Interpreter(str(path))
    (signature,) = interpreter.get_signature_list()
    runner = interpreter.get_signature_runner(signature)
    wanted = list(runner.get_input_details())
    given = dict(zip(names, inputs, strict=True))
    if set(wanted) != set(names):
        given = dict(zip(wanted, inputs, strict=True))
    return _flat(runner(**given))


def _onnx(path: Path, inputs: Arrays) -> Arrays:
    from importlib import import_module

    session = import_module("onnxruntime").InferenceSession(str(path))
    names = [each.name for each in session.get_inputs()]
    return _flat(session.run(None, dict(zip(names, inputs, strict=True))))


def _flat(outputs: object) -> Arrays:
    import keras

    return [keras.ops.convert_to_numpy(each) for each in keras.tree.flatten(outputs)]

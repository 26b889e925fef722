"""The kinds of model file that can be written, and which packages each of them needs. No Keras here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ModelFormat:
    """A kind of model file.

    Attributes:
        key: a word for messages.
        title: name for people.
        suffix: how the file's name ends.
        help: what it is for.
        folder: it is a folder of files.
        packages: modules that writing and reading it back need, beside Keras and TensorFlow.
        tolerance: largest difference of an output that is put down to rounding, as a share of the largest output.
    """

    key: str
    title: str
    suffix: str
    help: str
    folder: bool = False
    packages: tuple[str, ...] = ()
    tolerance: float = 1e-5

    @property
    def missing(self) -> tuple[str, ...]:
        """The packages that are not installed."""
        return tuple(name for name in self.packages if find_spec(name) is None)

    def refusal(self, install: Callable[..., str]) -> str:
        """Say which packages to install; empty where nothing is missing.

        Args:
            install: gives for names of packages the command that installs them.
        """
        if not self.missing:
            return ""
        command = install(*self.missing)
        return f"{self.title} needs more than is installed. Install it with: {command}"


KERAS = ModelFormat("keras", "Keras model", ".keras", "structure and weights, for Keras itself")
WEIGHTS = ModelFormat(
    "weights", "Weights", ".weights.h5", "weights alone, for model.load_weights() in the script"
)
SAVED_MODEL = ModelFormat(
    "saved_model",
    "SavedModel",
    ".savedmodel",
    "a folder for TensorFlow Serving and TensorFlow.js",
    folder=True,
)
ONNX = ModelFormat(
    "onnx",
    "ONNX",
    ".onnx",
    "for runtimes of other makers",
    packages=("onnx", "tf2onnx", "onnxruntime"),
    tolerance=1e-4,
)
LITERT = ModelFormat("litert", "LiteRT", ".tflite", "for phones and small devices", tolerance=1e-4)

FORMATS = (KERAS, WEIGHTS, SAVED_MODEL, LITERT, ONNX)


def format_named(key: str) -> ModelFormat:
    """Return a format by its key; raises `KeyError`."""
    return {each.key: each for each in FORMATS}[key]


def format_of(path: Path) -> ModelFormat | None:
    """Return the format that a file's name asks for; a folder that is there asks for a SavedModel."""
    name = path.name.lower()
    for each in FORMATS:
        if name.endswith(each.suffix) and name != each.suffix:
            return each
    return SAVED_MODEL if path.is_dir() else None

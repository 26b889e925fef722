"""Tells by its first bytes of what kind a file without a readable model is, and the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

SAVED_MODEL = "saved_model.pb"

CONVERT = (
    "Where TensorFlow 2.15 or older opens it, convert it with two lines: "
    "model = tf.keras.models.load_model(FOLDER); model.save('model.keras')"
)

_POINTER = b"version https://git-lfs.github.com/spec/"
_PAGES = (b"<!doctype", b"<html", b"<head", b"<?xml", b"<svg")
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "is packed with gzip: unpack it first."),
    (b"BZh", "is packed with bzip2: unpack it first."),
    (b"\xfd7zXZ", "is packed with xz: unpack it first."),
    (b"7z\xbc\xaf", "is packed with 7-Zip: unpack it first."),
    (b"Rar!", "is packed with RAR: unpack it first."),
    (b"\x93NUMPY", "is an array of NumPy and no model."),
    (b"%PDF", "is a PDF document and no model."),
    (b"\x89PNG", "is a picture and no model."),
    (b"\xff\xd8\xff", "is a picture and no model."),
    (b"class_name:", "is a model as YAML, which is not read: save its structure with to_json()."),
    (b"backend:", "is a model as YAML, which is not read: save its structure with to_json()."),
)
"""By the first bytes of a file what it is."""

_ENDINGS = {
    ".pb": f"is a SavedModel or a graph of TensorFlow. {CONVERT}.",
    ".onnx": "is an ONNX file, which is not read: open the Keras model that it was made from.",
    ".tflite": "is a TensorFlow Lite file, which keeps no layers: open the Keras model it was made from.",
    ".pt": "is a file of PyTorch, which is not read.",
    ".pth": "is a file of PyTorch, which is not read.",
    ".index": "belongs to a checkpoint of TensorFlow: weights without a model.",
    ".ckpt": "is a checkpoint of TensorFlow: weights without a model.",
    ".safetensors": "holds weights without a model.",
    ".yaml": "is YAML, which is not read: save the model's structure with to_json().",
    ".yml": "is YAML, which is not read: save the model's structure with to_json().",
}
"""By the end of a name what a file of bytes that tell nothing is."""

_ELSE = (
    "is no model file that can be read here: save the model as .keras, "
    "or its structure with model.to_json()."
)


def told_by_head(name: str, head: bytes, size: int) -> str:
    """Say what a file is.

    Args:
        name: of the file.
        head: its first bytes, at least 512 where there are so many.
        size: its bytes.
    """
    if not size:
        return f"{name} is empty: download it again, or save the model again."
    if head.startswith(_POINTER):
        found = re.search(rb"^size (\d{1,15})\b", head, re.MULTILINE)
        large = f", {_amount(int(found[1]))}," if found else ""
        return (
            f"{name} is only a pointer of Git LFS: the model itself{large} was not downloaded. "
            "Run git lfs pull."
        )
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain[:9].lower().startswith(_PAGES):
        return f"{name} is a web page and no model: download the file itself (on GitHub: Raw)."
    if head[4:8] == b"TFL3":
        return f"{name} {_ENDINGS['.tflite']}"
    if not head.strip(b"\0"):
        return f"{name} is filled with zeros: it was not saved or downloaded to the end."
    starts = (words for start, words in _STARTS if plain.startswith(start))
    found_by_name = _ENDINGS.get(Path(name).suffix.lower(), _ELSE)
    return f"{name} {next(starts, found_by_name)}"


def told_by_members(names: Iterable[str]) -> str:
    """Say what an archive is that has no Keras model in it; empty where nothing is to be said."""
    names = list(names)
    if any(name.rpartition("/")[2] == SAVED_MODEL for name in names):
        return f"The archive holds a SavedModel of TensorFlow. Unpack it. {CONVERT}."
    if any(name.endswith("data.pkl") for name in names):
        return "The archive is a file of PyTorch, which is not read."
    inside = [name for name in names if name.endswith((".keras", ".h5", ".hdf5", "model.json"))]
    if inside:
        return f"The archive has {inside[0][:80]} in it: unpack it and open that."
    return ""


def told_by_folder(path: Path) -> str:
    """Say what a folder is that was taken for a model; empty where nothing is to be said."""
    for name in ("config.json", "model.json"):
        if (path / name).is_file():
            return f"{path.name} is a folder: open {name} in it."
    if (path / SAVED_MODEL).is_file():
        return f"{path.name} is a SavedModel of TensorFlow. {CONVERT}."
    return f"{path.name} is a folder: choose the model file in it." if path.is_dir() else ""


def cut_off_hdf5(head: bytes, size: int) -> str:
    """Say that an HDF5 file is shorter than it says itself; empty where it is not, or does not tell."""
    place = {0: 40, 1: 44, 2: 28, 3: 28}.get(head[8] if len(head) > 8 else -1)
    if place is None or len(head) < place + 8:
        return ""
    end = int.from_bytes(head[place : place + 8], "little")
    if not size < end < 2**60:
        return ""
    there = f"{_amount(size)} of {_amount(end)} are there"
    return f"The HDF5 file is cut off: {there}. Download it again, or save the model again."


def _amount(size: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size} bytes"

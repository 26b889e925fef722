"""Model files that are built to do harm, as far as harm goes here: a marker file would appear. Nothing else happens.

The numbers are those of the list of attacks in the project's notes on strangers' models; those that are missing here
are in `tests.importers.files.test_hostile`.
"""

from __future__ import annotations

import base64
import io
import json
import marshal
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.importers.keras_json.configs import Layer, conv, entry, functional, layer, text

Build = Callable[[Path], Path]
"""Writes a file into an empty folder; the marker would be ``MARKER`` beside it."""

GOOD = functional(entry(4), layer("Dense", "d", "input_layer", units=2))


def archive(path: Path, model: Layer) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("metadata.json", b'{"keras_version": "3.15.1"}')
        made.writestr("config.json", text(model))
    return path


def described(folder: Path, model: Layer) -> Path:
    path = folder / "model.json"
    path.write_bytes(text(model))
    return path


def bytecode(folder: Path) -> dict[str, Any]:
    """Return a function as Keras keeps it: its bytecode would write the marker."""
    code = compile(f"open({str(folder / 'MARKER')!r}, 'w')", "lambda", "eval")
    words = base64.encodebytes(marshal.dumps(code)).decode()
    return {"class_name": "__lambda__", "config": {"code": words, "defaults": None}}


# ------------------------------------------------------------------ kept, and never run


def code_layer(folder: Path) -> Path:  # 1
    carrier = layer("Lambda", "f", "input_layer", function=bytecode(folder))
    return archive(folder / "model.keras", functional(entry(4), carrier))


def nested_code(folder: Path) -> Path:  # 2
    carrier = layer("Lambda", "f", function=bytecode(folder))
    inner = layer("Sequential", "inner", "input_layer")
    inner["config"] = {"name": "inner", "layers": [entry(4), carrier]}
    return archive(folder / "model.keras", functional(entry(4), inner))


def code_in_hdf5(folder: Path) -> Path:  # 3
    carrier = layer("Lambda", "f", "input_layer", function=bytecode(folder))
    return hdf5(folder, functional(entry(4), carrier))


def _named_function(folder: Path, module: str, name: str, **keywords: Any) -> Path:
    function = {"module": module, "class_name": "function", "config": name}
    carrier = layer("Lambda", "f", "input_layer", function=function)
    carrier["inbound_nodes"][0]["kwargs"] = keywords
    return described(folder, functional(entry(4), carrier))


def system_call(folder: Path) -> Path:  # 4
    return _named_function(folder, "os", "system", command=f"touch {folder / 'MARKER'}")


def set_floatx(folder: Path) -> Path:  # 5
    return _named_function(folder, "keras.config", "set_floatx", value="float64")


def second_file(folder: Path) -> Path:  # 6
    (folder / "second.keras").write_bytes(b"never read")
    return _named_function(folder, "keras.models", "load_model", path=str(folder / "second.keras"))


def registered(folder: Path) -> Path:  # 9
    stranger = layer("Worker", "w", "input_layer", module="app.training.worker")
    return described(folder, functional(entry(4), stranger | {"registered_name": "app>Worker"}))


def saved_model(folder: Path) -> Path:  # 10
    carrier = layer("TFSMLayer", "f", "input_layer", filepath="/etc/passwd")
    return described(folder, functional(entry(4), carrier))


def torch_module(folder: Path) -> Path:  # 11
    words = base64.b64encode(b"cposix\nsystem\n").decode()
    carrier = layer("TorchModuleWrapper", "f", "input_layer", module=words)
    carrier["module"] = "keras.layers"
    return described(folder, functional(entry(4), carrier))


def local_vocabulary(folder: Path) -> Path:  # 12
    (folder / "secret.txt").write_text("SECRET")
    lookup = layer("StringLookup", "f", "input_layer", vocabulary=str(folder / "secret.txt"))
    return described(folder, functional(entry(4), lookup))


def remote_vocabulary(port: int) -> Build:  # 13
    def build(folder: Path) -> Path:
        address = f"http://127.0.0.1:{port}/words.txt"
        lookup = layer("StringLookup", "f", "input_layer", vocabulary=address)
        return described(folder, functional(entry(4), lookup))

    return build


KEPT: dict[str, Build] = {
    "code": code_layer,
    "code in a nested model": nested_code,
    "code in HDF5": code_in_hdf5,
    "system call": system_call,
    "set_floatx": set_floatx,
    "second file": second_file,
    "registered name": registered,
    "saved model": saved_model,
    "torch module": torch_module,
    "local vocabulary": local_vocabulary,
}


# ------------------------------------------------------------------ refused


def bomb(size: int) -> Build:  # 14
    """Blanks before a good description, packed as tightly as they go, without ever being in memory."""

    def build(folder: Path) -> Path:
        path = folder / "model.keras"
        member = zipfile.ZipInfo("config.json")
        member.compress_type = zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(path, "w") as made, made.open(member, "w", force_zip64=True) as stream:
            for _ in range(size // 2**20):
                stream.write(b" " * 2**20)
            stream.write(text(GOOD))
        return path

    return build


def archive_in_archive(folder: Path) -> Path:  # 15
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("config.json", bytes(10**6))
    path = folder / "model.keras"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("config.json", inner.getvalue())
    return path


def overlap(folder: Path) -> Path:  # 16
    """Two entries of the directory for one stretch of bytes."""
    path = archive(folder / "model.keras", GOOD)
    data = bytearray(path.read_bytes())
    start = data.rfind(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    double = data[start:end].replace(b"config.json", b"config.jsom")
    data[end:end] = double
    end += len(double)
    count, size = 3, end - data.find(b"PK\x01\x02")
    struct.pack_into("<HHI", data, end + 8, count, count, size)
    path.write_bytes(bytes(data))
    return path


def encrypted(folder: Path) -> Path:  # 19
    path = archive(folder / "model.keras", GOOD)
    data = bytearray(path.read_bytes())
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    path.write_bytes(bytes(data))
    return path


def lying_size(folder: Path) -> Path:  # 19
    path = archive(folder / "model.keras", GOOD)
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 24, 2**31)
    path.write_bytes(bytes(data))
    return path


def many_nested(folder: Path) -> Path:  # 21
    model: Layer = {
        "class_name": "Sequential",
        "config": {"name": "m", "layers": [entry(4), conv("c", "x")]},
    }
    for at in range(120):
        inner = {**model, "name": f"m{at}"}
        model = {
            "class_name": "Sequential",
            "config": {"name": f"n{at}", "layers": [entry(4), inner]},
        }
    return described(folder, model)


def _raw(data: bytes) -> Build:
    def build(folder: Path) -> Path:
        path = folder / "model.json"
        path.write_bytes(data)
        return path

    return build


def million_layers(folder: Path) -> Path:  # 23
    path = folder / "model.json"
    one = json.dumps({"class_name": "ReLU", "config": {"name": "r"}})
    head, tail = '{"class_name": "Sequential", "config": {"name": "m", "layers": [', "]}}"
    path.write_text(f"{head}{', '.join([one] * 200_000)}{tail}")
    return path


def circle(folder: Path) -> Path:  # 23
    a, b = layer("ReLU", "a", "b"), layer("ReLU", "b", "a")
    return described(folder, functional(entry(4), a, b, outputs=["b"]))


def arrays(folder: Path) -> Path:  # 29
    path = folder / "model.keras"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("arr_0.npy", b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'shape': (1,)}")
    return path


REFUSED: dict[str, tuple[Build, str]] = {
    "bomb": (bomb(64 * 2**20), "far larger when"),
    "archive in an archive": (archive_in_archive, "cannot be read|no Keras model"),
    "overlap": (overlap, "on top of one another|damaged"),
    "encrypted": (encrypted, "encrypted"),
    "lying size": (lying_size, "far larger when|damaged"),
    "many nested": (many_nested, "deep"),
    "half a letter": (_raw(text(GOOD).decode().encode("utf-16")[:-1]), "UTF-8"),
    "million layers": (million_layers, "too many layers"),
    "million lists": (_raw(b'{"a": [' + b"[]," * 900_000 + b"[]]}"), "too many"),
    "million objects": (_raw(b'{"a": [' + b"{}," * 900_000 + b"{}]}"), "too many"),
    "circle": (circle, "waits for data"),
    "arrays": (arrays, "no config.json"),
}


# ------------------------------------------------------------------ HDF5


def hdf5(
    folder: Path, model: Layer | None = None, change: Callable[[Any], object] | None = None
) -> Path:
    """Write an HDF5 file with a description and whatever ``change`` adds."""
    import h5py

    path = folder / "model.h5"
    with h5py.File(path, "w") as file:
        if model is not None:
            file.attrs["model_config"] = text(model).decode()
        if change is not None:
            change(file)
    return path


def links(folder: Path) -> Path:  # 24
    import h5py

    def change(file: Any) -> None:
        file["outside"] = h5py.ExternalLink("/etc/passwd", "/")
        file["loop"] = h5py.SoftLink("/loop")
        group = file.create_group("group")
        group["again"] = group

    return hdf5(folder, GOOD, change)


def outside_data(folder: Path) -> Path:  # 25, 26
    import h5py
    import numpy as np

    secret = folder / "secret.bin"
    secret.write_bytes(b"SECRET" * 8)

    def change(file: Any) -> None:
        file.create_dataset("w", (48,), "u1", external=[(str(secret), 0, 48)])
        layout = h5py.VirtualLayout((1,), np.float32)
        layout[0] = h5py.VirtualSource(str(secret), "w", (1,))[0]
        file.create_virtual_dataset("v", layout)

    return hdf5(folder, GOOD, change)


def shape_bomb(folder: Path) -> Path:  # 27
    return hdf5(
        folder,
        GOOD,
        lambda file: file.create_dataset("w", (2**40,), "f4", chunks=(2**20,), compression="gzip"),
    )


def attribute_bomb(folder: Path) -> Path:  # 27
    import numpy as np

    def change(file: Any) -> None:
        file.attrs["model_config"] = np.zeros(60_000, "u1")

    return hdf5(folder, None, change)


def weights_alone(folder: Path) -> Path:
    return hdf5(folder, None, lambda file: file.create_dataset("w", (2,), "f4"))


HARMLESS_HDF5: dict[str, Build] = {
    "links": links,
    "outside data": outside_data,
    "shape bomb": shape_bomb,
}
REFUSED_HDF5: dict[str, tuple[Build, str]] = {
    "attribute bomb": (attribute_bomb, "too large"),
    "weights alone": (weights_alone, "without a model"),
}

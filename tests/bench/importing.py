"""Reading a large model of Keras: the file alone, and with its structure found again and laid out.

Run as a module it writes the model's JSON to a file: Keras is only in that process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from canvas.layout.document import lay_out
from importers.folding import fold
from importers.model_file import import_model
from importers.reports.errors import UnreadableModel
from tests.bench.children import ask
from tests.bench.clock import repeated
from tests.bench.effort import Effort
from tests.bench.rows import Row, at_most
from tests.importers.files.hostile_files import REFUSED

AREA = "importing"
LARGE, QUICK = "EfficientNetB7", "MobileNetV2"


def reading(effort: Effort) -> Iterator[Row]:
    """a file of EfficientNetB7; a small one in a quick run"""
    name = QUICK if effort.quick else LARGE
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        layers = ask("importing", name, path)
        alone = repeated(lambda: import_model(path), effort.times(15))
        words = f"{layers} layers, {path.stat().st_size / 1e6:.1f} MB of JSON"
        beside = f"{words}; cpu {alone.cpu:.0f} ms"
        yield at_most(AREA, f"{name}: import alone, wall", alone.wall, "ms", 200, beside)
        whole = repeated(lambda: _whole(path), effort.times(9))
        beside = f"{words}; cpu {whole.cpu:.0f} ms"
        yield at_most(AREA, f"{name}: import, fold, lay out, wall", whole.wall, "ms", 2000, beside)


def refusing(effort: Effort) -> Iterator[Row]:
    """files that are built to do harm"""
    worst, words = 0.0, ""
    for name, (build, _) in REFUSED.items():
        with TemporaryDirectory() as folder:
            path = build(Path(folder))
            spent = repeated(lambda path=path: _refused(path), effort.times(5))  # type: ignore[misc]
            size = path.stat().st_size
        if spent.wall > worst:
            worst, words = spent.wall, f"{name}, {size / 1000:.0f} kB; {len(REFUSED)} kinds"
    yield at_most(AREA, "the slowest refusal of a hostile file, wall", worst, "ms", 50, words)


PARTS = (reading, refusing)


def _refused(path: Path) -> None:
    with suppress(UnreadableModel):
        import_model(path)


def _whole(path: Path) -> None:
    found = import_model(path)
    lay_out(fold(found.document, found.origins).document)


def main() -> None:
    """Write a model of ``keras.applications`` to a file, and print how many layers it has."""
    from keras import applications

    name, path = sys.argv[1:]
    model = getattr(applications, name)(weights=None)
    Path(path).write_text(model.to_json())
    print(json.dumps(len(model.layers)))


if __name__ == "__main__":
    main()

"""Changes model files at random and reads them: one kind of error, nothing loaded, nothing written.

    python -m tests.importers.files.fuzz [--count 20000] [--seed 1] [FILE ...]

Without files, a small archive and a small JSON file of our own are changed.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from blocks.catalog.registry import block_type
from importers.files.hdf5 import WAIT
from importers.model_file import import_model
from importers.reports.errors import UnreadableModel
from tests.fuzz.mutate import PIECES, bytes_changed
from tests.importers.keras_json.configs import residual_network, text

SLOW = 1.0
"""Seconds that no file of this size may take, on whatever machine; HDF5 is read by a child with limits of its own."""


def seeds() -> list[bytes]:
    """Return the files to change: an archive and plain JSON."""
    config = text(residual_network({4: 2, 8: 2}))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("metadata.json", b'{"keras_version": "3.15.1"}')
        archive.writestr("config.json", config)
        archive.writestr("model.weights.h5", b"\x89HDF\r\n\x1a\n" + bytes(200))
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("config.json", config)
    return [stream.getvalue(), plain.getvalue(), config]


_PIECES = (
    *PIECES, b'"Lambda"', b'"module": "os"',
)  # fmt: skip


def main() -> int:
    """Read mutants; returns 1 where one did what no file may do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    files = [path.read_bytes() for path in options.files] or seeds()
    read = refused = wrong = slow = 0
    worst, begin = 0.0, time.perf_counter()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        for data in (files[0], b"{}", b"\x89HDF\r\n\x1a\n"):  # loads what reading needs
            path.write_bytes(data)
            with suppress(UnreadableModel):
                import_model(path)
        block_type("nothing of that name")  # looks in the last corner of the catalog
        modules = set(sys.modules)
        for number in range(options.count):
            changed = bytes_changed(chance.choice(files), chance, _PIECES)
            path.write_bytes(changed)
            start = time.perf_counter()
            try:
                import_model(path)
                read += 1
            except UnreadableModel:
                refused += 1
            except Exception as error:
                wrong += 1
                print(f"mutant {number}: {type(error).__name__}: {error}"[:300])
            spent = time.perf_counter() - start
            worst = max(worst, spent)
            slow += spent > (WAIT + SLOW if changed.startswith(b"\x89HDF") else SLOW)
        if set(sys.modules) - modules or list(Path(folder).iterdir()) != [path]:
            wrong += 1
            print(f"modules loaded: {set(sys.modules) - modules}, or a file written")
    rate = options.count / (time.perf_counter() - begin)
    print(
        f"{options.count:,} mutants: {read:,} read, {refused:,} refused, {wrong} wrong; "
        f"{rate:,.0f} a second, the slowest {1000 * worst:.0f} ms"
    )
    return 1 if wrong or slow else 0


if __name__ == "__main__":
    sys.exit(main())

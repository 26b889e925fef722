"""The description in an HDF5 file, read by a child process under limits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from importers.files import hdf5_reader
from importers.files.opening import HEAD, open_regular
from importers.files.strange_files import cut_off_hdf5
from importers.reports.errors import UnreadableModel

WAIT = 20.0
"""Seconds until a child that does not answer is ended; importing h5py alone may take two."""

_PROBLEMS = {
    hdf5_reader.NO_CONFIG: (
        "The HDF5 file holds weights without a model. Open the model's own file (JSON, .keras or its source), "
        "and give these weights to it with --weights-from; or save the whole model as .keras."
    ),
    hdf5_reader.TOO_LARGE: "The model's description in the HDF5 file is too large.",
}
"""By the exit code of the child, why there is no description."""

_DAMAGED = "The HDF5 file is damaged, or no HDF5 file. Save the model again."


def read_hdf5(path: Path) -> tuple[bytes, str]:
    """Return the ``model_config`` of an HDF5 file of Keras 2 or 3, and the version of Keras that it names.

    Raises:
        UnreadableModel: there is none, or the file cannot be read.
    """
    # -I: no folder but Python's own is searched for modules, so that none beside the file can be loaded.
    command = [sys.executable, "-I", hdf5_reader.__file__, str(path.absolute())]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=WAIT, check=False
        )
    except subprocess.TimeoutExpired:
        raise UnreadableModel("Reading the HDF5 file takes too long. It may be damaged.") from None
    except OSError as error:
        raise UnreadableModel(f"The HDF5 reader cannot be started: {error.strerror}.") from None
    if done.returncode != 0:
        raise UnreadableModel(_PROBLEMS.get(done.returncode) or _cut_off(path) or _DAMAGED)
    version, _, config = done.stdout.partition(b"\n")
    return config, version.decode("ascii", "ignore")


def _cut_off(path: Path) -> str:
    with open_regular(path) as file:
        head = file.read(HEAD)
        return cut_off_hdf5(head, file.seek(0, os.SEEK_END))

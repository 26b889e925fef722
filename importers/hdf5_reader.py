"""Run in a process of its own: writes the ``model_config`` of an HDF5 file to standard output.

HDF5's library can crash on a damaged file, and a hostile one can ask it for anything: so it works under limits, reads
one attribute of the root and nothing else, and never follows a link. Started by path with ``python -I``: this file
imports nothing of Netwright.
"""

from __future__ import annotations

import sys

MEMORY = 1024 * 2**20
SECONDS = 5
MAX_CONFIG = 16 * 2**20
NO_CONFIG, TOO_LARGE = 3, 4
"""Exit codes; any other means that the file cannot be read."""


def limit() -> None:
    """Bound memory and time, and forbid writing files, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has none of these; the parent's time limit remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(path: str) -> int:
    """Write the attribute to standard output; returns the exit code."""
    import h5py

    with h5py.File(path, "r") as file:
        if "model_config" not in file.attrs:
            return NO_CONFIG
        found = file.attrs.get_id("model_config")
        if found.shape != () or found.get_storage_size() > MAX_CONFIG:
            return TOO_LARGE
        value = file.attrs["model_config"]
    data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else bytes(value)
    if len(data) > MAX_CONFIG:
        return TOO_LARGE
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    limit()
    sys.exit(read(sys.argv[1]))

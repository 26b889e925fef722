"""Run in a process of its own: reads a model file for the window, or compares a project with it.

    python -m app.import_child read FILE
    python -m app.import_child check FILE < PROJECT

A line of JSON goes to standard output. Files are anybody's: they are read here, under limits, and never in the
window's process, so that neither a damaged file nor a large one can harm it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from app.errors import UserError

MEMORY = 4 * 2**30
SECONDS = 120
"""What reading may take; Keras, for the check, may take more memory."""


def limit() -> None:
    """Bound memory and time, and forbid writing files and connections, where the system can."""
    from importers.hdf5_reader import lock_in

    lock_in()
    try:
        import resource
    except ImportError:  # Windows has none of these
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(path: Path) -> Mapping[str, object]:
    """Read a model file; returns the report, and the projects, folded and flat, as the texts of their files.

    Raises:
        UserError: it cannot be read.
    """
    from app.importing import import_both
    from blocks.files import to_text

    found = import_both(path)
    ways = {"folded": found.folded, "flat": found.flat}
    return {
        "report": found.report.to_json(),
        "sha256": found.sha256,
        "weights": str(found.weights.resolve()) if found.weights else "",
        **{
            name: {
                "project": to_text(way.document),
                "shown": len(way.document.model.blocks),
                "layers": way.blocks,
            }
            for name, way in ways.items()
        },
    }


def check(path: Path, project: str) -> Mapping[str, object]:
    """Build a project with Keras and compare that with the file; returns words for people.

    Raises:
        UserError: the project cannot be built, or the file not be read.
    """
    from app.import_check import compare

    return compare(path, project)


def main(words: list[str]) -> int:
    """Do what the words ask for; returns the exit code."""
    task, path = words[0], Path(words[1])
    try:
        if task == "read":
            limit()
            found = read(path)
        else:
            found = check(path, sys.stdin.buffer.read().decode("utf-8"))
    except UserError as error:
        found = {"error": str(error)}
    except (MemoryError, RecursionError):
        found = {"error": f"{path.name} is too large to be read here."}
    sys.stdout.write(json.dumps(found))
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Run in a process of its own: reads a model file, or compares a project with it.

    python -m app.imports.child read FILE [SECONDS MEMORY]
    python -m app.imports.child import FILE [SECONDS MEMORY] < WISHES
    python -m app.imports.child check FILE [SECONDS MEMORY] < PROJECT

A line of JSON goes to standard output. Files are anybody's: they are read here, under limits, and never in the
window's process or that of the command line, so that neither a damaged file nor a large one can harm them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.system.errors import UserError
from app.system.limited_child import MODEL, bound_this_process


def limit(seconds: float = MODEL.seconds, memory: int = MODEL.memory) -> None:
    """Bound memory and time, and forbid writing files and connections, where the system can."""
    bound_this_process(seconds, memory)


def read(path: Path) -> Mapping[str, object]:
    """Read a model file; returns the report, and the projects, folded and flat, as the texts of their files.

    Raises:
        UserError: it cannot be read.
    """
    from app.imports.importing import import_both
    from blocks.files.project_file import to_text
    from blocks.files.saving import real_path

    found = import_both(path)
    ways = {"folded": found.folded, "flat": found.flat}
    return {
        "report": found.report.to_json(),
        "sha256": found.sha256,
        "weights": str(real_path(found.weights)) if found.weights else "",
        **{
            name: {
                "project": to_text(way.document),
                "shown": len(way.document.model.blocks),
                "layers": way.blocks,
            }
            for name, way in ways.items()
        },
    }


def read_one(path: Path, wishes: Mapping[str, Any]) -> Mapping[str, object]:
    """Read a model file in one way; returns the report, and the project as the text of its file.

    Args:
        path: the model file.
        wishes: ``flat``, ``weights`` and ``beside``, as `app.imports.importing.import_document` takes them.

    Raises:
        UserError: it cannot be read.
    """
    from app.imports.importing import import_document
    from blocks.files.project_file import to_text

    weights, beside = wishes["weights"], wishes["beside"]
    given = Path(weights) if isinstance(weights, str) else bool(weights)
    document, report = import_document(path, bool(wishes["flat"]), given, Path(beside))
    return {"report": report.to_json(), "project": to_text(document)}


def check(path: Path, project: str) -> Mapping[str, object]:
    """Build a project with Keras and compare that with the file; returns words for people.

    Raises:
        UserError: the project cannot be built, or the file not be read.
    """
    from app.imports.check import compare

    return compare(path, project)


def main(words: list[str]) -> int:
    """Do what the words ask for; returns the exit code."""
    task, path = words[0], Path(words[1])
    given = "" if task == "read" else sys.stdin.buffer.read().decode("utf-8")
    if len(words) > 3:
        limit(float(words[2]), int(words[3]))
    try:
        if task == "read":
            found = read(path)
        else:
            found = read_one(path, json.loads(given)) if task == "import" else check(path, given)
    except UserError as error:
        found = {"error": error.message, "remedy": error.remedy}
    except (MemoryError, RecursionError):
        found = {"error": f"{path.name} is too large to be read here."}
    sys.stdout.write(json.dumps(found))
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

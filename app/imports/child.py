"""Run in a process of its own: reads a model file, or compares a project with it.

    python -m app.imports.child read FILE [SECONDS MEMORY]
    python -m app.imports.child import FILE [SECONDS MEMORY] < CHOICES
    python -m app.imports.child check FILE [SECONDS MEMORY] < PROJECT

A line of JSON goes to standard output. Files are anybody's: they are read here, under limits, and never in the
window's process or that of the command line, so that neither a damaged file nor a large one can harm them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.imports.answers import Answer, Choices, Imported, Reading, Verdict, Version
from app.system.errors import UserError
from app.system.limited_child import MODEL, bound_this_process

if TYPE_CHECKING:
    from importers.folding import Folded


def limit(seconds: float = MODEL.seconds, memory: int = MODEL.memory) -> None:
    """Bound memory and time, and forbid writing files and connections, where the system can."""
    bound_this_process(seconds, memory)


def read(path: Path) -> Reading:
    """Read a model file both folded and flat.

    Raises:
        UserError: it cannot be read.
    """
    from app.imports.importing import import_both
    from blocks.files.saving import real_path

    found = import_both(path)
    weights = str(real_path(found.weights)) if found.weights else ""
    return Reading(
        found.report, found.sha256, weights, _version(found.folded), _version(found.flat)
    )


def _version(found: Folded) -> Version:
    from blocks.files.project_file import to_text

    layers = {block: tuple(names) for block, names in found.blocks.items()}
    return Version(to_text(found.document), len(found.document.model.blocks), layers)


def read_one(path: Path, choices: Choices) -> Imported:
    """Read a model file in one way.

    Args:
        path: the model file.
        choices: how.

    Raises:
        UserError: it cannot be read.
    """
    from app.imports.importing import import_document
    from blocks.files.project_file import to_text

    weights = choices.weights
    given = Path(weights) if isinstance(weights, str) else weights
    document, report = import_document(path, choices.flat, given, Path(choices.beside))
    return Imported(report, to_text(document))


def check(path: Path, project: str) -> Verdict:
    """Build a project with Keras and compare that with the file.

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
    found: Answer | dict[str, str]
    try:
        if task == "read":
            found = read(path)
        elif task == "import":
            found = read_one(path, msgspec.json.decode(given, type=Choices))
        else:
            found = check(path, given)
    except UserError as error:
        found = {"error": error.message, "remedy": error.remedy}
    except (MemoryError, RecursionError):
        found = {"error": f"{path.name} is too large to be read here."}
    sys.stdout.buffer.write(
        b"\n" + msgspec.json.encode(found) + b"\n"
    )  # below what others have printed
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Writes the Keras script of a template at a size of your own, in two styles.

Usage: python examples/export_code.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.project.project import Project
from app.project.scripts import script_of, snapshot
from app.templates.catalog import open_template
from app.templates.start import begin
from exporters.styles.options import ExportOptions, Style


def main(folder: Path) -> None:
    """Write one script with functions and loops, and one with every layer in a line of its own."""
    document = open_template("resnet50")
    begin(document, {"input": 64, "classes": 10})
    project = Project(document)
    for style in (Style.FUNCTIONS, Style.FLAT):
        script = script_of(snapshot(project, ExportOptions(style=style)))
        path = folder / f"resnet50_{style.value}.py"
        path.write_text(script, encoding="ascii")
        print(f"{path.name}: {len(script.splitlines())} lines")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))

"""Builds a small residual network block by block, prints its sizes and saves it as a project.

Usage: python examples/build_network.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.project.project import Project
from blocks.commands.blocks import add_block, connect
from blocks.graph.graph import Wire
from blocks.values.shapes import shape_text
from blocks.values.values import Value


def add(project: Project, type_name: str, after: str | None = None, **values: Value) -> str:
    """Add a block behind another one and return its id."""
    block, edits = add_block(project.document, type_name, after=after, values=values)
    project.do(f"Add {type_name}", edits)
    return block


def residual_network(width: int = 16) -> Project:
    """Return a project with an image classifier that has one shortcut."""
    project = Project()
    image = add(project, "Input", shape=(8, 8, 1))
    stem = add(project, "Conv2D", image, filters=width, kernel_size=3, padding="same")
    path = add(project, "ReLU", stem)
    path = add(project, "Conv2D", path, filters=width, kernel_size=3, padding="same")
    total = add(project, "Add", path)
    shortcut = Wire(stem, "output", total, "input_2")
    project.do("Connect the shortcut", connect(project.document, shortcut))
    pooled = add(project, "GlobalAveragePooling2D", total)
    add(project, "Dense", pooled, units=10, activation="softmax")
    settings = project.settings.with_data(source="digits").with_training(epochs=5)
    project.change_settings("Choose data", settings)
    return project


def main(folder: Path) -> None:
    """Build the network, print a line for each block and save it in a folder."""
    project = residual_network()
    for block in project.document.model.order():
        result = project.checker.results[block]
        print(f"{block:<28} {shape_text(result.output):<12} {result.parameters:>7,} parameters")
    print(f"{project.checker.totals().parameters:,} parameters, {len(project.problems())} problems")
    project.save(folder / "residual.netwright")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))

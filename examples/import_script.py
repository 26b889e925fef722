"""Reads a Keras script without running it, finds its repeated structure and saves it as a project.

Usage: python examples/import_script.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.imports.importing import import_document, report_lines
from blocks.files.project_file import write_project

SCRIPT = """
from keras import Input, Model, layers

inputs = Input((32, 32, 3))
x = layers.Conv2D(16, 3, padding="same")(inputs)
for _ in range(4):
    y = layers.BatchNormalization()(x)
    y = layers.ReLU()(y)
    y = layers.Conv2D(16, 3, padding="same")(y)
    x = layers.Add()([x, y])
x = layers.GlobalAveragePooling2D()(x)
model = Model(inputs, layers.Dense(10, activation="softmax")(x))
"""


def main(folder: Path) -> None:
    """Write a script, read it as a project, and tell what was found."""
    source = folder / "small_resnet.py"
    source.write_text(SCRIPT, encoding="ascii")
    document, report = import_document(source)
    print("\n".join(report_lines(report)))
    for block in document.model.blocks.values():
        print(f"{block.id:<28} {block.type}")
    write_project(document, source.with_suffix(".netwright"))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))

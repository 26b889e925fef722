"""The actions that the context menus of the canvas have, besides those of the canvas itself."""

from __future__ import annotations

ON_BLOCKS = (
    "composite.make",
    "composite.expand",
    "composite.independent",
    "composite.repeat",
    "composite.rename",
    "composite.save",
    "composite.export",
    "model.use_again",
    "model.use_alone",
)
ON_CANVAS = ("composite.input", "composite.output", "composite.new")

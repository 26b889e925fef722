"""The menu Composite: composites and the library."""

from app.actions.action import Action
from canvas.view.commands import COMMANDS

COMPOSITE = (
    (
        Action(
            "composite.make",
            "Make a composite...",
            "Ctrl+G",
            icon="group",
            needs="selection",
            search="group selection sub-graph module function",
        ),
        Action(
            "composite.expand",
            "Expand",
            "Ctrl+Shift+G",
            needs="composite",
            search="ungroup inline dissolve",
        ),
        Action(
            "composite.unfold",
            "Unfold all composites",
            search="flat expand everything ungroup unroll repeats layers",
        ),
        Action(
            "composite.independent",
            "Make independent",
            needs="composite",
            search="copy unlink own definition",
        ),
    ),
    (
        Action(
            "composite.peek",
            COMMANDS["composite.peek"].title,
            needs="composite",
            search="peek expand in place preview",
        ),
        Action(
            "composite.repeat",
            "Repeat and condition...",
            "Ctrl+R",
            needs="selection",
            search="loop series parallel times if when branch",
        ),
    ),
    (
        Action("composite.rename", "Rename the composite...", "Shift+F2", needs="definition"),
        Action("composite.new", "New composite...", search="empty block function"),
    ),
    (
        Action("composite.input", "Add an input", needs="inside", search="In port end"),
        Action("composite.output", "Add an output", needs="inside", search="Out port end"),
    ),
    (
        Action(
            "composite.save",
            "Save to my library",
            needs="definition",
            search="keep composite block other projects",
        ),
        Action(
            "composite.export",
            "Export composite...",
            needs="definition",
            search="save write block file",
        ),
        Action("composite.import", "Import composite...", search="open load block library file"),
    ),
)

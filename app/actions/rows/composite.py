"""The menu Composite: composites and the library."""

from app.actions.action import Action
from canvas.view.commands import COMMANDS

COMPOSITE = (
    Action(
        "composite.make",
        "Make a composite...",
        shortcut="Ctrl+G",
        icon="group",
        needs="selection",
        search="group selection sub-graph module function",
    ),
    Action(
        "composite.expand",
        "Expand",
        shortcut="Ctrl+Shift+G",
        needs="composite",
        search="ungroup inline dissolve",
    ),
    Action(
        "composite.unfold",
        "Unfold all composites",
        needs="project",
        search="flat expand everything ungroup unroll repeats layers",
    ),
    Action(
        "composite.independent",
        "Make independent",
        needs="composite",
        search="copy unlink own definition",
    ),
    Action(
        "composite.peek",
        COMMANDS["composite.peek"].title,
        needs="composite",
        section=1,
        search="peek expand in place preview",
    ),
    Action(
        "composite.repeat",
        "Repeat and condition...",
        shortcut="Ctrl+R",
        needs="selection",
        section=1,
        search="loop series parallel times if when branch",
    ),
    Action(
        "composite.rename",
        "Rename the composite...",
        shortcut="Shift+F2",
        needs="definition",
        section=2,
    ),
    Action(
        "composite.new",
        "New composite...",
        needs="project",
        section=2,
        search="empty block function",
    ),
    Action("composite.input", "Add an input", needs="inside", section=3, search="In port end"),
    Action("composite.output", "Add an output", needs="inside", section=3, search="Out port end"),
    Action(
        "composite.save",
        "Save to my library",
        needs="definition",
        section=4,
        search="keep composite block other projects",
    ),
    Action(
        "composite.export",
        "Export composite...",
        needs="definition",
        section=4,
        search="save write block file",
    ),
    Action(
        "composite.import",
        "Import composite...",
        needs="project",
        section=4,
        search="open load block library file",
    ),
)

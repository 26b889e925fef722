"""The menu View: the zoom, panels and colours."""

from app.actions.action import Action
from canvas.view.commands import COMMANDS

VIEW = (
    Action(
        "view.palette",
        "Search everything...",
        shortcut="Ctrl+K",
        icon="find",
        needs="project",
        search="command palette",
    ),
    Action(
        "view.zoom_in", "Zoom in", shortcut="Ctrl+=", icon="zoom_in", needs="project", section=1
    ),
    Action(
        "view.zoom_out", "Zoom out", shortcut="Ctrl+-", icon="zoom_out", needs="project", section=1
    ),
    Action("view.zoom_reset", "Zoom to 100 %", shortcut="Ctrl+0", needs="project", section=1),
    Action(
        "view.fit",
        COMMANDS["view.fit"].title,
        shortcut="F",
        icon="fit",
        needs="project",
        canvas=True,
        section=1,
        search="zoom all",
    ),
    Action(
        "view.fit_selection",
        COMMANDS["view.fit_selection"].title,
        shortcut="Shift+F",
        needs="selection",
        canvas=True,
        section=1,
        search="zoom selected",
    ),
    Action(
        "view.training",
        "Show training",
        shortcut="Ctrl+1",
        needs="project",
        section=2,
        search="settings optimizer loss epochs batch",
    ),
    Action("view.problems", "Show problems", shortcut="Ctrl+2", needs="project", section=2),
    Action("view.code", "Show code", shortcut="Ctrl+3", icon="code", needs="project", section=2),
    Action("view.summary", "Show summary", shortcut="Ctrl+4", needs="project", section=2),
    Action(
        "view.data",
        "Choose data",
        shortcut="Ctrl+5",
        needs="project",
        section=2,
        search="show dataset digits iris csv npz",
    ),
    Action("view.blocks", "Blocks panel", shortcut="Ctrl+Shift+B", section=3, checkable=True),
    Action("view.inspector", "Inspector", shortcut="Ctrl+Shift+I", section=3, checkable=True),
    Action("view.panels", "Bottom panels", shortcut="Ctrl+Shift+J", section=3, checkable=True),
    Action("view.reset_layout", "Reset the layout", section=3, search="docks windows panels"),
    Action("view.light", "Light", section=4, search="theme colours appearance", checkable=True),
    Action(
        "view.dark",
        "Dark",
        icon="theme",
        section=4,
        search="theme colours appearance",
        checkable=True,
    ),
    Action(
        "view.system", "As the system", section=4, search="theme colours appearance", checkable=True
    ),
    Action("view.menus", "Go to the menus", shortcut="F10", section=5, search="keyboard bar"),
    Action("view.full_screen", "Full screen", shortcut="F11", section=5, checkable=True),
)

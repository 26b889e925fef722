"""The menu View: the zoom, panels and colours."""

from app.actions.action import ALWAYS, Action, on_canvas, switch

_LOOK = "theme colours appearance"

VIEW = (
    (
        Action(
            "view.palette", "Search everything...", "Ctrl+K", icon="find", search="command palette"
        ),
    ),
    (
        Action("view.zoom_in", "Zoom in", "Ctrl+=", icon="zoom_in"),
        Action("view.zoom_out", "Zoom out", "Ctrl+-", icon="zoom_out"),
        Action("view.zoom_reset", "Zoom to 100 %", "Ctrl+0"),
        on_canvas("view.fit", icon="fit", search="zoom all"),
        on_canvas("view.fit_selection", needs="selection", search="zoom selected"),
    ),
    (
        Action(
            "view.training",
            "Show training",
            "Ctrl+1",
            search="settings optimizer loss epochs batch",
        ),
        Action("view.problems", "Show problems", "Ctrl+2"),
        Action("view.code", "Show code", "Ctrl+3", icon="code"),
        Action("view.summary", "Show summary", "Ctrl+4"),
        Action("view.data", "Choose data", "Ctrl+5", search="show dataset digits iris csv npz"),
    ),
    (
        switch("view.blocks", "Blocks panel", "Ctrl+Shift+B"),
        switch("view.inspector", "Inspector", "Ctrl+Shift+I"),
        switch("view.panels", "Bottom panels", "Ctrl+Shift+J"),
        Action(
            "view.reset_layout", "Reset the layout", needs=ALWAYS, search="docks windows panels"
        ),
    ),
    (
        switch("view.light", "Light", search=_LOOK),
        switch("view.dark", "Dark", icon="theme", search=_LOOK),
        switch("view.system", "As the system", search=_LOOK),
    ),
    (
        Action("view.menus", "Go to the menus", "F10", needs=ALWAYS, search="keyboard bar"),
        switch("view.full_screen", "Full screen", "F11"),
    ),
)

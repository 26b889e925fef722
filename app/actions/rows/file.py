"""The menu File: projects and the program."""

from app.actions.action import Action

FILE = (
    Action(
        "file.new",
        "New...",
        shortcut="Ctrl+N",
        icon="new",
        needs="project",
        search="template example start",
    ),
    Action(
        "file.open",
        "Open...",
        shortcut="Ctrl+O",
        icon="open",
        needs="project",
        search="load import keras model h5 json",
    ),
    Action("file.save", "Save", shortcut="Ctrl+S", icon="save", needs="project", section=1),
    Action("file.save_as", "Save as...", shortcut="Ctrl+Shift+S", needs="project", section=1),
    Action(
        "file.preferences",
        "Preferences...",
        shortcut="Ctrl+,",
        icon="settings",
        section=2,
        search="settings options",
    ),
    Action("file.quit", "Quit", shortcut="Ctrl+Q", section=3, search="exit close"),
)

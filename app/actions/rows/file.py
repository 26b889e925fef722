"""The menu File: projects and the program."""

from app.actions.action import ALWAYS, Action

FILE = (
    (
        Action("file.new", "New...", "Ctrl+N", icon="new", search="template example start"),
        Action(
            "file.open", "Open...", "Ctrl+O", icon="open", search="load import keras model h5 json"
        ),
    ),
    (
        Action("file.save", "Save", "Ctrl+S", icon="save"),
        Action("file.save_as", "Save as...", "Ctrl+Shift+S"),
    ),
    (
        Action(
            "file.preferences",
            "Preferences...",
            "Ctrl+,",
            icon="settings",
            needs=ALWAYS,
            search="settings options",
        ),
    ),
    (Action("file.quit", "Quit", "Ctrl+Q", needs=ALWAYS, search="exit close"),),
)

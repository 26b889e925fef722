"""The menu Help: shortcuts, the log and the version."""

from app.actions.action import ALWAYS, Action

HELP = (
    (
        Action(
            "help.shortcuts",
            "Keyboard shortcuts",
            "F1",
            icon="help",
            needs=ALWAYS,
            search="keys help",
        ),
    ),
    (
        Action("help.log", "Open the log folder", needs=ALWAYS, search="errors report"),
        Action("help.about", "About Netwright", needs=ALWAYS, search="version"),
    ),
)

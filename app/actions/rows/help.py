"""The menu Help: shortcuts, the log and the version."""

from app.actions.action import Action

HELP = (
    Action("help.shortcuts", "Keyboard shortcuts", shortcut="F1", icon="help", search="keys help"),
    Action("help.log", "Open the log folder", section=1, search="errors report"),
    Action("help.about", "About Netwright", section=1, search="version"),
)

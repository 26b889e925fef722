"""Every action of the window, declared once: menus, shortcuts, the command palette and the help page read this table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MENUS = ("File", "Edit", "View", "Model", "Train", "Export", "Help")


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing that a person can ask for.

    Attributes:
        id: the menu and a word, ``file.save``; also the object name of the `QAction`.
        title: words in the menu; ``...`` where a question follows.
        call: where the function is, from the window: ``files.save``.
        shortcut: in Qt's portable spelling; ``Ctrl`` is Command on macOS.
        icon: name of an icon in `app.icons`.
        needs: state in which it is enabled, one of `STATES`; empty for always.
        canvas: the shortcut works only while the canvas has the focus, since it is a bare letter or
            means something else in a text field.
        section: actions of one menu with different numbers have a line between them.
        search: further words that find it in the command palette.
        checkable: it is a switch.
    """

    id: str
    title: str
    call: str
    shortcut: str = ""
    icon: str = ""
    needs: str = ""
    canvas: bool = False
    section: int = 0
    search: str = ""
    checkable: bool = False

    @property
    def menu(self) -> str:
        """The menu that it is in: the first part of the id."""
        return self.id.partition(".")[0].capitalize()


STATES = frozenset({"project", "undo", "redo", "selection", "idle", "running", "problem", "fix"})
"""``project``: everything is loaded; ``idle`` and ``running``: whether a training runs; ``problem`` and ``fix``:
there is one."""

ACTIONS: tuple[Action, ...] = (
    Action(id="file.new", title="New...", call="files.new", shortcut="Ctrl+N", icon="new", needs="project", search="template example start"),
    Action(id="file.open", title="Open...", call="files.open", shortcut="Ctrl+O", icon="open", needs="project", search="load"),
    Action(id="file.save", title="Save", call="files.save", shortcut="Ctrl+S", icon="save", needs="project", section=1),
    Action(id="file.save_as", title="Save as...", call="files.save_as", shortcut="Ctrl+Shift+S", needs="project", section=1),
    Action(id="file.preferences", title="Preferences...", call="show_preferences", shortcut="Ctrl+,", icon="settings", section=2, search="settings options"),
    Action(id="file.quit", title="Quit", call="close", shortcut="Ctrl+Q", section=3, search="exit close"),
    Action(id="edit.undo", title="Undo", call="undo", shortcut="Ctrl+Z", icon="undo", needs="undo"),
    Action(id="edit.redo", title="Redo", call="redo", shortcut="Ctrl+Shift+Z", icon="redo", needs="redo"),
    Action(id="edit.cut", title="Cut", call="canvas.cut", shortcut="Ctrl+X", icon="cut", needs="selection", canvas=True, section=1),
    Action(id="edit.copy", title="Copy", call="canvas.copy", shortcut="Ctrl+C", icon="copy", needs="selection", canvas=True, section=1),
    Action(id="edit.paste", title="Paste", call="canvas.paste", shortcut="Ctrl+V", icon="paste", needs="project", canvas=True, section=1),
    Action(id="edit.duplicate", title="Duplicate", call="canvas.duplicate", shortcut="Ctrl+D", icon="duplicate", needs="selection", canvas=True, section=1),
    Action(id="edit.delete", title="Delete", call="canvas.delete_selected", shortcut="Del", icon="delete", needs="selection", canvas=True, section=2, search="remove"),
    Action(id="edit.dissolve", title="Delete and join the wires", call="canvas.dissolve_selected", shortcut="Ctrl+Del", needs="selection", canvas=True, section=2, search="dissolve remove"),
    Action(id="edit.select_all", title="Select all", call="canvas.select_all", shortcut="Ctrl+A", needs="project", canvas=True, section=3),
    Action(id="edit.find", title="Find a block...", call="find_block", shortcut="Ctrl+F", icon="find", needs="project", section=3, search="search go to"),
    Action(id="edit.rename", title="Name the layer", call="rename_block", shortcut="F2", needs="selection", section=3, search="rename"),
    Action(id="view.palette", title="Search everything...", call="show_command_palette", shortcut="Ctrl+K", icon="find", needs="project", search="command palette"),
    Action(id="view.zoom_in", title="Zoom in", call="canvas.zoom_in", shortcut="Ctrl+=", icon="zoom_in", needs="project", section=1),
    Action(id="view.zoom_out", title="Zoom out", call="canvas.zoom_out", shortcut="Ctrl+-", icon="zoom_out", needs="project", section=1),
    Action(id="view.zoom_reset", title="Zoom to 100 %", call="canvas.zoom_reset", shortcut="Ctrl+0", needs="project", section=1),
    Action(id="view.fit", title="Fit the model", call="canvas.fit", shortcut="F", icon="fit", needs="project", canvas=True, section=1, search="zoom all"),
    Action(id="view.training", title="Training", call="show_training", shortcut="Ctrl+1", needs="project", section=2),
    Action(id="view.problems", title="Problems", call="show_problems", shortcut="Ctrl+2", needs="project", section=2),
    Action(id="view.code", title="Code", call="show_code", shortcut="Ctrl+3", icon="code", needs="project", section=2),
    Action(id="view.summary", title="Summary", call="show_summary", shortcut="Ctrl+4", needs="project", section=2),
    Action(id="view.data", title="Data", call="show_data", shortcut="Ctrl+5", needs="project", section=2),
    Action(id="view.blocks", title="Blocks panel", call="toggle_blocks", shortcut="Ctrl+Shift+B", section=3, checkable=True),
    Action(id="view.inspector", title="Inspector", call="toggle_inspector", shortcut="Ctrl+Shift+I", section=3, checkable=True),
    Action(id="view.panels", title="Bottom panels", call="toggle_panels", shortcut="Ctrl+Shift+J", section=3, checkable=True),
    Action(id="view.reset_layout", title="Reset the layout", call="reset_layout", section=3, search="docks windows panels"),
    Action(id="view.light", title="Light", call="use_light", section=4, checkable=True, search="theme colours appearance"),
    Action(id="view.dark", title="Dark", call="use_dark", section=4, checkable=True, icon="theme", search="theme colours appearance"),
    Action(id="view.system", title="As the system", call="use_system", section=4, checkable=True, search="theme colours appearance"),
    Action(id="view.full_screen", title="Full screen", call="toggle_full_screen", shortcut="F11", section=5, checkable=True),
    Action(id="model.add", title="Add a block...", call="canvas.open_search", shortcut="Tab", icon="add", needs="project", canvas=True, search="insert layer"),
    Action(id="model.layout", title="Arrange the blocks", call="canvas.layout", shortcut="L", icon="layout", needs="project", canvas=True, search="lay out layout tidy"),
    Action(id="model.settings", title="Title and metaparameters", call="show_model", shortcut="Ctrl+M", icon="settings", needs="project", section=1, search="description alpha knobs"),
    Action(id="model.next_problem", title="Go to the next problem", call="next_problem", shortcut="F8", icon="error", needs="problem", section=2, search="error"),
    Action(id="model.fix", title="Apply the first fix", call="apply_first_fix", shortcut="Ctrl+.", needs="fix", section=2, search="problem repair mend"),
    Action(id="train.start", title="Train", call="train", shortcut="F5", icon="play", needs="idle", search="run fit start"),
    Action(id="train.pause", title="Pause or go on", call="pause_training", shortcut="F6", icon="pause", needs="running", search="resume"),
    Action(id="train.stop", title="Stop", call="stop_training", shortcut="Shift+F5", icon="stop", needs="running"),
    Action(id="train.settings", title="Training settings", call="show_training", icon="settings", needs="project", section=1, search="optimizer loss epochs batch"),
    Action(id="train.data", title="Choose data", call="show_data", needs="project", section=1, search="dataset digits iris csv npz"),
    Action(id="export.python", title="Python script...", call="files.export_python", shortcut="Ctrl+E", icon="export", needs="project", search="keras code"),
    Action(id="export.copy_code", title="Copy the Python script", call="files.copy_code", shortcut="Ctrl+Shift+E", icon="code", needs="project", search="keras code clipboard"),
    Action(id="help.shortcuts", title="Keyboard shortcuts", call="show_shortcuts", shortcut="F1", icon="help", search="keys help"),
    Action(id="help.log", title="Open the log folder", call="open_log_folder", section=1, search="errors report"),
    Action(id="help.about", title="About Netwright", call="show_about", section=1, search="version"),
)  # fmt: skip


def of_menu(menu: str) -> Iterable[list[Action]]:
    """Yield the actions of a menu, one list per section."""
    sections: dict[int, list[Action]] = {}
    for action in ACTIONS:
        if action.menu == menu:
            sections.setdefault(action.section, []).append(action)
    yield from sections.values()

"""Every action of the window, declared once: menus, shortcuts, command palette and help page read this table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from canvas.view.commands import COMMANDS

MENUS = ("File", "Edit", "View", "Model", "Composite", "Train", "Export", "Help")


@dataclass(frozen=True)
class Action:
    """One thing that a person can ask for.

    Attributes:
        id: the menu and a word, ``file.save``; also the object name of the `QAction`.
        title: words in the menu; ``...`` where a question follows.
        call: where the function is, from the window: ``files.save``.
        shortcut: in Qt's portable spelling; ``Ctrl`` is Command on macOS.
        icon: name of an icon in `app.look.icons`.
        needs: state in which it is enabled, one of `STATES`; empty for always.
        canvas: the shortcut works only while the canvas has the focus, since it is a bare letter or
            means something else in a text field.
        section: actions of one menu with different numbers have a line between them.
        search: further words that find it in the command palette.
        checkable: it is a switch.
        other: its title in the other of its two states, ``Resume`` for ``Pause``.
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
    other: str = ""

    @property
    def menu(self) -> str:
        """The menu that it is in: the first part of the id."""
        return self.id.partition(".")[0].capitalize()


STATES = frozenset(
    {
        *("project", "undo", "redo", "selection", "idle", "running", "ended", "problem", "fix"),
        *("composite", "inside", "definition", "looped", "shared"),
    }
)
"""``project``: all is loaded; ``idle``, ``running``: whether a training runs; ``ended``: one can be continued;
``problem``, ``fix``: there is one; ``composite``: one is selected; ``inside``: the graph on screen is one;
``definition``: one of the two; ``looped``: the graph on screen is repeated, on its own or with what it lies in;
``shared``: the layer of the selected block is applied by another one as well."""

ACTIONS: tuple[Action, ...] = (
    Action(
        "file.new",
        "New...",
        "files.new",
        "Ctrl+N",
        "new",
        "project",
        search="template example start",
    ),
    Action(
        "file.open",
        "Open...",
        "files.open",
        "Ctrl+O",
        "open",
        "project",
        search="load import keras model h5 json",
    ),
    Action("file.save", "Save", "files.save", "Ctrl+S", "save", "project", section=1),
    Action("file.save_as", "Save as...", "files.save_as", "Ctrl+Shift+S", "", "project", section=1),
    Action(
        "file.preferences",
        "Preferences...",
        "show_preferences",
        "Ctrl+,",
        "settings",
        section=2,
        search="settings options",
    ),
    Action("file.quit", "Quit", "close", "Ctrl+Q", section=3, search="exit close"),
    Action("edit.undo", "Undo", "undo", "Ctrl+Z", "undo", "undo"),
    Action("edit.redo", "Redo", "redo", "Ctrl+Shift+Z", "redo", "redo"),
    Action(
        "edit.cut",
        COMMANDS["edit.cut"].title,
        "canvas.cut",
        "Ctrl+X",
        "cut",
        "selection",
        canvas=True,
        section=1,
    ),
    Action(
        "edit.copy",
        COMMANDS["edit.copy"].title,
        "canvas.copy",
        "Ctrl+C",
        "copy",
        "selection",
        canvas=True,
        section=1,
    ),
    Action(
        "edit.paste",
        COMMANDS["edit.paste"].title,
        "canvas.paste",
        "Ctrl+V",
        "paste",
        "project",
        canvas=True,
        section=1,
    ),
    Action(
        "edit.duplicate",
        COMMANDS["edit.duplicate"].title,
        "canvas.duplicate",
        "Ctrl+D",
        "duplicate",
        "selection",
        canvas=True,
        section=1,
    ),
    Action(
        "edit.delete",
        COMMANDS["edit.delete"].title,
        "canvas.delete_selected",
        "Del",
        "delete",
        "selection",
        canvas=True,
        section=2,
        search="remove",
    ),
    Action(
        "edit.dissolve",
        COMMANDS["edit.dissolve"].title,
        "canvas.dissolve_selected",
        "Ctrl+Del",
        "",
        "selection",
        canvas=True,
        section=2,
        search="dissolve remove",
    ),
    Action(
        "edit.select_all",
        COMMANDS["edit.select_all"].title,
        "canvas.select_all",
        "Ctrl+A",
        "",
        "project",
        canvas=True,
        section=3,
    ),
    Action(
        "edit.find",
        "Find in this model...",
        "find_block",
        "Ctrl+F",
        "find",
        "project",
        section=3,
        search="search go to",
    ),
    Action(
        "edit.rename",
        "Name the layer",
        "rename_block",
        "F2",
        "",
        "selection",
        section=3,
        search="rename",
    ),
    Action(
        "view.palette",
        "Search everything...",
        "show_command_palette",
        "Ctrl+K",
        "find",
        "project",
        search="command palette",
    ),
    Action("view.zoom_in", "Zoom in", "canvas.zoom_in", "Ctrl+=", "zoom_in", "project", section=1),
    Action(
        "view.zoom_out", "Zoom out", "canvas.zoom_out", "Ctrl+-", "zoom_out", "project", section=1
    ),
    Action(
        "view.zoom_reset", "Zoom to 100 %", "canvas.zoom_reset", "Ctrl+0", "", "project", section=1
    ),
    Action(
        "view.fit",
        COMMANDS["view.fit"].title,
        "canvas.fit",
        "F",
        "fit",
        "project",
        canvas=True,
        section=1,
        search="zoom all",
    ),
    Action(
        "view.fit_selection",
        COMMANDS["view.fit_selection"].title,
        "canvas.fit_selection",
        "Shift+F",
        "",
        "selection",
        canvas=True,
        section=1,
        search="zoom selected",
    ),
    Action(
        "view.training",
        "Show training",
        "show_training",
        "Ctrl+1",
        "",
        "project",
        section=2,
        search="settings optimizer loss epochs batch",
    ),
    Action("view.problems", "Show problems", "show_problems", "Ctrl+2", "", "project", section=2),
    Action("view.code", "Show code", "show_code", "Ctrl+3", "code", "project", section=2),
    Action("view.summary", "Show summary", "show_summary", "Ctrl+4", "", "project", section=2),
    Action(
        "view.data",
        "Choose data",
        "show_data",
        "Ctrl+5",
        "",
        "project",
        section=2,
        search="show dataset digits iris csv npz",
    ),
    Action(
        "view.blocks", "Blocks panel", "toggle_blocks", "Ctrl+Shift+B", section=3, checkable=True
    ),
    Action(
        "view.inspector", "Inspector", "toggle_inspector", "Ctrl+Shift+I", section=3, checkable=True
    ),
    Action(
        "view.panels", "Bottom panels", "toggle_panels", "Ctrl+Shift+J", section=3, checkable=True
    ),
    Action(
        "view.reset_layout",
        "Reset the layout",
        "reset_layout",
        section=3,
        search="docks windows panels",
    ),
    Action(
        "view.light",
        "Light",
        "use_light",
        section=4,
        checkable=True,
        search="theme colours appearance",
    ),
    Action(
        "view.dark",
        "Dark",
        "use_dark",
        "",
        "theme",
        section=4,
        checkable=True,
        search="theme colours appearance",
    ),
    Action(
        "view.system",
        "As the system",
        "use_system",
        section=4,
        checkable=True,
        search="theme colours appearance",
    ),
    Action("view.menus", "Go to the menus", "open_menus", "F10", section=5, search="keyboard bar"),
    Action(
        "view.full_screen", "Full screen", "toggle_full_screen", "F11", section=5, checkable=True
    ),
    Action(
        "model.add",
        COMMANDS["model.add"].title,
        "canvas.open_search",
        "Tab",
        "add",
        "project",
        canvas=True,
        search="insert layer",
    ),
    Action(
        "model.connect",
        COMMANDS["model.connect"].title,
        "canvas.connect_selected",
        "W",
        "",
        "selection",
        canvas=True,
        search="wire join",
    ),
    Action(
        "model.layout",
        COMMANDS["model.layout"].title,
        "canvas.layout_blocks",
        "L",
        "layout",
        "project",
        canvas=True,
        search="lay out layout tidy",
    ),
    Action(
        "model.settings",
        "Title and metaparameters",
        "show_model",
        "Ctrl+M",
        "settings",
        "project",
        section=1,
        search="description alpha knobs",
    ),
    Action(
        "model.enter",
        COMMANDS["model.enter"].title,
        "place_view.enter_selected",
        "Ctrl+Down",
        "",
        "composite",
        canvas=True,
        section=1,
        search="open inside go into",
    ),
    Action(
        "model.leave",
        "Step out",
        "place_view.leave",
        "Ctrl+Up",
        "up",
        "inside",
        canvas=True,
        section=1,
        search="back parent go up",
    ),
    Action(
        "model.next_turn",
        "Next repeat of the composite",
        "place_view.next_turn",
        "]",
        "",
        "looped",
        canvas=True,
        section=1,
        search="iteration branch loop index",
    ),
    Action(
        "model.last_turn",
        "Previous repeat of the composite",
        "place_view.last_turn",
        "[",
        "",
        "looped",
        canvas=True,
        section=1,
        search="iteration branch loop index",
    ),
    Action(
        "model.use_again",
        "Use this layer again",
        "sharing.use_again",
        "",
        "",
        "selection",
        section=2,
        search="share shared weights siamese same layer twice",
    ),
    Action(
        "model.use_alone",
        "Give it its own weights",
        "sharing.use_alone",
        "",
        "",
        "shared",
        section=2,
        search="share shared weights separate unlink",
    ),
    Action(
        "model.next_problem",
        "Go to the next problem",
        "next_problem",
        "F8",
        "error",
        "problem",
        section=2,
        search="error",
    ),
    Action(
        "model.fix",
        "Apply the first fix",
        "apply_first_fix",
        "Ctrl+.",
        "",
        "fix",
        section=2,
        search="problem repair mend",
    ),
    Action(
        "composite.make",
        "Make a composite...",
        "composites.make",
        "Ctrl+G",
        "group",
        "selection",
        search="group selection sub-graph module function",
    ),
    Action(
        "composite.expand",
        "Expand",
        "composites.expand",
        "Ctrl+Shift+G",
        "",
        "composite",
        search="ungroup inline dissolve",
    ),
    Action(
        "composite.unfold",
        "Unfold all composites",
        "composites.unfold",
        "",
        "",
        "project",
        search="flat expand everything ungroup unroll repeats layers",
    ),
    Action(
        "composite.independent",
        "Make independent",
        "composites.independent",
        "",
        "",
        "composite",
        search="copy unlink own definition",
    ),
    Action(
        "composite.peek",
        COMMANDS["composite.peek"].title,
        "canvas.peek_selected",
        "",
        "",
        "composite",
        section=1,
        search="peek expand in place preview",
    ),
    Action(
        "composite.repeat",
        "Repeat and condition...",
        "composites.repeat",
        "Ctrl+R",
        "",
        "selection",
        section=1,
        search="loop series parallel times if when branch",
    ),
    Action(
        "composite.rename",
        "Rename the composite...",
        "composites.rename",
        "Shift+F2",
        "",
        "definition",
        section=2,
    ),
    Action(
        "composite.new",
        "New composite...",
        "composites.new",
        "",
        "",
        "project",
        section=2,
        search="empty block function",
    ),
    Action(
        "composite.input",
        "Add an input",
        "composites.add_input",
        "",
        "",
        "inside",
        section=3,
        search="In port end",
    ),
    Action(
        "composite.output",
        "Add an output",
        "composites.add_output",
        "",
        "",
        "inside",
        section=3,
        search="Out port end",
    ),
    Action(
        "composite.save",
        "Save to my library",
        "library.save_selected",
        needs="definition",
        section=4,
        search="keep composite block other projects",
    ),
    Action(
        "composite.export",
        "Export composite...",
        "library.export_selected",
        needs="definition",
        section=4,
        search="save write block file",
    ),
    Action(
        "composite.import",
        "Import composite...",
        "library.import_composite",
        needs="project",
        section=4,
        search="open load block library file",
    ),
    Action("train.start", "Train", "train", "F5", "play", "idle", search="run fit start"),
    Action(
        "train.pause",
        "Pause",
        "pause_training",
        "F6",
        "pause",
        "running",
        search="resume go on",
        other="Resume",
    ),
    Action("train.stop", "Stop", "stop_training", "Shift+F5", "stop", "running"),
    Action(
        "train.continue",
        "Continue",
        "training.go_on",
        "",
        "play",
        "ended",
        search="resume more epochs go on",
    ),
    Action(
        "train.weights",
        "Starting weights",
        "transfer.show_weights",
        "",
        "",
        "project",
        section=1,
        search="pretrained imported weights transfer learning file",
    ),
    Action(
        "train.head",
        "Replace the head for the data",
        "transfer.new_head",
        "",
        "",
        "project",
        section=2,
        search="transfer learning fine tuning dense classes last layer",
    ),
    Action(
        "train.freeze_before",
        "Freeze what comes before the block",
        "transfer.freeze_before",
        "",
        "",
        "selection",
        section=2,
        search="transfer learning fine tuning trainable",
    ),
    Action(
        "train.freeze",
        "Freeze the selected blocks",
        "transfer.freeze",
        "",
        "",
        "selection",
        section=2,
        search="transfer learning trainable keep weights",
    ),
    Action(
        "train.unfreeze",
        "Train the selected blocks again",
        "transfer.train_again",
        "",
        "",
        "selection",
        section=2,
        search="transfer learning unfreeze trainable",
    ),
    Action(
        "export.python",
        "Export script...",
        "exports.ask",
        "Ctrl+E",
        "export",
        "project",
        search="keras code style jupyter ipynb save",
    ),
    Action(
        "export.model_file",
        "Export model file...",
        "model_files.ask",
        "",
        "",
        "project",
        search="keras h5 weights savedmodel onnx litert tflite tensorflow save trained",
    ),
    Action(
        "export.copy_code",
        "Copy script",
        "exports.copy_code",
        "Ctrl+Shift+E",
        "code",
        "project",
        search="keras code clipboard",
    ),
    Action(
        "export.picture",
        "Export picture...",
        "pictures.show",
        "",
        "",
        "project",
        section=1,
        search="svg pdf png image diagram figure paper slide",
    ),
    Action(
        "export.copy_picture",
        "Copy picture",
        "pictures.copy",
        "",
        "",
        "project",
        section=1,
        search="image svg png clipboard",
    ),
    Action(
        "export.table",
        "Export summary table...",
        "tables.save",
        "",
        "",
        "project",
        section=1,
        search="markdown csv latex tex paper",
    ),
    Action(
        "help.shortcuts", "Keyboard shortcuts", "show_shortcuts", "F1", "help", search="keys help"
    ),
    Action("help.log", "Open the log folder", "open_log_folder", section=1, search="errors report"),
    Action("help.about", "About Netwright", "show_about", section=1, search="version"),
)


def of_menu(menu: str) -> Iterable[list[Action]]:
    """Yield the actions of a menu, one list per section."""
    sections: dict[int, list[Action]] = {}
    for action in ACTIONS:
        if action.menu == menu:
            sections.setdefault(action.section, []).append(action)
    yield from sections.values()

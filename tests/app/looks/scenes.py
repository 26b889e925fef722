"""Everything that the window can show, one scene after another, for pictures and for the check that nothing is cut."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from app.composites.dialogs import MakeDialog, NameDialog
from app.files.new_dialog import NewDialog
from app.frame.notices import Notice
from app.inspector.meta_dialog import MetaDialog
from app.project.project import Project
from app.runs.log_window import show_log
from app.runs.panel import TrainingPanel
from app.templates.catalog import open_template
from app.window.dialogs import PreferencesDialog, show_about, show_shortcuts
from app.window.shell import TABS
from app.window.window import MainWindow
from blocks.commands import blocks as commands
from canvas.theme.measure import px
from tests.app.panel_helpers import FakeSession, example

Scene = tuple[str, QWidget]
ROUNDS = 6
"""Times that waiting events are handled before a scene is looked at."""


def settle() -> None:
    """Let layouts and waiting work come to rest."""
    for _ in range(ROUNDS):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def scenes(window: MainWindow) -> Iterator[Scene]:
    """Show one thing after another.

    Yields:
        A name, and the widget to look at, which is visible then.
    """
    yield from _start(window)
    yield from _panels(window)
    yield from _inspector(window)
    yield from _popups(window)
    yield from _dialogs(window)
    yield from _training(window)
    yield from _notices(window)


def _seen(name: str, widget: QWidget) -> Iterator[Scene]:
    settle()
    yield name, widget


def _show(window: MainWindow, template: str) -> None:
    window.files.show(Project(open_template(template)))
    settle()
    window.canvas.layout()
    settle()


def _start(window: MainWindow) -> Iterator[Scene]:
    window.put_project(Project())
    yield from _seen("start", window)


def _panels(window: MainWindow) -> Iterator[Scene]:
    _show(window, "digits-residual")
    for name in TABS:
        window.show_tab(name)
        settle()
        for thread in threading.enumerate():  # the script is written and the data are read there
            if thread.name in ("script", "data"):
                thread.join()
        yield from _seen(f"tab-{name.lower()}", window)
    window.show_tab("Training")


def _inspector(window: MainWindow) -> Iterator[Scene]:
    graph = window.project.checker.graph
    order = graph.order()
    for name, ids in (("block", order[1:2]), ("blocks", order[1:4]), ("dropout", order[-2:-1])):
        window.canvas.select(ids)
        yield from _seen(f"inspector-{name}", window)
    form = window.inspector.block_page
    window.canvas.select(order[1:2])
    settle()
    form.form.more.setChecked(True)
    window.composites.repeat()
    yield from _seen("inspector-all", window)
    window.canvas.select([])
    yield from _seen("inspector-model", window)
    _show(window, "resnet50")
    composite = next(
        key for key in window.project.checker.graph.order() if window.project.place.can_enter(key)
    )
    window.canvas.select([composite])
    yield from _seen("inspector-composite", window)
    window.project.place.enter(composite)
    window.canvas.select([])
    yield from _seen("inside", window)
    window.project.place.go(0)


def _popups(window: MainWindow) -> Iterator[Scene]:
    window.trigger("view.palette")
    window.command_palette.field.setText("dense")
    yield from _seen("palette", window)
    window.command_palette.hide()
    window.canvas.adding.open_search()
    yield from _seen("search", window)
    window.canvas.setFocus()
    settle()
    for title, menu in window.actions_of.menus.items():
        yield from _menu(f"menu-{title.lower()}", menu)
    window.top.data.showPopup()
    settle()
    yield "data-list", window.top.data.view().window()
    window.top.data.hidePopup()


def _menu(name: str, menu: QMenu) -> Iterator[Scene]:
    menu.popup(menu.pos())
    yield from _seen(name, menu)
    menu.close()


def _dialogs(window: MainWindow) -> Iterator[Scene]:
    _show(window, "digits-residual")
    checker = window.project.checker
    ids = checker.graph.order()[2:5]
    metas = window.project.document.model.metaparameters
    made: list[tuple[str, Callable[[], QDialog]]] = [
        ("new", lambda: NewDialog(window.theme, window)),
        ("preferences", lambda: PreferencesDialog(window.preferences, window)),
        ("make-composite", lambda: MakeDialog(checker, ids, "Block", lambda _: "", window)),
        ("name", lambda: NameDialog("New composite", "Make", "Block", lambda _: "taken", window)),
        ("metaparameter", lambda: MetaDialog(metas[0], window)),
        ("log", lambda: show_log(window, "Log of the training process", "one line\n" * 60)),
    ]
    for name, make in made:
        dialog = make()
        dialog.show()
        yield from _seen(f"dialog-{name}", dialog)
        dialog.close()
        dialog.deleteLater()
        settle()
    for name, ask in (
        ("shortcuts", lambda: show_shortcuts(window)),
        ("about", lambda: show_about(window)),
        ("export", window.exports.ask),
        ("model-file", window.model_files.ask),
        ("picture", window.pictures.show),
    ):
        ask()
        settle()
        dialog = next(each for each in window.findChildren(QDialog) if each.isVisible())
        yield from _seen(f"dialog-{name}", dialog)
        dialog.close()  # whoever asked deletes it
        settle()


def _training(window: MainWindow) -> Iterator[Scene]:
    session = FakeSession()
    panel = TrainingPanel(example(), session, window.theme)  # type: ignore[arg-type]
    panel.resize(QSize(px(900), px(300)).boundedTo(window.size()))
    panel.show()
    for scale in (1.0, 0.8, 0.6):
        session.start(Project())
        session.run(12, scale=scale)
        session.finish(val_loss=0.1, val_accuracy=0.97)
    yield from _seen("training-done", panel)
    session.start(Project())
    session.run(12, until=5)
    yield from _seen("training-running", panel)
    session.fail()
    yield from _seen("training-failed", panel)
    panel.close()
    panel.deleteLater()


def _notices(window: MainWindow) -> Iterator[Scene]:
    window.centre.notices.tell(
        Notice(
            "look",
            "The file was changed by another program.",
            answers=(("Load it", list), ("Keep mine", list)),
        )
    )
    graph = window.project.checker.graph
    wire = next(iter(graph.wires()))
    window.project.do("delete", commands.disconnect(window.project.document, [wire]))
    window.canvas.select(graph.order()[3:4])
    settle()
    window.problem_centre.find_now()  # fixes come when nobody edits: at some time while a scene is looked at
    yield from _seen("problem", window)
    window.show_tab("Problems")
    settle()
    window.problem_centre.find_now()
    yield from _seen("problems", window)
    window.project.history.undo()
    window.centre.notices.close_notice("look")

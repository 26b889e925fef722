"""Binds the id of each action of the menus to the method that carries it out, once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.window import dialogs, showing
from app.window.frame_bindings import Bindings
from canvas.view.actions import ON_CANVAS

if TYPE_CHECKING:
    from app.window.bench_window import BenchWindow
    from canvas.view.actions import CanvasAction


PANELS = {
    "view.training": "Training",
    "view.problems": "Problems",
    "view.code": "Code",
    "view.summary": "Summary",
    "view.data": "Data",
}
"""Actions that lead to a panel at the bottom."""


def bind_parts(window: BenchWindow) -> None:
    """Bind all other actions when every part is made; raises `LookupError` where one is left that does nothing."""
    for menu in (_on_canvas, _to_panels, _file, _edit, _model, _composite, _train, _export):
        window.actions_of.bind(menu(window))
    window.actions_of.check_bound()


def _on_canvas(window: BenchWindow) -> Bindings:
    """Bind the actions of the canvas that is on screen when one is chosen."""
    return {action: partial(_do, window, command) for action, command in ON_CANVAS.items()}


def _do(window: BenchWindow, command: CanvasAction) -> None:
    command(window.canvas)


def _to_panels(window: BenchWindow) -> Bindings:
    go = showing.go_to_panel
    return {action: partial(go, window, panel) for action, panel in PANELS.items()}


def _file(window: BenchWindow) -> Bindings:
    return {
        "file.new": window.files.new,
        "file.open": window.files.open,
        "file.save": window.files.save,
        "file.save_as": window.files.save_as,
        "file.preferences": partial(dialogs.ask_preferences, window),
    }


def _edit(window: BenchWindow) -> Bindings:
    return {
        "edit.undo": window.undo,
        "edit.redo": window.redo,
        "edit.find": partial(window.command_palette.open_for, "blocks"),
        "edit.rename": partial(showing.edit_name, window),
        "view.palette": partial(window.command_palette.open_for, "all"),
    }


def _model(window: BenchWindow) -> Bindings:
    return {
        "model.settings": partial(showing.show_model, window),
        "model.enter": window.place_view.enter_selected,
        "model.leave": window.place_view.leave,
        "model.next_turn": window.place_view.next_iteration,
        "model.last_turn": window.place_view.previous_iteration,
        "model.use_again": window.sharing.use_again,
        "model.use_alone": window.sharing.use_alone,
        "model.next_problem": window.problem_centre.go_next,
        "model.fix": partial(window.problem_centre.apply_shown, 0),
    }


def _composite(window: BenchWindow) -> Bindings:
    return {
        "composite.make": window.composites.make,
        "composite.expand": window.composites.expand,
        "composite.unfold": window.composites.unfold,
        "composite.independent": window.composites.independent,
        "composite.repeat": window.composites.repeat,
        "composite.rename": window.composites.rename,
        "composite.new": window.composites.new,
        "composite.input": window.composites.add_input,
        "composite.output": window.composites.add_output,
        "composite.save": window.library.save_selected,
        "composite.export": window.library.export_selected,
        "composite.import": window.library.import_composite,
    }


def _train(window: BenchWindow) -> Bindings:
    return {
        "train.start": window.training.start,
        "train.pause": window.training.pause_or_resume,
        "train.stop": window.training.stop,
        "train.continue": window.training.go_on,
        "train.weights": window.transfer.show_weights,
        "train.head": window.transfer.new_head,
        "train.freeze_before": window.transfer.freeze_before,
        "train.freeze": window.transfer.freeze,
        "train.unfreeze": window.transfer.train_again,
    }


def _export(window: BenchWindow) -> Bindings:
    return {
        "export.python": window.exports.ask,
        "export.model_file": window.model_files.ask,
        "export.copy_code": window.exports.copy_code,
        "export.picture": window.pictures.show,
        "export.copy_picture": window.pictures.copy,
        "export.table": window.tables.save,
    }

"""What each action of the menus does: its id to the method that carries it out, bound once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.window import dialogs, showing
from app.window.frame_bindings import Bindings
from canvas.view.view import GraphView

if TYPE_CHECKING:
    from app.window.bench_window import BenchWindow


def bind_parts(window: BenchWindow) -> None:
    """Bind all other actions when every part is made; raises `LookupError` where one is left that does nothing."""
    for menu in (_file, _edit, _view, _model, _composite, _train, _export):
        window.actions_of.bind(menu(window))
    window.actions_of.check_bound()


def _on_canvas(window: BenchWindow, do: Callable[[GraphView], object]) -> Callable[[], object]:
    """Return what does something on the canvas that is on screen then."""
    return lambda: do(window.canvas)


def _file(window: BenchWindow) -> Bindings:
    return {
        "file.new": window.files.new,
        "file.open": window.files.open,
        "file.save": window.files.save,
        "file.save_as": window.files.save_as,
        "file.preferences": partial(dialogs.ask_preferences, window),
    }


def _edit(window: BenchWindow) -> Bindings:
    on_canvas = partial(_on_canvas, window)
    return {
        "edit.undo": window.undo,
        "edit.redo": window.redo,
        "edit.cut": on_canvas(GraphView.cut),
        "edit.copy": on_canvas(GraphView.copy),
        "edit.paste": on_canvas(GraphView.paste),
        "edit.duplicate": on_canvas(GraphView.duplicate),
        "edit.delete": on_canvas(GraphView.delete_selected),
        "edit.dissolve": on_canvas(GraphView.dissolve_selected),
        "edit.select_all": on_canvas(GraphView.select_all),
        "edit.find": partial(window.command_palette.open_for, "blocks"),
        "edit.rename": partial(showing.edit_name, window),
    }


def _view(window: BenchWindow) -> Bindings:
    on_canvas = partial(_on_canvas, window)
    return {
        "view.palette": partial(window.command_palette.open_for, "all"),
        "view.zoom_in": on_canvas(GraphView.zoom_in),
        "view.zoom_out": on_canvas(GraphView.zoom_out),
        "view.zoom_reset": on_canvas(GraphView.zoom_reset),
        "view.fit": on_canvas(GraphView.fit),
        "view.fit_selection": on_canvas(GraphView.fit_selection),
        "view.training": partial(showing.go_to_panel, window, "Training"),
        "view.problems": partial(showing.go_to_panel, window, "Problems"),
        "view.code": partial(showing.go_to_panel, window, "Code"),
        "view.summary": partial(showing.go_to_panel, window, "Summary"),
        "view.data": partial(showing.go_to_panel, window, "Data"),
    }


def _model(window: BenchWindow) -> Bindings:
    on_canvas = partial(_on_canvas, window)
    return {
        "model.add": on_canvas(GraphView.open_search),
        "model.connect": on_canvas(GraphView.connect_selected),
        "model.layout": on_canvas(GraphView.layout_blocks),
        "model.settings": partial(showing.show_model, window),
        "model.enter": window.place_view.enter_selected,
        "model.leave": window.place_view.leave,
        "model.next_turn": window.place_view.next_turn,
        "model.last_turn": window.place_view.last_turn,
        "model.use_again": window.sharing.use_again,
        "model.use_alone": window.sharing.use_alone,
        "model.next_problem": window.problem_centre.go_next,
        "model.fix": partial(window.problem_centre.apply_shown, 0),
    }


def _composite(window: BenchWindow) -> Bindings:
    on_canvas = partial(_on_canvas, window)
    return {
        "composite.make": window.composites.make,
        "composite.expand": window.composites.expand,
        "composite.unfold": window.composites.unfold,
        "composite.independent": window.composites.independent,
        "composite.peek": on_canvas(GraphView.peek_selected),
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

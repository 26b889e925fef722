"""A canvas that is let go hears of nothing more, and says nothing, however it is let go."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication

from blocks.signals import Signal
from canvas.links import Links
from canvas.theme.themes import DARK, LIGHT
from canvas.view.view import GraphView
from tests.canvas.graphs import Model, chain, nested

pytestmark = pytest.mark.window


def _dropped(view: GraphView) -> None:
    """The last reference goes, as by an object that forgets it."""


def _closed(view: GraphView) -> None:
    view.close()
    view.detach()


def _later(view: GraphView) -> None:
    view.detach()
    view.deleteLater()


def _half_told(view: GraphView) -> None:
    view.graph_scene.detach()
    view.deleteLater()


def _deleted(view: GraphView) -> None:
    shiboken6.delete(view)


WAYS = [_dropped, _closed, _later, _half_told, _deleted]


@pytest.mark.parametrize("let_go", WAYS)
def test_nothing_is_said_and_nobody_listens_when_canvases_go(
    let_go: Callable[[GraphView], None],
    qapp: object,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    model, instance = nested()
    before = len(model.document.changed._listeners), len(model.checker.updated._listeners)
    for turn in range(6):
        view = GraphView(model.document, model.history, model.checker, LIGHT)
        view.show()
        view.inline_views.open(instance)
        view.set_theme(DARK)
        view.select([instance])
        QApplication.processEvents()
        let_go(view)
        del view
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        model.add("Dense", 900, 100 * turn)
        QApplication.processEvents()
    after = len(model.document.changed._listeners), len(model.checker.updated._listeners)
    assert after == before
    assert capfd.readouterr() == ("", "")
    assert not caplog.records


def test_a_listener_that_an_earlier_one_disconnects_is_not_called() -> None:
    told: list[str] = []
    signal: Signal[[]] = Signal()

    def second() -> None:
        told.append("second")

    signal.connect(lambda: signal.disconnect(second))
    signal.connect(second)
    signal.connect(lambda: told.append("third"))
    signal.emit()
    assert told == ["third"]


def test_links_end_with_either_half_of_their_object(qapp: object) -> None:
    told: list[str] = []

    class Ear(QObject):
        def hear(self) -> None:
            told.append("heard")

    signal: Signal[[]] = Signal()
    links, ears = Links(), [Ear(), Ear()]
    for ear in ears:
        links.connect(signal, ear.hear)
    signal.emit()
    shiboken6.delete(ears[0])
    del ear, ears[1]
    signal.emit()
    assert told == ["heard", "heard"]
    assert not signal._listeners


def test_a_canvas_follows_as_long_as_it_lives(qapp: object) -> None:
    model, ids = chain("Input", "Dense")
    view = GraphView(model.document, model.history, model.checker, LIGHT)
    gc.collect()
    model.add("Dense", 0, 300)
    assert len(view.graph_scene.cards) == len(ids) + 1
    view.detach()
    model.add("Dense", 0, 400)
    assert len(view.graph_scene.cards) == len(ids) + 1


def test_a_model_may_go_before_its_canvas(qapp: object, capfd: pytest.CaptureFixture[str]) -> None:
    view = _view_of(chain("Input", "Dense")[0])
    gc.collect()
    view.show()
    view.set_theme(DARK)
    QApplication.processEvents()
    view.detach()
    assert capfd.readouterr() == ("", "")


def _view_of(model: Model) -> GraphView:
    return GraphView(model.document, model.history, model.checker, LIGHT)


def test_what_qt_calls_when_python_has_cleared_an_object_is_no_error(
    qapp: object, caplog: pytest.LogCaptureFixture
) -> None:
    view = _view_of(chain("Input", "Dense")[0])
    kept = dict(vars(view))
    vars(view).clear()
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut))
    assert not caplog.records
    vars(view).update(kept)
    view.detach()

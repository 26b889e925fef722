"""A canvas to touch."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from canvas.style import LIGHT
from canvas.view import GraphView
from tests.canvas.graphs import Model
from tests.canvas.hand import Hand

Open = Callable[[Model], Hand]


@pytest.fixture
def open_canvas(qtbot: QtBot) -> Iterator[Open]:
    """A function that shows a model on a canvas of 900 by 700 pixels and lends a hand."""
    views: list[GraphView] = []

    def show(model: Model) -> Hand:
        view = GraphView(model.document, model.history, model.checker, LIGHT)
        qtbot.addWidget(view)
        view.resize(900, 700)
        view.show()
        view.centerOn(110, 250)
        views.append(view)
        return Hand(view)

    yield show
    for view in views:
        view.detach()

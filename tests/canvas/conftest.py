"""A canvas to touch."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from canvas.theme.themes import LIGHT
from canvas.view.view import GraphView
from tests.canvas.graphs import Model
from tests.canvas.hand import Hand

Open = Callable[[Model], Hand]


@pytest.fixture
def open_canvas(qtbot: QtBot) -> Iterator[Open]:
    """A function that shows a model on a canvas of 900 by 700 pixels and lends a hand."""
    hands: list[Hand] = []

    def show(model: Model) -> Hand:
        view = GraphView(model.document, model.history, model.checker, LIGHT)
        qtbot.addWidget(view)
        view.resize(900, 700)
        view.show()
        view.centerOn(110, 250)
        hands.append(Hand(view))
        return hands[-1]

    yield show
    for hand in hands:
        hand.leave()
        hand.view.detach()

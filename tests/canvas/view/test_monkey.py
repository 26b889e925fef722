"""Any order of mouse and keys leaves a canvas that mirrors the model; nothing is logged, nothing is left over."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.canvas.conftest import Open
from tests.canvas.graphs import chain
from tests.canvas.hand import CONTROL, LEFT, MIDDLE, NONE, SHIFT, Hand
from tests.canvas.scene.test_mirror import check_mirror

pytestmark = pytest.mark.window
Key, Mod = Qt.Key, Qt.KeyboardModifier

KEYS = [
    (Key.Key_Escape, NONE),
    (Key.Key_Delete, NONE),
    (Key.Key_Delete, CONTROL),
    (Key.Key_Z, CONTROL),
    (Key.Key_Z, CONTROL | SHIFT),
    (Key.Key_A, CONTROL),
    (Key.Key_C, CONTROL),
    (Key.Key_V, CONTROL),
    (Key.Key_D, CONTROL),
    (Key.Key_L, NONE),
    (Key.Key_F, NONE),
    (Key.Key_W, NONE),
    (Key.Key_Tab, NONE),
    (Key.Key_Up, Mod.AltModifier),
    (Key.Key_Left, NONE),
    (Key.Key_Home, NONE),
    (Key.Key_Space, NONE),
]


def somewhere(hand: Hand, chance: random.Random) -> tuple[float, float]:
    """A place to point at: a port, a card, a wire, or anything."""
    scene = hand.view.graph_scene
    what = chance.randrange(4)
    if what == 0 and scene.cards:
        key = chance.choice(sorted(scene.cards))
        ports = scene.cards[key].ports
        out = chance.random() < 0.5 or not ports.inputs
        marks = ports.outputs if out else ports.inputs
        return scene.port_place(key, chance.choice(marks).name, out)
    if what == 1 and scene.cards:
        return hand.body(chance.choice(sorted(scene.cards)))
    if what == 2 and scene.wires:
        return scene.wires[chance.choice(sorted(scene.wires))].route.middle
    at = hand.view.mapToScene(QPoint(chance.randrange(900), chance.randrange(700)))
    return at.x(), at.y()


def act(hand: Hand, chance: random.Random) -> None:
    kind = chance.choice(
        ["press", "move", "move", "release", "click", "key", "drop", "search", "zoom"]
    )
    if kind in ("press", "move", "release", "click"):
        hand.button = chance.choice([LEFT, LEFT, LEFT, MIDDLE])
        hand.keys = chance.choice([NONE, NONE, NONE, SHIFT, CONTROL, Mod.AltModifier])
        getattr(hand, kind)(somewhere(hand, chance))
    elif kind == "key":
        QTest.keyClick(hand.view, *chance.choice(KEYS))
    elif kind == "drop" and len(hand.view.graph_scene.cards) < 25:
        what = chance.choice(["Input", "Dense", "Add", "Dropout", "Nonsense"])
        hand.drop(what, somewhere(hand, chance)) if chance.random() < 0.7 else hand.hold(
            what, somewhere(hand, chance)
        )
    elif kind == "search":
        popup = hand.view.adding.open_search(QPointF(*somewhere(hand, chance)))
        QTest.keyClicks(popup.field, chance.choice(["add", "dense 3", "qq", ""]))
        QTest.keyClick(popup.field, chance.choice([Key.Key_Return, Key.Key_Escape]))
    elif kind == "zoom":
        hand.view.camera.zoom_by(chance.choice([0.2, 0.5, 1.0]) / hand.view.camera.zoom)
    if len(hand.view.graph_scene.cards) > 40:
        hand.view.editing.select_all()
        hand.view.editing.delete_selected()


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_mouse_and_keys_is_survived(open_canvas: Open, seed: int) -> None:
    model, _ = chain("Input", "Dense", "Dense")
    hand, chance = open_canvas(model), random.Random(seed)
    for step in range(400):
        act(hand, chance)
        if step % 20 == 0:
            QApplication.processEvents()
            hand.view.cancel_gesture()
            check_mirror(hand.view, model)
    hand.view.cancel_gesture()
    check_mirror(hand.view, model)
    assert not hand.view.surface.overlays
    while model.history.undo_label:
        model.history.undo()
        check_mirror(hand.view, model)
    assert len(model.document.model.blocks) == 3

"""The inspector shows every type of block.

In a module of its own: its window keeps a form for each type, and would make each further window beside it slow.
"""

from __future__ import annotations

import pytest

from app.window.window import MainWindow
from blocks.catalog.registry import block_types

pytestmark = pytest.mark.window


@pytest.mark.parametrize("name", list(block_types()))
def test_every_type_is_shown(name: str, shared_window: MainWindow) -> None:
    window = shared_window
    window.canvas.adding.add_block(name)
    window.canvas.select(list(window.project.checker.graph.blocks))
    form = window.inspector.block_page.form
    assert form is not None
    form.unfold()
    assert window.inspector.block_page.title.text() == name

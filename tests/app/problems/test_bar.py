"""The strip under the canvas: what must be seen of a fix is seen, whatever room there is."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from app.problems.bar import ProblemBar
from blocks.fixes.claim import Claim
from blocks.types.problems import Problem, Severity

LONG = "insert a 1×1 Conv2D with strides = 2 after BatchNormalization of the third branch " * 2
FIXES = [
    (LONG, "gives 14×14×64, +8,320 parameters; still wrong: Add: the shapes differ", "still wrong"),
    (LONG, "removes the problem", ""),
    ("use 10 units", "still a hint: Dense: its activation is relu", "still a hint"),
    (LONG, "still wrong: Dense: it gives 11 values", "still wrong"),
]


@pytest.mark.parametrize("width", [320, 420, 560, 800, 1200, 1900])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_what_stays_wrong_is_told_while_words_give_way(
    width: int, count: int, qtbot: Any, qapp: object
) -> None:
    middle = QWidget()
    qtbot.addWidget(middle)
    middle.resize(width, 400)
    bar = ProblemBar(middle)
    bar.show_problem("Add: the shapes differ: 28×28×64 and 14×14×64")
    bar.show_fixes(FIXES[:count])
    bar.setGeometry(0, 0, width, bar.heightForWidth(width))
    middle.show()
    shown = [link for link in bar.links() if link.isVisible()]
    assert shown
    for link in shown:
        _, _, sign = FIXES[bar.links().index(link)]
        assert sign in link.text()
        assert link.fontMetrics().horizontalAdvance(link.text()) <= link.width()
        assert bar.childAt(link.geometry().center()) is link
        assert link.toolTip()


def test_the_sign_of_a_claim_says_what_is_left() -> None:
    wrong, hint = (
        Problem("kind", "block", severity=severity)
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    assert Claim().sign == ""
    assert Claim(left=(hint,)).sign == "still a hint"
    assert Claim(left=(hint, wrong)).sign == "still wrong"

"""Says below a field why the name that was typed is refused, and gives the nearest name that is allowed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.forms.editors import TextInput
from app.widgets.layouts import column
from app.widgets.parts import label, link
from blocks.errors import NetwrightError
from blocks.graph.naming import nearest_name

SHOWN = 40
"""Letters of a refused name that are repeated."""


class NameRefusal(QWidget):
    """A sentence and a link; hidden while there is nothing to say.

    Signals:
        taken (str): somebody takes the name that is offered.
    """

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer = ""
        self.words = label("", "wrongWords", wrap=True)
        tip = "The nearest name that can be used"
        self.offer = link("", tip, lambda: self.taken.emit(self._offer), "nearestName")
        column(self.words, (self.offer, Qt.AlignmentFlag.AlignLeft), on=self, gap=2)
        self.tell("")

    def text(self) -> str:
        """Return the sentence."""
        return self.words.text()

    def tell(self, words: str, offer: str = "") -> None:
        """Say why a name will not do; an empty sentence hides everything.

        Args:
            words: the sentence.
            offer: a name that will do; empty for none.
        """
        self._offer = offer
        self.words.setText(words)
        self.offer.setText(f"Use {offer}")
        self.offer.setVisible(bool(offer))
        self.setVisible(bool(words))

    def follow(self, line: TextInput, take: Callable[[], object]) -> None:
        """Stand below a line: go when somebody types there, and put the offered name into it.

        Args:
            line: the line.
            take: takes over what stands in it.
        """

        def put(name: str) -> None:
            line.setText(name)
            line.setModified(True)
            take()

        line.typed.connect(lambda: self.tell(""))
        self.taken.connect(put)


def refusal_words(typed: str, reason: str) -> str:
    """Say what was refused, and why: the field itself shows the old name again."""
    shown = typed.strip() if len(typed) <= SHOWN else f"{typed.strip()[:SHOWN]}..."
    return f'"{shown}" was not taken: {reason}.' if shown else f"{reason[:1].upper()}{reason[1:]}."


def nearest(typed: str, try_name: Callable[[str], object], stem: str = "block") -> str:
    """Return the nearest name that may be used; empty where there is none.

    Args:
        typed: what was refused.
        try_name: raises `NetwrightError` for a name that may not be used, and changes nothing.
        stem: what stands before a name that would begin with a digit.
    """

    def fits(name: str) -> bool:
        try:
            try_name(name)
        except NetwrightError:
            return False
        return True

    return nearest_name(typed, fits, stem)

"""Messages that stay out of the way: strips above the canvas that wait for an answer, and toasts that vanish."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from app.widgets.layouts import column
from app.widgets.parts import with_name
from app.widgets.wrapping import WrappingRow
from blocks.quoting import shortened
from canvas.later import Later
from canvas.theme.measure import px
from canvas.theme.plain_text import PlainLabel

LEAST = 130
"""Width in pixels at 100 % of the words of a strip: where they have less, its buttons stand below."""

Answer = tuple[str, Callable[[], object]]
"""Words of a button, and what it does."""


@dataclass(frozen=True)
class Notice:
    """One strip.

    Attributes:
        key: a later notice with the same key replaces this one.
        text: what is to be said; shown as plain text.
        answers: buttons; each closes the strip. A cross is always there.
        bad: something went wrong.
        stays: an answer leaves the strip where it is.
        holds: tells whether what it says is still so; the strip goes when it no longer is. ``None`` for always.
    """

    key: str
    text: str
    answers: Sequence[Answer] = ()
    bad: bool = False
    stays: bool = False
    holds: Callable[[], bool] | None = None


class Notices(QWidget):
    """The strips, newest last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notices")
        self._column = column(on=self, gap=0)
        self._strips: dict[str, QWidget] = {}
        self._reasons: dict[str, Callable[[], bool]] = {}
        self.hide()

    def tell(self, notice: Notice) -> None:
        """Show a notice, in place of an older one with the same key; one that is very long is cut."""
        self.close_notice(notice.key)
        strip = self._strip(notice)
        self._strips[notice.key] = strip
        if notice.holds is not None:
            self._reasons[notice.key] = notice.holds
        self._column.addWidget(strip)
        self.show()

    def close_notice(self, key: str) -> None:
        """Take a notice away; nothing happens where there is none."""
        self._reasons.pop(key, None)
        strip = self._strips.pop(key, None)
        if strip is not None:
            self._column.removeWidget(strip)
            strip.hide()
            strip.deleteLater()
        self.setVisible(bool(self._strips))

    def review(self) -> None:
        """Take away the notices whose cause has gone; asked after every change of the project or the selection."""
        for key in [key for key, holds in self._reasons.items() if not holds()]:
            self.close_notice(key)

    def shown(self) -> tuple[str, ...]:
        """Return the keys of the notices that are shown."""
        return tuple(self._strips)

    def answer(self, key: str, words: str) -> None:
        """Press a button by its words: for tests and the keyboard."""
        for button in self._strips[key].findChildren(QPushButton):
            if button.text() == words:
                button.click()

    def text(self, key: str) -> str:
        """Return what a notice says."""
        label = self._strips[key].findChild(QLabel)
        return label.text() if isinstance(label, QLabel) else ""

    def _strip(self, notice: Notice) -> QWidget:
        label = PlainLabel()
        cross = QToolButton()
        strip = WrappingRow(label, self, rim=(12, 6, 8, 6), corner=cross)
        with_name(strip, "notice", bad=notice.bad)
        strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        label.setText(shortened(notice.text, 1_000))
        label.setWordWrap(True)
        label.setMinimumWidth(px(LEAST))
        strip.add(label)
        for words, call in notice.answers:
            strip.add(self._button(strip, notice, words, call))
        cross.setText("✕")
        cross.setAccessibleName("Close this message")
        cross.clicked.connect(lambda: self.close_notice(notice.key))
        return strip

    def _button(
        self, strip: QWidget, notice: Notice, words: str, call: Callable[[], object]
    ) -> QPushButton:
        button = QPushButton(words, strip)

        def pressed() -> None:
            if not notice.stays:
                self.close_notice(notice.key)
            call()

        button.clicked.connect(pressed)
        return button


class Toast(QLabel):
    """A few words at the lower edge of a widget, gone after some seconds."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setObjectName("toast")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = Later(self, self.hide)
        self._host = host
        host.installEventFilter(self)
        self.hide()

    def tell(self, text: str, seconds: float = 4.0) -> None:
        """Show some words."""
        if not text:
            self.hide()
            return
        self.setText(text)
        self.setWordWrap(False)
        room = self._host.width() - 40
        if self.sizeHint().width() > room:
            self.setWordWrap(True)
            self.setFixedWidth(room)
        else:
            self.setMinimumWidth(0)
            self.setMaximumWidth(room)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start(round(1000 * max(seconds, len(text) / 18)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        host = self._host
        self.move(QPoint((host.width() - self.width()) // 2, host.height() - self.height() - 16))

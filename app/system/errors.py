"""The one exception that means: the person at the keyboard can mend this."""

from __future__ import annotations

from blocks.errors import LONGEST
from blocks.quoting import shortened


class UserError(Exception):
    """Input that cannot be used; the command line ends with exit code 2.

    Args:
        message: What is wrong, one plain sentence.
        remedy: What to do about it, one plain sentence or a command; may be empty.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message = shortened(message, LONGEST)
        self.remedy = shortened(remedy, LONGEST)
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()

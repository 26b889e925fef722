"""The one exception that means: the person at the keyboard can mend this."""

from __future__ import annotations


class UserError(Exception):
    """Input that cannot be used; the command line ends with exit code 2.

    Args:
        message: What is wrong, one plain sentence.
        remedy: What to do about it, one plain sentence or a command; may be empty.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()

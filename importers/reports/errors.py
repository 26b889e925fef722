"""The error that says why a model file cannot be read, in words for people."""

from __future__ import annotations

from blocks.errors import NetwrightError


class UnreadableModel(NetwrightError):
    """A model file is broken, hostile, or of a kind that is not read; the text says what to do."""

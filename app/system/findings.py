"""Findings of the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """The severity of a finding."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """One thing that was examined.

    Attributes:
        topic: What was examined, a word or two.
        status: Fine, worth knowing, or in the way.
        message: One sentence.
        remedy: The command (or else the deed) that mends it; empty where nothing is wrong.
    """

    topic: str
    status: Status
    message: str
    remedy: str = ""

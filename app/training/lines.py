"""Messages as lines of JSON, and the numbers in them that JSON does not have."""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from app.training.messages import Command, Event, Odd

LINE_LIMIT = 64 * 2**20
"""Longest line in bytes that is read: a project of 5,000 blocks has about 1 MB."""

_encoder = msgspec.json.Encoder()
_commands = msgspec.json.Decoder(Command)
_events = msgspec.json.Decoder(Event)


def encode(message: Command | Event) -> bytes:
    """Write a message as one line of JSON with its line feed."""
    return _encoder.encode(message) + b"\n"


def decode_command(line: bytes) -> Command:
    """Read a command; raises `msgspec.DecodeError` where it is none."""
    command: Command = _commands.decode(line)
    return command


def decode_event(line: bytes) -> Event:
    """Read an event; raises `msgspec.DecodeError` where it is none."""
    event: Event = _events.decode(line)
    return event


class Lines:
    """Cuts a stream of bytes into lines; keeps what is not complete yet."""

    def __init__(self) -> None:
        self._rest: list[bytes] = []
        self._length = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield every line that ``data`` completes, without its line feed; over-long ones are dropped."""
        *whole, rest = data.split(b"\n")
        for line in whole:
            if self._length + len(line) <= LINE_LIMIT:
                yield b"".join([*self._rest, line])
            self._rest, self._length = [], 0
        self._length += len(rest)
        if rest and self._length <= LINE_LIMIT:
            self._rest.append(rest)
        elif self._length > LINE_LIMIT:
            self._rest = []


def plain(value: float) -> tuple[float | None, str]:
    """Return a number fit for JSON, and the name of what it is instead: ``nan``, ``inf``, ``-inf``."""
    if math.isfinite(value):
        return value, ""
    if math.isnan(value):
        return None, "nan"
    return None, "inf" if value > 0 else "-inf"


def plain_logs(logs: dict[str, float]) -> tuple[dict[str, float | None], tuple[Odd, ...]]:
    """Return the values of one epoch fit for JSON, and those that are no numbers."""
    values: dict[str, float | None] = {}
    odd: list[Odd] = []
    for name, number in logs.items():
        value, word = plain(number)
        values[name] = value
        if word:
            odd.append(Odd(name, 0, word))
    return values, tuple(odd)

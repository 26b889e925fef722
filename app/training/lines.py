"""Messages as lines of JSON, and the numbers in them that JSON does not have."""

from __future__ import annotations

import math

import msgspec

from app.training.messages import Command, Event, Odd

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

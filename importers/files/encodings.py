"""Texts of other programs: byte order marks and UTF-16 beside UTF-8."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def starts_as_json(head: bytes) -> bool:
    """Tell whether a file begins as a description does, an object or a text with one in it."""
    text = decoded(head, "ignore").lstrip()
    return text.startswith(("{", '"')) and text.lstrip(' \t\r\n"\\').startswith("{")


def decoded(data: bytes, errors: str) -> str:
    """Return bytes as text; ``errors`` as for `bytes.decode`, which raises `UnicodeError`."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors)
    if data[1:2] == b"\0":
        return data.decode("utf-16-le", errors)
    return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-8", errors)

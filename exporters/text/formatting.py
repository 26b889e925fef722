"""Layout of exported code by ruff's formatter, a program of its own: 17 ms, no import of the code."""

from __future__ import annotations

import logging
import subprocess

LINE_LENGTH = 88
_SECONDS = 20
_NOTEBOOK = ("--stdin-filename", "notebook.ipynb")

_log = logging.getLogger(__name__)


def format_code(code: str, notebook: bool = False) -> str:
    """Return the code laid out by ruff; as it was where ruff is missing or refuses.

    Args:
        code: Python, or a notebook as JSON.
        notebook: which of the two.
    """
    try:
        from ruff import find_ruff_bin  # type: ignore[import-untyped]  # it has no types

        options = ("--isolated", "--quiet", f"--line-length={LINE_LENGTH}")
        done = subprocess.run(
            [find_ruff_bin(), "format", *options, *(_NOTEBOOK if notebook else ()), "-"],
            input=code.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except (ImportError, OSError, subprocess.SubprocessError) as error:
        _log.info("exported code is not laid out: %s", error)
        return code
    # On Windows ruff keeps the ends of lines that it is given, so these are ours.
    return done.stdout.decode()

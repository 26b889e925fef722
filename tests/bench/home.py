"""Where benchmarks live: folders of their own, Qt without a screen, children that see the same."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SCREEN = {"name": "bench", "x": 0, "y": 0, "width": 1920, "height": 1200, "logicalDpi": 96}
"""Qt's own offscreen screen is 800 by 800 pixels, on which no window is as large as people see it."""

FOLDERS = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "KERAS_HOME")


@contextmanager
def own_home() -> Iterator[Path]:
    """Set the environment up for this process and its children; yields a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="netwright-bench-") as name:
        folder = Path(name)
        for variable in FOLDERS:
            os.environ[variable] = str(folder / variable.lower())
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        screens = folder / "screens.json"
        screens.write_text(json.dumps({"screens": [SCREEN]}), "utf-8")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screens}"
        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
        # Without .pyc files Keras is compiled anew by every child: 16 s and not 6.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        yield folder

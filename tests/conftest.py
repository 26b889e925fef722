"""What every test stands on: Qt without a screen, folders of its own, no silent warnings.

The environment is set when this file is imported, before pytest-qt loads Qt.
"""

from __future__ import annotations

import atexit
import gc
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

OWN_PACKAGES = ("app", "blocks", "canvas", "exporters", "importers")


def _set_environment() -> Path:
    """Points every folder that we or our libraries write to at a temporary one."""
    folder = Path(tempfile.mkdtemp(prefix="netwright-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        os.environ[variable] = str(folder / variable.lower())
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))  # Qt warns where it is missing
    os.environ["KERAS_HOME"] = str(folder / "keras")
    if os.environ.get("QT_QPA_PLATFORM") != "xcb":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    # Children that may not write .pyc files import Keras anew from source: 16 s and not 6.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return folder


FOLDER = _set_environment()

settings.register_profile(
    "ci",
    deadline=None,  # two busy cores: a time limit per example only makes tests flicker
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("full", parent=settings.get_profile("ci"), max_examples=3000)
settings.load_profile(os.environ.get("NETWRIGHT_PROFILE", "ci"))


@pytest.fixture(scope="session")
def qapp(qapp: object) -> Iterator[object]:
    """pytest-qt's application, with QSettings kept inside the temporary folder."""
    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QGuiApplication

    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for kind in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, str(FOLDER / "qsettings"))
    yield qapp
    # Without a screen the clipboard outlives Python, and what Python made in it would then crash the process.
    QGuiApplication.clipboard().clear()


class _Collector(logging.Handler):
    """Keeps what our own packages warn about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test in which our own code warned, unless it is marked ``allows_log``."""
    collector = _Collector()
    for name in OWN_PACKAGES:
        logging.getLogger(name).addHandler(collector)
    yield
    for name in OWN_PACKAGES:
        logging.getLogger(name).removeHandler(collector)
    if collector.lines and request.node.get_closest_marker("allows_log") is None:
        pytest.fail("unexpected log records:\n" + "\n".join(collector.lines))


def _top_level_widgets() -> dict[int, str]:
    """Address and description of each top-level widget; empty while no test uses Qt widgets.

    Lists that drop out of a box belong to the box, and go with it.
    """
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return {}
    from shiboken6 import getCppPointer

    return {
        getCppPointer(widget)[0]: f"{type(widget).__name__} {widget.objectName()!r}"
        for widget in widgets.QApplication.topLevelWidgets()
        if not isinstance(widget.parentWidget(), widgets.QComboBox)
    }


def _delete_what_was_dropped() -> None:
    """Carries out pending deleteLater() calls and frees widgets held by reference cycles only."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


_windows_went: list[str] = []
"""The test before this one, if it had windows."""


def _set_aside_what_stays() -> None:
    """Let the collector look no more at what lives as long as the session: modules, caches, the tests themselves.

    Looking through it again after each test took a third of the time of tests with windows. Done before a test, when
    nothing of the one before is held any more.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_leaked_widgets(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a window behind, unless it is marked ``allows_leak``."""
    before = _top_level_widgets()
    if _windows_went and not before:
        _windows_went.clear()
        _set_aside_what_stays()
    yield
    if not _top_level_widgets().keys() - before.keys():
        return
    _delete_what_was_dropped()
    _windows_went.append(request.node.name)
    leaked = [text for key, text in _top_level_widgets().items() if key not in before]
    if leaked and request.node.get_closest_marker("allows_leak") is None:
        pytest.fail("top-level widgets outlived the test: " + ", ".join(sorted(leaked)))

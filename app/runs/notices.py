"""Notices of a run in the frame of the window: its process shows no life, or it does not use the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.frame.notices import Notice
from app.training.messages import OnDevice
from app.training.session import IDLE

if TYPE_CHECKING:
    from app.frame.workbench import Workbench
    from app.training.process.watch import WorkerSilent
    from app.training.session import TrainingSession

SILENT, DEVICE = "silent", "device"
"""Keys of the notices."""


class TrainingNotices:
    """Shows them, and takes them away when their cause goes."""

    def __init__(self, bench: Workbench, session: TrainingSession) -> None:
        self._bench, self._session = bench, session
        self._told: set[str] = set()  # once a session is enough
        session.silent.connect(self._silent)
        session.back.connect(lambda: self._close(SILENT))
        session.device_known.connect(self._device)
        session.state_changed.connect(self._state_changed)

    def _silent(self, event: WorkerSilent) -> None:
        answers = [("Wait", self._session.wait), ("End it", self._session.end_now)]
        text = f"{event.sentence} You can wait, or end the run."
        self._bench.notices.tell(Notice(SILENT, text, answers, bad=True))

    def _device(self, event: OnDevice) -> None:
        if event.notice and event.notice not in self._told:
            self._told.add(event.notice)
            self._bench.notices.tell(Notice(DEVICE, event.notice))

    def _state_changed(self, state: str) -> None:
        if state == IDLE:
            self._close(SILENT)
            self._close(DEVICE)

    def _close(self, key: str) -> None:
        self._bench.notices.close_notice(key)

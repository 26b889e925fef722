"""Every end of a run is one plain sentence with something to do."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from app.training import memory
from app.training.explain import (
    Cause,
    RunError,
    explain_exception,
    not_finite,
    too_large,
)
from app.training.process.exits import ENDED, MemoryWitness, explain_exit, failure, of_file
from app.training.run_folder import folder as runs
from blocks.errors import FileError
from blocks.inference.result import Totals
from blocks.values.values import Configured
from exporters.data.targets import DataFileError


class ResourceExhaustedError(Exception):
    """As TensorFlow calls it."""


ERRORS = {
    "memory": [ResourceExhaustedError("OOM when allocating tensor"), MemoryError()],
    "keras": [ValueError("Input 0 of layer is incompatible"), ZeroDivisionError()],
    "disk": [OSError(28, "No space left on device", "/run")],
    "start": [ModuleNotFoundError("No module named 'torch'", name="torch.nn")],
    "project": [FileError("the file is newer")],
    "data": [DataFileError("There is no file x. Put it back.")],
}
CASES = [(kind, error) for kind, errors in ERRORS.items() for error in errors]


@pytest.mark.parametrize(("kind", "error"), CASES, ids=lambda case: str(case)[:20])
def test_exceptions(kind: str, error: Exception) -> None:
    cause = explain_exception(error)
    assert cause.kind == kind
    assert_plain(cause)


@pytest.mark.parametrize("code", [-signal.SIGKILL, -signal.SIGSEGV, -signal.SIGABRT, -77, 0, 1, None])  # fmt: skip
def test_exit_codes(code: int | None) -> None:
    cause = explain_exit(code)
    assert cause.kind == "died"
    assert_plain(cause)
    assert cause.remedy


def assert_plain(cause: Cause) -> None:
    assert cause.sentence[0].isupper() or cause.sentence[0].isdigit()
    assert cause.sentence.endswith(".")
    assert "\n" not in cause.sentence
    assert len(cause.sentence) < 400


def test_the_log_says_more_than_the_exit_code() -> None:
    log = "Traceback ...\nModuleNotFoundError: No module named 'jax.numpy'"
    assert explain_exit(1, log).sentence.startswith("The Python package jax is missing")


def test_the_block_at_fault_is_found_by_its_layer() -> None:
    error = ValueError('Exception encountered when calling layer "conv2d_1": boom')
    cause = explain_exception(error, {"conv2d": "a-1", "conv2d_1": "a-2"})
    assert cause.block == "a-2"
    assert "at the layer conv2d_1" in cause.sentence


def test_what_is_not_a_number_names_its_batch() -> None:
    assert "loss became not a number (NaN) at batch 7 of epoch 2" in (
        not_finite("loss", "nan", 2, 7).sentence
    )


def test_a_model_that_cannot_fit_is_refused_with_sizes() -> None:
    totals = Totals(weight_bytes=2**34, activation_bytes=2**10)
    needed = memory.training_bytes(totals, "adam", 32)
    assert needed == 5 * 2**34 + 2 * 32 * 2**10
    assert memory.training_bytes(totals, Configured("SGD"), 1) < needed
    assert "80.0 GiB" in too_large(5 * 2**34, 2**30, 32).sentence
    with pytest.raises(RunError, match="batch size 32"):
        memory.check_model(Totals(weight_bytes=2**50), "adam", 32)
    with pytest.raises(RunError, match="The data need"):
        memory.check_data((512, 512, 3), 10**9)
    with pytest.raises(RunError, match="The data need") as refused:
        memory.check_data((28, 28), 40, reading=2**50)
    assert refused.value.cause.remedy == "Save the file with fewer or smaller examples."


@pytest.mark.parametrize(
    ("code", "ran_out", "kind", "words"),
    [
        (-signal.SIGKILL, True, "memory", "because memory had run out"),
        (-signal.SIGKILL, False, "died", "had not run out of memory"),
        (-signal.SIGKILL, None, "died", "most often because memory ran out"),
        (-signal.SIGTERM, False, "died", "(SIGTERM)"),
        (-signal.SIGINT, False, "died", "(SIGINT)"),
        (-signal.SIGXCPU, False, "died", "processor time"),
        (-signal.SIGXFSZ, False, "died", "file larger"),
        (-signal.SIGSEGV, True, "died", "segmentation fault"),
        (128 + signal.SIGKILL, False, "died", "(SIGKILL)"),
        (0, False, "died", "without an error"),
        (7, False, "died", "exit code 7"),
    ],
)
def test_each_way_to_end_has_its_own_sentence(
    code: int, ran_out: bool | None, kind: str, words: str
) -> None:
    cause = explain_exit(code, "", ran_out)
    assert (cause.kind, words in cause.sentence) == (kind, True), cause
    assert "resume" not in cause.remedy.lower()  # only a checkpoint makes that possible


@pytest.mark.parametrize(
    ("log", "kind"),
    [
        ("Traceback ...\nMemoryError", "memory"),
        ("Traceback ...\nOSError: [Errno 28] No space left on device: 'x'", "disk"),
        ("terminate called after throwing an instance of 'std::bad_alloc'", "memory"),
        ("Traceback ...\nRuntimeError: something", "died"),
    ],
)
def test_the_last_words_of_a_process_that_failed(log: str, kind: str) -> None:
    assert explain_exit(1, log).kind == kind
    # Whoever killed it did not do that for what its log says.
    assert explain_exit(-signal.SIGTERM, log).kind == "died"


def test_the_system_says_whether_memory_ran_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from app.training.process import exits

    counts: dict[str, int] = {"/proc/vmstat": 3}
    monkeypatch.setattr(exits, "_kills", lambda: dict(counts))
    witness = MemoryWitness()
    assert witness.ran_out() is False
    counts["/proc/vmstat"] += 1
    assert witness.ran_out() is True
    counts.clear()
    assert witness.ran_out() is None


def test_a_full_disk_is_called_full_whoever_says_it() -> None:
    own = explain_exception(OSError(28, "No space left on device", "/run/history.csv"))
    assert (own.kind, own.sentence) == (
        "disk",
        "The disk is full: /run/history.csv could not be written.",
    )
    library = RuntimeError(
        "Can't write data (file write failed: error message = 'No space left on device')"
    )
    assert explain_exception(library).kind == "disk"
    assert explain_exception(KeyboardInterrupt()).kind == "died"


def test_nothing_offers_to_go_on_without_a_checkpoint(tmp_path: Path) -> None:
    cause = Cause("died", "It died.", "Start again.")
    assert runs.checkpoint_epoch(tmp_path) == 0
    (tmp_path / runs.CHECKPOINT).write_text("{broken")
    assert runs.checkpoint_epoch(tmp_path) == 0
    (tmp_path / runs.CHECKPOINT).write_text(
        '{"epoch":3,"history":{},"best_epoch":1,"best_value":1.0}'
    )
    assert runs.checkpoint_epoch(tmp_path) == 0  # its weights are not there
    (tmp_path / runs.LAST_WEIGHTS).touch()
    assert runs.checkpoint_epoch(tmp_path) == 3
    without = failure(cause, 0, str(tmp_path), "")
    assert (without.resumable, without.remedy) == (False, "Start again.")
    kept = failure(cause, 3, str(tmp_path), "")
    assert (kept.resumable, kept.remedy) == (True, "Start again. The state after epoch 3 is kept.")
    assert cause.kind != ENDED


@pytest.mark.parametrize("code", [-signal.SIGKILL, -signal.SIGSEGV, -signal.SIGTERM, 0, 3])
@pytest.mark.parametrize("log", ["", "MemoryError", "No module named 'jax'"])
def test_a_process_that_writes_a_file_is_not_said_to_train(code: int, log: str) -> None:
    assert "training" not in of_file(explain_exit(code, log, ran_out=False).sentence)

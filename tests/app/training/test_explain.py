"""Every end of a run is one plain sentence with something to do."""

from __future__ import annotations

import signal

import pytest

from app.training import memory
from app.training.explain import (
    Cause,
    RunError,
    explain_exception,
    explain_exit,
    not_finite,
    too_large,
)
from blocks.check import Totals
from blocks.errors import FileError
from blocks.values import Configured
from exporters.data_targets import DataFileError


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

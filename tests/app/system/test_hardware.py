"""Cards, real and made up, and what each process of ours is told of them."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.exports.model_file_job import ModelFileJob
from app.imports.answers import Verdict
from app.imports.job import ImportJob
from app.system import (
    child,
    doctor_card,
    hardware,
    keras_environment,
    limited_child as limited,
)
from app.system.findings import Finding, Status
from app.training.process import client
from app.training.session import TrainingSession

MADE_UP = Path(__file__).with_name("made_up_card")
ROOT = Path(__file__).parents[3]
SHARED = {"TF_FORCE_GPU_ALLOW_GROWTH": "true", "XLA_PYTHON_CLIENT_PREALLOCATE": "false"}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of this machine counts."""
    for name in (*SHARED, "CUDA_VISIBLE_DEVICES", "KERAS_BACKEND", "JAX_PLATFORMS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(hardware.platform, "machine", lambda: "x86_64")
    hardware._cards.cache_clear()
    yield
    hardware._cards.cache_clear()


@pytest.fixture
def nvml(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The management library of a machine with one card."""
    spec = importlib.util.spec_from_file_location("pynvml", MADE_UP / "pynvml.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    monkeypatch.setitem(sys.modules, "pynvml", made)
    return made


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The packages that are installed, by name with their version."""
    packages: dict[str, str] = {"tensorflow": "2.21.0"}
    monkeypatch.setattr(hardware, "_version", packages.get)
    return packages


TENSORFLOW_CUDA = ("cublas", "cuda-cupti", "cuda-nvcc", "cuda-runtime", "cudnn", "curand")
CUDA_12 = {"tensorflow": "2.21.0"} | {f"nvidia-{each}-cu12": "12" for each in TENSORFLOW_CUDA}
TORCH_12 = {each: what for each, what in CUDA_12.items() if "nvcc" not in each} | {"torch": "2.8.0"}
JAX_12 = {each: what for each, what in CUDA_12.items() if "curand" not in each} | {
    "jax": "0.6.0",
    "jax-cuda12-plugin": "0.6.0",
}
JAX = {"tensorflow": "2.21.0", "jax": "0.12", "jax-cuda13-plugin": "0.12"}
TORCH = {"tensorflow": "2.21.0", "torch": "2.15.0"}


# ------------------------------------------------------------------ what is there


def test_a_card_is_seen_without_any_backend(nvml: ModuleType) -> None:
    cards = hardware.cards()
    assert cards.words == "NVIDIA GeForce RTX 4090"
    assert cards.found[0].memory == 24 * 2**30
    assert cards.driver == "580.95.05"
    assert hardware.card_possible()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("NVMLError_LibraryNotFound", ""),  # no driver at all is no trouble
        ("NVMLError_LibRmVersionMismatch", "not loaded again"),
        ("NVMLError_DriverNotLoaded", "not loaded"),
        ("NVMLError_NoPermission", "may not use"),
        ("NVMLError_Unknown", "does not answer"),
    ],
)
def test_a_driver_that_is_not_there_or_does_not_answer(
    kind: str, words: str, nvml: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise type(kind, (nvml.NVMLError,), {})("why")

    monkeypatch.setattr(nvml, "nvmlInit", fail)
    cards = hardware.cards()
    assert cards.found == ()
    assert bool(cards.trouble) == bool(cards.remedy) == bool(words)
    assert words in cards.trouble


def test_a_driver_that_fails_halfway_and_a_card_without_memory_of_its_own(
    nvml: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise nvml.NVMLError("Not Supported")

    monkeypatch.setattr(nvml, "nvmlDeviceGetMemoryInfo", fail)
    assert hardware.cards().found[0].memory == 0
    hardware._cards.cache_clear()
    monkeypatch.setattr(nvml, "nvmlDeviceGetCount", fail)
    assert "does not answer" in hardware.cards().trouble


def test_without_the_library_there_is_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", None)
    assert hardware.cards() == hardware.GraphicsCards()


@pytest.mark.parametrize(("machine", "count"), [("arm64", 1), ("x86_64", 0)])
def test_apple_silicon_has_a_card(
    machine: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(hardware.platform, "machine", lambda: machine)
    assert len(hardware.cards().found) == count
    assert not hardware.busy()


def test_a_card_at_work_is_a_sign_of_life(nvml: Any) -> None:
    assert not hardware.busy()
    nvml.UTILIZATION = 40
    assert hardware.busy()


# ------------------------------------------------------------------ which backend uses it


@pytest.mark.parametrize(
    ("platform", "packages", "usable"),
    [
        ("linux", {"tensorflow": "2.21.0"}, ()),
        ("linux", CUDA_12, ("tensorflow",)),
        ("linux", TORCH_12, ("torch",)),  # with CUDA libraries of its own
        ("linux", JAX_12, ("jax",)),
        ("linux", TORCH_12 | JAX_12, ("tensorflow", "jax", "torch")),
        ("linux", JAX, ("jax",)),
        ("linux", TORCH, ("torch",)),
        ("linux", {"torch": "2.15.0+cpu"}, ()),
        ("win32", CUDA_12, ()),  # TensorFlow for Windows has had no CUDA since 2.11
        ("win32", TORCH, ()),  # nor has PyPI's PyTorch
        ("win32", {"torch": "2.13.0+cu130"}, ("torch",)),
        ("darwin", TORCH, ("torch",)),
        ("darwin", {"tensorflow": "2.21.0", "jax": "0.12"}, ()),
    ],
)
def test_backends_that_are_built_for_cards(
    platform: str,
    packages: dict[str, str],
    usable: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert hardware.usable(packages.get) == usable


def test_tensorflow_for_arm_has_no_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware.platform, "machine", lambda: "aarch64")
    assert hardware.usable((CUDA_12 | TORCH).get) == ("torch",)


def test_a_run_gets_the_backend_that_uses_the_card_unless_people_chose_another(
    nvml: ModuleType, installed: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert hardware.preferred_backend() is None
    installed |= TORCH
    assert hardware.preferred_backend() == "torch"
    (tmp_path / "keras.json").write_text('{"backend": "tensorflow"}')  # as Keras itself writes it
    assert hardware.preferred_backend() == "torch"
    (tmp_path / "keras.json").write_text('{"backend": "jax"}')
    assert hardware.preferred_backend() is None
    (tmp_path / "keras.json").unlink()
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert hardware.preferred_backend() is None
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    installed |= CUDA_12
    assert hardware.preferred_backend() is None  # what Keras takes by itself uses the card
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    installed.pop("nvidia-cudnn-cu12")
    assert hardware.preferred_backend() is None
    environment = keras_environment.keras_environment()
    assert environment["KERAS_BACKEND"] == "jax"


def test_a_run_on_the_processor_beside_a_card_says_why(
    nvml: ModuleType, installed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cpu = ("cpu:0",)
    assert hardware.fallback("jax", ("gpu:0",)) == ""
    said = hardware.fallback("tensorflow", cpu)
    assert "NVIDIA GeForce RTX 4090" in said
    assert "'python3 run.py setup --gpu'" in said
    installed |= TORCH
    assert "KERAS_BACKEND=torch" in hardware.fallback("tensorflow", cpu)
    assert "'python3 run.py doctor' says more" in hardware.fallback("torch", cpu)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    assert "CUDA_VISIBLE_DEVICES hides it" in hardware.fallback("torch", cpu)


def test_without_a_card_the_processor_needs_no_excuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", None)
    assert hardware.fallback("tensorflow", ("cpu:0",)) == ""


# ------------------------------------------------------------------ the doctor


def found(backend: str, *devices: str) -> Finding:
    (finding,) = doctor_card.card_findings(backend, devices)
    return finding


def test_the_doctor_names_the_one_command(nvml: ModuleType, installed: dict[str, str]) -> None:
    finding = found("tensorflow", "cpu:0")
    assert (finding.status, finding.remedy) == (Status.WARN, "python3 run.py setup --gpu")
    assert "a card, NVIDIA GeForce RTX 4090 (24 GiB, driver 580.95.05)" in finding.message


def test_the_doctor_says_which_backend_uses_the_card(
    nvml: Any, installed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed |= JAX
    assert found("jax", "gpu:0").message.endswith("JAX uses it.")
    assert found("").message.endswith("JAX would use it.")
    other = found("tensorflow", "cpu:0")
    assert (other.status, other.remedy) == (Status.WARN, "set KERAS_BACKEND=jax")
    broken = found("jax", "cpu:0")
    assert (broken.status, broken.remedy) == (Status.WARN, "python3 run.py setup --gpu jax")
    monkeypatch.setattr(nvml, "nvmlSystemGetDriverVersion", lambda: "550.1")
    hardware._cards.cache_clear()
    assert "too old for JAX with CUDA 13: it needs 580" in found("jax", "cpu:0").message


def test_the_doctor_of_a_machine_without_a_card_and_of_one_with_a_broken_driver(
    nvml: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise type("NVMLError_LibRmVersionMismatch", (nvml.NVMLError,), {})

    monkeypatch.setattr(nvml, "nvmlInit", fail)
    assert (found("jax").status, found("jax").remedy) == (Status.WARN, "restart the machine")
    monkeypatch.setitem(sys.modules, "pynvml", None)
    hardware._cards.cache_clear()
    assert found("tensorflow", "cpu:0").status is Status.OK


# ------------------------------------------------------------------ the environment of our processes


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """The environments of the processes that are started; none is."""
    given: list[dict[str, str]] = []

    def popen(words: list[str], env: dict[str, str], **_: object) -> None:
        given.append(env)
        raise OSError("none is started here")

    monkeypatch.setattr(child.subprocess, "Popen", popen)
    return given


def test_each_worker_shares_the_card(
    started: list[dict[str, str]], qapp: object, tmp_path: Path
) -> None:
    session = TrainingSession()
    session.warm_up()  # the spare one
    with pytest.raises(OSError, match="none is started"):
        client.WorkerProcess(lambda event: None)  # the one of a run
    assert len(started) == 2
    for environment in started:
        assert environment.items() >= SHARED.items()
        assert "CUDA_VISIBLE_DEVICES" not in environment


def test_what_only_builds_or_writes_leaves_the_card_alone(
    started: list[dict[str, str]], qtbot: QtBot, tmp_path: Path
) -> None:
    class Order:
        """Of a model file."""

        def close(self) -> None:
            """Nothing was begun."""

    ModelFileJob(Order()).start()  # type: ignore[arg-type]
    job = ImportJob("check", tmp_path / "model.keras", Verdict)
    with qtbot.waitSignal(job.failed):
        pass
    with pytest.raises(OSError, match="none is started"):
        limited.run("check", tmp_path, "", limited.CHECK, Verdict)
    assert len(started) == 3
    for environment in started:
        assert environment.items() >= SHARED.items()
        assert environment["CUDA_VISIBLE_DEVICES"] == "-1"
        assert environment["JAX_PLATFORMS"] == "cpu"


def test_what_people_set_themselves_stands() -> None:
    own = {"TF_FORCE_GPU_ALLOW_GROWTH": "false", "XLA_PYTHON_CLIENT_PREALLOCATE": "true"}
    assert keras_environment.keras_environment(own).items() >= own.items()


# ------------------------------------------------------------------ the spare worker

WATCHED = """
    import json, os, sys
    from app.training.worker import __main__ as worker
    from app.training.messages import OnDevice
    told, listed = [], []
    class Outbox:
        put = staticmethod(told.append)
    import keras
    backend = keras.backend.backend()
    real = keras.distribution.list_devices
    def list_devices(*words):
        listed.append(1)
        return real(*words)
    keras.distribution.list_devices = list_devices
    def touched():
        if backend == "jax":
            from jax._src import xla_bridge
            return bool(xla_bridge._backends)
        from tensorflow.python.eager import context
        return bool(context.context()._initialized)
    worker.load_keras(Outbox())
    worker.rehearse_building() if worker.card_possible() else worker.rehearse()
    before = [touched(), len(listed), told[0].devices]
    worker.take_device(Outbox())
    device = next(event for event in told if isinstance(event, OnDevice))
    environment = [os.environ.get("TF_FORCE_GPU_ALLOW_GROWTH"), os.environ.get("XLA_PYTHON_CLIENT_PREALLOCATE")]
    print(json.dumps([before, len(listed), device.device, device.notice, environment]))
"""


def watched(backend: str, *paths: Path) -> list[Any]:
    """What a spare worker does before and after it gets a job."""
    environment = keras_environment.keras_environment(backend=backend)
    path = [*map(str, paths), environment["PYTHONPATH"]]
    child = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WATCHED)],
        env=environment | {"PYTHONPATH": os.pathsep.join(path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-2000:]
    told: list[Any] = json.loads(child.stdout.splitlines()[-1])
    return told


@pytest.mark.keras
@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
def test_a_spare_worker_keeps_off_the_card_until_it_has_a_job(backend: str) -> None:
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    before, listed, device, notice, environment = watched(backend, MADE_UP)
    assert before == [False, 0, []]  # nothing was computed, no device listed, none claimed
    assert listed == 1
    assert device == f"cpu:0 ({backend})"
    assert "there is a card (NVIDIA GeForce RTX 4090)" in notice
    assert environment == ["true", "false"]


@pytest.mark.keras
def test_without_a_card_the_spare_worker_rehearses_a_whole_run() -> None:
    before, _, device, notice, _ = watched("tensorflow")
    if hardware.card_possible():
        pytest.skip("there is a card here")
    assert before == [True, 0, ["cpu:0"]]
    assert (device, notice) == ("cpu:0 (tensorflow)", "")


def test_a_made_up_card_of_the_terminal(
    nvml: ModuleType, installed: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    from app.commands.train_telling import JsonTeller, TextTeller
    from app.training.messages import OnDevice

    words = hardware.fallback("tensorflow", ("cpu:0",))
    tellers: list[Callable[[Any], None]] = [TextTeller().tell, JsonTeller().tell]
    for tell in tellers:
        tell(OnDevice("cpu:0 (tensorflow)", words))
    told = capsys.readouterr()
    assert told.err == f"netwright: {words}\n"
    assert json.loads(told.out) == {
        "event": "device",
        "device": "cpu:0 (tensorflow)",
        "message": words,
    }

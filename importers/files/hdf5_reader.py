"""Run in a process of its own: writes the ``model_config`` of an HDF5 file to standard output.

HDF5's library can crash on a damaged file, and a hostile one can ask it for anything: so it works under limits, may
open nothing but this file and Python's own, reads two attributes of the root and nothing else, and never follows a
link. Started by path with ``python -I``: this file imports nothing of Netwright.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import h5py

MEMORY = 1024 * 2**20
SECONDS = 5
MAX_CONFIG = 16 * 2**20
MAX_VERSION = 64
NO_CONFIG, TOO_LARGE = 3, 4
"""Exit codes; any other means that the file cannot be read."""

# Numbers of Linux, the same on every machine: https://docs.kernel.org/userspace-api/landlock.html
_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_PATH_BENEATH, _NO_NEW_PRIVILEGES = 1, 38
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights over files a version of Landlock knows, the last one for all after it."""


def limit(seconds: int = SECONDS, memory: int = MEMORY) -> None:
    """Bound memory and time, and forbid writing files, where the system can.

    Args:
        seconds: of work.
        memory: bytes; 0 leaves memory and files as they are.
    """
    try:
        import resource
    except ImportError:  # Windows has none of these; the parent watches
        return
    wanted = {resource.RLIMIT_CPU: seconds, resource.RLIMIT_CORE: 0}
    if memory:
        wanted |= {resource.RLIMIT_AS: memory, resource.RLIMIT_FSIZE: 0}
    for which, most in wanted.items():
        hard = resource.getrlimit(which)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(which, (most, most))
        except (ValueError, OSError):  # macOS takes no bound of memory; the parent watches
            continue


def lock_in(path: str = "") -> bool:
    """Let this process write no file, open no connection, and read little; tells whether the system could.

    Args:
        path: the one file that may be read beside Python's own; empty if all may be.
    """
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    system = ctypes.CDLL(None, use_errno=True)
    version = system.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False
    rights = (1 << _RIGHTS.get(version, 16)) - 1
    readable = _EXECUTE | _READ_FILE | _READ_DIR
    if not path:
        rights &= ~readable
    # What is to be asked for: rights over files, then over connections (since version 4).
    asked = (ctypes.c_uint64 * 2)(rights, 3)
    size = ctypes.c_size_t(16 if version >= 4 else 8)
    rules = system.syscall(_CREATE, ctypes.byref(asked), size, ctypes.c_uint32(0))
    if rules < 0:
        return False
    folders = {sys.prefix, sys.base_prefix, sys.exec_prefix, "/usr/lib", "/lib", "/lib64"}
    for folder in sorted(folders) if path else ():
        _allow(system, rules, folder, readable)
    # A child of this process has nothing as its input, which is opened for writing, too.
    _allow(system, rules, path or os.devnull, _READ_FILE if path else _WRITE_FILE)
    if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    done = system.syscall(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0))
    os.close(rules)
    return bool(done == 0)


def _allow(system: object, rules: int, path: str, rights: int) -> None:
    import ctypes

    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    rule = rights.to_bytes(8, sys.byteorder) + handle.to_bytes(4, sys.byteorder)
    beneath = ctypes.create_string_buffer(rule, 12)
    call = system.syscall  # type: ignore[attr-defined]  # libc has it
    call(_ADD_RULE, ctypes.c_int(rules), ctypes.c_int(_PATH_BENEATH), beneath, ctypes.c_uint32(0))
    os.close(handle)


def read(path: str) -> int:
    """Write the version of Keras and, after a line's end, the attribute to standard output; returns the exit code."""
    import h5py

    lock_in(path)
    with h5py.File(path, "r") as file:
        if "model_config" not in file.attrs:
            return NO_CONFIG
        found = file.attrs.get_id("model_config")
        if found.shape != () or found.get_storage_size() > MAX_CONFIG:
            return TOO_LARGE
        value = file.attrs["model_config"]
        file_version = _version_in(file.attrs)
    data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else bytes(value)
    if len(data) > MAX_CONFIG:
        return TOO_LARGE
    sys.stdout.buffer.write(file_version + b"\n" + data)
    sys.stdout.buffer.flush()
    return 0


def _version_in(attributes: h5py.AttributeManager) -> bytes:
    """Return the attribute ``keras_version`` where it is a short word; empty for anything else."""
    if "keras_version" not in attributes:
        return b""
    found = attributes.get_id("keras_version")
    if found.shape != () or found.get_storage_size() > MAX_VERSION:
        return b""
    value = attributes["keras_version"]
    word = value.encode("ascii", "ignore") if isinstance(value, str) else value
    return word if isinstance(word, bytes) and word.isascii() and word.split() == [word] else b""


if __name__ == "__main__":
    limit()
    sys.exit(read(sys.argv[1]))

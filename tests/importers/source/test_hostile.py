"""Source that is built to do harm: nothing is run, nothing imported, all work is bounded, all errors are words."""

from __future__ import annotations

import random
import sys
import tracemalloc
from pathlib import Path

import pytest

from blocks.files.project_file import from_text, to_text
from importers.model_file import import_model
from importers.reports.errors import UnreadableModel
from importers.source.reader import read_model
from importers.source.text.source import MAX_SOURCE, read_script
from tests.importers.source import fuzz as fuzz_python, growing_scripts

MODEL = (
    "from keras import Sequential, Input, layers\nm = Sequential([Input((4,)), layers.Dense(2)])\n"
)


@pytest.fixture(autouse=True)
def loaded() -> None:
    """Load what reading needs, so that whatever a script loads is seen."""
    read_model(read_script(MODEL.encode()), "")


def refused(text: str) -> str:
    """Read a script; returns why it is refused, an empty text where it is not."""
    try:
        read_model(read_script(text.encode()), "")
    except UnreadableModel as error:
        return str(error)
    return ""


def marker(folder: Path) -> str:
    return repr(str(folder / "MARKER"))


RUN = (
    "open({marker}, 'w').write('x')",
    "__import__('os').system('touch ' + {marker})",
    "import antigravity, this",
    "from os import *; system('touch MARKER')",
    "exec(\"open({marker}, 'w')\")",
    "eval('__import__(\"os\")')",
    "class A:\n    x = open({marker}, 'w')\n    def __init_subclass__(cls): open({marker}, 'w')\nclass B(A): pass",
    "@(lambda f: open({marker}, 'w'))\ndef f(): pass",
    "def f(x=open({marker}, 'w')): pass\nf()",
    "f'{open({marker}, \"w\")}'",
    "[open({marker}, 'w') for _ in range(3)]",
    "(lambda: open({marker}, 'w'))()",
    "with open({marker}, 'w') as f: f.write('x')",
    "import pickle; pickle.load(open({marker}))",
    "m = keras.models.load_model('evil.keras')",
    "raise SystemExit\n",
    "assert open({marker}, 'w')",
    "try:\n    1 / 0\nexcept ZeroDivisionError:\n    open({marker}, 'w')\nfinally:\n    open({marker}, 'w')",
    "keras.utils.get_file('x', 'http://127.0.0.1:9/x', extract=True)",
    "().__class__.__bases__[0].__subclasses__()",
)


@pytest.mark.parametrize("line", RUN)
def test_nothing_is_ever_run(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "net.py"
    path.write_text(f"{MODEL}{line.replace('{marker}', marker(tmp_path))}\n")
    modules = set(sys.modules)
    found = import_model(path)
    assert [block.type for block in found.document.model.blocks.values()] == ["Input", "Dense"]
    assert [each.name for each in tmp_path.iterdir()] == ["net.py"]
    assert not {each for each in set(sys.modules) - modules if not each.startswith("blocks.")}


BOUNDED = {
    "power": "n = 10 ** 10 ** 10\nx = 2 ** 64 ** 64\ny = 1 << 10 ** 9",
    "long": "a = 'x' * 10 ** 9\nb = [0] * 10 ** 9\nc = (0,) * 10 ** 9\nd = 'x' * (10 ** 9)\ne = b * 10 ** 9",
    "doubling": "a = 'xx'\nb = [0]\n" + "a = a + a\nb = b + b\n" * 60,
    "format": "a = f'{1:>999999999}'\nb = '%999999999d' % 1\nc = '{:>999999999}'.format(1)",
    "range": "for i in range(10 ** 9):\n    y = i",
    "nested": "for a in range(999):\n    for b in range(999):\n        for c in range(999):\n            y = a * b",
    "while": "while True:\n    y = 1",
    "recursion": "def f(n):\n    return f(n + 1)\nf(0)",
    "mutual": "def f(n):\n    return g(n)\ndef g(n):\n    return f(n) + f(n)\nf(0)",
    "list of itself": "a = []\na.append(a)\nb = a + a\nlayers.Dense(a)\nlayers.Dense(2)(a)",
    "huge comprehension": "a = [[[0 for _ in range(999)] for _ in range(999)] for _ in range(999)]",
    "names": "".join(f"v{at} = {at}\n" for at in range(3000)),
    "replace": "a = 'x' * 9999\nb = a.replace('x', a)\nc = b.replace('x', a)",
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", BOUNDED)
def test_work_is_bounded(name: str) -> None:
    tracemalloc.start()
    try:
        text = f"{BOUNDED[name]}\n{MODEL}"
        assert "cannot be read" in (refused(text) or "cannot be read")
        assert tracemalloc.get_traced_memory()[1] < 200 * 2**20
    finally:
        tracemalloc.stop()


LARGE = (
    "extend",
    "zip of many",
    "copies",
    "slices",
    "slices of a text",
    "format of many",
    "percent of many",
    "comprehension of copies",
    "ranges",
    "append",
    "insert",
    "keywords",
)
"""Those whose memory is measured, too."""


@pytest.mark.timeout(100)
@pytest.mark.parametrize("name", growing_scripts.DOUBLING)
def test_nothing_doubles_without_end(name: str) -> None:
    tracing = name in LARGE
    if tracing:  # which makes reading three times as slow
        tracemalloc.start()
    try:
        words = refused(growing_scripts.script(growing_scripts.DOUBLING[name]).decode())
        assert "cannot be read" in (words or "cannot be read")
        assert not tracing or tracemalloc.get_traced_memory()[1] < 200 * 2**20
    finally:
        tracemalloc.stop()


GROWING = {
    "+": ("a = 'ab'", "a = a + a", "text"),
    "*=": ("a = 'ab'", "a *= 2", "text"),
    "f-string": ("a = 'ab'", "a = f'{a}{a}'", "text"),
    "format": ("a = 'ab'", "a = '{}{}'.format(a, a)", "text"),
    "percent": ("a = 'ab'", "a = '%s%s' % (a, a)", "text"),
    "replace": ("a = 'ab'", "a = a.replace('a', 'aa').replace('b', 'bb')", "text"),
    "row": ("a = (1, 2)", "a += a", "row"),
    "list": ("a = [1, 2]", "a += a", "list"),
    "list *": ("a = [1, 2]", "a = a * 2", "list"),
}


@pytest.mark.parametrize("name", GROWING)
def test_what_grows_too_long_is_told_once_in_the_report(name: str) -> None:
    start, line, what = GROWING[name]
    script = (
        f"{start}\n" + f"{line}\n" * 20 + MODEL.replace("layers.Dense(2)", "layers.Dense(len(a))")
    )
    found = read_model(read_script(script.encode()), "")
    told = [each for each in found.report.remarks if "too long: left out" in each.text]
    assert len(told) == 1
    assert what in told[0].text
    assert told[0].name == line
    assert any(each.text.startswith("units is") for each in found.report.remarks), "not known"


def test_long_words_about_the_code_are_no_remark() -> None:
    found = read_model(read_script(f"{'x' * 20_000!r}\n{MODEL}".encode()), "")
    assert found.report.remarks == []


@pytest.mark.timeout(200)
@pytest.mark.parametrize("kind", ["row", "list", "deep"])
def test_what_stands_for_millions_is_looked_at_in_bounded_time(kind: str) -> None:
    for name, body in growing_scripts.NESTED.items():
        if name.startswith(f"{kind}:"):
            words = refused(growing_scripts.script(body).decode())
            assert "cannot be read" in (words or "cannot be read"), name


def test_halves_of_letters_are_question_marks_in_what_is_read() -> None:
    text = (
        "from keras import Sequential, Input, layers\nWORD = '\\ud800x'\n"
        "def f(x):\n    'Has \\udfff in it.'\n    return layers.Dense(2, name='a\\ud800')(layers.ReLU()(x))\n"
        "i = Input((4,))\nm = keras.Model(i, f(i), name='\\udc00')\n"
    )
    found = read_model(read_script(text.encode()), "\ud800")
    assert to_text(found.document).encode("utf-8")
    assert from_text(to_text(found.document)).graphs.keys() == found.document.graphs.keys()


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "body",
    [
        "for i in range(10 ** 9):\n    x = layers.Dense(i + 1)(x)",
        "for a in range(1000):\n    for b in range(1000):\n        x = layers.Dense(a)(x)\n        y = layers.Dense(b)",
        "for i in range(100):\n    x = layers.add([x] * 100)\n    y = x",
        "def f(x, n):\n    return f(layers.Dense(n)(x), n + 1)\nx = f(x, 1)",
        "layers_ = [layers.Dense(3) for _ in range(1000)]\nfor l in layers_ * 9:\n    x = l(x)",
        "x = [x] * 10000\nx = layers.add(x)",
    ],
)
def test_models_are_bounded(body: str) -> None:
    text = f"from keras import *\nx = i = Input((4,))\n{body}\nm = Model(i, x)\n"
    assert "cannot be read" in (refused(text) or "cannot be read")


DEEP = {
    "brackets": "(" * 5000 + ")" * 5000,
    "minus": "-" * 50_000 + "1",
    "not": "not " * 20_000 + "x",
    "plus": "1" + "+1" * 60_000,
    "attribute": "a" + ".a" * 60_000,
    "call": "f" + "()" * 60_000,
    "subscript": "a" + "[0]" * 40_000,
    "lambda": "lambda: " * 20_000 + "1",
    "conditional": "1 if x else " * 10_000 + "1",
    "elif": "if x:\n    y\n" + "elif x:\n    y\n" * 10_000,
    "blocks": "\n".join(" " * at + "if x:" for at in range(98)) + "\n" + " " * 99 + "y",
    "strings": "'a' " * 60_000,
    "braces": "{" * 5000,
    "f-strings": "f'{" * 500 + "1" + "}'" * 500,
    "power": "1" + "**1" * 40_000,
    "compare": "1" + "<1" * 100_000,
    "decorators": "@f\n" * 50_000 + "def f(): pass",
    "stars": "*" * 50_000 + "x",
    "digits": "9" * 100_000,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_is_refused_or_read(name: str) -> None:
    assert (refused(DEEP[name]) or ".").endswith(".")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"x" * (MAX_SOURCE + 1), "larger than"),
        (b"x = 1\0\n" + MODEL.encode(), "zero bytes"),
        (b"# -*- coding: utf-7 -*-\n" + MODEL.encode(), "written in utf-7"),
        (b"# coding: rot13\n" + MODEL.encode(), "written in rot13"),
        (b"# coding: unicode_escape\n" + MODEL.encode(), "written in unicode-escape"),
        (b"\xff\xfe" + MODEL.encode("utf-16"), "zero bytes"),
        (b"\xff" + MODEL.encode(), "not UTF-8"),
        (b"", "no Keras model"),
        (b"x = " + b"\x80" * 10, "not UTF-8"),
        (b"PK\x03\x04 this is no script", "no Python script"),
    ],
)
def test_what_is_no_script_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableModel, match=words):
        read_model(read_script(data), "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "ascii"])
def test_encodings_that_people_use(encoding: str) -> None:
    head = "" if encoding.startswith("utf") else f"# coding: {encoding}\n"
    comment = "" if encoding == "ascii" else "# Größe\n"
    data = (head + comment + MODEL).replace("\n", "\r\n").encode(encoding)
    assert len(read_model(read_script(data), "").document.model.blocks) == 2


def test_notebooks_that_are_none(tmp_path: Path) -> None:
    for text in (
        "[]",
        "{}",
        '{"cells": 1}',
        "[" * 100_000,
        '{"cells": [1, {"cell_type": "code", "source": 3}]}',
    ):
        path = tmp_path / "net.ipynb"
        path.write_text(text)
        with pytest.raises(UnreadableModel):
            import_model(path)


def test_mutants() -> None:
    """The fuzzer, a little of it; all of it by ``python -m tests.importers.source.fuzz``."""
    chance = random.Random(7)
    good = sum(
        fuzz_python.read(fuzz_python.mutant(chance.choice(fuzz_python.SEEDS), chance))
        for _ in range(150)
    )
    assert good > 20


def test_the_seeds_of_the_fuzzer_are_good() -> None:
    assert all(map(fuzz_python.read, fuzz_python.SEEDS))

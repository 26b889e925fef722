"""Notebooks are read cell by cell; what only a notebook or Python 2 takes is put in words of Python 3."""

from __future__ import annotations

import json

import pytest

from blocks.check.checker import Checker
from importers.reports.errors import UnreadableModel
from importers.source.reader import Script, read_model
from importers.source.text.notebook import read_notebook
from importers.source.text.source import read_script
from tests.importers.source.scripts import script, told

START = "from keras import layers, Model, Input\ni = Input((8,))\nx = layers.Dense(4)(i)\n"
END = "m = Model(i, layers.Dense(2)(x))\n"


def _notebook(*cells: str, nbformat: int = 4, mark: bytes = b"") -> Script:
    key = "source" if nbformat > 3 else "input"
    made = [{"cell_type": "code", key: each.splitlines(keepends=True)} for each in cells]
    whole = {"cells": made} if nbformat > 3 else {"worksheets": [{"cells": made}]}
    data = json.dumps({**whole, "nbformat": nbformat}).encode()
    return read_model(read_notebook(mark + data), "Test")


def _parameters(found: Script) -> int:
    return Checker(found.document).totals().parameters


@pytest.mark.parametrize(
    "cell",
    [
        "if True:\n    %pip install -q nothing\n",
        "for k in range(3):\n    !ls\n    %matplotlib inline\n",
        "!pip install \\\n  one two \\\n  three\n",
        "%%bash\nif [ -f x ]; then echo hi; fi\ncat <<EOF\na b c\nEOF\n",
        "%%writefile other.py\nx = layers.Dense(99)(x)\n",
        "\n%%html\n<b>no</b>\n",
        "files = !ls\nlayers?\n?layers\nx??\n",
        "%load_ext tensorboard\nprint 'done', x\n",
        "    %time y = 2\n",
        "",
    ],
)
def test_what_only_a_notebook_takes(cell: str) -> None:
    found = _notebook(START, cell, END)
    assert _parameters(found) == 46
    assert told(found) == []


@pytest.mark.parametrize(
    "cell", ["%%time\nx = layers.Dense(5)(x)\n", "%time x = layers.Dense(5)(x)\n"]
)
def test_timed_python_is_python(cell: str) -> None:
    assert _parameters(_notebook(START, cell, END)) == 36 + 25 + 12


def test_text_with_a_sign_of_percent_stays() -> None:
    cell = "name = ('d%s'\n    % 3)\nx = layers.Dense(5, name=name)(x)\n"
    assert _parameters(_notebook(START, cell, END)) == 36 + 25 + 12


@pytest.mark.parametrize(
    "cell",
    [
        "for k in range(3):\n    # your turn\nprint('done')\n",
        "w = layers.Dense(?)(x)\n",
        "def part(x):\nreturn x\n",
        "x = ((((\n",
        "x = " + "(" * 80 + ")" * 80 + "\n",
        "```\n",
    ],
)
def test_a_broken_cell_is_left_out_and_named(cell: str) -> None:
    found = _notebook(START, cell, END)
    assert _parameters(found) == 46
    (remark,) = found.report.remarks
    assert remark.name.startswith("cell 2, line 1: ")
    assert remark.text.startswith("the cell is ")
    assert remark.text.endswith(": left out")


def test_more_broken_cells_than_lines_that_may_be_left_out() -> None:
    found = _notebook(START, *["a b c\n"] * 20, END)
    assert _parameters(found) == 46
    assert len(found.report.remarks) == 20


@pytest.mark.parametrize("nbformat", [3, 4])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_formats(nbformat: int, mark: bytes) -> None:
    assert _parameters(_notebook(START, END, nbformat=nbformat, mark=mark)) == 46


@pytest.mark.parametrize("text", ["[]", "{}", '{"worksheets": [3]}', '{"cells": 3}', "no"])
def test_what_is_no_notebook(text: str) -> None:
    with pytest.raises(UnreadableModel, match="no notebook"):
        read_notebook(text.encode())


@pytest.mark.parametrize(
    "lines",
    [
        "print 'start'",
        "for a in range(3):\n    print 'turn', a",
        "print 'a %s' % (\n    3,\n  )",
        "print >>f, 'a'\nprint\nprint 'b',",
        "if i <> None:\n\tprint 'tabs'",
        "try:\n    import nothing\nexcept ImportError, error:\n    print error",
        "def no():\n    raise ValueError, 'no'",
        "exec 'a = 1'\nn = 10L",
    ],
)
def test_python_2(lines: str) -> None:
    found = script(f"i = Input((8,))\n{lines}\nm = Model(i, layers.Dense(4)(i))\n")
    assert _parameters(found) == 36
    assert told(found) == []


def test_tabs_among_spaces() -> None:
    text = """
def f(x):
    y = layers.Dense(3)(x)
    if True:
\ty = layers.Dense(4)(y)
    return y
i = Input((8,))
m = Model(i, f(i))
"""
    found = script(text)
    assert _parameters(found) == 27 + 16
    assert told(found) == []


def test_lines_keep_their_numbers() -> None:
    source = read_script(
        b"print 'a'\nx = 1\nif x:\n\tprint 'b'\n    \nprint 'c %d' % (\n  3)\ny = 4\n"
    )
    assert [node.lineno for node in source.tree.body] == [1, 2, 3, 6, 8]
    assert source.line(4) == "print 'b'"


def test_long_lines_cost_no_time() -> None:
    read_script(("x = 1\nprint 'a'\n" + " " * 200_000 + "\n").encode())
    cell = "x =" + " " * 200_000 + "!" + "\n" + START + END
    assert _parameters(_notebook(cell.replace("!", "1"))) == 46

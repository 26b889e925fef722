"""Whatever a project's texts say, the script is ours: plain ASCII, the same statements, the texts only as strings."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from dataclasses import replace

import pytest
from hypothesis import example, given, settings, strategies as st

from blocks.document.document import Document
from blocks.document.edits import ReplaceBlock, SetMetaparameters
from blocks.graph.graph import MODEL, Metaparameter
from blocks.parameters import Number, Text
from blocks.values.values import Expression
from exporters.plan.make import PlanError, make_plan
from exporters.python.notebook import write_notebook
from exporters.python.script import write_script
from exporters.styles.options import NOTEBOOK, ExportOptions, Style
from tests.blocks.composites import Sketch
from tests.exporters.documents import document_of

NASTY = (
    "# -*- coding: utf-7 -*-\n+AAo-A_EXECUTED=1",
    "coding:utf-7",
    "vim: set fileencoding=utf-7 :",
    "\rimport os",
    "x\r\nimport os  # y",
    '"""\nimport os\n"""',
    '""""""""',
    '"',
    "'''",
    "\\",
    '\\"""',
    "trailing backslash \\",
    'ends in a quote"',
    "\x00",
    "\ud800",
    "\x0b \x0c \x1c \x85 \u2028 \u2029",
    "\uff4b\uff45\uff52\uff41\uff53",
    "\u202e txet desrever",
    "\N{GRINNING FACE} e\u0301 \xe9",
    "{__import__('os')} %s %(x)s ${x}",
    "\\N{BULLET} \\u0041 \\x41 \\n",
    "# fmt: off",
    "   leading\n\n\n  lines\t\tand tabs   ",
    "a" * 5000,
    "word " * 500,
)
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(st.characters(), max_size=60))
NAMES = (
    *("keras", "layers", "np", "x", "inputs", "outputs", "print", "int", "self", "match", "main"),
    *("__import__", "__debug__", "SEED", "model", "_", "__", "A" * 300, "branch_1", "shortcut"),
)


def project(title: str, description: str, name: str, text: str, note: str) -> Document:
    """A residual network whose project is full of a stranger's texts."""
    document = document_of(
        (
            ("in", "Input", (), {"shape": (8,)}),
            ("a", "Dense", ("in",), {"units": 8, "activation": "relu"}),
            ("drop", "Dropout", ("a",), {"rate": Expression(f"{name} if text == text else 0.5")}),
            ("add", "Add", ("a", "drop"), {}),
            ("out", "Dense", ("add",), {"units": 2}),
        ),
        (
            Metaparameter(Number(name=name, help=note), 0.25),
            Metaparameter(Text(name="text", help=note), text),
        ),
    )
    document.settings = replace(document.settings, title=title, description=description)
    return document


PLAIN = write_script(make_plan(project("Title", "Text", "alpha", "same", "Note")))


@given(title=TEXTS, description=TEXTS, name=st.sampled_from(NAMES), text=TEXTS, note=TEXTS)
@example(title=NASTY[0], description=NASTY[1], name="keras", text=NASTY[5], note=NASTY[6])
def test_texts_of_the_project_never_become_code(
    title: str, description: str, name: str, text: str, note: str
) -> None:
    script = write_script(make_plan(project(title, description, name, text, note)))

    script.encode("ascii")
    assert "\r" not in script
    assert script.splitlines()[0].startswith('"""Build, train and evaluate a Keras model')
    assert tokenize.detect_encoding(io.BytesIO(script.encode()).readline)[0] == "utf-8"
    assert shape_of(script) == shape_of(PLAIN)
    tree = ast.parse(script)
    assert squeezed(title) in squeezed(ast.get_docstring(tree, clean=False) or "")
    assert squeezed(description) in squeezed(ast.get_docstring(tree, clean=False) or "")
    assert text in {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def squeezed(text: str) -> str:
    """A text without white space, since docstrings are wrapped."""
    return "".join(text.split())


class _Blank(ast.NodeTransformer):
    """Takes out what may differ: strings, and the names of metaparameters and of the constants that hold them."""

    def __init__(self, function: ast.FunctionDef) -> None:
        arguments = [argument.arg for argument in function.args.args]
        constants = [node.id for node in function.args.defaults if isinstance(node, ast.Name)]
        self.names = {name: f"argument_{at}" for at, name in enumerate(arguments)}
        self.names |= {name: f"CONSTANT_{at}" for at, name in enumerate(constants)}

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        # A variable gives way to a metaparameter of its name.
        return ast.Name(self.names.get(node.id, node.id.removesuffix("_tensor")), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(self.names[node.arg])


def shape_of(script: str) -> str:
    """The syntax tree without strings and without the names of metaparameters."""
    tree = ast.parse(script)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    build = next(node for node in functions if node.name == "build_model")
    return ast.dump(_Blank(build).visit(tree))


COMPOSITES = (
    *("Keras", "Model", "Import_os", "Class", "print", "np", "A" * 60),
    *(
        "build_model",
        "main",
        "Main",
        "load_data",
        "True",
        "None",
        "x",
        "i",
        "Lambda",
        "Part_1_",
        "O0",
    ),
)


def with_composite(composite: str, name: str, port: str, description: str, note: str) -> Document:
    """A network with a composite that is full of a stranger's texts; its metaparameter is shown as a constant, too."""
    sketch = Sketch()
    meta = (
        Metaparameter(Number(name=name, help=note), 0.25),
        Metaparameter(Text(name="text", help=note), note),
    )
    part = sketch.graph(composite, *meta, description=description)
    left, right = part.add("In", name=port), part.add("In", name=f"{port}_2")
    y = part.add("Dropout", left, rate=f"={name} if text == text else 0.5")
    part.add("Out", part.add("Add", y, right), name=port)
    model = sketch.graph(MODEL, *meta)
    x = model.add("Dense", model.add("Input", shape=(8,)), units=8)
    x = model.add(composite, x, x, structure=None)
    old = model.graph.blocks[x]
    values = {name: Expression(f"{name} + 0"), "text": Expression("text")}
    sketch.document.apply([ReplaceBlock(MODEL, old, replace(old, values=values))])
    model.add("Dense", x, units=2)
    sketch.document.settings = replace(sketch.document.settings, title=note, description=note)
    return sketch.document


ORDINARY = write_script(make_plan(with_composite("Part", "alpha", "input", "A part.", "Note")))


@given(
    composite=st.sampled_from(COMPOSITES),
    name=st.sampled_from(NAMES),
    port=TEXTS,
    description=TEXTS,
    note=TEXTS,
    style=st.sampled_from([each for each in Style if each not in (Style.LIST, Style.ADD)]),
)
@example("Keras", "keras", NASTY[5], NASTY[5], "fmt: off", Style.FUNCTIONS)
@example("Keras", "keras", NASTY[0], NASTY[21], "# type: ignore # noqa: F401", Style.INLINED)
def test_texts_of_composites_never_become_code(
    composite: str, name: str, port: str, description: str, note: str, style: Style
) -> None:
    script = write_script(
        make_plan(with_composite(composite, name, port, description, note)), style=style
    )

    script.encode("ascii")
    assert "\r" not in script
    assert script.splitlines()[0].startswith('"""Build, train and evaluate a Keras model')
    assert tokenize.detect_encoding(io.BytesIO(script.encode()).readline)[0] == "utf-8"
    for token in tokenize.generate_tokens(io.StringIO(script).readline):
        if token.type == tokenize.COMMENT:
            assert not PRAGMA.search(token.string)
    if style is Style.FUNCTIONS:
        assert statements_of(script) == statements_of(ORDINARY)
        part = next(
            node
            for node in ast.parse(script).body
            if isinstance(node, ast.FunctionDef)
            and node.name not in ("load_data", "build_model", "main")
        )
        assert squeezed(description) in squeezed(ast.get_docstring(part, clean=False) or "")
        assert note in {node.value for node in ast.walk(part) if isinstance(node, ast.Constant)}


@settings(max_examples=30)
@given(composite=st.sampled_from(COMPOSITES), title=TEXTS, description=TEXTS, note=TEXTS)
def test_texts_in_a_notebook_are_words_and_nothing_else(
    composite: str, title: str, description: str, note: str
) -> None:
    document = with_composite(composite, "alpha", "input", description, note)
    document.settings = replace(document.settings, title=title, description=description)
    options = ExportOptions(scope=NOTEBOOK, comments=True, type_hints=True)
    cells = json.loads(write_notebook(make_plan(document), options=options))["cells"]

    kinds = [cell["cell_type"] for cell in cells]
    assert kinds == KINDS
    for cell in cells:
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            assert text.isascii()
            assert not text.startswith(("%", "!", "?", ">", "In ["))  # Jupyter's own orders
            ast.parse(text)
        else:
            assert not re.search(r"(?<!\\)[<\[`$]", text.replace("`load_data()`", ""))


PRAGMA = re.compile(r"(fmt|type|noqa|ruff|coding|pylint|vim?)\s*[:=]", re.IGNORECASE)


KINDS = [
    "markdown",
    "markdown",
    "code",
    "markdown",
    "code",
    "markdown",
    "code",
    "markdown",
    "code",
    "code",
]
KINDS += ["markdown", "code"] * 4


def statements_of(script: str) -> list[list[str]]:
    """The kinds of the syntax nodes of each statement at the top: whatever things are called, these stay."""
    return [[type(node).__name__ for node in ast.walk(each)] for each in ast.parse(script).body]


def test_only_harmless_syntax_is_written() -> None:
    found = {type(node).__name__ for node in ast.walk(ast.parse(PLAIN))}

    assert found <= {
        "Module", "Expr", "Constant", "Import", "ImportFrom", "alias", "Assign", "Name", "Load", "Store", "Raise",
        "FunctionDef", "arguments", "arg", "Return", "Call", "keyword", "Attribute", "Tuple", "List", "IfExp",
        "Compare", "Eq", "For", "JoinedStr", "FormattedValue", "If",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["a b", "a/b", "\xe9", "a'", 'a"', "a\n", "a\\", "\uff4b", "a" * 300]
)
def test_a_layer_name_that_keras_would_refuse_is_a_problem(name: str) -> None:
    document = project("", "", "alpha", "", "")
    old = document.model.blocks["dense-2"]
    document.apply([ReplaceBlock(MODEL, old, replace(old, name=name))])

    with pytest.raises(PlanError, match="name"):
        make_plan(document)


def test_a_metaparameter_holds_a_plain_value() -> None:
    document = project("", "", "alpha", "", "")
    new = (Metaparameter(Number(name="alpha"), Expression("1 / 0")),)
    document.apply([SetMetaparameters(MODEL, document.model.metaparameters, new)])

    with pytest.raises(PlanError):
        make_plan(document)

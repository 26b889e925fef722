"""Every line of a script knows its block, every block that is built has a line, and no letter of a script changes."""

from __future__ import annotations

import ast

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from blocks.catalog.registry import block_type
from blocks.document.document import Document
from blocks.types.block_type import Form
from exporters.plan.calls import Call, CompositeCall, Origin, Path
from exporters.plan.make import make_plan
from exporters.plan.tree import Plan
from exporters.python.pieces.marks import count_letters, marked, without_marks
from exporters.python.script import write_mapped_script, write_script
from exporters.python.source_map import SourceMap, map_of
from exporters.styles.annotated import AnnotatedPlan
from exporters.styles.apply import in_style, styles_of
from exporters.styles.options import MODEL_ONLY, SCRIPT, ExportOptions, Style
from tests.blocks.commands.test_sharing import twice
from tests.blocks.random_composites import composite_documents
from tests.exporters.documents import documents
from tests.exporters.golden_models import MODELS, ONLY_THE_MODEL, script
from tests.exporters.styles.__main__ import FORMS

FEW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def calls_of(annotated: AnnotatedPlan) -> list[tuple[Call, Path]]:
    """Every call that a line is written for, and where it comes from."""
    return [
        (call, annotated.path(function, call.block))
        for function in annotated.plan.every_function
        for call in function.calls()
        if call.form is not Form.PORT
    ]


def mine_type(plan: Plan, origin: Origin) -> str:
    """Type of the block that a line came from, in the plan as it was before it got its style."""
    functions = {each.name: each for each in plan.every_function}
    return next(call.type for call in functions[origin.graph].calls() if call.block == origin.block)


def assert_mapped(plan: Plan, style: Style) -> None:
    text, found = write_mapped_script(plan, model_only=True, style=style)
    assert text == write_script(plan, model_only=True, style=style)
    lines = text.split("\n")
    for call, path in calls_of(in_style(plan, style)):
        *outside, mine = path
        here = [line for each in found.lines_of(mine.graph, mine.block) for line in each]
        assert here, (style, mine)
        # Only an instance with parallel branches has lines of others: those that were written in its place.
        block, inside = (mine.graph, mine.block), block_type(mine_type(plan, mine)) is None
        mapped = {found.block_at(line) for line in here}
        assert block in mapped
        assert inside or mapped == {block}
        here = [line for line in here if found.block_at(line) == block]
        for origin in outside:
            there = [line for each in found.lines_of(origin.graph, origin.block) for line in each]
            assert set(there) & set(here)
        written = "\n".join(lines[line - 1] for line in here)
        if call.form is Form.LAYER and call.type:
            assert f"layers.{call.type}(" in written
        assert not isinstance(call, CompositeCall) or "(" in written


def assert_only_code_is_mapped(plan: Plan, style: Style) -> None:
    """Lines of a block lie within functions that build, never in headers, docstrings or imports."""
    text, found = write_mapped_script(plan, style=style)
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    inside: set[int] = set()
    for node in functions:
        if node.name not in ("main", "load_data"):
            inside |= {
                line
                for statement in node.body
                for line in range(statement.lineno, (statement.end_lineno or 0) + 1)
                if not (
                    isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
                )
            }
    assert set(found.paths) <= inside


@pytest.mark.timeout(1200)
@FEW
@given(composite_documents(), st.sampled_from(Style))
def test_every_block_of_composites_has_lines(document: Document, style: Style) -> None:
    plan = make_plan(document)
    if style in styles_of(plan):
        assert_mapped(plan, style)


@pytest.mark.timeout(1200)
@FEW
@given(documents(25))
def test_every_block_of_a_graph_has_lines(document: Document) -> None:
    assert_mapped(make_plan(document), Style.FUNCTIONS)


@pytest.mark.parametrize("name", MODELS)
def test_a_map_changes_no_letter(name: str) -> None:
    plan, only = make_plan(MODELS[name]()), name in ONLY_THE_MODEL
    assert write_mapped_script(plan, model_only=only)[0] == script(name)
    for style in styles_of(plan):
        assert_mapped(plan, style)
        if not only:
            assert_only_code_is_mapped(plan, style)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("form", FORMS)
def test_lines_of_every_form_belong_to_the_blocks_that_are_drawn(name: str, form: str) -> None:
    plan, only = make_plan(MODELS[name]()), name in ONLY_THE_MODEL
    blocks = {
        (function.name, call.block)
        for function in (plan.model, *plan.functions)
        for call in function.calls()
    }
    for style in styles_of(plan):
        scope = MODEL_ONLY if only else SCRIPT
        options = ExportOptions(style=style, form=form, scope=scope, comments=True)
        text, found = write_mapped_script(plan, options=options)
        assert text == write_script(plan, options=options)
        assert found.paths
        lines = text.split("\n")
        for line, path in found.paths.items():
            assert (path[-1].graph, path[-1].block) in blocks
            assert not lines[line - 1].strip().startswith("# ")


def test_flat_lines_say_which_instance_and_iteration() -> None:
    plan = make_plan(MODELS["resnet50"]())
    text, found = write_mapped_script(plan, style=Style.FLAT)
    ways = [path for path in found.paths.values() if len(path) > 1]
    assert len({path[0].block for path in ways}) >= 4
    assert {origin.iteration for path in ways for origin in path} > {0, 1, 2}
    assert all(path[0].graph == "" and path[1].graph != "" for path in ways)
    assert len(text.split("\n")) > max(found.paths)


HERE, THERE = (Origin("", "a"),), (Origin("", "a"), Origin("Part", "\ue001b", 2))


def test_marks_come_out_as_they_went_in() -> None:
    raw = "\n".join(["import keras", *marked(HERE, ["x = (", *marked(THERE, ["y"]), ")"]), "z"])
    clean, marks = without_marks(raw)
    assert clean == "import keras\nx = (\ny\n)\nz"
    assert [mark.path for mark in marks] == [THERE, HERE]
    found = map_of(clean, clean, marks)
    assert [found.block_at(line) for line in range(1, 6)] == [
        None,
        ("", "a"),
        ("Part", "\ue001b"),
        ("", "a"),
        None,
    ]
    assert found.lines_of("", "a") == (range(2, 5),)
    assert found.lines_of("Part", "a") == ()


def test_without_a_path_nothing_is_marked() -> None:
    assert marked((), ["x"]) == ["x"]
    assert marked(HERE, []) == []
    assert count_letters("a_1 = 'b'  # c") == 5


def test_a_closing_bracket_belongs_to_what_it_closes() -> None:
    raw = "\n".join(["f([", *marked(HERE, ["g(1),"]), *marked(THERE, ["h(2),"]), "])"])
    clean, marks = without_marks(raw)
    text = "f(\n    [\n        g(\n            1,\n        ),\n        h(\n            2\n        ),\n    ]\n)\n"
    found = map_of(clean, text, marks)
    assert found.lines_of("", "a") == (range(3, 9),)
    assert found.block_at(5) == ("", "a")
    assert found.block_at(8) == ("Part", "\ue001b")
    assert found.block_at(9) is None


def test_there_is_no_map_rather_than_a_wrong_one() -> None:
    clean, marks = without_marks("\n".join(marked(HERE, ["x = 1"])))
    assert map_of(clean, "x = 2\n", marks) == SourceMap()


def test_each_use_of_a_shared_layer_has_its_line() -> None:
    document, first, again = twice()
    for style in styles_of(make_plan(document)):
        text, found = write_mapped_script(make_plan(document), model_only=True, style=style)
        assert text == write_script(make_plan(document), model_only=True, style=style)
        lines = text.split("\n")
        ((made,), (applied,)) = (found.lines_of("", block) for block in (first, again))
        assert any("layers.Dense(4)" in lines[line - 1] for line in made)
        assert [line for line in lines if "layers.Dense(" in line] != [lines[applied[0] - 1]]
        assert made.stop <= applied.start

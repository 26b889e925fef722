"""Problems name both blocks and both shapes, and every fix that is offered works."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from blocks import commands
from blocks.check import Checker
from blocks.datasets import DataDescription, describe_bundled
from blocks.document import Document
from blocks.files import to_text
from blocks.fixes import fixes
from blocks.graph import MODEL, Wire
from blocks.history import History
from blocks.model_checks import model_problems
from blocks.problems import Problem
from blocks.registry import block_types
from blocks.wording import describe
from tests.blocks import composites
from tests.blocks.composites import series
from tests.blocks.networks import whole


class Sketch:
    """A document with short ways to build it."""

    def __init__(self, **data: object) -> None:
        self.document = Document()
        self.document.settings = self.document.settings.with_data(**data)
        self.history = History(self.document)
        self.checker = Checker(self.document)

    @property
    def data(self) -> DataDescription | None:
        return describe_bundled(self.document.settings)

    def add(self, type_name: str, after: str | None = None, **values: object) -> str:
        block_id, edits = commands.add_block(self.document, type_name, (0.0, 0.0), after)
        self.history.do("add", edits)
        self.history.do("set", commands.set_values(self.document, block_id, **values))
        return block_id

    def wire(self, source: str, target: str, port: str) -> None:
        self.history.do(
            "wire", commands.connect(self.document, Wire(source, "output", target, port))
        )

    def problems(self) -> list[Problem]:
        return [*self.checker.problems(), *model_problems(self.checker, self.data)]

    def problem(self, kind: str) -> Problem:
        return next(problem for problem in self.problems() if problem.kind == kind)

    def titles(self, kind: str) -> list[str]:
        return [fix.title for fix in fixes(self.checker, self.problem(kind), self.data)]


def test_the_mock_ups_wrong_add() -> None:
    sketch = Sketch()
    start = sketch.add("Input", shape=(16, 16, 32))
    left = sketch.add("Conv2D", start, filters=32, kernel_size=3, padding="same")
    right = sketch.add("MaxPooling2D", start, pool_size=3, strides=2)
    total = sketch.add("Add", left)
    sketch.wire(right, total, "input_2")
    after = sketch.add("Dense", total)

    problem = sketch.problem("shapes_differ")

    assert [found.block for found in sketch.checker.problems()] == [total], (
        "one mistake, one problem"
    )
    assert sketch.checker.results[after].output is None
    sentence = describe(problem, sketch.checker)
    for part in ("Add: ", "from Conv2D)", "from MaxPooling2D)", "16×16×32", "7×7×32"):
        assert part in sentence
    assert any("Conv2D" in title for title in sketch.titles("shapes_differ"))


def test_a_vector_into_a_convolution() -> None:
    sketch = Sketch(source="digits")
    start = sketch.add("Input", shape=(8, 8))
    sketch.add("Conv2D", start)
    assert any("Reshape" in title for title in sketch.titles("rank"))


def test_a_flatten_too_early_is_offered_for_removal() -> None:
    sketch = Sketch()
    start = sketch.add("Input", shape=(8, 8, 1))
    flat = sketch.add("Flatten", start)
    sketch.add("Conv2D", flat)
    assert sketch.titles("rank")[0] == "delete Flatten, keep the flow"


def test_a_recurrent_layer_behind_another_needs_every_step() -> None:
    sketch = Sketch()
    first = sketch.add("LSTM", sketch.add("Input", shape=(9, 4)), units=5)
    sketch.add("LSTM", sketch.add("Dropout", first))
    assert sketch.titles("rank")[0] == "use return_sequences = True on LSTM 5"


def test_the_last_recurrent_layer_gives_the_last_step_alone() -> None:
    sketch = Sketch(source="iris")
    words = sketch.add("Reshape", sketch.add("Input", shape=(4,)), target_shape=(4, 1))
    both = sketch.add("Bidirectional(GRU)", words, units=5, return_sequences=True)
    sketch.add("Dense", both, units=3, activation="softmax")
    titles = sketch.titles("output_rank")
    assert titles[0].startswith("use return_sequences = False on Bidirectional")
    assert any("GlobalAveragePooling1D" in title for title in titles)


def test_a_film_is_taken_picture_by_picture() -> None:
    sketch = Sketch()
    film = sketch.add("Input", shape=(5, 8, 8, 3))
    conv = sketch.add("Conv2D", film, filters=4, padding="same")
    assert "apply Conv2D to every step, TimeDistributed" in sketch.titles("rank")
    fix = next(
        each
        for each in fixes(sketch.checker, sketch.problem("rank"), None)
        if "every" in each.title
    )
    sketch.history.do("fix", list(fix.edits))
    assert sketch.checker.results[conv].output == (5, 8, 8, 4)
    picture = Sketch()
    picture.add("TimeDistributed(Conv2D)", picture.add("Input", shape=(8, 8, 3)), filters=4)
    assert any("a plain Conv2D" in title for title in picture.titles("rank"))


def test_rows_of_an_image_are_steps() -> None:
    sketch = Sketch()
    sketch.add("GRU", sketch.add("Input", shape=(28, 28, 1)))
    assert "insert Reshape to 28×28 before GRU" in sketch.titles("rank")


def test_a_kernel_larger_than_the_image() -> None:
    sketch = Sketch()
    start = sketch.add("Input", shape=(4, 4, 1))
    sketch.add("Conv2D", start, kernel_size=7, padding="valid")
    assert sketch.titles("too_small")[0] == "use padding = same on Conv2D"


def test_the_end_of_the_model_follows_the_data() -> None:
    sketch = Sketch(source="digits", size=28)
    start = sketch.add("Input", shape=(32, 32, 3))
    sketch.add("Dense", start, units=7, activation="relu")
    assert sketch.titles("data_shape") == [
        "use shape = (28, 28, 1) on Input",
        "scale the images to 32×32×3",
    ]
    assert {title.split()[1] for title in sketch.titles("output_rank")} == {
        "GlobalAveragePooling2D",
        "Flatten",
    }
    assert sketch.titles("activation") == ["use activation = softmax on Dense"]


@given(st.data())
def test_every_offered_fix_works(data: st.DataObject) -> None:
    """Random chains with random mistakes: applying a fix removes its problem; undo takes it back."""
    source = data.draw(st.sampled_from(["none", "digits", "iris"]))
    sketch = Sketch(source=source)
    shape = data.draw(st.sampled_from([(8, 8, 1), (8, 8), (4,), (5, 7, 3), (None, None, 3)]))
    ids = [sketch.add("Input", shape=shape)]
    for _ in range(data.draw(st.integers(1, 5))):
        after = data.draw(st.sampled_from(ids))
        ids.append(sketch.add(data.draw(st.sampled_from(sorted(block_types()))), after))
    for _ in range(data.draw(st.integers(0, 2))):
        merging = [key for key in ids if sketch.document.model.kind(key).inputs.many]
        if merging:
            target = data.draw(st.sampled_from(merging))
            wire = Wire(
                data.draw(st.sampled_from(ids)),
                "output",
                target,
                sketch.document.model.input_ports(target, spare=True)[-1],
            )
            if not commands.check_wire(sketch.document.model, wire):
                sketch.wire(wire.source, target, wire.target_port)

    for problem in sketch.problems():
        assert describe(problem, sketch.checker)
        for fix in fixes(sketch.checker, problem, sketch.data):
            before = to_text(sketch.document)
            sketch.history.do(fix.title, fix.edits)
            left = [
                (other.kind, other.block, other.port, other.parameter)
                for other in sketch.problems()
            ]
            assert (problem.kind, problem.block, problem.port, problem.parameter) not in left
            sketch.history.undo()
            assert to_text(sketch.document) == before


def residual(**values: object) -> composites.Drawing:
    """A model with an instance of a block that adds its input; the block inside may not fit."""
    sketch = composites.Sketch()
    part = sketch.graph("Part", whole("filters", 3))
    start = part.add("In", name="input")
    given = {"filters": "=filters", "kernel_size": 3, "padding": "same", **values}
    conv = part.add("Conv2D", start, **given)  # type: ignore[arg-type]
    part.add("Out", part.add("Add", start, conv), name="output")
    model = sketch.graph(MODEL)
    model.add("Input", shape=(8, 8, 3))
    return model


def test_a_fix_inside_changes_the_definition_and_says_so() -> None:
    model = residual(padding="valid")
    outer = composites.graph_in(model.document, "Outer")
    outer.add("Out", outer.add("Part", outer.add("In", name="input")), name="output")
    model.add("Outer", "input-1")
    checker = Checker(model.document)
    (problem,) = checker.problems()
    first = fixes(checker, problem)[0]
    model.document.apply(first.edits)

    assert first.title == "in Part: use padding = same on Conv2D"
    assert not checker.problems()


def test_a_fix_inside_sets_a_metaparameter_at_the_instance() -> None:
    model = residual()
    block_id = model.add("Part", "input-1", filters=5)
    checker = Checker(model.document)
    (problem,) = checker.problems()
    first = fixes(checker, problem)[0]
    model.document.apply(first.edits)

    assert first.title.startswith("use filters = 3 on Part")
    assert "filters" not in model.graph.blocks[block_id].values
    assert not checker.problems()


def test_a_problem_in_a_loop_says_at_which_turn() -> None:
    model = residual()
    outer = composites.graph_in(model.document, "Outer")
    body = outer.add(
        "Part", outer.add("In", name="input"), filters="=3 + i // 2", structure=series(4)
    )
    outer.add("Out", body, name="output")
    model.add("Outer", "input-1")
    checker = Checker(model.document)
    (problem,) = checker.problems()

    assert (problem.path, problem.turns) == ((body, "add-3"), (None, 2))
    assert "at i = 2, inside it, Add: " in describe(problem, checker)

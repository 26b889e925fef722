"""Problems name both blocks and both shapes, and every fix that is offered works."""

from __future__ import annotations

from hypothesis import given, strategies as st

from blocks.catalog.registry import block_types
from blocks.check.checker import Checker
from blocks.check.model_problems import all_problems
from blocks.commands import blocks as commands
from blocks.document.document import Document
from blocks.document.history import History
from blocks.files.project_file import to_text
from blocks.fixes.finder import fixes
from blocks.graph.graph import MODEL, Wire
from blocks.inference.wording import describe
from blocks.settings.datasets import DataDescription, describe_bundled
from blocks.types.problems import Problem
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
        return all_problems(self.checker, self.data)

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

    assert (problem.path, problem.iterations) == ((body, "add-3"), (None, 2))
    assert "at i = 2, inside it, Add: " in describe(problem, checker)


def test_a_loose_block_can_go_or_stand_in_a_wire() -> None:
    sketch = Sketch()
    start = sketch.add("Input", shape=(8, 8, 1))
    sketch.add("Conv2D", start, filters=4)
    sketch.add("ReLU")
    titles = sketch.titles("unconnected")
    assert titles == ["connect Conv2D", "insert it between Input and Conv2D", "delete ReLU"]
    for fix in fixes(sketch.checker, sketch.problem("unconnected")):
        sketch.history.do("fix", fix.edits)
        assert not sketch.problems()
        sketch.history.undo()


def test_a_hidden_layer_at_the_end_can_get_the_last_one_behind_it() -> None:
    sketch = Sketch(source="digits")
    flat = sketch.add("Flatten", sketch.add("Input", shape=(8, 8, 1)))
    hidden = sketch.add("Dense", flat, units=64, activation="relu")
    both, units, head = fixes(sketch.checker, sketch.problem("classes"), sketch.data)
    assert both.title == "use units = 10 and activation = softmax on Dense"
    assert units.title == "use units = 10 on Dense"
    assert "still a hint" in units.preview
    assert head.title == "add Dense 10 softmax behind Dense"
    assert (head.claim.shape, head.claim.parameters) == ((10,), 650)
    sketch.history.do("fix", head.edits)
    assert not sketch.problems()
    assert sketch.document.model.outgoing(hidden)


def test_a_last_layer_of_the_wrong_size_can_be_right_or_get_one_behind() -> None:
    sketch = Sketch(source="digits")
    flat = sketch.add("Flatten", sketch.add("Input", shape=(8, 8, 1)))
    sketch.add("Dense", flat, units=7, activation="softmax")
    assert sketch.titles("classes") == [
        "use units = 10 on Dense",
        "add Dense 10 softmax behind Dense",
    ]


def branches(*values: dict[str, object]) -> Sketch:
    """An Input, a branch for each set of values, and a Concatenate."""
    sketch = Sketch()
    start = sketch.add("Input", shape=(28, 28, 16))
    total = sketch.add("Concatenate")
    for number, each in enumerate(values, 1):
        conv = sketch.add("Conv2D", start, **{"filters": 8, "padding": "valid", **each})
        sketch.wire(conv, total, f"input_{number}")
    return sketch


def test_one_mistake_in_several_branches_has_one_fix() -> None:
    sketch = branches(*({"kernel_size": size} for size in (1, 3, 5, 7)))
    first = fixes(sketch.checker, sketch.problem("shapes_differ"))[0]
    assert (first.title, first.preview) == ("use padding = same on 3 blocks", "gives 28×28×32")
    sketch.history.do("fix", first.edits)
    assert not sketch.problems()


def test_one_mistake_in_several_blocks_has_one_fix() -> None:
    sketch = Sketch()
    start = sketch.add("Input", shape=(8, 8, 6))
    for _ in range(3):
        sketch.add("Conv2D", start, filters=6, groups=4)
    titles = sketch.titles("groups")
    assert titles[0] == "use groups = 1 on 3 blocks"
    assert any(title.startswith("use groups = 1 on Conv2D") for title in titles[1:])


def test_what_a_fix_leaves_wrong_it_says() -> None:
    """Three branches of three sizes: a convolution in one of them leaves the third as it is."""
    sketch = branches({"strides": 1}, {"strides": 2}, {"strides": 3, "kernel_size": 2})
    problem = sketch.problem("shapes_differ")
    for fix in fixes(sketch.checker, problem):
        sketch.history.do("fix", fix.edits)
        wrong = [each for each in sketch.problems() if each.block == problem.block]
        assert bool(wrong) == bool(fix.claim.left) == ("still wrong" in fix.preview)
        assert not (wrong and "removes the problem" in fix.preview)
        sketch.history.undo()


def test_a_missing_flatten_comes_before_the_first_dense() -> None:
    sketch = Sketch(source="digits", channel_axis=False)
    start = sketch.add("Input", shape=(8, 8))
    first = sketch.add("Dense", start, units=512, activation="relu")
    hidden = sketch.add("Dense", sketch.add("Dropout", first), units=512, activation="relu")
    sketch.add("Dense", hidden, units=10, activation="softmax")
    fix = fixes(sketch.checker, sketch.problem("output_rank"), sketch.data)[0]
    sketch.history.do("fix", fix.edits)
    (flatten,) = sketch.document.model.outgoing(start)
    assert sketch.document.model.blocks[flatten.target].type == "Flatten"
    assert sketch.document.model.outgoing(flatten.target)[0].target == first
    assert not sketch.problems()


def test_a_fix_for_a_branch_reaches_into_its_composite() -> None:
    model = residual()
    model.document.apply(commands.set_values(model.document, "conv2d-2", "Part", strides=1))
    part = model.add("Part", "input-1", filters=3)
    small = model.add("MaxPooling2D", "input-1", pool_size=2)
    model.add("Add", part, small)
    outer = composites.graph_in(model.document, "Shrink")
    conv = outer.add("Conv2D", outer.add("In", name="input"), filters=3, kernel_size=3)
    outer.add("Out", conv, name="output")
    model.add("Concatenate", model.add("Shrink", "input-1"), part)
    checker = Checker(model.document)
    found = next(each for each in checker.problems() if each.parameter == "axis")
    first = fixes(checker, found)[0]
    assert first.title == "in Shrink: use padding = same on Conv2D"


def test_blocks_are_called_as_their_cards_are() -> None:
    sketch = Sketch()
    start = sketch.add("Input", shape=(16, 16, 3))
    wide = sketch.add("Conv2D", start, filters=32, padding="same")
    narrow = sketch.add("Conv2D", start, filters=16, padding="same")
    again = sketch.add("Conv2D", start, filters=16, padding="same")
    named = sketch.add("Conv2D", start, filters=16)
    sketch.history.do("name", commands.rename_block(sketch.document, named, "stem"))
    labels = {key: sketch.checker.label(key) for key in (start, wide, narrow, again, named)}
    assert labels == {
        start: "Input",
        wide: "Conv2D 32",
        narrow: "Conv2D 16 (1 of 2)",
        again: "Conv2D 16 (2 of 2)",
        named: "Conv2D stem",
    }


def test_of_two_mistakes_each_can_be_mended_alone() -> None:
    """What a fix brings to light is told with it; a second step for that is offered behind."""
    sketch = Sketch(source="digits", size=16)
    start = sketch.add("Input", shape=(16, 16, 1))
    left = sketch.add("Conv2D", start, filters=4, padding="valid")
    right = sketch.add("Conv2D", start, filters=4, padding="same")
    total = sketch.add("Add", left)
    sketch.wire(right, total, "input_2")
    flat = sketch.add("GlobalAveragePooling2D", total)
    sketch.add("Dense", flat, units=11, activation="softmax")
    first, *others = fixes(sketch.checker, sketch.problem("shapes_differ"), sketch.data)
    assert first.title.startswith("use padding = same on Conv2D")
    assert len(first.acts) == 1
    assert first.preview.endswith(
        "still wrong: Dense: the model gives 11 values, but the data digits need 10"
    )
    assert any(fix.title.endswith(", and use units = 10 on Dense") for fix in others)


def test_a_loose_block_among_finished_ones_has_all_its_ways() -> None:
    sketch = Sketch(source="digits")
    conv = sketch.add("Conv2D", sketch.add("Input", shape=(8, 8, 1)))
    sketch.add("Dense", sketch.add("Flatten", conv), units=10, activation="softmax")
    sketch.add("Dense")
    assert sketch.titles("unconnected") == [
        "connect Dense 10, and use units = 10 and activation = softmax on Dense 64",
        "connect Dense 10",
        "insert it between Conv2D and Flatten",
        "delete Dense 64",
    ]


def test_a_merge_without_wires_gets_both_at_once() -> None:
    sketch = Sketch()
    sketch.add("Conv2D", sketch.add("Input", shape=(8, 8, 1)), padding="same")
    add = sketch.add("Add")
    first = fixes(sketch.checker, sketch.problem("too_few_inputs"))[0]
    sketch.history.do("fix", first.edits)
    assert len(sketch.document.model.incoming(add)) == 2
    assert not sketch.problems()


def test_the_only_block_can_go_or_get_an_input() -> None:
    sketch = Sketch()
    sketch.add("Dense")
    assert sketch.titles("unconnected") == ["add an Input before Dense", "delete Dense"]


def test_what_leaves_something_wrong_comes_behind_deleting_and_moving_the_block() -> None:
    """A second Conv2D beside a finished classifier: the classes are no input for it, however it is wired to them."""
    sketch = Sketch(source="digits", size=28)
    first = sketch.add("Input", shape=(28, 28, 1))
    conv = sketch.add("Conv2D", first, filters=16, padding="same")
    sketch.add("Dense", sketch.add("Flatten", conv), units=10, activation="softmax")
    sketch.add("Conv2D", filters=16, padding="same")
    found = fixes(sketch.checker, sketch.problem("unconnected"), sketch.data)
    wrong = ["still wrong" in fix.preview for fix in found]
    assert any(wrong)
    assert wrong == sorted(wrong)

"""What the source says as functions, loops and conditions is structure on the canvas."""

from __future__ import annotations

import pytest

from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.values.values import Expression
from tests.importers.source.scripts import layers_of, script, told


def types(document: Document, graph: str = "") -> list[str]:
    return [block.type for block in document.graphs[graph].blocks.values()]


def checked(text: str) -> Document:
    """Read a script whose structure says the same as its flat reading, without a word in the report."""
    found = script(text)
    assert found.flat is not None
    assert layers_of(found.document) == layers_of(found.flat)
    return found.document


def test_a_function_is_a_composite_with_its_defaults() -> None:
    document = checked("""
def block(x, filters=8, *, rate=0.5):
    '''Two layers.

    filters : how many
    '''
    x = layers.Conv2D(filters, 3, padding="same")(x)
    return layers.Dropout(rate)(x)

i = Input((8, 8, 3))
x = block(i)
x = block(x, 16, rate=0.1)
model = Model(i, x)
""")
    assert types(document) == ["Input", "Block", "Block"]
    graph = document.graphs["Block"]
    assert graph.description == "Two layers."
    knobs = [(each.name, each.value, each.parameter.help) for each in graph.metaparameters]
    assert knobs == [("filters", 8, "how many"), ("rate", 0.5, "")]
    assert [dict(each.values) for each in document.model.blocks.values()][1:] == [
        {},
        {"filters": 16, "rate": 0.1},
    ]


def test_loops_are_repeats() -> None:
    document = checked("""
def block(x, n, strides):
    return layers.Conv2D(n, 3, strides=strides, padding="same")(x)

n = 3
i = Input((32, 32, 3))
x = i
for k in range(n):
    x = block(x, 8 * (k + 1), strides=2 if k == 0 else 1)
for _ in range(2):
    x = layers.ReLU()(x)
    x = layers.Dropout(0.1)(x)
model = Model(i, x)
""")
    _, first, second = document.model.blocks.values()
    assert first.type == "Block"
    assert first.structure is not None
    assert first.structure.series == Expression("n")
    assert first.values == {
        "n": Expression("8 * (i + 1)"),
        "strides": Expression("2 if i == 0 else 1"),
    }
    assert second.structure is not None
    assert second.structure.series == 2
    assert types(document, second.type) == ["In", "ReLU", "Dropout", "Out"]


def test_a_loop_that_begins_later() -> None:
    document = checked("""
def stack(x, n, name=None):
    x = layers.Dense(8, name=name + "_1")(x)
    for k in range(2, n + 1):
        x = layers.Dense(8 * k, name=f"{name}_{k}")(x)
    return x
i = Input((8,))
model = Model(i, stack(stack(i, 3, name="a"), 4, name="b"))
""")
    (repeat,) = [each for each in document.graphs["Stack"].blocks.values() if each.structure]
    assert repeat.structure is not None
    assert repeat.structure.series == Expression("n - 1")
    assert repeat.values == {"units": Expression("8 * (i + 2)")}


def test_a_loop_that_fills_a_list_is_parallel_branches() -> None:
    document = checked("""
def split(x, cardinality=4):
    width = x.shape[-1] // cardinality
    groups = []
    for i in range(cardinality):
        group = x[:, :, :, i * width:(i + 1) * width]
        groups.append(layers.Conv2D(width, 3, padding="same")(group))
    return layers.concatenate(groups)

i = Input((8, 8, 16))
model = Model(i, split(i))
""")
    inner = document.graphs["Split"].blocks
    (branches,) = [block for block in inner.values() if block.structure]
    assert branches.structure is not None
    assert branches.structure.parallel == Expression("cardinality")
    assert branches.structure.merge == "Concatenate"


@pytest.mark.parametrize("merge", ["layers.Add()(found)", "layers.average(found)"])
def test_a_comprehension_is_parallel_branches(merge: str) -> None:
    document = checked(f"""
i = Input((6,))
found = [layers.Dense(3)(i) for _ in range(5)]
model = Model(i, {merge})
""")
    assert len(document.model.blocks) == 2


def test_conditions() -> None:
    document = checked("""
def residual(x, filters, strides=1):
    shortcut = x
    if strides > 1 or x.shape[-1] != filters:
        shortcut = layers.Conv2D(filters, 1, strides=strides)(shortcut)
        shortcut = layers.BatchNormalization()(shortcut)
    if strides == 2:
        x = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
        padding = "valid"
    else:
        padding = "same"
    x = layers.Conv2D(filters, 3, strides, padding)(x)
    return layers.Add()([shortcut, x])

i = Input((8, 8, 3))
model = Model(i, residual(residual(residual(i, 4), 4), 8, strides=2))
""")
    blocks = list(document.graphs["Residual"].blocks.values())
    tests = [block.structure.when for block in blocks if block.structure]
    assert tests == [
        Expression("strides > 1 or channels != filters"),
        Expression("strides == 2"),
    ]
    (conv,) = [block for block in blocks if block.type == "Conv2D"]
    assert conv.values["padding"] == Expression("'valid' if strides == 2 else 'same'")


def test_constants_at_the_top_are_metaparameters() -> None:
    document = checked("""
ALPHA = 0.5  # Width multiplier.
SIZE = 32
CLASSES = 10
BATCH = 64
def build(size=SIZE, classes=CLASSES):
    i = Input((size, size, 3))
    x = layers.Conv2D(int(32 * ALPHA), 3)(i)
    x = layers.Flatten()(x)
    return Model(i, layers.Dense(classes)(x))
model = build()
model.compile("sgd", "mse")
model.fit(x, y, epochs=3, batch_size=BATCH)
""")
    knobs = {each.name: (each.value, each.parameter.help) for each in document.model.metaparameters}
    assert knobs == {"alpha": (0.5, "Width multiplier."), "size": (32, ""), "classes": (10, "")}
    assert document.settings.training == {
        "optimizer": "sgd",
        "loss": "mse",
        "epochs": 3,
        "batch_size": 64,
    }


def test_what_must_be_known_is_known_and_the_rest_stays_a_metaparameter() -> None:
    """A tail that is left early cannot be a condition: it becomes a composite for each case."""
    document = checked("""
def block(x, filters, stride):
    y = layers.Conv2D(filters, 3, strides=stride, padding="same")(x)
    if stride == 1:
        return layers.Add()([x, y])
    return y

i = Input((16, 16, 4))
x = i
for filters, stride in [(4, 1), (8, 2), (8, 1), (16, 2)]:
    x = block(x, filters, stride)
model = Model(i, x)
""")
    assert sorted(set(types(document))) == ["Block", "Block2", "Input"]
    assert [each.name for each in document.graphs["Block"].metaparameters] == ["filters"]


def test_a_size_of_what_comes_in_that_a_later_block_needs() -> None:
    document = checked("""
def gate(x, ratio=4):
    filters = x.shape[-1]
    g = layers.GlobalAveragePooling2D(keepdims=True)(x)
    g = layers.Dense(filters // ratio)(g)
    g = layers.Dense(filters)(g)
    return x * g

i = Input((8, 8, 16))
model = Model(i, gate(gate(i), ratio=2))
""")
    graph = document.graphs["Gate"]
    assert [each.name for each in graph.metaparameters] == ["ratio", "in_channels"]
    instance = list(document.model.blocks.values())[1]
    assert instance.values["in_channels"] == Expression("channels")


def test_a_sequential_model_that_functions_add_to() -> None:
    document = checked("""
def conv_block(n_layers, n_filters):
    for n in range(n_layers):
        model.add(layers.Conv2D(n_filters, (3, 3), padding="same"))
    model.add(layers.MaxPooling2D(2, strides=2))

model = Sequential()
model.add(layers.Conv2D(8, 3, input_shape=(32, 32, 3)))
conv_block(1, 16)
conv_block(2, 32)
model.add(layers.Flatten())
""")
    assert types(document) == ["Input", "Conv2D", "ConvBlock", "ConvBlock", "Flatten"]


def test_shared_layers_and_models_within_the_model() -> None:
    found = script("""
dense = layers.Dense(4)
def tower():
    i = Input((8,))
    return Model(i, layers.Dense(3, activation="relu")(i), name="tower")
net = tower()
a, b = Input((8,)), Input((8,))
x = layers.concatenate([net(a), net(b)])
model = Model([a, b], layers.Add()([dense(x), dense(x)]))
""")
    shares = [block.shares for block in found.document.model.blocks.values() if block.shares]
    assert len(shares) == 4
    assert len(set(shares)) == 2
    assert found.document.graphs["Tower"].nested == "Functional"
    assert found.report.remarks == []


def test_a_layer_from_outside_is_one_layer_in_a_loop() -> None:
    found = script("""
dense = layers.Dense(8)
i = Input((8,))
x = i
for _ in range(3):
    x = dense(x)
model = Model(i, x)
""")
    blocks = list(found.document.model.blocks.values())
    assert len(blocks) == 4
    assert len({block.shares for block in blocks[1:]}) == 1


def test_a_loop_over_two_tensors_is_written_out() -> None:
    found = script("""
i = Input((8,))
a = b = i
for k in range(3):
    a = layers.Dense(8)(a)
    b = layers.Add()([a, b])
model = Model(i, b)
""")
    assert len(found.document.model.blocks) == 7


def test_skips_of_a_u_are_kept_in_a_list() -> None:
    document = script("""
def conv(x, filters):
    return layers.Conv2D(filters, 3, padding="same")(x)
i = Input((32, 32, 3))
x, skips = i, []
for d in range(3):
    x = conv(x, 8 * 2 ** d)
    skips.append(x)
    x = layers.MaxPooling2D()(x)
for skip in reversed(skips):
    x = layers.UpSampling2D()(x)
    x = conv(layers.Concatenate()([x, skip]), 8)
model = Model(i, x)
""").document
    checker = Checker(document)
    checker.close()
    assert not list(checker.problems())
    assert types(document).count("Conv") == 6


def test_classes_that_make_layers_and_apply_them() -> None:
    document = checked("""
class Block(layers.Layer):
    def __init__(self, units, rate=0.1, deep=False, **kwargs):
        super().__init__(**kwargs)
        self.first = layers.Dense(units, activation="relu")
        self.more = [layers.Dense(units) for _ in range(2)]
        self.last = layers.Dropout(rate) if deep else None
    def call(self, x, training=None):
        x = self.first(x)
        for layer in self.more:
            x = layer(x)
        if self.last is not None:
            x = self.last(x)
        return x
i = Input((4,))
model = Model(i, Block(3)(Block(8, deep=True)(i)))
""")
    assert types(document) == ["Input", "Block", "Block"]
    structures = [
        each.structure for each in document.graphs["Block"].blocks.values() if each.structure
    ]
    assert [each.series for each in structures] == [2, None]
    assert structures[1].when == Expression("deep")


def test_several_models_in_a_script() -> None:
    found = script("""
i = Input((4,))
other = Model(i, layers.Dense(2)(i))
j = Input((5,))
model = Model(j, layers.Dense(3)(j))
""")
    assert found.document.model.blocks["input-1"].values["shape"] == (5,)
    assert told(found) == [("line", "another model of the script: it is not opened")]


def test_functions_that_nobody_calls() -> None:
    found = script("""
def bottleneck(n_filters, x):
    y = layers.Conv2D(n_filters, 1)(x)
    return layers.add([x, layers.Conv2D(4 * n_filters, 1)(y)])
""")
    assert types(found.document) == ["Input", "Bottleneck"]
    assert found.document.graphs["Bottleneck"].metaparameters[0].name == "n_filters"
    found = script("""
def build(classes=10):
    return Sequential([Input((4,)), layers.Dense(classes)])
""")
    assert types(found.document) == ["Input", "Dense"]


def test_functions_that_make_functions_and_classes_that_only_hold_them() -> None:
    document = checked("""
def conv(**given):
    filters = given["filters"]
    strides = given.setdefault("strides", (1, 1))
    def f(x):
        x = layers.Conv2D(filters, 3, strides=strides, padding="same")(x)
        return layers.ReLU()(x)
    return f

class Builder(object):
    width = 8
    def __init__(self, size):
        self.size = size
        self.model = self.build([1, 2])
    @staticmethod
    def head(x, classes=10):
        return layers.Dense(classes)(layers.Flatten()(x))
    def build(self, rounds):
        i = x = Input((self.size, self.size, 3))
        for at, n in enumerate(rounds):
            for k in range(n):
                x = conv(filters=self.width * 2 ** at, strides=(2, 2) if k == 0 else (1, 1))(x)
        return Model(i, Builder.head(x))

Builder(16)
""")
    assert {"Conv", "Head"} < {*types(document)}


def test_an_output_of_a_function_that_nobody_uses_is_no_output_of_the_model() -> None:
    document = checked("""
def part(x, units):
    x = layers.Dense(units)(x)
    return x, layers.Dropout(0.5)(x)

i = Input((4,))
a, b = part(i, 8)
c, d = part(b, 6)
model = Model(i, layers.Dense(2)(c))
""")
    assert len(document.model.sinks()) == 1
    assert types(document) == ["Input", "Part2", "Part3", "Dense"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "x = i\nif flag:\n    x = layers.Dense(3)(x)\nelse:\n    x = 3\n",
            ["Input", "Dense"],
        ),
        (
            "x = i\nmade = [layers.Dense(4) for _ in range(n)]\n"
            "for layer in [each for _ in (1, 2) for each in made]:\n    x = layer(x)\n",
            ["Input", *["Dense"] * 6],
        ),
        (
            "pad = keras.applications.imagenet_utils.correct_pad(i, 3, kernel_size=3)\n"
            "x = layers.ZeroPadding2D(pad)(i)\n",
            ["Input", "ZeroPadding2D"],
        ),
    ],
    ids=["a number or a tensor", "a list of repeats in a comprehension", "an argument given twice"],
)
def test_values_of_a_kind_that_does_not_fit_are_written_out(
    lines: str, expected: list[str]
) -> None:
    found = script(f"n = 3\nflag = True\ni = Input((8, 8, 3))\n{lines}model = Model(i, x)\n")

    assert types(found.document) == expected


_CONV = 'layers.Conv2D(4, 3, padding="same")'


@pytest.mark.parametrize(
    ("lines", "counts"),
    [
        (
            f"kept = {{}}\nfor k in range(3):\n    x = {_CONV}(x)\n    kept[k] = x\n"
            "for k in range(2):\n    x = layers.Concatenate()([x, kept[k]])\n",
            (3, 2),
        ),
        (
            f"kept = [None] * 3\nfor k in range(3):\n    x = {_CONV}(x)\n    kept[k] = x\n"
            "x = layers.Concatenate()([x, kept[0]])\n",
            (3, 1),
        ),
        ("kept = {}\nkept[n] = x\nx = layers.Concatenate()([x, kept[2]])\n", (0, 1)),
        (
            f"kept, more = {{}}, []\nfor k in range(3):\n    x = {_CONV}(x)\n"
            "    kept.setdefault(k, x)\n    more.insert(k, kept.get(k))\n"
            "x = layers.Concatenate()([x, kept.pop(0), more[1]])\n",
            (3, 1),
        ),
        (
            'width = {n: 8, n + 1: 16}\nfor k, _ in enumerate("ab", n):\n'
            "    x = layers.Conv2D(width[k], 3)(x)\n",
            (2, 0),
        ),
    ],
    ids=["a dictionary", "a list", "a metaparameter", "methods", "a literal and enumerate"],
)
def test_layers_are_kept_under_numbers_that_are_symbols(
    lines: str, counts: tuple[int, int]
) -> None:
    document = checked(f"n = 2\ni = x = Input((8, 8, 3))\n{lines}model = Model(i, x)\n")

    found = types(document)
    assert (found.count("Conv2D"), found.count("Concatenate")) == counts


def test_attributes_that_a_loop_names_are_found() -> None:
    document = checked("""
class Stack(layers.Layer):
    def __init__(self):
        super().__init__()
        self.conv0 = layers.Conv2D(4, 3)
        self.conv1 = layers.Conv2D(6, 3)

    def call(self, x):
        for k in range(2):
            x = getattr(self, f"conv{k}")(x)
        return x

i = Input((8, 8, 3))
model = Model(i, Stack()(i))
""")
    assert types(document, "Stack") == ["In", "Conv2D", "Conv2D", "Out"]


@pytest.mark.parametrize(
    "lines",
    [
        "x = made[0](x)\nx = made[-1](x)\n",
        "x = layers.Dense(len(made))(x)\n",
        "for layer in made[:2]:\n    x = layer(x)\n",
        "for at, layer in enumerate(made):\n    x = layers.Dense(at + 5)(layer(x))\n",
        "for layer, width in zip(made, [1, 2, 3]):\n    x = layers.Dense(width)(layer(x))\n",
        "a, b, c = made\nx = a(b(c(x)))\n",
        "def all_of(a, b, c):\n    return a(b(c(i)))\n\nx = all_of(*made)\n",
        "for at in range(2):\n    x = made[at](x)\n",
        "made.insert(1, layers.Dense(9))\nx = made.pop(1)(made.pop()(x))\n",
        "for layer in made:\n    x = layer(x)\n    break\n",
        "for layer in [each for each in made if each]:\n    x = layer(x)\n",
        "kept = []\nfor layer in made:\n    x = layer(x)\n    kept.append(x)\nx = layers.Add()(kept)\n",
        "kept = [layer(x) for layer in made]\nx = layers.Add()([kept[0], kept[2]])\n",
        "x = layers.Add()([made[0](x) for _ in [0]] + [x for _ in range(3)])\n",
    ],
    ids=[
        "index", "length", "slice", "enumerate", "zip", "unpacked", "stars", "index of a loop", "insert and pop",
        "break", "condition", "kept", "branches", "the same tensor",
    ],
)  # fmt: skip
def test_one_of_many_layers_that_are_made_alike_is_that_one(lines: str) -> None:
    text = "i = x = Input((4,))\nmade = [layers.Dense(4 + 0 * k) for k in range(3)]\n"

    checked(f"{text}{lines}model = Model(i, x)\n")

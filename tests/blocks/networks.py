"""Networks of the handbook as composites: ResNet50, DenseNet121, ResNeXt50 in split form."""

from __future__ import annotations

from blocks.document.document import Document
from blocks.graph.graph import MODEL, Metaparameter
from blocks.parameters import Integer, Number
from blocks.values.values import Value
from tests.blocks.composites import Drawing, Sketch, parallel, series, when


def whole(name: str, value: int, help: str = "") -> Metaparameter:
    return Metaparameter(Integer(name=name, minimum=1, help=help), value)


def conv_norm(
    part: Drawing, source: str, filters: Value, kernel: int = 1, relu: bool = True, **values: Value
) -> str:
    source = part.add("Conv2D", source, filters=filters, kernel_size=kernel, **values)
    source = part.add("BatchNormalization", source)
    return part.add("ReLU", source) if relu else source


def head(model: Drawing, source: str) -> None:
    source = model.add("GlobalAveragePooling2D", source)
    model.add("Dense", source, units=1000, activation="softmax")


def projection(sketch: Sketch) -> None:
    part = sketch.graph("Projection", whole("filters", 64), whole("strides", 1))
    x = part.add("In", name="input")
    part.add("Out", conv_norm(part, x, "=filters", strides="=strides", relu=False), name="output")


def resnet50(size: int = 224) -> Document:
    sketch = Sketch()
    projection(sketch)
    bottleneck = sketch.graph(
        "Bottleneck",
        whole("filters", 64, "Filters of the inner convolutions."),
        whole("strides", 1, "Step of the first convolution."),
        description="Three convolutions beside a shortcut.",
    )
    x = bottleneck.add("In", name="input")
    y = conv_norm(bottleneck, x, "=filters", strides="=strides")
    y = conv_norm(bottleneck, y, "=filters", 3, padding="same")
    y = conv_norm(bottleneck, y, "=4 * filters", relu=False)
    test = when("channels != 4 * filters")
    shortcut = bottleneck.add(
        "Projection", x, filters="=4 * filters", strides="=strides", structure=test
    )
    y = bottleneck.add("Add", y, shortcut)
    y = bottleneck.add("ReLU", y)
    bottleneck.add("Out", y, name="output")
    group = sketch.graph("Group", whole("filters", 64), whole("blocks", 3), whole("strides", 1))
    x = group.add("In", name="input")
    y = group.add(
        "Bottleneck",
        x,
        filters="=filters",
        strides="=strides if i == 0 else 1",
        structure=series("blocks"),
    )
    group.add("Out", y, name="output")
    model = sketch.graph(MODEL)
    x = model.add("Input", shape=(size, size, 3))
    x = conv_norm(model, x, 64, 7, strides=2, padding="same")
    x = model.add("MaxPooling2D", x, pool_size=3, strides=2, padding="same")
    for at, blocks in enumerate((3, 4, 6, 3)):
        values = {"filters": 64 * 2**at, "blocks": blocks, "strides": 2 if at else 1}
        x = model.add("Group", x, **values)
    head(model, x)
    return sketch.document


def densenet121(size: int = 224) -> Document:
    sketch = Sketch()
    layer = sketch.graph("DenseLayer", whole("growth", 32, "Channels that it adds."))
    x = layer.add("In", name="input")
    y = conv_norm(layer, x, "=4 * growth")
    y = conv_norm(layer, y, "=growth", 3, padding="same")
    layer.add("Out", layer.add("Concatenate", x, y), name="output")
    transition = sketch.graph(
        "Transition", Metaparameter(Number(name="compression", minimum=0, maximum=1), 0.5)
    )
    x = transition.add("In", name="input")
    y = conv_norm(transition, x, "=int(channels * compression)")
    y = transition.add("AveragePooling2D", y, pool_size=2)
    transition.add("Out", y, name="output")
    model = sketch.graph(MODEL, whole("growth", 32))
    x = model.add("Input", shape=(size, size, 3))
    x = conv_norm(model, x, 64, 7, strides=2, padding="same")
    x = model.add("MaxPooling2D", x, pool_size=3, strides=2, padding="same")
    for at, count in enumerate((6, 12, 24, 16)):
        x = model.add("DenseLayer", x, growth="=growth", structure=series(count))
        x = model.add("Transition", x) if at < 3 else x
    head(model, x)
    return sketch.document


def resnext50(size: int = 224, cardinality: int = 32) -> Document:
    sketch = Sketch()
    projection(sketch)
    path = sketch.graph("Path", whole("filters", 4), Metaparameter(Integer(name="start"), 0))
    x = path.add("In", name="input")
    y = path.add("Slice", x, start="=start", stop="=start + filters")
    y = path.add("Conv2D", y, filters="=filters", kernel_size=3, padding="same")
    path.add("Out", y, name="output")
    block = sketch.graph("WideBlock", whole("filters", 128), whole("cardinality", cardinality))
    x = block.add("In", name="input")
    y = conv_norm(block, x, "=filters")
    y = block.add(
        "Path",
        y,
        filters="=filters // cardinality",
        start="=filters // cardinality * i",
        structure=parallel("cardinality"),
    )
    y = block.add("ReLU", block.add("BatchNormalization", y))
    y = conv_norm(block, y, "=2 * filters", relu=False)
    s = block.add(
        "Projection", x, filters="=2 * filters", structure=when("channels != 2 * filters")
    )
    block.add("Out", block.add("ReLU", block.add("Add", s, y)), name="output")
    model = sketch.graph(MODEL)
    x = model.add("Input", shape=(size, size, 3))
    x = conv_norm(model, x, 64, 7, strides=2, padding="same")
    x = model.add("MaxPooling2D", x, pool_size=3, strides=2, padding="same")
    for at, count in enumerate((3, 4, 6, 3)):
        if at:
            x = model.add("Conv2D", x, filters=256 * 2**at, kernel_size=1, strides=2)
        x = model.add("WideBlock", x, filters=128 * 2**at, structure=series(count))
    head(model, x)
    return sketch.document

"""Every block type against Keras itself: what it takes, what it gives, and when it refuses."""

from __future__ import annotations

import inspect

import pytest
from hypothesis import settings

from blocks.catalog.registry import block_type as block_type_named, block_types
from blocks.catalog.shared.families import (
    ACTIVATIONS,
    KERNEL_INITIALIZERS,
    MATRIX_INITIALIZERS,
    MATRIX_REGULARIZERS,
    QUANTIZERS,
    VECTOR_INITIALIZERS,
    constraints,
)
from blocks.parameters import Family, Parameter
from blocks.types.block_type import BlockType, Form, Wrapper
from tests.blocks.keras_oracle import compare, layer_of

pytestmark = pytest.mark.keras

TYPES = list(block_types().values())
LAYERS = [block_type for block_type in TYPES if block_type.form is Form.LAYER]
EVERY_STEP = [each.name for each in LAYERS if block_type_named(f"TimeDistributed({each.name})")]
FAMILIES = {
    "vector initializers": VECTOR_INITIALIZERS,
    "kernel initializers": KERNEL_INITIALIZERS,
    "matrix initializers": MATRIX_INITIALIZERS,
    "regularizers": MATRIX_REGULARIZERS,
    "constraints": constraints(2),
    "quantizers": QUANTIZERS,
}

NOT_OFFERED = {
    "name": "belongs to the block",
    "autocast": "Keras does not save it",
    "weights": "an array",
    "cell": "set by the class",
    "return_state": "a second output",
    "stateful": "needs a batch of fixed size",
    "use_cudnn": "Keras does not save it",
    "flash_attention": "Keras does not save it",
    "zero_output_for_mask": "Keras sets it itself",
    "bounding_box_format": "for boxes that stand beside images",
    "rank": "set by the class",
    "pool_dimensions": "set by the class",
    "pool_mode": "set by the class",
    "args": "",
    "kwargs": "",
    "self": "",
}
SET_ITSELF = {
    "ActivityRegularization": {"activity_regularizer"},
    **{name: {"factor"} for name in ("Resizing", "RandomFlip", "RandomZoom", "RandomTranslation")},
}
"""Arguments of the base class that a layer sets itself, so that Keras refuses them."""
CALLED = {"use_causal_mask"}
WRAPPED_NOT_OFFERED = {
    "layer": "part of the type",
    "backward_layer": "another layer",
    "go_backwards": "a Bidirectional sets it itself",
}
INPUT_NOT_OFFERED = {"batch_size", "sparse", "ragged", "batch_shape", "name", "tensor", "optional"}
FAMILY_NOT_OFFERED = {
    "input_axes": "for kernels whose layout Keras cannot know",
    "output_axes": "for kernels whose layout Keras cannot know",
    "weight_quantizer": "an object of a running program",
    "activation_quantizer": "an object of a running program",
}


def ids(block_type: BlockType) -> str:
    return block_type.name


def report(text: object, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{text}", end=" ")


@pytest.mark.parametrize("block_type", TYPES, ids=ids)
def test_shapes_weights_and_refusals_are_those_of_keras(block_type: BlockType) -> None:
    # What is in a wrapper has cases of its own.
    tally = compare(
        block_type, min(settings.default.max_examples, 20 if block_type.wrapper else 60)
    )
    print(tally)
    assert tally.kinds["accepted"]


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("block_type", TYPES, ids=ids)
def test_full_load(block_type: BlockType, capsys: pytest.CaptureFixture[str]) -> None:
    examples = 300 if block_type.wrapper else 2000
    report(compare(block_type, max(settings.default.max_examples, examples)), capsys)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", EVERY_STEP)
def test_every_layer_at_every_step(name: str) -> None:
    block_type = block_type_named(f"TimeDistributed({name})")
    assert block_type is not None
    compare(block_type, 40)


def constructor(layer_class: type) -> dict[str, inspect.Parameter]:
    """Arguments of a constructor, those that ``**kwargs`` hands on to its bases included."""
    found: dict[str, inspect.Parameter] = {}
    for each in layer_class.__mro__:
        if "__init__" not in vars(each):
            continue
        signature = inspect.signature(vars(each)["__init__"])
        for name, parameter in signature.parameters.items():
            found.setdefault(name, parameter)
        if not any(each.kind is each.VAR_KEYWORD for each in signature.parameters.values()):
            break
    return found


def assert_default(parameter: Parameter, default: object) -> None:
    if default is inspect.Parameter.empty:
        assert parameter.required
    else:
        assert parameter.validate(default) == parameter.default  # type: ignore[arg-type]


@pytest.mark.parametrize("block_type", LAYERS, ids=ids)
def test_every_constructor_argument_is_declared_with_its_default(block_type: BlockType) -> None:
    import keras

    if block_type.wrapper:
        theirs = of_both(block_type.wrapper)
    else:
        theirs = constructor(getattr(keras.layers, block_type.name))
    theirs |= called(getattr(keras.layers, outermost(block_type)))
    set_itself = SET_ITSELF.get(block_type.name, set())
    offered = [name for name in theirs if name not in NOT_OFFERED and name not in set_itself]
    assert {each.name for each in block_type.parameters} == set(offered)
    for parameter in block_type.parameters:
        assert_default(parameter, theirs[parameter.name].default)


def outermost(block_type: BlockType) -> str:
    return block_type.wrapper.name if block_type.wrapper else block_type.name


def of_both(wrapper: Wrapper) -> dict[str, inspect.Parameter]:
    """Arguments of a wrapper's constructor and of that of the layer inside."""
    import keras

    theirs = constructor(getattr(keras.layers, wrapper.name))
    inside = constructor(getattr(keras.layers, wrapper.layer.name))
    assert set(wrapper.outer) <= set(theirs)
    assert set(wrapper.inner) <= set(inside)
    return {
        name: each for name, each in {**theirs, **inside}.items() if name not in WRAPPED_NOT_OFFERED
    }


def called(layer_class: type) -> dict[str, inspect.Parameter]:
    """Arguments of a layer's call that say how, and are no data."""
    theirs = inspect.signature(layer_class.call).parameters  # type: ignore[attr-defined]
    return {name: each for name, each in theirs.items() if name in CALLED}


@pytest.mark.parametrize("block_type", LAYERS, ids=ids)
def test_arguments_stand_in_the_order_of_keras(block_type: BlockType) -> None:
    import keras

    if block_type.wrapper:
        return  # those of the layer inside, in its order
    own = inspect.signature(getattr(keras.layers, block_type.name)).parameters
    theirs = [name for name in own if name not in NOT_OFFERED]
    assert [each.name for each in block_type.parameters][: len(theirs)] == theirs


def test_arguments_of_the_input() -> None:
    import keras

    theirs = set(inspect.signature(keras.Input).parameters)
    assert theirs - INPUT_NOT_OFFERED == {each.name for each in block_types()["Input"].parameters}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_keras_knows_the_activation(name: str) -> None:
    import keras

    assert callable(keras.activations.get(name))


def test_no_activation_is_missing() -> None:
    from keras.src.activations import ALL_OBJECTS_DICT

    # Both are explained in blocks.catalog.shared.families.
    assert set(ALL_OBJECTS_DICT) - set(ACTIVATIONS) == {"glu", "threshold"}


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_keras_knows_the_names_of_a_family(family: Family) -> None:
    import keras

    module = getattr(keras, family.module)
    for alias, name in family.aliases.items():
        assert type(module.get(alias)).__name__ == name
    if family is not QUANTIZERS:
        for name in family.members:
            if not any(each.required for each in family.members[name]):
                assert type(module.get(name)).__name__ == name


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_members_of_a_family_take_the_arguments_of_keras(family: Family) -> None:
    import keras

    for name, members in family.members.items():
        theirs = inspect.signature(getattr(getattr(keras, family.module), name)).parameters
        offered = [each for each in theirs if each not in FAMILY_NOT_OFFERED]
        assert [each.name for each in members] == offered
        for member in members:
            if (name, member.name) != ("Constant", "value"):  # explained in families
                assert_default(member, theirs[member.name].default)


@pytest.mark.parametrize("block_type", LAYERS, ids=ids)
def test_keras_takes_the_values_of_a_fresh_block(block_type: BlockType) -> None:
    layer_of(block_type, {each.name: each.validate(each.start) for each in block_type.parameters})

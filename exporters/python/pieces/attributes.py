"""Names the layers of a class: ``self.conv2d``, ``self.conv2d_1`` where there are several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from blocks.graph.naming import first_free, snake_case
from blocks.types.block_type import Form
from exporters.plan.tree import Branches, Function, Loop, Statement, call_of, parts_of
from exporters.python.pieces.scope import FunctionNames
from exporters.text.names import PYTHON, slug

_NAMES = """
activity_regularizer add_loss add_metric add_variable add_weight autocast build build_from_config built call
call_signature_parameters compile compile_from_config compiled compiled_loss compiled_metrics compute_dtype
compute_loss compute_mask compute_metrics compute_output_shape compute_output_spec count_params
distribute_reduction_method distribute_strategy dtype dtype_policy evaluate export fit from_config
get_build_config get_compile_config get_config get_layer get_metrics_result get_quantization_layer_structure
get_state_tree get_weights input input_dtype input_shape input_spec inputs jit_compile layers
load_own_variables load_weights loss losses make_predict_function make_test_function make_train_function
metrics metrics_names metrics_variables name non_trainable_variables non_trainable_weights optimizer output
output_shape outputs path predict predict_function predict_on_batch predict_step quantization_mode quantize
quantized_build quantized_call rematerialized_call reset_metrics run_eagerly save save_own_variables
save_weights set_state_tree set_weights stateless_call stateless_compute_loss steps_per_execution
stop_training summary supports_jit supports_masking symbolic_call test_function test_on_batch test_step
to_json train_function train_on_batch train_step trainable trainable_variables trainable_weights
unrolled_steps_per_execution variable_dtype variables weights kwargs config
"""
OF_KERAS = frozenset(_NAMES.split())
"""Attributes that a ``keras.Model`` has already, and the arguments of our own methods."""


@dataclass(frozen=True, slots=True)
class Made:
    """The attributes in which a statement keeps its layers.

    Attributes:
        layer: the layer, or the list of layers where it is repeated; empty for an operation, which has none.
        merge: the layer that merges branches; empty where there are none.
    """

    layer: str = ""
    merge: str = ""


def attributes_of(
    function: Function, functions: Mapping[str, FunctionNames], taken: Collection[str]
) -> list[Made]:
    """Return the attributes of every statement of a composite.

    Args:
        function: the composite.
        functions: the classes of others.
        taken: attributes that are used otherwise: the metaparameters.
    """
    stems = [_stems(statement, functions) for statement in function.body]
    count = Counter(stem for both in stems for stem in both if stem)
    used = {*taken, *OF_KERAS}
    given: Counter[str] = Counter()

    def named(stem: str) -> str:
        if not stem:
            return ""
        given[stem] += 1
        name = f"{stem}_{given[stem]}" if count[stem] > 1 else stem
        while name in used:
            name += "_layer"
        used.add(name)
        return name

    return [Made(named(layer), named(merge)) for layer, merge in stems]


def _stems(statement: Statement, functions: Mapping[str, FunctionNames]) -> tuple[str, str]:
    call, parts = call_of(statement), list(parts_of(statement))
    branches = next((part for part in parts if isinstance(part, Branches)), None)
    stem = ""
    if call.form in (Form.LAYER, Form.COMPOSITE):
        known = functions.get(call.type)
        stem = slug(snake_case(known.name if known else call.type), "layer")
        if branches is not None or any(isinstance(part, Loop) for part in parts):
            stem += "s"
    merge = snake_case(branches.merge) if branches is not None else ""
    return stem, merge


def class_name(text: str, taken: Collection[str]) -> str:
    """Return the name of a composite's class: its own where that is a good one."""
    good = text.isascii() and text.isidentifier() and text[:1].isupper() and len(text) <= 32
    name = text if good else "".join(word.capitalize() for word in slug(text).split("_"))
    if name.lower() in PYTHON:
        name += "Block"
    return first_free(name, taken.__contains__, gap="")

"""A model that oneDNN's kernels would crash tells TensorFlow so, before Keras is imported."""

from __future__ import annotations

from app.templates.catalog import open_template
from blocks.commands.blocks import set_metaparameter
from exporters.plan.make import make_plan
from exporters.python.script import write_script

SWITCH = 'os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"'


def test_the_switch_comes_before_keras_and_only_where_it_is_needed() -> None:
    document = open_template("digits-residual")
    assert SWITCH not in write_script(make_plan(document))

    document.apply(set_metaparameter(document, "alpha", 0.5))
    script = write_script(make_plan(document))

    assert script.index(SWITCH) < script.index("import keras")

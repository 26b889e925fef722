"""Scripts of models with several outputs: text alone, no Keras."""

from __future__ import annotations

from pathlib import Path

from app.cli import main
from app.templates.catalog import FOLDER
from blocks.files.project_file import read_project
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from tests.blocks.check.test_outputs import key_of, two_heads, with_composite


def test_losses_weights_and_metrics_are_dictionaries_by_output() -> None:
    document = two_heads()
    settings = document.settings.with_data(source="digits", channel_axis=False)
    document.settings = settings.with_output(
        key_of(document, "aux"), loss_weight=0.3, training_only=True
    )
    script = write_script(make_plan(document))
    assert 'loss_weights={"main": 1.0, "aux": 0.3}' in script
    assert 'metrics={"main": ["accuracy"], "aux": ["accuracy"]}' in script
    assert '{"main": y_train, "aux": y_train}' in script
    assert 'inference_model = keras.Model(model.input, model.get_layer("main").output)' in script
    assert 'inference_model.save("model.keras")' in script
    assert "return keras.Model(inputs, [main_output, aux])" in script


def test_weights_of_one_are_not_written() -> None:
    assert "loss_weights" not in write_script(make_plan(two_heads()))


def test_outputs_without_names_for_keras_are_a_dictionary() -> None:
    script = write_script(make_plan(with_composite()), model_only=True)
    assert '{"heads_first": heads_first, "heads_second": heads_second}' in script


def test_googlenet_trains_as_its_paper_says_and_is_saved_without_its_auxiliary_outputs(
    tmp_path: Path,
) -> None:
    path = FOLDER / "googlenet.netwright"
    plan = make_plan(read_project(path))
    weights = {each.name: (each.loss_weight, each.training_only) for each in plan.training.outputs}
    assert sorted(weights.values()) == [(0.3, True), (0.3, True), (1.0, False)]
    assert len(plan.training.kept) == 1
    out = tmp_path / "use.py"
    assert main(["export", str(path), "--inference", "--model-only", "-o", str(out)]) == 0
    script = out.read_text()
    assert "auxiliary_classifier" not in script
    assert "def main" not in script
    compile(script, "use.py", "exec")

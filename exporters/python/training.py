"""The part of the script that trains: constants and ``main()``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from blocks.settings.declarations import TRAINING
from exporters.data.adapting import adapt_lines
from exporters.data.feeding import feed_code
from exporters.data.steps import DataPlan
from exporters.plan.compile_plan import CompilePlan
from exporters.plan.tree import Plan
from exporters.python.backend import policy_lines
from exporters.styles.options import DEFAULTS, ExportOptions
from exporters.text.lines import INDENT, indented
from exporters.text.literals import json_code, literal, source

_OPTIMIZER = next(parameter for parameter in TRAINING if parameter.name == "optimizer")

_RESULTS = (
    "for name, value in results.items():",
    f'{INDENT}print(f"test {{name}}: {{value:.4f}}")',
)


def constants(plan: Plan) -> list[tuple[str, str]]:
    """Return the constants of training as (NAME, source)."""
    training = plan.training
    found = [
        ("SEED", literal(training.seed)),
        ("EPOCHS", literal(training.epochs)),
        ("BATCH_SIZE", literal(training.batch_size)),
    ]
    if training.validation_split:
        found.append(("VALIDATION_SPLIT", literal(training.validation_split)))
    if training.patience is not None:
        found.append(("PATIENCE", literal(training.patience)))
    if plan.start is not None and plan.start.file:
        found.append(("WEIGHTS", literal(plan.start.file)))
    return found


def _start_lines(plan: Plan, options: ExportOptions) -> list[str]:
    if plan.start is None:
        return []
    if not plan.start.file:
        return [
            "# Weights of the imported model are not loaded: its layers are arranged otherwise."
        ]
    why = ["# What was learnt before, and a new head as it begins."] if options.comments else []
    return [*why, "model.load_weights(WEIGHTS)"]


@dataclass(frozen=True, slots=True)
class TrainingStep:
    """A part of training.

    Attributes:
        title: what it is called in a notebook.
        why: what it is for.
        lines: its code.
    """

    title: str
    why: str
    lines: Sequence[str]


def training_steps(plan: Plan, data: DataPlan | None, options: ExportOptions) -> list[TrainingStep]:
    """Return the steps that the worker takes, in its order.

    Args:
        plan: the model and its training.
        data: how the data are loaded; ``None`` where the reader of the script has to write that.
        options: how it is written.
    """
    training = plan.training
    has_test = data is None or data.has_test
    load = [
        *policy_lines(plan, options),
        "keras.utils.set_random_seed(SEED)",
        f"(x_train, y_train), {'(x_test, y_test)' if has_test else '_'} = load_data()",
    ]
    build = [
        "model = build_model()",
        *_start_lines(plan, options),
        *adapt_lines(plan, data),
        "model.summary()",
        f"model.compile({_arguments(_compile_arguments(training))})",
    ]
    steps = [
        TrainingStep(
            "Load the data", "The seed makes every run draw the same random numbers.", load
        ),
        TrainingStep("Build and compile the model", _WHY_COMPILE, build),
        TrainingStep("Train", _WHY_FIT, _fit(training, feed_code(plan, data, "train"))),
    ]
    if has_test:
        lines = _evaluate(feed_code(plan, data, "test"))
        steps.append(TrainingStep("Evaluate", _WHY_TEST, lines))
    return [*steps, TrainingStep("Save", "The file holds layers and weights.", _save(plan))]


_WHY_COMPILE = "The loss is what training makes small; metrics are for people."
_WHY_FIT = "An epoch goes once through all examples, a batch at a time."
_WHY_TEST = "Examples that the model has not learned from say how good it is."


def main_function(
    plan: Plan, data: DataPlan | None = None, options: ExportOptions = DEFAULTS
) -> list[str]:
    """Write ``main()``; arguments are those of `training_steps`."""
    body: list[str] = []
    for step in training_steps(plan, data, options):
        note = [f"# {step.why}"] if options.comments else []
        body += ["", *note, *step.lines]
    return [f"def main(){' -> None' if options.type_hints else ''}:", *indented(body[1:])]


def _evaluate(arguments: str) -> tuple[str, ...]:
    return (f"results = model.evaluate({arguments}, verbose=0, return_dict=True)", *_RESULTS)


def _save(plan: Plan) -> list[str]:
    """Write how the model is saved: without the outputs that are for training only, where there are such."""
    kept = [output.name for output in plan.training.kept]
    if not kept:
        return ['model.save("model.keras")']
    found = "model.output[{}]" if plan.outputs_by_name else "model.get_layer({}).output"
    outputs = [found.format(literal(name)) for name in kept]
    if len(kept) == 1:
        given = outputs[0]
    elif plan.outputs_by_name:
        pairs = zip(kept, outputs, strict=True)
        given = f"{{{', '.join(f'{literal(name)}: {code}' for name, code in pairs)}}}"
    else:
        given = f"[{', '.join(outputs)}]"
    return [
        "# What is saved for use is the model without its auxiliary outputs.",
        f"inference_model = keras.Model(model.input, {given})",
        'inference_model.save("model.keras")',
    ]


def _compile_arguments(training: CompilePlan) -> list[tuple[str, str]]:
    """Return the arguments of ``compile`` as (name, source)."""
    others = [(name, json_code(value)) for name, value in training.arguments.items()]
    return [("optimizer", source(training.optimizer, _OPTIMIZER)), *others]


def _fit(training: CompilePlan, data: str) -> list[str]:
    arguments = [("batch_size", "BATCH_SIZE"), ("epochs", "EPOCHS")]
    if training.validation_split:
        arguments.append(("validation_split", "VALIDATION_SPLIT"))
    if not training.shuffle:
        arguments.append(("shuffle", "False"))
    lines = []
    if training.patience is not None:
        stopping = [("patience", "PATIENCE"), ("restore_best_weights", "True")]
        if training.monitor != "val_loss":
            stopping.insert(0, ("monitor", literal(training.monitor)))
        lines = [f"early_stopping = keras.callbacks.EarlyStopping({_arguments(stopping)})"]
        arguments.append(("callbacks", "[early_stopping]"))
    return [*lines, f"model.fit({data}, {_arguments(arguments)},)"]


def _arguments(arguments: list[tuple[str, str]]) -> str:
    return ", ".join(f"{name}={code}" for name, code in arguments)

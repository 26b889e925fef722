"""The part of the script that trains: constants and ``main()``."""

from __future__ import annotations

from blocks.settings import TRAINING
from exporters.compile_plan import CompilePlan
from exporters.emit import literal, source
from exporters.lines import INDENT
from exporters.plan_tree import Plan

_OPTIMIZER = next(parameter for parameter in TRAINING if parameter.name == "optimizer")

_EVALUATE = (
    "results = model.evaluate(x_test, y_test, verbose=0, return_dict=True)",
    "for name, value in results.items():",
    f'{INDENT}print(f"test {{name}}: {{value:.4f}}")',
    "",
)


def constants(training: CompilePlan) -> list[tuple[str, str]]:
    """Return the knobs of training as (NAME, source)."""
    found = [
        ("SEED", literal(training.seed)),
        ("EPOCHS", literal(training.epochs)),
        ("BATCH_SIZE", literal(training.batch_size)),
    ]
    if training.validation_split:
        found.append(("VALIDATION_SPLIT", literal(training.validation_split)))
    if training.patience is not None:
        found.append(("PATIENCE", literal(training.patience)))
    return found


def main_function(plan: Plan, has_test: bool = True) -> list[str]:
    """Write ``main()``: the same steps in the same order as the worker takes them.

    Args:
        plan: the model and its training.
        has_test: there are examples for a final evaluation.
    """
    training = plan.training
    body = [
        "keras.utils.set_random_seed(SEED)",
        f"(x_train, y_train), {'(x_test, y_test)' if has_test else '_'} = load_data()",
        "",
        "model = build_model()",
        "model.summary()",
        f"model.compile({_arguments(compile_arguments(training, len(plan.outputs)))})",
        "",
        *_fit(training),
        "",
        *(_EVALUATE if has_test else ()),
        'model.save("model.keras")',
    ]
    return ["def main():", *(INDENT + line if line else "" for line in body)]


def compile_arguments(training: CompilePlan, outputs: int = 1) -> list[tuple[str, str]]:
    """Return the arguments of ``compile`` as (name, source)."""
    metrics = f"[{', '.join(literal(metric) for metric in training.metrics)}]"
    arguments = [
        ("optimizer", source(training.optimizer, _OPTIMIZER)),
        ("loss", literal(training.loss)),
    ]
    if training.metrics:
        # Keras wants a list for every output where there are several.
        several = f"[{', '.join([metrics] * outputs)}]"
        arguments.append(("metrics", metrics if outputs == 1 else several))
    if training.steps_per_execution != 1:
        arguments.append(("steps_per_execution", literal(training.steps_per_execution)))
    if training.jit_compile is not None:
        arguments.append(("jit_compile", literal(training.jit_compile)))
    return arguments


def _fit(training: CompilePlan) -> list[str]:
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
    return [*lines, f"model.fit(x_train, y_train, {_arguments(arguments)},)"]


def _arguments(arguments: list[tuple[str, str]]) -> str:
    return ", ".join(f"{name}={code}" for name, code in arguments)

"""Every style and form of every template: the script, run by Keras, is the worker's model; notebooks run.

python -m tests.exporters.styles [NAME ...] [--full-size] [--notebooks]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from app.templates.catalog import names, open_template, small_of
from app.templates.start import begin
from blocks.document.document import Document
from exporters.plan.make import Plan, make_plan
from exporters.python.notebook import write_notebook
from exporters.python.script import write_script
from exporters.styles.activations import form_reason
from exporters.styles.apply import style_reason
from exporters.styles.options import (
    AS_DRAWN,
    LONG,
    MODEL_ONLY,
    NOTEBOOK,
    SHORT,
    ExportOptions,
    Style,
)

FORMS = (AS_DRAWN, LONG, SHORT)
EXAMPLES = 40
"""With so many a notebook is tried."""


def main() -> None:
    """Run the comparison, one template after the other, and tell of each difference."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.exporters.styles")
    parser.add_argument("names", nargs="*", metavar="NAME", help="templates; all by default")
    parser.add_argument("--full-size", action="store_true", help="as listed, not as they train")
    parser.add_argument("--notebooks", action="store_true", help="run the notebooks instead")
    args = parser.parse_args()
    if args.notebooks:
        run_notebooks(args.names or names())
        return
    failed = 0
    for name in args.names or names():
        began = time.monotonic()
        written, refused, wrong = compare(make_plan(document(name, not args.full_size)))
        failed += len(wrong)
        seconds = time.monotonic() - began
        print(f"{name:28} {written} scripts, {refused} refused, {seconds:.0f} s", flush=True)
        for line in wrong:
            print(f"    {line}", flush=True)
    raise SystemExit(f"{failed} differ" if failed else 0)


def run_notebooks(wanted: Iterable[str]) -> None:
    """Run the notebook of each template for an epoch on some examples, in a folder that is thrown away."""
    for name in wanted:
        began = time.monotonic()
        found = document(name)
        found.settings = found.settings.with_training(epochs=1)
        with TemporaryDirectory() as folder, chdir(folder), redirect_stdout(StringIO()):
            words = run_one_notebook(make_plan(found))
        print(f"{name:28} {words}, {time.monotonic() - began:.0f} s", flush=True)


def run_one_notebook(plan: Plan) -> str:
    """Run a notebook in the present folder; say how far it went."""
    import keras

    from tests.exporters.running import run_notebook

    keras.utils.clear_session()
    text = write_notebook(plan, options=ExportOptions(scope=NOTEBOOK, comments=True))
    if plan.data is not None:
        assert "loss" in run_notebook(text, EXAMPLES)["results"]
        assert Path("model.keras").is_file()
        return "ran to its end"
    try:
        run_notebook(text, EXAMPLES)
    except NotImplementedError:
        return "ran to load_data(), which is the reader's"
    raise AssertionError("there were no data to train with")


def document(name: str, small: bool = True) -> Document:
    """Return a template, at the size that trains quickly where it has one."""
    found = open_template(name)
    size = small_of(found)
    if not small or size is None:
        return found
    start = begin(found, size.set)
    assert not start.problems, start.problems
    return start.document


def every_option() -> Iterator[ExportOptions]:
    """Yield every style in every form."""
    for style in Style:
        for form in FORMS:
            yield ExportOptions(style=style, form=form, scope=MODEL_ONLY)


def refusal(plan: Plan, options: ExportOptions) -> str:
    """Say why a model cannot be written with these options; empty where it can."""
    return style_reason(plan, options.style) or form_reason(plan, options.form)


def compare(plan: Plan) -> tuple[int, int, list[str]]:
    """Run the script of every style and form, and compare its model with the worker's.

    Returns:
        How many scripts were run, how many styles refuse the model, and what differs.
    """
    from tests.exporters.running import assert_same_with_options, built_by_plan, built_by_script

    model = built_by_plan(plan)
    written, refused = 0, 0
    wrong: list[str] = []
    known: set[str] = set()
    for options in every_option():
        if refusal(plan, options):
            refused += 1
            continue
        script = write_script(plan, options=options)
        written += 1
        if script in known:  # a form that changes nothing here
            continue
        known.add(script)
        try:
            assert_same_with_options(model, built_by_script(script), options)
        except Exception as error:  # the next one is of interest all the same
            wrong.append(
                f"{options.style.value}, {options.form}: {type(error).__name__}: {error}"[:300]
            )
    return written, refused, wrong


if __name__ == "__main__":
    main()

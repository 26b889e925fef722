"""Every style and form of every template: the script, run by Keras, is the worker's model; notebooks run.

python -m tests.exporters.styles [NAME ...] [--full-size]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

from app.template_list import names, open_template, small_of
from app.template_start import begin
from blocks.document import Document
from exporters.forms import form_reason
from exporters.plan import Plan, make_plan
from exporters.python_script import write_script
from exporters.style import AS_DRAWN, LONG, MODEL_ONLY, SHORT, ExportOptions, Style
from exporters.styled import style_reason

FORMS = (AS_DRAWN, LONG, SHORT)
LARGEST = 2 * 10**8
"""Parameters of a network that is built at its full size."""


def main() -> None:
    """Run the comparison, one template after the other, and tell of each difference."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.exporters.styles")
    parser.add_argument("names", nargs="*", metavar="NAME", help="templates; all by default")
    parser.add_argument("--full-size", action="store_true", help="as listed, not as they train")
    args = parser.parse_args()
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


def document(name: str, small: bool = True) -> Document:
    """Return a template, at the size that trains quickly where it has one."""
    found = open_template(name)
    size = small_of(found)
    if not small or size is None:
        return found
    start = begin(found, size.set)
    assert not start.problems, start.problems
    return start.document


def wishes() -> Iterator[ExportOptions]:
    """Yield every style in every form."""
    for style in Style:
        for form in FORMS:
            yield ExportOptions(style=style, form=form, scope=MODEL_ONLY)


def refusal(plan: Plan, wish: ExportOptions) -> str:
    """Say why a model cannot be written as wished; empty where it can."""
    return style_reason(plan, wish.style) or form_reason(plan, wish.form)


def compare(plan: Plan) -> tuple[int, int, list[str]]:
    """Run the script of every style and form, and compare its model with the worker's.

    Returns:
        How many scripts were run, how many styles refuse the model, and what differs.
    """
    from tests.exporters.running import assert_same_as_wished, built_by_plan, built_by_script

    model = built_by_plan(plan)
    written, refused = 0, 0
    wrong: list[str] = []
    known: set[str] = set()
    for wish in wishes():
        if refusal(plan, wish):
            refused += 1
            continue
        script = write_script(plan, options=wish)
        written += 1
        if script in known:  # a form that changes nothing here
            continue
        known.add(script)
        try:
            assert_same_as_wished(model, built_by_script(script), wish)
        except Exception as error:  # the next one is of interest all the same
            wrong.append(f"{wish.style.value}, {wish.form}: {type(error).__name__}: {error}"[:300])
    return written, refused, wrong


if __name__ == "__main__":
    main()

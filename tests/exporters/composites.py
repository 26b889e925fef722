"""Random composites under load: live check, worker's model and scripts in all styles are one model.

python -m tests.exporters.composites --examples 500 [--seed 7] [--without-keras]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, seed, settings

from blocks.document.document import Document
from exporters.plan.make import make_plan
from tests.blocks.random_composites import composite_documents
from tests.exporters.python.test_script_is_plan import assert_every_style_calls_the_same


def main() -> None:
    """Run the checks; the smallest case that fails is shown by hypothesis."""
    parser = argparse.ArgumentParser(
        description=__doc__, prog="python -m tests.exporters.composites"
    )
    parser.add_argument("--examples", type=int, default=300, help="random documents")
    parser.add_argument("--seed", type=int, help="the same documents again")
    parser.add_argument("--without-keras", action="store_true", help="scripts and plans alone")
    args = parser.parse_args()
    began = time.monotonic()
    counted = _Counted(_look if args.without_keras else _compare)
    check = settings(
        max_examples=args.examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )(given(composite_documents())(lambda document: counted(document)))
    if args.seed is not None:
        check = seed(args.seed)(check)
    check()
    print(f"{counted.number} documents, {time.monotonic() - began:.0f} s, no difference")


class _Counted:
    """Counts the documents that a check was made for."""

    def __init__(self, check: Callable[[Document], object]) -> None:
        self.number, self._check = 0, check

    def __call__(self, document: Document) -> None:
        self.number += 1
        self._check(document)


def _look(document: Document) -> None:
    assert_every_style_calls_the_same(make_plan(document))


def _compare(document: Document) -> None:
    from tests.exporters.test_composites import assert_all_agree

    _look(document)
    assert_all_agree(document)


if __name__ == "__main__":
    main()

"""Runs the areas and prints what they found: a table, or one JSON line per row.

Exit code 0, also where a limit is missed; 1 where a row could not be measured; 2 for wrong arguments.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from tests.bench.effort import Effort
from tests.bench.home import own_home
from tests.bench.rows import Row, markdown, table
from tests.bench.runner import AREAS, run_apart, run_here


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Measures Netwright."
    )
    parser.add_argument("--only", choices=AREAS, metavar="AREA", help=", ".join(AREAS))
    parser.add_argument("--json", action="store_true", help="one JSON line per row, as it is found")
    parser.add_argument("--markdown", action="store_true", help="a table for docs/performance.md")
    parser.add_argument("--quick", action="store_true", help="few repeats, no row is judged")
    parser.add_argument("--here", action="store_true", help="in this process: for profilers")
    args = parser.parse_args()
    rows = []
    with own_home():
        for row in _measure([args.only] if args.only else list(AREAS), args.quick, args.here):
            rows.append(row)
            if args.json:
                print(row.as_json(), flush=True)
            else:
                print(f"measured: {row.area}: {row.name}", file=sys.stderr, flush=True)
    if not args.json:
        print(markdown(rows) if args.markdown else table(rows))
    return int(any(row.figure is None for row in rows))


def _measure(areas: list[str], quick: bool, here: bool) -> Iterator[Row]:
    for area in areas:
        yield from run_here(area, Effort(quick)) if here else run_apart(area, quick)


if __name__ == "__main__":
    sys.exit(main())

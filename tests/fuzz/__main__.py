"""Changes files at random and reads them: one kind of error, nothing slow, nothing large.

    python -m tests.fuzz [KIND ...] [--count 4000] [--seed 1]

Without a kind, all of them. Model files and scripts have fuzzers of their own in `tests.importers`.
"""

from __future__ import annotations

import argparse
import sys

from tests.fuzz.running import KINDS, full_load


def main() -> int:
    """Read mutants; returns 1 where one did what no file may do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", choices=[[], *KINDS], metavar="KIND")
    parser.add_argument("--count", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    return max(full_load(kind, options.count, options.seed) for kind in options.kinds or KINDS)


if __name__ == "__main__":
    sys.exit(main())

"""``netwright templates``: the bundled examples."""

from __future__ import annotations

import argparse
import json

from app.template_list import templates


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Prints name, title and parameters of every example."""
    found = templates()
    if args.json:
        rows = [
            {
                "name": each.name,
                "title": each.title,
                "description": each.description,
                "parameters": each.parameters,
            }
            for each in found
        ]
        print(json.dumps({"templates": rows}))
        return 0
    width = max(len(each.name) for each in found)
    for each in found:
        print(f"{each.name:<{width}}  {each.parameters:>11,}  {each.title}")
    return 0

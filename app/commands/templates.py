"""``netwright templates``: what is bundled, and what is known of one template."""

from __future__ import annotations

import argparse
import textwrap

from app.system.installation import own_command
from app.system.terminal_text import say, say_json
from app.templates.catalog import (
    GROUPS,
    NOTES,
    Figures,
    Template,
    figures_of,
    open_template,
    template_named,
    templates,
)
from app.templates.start import metaparameter_words
from blocks.files.parts import metaparameter_to
from blocks.values.literals import show
from blocks.values.shapes import shape_text
from blocks.values.values import to_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "template", metavar="TEMPLATE", nargs="?", help="say everything about this one"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Prints a line for every template, or all that is known of one."""
    found = [template_named(args.template)] if args.template else templates()
    figures = {each.name: figures_of(open_template(each.name)) for each in found}
    if args.json:
        say_json({"templates": [_entry(each, figures[each.name]) for each in found]})
    elif args.template:
        say(*_page(found[0], figures[found[0].name]).split("\n"))
    else:
        say(*_listing(found, figures).split("\n"))
    return 0


def set_words(template: Template) -> str:
    """Return the options that give a template its small size: ``--set input=32 classes=10``."""
    if template.small is None or not template.small.set:
        return ""
    return "--set " + " ".join(
        f"{name}={show(value)}" for name, value in template.small.set.items()
    )


def _entry(template: Template, figures: Figures) -> dict[str, object]:
    small = template.small
    return {
        "name": template.name,
        "title": template.title,
        "group": template.group,
        "description": template.description,
        "paper": template.paper or None,
        "notes": list(template.notes),
        "inputs": [None if shape is None else list(shape) for shape in figures.inputs],
        "parameters": figures.parameters,
        "trainable": figures.trainable,
        "multiply_adds": figures.multiply_adds,
        "metaparameters": [metaparameter_to(meta) for meta in template.metaparameters],
        "small": None if small is None else {name: to_json(small.set[name]) for name in small.set},
    }


def _listing(found: list[Template], figures: dict[str, Figures]) -> str:
    width = max(len(each.name) for each in found)
    lines: list[str] = []
    for group in GROUPS:
        members = [each for each in found if each.group == group]
        if members:
            lines += ["", f"{group}:"]
        for each in members:
            known = figures[each.name]
            lines.append(
                f"  {each.name:<{width}}  {_inputs(known):>11}  {known.parameters:>13,}  {each.title}"
            )
    lines += ["", f"'{own_command('templates TEMPLATE')}' says more about one."]
    return "\n".join(lines[1:])


def _page(template: Template, figures: Figures) -> str:
    lines = [f"{template.name}: {template.title}", *textwrap.wrap(template.description, 100)]
    if template.paper:
        lines += textwrap.wrap(f"Paper: {template.paper}", 100)
    if template.notes:
        lines += ["", f"{NOTES}:"]
    for note in template.notes:
        lines += textwrap.wrap(note, 98, initial_indent="- ", subsequent_indent="  ")
    adds = "?" if figures.multiply_adds is None else f"{figures.multiply_adds:,}"
    lines += [
        "",
        f"input          {_inputs(figures)}",
        f"parameters     {figures.parameters:,} ({figures.trainable:,} trainable)",
        f"multiply-adds  {adds}",
    ]
    if template.metaparameters:
        lines += ["", "metaparameters:"]
        lines += [
            f"  {metaparameter_words(meta)}"
            + (f": {meta.parameter.help}" if meta.parameter.help else "")
            for meta in template.metaparameters
        ]
    words = set_words(template)
    if words:
        command = own_command(f"new {template.name} {words} -o FILE")
        lines += ["", f"A size that trains here in under a minute: {command}"]
    return "\n".join(lines)


def _inputs(figures: Figures) -> str:
    return ", ".join(map(shape_text, figures.inputs)) or "-"

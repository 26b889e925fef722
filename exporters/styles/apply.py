"""From wishes to the plan that is written: the same weights, otherwise arranged; and whether a style fits a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from exporters.plan.precision import with_full_outputs
from exporters.plan.tree import Plan
from exporters.styles.activations import form_reason, in_form
from exporters.styles.chains import chain_reason
from exporters.styles.comments import with_notes
from exporters.styles.flat import flat_plan
from exporters.styles.inline import inlined_plan
from exporters.styles.options import ExportOptions, Style
from exporters.text.literals import EmitError


def as_wished(plan: Plan, wishes: ExportOptions) -> Plan:
    """Return a plan that is written as wished.

    Raises:
        EmitError: the style or the form does not fit the model; the text says why.
    """
    plan = in_style(_with_start(plan, wishes.style), wishes.style)
    reason = form_reason(plan, wishes.form)
    if reason:
        raise EmitError(reason)
    plan = in_form(plan, wishes.form)
    if wishes.mixed_precision:
        plan = with_full_outputs(plan)
    return with_notes(plan) if wishes.comments else plan


def _with_start(plan: Plan, style: Style) -> Plan:
    """Leave out the file of weights where the layers of the script will be arranged otherwise than the worker's."""
    nested = any(function.nested for function in plan.functions)
    apart = style is Style.CLASSES or (nested and style is Style.FLAT)
    if plan.start is None or not apart:
        return plan
    return replace(plan, start=replace(plan.start, file=""))


def in_style(plan: Plan, style: Style) -> Plan:
    """Return a plan of the same model whose statements are those that a style writes.

    Raises:
        EmitError: the style does not fit the model; the text says why.
    """
    reason = style_reason(plan, style)
    if reason:
        raise EmitError(reason)
    if style is Style.FLAT:
        return replace(flat_plan(plan), sequential=False)
    return inlined_plan(plan) if style is Style.INLINED else plan


def style_reason(plan: Plan, style: Style) -> str:
    """Say in a sentence why a model cannot be written in a style; empty where it can."""
    if style in (Style.LIST, Style.ADD):
        return chain_reason(plan, by_add=style is Style.ADD)
    return _class_reason(plan) if style is Style.CLASSES else ""


def _class_reason(plan: Plan) -> str:
    if not plan.functions:
        return "The model has no composite that could be a class."
    for function in plan.functions:
        if function.nested:
            return f"{function.name} is a model within the model: functions keep it so."
        if any(call.shared for call in function.calls()):
            return f"{function.name} applies a layer more than once: functions keep it so."
    return ""


def styles_of(plan: Plan) -> Iterator[Style]:
    """Yield the styles that fit a model."""
    return (style for style in Style if not style_reason(plan, style))

"""From export options to the plan that is written, with the same weights; and whether a style fits a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from exporters.plan.precision import with_full_outputs
from exporters.plan.tree import Plan
from exporters.styles.activations import form_reason, in_form
from exporters.styles.annotated import AnnotatedPlan
from exporters.styles.chains import chain_reason
from exporters.styles.comments import with_comments
from exporters.styles.flat import flat_plan
from exporters.styles.inline import inlined_plan
from exporters.styles.options import ExportOptions, Style
from exporters.text.literals import EmitError


def written_plan(plan: Plan, options: ExportOptions) -> AnnotatedPlan:
    """Return the plan that is written with these options.

    Raises:
        EmitError: the style or the form does not fit the model; the text says why.
    """
    annotated = in_style(_with_start(plan, options.style), options.style)
    reason = form_reason(annotated.plan, options.form)
    if reason:
        raise EmitError(reason)
    annotated = in_form(annotated, options.form)
    if options.mixed_precision:
        annotated = replace(annotated, plan=with_full_outputs(annotated.plan))
    return with_comments(annotated) if options.comments else annotated


def _with_start(plan: Plan, style: Style) -> Plan:
    """Leave out the file of weights where the layers of the script will be arranged otherwise than the worker's."""
    nested = any(function.nested for function in plan.functions)
    rearranged = style is Style.CLASSES or (nested and style is Style.FLAT)
    if plan.start is None or not rearranged:
        return plan
    return replace(plan, start=replace(plan.start, file=""))


def in_style(plan: Plan, style: Style) -> AnnotatedPlan:
    """Return a plan of the same model whose statements are those that a style writes.

    Raises:
        EmitError: the style does not fit the model; the text says why.
    """
    reason = style_reason(plan, style)
    if reason:
        raise EmitError(reason)
    if style is Style.FLAT:
        flat = flat_plan(plan)
        return replace(flat, plan=replace(flat.plan, sequential=False))
    return inlined_plan(plan) if style is Style.INLINED else AnnotatedPlan(plan)


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

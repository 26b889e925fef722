"""From a style to the plan that is written: the same layers with the same names, otherwise arranged."""

from __future__ import annotations

from exporters.flat import flat_plan
from exporters.inline import inlined_plan
from exporters.plan_tree import Plan
from exporters.style import Style


def in_style(plan: Plan, style: Style) -> Plan:
    """Return a plan of the same model whose statements are those that a style writes."""
    if style is Style.FLAT:
        return flat_plan(plan)
    return inlined_plan(plan) if style is Style.INLINED else plan

"""``netwright doctor``: what is on this machine and what is missing."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from app.system.doctor import examine
from app.system.findings import Finding, Status
from app.system.terminal_text import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Examines the machine; returns 1 if something is in the way."""
    findings = examine()
    say(*(as_json(findings) if args.json else as_text(findings)).split("\n"))
    return 0 if _healthy(findings) else 1


def as_json(findings: list[Finding]) -> str:
    """One JSON object: whether nothing fails, and every finding."""
    rows = [asdict(finding) for finding in findings]
    return json.dumps({"ok": _healthy(findings), "findings": rows})


def as_text(findings: list[Finding]) -> str:
    """A line per finding, and the mending command under those that need one."""
    width = max(len(finding.topic) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{finding.status:<4}  {finding.topic:<{width}}  {finding.message}")
        if finding.remedy:
            lines.append(f"{'':<{width + 6}}  mend: {finding.remedy}")
    return "\n".join(lines)


def _healthy(findings: list[Finding]) -> bool:
    return all(finding.status is not Status.FAIL for finding in findings)

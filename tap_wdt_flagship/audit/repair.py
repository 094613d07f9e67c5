"""The windows to read again, as the tap's setting `windows` takes them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from tap_wdt_flagship.audit.outcomes import Kind
from tap_wdt_flagship.chosen_windows import ChosenWindow
from tap_wdt_flagship.windows import Window

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tap_wdt_flagship.audit.outcomes import Finding, ReportAudit

SECOND = timedelta(seconds=1)


def windows_of(audits: Iterable[ReportAudit]) -> list[ChosenWindow]:
    """The ranges that hold all that is missing, in order, none wider than it has to be."""
    found: list[ChosenWindow] = []
    for audit in audits:
        groups: dict[Window | None, list[Finding]] = {}
        for finding in audit.findings:
            if finding.kind is Kind.MISSING:
                groups.setdefault(finding.window, []).append(finding)
        ranges = {_range(window, findings) for window, findings in groups.items()}
        ordered = sorted((one for one in ranges if one), key=lambda one: (one.start, one.end))
        found += (ChosenWindow(audit.stream, window) for window in ordered)
    return found


def _range(window: Window | None, findings: list[Finding]) -> Window | None:
    times = [one.moment for one in findings if one.moment is not None]
    if len(times) < len(findings):
        return window
    return Window(min(times), max(times) + SECOND)


def write_repair(path: Path, audits: Iterable[ReportAudit]) -> int:
    """Write the file; how many windows there are."""
    windows = [chosen.as_json() for chosen in windows_of(audits)]
    path.write_text(json.dumps(windows, indent=1) + "\n", encoding="utf-8")
    return len(windows)

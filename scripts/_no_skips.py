"""A pytest plugin: a skipped test is a failed one. Nothing is left out silently; what cannot run fails, and says what it wanted."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

import pytest

ALLOWED: dict[str, str] = {}  # node id -> why it may be skipped; empty is the rule

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _failed_if_skipped((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _failed_if_skipped((yield))


def _failed_if_skipped(report: Report) -> Report:
    expected: Any = getattr(report, "wasxfail", None)
    if report.outcome == "skipped" and expected is None and report.nodeid not in ALLOWED:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason}\nA skipped test is a failed one: see scripts/_no_skips.py"
    return report

"""Where nothing may be skipped (CONCORD_SKIP_NOTHING, set by `.ci/run`), a skipped test fails."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the report of a skipped test into that of a failed one."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CONCORD_SKIP_NOTHING"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: expected nothing to be skipped here, found {report.longrepr}"
    return report

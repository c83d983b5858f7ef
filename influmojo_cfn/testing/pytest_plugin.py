"""Shows, under a test that failed, the whole explanation of each answer that was not as asserted.

pytest finds it by its entry point when the package is installed.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest.reports import TestReport


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Generator[None, TestReport, TestReport]:
    """Add the explanations to the report of a failed test."""
    report = yield
    import sys

    module = sys.modules.get("influmojo_cfn.testing.role")
    if module is not None:
        if report.failed and module.unexpected:
            text = "\n\n".join(dict.fromkeys(map(str, module.unexpected)))
            report.sections.append(("What the roles can do", text))
        module.unexpected.clear()
    return report

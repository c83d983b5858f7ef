"""docs/contributing/benchmarks.md: the figures of one run, with the machine they were taken on."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version

from bench.measure import Measurement

PAGE = """# Benchmarks

`make bench` takes these figures, and exits with code 2 if one misses its limit. They are ratios to
a reference in the same run, each the least time of several turns. So they mean the same on a slow
machine and a fast one. No test measures time.
`make bench PAGE=docs/contributing/benchmarks.md` writes this page again; `make peers`
races what has to be installed first: checkov, parliament and the AWS CDK.

Taken on {today}: {machine}, {cores} processors, Python {python}, cfn-lint {lint}.

| | figure | limit | of |
|---|---:|---|---|
{rows}
"""


def page(shown: Sequence[Measurement]) -> str:
    """Return the page as Markdown."""
    rows = [
        f"| {one.name} | {one.value:,.2f} {one.unit} | {one.limit}"
        f"{'' if one.holds else ' (**missed**)'} | {one.detail} |"
        for one in shown
    ]
    return PAGE.format(
        today=date.today().isoformat(),
        machine=f"{platform.system()} on {platform.machine()}",
        cores=os.cpu_count(),
        python=platform.python_version(),
        lint=version("cfn-lint"),
        rows="\n".join(rows),
    )

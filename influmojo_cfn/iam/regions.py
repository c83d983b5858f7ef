"""Whether a Region that a person gives exists."""

from __future__ import annotations

from functools import cache

from influmojo_cfn.data.regions import REGIONS
from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam.arn import is_region, parse_arn


def region_problem(code: str) -> str:
    """Return why ``code`` is not the code of a Region, with the nearest one, or an empty string.

    A Region that is newer than the package's own table is one as soon as the installed cfn-lint
    lists it.
    """
    if code in REGIONS:
        return ""
    hint = did_you_mean(code, REGIONS)
    if not is_region(code):
        return f"{code!r} is not a Region, such as us-east-1{hint}"
    if code in _regions_of_cfn_lint():
        return ""
    return f"AWS has no Region {code!r}, as far as the installed cfn-lint knows{hint}"


def region_problem_of(arn: str) -> str:
    """Return why the Region of an ARN does not exist, or an empty string.

    A wildcard or a placeholder in its place can be any, and AWS Health writes ``global``.
    """
    parts = parse_arn(arn)
    code = parts.region if parts else ""
    is_open = not code.isascii() or any(char in code for char in "*?${}")
    return "" if code in ("", "global", *REGIONS) or is_open else region_problem(code)


@cache
def _regions_of_cfn_lint() -> frozenset[str]:
    """Return the list of the installed cfn-lint, which takes a second to import."""
    from cfnlint.helpers import REGIONS as listed

    return frozenset(listed)

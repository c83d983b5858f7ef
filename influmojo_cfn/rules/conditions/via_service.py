"""The services through which KMS keys are used, as kms:ViaService names them."""

from __future__ import annotations

import re
from functools import cache

from influmojo_cfn.data import table
from influmojo_cfn.data.regions import URL_SUFFIXES
from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import arn_pattern_of, may_meet

_ONE_REGION = re.compile(r"^[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}$")
_REGION = re.compile(rf"{_ONE_REGION.pattern}|^[a-z0-9*?-]*[*?][a-z0-9*?-]*$")


@cache
def endpoints() -> frozenset[str]:
    """Return the service names that AWS lists for kms:ViaService."""
    return frozenset(table("kms_via_service")["services"])


def problem(text: str) -> str:
    """Return why a value names no service endpoint; an empty string where it can name one."""
    name = arn_pattern_of(text)
    if text.startswith(f"{t.REGION}.") or _ONE_REGION.match(name.split(".")[0]):
        return "has its Region first: it is SERVICE.REGION.amazonaws.com"
    if t.REGION in text.split(".")[0]:
        return "is not of the form SERVICE.REGION.amazonaws.com"
    if t.has_unknown(text.split(".")[0]) or name.startswith(("*", "?")) or "${" in text:
        return ""
    parts = name.split(".")
    service = parts[0]
    if len(parts) == 1 and name.endswith("*"):
        return ""
    if "*" not in service and "?" not in service and service not in endpoints():
        return f"names no service that uses KMS keys{did_you_mean(service, endpoints())}"
    if "*" in service:
        return ""
    if len(parts) >= 2 and parts[1] == "amazonaws":
        return f"lacks the Region: {service}.REGION.amazonaws.com"
    ending = ".".join(parts[2:])
    region_ok = len(parts) >= 2 and (_REGION.match(parts[1]) is not None)
    suffixes = ("amazonaws.com", *URL_SUFFIXES.values())
    if not region_ok:
        return f"is not of the form {service}.REGION.amazonaws.com"
    if "*" in parts[-1] or any(may_meet(ending, suffix) for suffix in suffixes):
        return ""
    if not ending and parts[1].endswith("*"):
        return ""
    return f"is not of the form {service}.REGION.amazonaws.com"

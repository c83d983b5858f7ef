"""Service principals: which are known, and why a name cannot be one.

AWS lists them nowhere: ``data/service_principals.json`` has those that its documents name.
"""

from __future__ import annotations

from functools import cache, lru_cache

from influmojo_cfn.data import table
from influmojo_cfn.data.regions import ENABLED_BY_DEFAULT, REGIONS, URL_SUFFIXES
from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.arn import is_region
from influmojo_cfn.iam.service_authorization import service_prefixes

_NOT_PRINCIPALS = frozenset({"rds-db", "ssmmessages", "ec2messages", "execute-api", "sts"})


@cache
def service_principals() -> frozenset[str]:
    """Return the service principals that are known."""
    return frozenset(table("service_principals")["principals"])


def principal_name(text: str) -> str:
    """Return a principal in lower case, with amazonaws.com for the partition's URL suffix."""
    return _with_common_suffix(text.replace(t.URL_SUFFIX, "amazonaws.com").lower())


def _with_common_suffix(name: str) -> str:
    """Return a principal of an isolated partition, such as ec2.c2s.ic.gov, with amazonaws.com."""
    for suffix in URL_SUFFIXES.values():
        if name.endswith(f".{suffix}") and not suffix.endswith(".cn"):
            return f"{name.removesuffix(suffix)}amazonaws.com"
    return name


@lru_cache(maxsize=4096)
def service_principal_problem(name: str) -> str:
    """Return why a string is not a service principal; an empty string where it can be one."""
    if name.startswith(("arn:", "http")):
        return "is not a service principal: SERVICE.amazonaws.com"
    if t.has_unknown(name):
        known = name.replace(t.URL_SUFFIX, "amazonaws.com").replace(t.REGION, "us-east-1")
        if t.has_unknown(known):
            return ""
        name = known
    lowered = _with_common_suffix(name.lower())
    plain = lowered.removesuffix(".cn")
    if plain in service_principals():
        return ""
    first, _, rest = plain.partition(".")
    if rest == "amazonaws.com" and first in service_prefixes() and first not in _NOT_PRINCIPALS:
        return ""
    misspelled = _misspelled_region(plain)
    if misspelled:
        return f"names no Region of AWS{misspelled}"
    reordered = _in_another_order(plain)
    if not reordered and _without_region(plain) in service_principals():
        return ""
    nearest = reordered or one_letter_off(lowered)
    is_of_aws = plain.endswith(".amazonaws.com")
    if is_of_aws and not nearest and first not in _NOT_PRINCIPALS:
        return ""
    hint = (
        f"; did you mean {nearest!r}?" if nearest else did_you_mean(lowered, service_principals())
    )
    if is_of_aws:
        return f"is not a principal of any service{hint}"
    return f"is not a service principal: SERVICE.amazonaws.com{hint}"


def _without_region(name: str) -> str:
    """Return a principal such as ``logs.us-east-1.amazonaws.com`` without its Region."""
    parts = name.split(".")
    return ".".join((*parts[:-3], *parts[-2:])) if len(parts) > 3 else name


_WITH_REGION = frozenset({"codedeploy", "cognito-sync", "elasticmapreduce", "logs", "states"})
"""What AWS's pages name with a Region that needs no opting in, such as logs.us-east-1.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html and
https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-service-role.html
(read 2026-11-28)
"""


def _has_needless_region(name: str) -> bool:
    """Return whether a principal names a Region in which the service has the name without it."""
    first, *rest = name.split(".")
    return len(rest) > 2 and rest[-3] in ENABLED_BY_DEFAULT and first not in _WITH_REGION


def _misspelled_region(name: str) -> str:
    """Return the hint at the Region that a principal misspells, or an empty string.

    Another number can be that of a Region that is new.
    """
    region = name.split(".")[-3] if name.count(".") > 2 else ""
    if region in REGIONS or not is_region(region):
        return ""
    letters = region.rstrip("0123456789")
    near = [r for r in sorted(REGIONS) if not r.startswith(letters) and _is_slip(region, r)]
    return did_you_mean(region, near)


def _in_another_order(name: str) -> str:
    """Return the service principal of the same words in another order, or an empty string."""
    words = sorted(name.split("."))
    return next((each for each in service_principals() if sorted(each.split(".")) == words), "")


def is_unlisted(name: str) -> bool:
    """Return whether a string has the form of AWS's names, and no list that we know holds it.

    AWS lists its service principals nowhere, and adds some every month.
    """
    if t.has_unknown(name) or service_principal_problem(name):
        return False
    plain = _with_common_suffix(name.lower()).removesuffix(".cn")
    parts = plain.split(".")
    listed = {plain} if _has_needless_region(plain) else {plain, _without_region(plain)}
    known = len(parts) == 3 and parts[0] in service_prefixes()
    return not known and not listed & service_principals()


@lru_cache(maxsize=4096)
def one_letter_off(name: str) -> str:
    """Return the service principal that a name misses by one letter or by two swapped, or ""."""
    known = service_principals()
    return (
        next((each for each in sorted(known) if _is_slip(name, each)), "")
        if name not in known
        else ""
    )


def _is_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return len(one) != len(other)
    mine, theirs = one[start:], other[start:]
    return (
        mine[1:] == theirs[1:]
        or mine == theirs[1:]
        or mine[1:] == theirs
        or (mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:])
    )

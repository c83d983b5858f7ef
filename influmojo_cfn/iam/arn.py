"""Amazon Resource Names: parts, partitions, and where each part ends.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (read 2026-11-23).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from influmojo_cfn.errors import did_you_mean

PARTITIONS = (
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-eusc",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
)

_DIGIT = re.compile(r"\d")
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_REGION = re.compile(r"[a-z]+(-[a-z]+)+-\d+")


class Arn(NamedTuple):
    """The six parts of an ARN; any of them can hold wildcards where the ARN is a pattern."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    def __str__(self) -> str:
        return ":".join(("arn", *self))

    def with_pseudo_parameters(self, region: str, account: str) -> Arn:
        """Return the ARN with pseudo parameters for its partition, this Region and this account."""
        return self._replace(
            partition="${AWS::Partition}",
            region="${AWS::Region}" if self.region == region else self.region,
            account="${AWS::AccountId}" if self.account == account else self.account,
        )


@lru_cache(maxsize=1024)  # one question about a resource asks for its parts three times
def parse_arn(text: str) -> Arn | None:
    """Split ``text`` into an :class:`Arn`, or give None where it is not one.

    The resource keeps its own colons and slashes. ``*`` alone is not an ARN.
    """
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        return None
    return Arn(*parts[1:])


def account_arn(partition: str, account: str) -> str:
    """Return the ARN by which a policy names an account as a principal."""
    return f"arn:{partition}:iam::{account}:root"


def arn_problem(text: str) -> str:
    """Return why no ARN of AWS is written so, or an empty string; what is not an ARN is not judged.

    A part that holds a wildcard can be any, and words such as ``aws`` own resources too.
    """
    arn = parse_arn(text)
    if arn is None:
        return ""
    if arn.partition not in PARTITIONS and not {*"*?$"} & {*arn.partition}:
        return (
            f"has no partition of AWS: {arn.partition!r}{did_you_mean(arn.partition, PARTITIONS)}"
        )
    is_number = _DIGIT.search(arn.account) and not {*"*?$"} & {*arn.account}
    if is_number and not _ACCOUNT.fullmatch(arn.account):
        return f"has {arn.account!r} where an account ID of 12 digits is expected"
    return ""


def is_region(text: str) -> bool:
    """Return whether ``text`` is written as a Region's code is, such as ap-south-1."""
    return _REGION.fullmatch(text) is not None

"""ARNs of KMS keys, as people give them to a command or a function."""

from __future__ import annotations

from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.regions import region_problem_of


def key_arn_problem(text: str) -> str:
    """Return why a string is not the ARN of a KMS key in a Region, or an empty string."""
    arn = parse_arn(text)
    if arn is None or arn.service != "kms" or not arn.resource.startswith("key/"):
        example = "arn:aws:kms:REGION:ACCOUNT:key/ID"
        return f"{text!r} is not the ARN of a KMS key, such as {example}"
    message = region_problem_of(text)
    return f"{text}: {message}" if message else ""

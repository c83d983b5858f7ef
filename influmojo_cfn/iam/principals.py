"""What names a principal of kind AWS or Federated.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
(read 2026-11-27).
"""

from __future__ import annotations

import re

ECS_TASKS = "ecs-tasks.amazonaws.com"
"""The service that assumes the roles of ECS tasks, in every partition."""

_PRINCIPAL = re.compile(
    r"arn:[a-z-]+:(?:iam::(?:\d{12}|cloudfront):(?:root$|role/.|user/.)"
    r"|sts::\d{12}:(?:assumed-role/[^/]+/.|federated-user/.|self$))"
)
_ACCOUNT_OR_ID = re.compile(r"\d{12}|A[A-Z0-9]{15,30}")
_OCTAL_DIGITS = 11
"""The digits after the 0 of an account number that YAML 1.1 takes for an octal number.

Source: https://yaml.org/type/int.html (read 2026-11-28).
"""
_PROVIDER = re.compile(r"arn:[a-z-]+:iam::\d{12}:(?:oidc|saml)-provider/.")


def principal_problem(text: str) -> str:
    """Return why no account, role, user or session is named so, or an empty string."""
    if "${" in text:
        return "holds a policy variable, which no principal can"
    if _ACCOUNT_OR_ID.fullmatch(text):
        return ""
    if text.endswith(".amazonaws.com"):
        return "is a service: name it under Service"
    if "*" in text or "?" in text:
        return "holds a wildcard"
    is_number = text.isdecimal() and text.isascii() and len(text) <= _OCTAL_DIGITS
    if is_number and len(f"{int(text):o}") == _OCTAL_DIGITS:
        return f"is not an account: YAML reads 0{int(text):o} as octal; quote the account number"
    return "" if _PRINCIPAL.match(text) else "is not an account, role or user"


def is_provider(text: str) -> bool:
    """Return whether a string is the ARN of an identity provider."""
    return _PROVIDER.match(text) is not None

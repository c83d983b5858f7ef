"""Where the value of a container's secret is: which store, and by name or by ARN."""

from __future__ import annotations

import re
from collections.abc import Mapping

from influmojo_cfn.app.granted import Parameter
from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.iam.regions import region_problem_of

SECRET_NAME = "secretsmanager:"
"""How a secret begins that is one of Secrets Manager, by its name in the own account and Region."""

_PARAMETER_ARN = re.compile(r"arn:[^:]*:ssm:")
_BEHIND = "behind it :JSON-KEY:STAGE:VERSION or nothing"
_EXPECTED: Mapping[str, str] = {
    "secret_arn": (
        "the full ARN of a Secrets Manager secret, with the hyphen and six characters at its end, "
        f"and {_BEHIND}"
    )
}


def kind_of(secret: str | Parameter) -> str:
    """Return the type of argument that a secret is, of a deploy-time parameter by its default.

    It is ``parameter_name``, ``parameter_arn``, ``secret_name`` or ``secret_arn``.
    """
    text = default_of(secret)
    if text.startswith("arn:"):
        return "parameter_arn" if _PARAMETER_ARN.match(text) else "secret_arn"
    given_by_name = isinstance(secret, str) and text.startswith(SECRET_NAME)
    return "secret_name" if given_by_name else "parameter_name"


def default_of(value: str | Parameter) -> str:
    """Return a value as text: that of a deploy-time parameter is its default."""
    return value.default if isinstance(value, Parameter) else value


def granted_as(secret: str | Parameter) -> str | Parameter:
    """Return what a grant names of a secret: without JSON key, stage and version."""
    if isinstance(secret, Parameter):
        return secret
    kind = kind_of(secret)
    if kind == "secret_name":
        return secret.removeprefix(SECRET_NAME).partition(":")[0]
    return ":".join(secret.split(":")[:7]) if kind == "secret_arn" else secret


def problem_of(secret: str) -> str:
    """Return what is wrong with a secret; nothing where it is right."""
    kind = kind_of(secret)
    row = ARGUMENT_TYPES[kind]
    if kind == "secret_name":
        form = f"{SECRET_NAME}NAME, with :JSON-KEY:STAGE:VERSION behind it or nothing"
        expected = f"{form}; NAME is {row.constraint}"
        whole = len(secret.removeprefix(SECRET_NAME).split(":")) in (1, 4)
    else:
        expected = _EXPECTED.get(kind, row.constraint)
        whole = kind != "secret_arn" or len(secret.split(":")) in (7, 10)
    if whole and re.fullmatch(row.pattern, default_of(granted_as(secret))):
        return region_problem_of(secret)
    store, colon, _ = secret.partition(":")
    meant = did_you_mean(store, [SECRET_NAME[:-1]]) if colon and kind == "parameter_name" else ""
    return f"{secret!r} must be {expected}{meant and f', or {SECRET_NAME}NAME{meant}'}"

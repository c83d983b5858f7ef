"""Whole accounts as principals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement


def whole_accounts(statement: PolicyStatement) -> Iterator[tuple[Value, str]]:
    """Yield each principal that represents an account, and the account as far as it is known."""
    for principal in statement.principals:
        if principal.kind != "AWS":
            continue
        text = principal.value.text
        arn = read_arn(text)
        if arn and arn.service == "iam" and arn.resource == "root":
            yield principal.value, arn.account
        elif re.fullmatch(r"\d{12}", text):
            yield principal.value, text

"""Values of parameters that are a principal, or a part of one.

A letter is a principal that no statement names. So each caller that the statements tell apart is a
value of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from influmojo_cfn.iam.arn import account_arn, parse_arn
from influmojo_cfn.iam.automata import is_opaque
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.proof.assignments import Assignment

_SOMEONE = "arn:aws:iam::999999999999:role/AnyRole"
"""Whom two parameters can both be, where no statement names one."""


def principal_values(case: Assignment, policies: Iterable[Policy]) -> Iterator[tuple[str, str]]:
    """Yield a parameter and a value for each principal that one of the policies names.

    None where no Deny names one: what Allows alone give, they give to a letter too.

    Args:
        case: the case in which the policies were read.
        policies: the policies, with the letters of the case in them.
    """
    policies = [*policies]
    if not any(_denies_someone(each) for policy in policies for each in policy.statements):
        return
    named: dict[str, set[str]] = {}
    opened: dict[tuple[str, str], None] = {}
    for policy in policies:
        for statement in policy.statements:
            for kind, texts in (statement.principals or {}).items():
                for text in map(covered, texts):
                    is_open = any(map(is_opaque, text))
                    named.setdefault(kind, set()).update([] if is_open else _callers(kind, text))
                    opened.update({(kind, text): None} if is_open else {})
    for kind, text in opened:
        for letter, name in case.letters.items():
            before, found, after = text.partition(case.value(letter))
            if not found or any(map(is_opaque, before + after)):
                continue
            callers = named[kind] | ({_SOMEONE} if len(opened) > 1 and kind == "AWS" else set())
            for caller in sorted(callers):
                value = caller[len(before) : len(caller) - len(after)]
                if value and f"{before}{value}{after}" == caller:
                    yield name, value


def _denies_someone(statement: Statement) -> bool:
    texts = {text for each in (statement.principals or {}).values() for text in each}
    return statement.effect == "Deny" and bool(texts - {"*"})


def _callers(kind: str, text: str) -> Iterator[str]:
    """Yield a principal, and of an ARN its account and a role of it."""
    if text == "*":
        return
    yield text
    arn = parse_arn(text) if kind == "AWS" else None
    if arn is not None and arn.account:
        yield account_arn(arn.partition, arn.account)
        yield f"arn:{arn.partition}:iam::{arn.account}:role/AnyRole"

"""Decision cases of every operator, modifier and effect, with the key in the request and without.

What is expected comes from the two tables below, which say of each operator which values of the
request it holds for and which it does not (AWS's table of operators), and of each modifier what
follows when the key is not in the request (AWS's words, in tests/cases/rules.json). No code of the
evaluator is used, so that the cases can be read and judged by themselves.
"""

from __future__ import annotations

import json
from typing import Any

ALLOW_ALL = {"Sid": "AllowAll", "Effect": "Allow", "Action": "*", "Resource": "*"}

TEXTS = ("aws:PrincipalTag/team", ["web", "api"])
PATTERNS = ("aws:PrincipalTag/team", ["we*", "a?i"])
NUMBER = ("s3:max-keys", ["10"])
NUMBERS = ("s3:max-keys", ["10", "20"])
JUNE = ("aws:TokenIssueTime", ["2026-06-01T00:00:00Z"])
BLOCKS = ("aws:SourceIp", ["203.0.113.0/24", "2001:db8::/32"])
ARNS = ("aws:SourceArn", ["arn:aws:ecs:*:111122223333:task/*"])

INSIDE = ["203.0.113.9", "2001:db8::1"]
OUTSIDE = ["203.0.114.1", "2001:db9::1"]
OWN_TASKS = [
    "arn:aws:ecs:eu-west-1:111122223333:task/a",
    "arn:aws:ecs:us-east-1:111122223333:task/b:c",
]
OTHERS = [
    "arn:aws:ecs:eu-west-1:444455556666:task/a",
    "arn:aws:ecs:eu-west-1:x:111122223333:task/a",
]
ON_JUNE_1 = ["2026-06-01T00:00:00Z", "2026-06-01T02:00:00+02:00"]
BEFORE = ["2026-05-31T23:59:59Z", "1700000000"]
AFTER = ["2026-06-01T00:00:00.5Z", "2026-07"]

# operator: (rule, key and values of the policy, values it holds for, values it does not hold for)
OPERATORS: dict[str, tuple[str, tuple[str, list[str]], list[str], list[str]]] = {
    "StringEquals": ("string", TEXTS, ["web", "api"], ["ops", "Web"]),
    "StringNotEquals": ("string", TEXTS, ["ops", "Web"], ["web", "api"]),
    "StringEqualsIgnoreCase": ("string", TEXTS, ["WEB", "Api"], ["ops", "we"]),
    "StringNotEqualsIgnoreCase": ("string", TEXTS, ["ops", "we"], ["WEB", "Api"]),
    "StringLike": ("string-like", PATTERNS, ["website", "api"], ["Web", "ai"]),
    "StringNotLike": ("string-like", PATTERNS, ["Web", "ai"], ["website", "api"]),
    "NumericEquals": ("numeric", NUMBERS, ["10", "20.0"], ["11", "1"]),
    "NumericNotEquals": ("numeric", NUMBERS, ["11", "1"], ["10", "20.0"]),
    "NumericLessThan": ("numeric", NUMBER, ["9", "-1"], ["10", "100"]),
    "NumericLessThanEquals": ("numeric", NUMBER, ["9.9", "10"], ["10.1", "100"]),
    "NumericGreaterThan": ("numeric", NUMBER, ["10.1", "100"], ["10", "9"]),
    "NumericGreaterThanEquals": ("numeric", NUMBER, ["10", "100"], ["9.9", "-1"]),
    "DateEquals": ("date", JUNE, [*ON_JUNE_1, "1780272000"], [BEFORE[0], AFTER[0]]),
    "DateNotEquals": ("date", JUNE, [BEFORE[0], AFTER[0]], [*ON_JUNE_1, "1780272000"]),
    "DateLessThan": ("date", JUNE, BEFORE, [*ON_JUNE_1, *AFTER]),
    "DateLessThanEquals": ("date", JUNE, [*BEFORE, *ON_JUNE_1], AFTER),
    "DateGreaterThan": ("date", JUNE, AFTER, [*ON_JUNE_1, *BEFORE]),
    "DateGreaterThanEquals": ("date", JUNE, [*AFTER, *ON_JUNE_1], BEFORE),
    "Bool": ("bool", ("aws:SecureTransport", ["true"]), ["true", "TRUE"], ["false", "False"]),
    "BinaryEquals": (
        "binary",
        ("example:Digest", ["QmluYXJ5VmFsdWU="]),
        ["QmluYXJ5VmFsdWU=", "QmluYXJ5VmFsdWU="],
        ["QmluYXJ5VmFsdWY=", "AAAA"],
    ),
    "IpAddress": ("ip", BLOCKS, INSIDE, OUTSIDE),
    "NotIpAddress": ("ip", BLOCKS, OUTSIDE, INSIDE),
    "ArnEquals": ("arn", ARNS, OWN_TASKS, OTHERS),
    "ArnLike": ("arn", ARNS, OWN_TASKS, OTHERS),
    "ArnNotEquals": ("arn", ARNS, OTHERS, OWN_TASKS),
    "ArnNotLike": ("arn", ARNS, OTHERS, OWN_TASKS),
}
NEGATED = {name for name in OPERATORS if "Not" in name}

# modifier: how it is written, and what holds when the key is not in the request (None: the
# operator's own rule decides)
MODIFIERS: dict[str, tuple[str, str, bool | None]] = {
    "{}": ("", "", None),
    "{}IfExists": ("", "if-exists", True),
    "ForAllValues:{}": ("for-all", "for-all-absent", True),
    "ForAnyValue:{}": ("for-any", "for-any-absent", False),
    "ForAllValues:{}IfExists": ("for-all", "if-exists", True),
    "ForAnyValue:{}IfExists": ("for-any", "for-any-absent", False),
}
CONTRADICTORY = "ForAnyValue:{}IfExists"
"""The modifier of which two sentences of AWS contradict each other where the key is absent."""


def absent(operator: str, modifier: str) -> tuple[str, bool]:
    """Return the rule and whether the condition holds without the key."""
    _, rule, holds = MODIFIERS[modifier]
    if holds is not None:
        return rule, holds
    if operator in NEGATED:
        return "absent-negated-true", True
    return "absent-false", False


def request_values(modifier: str, good: list[str], bad: list[str], holds: bool) -> str | list[str]:
    """Return the request's value, or set of values, for which the condition holds or does not."""
    if modifier.startswith("ForAllValues"):
        return good if holds else [good[0], bad[0]]
    if modifier.startswith("ForAnyValue"):
        return [bad[0], good[0]] if holds else bad
    return good[0] if holds else bad[0]


def case(
    operator: str,
    condition: dict[str, Any],
    effect: str,
    context: dict[str, Any],
    rule: str,
    holds: bool,
    what: str,
) -> dict[str, Any]:
    """Write one case: with Deny, an Allow of everything stands beside it."""
    statement = {"Sid": "Asked", "Effect": effect, "Action": "s3:GetObject", "Resource": "*"}
    statement["Condition"] = condition  # type: ignore[assignment]
    if effect == "Allow":
        expect, by = ("allowed", "Asked") if holds else ("implicitDeny", None)
        policy = [statement]
    else:
        expect, by = ("explicitDeny", "Asked") if holds else ("allowed", "AllowAll")
        policy = [ALLOW_ALL, statement]
    return {
        "name": f"{effect} with {operator}, {what}",
        "rule": rule,
        "policy": policy,
        "request": {
            "action": "s3:GetObject",
            "resource": "arn:aws:s3:::reports/a",
            "context": context,
        },
        "expect": expect,
        **({"by": by} if by else {}),
    }


def undecided(made: dict[str, Any]) -> dict[str, Any]:
    """Return a case whose answer is not known."""
    return {key: value for key, value in made.items() if key != "by"} | {"expect": "unknown"}


def cases_of(operator: str) -> list[dict[str, Any]]:
    """Return every case of an operator."""
    rule, (key, values), good, bad = OPERATORS[operator]
    found = []
    for modifier, (own, _, _) in MODIFIERS.items():
        written = modifier.format(operator)
        condition = {written: {key: values}}
        for effect in ("Allow", "Deny"):
            for holds in (True, False):
                context = {key: request_values(modifier, good, bad, holds)}
                what = "the value matches" if holds else "the value does not match"
                found.append(case(written, condition, effect, context, own or rule, holds, what))
            absent_rule, absent_holds = absent(operator, modifier)
            what = "the key is absent"
            made = case(written, condition, effect, {}, absent_rule, absent_holds, what)
            found.append(undecided(made) if modifier == CONTRADICTORY else made)
    return found


def cases_of_every_value(operator: str) -> list[dict[str, Any]]:
    """Return a case for each further value of the tables."""
    rule, (key, values), good, bad = OPERATORS[operator]
    condition = {operator: {key: values}}
    return [
        case(operator, condition, "Allow", {key: value}, rule, holds, f"for {value}")
        for holds, values_of in ((True, good[1:]), (False, bad[1:]))
        for value in values_of
    ]


def null_cases() -> list[dict[str, Any]]:
    """Return the cases of Null, which asks for the key and not for its value."""
    key = "aws:TokenIssueTime"
    return [
        case(
            f"Null {wanted}",
            {"Null": {key: wanted}},
            effect,
            {key: "2026-06-01T00:00:00Z"} if present else {},
            "null",
            (wanted == "true") != present,
            "the key is present" if present else "the key is absent",
        )
        for wanted in ("true", "false")
        for effect in ("Allow", "Deny")
        for present in (True, False)
    ]


def files() -> dict[str, str]:
    """Return the text of every file, by its path in the repository."""
    groups: dict[str, list[dict[str, Any]]] = {"null": null_cases()}
    for operator, (rule, *_) in OPERATORS.items():
        group = rule.partition("-")[0]
        groups.setdefault(group, []).extend(cases_of(operator))
        groups[group].extend(cases_of_every_value(operator))
    texts = {}
    for group, rows in groups.items():
        lines = ",\n  ".join(json.dumps(row) for row in rows)
        head = f'"title": "The {group} operators, every modifier and effect"'
        texts[f"tests/cases/operators-{group}.json"] = (
            f'{{\n "{head[1:]},\n "cases": [\n  {lines}\n ]\n}}\n'
        )
    return texts

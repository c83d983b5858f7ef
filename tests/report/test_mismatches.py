"""What is said of a statement that does not apply: one true sentence for each element."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.statements import CompiledStatement
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.report.mismatches import sentences

HERE = "arn:aws:s3:::a/x"


def said(context: dict[str, Any] | None = None, **elements: Any) -> list[str]:
    statement = {"Effect": "Allow", **elements}
    if "NotAction" not in elements:
        statement.setdefault("Action", "s3:*")
    if "NotResource" not in elements:
        statement.setdefault("Resource", "*")
    policy = parse_policy({"Version": "2012-10-17", "Statement": statement})
    compiled = CompiledStatement(policy, policy.statements[0])
    request = Request("s3:GetObject", HERE, context_of(context or {}))
    return sentences(compiled.mismatches(request))


@pytest.mark.parametrize(
    ("elements", "sentence"),
    [
        ({"Action": "s3:PutObject"}, "Action: s3:GetObject is not s3:PutObject"),
        ({"NotAction": "s3:*"}, "NotAction: s3:GetObject matches s3:*"),
        ({"Resource": "arn:aws:s3:::b/*"}, f"Resource: {HERE} is not arn:aws:s3:::b/*"),
        ({"NotResource": "arn:aws:s3:::a/*"}, f"NotResource: {HERE} matches arn:aws:s3:::a/*"),
        ({"Resource": "arn:aws:*:a/x"}, f"Resource: {HERE} is not arn:aws:*:a/x unless * reaches"),
        (
            {"Resource": "arn:aws:s?:::*"},
            f"Resource: {HERE} is not arn:aws:s?:::* unless the service segment takes a wildcard",
        ),
        (
            {"NotResource": ["arn:aws:sqs:*", "arn:aws:s*:::*"]},
            f"NotResource: {HERE} matches arn:aws:sqs:* or arn:aws:s*:::* if the service segment",
        ),
        ({"NotResource": "arn:aws:*:a/x"}, f"NotResource: {HERE} matches arn:aws:*:a/x if * reach"),
    ],
)
def test_elements(elements: dict[str, Any], sentence: str) -> None:
    assert said(**elements)[0].startswith(sentence)


@pytest.mark.parametrize(
    ("operator", "value", "asked", "sentence"),
    [
        ("StringEquals", "web", "ops", "ops is not web"),
        ("StringEquals", ["web", "api"], None, "the request has no such key to compare with web"),
        ("StringNotEquals", "web", "web", "web matches web"),
        ("StringEquals", "web", ["web", "ops"], "web and ops (several values need ForAllValues"),
        ("ForAllValues:StringEquals", "web", ["web", "ops"], "web and ops is not web"),
        ("StringEquals", "web", "", "an empty string is not web"),
        ("NumericLessThan", "10", "20", "20 is not less than 10"),
        ("NumericLessThanEqualsIfExists", "10", "20", "20 is not at most 10"),
        ("NumericGreaterThan", "10", "2", "2 is not greater than 10"),
        ("DateGreaterThanEquals", "2026-06-01", "2026-05-01", "2026-05-01 is not at least 2026-06"),
        ("NumericEquals", "10", "many", "many cannot be compared with 10"),
        ("NumericNotEquals", "10", "many", "many cannot be compared with 10"),
        ("NotIpAddress", "10.0.0.0/8", "10.1.2.3", "10.1.2.3 matches 10.0.0.0/8"),
        ("Null", "true", "x", "false (the request has the key) is not true"),
        ("Null", "false", None, "true (no such key) is not false"),
        ("StringEqual", "web", "web", "StringEqual is not an operator of IAM"),
    ],
)
def test_conditions(operator: str, value: Any, asked: Any, sentence: str) -> None:
    context = {} if asked is None else {"ex:key": asked}
    (found,) = said(context, Condition={operator: {"ex:key": value}})
    assert found.startswith(f"Condition {operator} ex:key: {sentence}")


def test_a_resource_that_is_not_known() -> None:
    found = said(Resource={"Ref": "Bucket"})
    assert found == [f"Resource: {HERE} is perhaps not * (Ref is not resolved)"]


@pytest.mark.parametrize(
    ("count", "named"),
    [(4, "b0 or b1 or b2 or b3"), (5, "b0 or b1 or b2 or 2 more")],
    ids=["as many as are named", "one more"],
)
def test_some_alternatives_are_named(count: int, named: str) -> None:
    buckets = [f"arn:aws:s3:::b{number}" for number in range(count)]
    (sentence,) = said(Resource=buckets)
    assert sentence.replace("arn:aws:s3:::", "").endswith(f"is not {named}")


def test_another_principal_is_told_by_its_element() -> None:
    role = {"AWS": "arn:aws:iam::111122223333:role/a"}
    row = {"Effect": "Allow", "Principal": role, "Action": "s3:*", "Resource": "*"}
    policy = parse_policy({"Statement": row}, kind="resource")
    compiled = CompiledStatement(policy, policy.statements[0])
    (sentence,) = sentences(compiled.mismatches(Request("s3:GetObject", HERE)))
    assert sentence.startswith("Principal: ")
    assert role["AWS"] in sentence

"""E9310: conditions that can never hold together, asked of the prover's solver."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from influmojo_cfn.evaluation.request import context_of
from influmojo_cfn.iam.conditions import CompiledCondition
from influmojo_cfn.iam.document import Condition
from influmojo_cfn.iam.operators import OPERATORS
from influmojo_cfn.iam.verdict import YES
from influmojo_cfn.rules.engine import check_policy, check_template
from tests.proof.test_every_operator import CARRIED, WRITTEN

Block = dict[str, dict[str, Any]]
TAG = "aws:PrincipalTag/t"


def found(condition: Block) -> list[str]:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": condition}
    document = {"Version": "2012-10-17", "Statement": statement}
    return [f.message for f in check_policy(document) if f.rule_id == "E9310"]


TOGETHER: dict[str, Block] = {
    "dates with fractions": {
        "DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00.2Z"},
        "DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00.7Z"},
    },
    "a number in two writings": {
        "NumericEquals": {TAG: "2"},
        "NumericLessThanEquals": {TAG: "2.0"},
    },
    "the same number twice": {"NumericEquals": {TAG: "2"}, "NumericEqualsIfExists": {TAG: "2.0"}},
    "any case beside a pattern that is not": {
        "StringEqualsIgnoreCase": {TAG: "web"},
        "StringNotLike": {TAG: "web"},
    },
    "sets of several values": {
        "ForAnyValue:StringEquals": {"aws:TagKeys": "a"},
        "ForAllValues:StringNotEquals": {"aws:TagKeys": "b"},
    },
    "some value is one and some value is another": {
        "ForAnyValue:StringEquals": {"aws:TagKeys": "a"},
        "ForAnyValue:StringEqualsIfExists": {"aws:TagKeys": "b"},
    },
    "a source of another account where the account need not be sent": {
        "ForAllValues:StringEquals": {"aws:SourceAccount": "444455556666"},
        "ArnLike": {"aws:SourceArn": "arn:aws:s3:eu-west-1:111122223333:a"},
    },
    "both without the key": {"StringEqualsIfExists": {TAG: "a"}, "StringNotLike": {TAG: "a"}},
    "a value that cannot be read has its own rule": {
        "NumericEquals": {"s3:max-keys": "ten"},
        "NumericLessThan": {"s3:max-keys": "5"},
    },
    "an operator that is none": {"StringEqual": {TAG: "a"}, "StringNotEquals": {TAG: "a"}},
    "a variable that may be anything": {
        "StringEquals": {TAG: "${aws:username}"},
        "StringNotEquals": {TAG: "ann"},
    },
    "a variable in any case": {
        "StringEqualsIgnoreCase": {TAG: "${aws:username}"},
        "StringNotEquals": {TAG: "${aws:username}"},
    },
}


@pytest.mark.parametrize("name", TOGETHER)
def test_conditions_that_may_hold_together(name: str) -> None:
    assert found(TOGETHER[name]) == []


NEVER: dict[str, tuple[Block, str]] = {
    "dates": (
        {
            "DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00.7Z"},
            "DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00.7Z"},
        },
        "no value is between them",
    ),
    "numbers": (
        {"NumericEquals": {TAG: "2"}, "NumericGreaterThan": {TAG: "2.0"}},
        "no value is between them",
    ),
    "any case": (
        {"StringEqualsIgnoreCase": {TAG: "web"}, "StringNotEqualsIgnoreCase": {TAG: "WEB"}},
        "every value that one requires, the other rejects",
    ),
    "texts": (
        {"StringEquals": {TAG: "a"}, "StringLike": {TAG: "b*"}},
        "they require different values",
    ),
    "blocks": (
        {
            "IpAddress": {"aws:SourceIp": "10.1.0.0/16"},
            "NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"},
        },
        "every address that one requires, the other rejects",
    ),
    "two blocks": (
        {
            "IpAddress": {"aws:SourceIp": "10.1.0.0/16"},
            "IpAddressIfExists": {"aws:SourceIp": "10.2.0.0/16"},
        },
        "they require different values",
    ),
    "absent": (
        {"Null": {TAG: "true"}, "StringEquals": {TAG: "a"}},
        f"one requires {TAG} to be absent, the other a value of it",
    ),
    "absent and any of several": (
        {"Null": {"aws:TagKeys": "true"}, "ForAnyValue:StringNotEquals": {"aws:TagKeys": "a"}},
        "one requires aws:TagKeys to be absent, the other a value of it",
    ),
    "all are one and some is another": (
        {
            "ForAllValues:StringEquals": {"aws:TagKeys": "a"},
            "ForAnyValue:StringEquals": {"aws:TagKeys": "b"},
        },
        "they require different values",
    ),
    "a variable": (
        {"StringEquals": {TAG: "${aws:username}"}, "StringNotLike": {TAG: "${aws:username}*"}},
        "every value that one requires, the other rejects",
    ),
}


@pytest.mark.parametrize("name", NEVER)
def test_conditions_that_never_hold_together(name: str) -> None:
    condition, why = NEVER[name]
    messages = found(condition)
    assert len(messages) == 2
    assert all(message.endswith(why) for message in messages), messages


def test_what_a_negated_operator_refuses_in_one_branch_only() -> None:
    condition: Block = {
        "StringEquals": {TAG: "a"},
        "StringNotEquals": {TAG: [{"Fn::If": ["Prod", "a", "b"]}]},
    }
    document = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    document["Statement"]["Condition"] = condition  # type: ignore[assignment]
    template: dict[str, Any] = {
        "Parameters": {"Stage": {"Type": "String"}},
        "Conditions": {"Prod": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
        "Resources": {
            "P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
        },
    }
    assert not [f for f in check_template(template) if f.rule_id == "E9310"]
    condition["StringNotEquals"][TAG] = ["a", {"Fn::If": ["Prod", "b", "c"]}]
    assert [f for f in check_template(template) if f.rule_id == "E9310"]


def test_no_request_satisfies_conditions_that_clash(counted: Callable[[str], None]) -> None:
    """Every pair of operators on one key: where E9310 is said no value satisfies both."""
    chance = random.Random(11)
    seen: Counter[bool] = Counter()
    carried = [(), *((value,) for values in CARRIED.values() for value in values)]
    for one, other in itertools.combinations(OPERATORS, 2):
        block: Block = {}
        for operator in (one, other):
            ending = "IfExists" if operator.family != "Null" and chance.random() < 0.2 else ""
            block[operator.name + ending] = {TAG: chance.sample(WRITTEN[operator.family], 1)}
        clash = bool(found(block))
        seen[clash] += 1
        if clash:
            compiled = [
                CompiledCondition(Condition(name, TAG, tuple(map(str, keys[TAG]))), variables=True)
                for name, keys in block.items()
            ]
            for values in carried:
                context = context_of({TAG: values, "aws:username": "a"})
                assert min(each.test(context) for each in compiled) != YES, (block, values)
    counted(f"{seen[True]} of {sum(seen.values())} pairs clash")
    assert seen[True] > 45

"""Whatever a template or policy holds, there are findings and no crash, soon."""

from __future__ import annotations

import random
import time
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.rules.documents import check_document
from influmojo_cfn.rules.engine import check_policy, check_template
from tests.rules.large_policies import LARGE, Usage, statement, usage_of_each
from tests.rules.mutants.plant import clean

WORDS = st.sampled_from(
    [
        *("Resources", "Type", "Properties", "PolicyDocument", "Statement", "Action", "Resource"),
        *("Effect", "Allow", "Deny", "Principal", "Service", "Condition", "StringEquals", "Ref"),
        *(
            "Fn::Sub",
            "Fn::If",
            "Fn::Join",
            "Fn::Select",
            "Fn::Split",
            "Fn::GetAtt",
            "Fn::FindInMap",
        ),
        *("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "Policies", "*", ""),
        *("AWS::ECS::TaskDefinition", "ContainerDefinitions", "Secrets", "ValueFrom", "Image"),
        *("s3:GetObject", "arn:aws:s3:::b/*", "${a}", "AWS::NoValue", "Parameters", "Roles"),
        *("AssumeRolePolicyDocument", "ManagedPolicyArns", "aws:SourceArn", "\ue000", "2012-10-17"),
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | WORDS
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(), inner, max_size=5)
    ),
    max_leaves=40,
)
SECONDS, MEGABYTES = 20, 300
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(deadline=None, phases=QUICK)
@given(TREES)
def test_any_tree_as_a_template(tree: Any) -> None:
    check_template(tree)


@settings(deadline=None, phases=QUICK)
@given(TREES)
def test_any_tree_as_a_policy(tree: Any) -> None:
    check_policy(tree)


@settings(deadline=None, phases=QUICK)
@given(st.fixed_dictionaries({"Statement": st.lists(st.dictionaries(WORDS, TREES), max_size=3)}))
def test_any_statement(policy: Any) -> None:
    check_policy(policy)


ARNS = st.lists(
    st.sampled_from(
        [
            *("arn", "aws", "*", "?", "", "s3", "ssm", "rds-db", "secretsmanager", "logs", "ecr"),
            *("us-east-1", "111122223333", "${AWS::Region}", "${aws:username}", "${", "\ue001"),
            *("parameter//a", "secret:x", "log-group:", "dbuser:db-ABCDEFGHIJKL01234", "-??????"),
        ]
    ),
    max_size=9,
).map(":".join)
ACTIONS = st.sampled_from(
    [
        *("s3:GetObject", "s3:*", "*", "iam:PassRole", "ssm:Get*", "x:y", "s3:", "", ":", "*:*"),
        *("logs:PutLogEvents", "ecr:GetAuthorizationToken", "rds-db:connect", "s3:G?t", "${x}"),
    ]
)
KEYS = st.sampled_from(
    [
        *("aws:SourceIp", "aws:SourceArn", "s3:prefix", "kms:ViaService", "aws:CurrentTime", ""),
        *("aws:TagKeys", "aws:RequestTag/x", "s3:max-keys", "iam:PassedToService", "aws:", "x"),
    ]
)
OPERATORS = st.sampled_from(
    [
        *(
            "StringEquals",
            "StringLike",
            "ForAllValues:StringLike",
            "NumericLessThan",
            "Null",
            "Foo",
        ),
        *("DateGreaterThan", "DateLessThan", "Bool", "IpAddress", "NotIpAddress", "ArnLike"),
        *("StringEqualsIfExists", "ForAnyValue:", "NumericEquals", "BinaryEquals"),
    ]
)
VALUES = (
    ARNS
    | st.integers()
    | st.floats()
    | st.sampled_from(["10.0.0.0/8", "::/0", "true", "2026-01-01", "9999-99-99", "1e309", "*"])
)


def written(plain: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return values as templates write them: as they are, in lists and in functions."""
    return (
        plain
        | st.lists(plain, max_size=3)
        | plain.map(lambda v: {"Fn::Sub": v})
        | plain.map(lambda v: {"Fn::Sub": [v, {"a": v}]})
        | plain.map(lambda v: {"Ref": v})
        | st.tuples(plain, plain).map(lambda v: {"Fn::If": ["C", *v]})
        | st.lists(plain, max_size=3).map(lambda v: {"Fn::Join": ["", v]})
        | st.lists(plain, max_size=2).map(lambda v: {"Fn::Select": [0, v]})
    )


STATEMENTS = st.fixed_dictionaries(
    {},
    optional={
        "Effect": written(st.sampled_from(["Allow", "Deny", "x"])),
        "Action": written(ACTIONS),
        "NotAction": written(ACTIONS),
        "Resource": written(ARNS),
        "NotResource": written(ARNS),
        "Principal": st.just("*") | st.dictionaries(WORDS, written(ARNS), max_size=2),
        "Condition": st.dictionaries(
            OPERATORS, st.dictionaries(KEYS, written(VALUES), max_size=3) | VALUES, max_size=3
        ),
    },
)


@settings(max_examples=150, deadline=None, phases=QUICK)
@given(st.lists(STATEMENTS, max_size=4) | STATEMENTS)
def test_any_statement_of_what_iam_knows(statement: Any) -> None:
    document = {"Version": "2012-10-17", "Statement": statement}
    check_policy(document)
    properties = {"AssumeRolePolicyDocument": document, "PolicyDocument": document, "Roles": ["R"]}
    check_template(
        {
            "Resources": {
                "R": {"Type": "AWS::IAM::Role", "Properties": properties},
                "P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties},
            }
        }
    )


@settings(max_examples=150, deadline=None, phases=QUICK)
@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    try:
        document = parse(text)
    except TemplateError:
        return
    check_document(document)


def places(tree: Any) -> list[tuple[Any, Any]]:
    """Return every container of a tree with each of its keys."""
    found: list[tuple[Any, Any]] = []
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        found.append((tree, key))
        if isinstance(value, (dict, list)):
            found += places(value)
    return found


@settings(max_examples=100, deadline=None, phases=QUICK)
@given(st.integers(0, 2**32), TREES)
def test_a_template_mutated_at_random(seed: int, tree: Any) -> None:
    template = parse(clean()).data
    chosen = random.Random(seed)
    for _ in range(chosen.randint(1, 4)):
        container, key = chosen.choice(places(template))
        container[key] = deepcopy(tree)
    check_template(template)


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = {"Fn::If": ["C", value, value]}
    return value


@pytest.fixture(scope="module")
def usage() -> dict[str, Usage]:
    return usage_of_each()


@pytest.mark.parametrize("name", LARGE)
def test_large_policies_take_bounded_time_and_memory(name: str, usage: dict[str, Usage]) -> None:
    assert usage[name].seconds < SECONDS
    assert usage[name].megabytes < MEGABYTES


def test_branches_within_branches_take_bounded_time() -> None:
    properties = {"PolicyDocument": {"Statement": statement(Resource=nested(16))}}
    started = time.process_time()
    check_template(
        {"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}}}
    )
    assert time.process_time() - started < SECONDS

"""Policy documents: what is accepted, and what is said of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.errors import TemplateError, key_path
from influmojo_cfn.iam.document import Condition, document_of, parse_policy, read_policy
from influmojo_cfn.iam.unknown import Unknown

STATEMENT: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def problems_of(document: object, **options: Any) -> list[str]:
    return [str(problem) for problem in read_policy(document, **options)[1]]


def test_a_single_value_stands_for_a_list() -> None:
    one = parse_policy({"Statement": STATEMENT})
    listed = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]}
    assert one == parse_policy({"Statement": [listed]})


def test_numbers_and_booleans_of_conditions_become_text() -> None:
    condition = {"Bool": {"aws:SecureTransport": True}, "NumericEquals": {"s3:max-keys": [1, 2.5]}}
    statement = parse_policy({"Statement": {**STATEMENT, "Condition": condition}}).statements[0]
    assert statement.conditions == (
        Condition("Bool", "aws:SecureTransport", ("true",)),
        Condition("NumericEquals", "s3:max-keys", ("1", "2.5")),
    )


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([], "a policy document is a mapping, not a list"),
        ({"Version": "2012-10-17"}, "has no Statement"),
        (
            {"Version": "2012", "Statement": []},
            "Version: is '2012'; expected 2012-10-17 or 2008-10-17",
        ),
        (
            {"Statements": [], "Statement": []},
            "Statements: is not an element of a policy; did you mean 'Statement'?",
        ),
        ({"Statement": ["x"]}, "Statement[0]: a statement is a mapping, not a text"),
        (
            {"Statement": {**STATEMENT, "Effect": "allow"}},
            "Statement.Effect: is 'allow'; expected Allow or Deny",
        ),
        (
            {"Statement": {"Action": "s3:*", "Resource": "*"}},
            "Statement.Effect: is missing; expected Allow or Deny",
        ),
        ({"Statement": {"Effect": "Deny", "Resource": "*"}}, "has no Action and no NotAction"),
        ({"Statement": {"Effect": "Deny", "Action": "*"}}, "has no Resource and no NotResource"),
        (
            {"Statement": {**STATEMENT, "NotAction": "s3:*"}},
            "Statement.NotAction: cannot stand beside Action",
        ),
        (
            {"Statement": {**STATEMENT, "Principal": "*"}},
            "Statement.Principal: does not belong in an identity policy",
        ),
        (
            {"Statement": {**STATEMENT, "Action": [1]}},
            "Statement.Action[0]: is a text, not a number",
        ),
        (
            {"Statement": {**STATEMENT, "Condition": {"Bool": "x"}}},
            "Statement.Condition.Bool: is a mapping of condition keys, not a text",
        ),
        (
            {"Statement": {**STATEMENT, "Condition": {"Bool": {"a:b": None}}}},
            "Statement.Condition.Bool.a:b: is a text, a number or a boolean, not nothing",
        ),
    ],
)
def test_a_wrong_shape_is_said_with_its_place(document: object, expected: str) -> None:
    assert any(problem.endswith(expected) for problem in problems_of(document))


def test_all_problems_come_at_once_with_file_and_line() -> None:
    text = 'Statement:\n- Effect: Permit\n  Action: "s3:*"\n- Action: 5\n  Effect: Deny\n'
    document = parse(text, "policy.yaml")
    with pytest.raises(TemplateError) as caught:
        parse_policy(document.data, source=document)
    assert [str(problem) for problem in caught.value.problems] == [
        "policy.yaml:2 Statement[0].Effect: is 'Permit'; expected Allow or Deny",
        "policy.yaml:2 Statement[0]: has no Resource and no NotResource",
        "policy.yaml:4 Statement[1].Action: is a text, not a number",
        "policy.yaml:4 Statement[1]: has no Resource and no NotResource",
    ]


def test_a_trust_policy_needs_a_principal_and_takes_no_resource() -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
    assert problems_of({"Statement": statement}, kind="trust") == [
        "Statement.Resource: does not belong in a trust policy",
        "Statement: has no Principal and no NotPrincipal",
    ]


def test_a_misspelt_principal_type_is_named() -> None:
    statement = {**STATEMENT, "Principal": {"service": "ecs-tasks.amazonaws.com"}}
    (problem,) = problems_of({"Statement": statement}, kind="resource")
    assert problem == (
        "Statement.Principal.service: is not a kind of principal; did you mean 'Service'?"
    )


def test_what_is_unknown_stays_unknown() -> None:
    reason = Unknown("the bucket has no name before deployment", "arn:aws:s3:::*")
    policy = parse_policy({"Statement": [{**STATEMENT, "Resource": ["*", reason]}, reason]})
    assert policy.statements[0].resources == ("*", reason)
    assert policy.unknown == (reason.reason,)


def test_an_unresolved_function_is_unknown() -> None:
    policy = parse_policy({"Statement": {**STATEMENT, "Action": {"Ref": "Action"}}})
    assert policy.statements[0].actions == (Unknown("Ref is not resolved"),)


def test_a_policy_survives_its_json_form() -> None:
    condition = {"StringLike": {"aws:PrincipalTag/team": ["a", "b"]}}
    statement = {"Sid": "One", **STATEMENT, "Condition": condition}
    policy = parse_policy({"Version": "2012-10-17", "Statement": [statement]})
    assert parse_policy(document_of(policy)) == policy


def test_a_key_path_reads_as_people_write_it() -> None:
    assert key_path(("Resources", "TaskRole", "Policies", 0)) == "Resources.TaskRole.Policies[0]"


@pytest.mark.parametrize("name", ["Principal", "NotPrincipal"])
@pytest.mark.parametrize(
    ("written", "principals"),
    [
        pytest.param("*", {"*": ("*",)}, id="everyone"),
        pytest.param({"AWS": "*"}, {"AWS": ("*",)}, id="every AWS principal"),
        pytest.param(
            {"Service": ["a.amazonaws.com", "b.amazonaws.com"], "AWS": "111122223333"},
            {"AWS": ("111122223333",), "Service": ("a.amazonaws.com", "b.amazonaws.com")},
            id="two types",
        ),
    ],
)
def test_principals_are_read_by_type(
    name: str, written: object, principals: dict[str, tuple[str, ...]]
) -> None:
    statement = {"Effect": "Deny", name: written, "Action": "sts:AssumeRole"}
    (read,) = parse_policy({"Statement": [statement]}, kind="trust").statements
    assert (read.principals, read.not_principal) == (principals, name == "NotPrincipal")

"""Names that CloudFormation makes up are letters, the same on both sides."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.proof import made_up_names
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.proof.made_up_names import MadeUpNames
from influmojo_cfn.proof.targets import Target, other_policies, targets_of

QUEUE = {"Type": "AWS::SQS::Queue"}
ARN = {"Fn::GetAtt": ["Queue", "Arn"]}


def template(*resources: Any) -> Document:
    statement = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": list(resources)}
    trust = {"Effect": "Allow", "Principal": {"Service": "a"}, "Action": "sts:AssumeRole"}
    role = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": trust},
        "Policies": [
            {"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", "Statement": statement}}
        ],
    }
    policy = {
        "Queues": [{"Ref": "Queue"}],
        "PolicyDocument": {"Statement": {**statement, "Principal": "*"}},
    }
    return Document(
        {
            "Resources": {
                "Queue": QUEUE,
                "Other": QUEUE,
                "Role": {"Type": "AWS::IAM::Role", "Properties": role},
                "Policy": {"Type": "AWS::SQS::QueuePolicy", "Properties": policy},
            }
        }
    )


def resources_of(target: Target) -> tuple[Any, ...]:
    return target.permissions.identity[0].statements[0].resources


def test_one_resource_has_one_letter_wherever_it_is_named() -> None:
    names = MadeUpNames()
    document = template(ARN, {"Fn::Sub": "${Queue.Arn}-more"}, "*")
    role = names.targets(targets_of(document, Environment()))["Role"]
    policies = other_policies(
        document, ResolvedTemplate(document.data, missing_is_unknown=True), set()
    )
    policy = names.targets(policies)["Policy"]
    assert resources_of(role) == resources_of(policy)
    arn, longer, anything = resources_of(role)
    assert longer == f"{arn}-more"
    assert anything == "*"
    assert policy.reach == (arn,)
    assert names.letters == {arn[-1]: "Queue"}


def test_two_resources_have_two_letters() -> None:
    found = MadeUpNames().targets(
        targets_of(template(ARN, {"Fn::GetAtt": ["Other", "Arn"]}), Environment())
    )
    assert len(set(resources_of(found["Role"]))) == 2


def test_what_is_not_a_name_stays_unknown() -> None:
    document = template({"Fn::ImportValue": "x"}, {"Fn::Sub": ["${a}", {"a": {"Fn::GetAZs": ""}}]})
    found = MadeUpNames().targets(targets_of(document, Environment()))
    assert all(isinstance(text, Unknown) for text in resources_of(found["Role"]))


def test_one_name_too_many_stays_unknown(monkeypatch: Any) -> None:
    monkeypatch.setattr(made_up_names, "_MOST", 1)
    document = template(ARN, {"Fn::GetAtt": ["Other", "Arn"]}, ARN)
    found = MadeUpNames().targets(targets_of(document, Environment()))
    assert [isinstance(text, str) for text in resources_of(found["Role"])] == [True, False, True]


@pytest.mark.parametrize(
    ("old", "outcome"),
    [
        ("arn:aws:sqs:*:*:stack-*", "unknown"),  # as CloudFormation names it, or not
        ("arn:aws:sqs:us-east-1:111122223333:stack-Queue", "both"),
        ("arn:aws:sns:*:*:stack-*", "both"),
        ("arn:aws:sqs:*:*:*", "narrowed"),
        ("*", "narrowed"),
    ],
)
def test_a_pattern_that_some_names_match(old: str, outcome: str) -> None:
    change = compare_documents(template(old), template(ARN), role="Role").changes[0]
    assert change.outcome == outcome
    if outcome == "both":
        example = change.gained.excesses[0].counterexample.request.resource
        assert example == "arn:aws:sqs:us-east-1:111122223333:${Queue}"
    if outcome == "unknown":
        assert change.gained.unknown == (f"whether {old} matches the name of Queue",)


def test_a_denied_pattern_that_some_names_match() -> None:
    def denying(more: list[str]) -> Document:
        document = template(ARN)
        policy = document.data["Resources"]["Role"]["Properties"]["Policies"][0]["PolicyDocument"]
        denied = {"Effect": "Deny", "Action": "sqs:*", "Resource": ["arn:aws:sqs:*:*:a-*", *more]}
        policy["Statement"] = [policy["Statement"], denied]
        return document

    change = compare_documents(denying([]), denying(["arn:aws:sqs:*:*:b-*"]), role="Role").changes[
        0
    ]
    assert change.outcome == "unknown"
    assert not change.gained.excesses


BUCKETS = "arn:aws:s3:::"


@pytest.mark.parametrize(
    ("old", "new", "outcome"),
    [
        ("${AWS::StackName}*", "${AWS::StackName}-b/*", "narrowed"),
        ("${AWS::StackName}-b/*", "${AWS::StackName}*", "widened"),
        ("*-${AWS::StackName}/*", "a-${AWS::StackName}/*", "narrowed"),
        ("a-${AWS::StackName}/*", "b-${AWS::StackName}/*", "both"),
        ("${AWS::StackName}-*", "${AWS::StackName}-${AWS::StackName}/*", "narrowed"),
        ("${AWS::StackId}*", "${AWS::StackId}/*", "narrowed"),
        ("${Custom.Out}*", "${Custom.Out}-b/*", "narrowed"),
        ("${Custom.Out}-b/*", "${Custom.Out}*", "widened"),
        ("${Custom.Out}/*", "${Custom.Other}/*", "both"),
        ("${Custom.Out}/*", "${AWS::StackName}*", "unknown"),
        ("?-x/*", "${AWS::StackName}-x/*", "unknown"),
        ("a*", "${AWS::StackName}-x/*", "unknown"),
    ],
)
def test_what_only_a_deployment_knows_is_compared(old: str, new: str, outcome: str) -> None:
    sides = [template({"Fn::Sub": BUCKETS + text}) for text in (old, new)]
    for side in sides:
        side.data["Resources"] |= {"Custom": {"Type": "Custom::Names", "Properties": {}}}
    assert compare_documents(sides[0], sides[1], role="Role").changes[0].outcome == outcome


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("Custom::Names", "unknown"),
        ("AWS::CloudFormation::CustomResource", "unknown"),
        ("AWS::CloudFormation::Stack", "unknown"),
        ("AWS::Cognito::IdentityPool", "unchanged"),
    ],
)
def test_what_others_than_aws_choose_can_have_a_wildcard(kind: str, outcome: str) -> None:
    sides = [template("*"), template("*")]
    for side, operator in zip(sides, ("StringEquals", "StringLike"), strict=True):
        side.data["Resources"] |= {"Given": {"Type": kind, "Properties": {}}}
        (policy,) = side.data["Resources"]["Role"]["Properties"]["Policies"]
        value = {"Fn::GetAtt": ["Given", "Outputs.Id"]}
        policy["PolicyDocument"]["Statement"]["Condition"] = {
            operator: {"aws:PrincipalOrgID": value}
        }
    assert compare_documents(*sides, role="Role").changes[0].outcome == outcome


SECRET = {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "a"}}
START = "arn:aws:secretsmanager:us-east-1:111122223333:secret:a-"


@pytest.mark.parametrize(
    ("pattern", "names_it"),
    [("??????", True), ("?????", False), ("*", False), ("A?????", False), ("AbCdEf", False)],
)
def test_a_pattern_names_what_it_covers_whatever_the_id(pattern: str, names_it: bool) -> None:
    document = template({"Ref": "Secret"}, START + pattern)
    document.data["Resources"]["Secret"] = SECRET
    statement = document.data["Resources"]["Role"]["Properties"]["Policies"][0]["PolicyDocument"]
    statement["Statement"] = [
        {**statement["Statement"], "Resource": [each]}
        for each in ({"Ref": "Secret"}, START + pattern)
    ]
    names = MadeUpNames()
    role = names.completed(names.targets(targets_of(document, Environment())))["Role"]
    named, of_pattern = role.permissions.identity[0].statements
    assert of_pattern.resources == (START + pattern, *(named.resources if names_it else ()))
    assert len(named.resources) == 1

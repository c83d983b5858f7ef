"""Claims that are found from roles: each is proven, and breaks when the role grows."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.held_claims import HeldClaims, held_claims
from influmojo_cfn.proof.prove import Prover

TEMPLATE = """
Parameters:
  Bucket: {Type: String, Default: uploads}
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
Resources:
  Web:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: ecs-tasks.amazonaws.com}
            Action: sts:AssumeRole
            Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [s3:GetObject, s3:PutObject]
                Resource: !Sub "arn:${AWS::Partition}:s3:::${Bucket}/*"
              - {Effect: Allow, Action: ecr:GetAuthorizationToken, Resource: "*"}
              - Effect: Allow
                Action: ecr:BatchGetImage
                Resource: !Sub "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/web"
"""  # noqa: E501


def found(text: str, **given: str) -> HeldClaims:
    return held_claims(parse(text, "t.yaml"), Environment(parameters=given))


def verdicts(text: str, held: HeldClaims) -> dict[str, str]:
    data = {"for-every": list(held.for_every), "claims": list(held.claims)}
    report = Prover(parse(text, "t.yaml"), parse_claims(Document(data))).prove()
    return {each.claim.title: each.verdict for each in report.findings}


WEB = "Web can reach no other resources in"


def test_claims_are_found_with_parameters_and_all_are_proven() -> None:
    held = found(TEMPLATE)
    assert (held.for_every, held.not_proven) == (("Bucket",), ())
    assert set(verdicts(TEMPLATE, held).values()) == {"proven"}
    claims: dict[str, Any] = {claim["claim"]: claim for claim in held.claims}
    assert list(claims) == [
        "Only ecs-tasks.amazonaws.com can assume Web",
        "Web cannot pass, change or assume a role",
        "Web can call nothing but these actions",
        f"{WEB} Amazon S3",
        f"{WEB} Amazon Elastic Container Registry, by these actions",
    ]
    assert claims[f"{WEB} Amazon S3"]["never"] == {
        "actions": "s3:*",
        "not-resources": ["arn:${AWS::Partition}:s3:::${Bucket}/*"],
    }


@pytest.mark.parametrize(
    ("old", "new", "title"),
    [
        (
            "s3:GetObject,",
            "s3:GetObject, s3:DeleteObject,",
            "Web can call nothing but these actions",
        ),
        ("${Bucket}/*", "${Bucket}*", f"{WEB} Amazon S3"),
        (
            "repository/web",
            "repository/*",
            f"{WEB} Amazon Elastic Container Registry, by these actions",
        ),
        (
            "{Service: ecs-tasks.amazonaws.com}",
            '{Service: ecs-tasks.amazonaws.com, AWS: "444455556666"}',
            "Only ecs-tasks.amazonaws.com can assume Web",
        ),
        (
            "            Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}\n",
            "",
            "Only ecs-tasks.amazonaws.com can assume Web",
        ),
        (
            "ecr:BatchGetImage",
            "iam:PassRole",
            "Web cannot pass, change or assume a role",
        ),
    ],
)
def test_each_claim_fails_when_its_role_grows(old: str, new: str, title: str) -> None:
    assert verdicts(TEMPLATE.replace(old, new), found(TEMPLATE))[title] == "refuted"


def test_what_is_not_proven_is_not_claimed() -> None:
    text = TEMPLATE.replace(
        'Resource: !Sub "arn:${AWS::Partition}:s3', "Resource: !ImportValue b #"
    )
    held = found(text)
    assert not any("Amazon S3" in claim["claim"] for claim in held.claims)
    assert set(verdicts(text, held).values()) == {"proven"}


def test_a_value_that_is_given_stays_a_value() -> None:
    held = found(TEMPLATE, Bucket="mine")
    assert held.for_every == ()
    assert any("arn:${AWS::Partition}:s3:::mine/*" in str(claim) for claim in held.claims)


@pytest.mark.parametrize(
    ("kind", "default"),
    [("AWS::SSM::Parameter::Value<String>", "/uploads"), ("Number", "7")],
)
def test_what_is_no_string_of_the_deployer_is_not_claimed_by_its_name(
    kind: str, default: str
) -> None:
    row = "Bucket: {Type: String, Default: uploads}"
    text = TEMPLATE.replace(row, f"Bucket: {{Type: {kind!r}, Default: {default}}}")
    assert "${Bucket}" not in repr(found(text).claims)


def test_an_aws_managed_policy_is_part_of_a_role() -> None:
    managed = "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    attached = f'ManagedPolicyArns: [!Sub "{managed}"]\n      Policies:'
    held = found(TEMPLATE.replace("Policies:", attached))
    (calls,) = [each for each in held.claims if "nothing but" in each["claim"]]
    assert "logs:PutLogEvents" in calls["never"]["not-actions"]


def test_an_administrator_is_claimed_nothing_but_who_assumes_it() -> None:
    text = TEMPLATE.replace("ecr:GetAuthorizationToken", '"*"')
    assert [claim["claim"] for claim in found(text).claims][:1] == [
        "Only ecs-tasks.amazonaws.com can assume Web"
    ]
    assert not any("nothing but" in claim["claim"] for claim in found(text).claims)


def test_a_template_without_roles_has_no_claims() -> None:
    with pytest.raises(TemplateError, match="has no roles"):
        found("Resources: {Topic: {Type: AWS::SNS::Topic}}")


EVERY_SERVICE = TEMPLATE.replace("[s3:GetObject, s3:PutObject]", '"*"')


def test_no_service_is_named_for_an_action_of_every_service() -> None:
    held = found(EVERY_SERVICE)
    tried = [*(claim["claim"] for claim in held.claims), *held.not_proven]
    assert [title for title in tried if title.startswith(WEB)] == [
        f"{WEB} Amazon Elastic Container Registry, by these actions"
    ]


def test_an_action_on_every_resource_is_bound_to_none() -> None:
    only = TEMPLATE.replace("ecr:BatchGetImage", "ecr:GetAuthorizationToken").replace(
        '!Sub "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/web"', '"*"'
    )
    held = found(only)
    assert [claim["claim"] for claim in held.claims][-1] == f"{WEB} Amazon S3"
    assert held.not_proven == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("Principal: {", "NotPrincipal: {", id="all but one"),
        pytest.param("Action: sts:AssumeRole", "NotAction: sts:TagSession", id="NotAction"),
        pytest.param(
            "- Effect: Allow\n            Pr", "- Effect: Deny\n            Pr", id="none"
        ),
    ],
)
def test_who_assumes_a_role_is_claimed_where_all_are_named(old: str, new: str) -> None:
    assert old in TEMPLATE
    held = found(TEMPLATE.replace(old, new))
    tried = [*(claim["claim"] for claim in held.claims), *held.not_proven]
    assert [title for title in tried if title.startswith("Only ")] == []


def test_the_roles_of_one_claim_are_told_by_their_number() -> None:
    worker = TEMPLATE[TEMPLATE.index("  Web:") :].replace("Web", "Worker")
    claims = found(TEMPLATE + worker).claims
    (claim,) = [each for each in claims if "roles" in each]
    assert claim["claim"] == "These roles cannot pass, change or assume a role"
    assert claim["roles"] == ["Web", "Worker"]


def test_a_listed_value_is_written_as_its_parameter() -> None:
    text = TEMPLATE.replace(":s3:::${Bucket}/*", ":s3:::${Stage}-${Bucket}/*")
    held = found(text)
    assert held.not_proven == ()
    assert "Stage" in held.for_every
    compared = text.replace(
        "Resources:", 'Conditions: {P: !Equals [!Ref Stage, "prod"]}\nResources:'
    )
    assert "Stage" not in found(compared).for_every

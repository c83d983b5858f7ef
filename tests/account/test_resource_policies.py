"""What another account's resource must allow: what our roles ask, for our roles, no more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.account.resource_policies import KINDS, ResourcePolicy, resource_policies
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.evaluation.request import Caller, Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.document import parse_policy
from tests.account.roles_template import template

OWN, OTHER = "111122223333", "444455556666"
TASK_ROLE = f"arn:aws:iam::{OWN}:role/influmojo-ecs-task-role"
KEY = f"arn:aws:kms:ap-south-1:{OTHER}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
SECRET = f"arn:aws:secretsmanager:ap-south-1:{OTHER}:secret:shared-AbCdEf"


def allow(action: str | list[str], resource: str | list[str], **more: Any) -> dict[str, Any]:
    return {"Sid": "Ask", "Effect": "Allow", "Action": action, "Resource": resource, **more}


def found(*statements: dict[str, Any]) -> list[ResourcePolicy]:
    document = Document(template(*statements))
    return resource_policies(roles_of(document, Environment(region="ap-south-1")).values())


CACHE = f"arn:aws:ecr:ap-south-1:{OTHER}:repository/docker-hub/*"
CASES = {
    "ecr cache": (allow("ecr:CreateRepository", CACHE), CACHE, "ecr:CreateRepository"),
    "ecr prefix": (allow("ecr:BatchGetImage", CACHE), CACHE, "ecr:BatchGetImage"),
    "ecr": (
        allow("ecr:BatchGetImage", f"arn:aws:ecr:ap-south-1:{OTHER}:repository/team/base"),
        f"arn:aws:ecr:ap-south-1:{OTHER}:repository/team/base",
        "ecr:BatchGetImage",
    ),
    "sns": (
        allow("sns:Publish", f"arn:aws:sns:ap-south-1:{OTHER}:orders"),
        f"arn:aws:sns:ap-south-1:{OTHER}:orders",
        "sns:Publish",
    ),
    "sqs": (
        allow("sqs:SendMessage", f"arn:aws:sqs:ap-south-1:{OTHER}:jobs"),
        f"arn:aws:sqs:ap-south-1:{OTHER}:jobs",
        "sqs:SendMessage",
    ),
    "s3": (
        allow(
            "s3:GetObject",
            "arn:aws:s3:::shared/images/*",
            Condition={"StringEquals": {"s3:ResourceAccount": OTHER}},
        ),
        "arn:aws:s3:::shared",
        "s3:GetObject",
    ),
    "kms": (allow("kms:Decrypt", KEY), KEY, "kms:Decrypt"),
    "ssm": (
        allow("ssm:GetParameters", f"arn:aws:ssm:ap-south-1:{OTHER}:parameter/shared/url"),
        f"arn:aws:ssm:ap-south-1:{OTHER}:parameter/shared/url",
        "ssm:GetParameters",
    ),
    "secretsmanager": (
        allow("secretsmanager:GetSecretValue", SECRET),
        SECRET,
        "secretsmanager:GetSecretValue",
    ),
    "iam": (
        allow("sts:AssumeRole", f"arn:aws:iam::{OTHER}:role/team/reader"),
        f"arn:aws:iam::{OTHER}:role/team/reader",
        "sts:AssumeRole",
    ),
}


# A secret of another account is read with a key of that account.
WITH = {"secretsmanager:GetSecretValue": (allow("kms:Decrypt", KEY),)}


def decided(policy: ResourcePolicy, action: str, resource: str, role: str, **context: str) -> bool:
    document = dict(policy.policy)
    if "Resource" not in document["Statement"][0]:
        document["Statement"] = [{**each, "Resource": "*"} for each in document["Statement"]]
    request = Request(action, resource, context_of(context), Caller("AWS", role))
    return Evaluator([parse_policy(document, kind="resource")]).decide(request).allowed


def test_every_kind_has_a_case() -> None:
    assert set(CASES) == set(KINDS)


@pytest.mark.parametrize(("asked", "resource", "action"), CASES.values(), ids=CASES)
def test_the_owner_allows_our_role_and_no_other(
    asked: dict[str, Any], resource: str, action: str
) -> None:
    policy, *keys = found(asked, *WITH.get(action, ()))[::-1]
    assert [each.resource for each in keys] == [KEY for _ in WITH.get(action, ())]
    assert (policy.account, policy.resource) == (OTHER, resource)
    reached = resource + "/images/a.png" if resource.startswith("arn:aws:s3") else resource
    assert decided(policy, action, reached, TASK_ROLE)
    assert not decided(policy, action, reached, TASK_ROLE + "-2")
    assert not decided(policy, action.partition(":")[0] + ":Delete", reached, TASK_ROLE)


@pytest.mark.parametrize(("asked", "resource", "action"), CASES.values(), ids=CASES)
def test_what_is_ones_own_needs_no_policy(
    asked: dict[str, Any], resource: str, action: str
) -> None:
    own = json.loads(json.dumps(asked).replace(OTHER, OWN))
    assert found(own) == []


def test_a_repository_policy_has_no_resource() -> None:
    (policy,) = found(CASES["ecr"][0])
    assert [set(each) for each in policy.policy["Statement"]] == [
        {"Sid", "Effect", "Principal", "Action"}
    ]


def test_conditions_go_along_and_the_owner_is_not_asked_who_owns_it() -> None:
    via = {"StringEquals": {"kms:ViaService": "s3.ap-south-1.amazonaws.com"}}
    (policy,) = found(allow("kms:Decrypt", KEY, Condition=via))
    assert policy.policy["Statement"][0]["Condition"] == {
        "StringEquals": {"kms:ViaService": ["s3.ap-south-1.amazonaws.com"]}
    }
    (bucket,) = found(CASES["s3"][0])
    assert "Condition" not in bucket.policy["Statement"][0]


def test_the_bucket_and_its_objects_share_one_policy() -> None:
    owned = {"StringEquals": {"s3:ResourceAccount": OTHER}}
    (policy,) = found(
        allow("s3:GetObject", "arn:aws:s3:::shared/*", Condition=owned),
        allow("s3:ListBucket", "arn:aws:s3:::shared", Condition=owned),
    )
    assert len(policy.policy["Statement"]) == 2


def test_a_statement_on_own_and_other_resources_asks_for_the_other_alone() -> None:
    (policy,) = found(
        allow(
            ["sns:Publish"],
            [f"arn:aws:sns:ap-south-1:{account}:orders" for account in (OWN, OTHER)],
        )
    )
    assert policy.policy["Statement"][0]["Resource"] == [f"arn:aws:sns:ap-south-1:{OTHER}:orders"]


@pytest.mark.parametrize(
    "statement",
    [
        allow("ecr:GetAuthorizationToken", "*"),
        {**allow("sns:Publish", f"arn:aws:sns:ap-south-1:{OTHER}:orders"), "Effect": "Deny"},
        allow("s3:GetObject", "arn:aws:s3:::shared/*"),
    ],
    ids=["*", "a Deny", "a bucket whose owner is not said"],
)
def test_nothing_is_asked_of_nobody(statement: dict[str, Any]) -> None:
    assert found(statement) == []


def test_a_condition_that_is_not_known_is_refused() -> None:
    unknown = {"StringEquals": {"kms:ViaService": {"Fn::ImportValue": "service"}}}
    with pytest.raises(TemplateError, match="is not known before deployment"):
        found(allow("kms:Decrypt", KEY, Condition=unknown))


def test_a_role_without_a_name_is_refused() -> None:
    unnamed = template(CASES["sns"][0])
    del unnamed["Resources"]["TaskRole"]["Properties"]["RoleName"]
    with pytest.raises(TemplateError, match="TaskRole: has no name that arn:aws:sns"):
        resource_policies(roles_of(Document(unnamed), Environment()).values())


def test_the_command_names_the_resource() -> None:
    (policy,) = found(CASES["ecr"][0])
    assert policy.command == (
        "aws ecr set-repository-policy --region ap-south-1 --repository-name team/base "
        "--policy-text file://policy.json"
    )


def test_the_command_of_a_trust_policy_names_the_role_without_its_path() -> None:
    (policy,) = found(CASES["iam"][0])
    assert policy.command.startswith("aws iam update-assume-role-policy --role-name reader ")


def test_a_role_of_another_account_that_is_only_passed_needs_nothing() -> None:
    assert found(allow("iam:PassRole", f"arn:aws:iam::{OTHER}:role/reader")) == []


def test_a_value_that_is_given_twice_is_asked_for_once() -> None:
    via = {"StringEquals": {"kms:ViaService": ["s3.amazonaws.com", "s3.amazonaws.com"]}}
    (policy,) = found(allow("kms:Decrypt", KEY, Condition=via))
    asked = policy.policy["Statement"][0]["Condition"]["StringEquals"]
    assert asked == {"kms:ViaService": ["s3.amazonaws.com"]}


def test_a_secret_of_another_account_is_refused_without_a_key_of_it() -> None:
    own_key = KEY.replace(OTHER, OWN)
    for more in ((), (allow("kms:Decrypt", own_key),), (allow("kms:Encrypt", KEY),)):
        with pytest.raises(TemplateError) as raised:
            found(CASES["secretsmanager"][0], *more)
        assert str(raised.value) == (
            f"TaskRole: {SECRET}: a secret of account {OTHER} is read with a customer managed key "
            "of that account, and no statement allows kms:Decrypt on one; grant the key's ARN"
        )


def test_a_cache_of_another_account_needs_a_registry_policy_and_a_creation_template() -> None:
    cache, prefix = found(
        allow(["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"], CACHE),
        allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], CACHE),
    )
    assert cache.command == (
        "aws ecr put-registry-policy --region ap-south-1 --policy-text file://policy.json"
    )
    assert cache.policy["Statement"][0]["Resource"] == [CACHE]
    assert prefix.command == (
        "aws ecr create-repository-creation-template --region ap-south-1 --prefix docker-hub "
        "--applied-for PULL_THROUGH_CACHE --repository-policy file://policy.json"
    )
    assert "Resource" not in prefix.policy["Statement"][0]


def test_the_parts_of_one_statement_go_to_the_policies_that_take_them() -> None:
    """A repository that the cache creates has no policy of its own before its first image."""
    image = CACHE.replace("docker-hub/*", "docker-hub/library/nginx")
    other = CACHE.replace("docker-hub/*", "tools")
    cache, prefix, own = found(
        allow(["ecr:BatchImportUpstreamImage", "ecr:CreateRepository", "ecr:BatchGetImage"], image),
        allow("ecr:BatchGetImage", other),
    )
    assert cache.command.startswith("aws ecr put-registry-policy ")
    assert cache.policy["Statement"][0]["Action"] == [
        "ecr:BatchImportUpstreamImage",
        "ecr:CreateRepository",
    ]
    assert "--prefix docker-hub/library/nginx " in prefix.command
    assert prefix.policy["Statement"][0]["Action"] == ["ecr:BatchGetImage"]
    assert "set-repository-policy" in prefix.note
    assert own.command.startswith("aws ecr set-repository-policy ")


def test_a_repository_of_the_prefix_of_a_cache_is_of_the_cache() -> None:
    image = CACHE.replace("docker-hub/*", "docker-hub/library/nginx")
    _, prefix = found(allow("ecr:CreateRepository", CACHE), allow("ecr:BatchGetImage", image))
    assert "--prefix docker-hub/library/nginx " in prefix.command

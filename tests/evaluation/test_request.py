"""Requests: what can be asked, and what every request carries."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from influmojo_cfn.errors import Error
from influmojo_cfn.evaluation.request import (
    Caller,
    Request,
    check_action,
    check_resource,
    context_of,
    parse_context,
    parse_principal,
    resource_context,
    service_context,
    task_context,
    unfamiliar,
)
from influmojo_cfn.iam.unknown import Unknown

ROLE = "arn:aws:iam::111122223333:role/task"


@pytest.mark.parametrize("action", ["s3", "s3:", ":GetObject", "s3:*", "s3:Get?", "s3:Get Object"])
def test_no_action_of_a_request(action: str) -> None:
    with pytest.raises(Error, match="is not an action of a request"):
        check_action(action)


@pytest.mark.parametrize("resource", ["bucket", "", "arn:aws:s3"])
def test_no_resource_of_a_request(resource: str) -> None:
    with pytest.raises(Error, match="is not an ARN"):
        check_resource(resource)


@pytest.mark.parametrize(
    ("action", "doubt"),
    [
        ("s3:GetObject", ""),
        ("S3:getobject", ""),
        ("s3:GetObjct", "IAM knows no action 'GetObjct' of s3; did you mean 'GetObject'?"),
        ("s33:GetObject", "IAM knows no service 's33'; did you mean 's3'?"),
    ],
)
def test_an_action_that_iam_does_not_have(action: str, doubt: str) -> None:
    assert unfamiliar(action) == doubt


@pytest.mark.parametrize(
    ("value", "values"),
    [
        (True, ("true",)),
        (False, ("false",)),
        (7, ("7",)),
        ("text", ("text",)),
        (["a", "b"], ("a", "b")),
    ],
)
def test_a_context_value_becomes_strings(value: object, values: tuple[str, ...]) -> None:
    assert context_of({"aws:Key": value}) == {"aws:key": values}  # type: ignore[dict-item]


def test_a_later_part_overrides_an_earlier_one_in_any_case() -> None:
    assert context_of({"aws:Key": "a"}, {"AWS:KEY": "b"}) == {"aws:key": ("b",)}


def test_a_key_without_values_is_not_carried() -> None:
    assert context_of({"aws:Key": "a"}, {"aws:Key": []}) == {}


def test_a_key_given_twice_has_two_values() -> None:
    assert parse_context(["aws:K=a", "aws:k=b"]) == {"aws:k": ("a", "b")}


def test_every_entry_that_is_no_pair_is_named() -> None:
    with pytest.raises(Error) as caught:
        parse_context(["a", "=b", "c=d"])
    assert len(caught.value.problems) == 2


def test_what_every_request_of_a_task_carries() -> None:
    now = datetime(2026, 11, 27, 12, 0, tzinfo=timezone.utc)
    context = task_context(
        role_arn=ROLE, account="111122223333", region="us-east-1", tags={"Team": "web"}, now=now
    )
    known = {
        "aws:currenttime": ("2026-11-27T12:00:00Z",),
        "aws:epochtime": (str(int(now.timestamp())),),
        "aws:principalarn": (ROLE,),
        "aws:principaltag/team": ("web",),
        "aws:securetransport": ("true",),
        "aws:viaawsservice": ("false",),
    }
    assert known.items() <= context.items()


@pytest.mark.parametrize("key", ["aws:userid", "aws:tokenissuetime"])
def test_what_aws_alone_knows_is_unknown(key: str) -> None:
    context = task_context(role_arn=ROLE, account="111122223333", region="us-east-1")
    assert isinstance(context[key], Unknown)


@pytest.mark.parametrize(
    ("resource", "account"),
    [
        ("arn:aws:sqs:us-east-1:444455556666:jobs", "444455556666"),
        ("arn:aws:s3:::bucket", "111122223333"),
        ("*", "111122223333"),
    ],
)
def test_the_account_of_a_resource(resource: str, account: str) -> None:
    assert resource_context(resource, "111122223333") == {"aws:resourceaccount": (account,)}


def test_only_ecs_is_said_to_send_source_keys() -> None:
    here = {"account": "111122223333", "region": "us-east-1", "partition": "aws"}
    assert "aws:sourcearn" in service_context("ecs-tasks.amazonaws.com", **here)
    assert "aws:sourcearn" not in service_context("lambda.amazonaws.com", **here)


@pytest.mark.parametrize(
    ("text", "kind", "also"),
    [
        ("Service:ecs-tasks.amazonaws.com", "Service", ()),
        ("AWS:111122223333", "AWS", ()),
        (f"aws:{ROLE}", "AWS", ("arn:aws:iam::111122223333:root",)),
        (
            "AWS:arn:aws:sts::111122223333:assumed-role/task/session",
            "AWS",
            (ROLE, "arn:aws:iam::111122223333:root"),
        ),
        ("Federated:arn:aws:iam::111122223333:oidc-provider/example.com", "Federated", ()),
        ("AWS:arn:aws:sqs:us-east-1:111122223333:jobs", "AWS", ()),
        ("AWS:AIDACKCEVSQ6C2EXAMPLE", "AWS", ()),
    ],
)
def test_a_principal_is_also_its_role_and_account(
    text: str, kind: str, also: tuple[str, ...]
) -> None:
    found = parse_principal(text)
    assert (found.kind, found.also) == (kind, also)


@pytest.mark.parametrize("text", ["", "AWS:", "User:alice", "alice"])
def test_no_principal(text: str) -> None:
    with pytest.raises(Error, match="is not Service:ID, AWS:ID or Federated:ID"):
        parse_principal(text)


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (Request("s3:GetObject", "arn:aws:s3:::b/k"), "s3:GetObject on arn:aws:s3:::b/k"),
        (
            Request("s3:GetObject", "*", {"aws:sourcevpc": ("vpc-1",)}),
            "s3:GetObject on * with aws:SourceVpc=vpc-1",
        ),
        (
            Request("s3:GetObject", "*", {"aws:userid": Unknown("AWS gives it", "AROA*")}),
            "s3:GetObject on * with aws:userid=" + str(Unknown("AWS gives it", "AROA*")),
        ),
        (
            Request("sts:AssumeRole", principal=Caller("Service", "x.amazonaws.com")),
            "sts:AssumeRole by Service x.amazonaws.com",
        ),
    ],
)
def test_a_request_writes_itself(request_: Request, text: str) -> None:
    assert str(request_) == text

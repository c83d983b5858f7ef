"""Requests: what can be asked, and what every request carries."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.errors import Error
from influmojo_cfn.evaluation.request import (
    Caller,
    Request,
    any_session_of,
    check_action,
    check_context,
    check_resource,
    context_of,
    key_name,
    parse_context,
    parse_principal,
    unfamiliar,
)
from influmojo_cfn.iam.unknown import Unknown

ROLE = "arn:aws:iam::111122223333:role/task"


@pytest.mark.parametrize(
    "action", ["s3", "s3:", ":GetObject", "s3:*", "s3:Get?", "s3:Get Object", "s3:?*", "s3: X"]
)
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
        ("s3:GetObjct", "IAM has no action 'GetObjct' of s3; did you mean 'GetObject'?"),
        ("s33:GetObject", "IAM has no service 's33'; did you mean 's3'?"),
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
    assert context_of({"aws:Key": []}) == {}
    assert context_of({"aws:Key": "a"}, {"aws:Key": []}) == {}


def test_a_key_given_twice_has_two_values() -> None:
    assert parse_context(["aws:K=a", "aws:k=b"]) == {"aws:k": ("a", "b")}


def test_every_entry_that_is_no_pair_is_named() -> None:
    with pytest.raises(Error) as caught:
        parse_context(["a", "=b", "c=d"])
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("text", "kind", "also"),
    [
        ("Service:ecs-tasks.amazonaws.com", "Service", ()),
        ("AWS:111122223333", "AWS", ()),
        ("AWS:arn:aws:iam::111122223333:user/ann", "AWS", ("arn:aws:iam::111122223333:root",)),
        (f"aws:{ROLE}", "AWS", (any_session_of(ROLE), "arn:aws:iam::111122223333:root")),
        (
            "AWS:arn:aws:sts::111122223333:assumed-role/task/session",
            "AWS",
            (ROLE, "arn:aws:iam::111122223333:root"),
        ),
        ("Federated:arn:aws:iam::111122223333:oidc-provider/example.com", "Federated", ()),
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


@pytest.mark.parametrize(
    ("read", "given", "told"),
    [
        (
            check_action,
            "s3",
            "action: 's3' is not an action of a request; expected one such as s3:PutObject",
        ),
        (
            check_resource,
            "b",
            "resource: 'b' is not an ARN; expected one such as arn:aws:s3:::bucket/key, or *",
        ),
        (
            check_resource,
            "arn:awss:s3:::b",
            "resource: arn:awss:s3:::b: has no partition of AWS: 'awss'; did you mean 'aws'?",
        ),
        (
            check_context,
            {"aws:SourceIpp": "203.0.113.1"},
            "context: 'aws:SourceIpp' is not a condition key of AWS; did you mean 'aws:SourceIp'?",
        ),
        (
            parse_principal,
            "AWS:1",
            "principal: '1' is not an account ID of 12 digits",
        ),
        (
            parse_context,
            ["a", " =b", "c=d"],
            "context: 'a' is not KEY=VALUE\ncontext: ' =b' is not KEY=VALUE",
        ),
        (
            parse_principal,
            "alice",
            "principal: 'alice' is not Service:ID, AWS:ID or Federated:ID",
        ),
    ],
)
def test_what_is_refused_is_told_with_its_option(read: Any, given: Any, told: str) -> None:
    with pytest.raises(Error) as caught:
        read(given)
    assert str(caught.value) == told


def test_what_can_be_asked_is_given_back() -> None:
    assert check_action("s3:GetObject") == "s3:GetObject"
    assert check_action("X:X") == "X:X"
    assert check_resource("*") == "*"
    assert check_resource("arn:aws:s3:::b") == "arn:aws:s3:::b"
    assert parse_context(["K = a=b ", "K=c", "l="]) == {"k": (" a=b ", "c"), "l": ("",)}


@pytest.mark.parametrize(
    ("action", "doubt"),
    [
        ("zzzz:Get", "IAM has no service 'zzzz'"),
        ("s3:Qqqqqqq", "IAM has no action 'Qqqqqqq' of s3"),
        ("sqss:a:b", "IAM has no service 'sqss'; did you mean 'sqs'?"),
    ],
)
def test_what_has_no_near_name_is_told_without_one(action: str, doubt: str) -> None:
    assert unfamiliar(action) == doubt


@pytest.mark.parametrize(
    ("text", "partition", "caller"),
    [
        pytest.param(
            "AWS:111122223333",
            "aws-cn",
            Caller("AWS", "arn:aws-cn:iam::111122223333:root"),
            id="an account of a partition",
        ),
        pytest.param(
            "AWS:arn:aws-cn:sts::111122223333:assumed-role/task/a/b",
            "aws",
            Caller(
                "AWS",
                "arn:aws-cn:sts::111122223333:assumed-role/task/a/b",
                ("arn:aws-cn:iam::111122223333:role/task", "arn:aws-cn:iam::111122223333:root"),
                any_path=True,
            ),
            id="a session whose name has a slash",
        ),
        pytest.param(
            "AWS:arn:aws:iam::111122223333:root",
            "aws",
            Caller("AWS", "arn:aws:iam::111122223333:root"),
            id="an account by its ARN",
        ),
        pytest.param(
            "FEDERATED:arn:aws:iam::111122223333:saml-provider/x",
            "aws",
            Caller("Federated", "arn:aws:iam::111122223333:saml-provider/x"),
            id="a provider is not its account",
        ),
        pytest.param(
            "Federated:arn:aws:iam::111122223333:oidc-provider/a:b",
            "aws",
            Caller("Federated", "arn:aws:iam::111122223333:oidc-provider/a:b"),
            id="what follows the first colon",
        ),
    ],
)
def test_a_principal_with_all_that_it_is(text: str, partition: str, caller: Caller) -> None:
    assert parse_principal(text, partition) == caller


def test_an_account_is_one_of_aws_where_nothing_else_is_said() -> None:
    assert parse_principal("aws:111122223333").identities == ("arn:aws:iam::111122223333:root",)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("aws:sourcevpc", "aws:SourceVpc"),
        ("aws:principaltag/Team", "aws:PrincipalTag/Team"),
        ("x:y", "x:y"),
    ],
)
def test_a_key_is_named_as_aws_does(key: str, name: str) -> None:
    assert key_name(key) == name


def test_a_request_writes_all_of_itself() -> None:
    context = context_of({"aws:TagKeys": ["a", "b"], "k:n": [1.5, 2, 1e-7]})
    caller = Caller("AWS", "me")
    carried = "with aws:TagKeys=a and b, k:n=1.5 and 2 and 0.0000001"
    assert str(Request("a:B", "r", context, caller)) == f"a:B on r by AWS me {carried}"
    assert str(Request("a:B", "*", {}, caller)) == "a:B by AWS me"
    assert caller.identities == ("me",)


def test_a_resource_in_a_region_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Error, match="did you mean 'eu-west-1'"):
        check_resource("arn:aws:sqs:eu-wst-1:111122223333:jobs")


@pytest.mark.parametrize("given", ["us-eastt-1", ["eu-west-1", "us-eastt-1"]])
def test_a_context_of_a_region_that_does_not_exist_is_refused(given: Any) -> None:
    with pytest.raises(Error, match=r"AWS:RequestedRegion: .*did you mean 'us-east-1'"):
        check_context({"aws:UserAgent": "us-eastt-1", "AWS:RequestedRegion": given})
    check_context({"aws:UserAgent": "us-eastt-1", "aws:RequestedRegion": "eu-west-1"})


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("aws:SourceIp", "300.1.1.1", "'300.1.1.1' is not an address"),
        ("aws:SourceIp", "10.0.0.0/8", "'10.0.0.0/8' is not an address"),
        ("aws:SourceArn", "jobs", "'jobs' is not an ARN"),
        ("aws:SourceArn", "arn:awss:sqs:::jobs", "has no partition of AWS: 'awss'; .*"),
        ("aws:SourceAccount", "1111", "'1111' is not an account ID of 12 digits"),
        ("aws:CurrentTime", ["2026-11-28", "yesterday"], "'yesterday' is not a date"),
        ("aws:SecureTransport", "yes", "'yes' is not a Boolean"),
        ("aws:MultiFactorAuthAge", "old", "'old' is not a number"),
    ],
)
def test_a_value_that_is_not_of_its_key_s_type_is_refused(key: str, value: Any, why: str) -> None:
    with pytest.raises(Error, match=f"^{key}: {why}$"):
        check_context({key: value})


@pytest.mark.parametrize("value", [True, "false", "203.0.113.1", 3, ("a", "b")])
def test_a_key_of_strings_takes_any(value: Any) -> None:
    check_context({"aws:PrincipalTag/team": value})


@pytest.mark.parametrize(
    ("principal", "why"),
    [
        ("Service:ecs-task.amazonaws.com", "did you mean 'ecs-tasks.amazonaws.com'"),
        ("Service:lambda", "is not a service principal"),
        ("AWS:11112222333", "is not an account ID of 12 digits"),
        ("AWS:arn:awss:iam::111122223333:role/a", "did you mean 'aws'"),
        ("AWS:arn:aws:iam::11112222333:role/a", "an account ID of 12 digits is expected"),
        ("Federated:arn:aws-c:iam::111122223333:saml-provider/a", "did you mean 'aws-cn'"),
        ("Federated:token.actions.githubusercontent.com", "is not the ARN of an identity provider"),
        ("Federated:account.google.com", "did you mean 'accounts.google.com'"),
        ("Federated:arn:aws:iam::111122223333:oidc-provder/a", "is not the ARN of an identity"),
        ("AWS:arn:aws:iam::111122223333:rol/a", "is not an account, role or user"),
        ("AWS:*", "holds a wildcard"),
    ],
)
def test_a_principal_that_nobody_is_is_refused(principal: str, why: str) -> None:
    with pytest.raises(Error, match=why):
        parse_principal(principal)


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        ("arn:awss:s3:::uploads/a", "did you mean 'aws'"),
        ("arn:aws:sqs:us-east-1:11112222333:jobs", "an account ID of 12 digits is expected"),
    ],
)
def test_a_resource_of_no_partition_or_account_is_refused(resource: str, why: str) -> None:
    with pytest.raises(Error, match=why):
        check_resource(resource)


def test_a_global_key_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Error, match="did you mean 'aws:SourceIp'"):
        check_context({"aws:SourceIpp": "10.0.0.1"})
    check_context({"aws:PrincipalTag/Team": "a", "aws:sourceip": "10.0.0.1", "my:key": "a"})


@pytest.mark.parametrize(
    ("action", "resource", "why"),
    [
        ("s3:GetObject", "arn:aws:s4:::uploads/a", "on resources of s3, not of 's4'"),
        ("sqs:SendMessage", "arn:aws:sqz:us-east-1:111122223333:jobs", "did you mean 'sqs'"),
        (
            "ecr:GetAuthorizationToken",
            "arn:aws:ecr:us-east-1:111122223333:repository/a",
            r"on no resource; ask about \*",
        ),
    ],
)
def test_a_resource_that_no_request_of_an_action_has_is_refused(
    action: str, resource: str, why: str
) -> None:
    with pytest.raises(Error, match=why):
        check_resource(resource, action)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("sts:AssumeRole", "arn:aws:iam::111122223333:role/a"),
        ("kafka-cluster:Connect", "arn:aws:kafka:us-east-1:111122223333:cluster/a/b"),
        ("backup:StartBackupJob", "arn:aws:rds:us-east-1:111122223333:db:a"),
        (
            "servicecatalog:AcceptPortfolioShare",
            "arn:aws:catalog:us-east-1:111122223333:portfolio/a",
        ),
        ("backup:CopyFromBackupVault", "arn:aws:vendor:us-east-1:111122223333:point/a"),
        ("s3:GetObject", "*"),
        ("my:Action", "arn:aws:s4:::uploads/a"),
    ],
)
def test_a_resource_that_an_action_may_be_on_is_taken(action: str, resource: str) -> None:
    assert check_resource(resource, action) == resource

"""What AWS refuses is not known, and what it may mean is no more than what it is nearly."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam import service_authorization
from influmojo_cfn.iam.element_validation import (
    refused_key,
    repeated_keys,
    taken_action,
    taken_default,
    taken_principal,
    taken_resource,
    taken_variables,
)
from influmojo_cfn.iam.unknown import Unknown, covered
from tests.nonempty import nonempty


def test_every_action_and_key_of_aws_is_taken() -> None:
    for prefix in nonempty(service_authorization.service_prefixes()):
        service = service_authorization.service(prefix)
        assert service is not None
        for action in service.actions.values():
            assert taken_action(f"{prefix}:{action.name}") == f"{prefix}:{action.name}"


@pytest.mark.parametrize(
    "action", ["*", "*:*", "s3:*", "s3:Get?bject*", "S3:get*", "execute-api:*"]
)
def test_patterns_of_actions_are_taken(action: str) -> None:
    assert taken_action(action) == action


@pytest.mark.parametrize(
    ("action", "covers"),
    [("GetObject", "*"), ("s3:Get Object", "*"), ("*:GetObject", "*:GetObject"), ("?3:*", "?3:*")],
)
def test_an_action_that_is_refused_may_mean(action: str, covers: str) -> None:
    found = taken_action(action)
    assert isinstance(found, Unknown)
    assert found.covers == covers


@pytest.mark.parametrize(
    ("resource", "covers"),
    [
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/*"),
        ("arn:aws-us-gov:sqs", "arn:aws-us-gov:sqs"),
        ("arn:*:sqs:*:*:q", "arn:*:sqs:*:*:q"),
        ("arn:${Partition}:s3:::b", "arn:${Partition}:s3:::b"),
        ("Arn:aws:SQS:*:*:Q", "arn:aws:sqs:*:*:Q"),
        ("arn:AWS:s3:::B/x:y", "arn:*:s3:::B/x:y"),
        ("arn:aws:S3", "arn:aws:s3:*"),
    ],
)
def test_a_resource_may_name_what_it_is_nearly(resource: str, covers: str) -> None:
    found = taken_resource(resource, of_identity=True, widens=True, variables=False)
    assert covered(found) == covers
    assert isinstance(found, Unknown) == (resource != covers)
    assert taken_resource(resource, of_identity=True, widens=False, variables=False) == resource


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "$", "{}", "${*}", "${?}${$}", "${aws:username}", "a-${aws:PrincipalTag/t}-b"),
        *("${aws:PrincipalTag/t, 'company wide'}", "${saml:sub, ''}", "${s3:prefix}/${s3:prefix}"),
    ],
)
def test_variables_that_are_taken(text: str) -> None:
    assert taken_variables(text) == text


@pytest.mark.parametrize(
    ("text", "covers"),
    [("a${b", "a*"), ("${}", "*"), ("${a}${ b}", "${a}*"), ("${a, b}", "*"), ("${a,'b'}", "*")],
)
def test_what_begins_no_variable(text: str, covers: str) -> None:
    found = taken_variables(text)
    assert isinstance(found, Unknown)
    assert found.covers == covers


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        ("a/${aws:PrincipalTag/t, '*'}/b", "a/*"),
        ("${aws:username, 'w?b'}", "*"),
        ("${aws:username, 'web'}/*", ""),
        ("${*}/${?}", ""),
        ("${aws:username}, '*'", ""),
    ],
)
def test_a_wildcard_in_a_default_may_be_a_character(text: str, covers: str) -> None:
    found = taken_default(text)
    assert (found.covers if isinstance(found, Unknown) else "") == covers
    assert covers or found == text


@pytest.mark.parametrize(
    "key",
    [
        *("aws:SourceIp", "aws:RequestTag/Cost Center", "kms:EncryptionContext:aws:s3:arn"),
        *("oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE:sub", "s3:x-amz-acl", "AWS:sourceip"),
    ],
)
def test_keys_that_are_taken(key: str) -> None:
    assert not refused_key(key)


@pytest.mark.parametrize("key", ["", "a", ":a", "a:", ":a:b", " aws:SourceIp", "aws:Source*"])
def test_keys_that_are_refused(key: str) -> None:
    assert refused_key(key) == f"{key!r} is not a condition key, and AWS takes no such statement"


@pytest.mark.parametrize("is_known", [{"widens": False}, {"variables": False}])
def test_variables_are_read_where_they_count(is_known: dict[str, bool]) -> None:
    taken = {"of_identity": True, "widens": True, "variables": True}
    begun = "arn:aws:s3:::${aws:username"
    assert isinstance(taken_resource(begun, **taken), Unknown)
    assert taken_resource(begun, **{**taken, **is_known}) == begun


def test_a_key_stands_twice_in_any_case() -> None:
    rows = [("StringEquals", "aws:a"), ("stringequals", "AWS:A"), ("StringLike", "aws:a")]
    assert repeated_keys(rows) == {("stringequals", "aws:a")}


@pytest.mark.parametrize(
    "principal",
    [
        *("*", "111122223333", "arn:aws:iam::111122223333:root", "AIDACKCEVSQ6C2EXAMPLE"),
        *("arn:aws:iam::111122223333:role/path/app", "arn:aws:iam::111122223333:role/*"),
        "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity EXAMPLE",
    ],
)
def test_principals_that_are_taken(principal: str) -> None:
    assert taken_principal("AWS", principal) == principal


@pytest.mark.parametrize("principal", ["1111", "arn:aws:iam::111122223333:group/developers"])
def test_principals_that_are_refused(principal: str) -> None:
    assert isinstance(taken_principal("AWS", principal), Unknown)
    assert taken_principal("Federated", principal) == principal

"""Which condition keys a role's request may carry with values that no template tells."""

from __future__ import annotations

import re

import pytest

from influmojo_cfn.iam.service_authorization import condition_key, global_condition_keys
from influmojo_cfn.service_roles.request_keys import not_told

OF_EVERY_REQUEST = frozenset(not_told("logs:PutLogEvents", ()))


@pytest.mark.parametrize("key", sorted(OF_EVERY_REQUEST))
def test_a_global_key_is_one_that_aws_lists(key: str) -> None:
    known = condition_key(key)
    assert known is not None
    assert known.name == key


def test_every_key_of_the_network_and_of_the_organization_may_be_sent() -> None:
    listed = (row.name for row in global_condition_keys().values())
    depends = re.compile(r"aws:(Source(Ip|Vpc)|Vpc|(Principal|Resource)Org)")
    assert {name for name in listed if depends.match(name)} <= OF_EVERY_REQUEST


@pytest.mark.parametrize(
    ("action", "key", "may_be_sent"),
    [
        pytest.param("s3:GetObject", "s3:tlsversion", True, id="listed for the action"),
        pytest.param("s3:GetObject", "s3:existingobjecttag/team", True, id="a key with a tag"),
        pytest.param("secretsmanager:GetSecretValue", "s3:tlsversion", False, id="of another"),
        pytest.param("s3:GetObject", "s3:dataaccesspointarn", False, id="of an access point"),
        pytest.param("s3:GetObject", "s3:accesspointtag/team", False, id="a tag of one"),
        pytest.param("logs:CreateLogGroup", "aws:requesttag/team", True, id="a new tag"),
        pytest.param("logs:PutLogEvents", "aws:requesttag/team", False, id="nothing is tagged"),
        pytest.param("sqs:SendMessage", "aws:resourcetag/team", False, id="a resource's tag"),
        pytest.param("ssm:GetParameters", "ssm:resourcetag/team", False, id="a tag by its service"),
        pytest.param("ecs:StopTask", "ecs:resourcetag/team", False, id="a tag of a listed key"),
        pytest.param("s3:GetObject*", "s3:versionid", False, id="an object's version"),
        pytest.param("s3:Get*", "s3:existingobjecttag/team", True, id="listed for one of several"),
        pytest.param("s3:GetObject", "s3:dataaccesspointaccount", False, id="whose access point"),
        pytest.param("s3:GetObject", "aws:sourceidentity", False, id="of a person's session"),
    ],
)
def test_a_key_that_is_asked_for_may_be_sent(action: str, key: str, may_be_sent: bool) -> None:
    assert (key in not_told(action, [key])) is may_be_sent


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("aws:SourceVpce", "the network of the call"),
        ("aws:PrincipalOrgID", "the organization of the account"),
        ("aws:UserAgent", "the program that makes the call"),
        ("s3:TlsVersion", "the request"),
    ],
)
def test_the_reason_names_the_key_to_give(key: str, reason: str) -> None:
    found = not_told("s3:GetObject", ["s3:tlsversion"])
    told = found.get(key) or found[key.lower()]
    assert told.reason == f"it depends on {reason}, which --context {key}=VALUE gives"

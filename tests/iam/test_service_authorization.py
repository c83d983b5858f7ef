"""The authorization data, asked by name."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.service_authorization import (
    action,
    action_condition_keys,
    action_resource_types,
    actions_matching,
    condition_key,
    key_has_shape,
    service,
    service_prefixes,
)

KNOWN_ACTIONS = [
    ("s3:PutObject", "s3:PutObject"),
    ("S3:putobject", "s3:PutObject"),
    ("s3:ListObjectsV2", None),
    ("nothing:PutObject", None),
    ("s3", None),
    ("", None),
    ("../s3:PutObject", None),
]


@pytest.mark.parametrize(("name", "known"), KNOWN_ACTIONS)
def test_an_action_is_found_in_any_case(name: str, known: str | None) -> None:
    found = action(name)
    assert (found.qualified_name if found else None) == known


PATTERNS = [
    ("sqs:*MessageBatch", set()),
    ("sqs:*dMessage", {"sqs:SendMessage"}),
    ("sts:AssumeRol?", {"sts:AssumeRole"}),
    ("sqs:SendMessage", {"sqs:SendMessage"}),
    ("sq*:SendMessage", set()),
    ("sqs:", set()),
]


@pytest.mark.parametrize(("pattern", "names"), PATTERNS)
def test_a_pattern_names_actions(pattern: str, names: set[str]) -> None:
    assert {found.qualified_name for found in actions_matching(pattern)} == names


def test_star_names_the_actions_of_every_service() -> None:
    assert len(actions_matching("*")) > 20_000


KEYS = [
    ("aws:SourceArn", ("ARN", False)),
    ("AWS:sourcearn", ("ARN", False)),
    ("aws:RequestTag/team", ("String", False)),
    ("aws:TagKeys", ("String", True)),
    ("s3:prefix", ("String", False)),
    ("rds-db:db-instance-id", None),
    ("aws:RequestTag/", None),
    ("ssm:ResourceTag/app", ("String", False)),
    ("SSM:resourcetag/app", ("String", False)),
    ("secretsmanager:ResourceTag/app", ("String", False)),
    ("s3:ExistingObjectTag/app", ("String", False)),
    ("elasticloadbalancing:ResourceTag/app", ("String", False)),
    ("ssm:resourceTag/", None),
    ("ec2:osuser", ("String", False)),
    ("catalog:ChangeType", ("String", False)),
    ("ec2:osusers", None),
    ("nothing", None),
]


@pytest.mark.parametrize(("name", "expected"), KEYS)
def test_a_condition_key_has_a_type(name: str, expected: tuple[str, bool] | None) -> None:
    found = condition_key(name)
    assert ((found.type, found.multivalued) if found else None) == expected


def test_a_shape_without_a_variable_is_the_name_itself() -> None:
    assert key_has_shape("KMS:ViaService", "kms:ViaService")


def test_an_action_takes_the_resource_types_of_its_row() -> None:
    found = action("sqs:SendMessage")
    assert found
    assert [kind.name for kind in action_resource_types(found)] == ["queue"]


def test_an_action_has_its_own_condition_keys() -> None:
    found = action("ses:SendEmail")
    assert found
    assert "ses:FromAddress" in action_condition_keys(found)


def test_an_unknown_service_is_none() -> None:
    assert service("nothing") is None


def test_every_service_can_be_read() -> None:
    for prefix in service_prefixes():
        found = service(prefix)
        assert found
        assert all(kind.arn for kind in found.resource_types.values()), prefix
        assert all(row.access_level for row in found.actions.values()), prefix
        assert all(key.type for key in found.condition_keys.values()), prefix


def test_an_action_carries_the_keys_that_its_service_lists_with_a_placeholder() -> None:
    found = action("ssm:GetParameters")
    assert found
    keys = action_condition_keys(found)
    assert any(key_has_shape("ssm:ResourceTag/app", key) for key in keys)
    assert not any(key_has_shape("ssm:ResourceTag/", key) for key in keys)

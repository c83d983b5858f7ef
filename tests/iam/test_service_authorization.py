"""The authorization data, asked by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.iam import service_authorization
from influmojo_cfn.iam.service_authorization import (
    Action,
    ActionResource,
    ConditionKey,
    ResourceType,
    ServiceAuthorization,
    action,
    action_condition_keys,
    action_resource_types,
    actions_matching,
    arns_of_types,
    condition_key,
    data_version,
    global_condition_keys,
    key_has_shape,
    service,
    service_name,
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


def test_a_type_of_two_services_with_one_prefix_has_both_forms_of_its_arn() -> None:
    found = action("lex:DeleteBotAlias")
    assert found
    assert [kind.arn.rsplit(":${Account}:")[1] for kind in action_resource_types(found)] == [
        "bot-alias/${BotId}/${BotAliasId}",
        "bot:${BotName}:${BotAlias}",
    ]


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
    assert len(list(service_prefixes())) > 300
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


ROWS: dict[str, dict[str, Any]] = {
    "actions": {
        "getit": {
            "name": "GetIt",
            "description": "Gets it",
            "accessLevel": "Read, Write",
            "resourceTypes": [
                {
                    "name": "It",
                    "required": 1,
                    "conditionKeys": ["k:a"],
                    "dependentActions": ["b:C"],
                },
                {"name": "none", "required": 0, "conditionKeys": [], "dependentActions": []},
            ],
            "conditionKeys": ["k:b"],
            "dependentActions": ["d:E"],
        },
        "list": {
            "name": "List",
            "description": "",
            "accessLevel": "List",
            "resourceTypes": [],
            "dependentActions": [],
        },
    },
    "resourceTypes": {
        "it": {"key": "It", "arn": "arn:it", "conditionKeys": ["k:c"]},
        "other": {"key": "other", "arn": "arn:other"},
    },
    "conditionKeys": {
        "k:a": {"key": "k:A", "type": "ArrayOfString", "description": "A list"},
        "k:b": {"key": "k:B", "type": "Bool", "description": "One"},
    },
}


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> ServiceAuthorization:
    """A service whose data are all of :data:`ROWS`."""
    found = ServiceAuthorization("made")
    monkeypatch.setattr(service_authorization, "_load", lambda kind, prefix: ROWS[kind])
    monkeypatch.setattr(
        service_authorization, "service", lambda prefix: found if prefix == "made" else None
    )
    return found


def test_the_fields_of_the_data_that_are_asked_for_are_kept(made_up: ServiceAuthorization) -> None:
    get, listed = made_up.actions["getit"], made_up.actions["list"]
    assert get == Action(
        "made",
        "GetIt",
        "Gets it",
        "Read",
        (ActionResource("It", True, ("k:a",)), ActionResource("none", False, ())),
        ("k:b",),
    )
    assert (get.qualified_name, get.only_takes_star) == ("made:GetIt", False)
    assert (listed.only_takes_star, listed.condition_keys) == (True, ())
    assert hash(get) != hash(listed)
    assert made_up.resource_types == {
        "it": ResourceType("It", "arn:it", ("k:c",)),
        "other": ResourceType("other", "arn:other", ()),
    }
    assert made_up.condition_keys == {
        "k:a": ConditionKey("k:A", "String", True, "A list"),
        "k:b": ConditionKey("k:B", "Bool", False, "One"),
    }


def test_the_keys_and_resource_types_of_an_action(made_up: ServiceAuthorization) -> None:
    get, listed = made_up.actions["getit"], made_up.actions["list"]
    assert action_condition_keys(get) == {"k:a", "k:b", "k:c"}
    assert action_condition_keys(listed) == set()
    assert action_resource_types.__wrapped__(get) == (ResourceType("It", "arn:it", ("k:c",)),)
    stray = replace(get, service="nothing")
    assert action_condition_keys(stray) == {"k:a", "k:b"}
    assert action_resource_types.__wrapped__(stray) == ()


@pytest.mark.parametrize(
    ("prefix", "name"),
    [("SES", "Amazon Simple Email Service"), ("S3", "Amazon S3"), ("Nothing", "Nothing")],
)
def test_the_name_of_a_service(prefix: str, name: str) -> None:
    assert service_name(prefix) == name


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("aws:RequestTag/a:b", "aws:RequestTag/${TagKey}"),
        ("aws:requesttag/", None),
        ("S3:ExistingObjectTag/a", "s3:ExistingObjectTag/<key>"),
        ("EC2:osuser", "ec2:osuser"),
        ("aws:nothing", None),
        ("nothing", None),
    ],
)
def test_a_key_by_its_name(name: str, known: str | None) -> None:
    found = condition_key(name)
    assert (found.name if found else None) == known


def test_global_keys_by_their_names() -> None:
    keys = global_condition_keys()
    assert keys["aws:tagkeys"] == ConditionKey(
        "aws:TagKeys", "String", True, "Keys of the tags in the request"
    )
    assert all(key == row.name.lower() for key, row in keys.items())


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("S3:GETOBJECT", ["s3:GetObject"]),
        ("s3:GetObj?ct", ["s3:GetObject"]),
        ("s3:Nothing", []),
        ("s3", []),
        ("s3*", []),
        ("*:GetObject", []),
        ("s3:" + "*" * 200 + "GetObject", ["s3:GetObject"]),
        ("s3:*" + "x" * 129, []),
        ("sts:*sessions", []),
        ("sts:*Role", ["sts:AssumeRole"]),
    ],
)
def test_what_a_pattern_of_actions_names(pattern: str, names: list[str]) -> None:
    assert [found.qualified_name for found in actions_matching(pattern)] == names


def test_a_long_pattern_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    actions_matching.cache_clear()
    monkeypatch.setattr(service_authorization, "LONGEST_NAME", 9)
    assert [each.name for each in actions_matching("s3:*GetObject")] == ["GetObject"]
    monkeypatch.setattr(service_authorization, "LONGEST_NAME", 8)
    actions_matching.cache_clear()
    assert actions_matching("s3:*GetObject") == ()
    actions_matching.cache_clear()


def test_every_action_comes_in_the_order_of_services() -> None:
    every = actions_matching("*")
    assert [each.service for each in every] == sorted(each.service for each in every)


def test_the_data_have_a_version() -> None:
    assert data_version().count(".") == 2


def test_the_arns_of_a_service_are_taken_apart() -> None:
    found = {(each.service, each.resource) for each in arns_of_types("S3")}
    assert ("s3", "${BucketName}/${ObjectName}") in found
    assert arns_of_types("nothing") == ()

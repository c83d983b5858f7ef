"""Sids that a reviewer can read, groups of parameters, refusals, and what an app fixes itself."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import App, GrantUse, grant, parameter
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.data.condition_operators import OPERATORS as OPERATOR_ROWS
from influmojo_cfn.grants import grant as row_of
from influmojo_cfn.template import build
from influmojo_cfn.template.assembly import policies_of
from influmojo_cfn.template.documents import documents_of
from influmojo_cfn.template.statements import rendered

KEY = "arn:aws:kms:ap-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
PLACE = Environment(region="ap-south-1")


def app(*uses: GrantUse) -> App:
    return App(project="shop", grants=uses)


def sids(*uses: GrantUse) -> list[str | None]:
    return [each.sid for policy in policies_of(app(*uses)) for each in policy.statements]


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        (
            grant("sns.publish", topic="audit", account="444455556666", region="us-east-1"),
            ["PublishToTopicAudit"],
        ),
        (
            grant("sns.publish", topic="audit", account=parameter("AuditAccountId")),
            ["PublishToTopicAudit"],
        ),
        (
            grant("sqs.consume_messages", queue="jobs", kms_key=KEY),
            ["ConsumeMessagesJobs", "DecryptMessagesKey1234abcd12ab34cd56ef1"],
        ),
        (grant("dynamodb.write_items", table="t" * 255), ["WriteItemsT" + "t" * 63]),
        (
            grant("custom.statement", actions="s3:*", resources="*", reason="r"),
            ["UseAllS3"],
        ),
        (
            grant(
                "custom.statement",
                effect="Deny",
                actions="s3:DeleteObject",
                resources="arn:aws:s3:::kept/*",
                reason="r",
            ),
            ["DenyDeleteObjectKept"],
        ),
    ],
)
def test_a_sid_says_what_is_allowed_on_what(use: GrantUse, expected: list[str]) -> None:
    assert sids(use) == expected


def test_a_refusal_is_never_merged_with_a_permission() -> None:
    uses = [
        grant(
            "custom.statement",
            effect=effect,
            actions="s3:DeleteObject",
            resources="arn:aws:s3:::kept/*",
            reason="r",
        )
        for effect in ("Allow", "Deny")
    ]
    document = documents_of(app(*uses), PLACE)[0]["ecs-task-role.json"]
    assert [each["Effect"] for each in document["Statement"]] == ["Allow", "Deny"]


def templates(*defaults: str) -> App:
    names = tuple(parameter(f"T{index}", default=text) for index, text in enumerate(defaults))
    return app(grant("ses.send_email", identities="shop.example", templates=names))


@pytest.mark.parametrize(
    ("defaults", "expected"),
    [
        (("", ""), ["ses:SendEmail", "ses:SendRawEmail"]),
        (("", "welcome"), ["ses:SendBulkTemplatedEmail", "ses:SendEmail", "ses:SendRawEmail"]),
    ],
)
def test_a_statement_for_a_list_is_there_while_one_element_is_given(
    defaults: tuple[str, ...], expected: list[str]
) -> None:
    def actions(document: dict[str, Any]) -> set[str]:
        return {action for each in document["Statement"] for action in each["Action"]}

    document = documents_of(templates(*defaults), PLACE)[0]["ecs-task-role.json"]
    template = ResolvedTemplate(build(templates(*defaults)), Environment())
    policy = template.value(template.resources["TaskPolicy"]["Properties"])["PolicyDocument"]
    assert actions(document) == actions(policy) >= set(expected)
    assert ("ses:SendTemplatedEmail" in actions(document)) == (len(expected) == 3)


def test_what_the_app_fixes_is_not_asked_to_be_the_stacks() -> None:
    uses = (
        grant("sns.publish", topic="audit", account="444455556666"),
        grant("ecr.pull_images", repositories="base"),
    )
    resources = build(app(*uses))["Resources"]
    assert resources["TaskPolicy"]["Metadata"]["cfn-lint"] == {
        "config": {"ignore_checks": ["W9217"]}
    }
    assert "cfn-lint" not in resources["TaskExecutionPolicy"]["Metadata"]


def test_a_reason_of_several_lines_stands_in_one() -> None:
    template = build(app(grant("sns.publish", topic="a", why="Tells\n  the shop.")))
    metadata = template["Resources"]["TaskPolicy"]["Metadata"]["com.aws.cloudformation.Context"]
    assert metadata["why"] == "PublishToTopicA: Publish messages to a topic. Tells the shop."


def test_a_parameter_that_is_empty_by_default_is_named_to_the_function() -> None:
    template = build(app(grant("sns.publish", topic=parameter("T")), grant("xray.write_traces")))
    statements = template["Resources"]["TaskPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    (text, names) = statements[0]["Fn::If"][1]["Resource"][0]["Fn::Sub"]
    assert (text.rpartition(":")[2], names) == ("${T}", {"T": {"Ref": "T"}})


def test_a_statement_is_asked_for_once() -> None:
    template = build(app(grant("sns.publish", topic=parameter("T", default="t"))))
    policy = template["Resources"]["TaskPolicy"]
    assert policy["Condition"] == "HasT"
    assert policy["Properties"]["PolicyDocument"]["Statement"][0]["Sid"] == "PublishToTopicT"


OPERATORS = [
    qualifier + operator + suffix
    for operator in (row[0] for row in OPERATOR_ROWS)
    for qualifier in ("", "ForAllValues:", "ForAnyValue:")
    for suffix in ("", "IfExists")
    if (operator, suffix) != ("Null", "IfExists")
]


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_condition_operator_is_written(operator: str) -> None:
    use = grant(
        "custom.statement",
        actions="s3:GetObject",
        resources="*",
        reason="r",
        conditions={operator: {"aws:PrincipalTag/a": "b"}},
    )
    policy = build(app(use))["Resources"]["TaskPolicy"]["Properties"]["PolicyDocument"]
    assert policy["Statement"][0]["Condition"] == {operator: {"aws:PrincipalTag/a": "b"}}


def test_a_name_fills_the_resources_of_a_statement_of_the_app() -> None:
    values: dict[str, Any] = {
        "actions": ["s3:GetBucketLocation"],
        "resources": ["arn:${AWS::Partition}:s3:::{name}"],
        "use": "code",
        "reason": "The code calls it.",
    }
    named = grant("custom.statement", name=parameter("Uploads"), **values)
    template = build(app(named, grant("s3.read_objects", bucket=parameter("Uploads"))))
    assert "arn:${AWS::Partition}:s3:::${Uploads}'" in str(template["Resources"]["TaskPolicy"])
    assert "HasUploads" in template["Conditions"]
    assert "bucket" in template["Parameters"]["Uploads"]["ConstraintDescription"]
    fixed = build(app(grant("custom.statement", name="a-bucket", **values)))
    assert "s3:::a-bucket'" in str(fixed["Resources"]["TaskPolicy"])


ELSEWHERE = "eu-central-1:444455556666"
OF_ANOTHER_REGION = [
    (
        "secretsmanager",
        grant(
            "secretsmanager.read_secrets",
            use="environment",
            arns=[f"arn:aws:secretsmanager:{ELSEWHERE}:secret:shared/api-AbCdEf"],
            kms_key=KEY.replace("ap-south-1:111122223333", ELSEWHERE),
        ),
    ),
    (
        "ssm",
        grant(
            "ssm.read_parameters",
            use="environment",
            arns=[f"arn:aws:ssm:{ELSEWHERE}:parameter/shared/b"],
            kms_key=KEY.replace("ap-south-1:111122223333", ELSEWHERE),
        ),
    ),
]


@pytest.mark.parametrize(("service", "use"), OF_ANOTHER_REGION, ids=["secret", "parameter"])
def test_a_key_is_used_in_the_region_of_what_it_encrypts(service: str, use: GrantUse) -> None:
    """AWS KMS is called in the Region of the secret, whatever the stack's is."""
    here = Environment(account="111122223333", region="eu-west-1")
    found = ResolvedTemplate(build(app(use)), here)
    statements = found.property("TaskExecutionPolicy", "PolicyDocument")["Statement"]
    (decrypt,) = [each for each in statements if each["Action"] == ["kms:Decrypt"]]
    assert decrypt["Condition"]["StringEquals"]["kms:ViaService"] == [
        f"{service}.{region}.amazonaws.com" for region in ("eu-west-1", "eu-central-1")
    ]


def test_a_grant_of_some_actions_names_them_in_its_purpose() -> None:
    use = grant("sqs.consume_messages", queue="q", only=["sqs:ReceiveMessage"])
    (found,) = rendered(row_of(use.grant), use, "task")
    (reason,) = found.reasons
    assert reason == f"{row_of(use.grant).purpose[:-1]} (only sqs:ReceiveMessage)."


@pytest.mark.parametrize(
    ("given", "keys"),
    [({}, []), ({"sources": ["shop"]}, ["events:source", "events:source"])],
)
def test_a_condition_is_there_when_what_it_needs_is_given(given: Any, keys: list[str]) -> None:
    use = grant("events.put_events", bus="b", **given)
    (found,) = rendered(row_of(use.grant), use, "task")
    assert [each.key for each in found.conditions] == keys

"""What is said of an action that is never allowed is left out; so are weaker words of one cause."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_policy, check_template

ROLES = "arn:aws:iam::111122223333:role/*"
BUCKET = "arn:aws:s3:::influmojo-uploads"


def found(*statements: tuple[str, Any, str]) -> set[str]:
    listed = [dict(zip(("Effect", "Action", "Resource"), row, strict=True)) for row in statements]
    return {one.rule_id for one in check_policy({"Version": "2012-10-17", "Statement": listed})}


@pytest.mark.parametrize(
    ("rule", "action", "resource"),
    [
        ("W9601", "iam:PassRole", ROLES),
        ("W9603", "iam:CreateServiceSpecificCredential", "*"),
        ("W9604", "s3:PutBucketPolicy", BUCKET),
        ("W9605", "sts:AssumeRole", ROLES),
        ("W9620", "iam:CreateServiceLinkedRole", "*"),
    ],
)
def test_nothing_is_said_of_what_another_statement_denies(
    rule: str, action: str, resource: str
) -> None:
    assert rule in found(("Allow", action, resource))
    assert rule in found(("Allow", action, resource), ("Deny", "ses:SendEmail", "*"))
    denied = found(("Allow", action, resource), ("Deny", action, "*"))
    assert "E9402" in denied
    assert rule not in denied


def test_nothing_is_said_of_an_action_that_takes_no_such_resource() -> None:
    everything = "arn:aws:ecs:eu-west-1:111122223333:*"
    dead = found(("Allow", "iam:PassRole", everything))
    assert "E9201" in dead
    assert "W9601" not in dead


def test_another_action_of_the_statement_does_not_silence() -> None:
    half = found(("Allow", ["iam:PassRole", "ecs:RunTask"], ROLES))
    assert {"E9201", "W9601"} <= half
    kept = found(
        ("Allow", ["s3:PutBucketPolicy", "s3:PutBucketAcl"], BUCKET),
        ("Deny", "s3:PutBucketAcl", "*"),
    )
    assert {"E9402", "W9604"} <= kept


def test_another_value_that_names_the_action_does_not_silence() -> None:
    denied = ("Deny", "sts:AssumeRole", "*")
    half = found(("Allow", ["sts:AssumeRole", "sts:AssumeRole*"], ROLES), denied)
    assert {"E9402", "W9605"} <= half


def test_keys_of_a_stronger_user_are_told_once() -> None:
    keys = found(("Allow", "iam:CreateAccessKey", "*"))
    assert "W9602" in keys
    assert "W9603" not in keys


def of_trust(**statement: Any) -> set[str]:
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole", **statement}
    document = {"Version": "2012-10-17", "Statement": [allow]}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": document}}
    return {one.rule_id for one in check_template({"Resources": {"Role": role}})}


def test_what_iam_refuses_is_not_warned_of_as_well() -> None:
    root = {"AWS": "arn:aws:iam::111122223333:root"}
    assert "E9530" in (refused := of_trust(NotPrincipal=root))
    assert "W9503" not in refused
    assert "E9531" in (refused := of_trust(Principal="*"))
    assert "W9503" not in refused
    assert "W9503" in of_trust(Principal={"AWS": "*"})


def test_everyone_is_a_stronger_word_than_every_action() -> None:
    queue = "arn:aws:sqs:eu-west-1:111122223333:orders"
    other = {"AWS": "arn:aws:iam::444455556666:role/orders"}

    def of_queue(principal: Any) -> set[str]:
        allow = {"Effect": "Allow", "Principal": principal, "Action": "sqs:*", "Resource": queue}
        return {one.rule_id for one in check_policy({"Version": "2012-10-17", "Statement": allow})}

    assert {"W9108", "W9608"} & of_queue("*") == {"W9608"}
    assert {"W9108", "W9608"} & of_queue(other) == {"W9108"}


def written(version: str, *services: str) -> list[str]:
    """Return the messages about the version of a template's policies."""
    resources = {
        f"Policy{number}": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "PolicyDocument": {
                    "Version": version,
                    "Statement": {"Effect": "Allow", "Action": f"{each}:Get*", "Resource": "*"},
                }
            },
        }
        for number, each in enumerate(services)
    }
    each_found = check_template({"Resources": resources})
    return [one.message for one in each_found if one.rule_id == "W9809"]


def test_the_first_place_of_a_habit_counts_the_others() -> None:
    assert written("2012-10-17", "sqs", "sns") == []
    (alone,) = written("2008-10-17", "sqs")
    assert written("2008-10-17", "sqs", "sns") == [f"{alone} (and in 1 more place)"]
    assert written("2008-10-17", "sqs", "sns", "s3") == [f"{alone} (and in 2 more places)"]


def test_ways_to_any_permission_are_named_once_a_statement() -> None:
    actions = ["iam:PutRolePolicy", "iam:CreateAccessKey", "lambda:UpdateFunctionCode"]
    listed = [{"Effect": "Allow", "Action": actions, "Resource": "*"}]
    each_found = check_policy({"Version": "2012-10-17", "Statement": listed})
    (message,) = [one.message for one in each_found if one.rule_id == "W9602"]
    assert message.count(": ") >= 3


def messages(document: Any, rule: str) -> list[str]:
    """Return what a rule says of a policy."""
    return [one.message for one in check_policy(document) if one.rule_id == rule]


def test_services_that_are_allowed_whole_are_named_once_a_statement() -> None:
    listed = [{"Effect": "Allow", "Action": ["sqs:*", "sns:*", "sqs:Get*"], "Resource": "*"}]
    (message,) = messages({"Version": "2012-10-17", "Statement": listed}, "W9108")
    assert "'sqs:*' allows all" in message
    assert message.endswith("; so do 'sns:*'")


def test_a_service_is_asked_for_a_guard_once_a_policy() -> None:
    bucket = "arn:aws:s3:::trail"
    listed = [
        {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": where}
        for service, action, where in (
            ("cloudtrail.amazonaws.com", "s3:GetBucketAcl", bucket),
            ("cloudtrail.amazonaws.com", "s3:PutObject", f"{bucket}/AWSLogs/*"),
            ("config.amazonaws.com", "s3:PutObject", f"{bucket}/AWSLogs/*"),
        )
    ]
    assert len(messages({"Version": "2012-10-17", "Statement": listed}, "W9609")) == 2


@pytest.mark.parametrize(
    ("kept", "left_out", "actions", "resource"),
    [
        ("W9107", "W9602", ["*"], "*"),
        ("W9601", "W9206", ["iam:PassRole"], ROLES),
        ("W9605", "W9204", ["sts:AssumeRole"], "*"),
        ("W9604", "W9204", ["lambda:AddPermission"], "*"),
        (
            "E9203",
            "W9604",
            ["events:PutPermission"],
            "arn:aws:events:eu-west-1:111122223333:rule/a",
        ),
    ],
)
def test_one_cause_has_one_finding(
    kept: str, left_out: str, actions: list[str], resource: str
) -> None:
    rules = found(("Allow", actions, resource))
    assert kept in rules
    assert left_out not in rules


def test_a_role_that_trusts_another_service_is_asked_for_no_guard() -> None:
    def volume(service: str, **condition: Any) -> set[str]:
        allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
        document = {"Version": "2012-10-17", "Statement": [allow | condition]}
        resources = {
            "VolumeRole": {
                "Type": "AWS::IAM::Role",
                "Properties": {"AssumeRolePolicyDocument": document},
            },
            "Service": {
                "Type": "AWS::ECS::Service",
                "Properties": {
                    "VolumeConfigurations": [
                        {"ManagedEBSVolume": {"RoleArn": {"Fn::GetAtt": ["VolumeRole", "Arn"]}}}
                    ]
                },
            },
        }
        return {one.rule_id for one in check_template({"Resources": resources})}

    assert {"E9714", "W9504"} & volume("ecs-tasks.amazonaws.com") == {"E9714"}
    assert {"E9714", "W9504"} & volume("ecs.amazonaws.com") == set()


def test_a_policy_of_sam_without_version_and_variables_only_informs() -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{BUCKET}/*"}
    function = {"Handler": "a.b", "CodeUri": ".", "Policies": [{"Statement": [statement]}] * 2}
    template = {"Resources": {"F": {"Type": "AWS::Serverless::Function", "Properties": function}}}
    each_found = [one for one in check_template(template) if one.rule_id in ("W9809", "I9835")]
    assert [one.rule_id for one in each_found] == ["I9835"]
    assert "1 more place" in each_found[0].message
    statement["Resource"] = f"{BUCKET}/${{aws:PrincipalTag/team}}/*"
    assert "W9809" in {one.rule_id for one in check_template(template)}


def test_one_statement_has_one_finding_on_what_takes_a_star() -> None:
    listed = ["logs:CancelExportTask", "logs:DescribeDestinations", "logs:PutQueryDefinition"]
    everything = "arn:aws:logs:eu-west-1:111122223333:*"
    document = {"Statement": {"Effect": "Allow", "Action": listed, "Resource": everything}}
    each_found = [one for one in check_policy(document) if one.rule_id == "W9223"]
    assert len(each_found) == 1
    assert "(and in 2 more places)" in each_found[0].message


def test_no_way_leads_through_resources_that_the_action_does_not_act_on() -> None:
    parameters = "arn:aws:ssm:eu-west-1:111122223333:parameter/web/*"
    assert "W9602" not in found(("Allow", "ssm:*", parameters))
    assert "W9602" in found(("Allow", "ssm:*", "arn:aws:ssm:eu-west-1:111122223333:*"))
    assert "W9602" in found(("Allow", "ssm:*", "*"))


def test_a_policy_has_one_finding_on_every_resource_of_a_type() -> None:
    queues = "arn:aws:sqs:eu-west-1:111122223333:*"
    rows = [
        {"Effect": "Allow", "Action": f"sqs:{name}Message", "Resource": queues}
        for name in ("Send", "Delete")
    ]
    each_found = [one for one in check_policy({"Statement": rows}) if one.rule_id == "W9206"]
    assert ["(and in 1 more place)" in one.message for one in each_found] == [True]


def test_the_policies_of_one_role_have_one_finding_on_star() -> None:
    names = ("sqs:SendMessage", "sqs:DeleteMessage")
    listed = [{"Effect": "Allow", "Action": name, "Resource": "*"} for name in names]
    policies = [
        {"PolicyName": name[4:], "PolicyDocument": {"Version": "2012-10-17", "Statement": [row]}}
        for name, row in zip(names, listed, strict=True)
    ]
    role = {"Type": "AWS::IAM::Role", "Properties": {"Policies": policies}}
    each_found = check_template({"Resources": {"First": role, "Second": role}})
    places = [one.path[1] for one in each_found if one.rule_id == "W9204"]
    assert places == ["First", "Second"]


def test_a_variable_outside_a_sub_is_told_once_of_a_principal() -> None:
    statement = {"Principal": {"AWS": "arn:aws:iam::${AccountId}:root"}}
    assert {"E9215", "E9512"} & of_trust(**statement) == {"E9215"}

"""A stack of a split template: its parts own the roles, and no other stack is taken for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.account.connection import Connection
from influmojo_cfn.account.reader_policy import reader_policy
from influmojo_cfn.account.split_stack import (
    bucket_of,
    check_parts,
    existing_in,
    names_of,
    parts_of,
    resources_of,
)
from influmojo_cfn.account.stack import StackClient
from influmojo_cfn.account.stack_template import StackTemplate
from influmojo_cfn.account.verification import DesiredState, Verification, verify
from influmojo_cfn.app import App, Service, grant, parameter
from influmojo_cfn.cloudformation import Document, dump
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import AccountError
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from influmojo_cfn.template import build
from influmojo_cfn.template.splitting import split

AWS = "https://acme-templates.s3.eu-west-1.amazonaws.com/1.template"
APP = App(
    project="acme",
    roles="per_service",
    services=[
        Service(
            name=name,
            image="busybox:1",
            grants=[grant("sqs.send_messages", queue=parameter("Queue", default="acme"))],
        )
        for name in ("one", "two", "three")
    ],
)
WHOLE = build(APP)
PARTS = split(WHOLE, "roles", ".yaml", {"Project": "Acme"})
OWN_PARTS = {
    resource: part
    for part, row in PARTS["roles.yaml"]["Resources"].items()
    for resource in PARTS[row["Properties"]["TemplateURL"]]["Resources"]
}
DEPLOY = "aws cloudformation package --s3-bucket BUCKET && aws cloudformation deploy"


def stack(name: str, resources: dict[str, Any], **nested: StackTemplate) -> StackTemplate:
    return StackTemplate(
        document=Document({"Resources": resources}),
        environment=Environment(stack_name=name),
        nested=nested,
    )


def nesting(url: object) -> dict[str, Any]:
    return {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}


def test_a_stack_has_the_names_and_resources_of_its_parts() -> None:
    part = stack("acme-RolesApi-A", {"TaskRole": {"Type": "AWS::IAM::Role"}})
    whole = stack("acme", {"RolesApi": nesting(AWS)}, RolesApi=part)
    assert names_of(whole) == {"acme", "acme-RolesApi-A"}
    assert resources_of(whole) == {"RolesApi": nesting(AWS), "TaskRole": {"Type": "AWS::IAM::Role"}}


def test_a_stack_does_not_have_what_its_values_omit() -> None:
    data = {
        "Parameters": {"Bucket": {"Type": "String", "Default": "a"}},
        "Conditions": {"HasBucket": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Bucket"}, ""]}]}},
        "Resources": {
            "TaskRole": {"Type": "AWS::IAM::Role"},
            "TaskPolicy": {"Type": "AWS::IAM::ManagedPolicy", "Condition": "HasBucket"},
        },
    }
    empty = Environment(parameters={"Bucket": ""})
    assert existing_in(StackTemplate(document=Document(data), environment=empty)) == {"TaskRole"}


@pytest.mark.parametrize(
    ("url", "bucket"),
    [
        (AWS, "acme-templates"),
        ("https://acme-templates.s3.amazonaws.com/1.template", "acme-templates"),
        ("https://s3.eu-west-1.amazonaws.com/acme-templates/1.template", "acme-templates"),
        ("http://127.0.0.1:4566/my-bucket/1.template", "my-bucket"),
        ("roles-api.yaml", "BUCKET"),
        ({"Ref": "TemplateUrl"}, "BUCKET"),
    ],
)
def test_the_bucket_is_that_of_the_templates(url: object, bucket: str) -> None:
    assert bucket_of(stack("acme", {"RolesApi": nesting(url)})) == bucket


def deployed(emulator: LocalEmulator, template: dict[str, Any], name: str) -> None:
    """Create a stack whose nested templates are in a bucket."""
    s3, client = emulator.client("s3"), emulator.client("cloudformation")
    place = {"LocationConstraint": emulator.region}
    s3.create_bucket(Bucket=f"{name}-templates", CreateBucketConfiguration=place)
    folder = f"{client.meta.endpoint_url}/{name}-templates"

    def addressed(template: dict[str, Any]) -> str:
        return re.sub(r"TemplateURL: (roles.*)", rf"TemplateURL: {folder}/\1", dump(template))

    for file, part in PARTS.items():
        s3.put_object(Bucket=f"{name}-templates", Key=file, Body=addressed(part).encode())
    text = addressed(template)
    client.create_stack(StackName=name, TemplateBody=text, Capabilities=["CAPABILITY_NAMED_IAM"])
    client.get_waiter("stack_create_complete").wait(
        StackName=name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 100}
    )


def verified(name: str | None, **more: Any) -> Verification:
    wanted = DesiredState(
        template=WHOLE, stack_name=name, parts=OWN_PARTS, deploy_command=DEPLOY, **more
    )
    return verify(wanted, Connection())


@pytest.mark.engine
def test_the_roles_of_its_parts_are_those_of_the_stack(as_root: LocalEmulator) -> None:
    deployed(as_root, PARTS["roles.yaml"], "acme")
    assert not verified("acme").differs
    as_root.client("iam").update_role(RoleName="acme-two-task-role", Description="Another one.")
    differing = [check for check in verified("acme").checks if check.differs]
    assert [(check.subject, check.point) for check in differing] == [
        ("role acme-two-task-role", "description")
    ]


@pytest.mark.engine
def test_what_is_missing_is_deployed_from_the_bucket_of_the_stack(as_root: LocalEmulator) -> None:
    deployed(as_root, PARTS["roles.yaml"], "acme")
    four = Service(name="four", image="busybox:1")
    later = build(replace(APP, services=[*APP.services, four]))
    wanted = DesiredState(template=later, stack_name="acme", parts=OWN_PARTS, deploy_command=DEPLOY)
    fixes = {check.fix for check in verify(wanted, Connection()).checks if check.differs}
    assert fixes
    assert all("--s3-bucket acme-templates" in each for each in fixes if "deploy" in each)


@pytest.mark.engine
def test_a_stack_of_parts_and_more_is_not_one_to_deploy(as_root: LocalEmulator) -> None:
    root = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}, "RolesApi": nesting("roles.yaml")}}
    deployed(as_root, root, "platform")
    with pytest.raises(AccountError, match=r"platform: contains more than the parts of the roles"):
        verified("platform")


@pytest.mark.engine
def test_a_stack_that_holds_more_is_never_the_one_to_deploy(as_root: LocalEmulator) -> None:
    root = {
        "Resources": {
            "Topic": {"Type": "AWS::SNS::Topic"},
            "Nested": nesting("roles.yaml"),
        }
    }
    deployed(as_root, root, "platform")
    more = r"contains more than the parts of the roles; give --stack-name platform-Nested-"
    with pytest.raises(AccountError, match=more):
        verified("platform")


def with_parents(patch: pytest.MonkeyPatch) -> None:
    """Have DescribeStacks name the parent of a nested stack, which the emulator keeps to itself."""
    describe = StackClient.describe

    def described(stack: StackClient) -> Mapping[str, Any] | None:
        root, nested, _ = stack.name.partition("-Roles")
        parent = f"arn:aws:cloudformation:ap-south-1:111122223333:stack/{root}/1"
        found = describe(stack)
        return {**found, "ParentId": parent} if found and nested else found

    patch.setattr(StackClient, "describe", described)


@pytest.mark.engine
def test_without_a_name_it_is_the_stack_that_nests_the_owners(
    as_root: LocalEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_parents(monkeypatch)
    deployed(as_root, PARTS["roles.yaml"], "platform")
    assert not (found := verified(None)).differs
    assert found.checks[0].subject == "stack platform"


ONE_PART = stack(
    "acme",
    {"Roles1": nesting("roles-1.yaml")},
    Roles1=stack("acme-Roles1-A", {"ApiTaskRole": {"Type": "AWS::IAM::Role"}}),
)


@pytest.mark.parametrize(
    ("parts", "now"),
    [
        ({}, "in a single template"),
        ({"ApiTaskRole": "RolesApi"}, "with ApiTaskRole in RolesApi, not in Roles1"),
    ],
)
def test_roles_do_not_go_from_one_stack_to_another(parts: dict[str, str], now: str) -> None:
    words = f"acme: nests the stacks of the roles, and the template of this app, now {now}, would"
    with pytest.raises(AccountError, match=words):
        check_parts(ONE_PART, parts)


@pytest.mark.parametrize(
    ("deployed", "parts"),
    [
        (ONE_PART, {"ApiTaskRole": "Roles1", "WebTaskRole": "RolesWeb"}),
        (ONE_PART, {"WebTaskRole": "RolesWeb"}),
        (stack("acme", {"RolesApi": nesting("roles.yaml"), "Topic": {"Type": "x"}}), {}),
        (stack("acme", {"TaskRole": {"Type": "AWS::IAM::Role"}}), {}),
    ],
    ids=["one more", "another one", "a stack of others", "a single template"],
)
def test_roles_that_stay_in_their_stacks_are_deployed(
    deployed: StackTemplate, parts: dict[str, str]
) -> None:
    check_parts(deployed, parts)


@pytest.mark.engine
def test_a_single_template_is_not_deployed_to_a_stack_of_parts(
    as_root: LocalEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_parents(monkeypatch)
    deployed(as_root, PARTS["roles.yaml"], "acme")
    for name in ("acme", None):
        with pytest.raises(AccountError, match="now in a single template, would create them again"):
            verify(DesiredState(template=WHOLE, stack_name=name), Connection())


@pytest.mark.engine
def test_a_stack_that_has_the_roles_itself_is_not_to_be_split(as_root: LocalEmulator) -> None:
    deployed(as_root, WHOLE, "acme")
    with pytest.raises(AccountError, match=r"would create them again; set split_roles: false"):
        verified(None)


@pytest.mark.parametrize(
    "described",
    [None, {"StackStatus": "ROLLBACK_IN_PROGRESS"}, {"StackStatus": "ROLLBACK_COMPLETE"}],
)
def test_a_stack_that_is_not_there_has_no_parts(described: dict[str, str] | None) -> None:
    assert parts_of("acme", described, Connection()) is None


def test_reading_it_takes_its_parts() -> None:
    wanted = DesiredState(template=WHOLE, stack_name="acme", parts=OWN_PARTS)
    *_, read = reader_policy(wanted, account="111122223333", region="eu-west-1")["Statement"]
    assert "cloudformation:ListStackResources" in read["Action"]
    assert [each.rpartition(":")[2] for each in read["Resource"]] == [
        "stack/acme/*",
        "stack/acme-Roles*/*",
    ]

"""The narrowed app keeps what was used and what is not logged, and is proven to be no wider."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.app import App, grant, parameter
from influmojo_cfn.cloudformation import Document, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.config import load, loads
from influmojo_cfn.errors import Error
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.template import build
from influmojo_cfn.testing import Role
from influmojo_cfn.usage import narrowed as module
from influmojo_cfn.usage.narrowed import Narrowed, narrowed_app, narrowed_of_app
from influmojo_cfn.usage.statement_usage import gather, usage_of
from tests.conftest import ROOT
from tests.usage.example_records import EXECUTION, record

PLACE = Environment(account="111122223333", region="us-east-1")
TEMPLATE = ROOT / "templates/influmojo-ecs-iam.yaml"
RECORDS = [
    record("secretsmanager", "GetSecretValue", {"secretId": "influmojo/db"}, role=EXECUTION),
    record("ecr", "BatchGetImage", {"repositoryName": "influmojo-webapp"}, role=EXECUTION),
]


def narrowed(document: Document, records: list[dict[str, Any]]) -> Narrowed:
    roles = roles_of(document, PLACE)
    return narrowed_app(usage_of(roles, gather(records, roles)), PLACE)


def test_the_app_only_narrows_and_keeps_what_was_used() -> None:
    found = narrowed(read_document(TEMPLATE), RECORDS)
    template = Document(build(found.app), "narrowed.yaml")
    execution = Role(template.data, "TaskExecutionRole", account="111122223333", region="us-east-1")
    place = "us-east-1:111122223333"
    secret = f"arn:aws:secretsmanager:{place}:secret:influmojo"
    assert execution.can("secretsmanager:GetSecretValue", f"{secret}/db-AbCdEf")
    assert execution.cannot("secretsmanager:GetSecretValue", f"{secret}/other-AbCdEf")
    assert execution.can("ecr:BatchGetImage", f"arn:aws:ecr:{place}:repository/influmojo-webapp")
    assert execution.cannot("ssm:GetParameters", f"arn:aws:ssm:{place}:parameter/influmojo/a")
    task = Role(template.data, "TaskRole", account="111122223333", region="us-east-1")
    assert task.can("s3:PutObject", "arn:aws:s3:::influmojo-uploads/a")
    assert any(each.startswith("TaskExecutionRole: ssm:GetParameters on") for each in found.removed)


def test_what_is_not_proven_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    wider = module._pseudo

    def widened(resource: str, environment: Environment) -> str:
        return wider(resource, environment).replace("influmojo-uploads", "*")

    monkeypatch.setattr(module, "_pseudo", widened)
    with pytest.raises(Error, match="it is not proven that the app only narrows it"):
        narrowed(read_document(TEMPLATE), RECORDS)


def statement_role(name: str, **statement: Any) -> dict[str, Any]:
    trust = {
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    }
    policy = {
        "PolicyName": "p",
        "PolicyDocument": {"Version": "2012-10-17", "Statement": statement},
    }
    properties = {"AssumeRolePolicyDocument": trust, "Policies": [policy], "RoleName": name}
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def test_denials_and_conditions_stay() -> None:
    allow = {
        "Effect": "Allow",
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::b/*",
        "Condition": {"StringEquals": {"aws:PrincipalTag/a": "b"}},
    }
    deny = {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}
    role = statement_role("shop-ecs-task-role")
    role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"] = [allow, deny]
    found = narrowed(Document({"Resources": {"R": role}}, "t.yaml"), [])
    assert found.app.project == "shop"
    kept = [(use.arguments["actions"], use.arguments.get("effect")) for use in found.app.grants]
    assert kept == [(("s3:*",), None), (("s3:DeleteObject",), "Deny")]
    assert found.app.grants[0].arguments["conditions"] == {
        "StringEquals": {"aws:PrincipalTag/a": ["b"]}
    }


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ({"NotAction": "s3:*", "Resource": "*"}, "NotAction, NotResource or an unknown part"),
        ({"Action": "s3:GetObject", "NotResource": "*"}, "NotAction, NotResource or an unknown"),
        (
            {"Action": "s3:GetObject", "Resource": "*", "Condition": {"Fn::GetAtt": ["Made", "C"]}},
            "NotAction, NotResource or an unknown part",
        ),
    ],
)
def test_what_no_app_file_can_say_is_an_error(statement: dict[str, Any], message: str) -> None:
    role = statement_role("r", Effect="Allow", **statement)
    with pytest.raises(Error, match=message):
        narrowed(Document({"Resources": {"R": role}}, "t.yaml"), [])


def test_an_arn_of_another_place_stays_as_it_is() -> None:
    here, there = (f"arn:aws:sns:{region}:111122223333:a" for region in ("us-east-1", "eu-west-1"))
    other = "arn:aws:sns:us-east-1:444455556666:a"
    role = statement_role("r", Effect="Allow", Action="sns:Publish", Resource=[here, there, other])
    found = narrowed(Document({"Resources": {"R": role}}, "t.yaml"), [])
    assert found.app.grants[0].arguments["resources"] == (
        "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:a",
        "arn:${AWS::Partition}:sns:eu-west-1:${AWS::AccountId}:a",
        "arn:${AWS::Partition}:sns:${AWS::Region}:444455556666:a",
    )


def test_the_proof_of_diff() -> None:
    statement = {
        "Effect": "Allow",
        "Action": ["ssm:GetParameter", "ecs:ListTasks"],
        "Resource": "*",
    }
    role = statement_role("shop-ecs-task-role", **statement)
    before = Document({"Resources": {"TaskRole": role}}, "t.yaml")
    call = record("ssm", "GetParameter", {"name": "/shop/a"}, role="shop-ecs-task-role")
    after = Document(build(narrowed(before, [call]).app), "narrowed.yaml")
    found = Role(after.data, "TaskRole", account="111122223333", region="us-east-1")
    place = "arn:aws:ssm:us-east-1:111122223333:parameter/shop/"
    assert found.can("ssm:GetParameter", f"{place}a")
    assert found.cannot("ssm:GetParameter", f"{place}b")
    assert found.cannot("ecs:ListTasks", "*")
    difference = compare_documents(before, after, environment=PLACE, role="TaskRole")
    assert not difference.may_be_wider


def test_an_app_keeps_its_grants_and_its_parameters() -> None:
    uploads = parameter("UploadsBucket", default="shop-uploads")
    app = App(
        project="shop",
        grants=(
            grant("s3.upload_objects", bucket=uploads),
            grant("secretsmanager.read_secrets", names=["shop/a"], use="code"),
            grant("secretsmanager.read_secrets", names=["shop/b"], use="code"),
            grant("textract.read_documents"),
        ),
    )
    before = Document(build(app), "t.yaml")
    roles = roles_of(before, PLACE)
    call = record("secretsmanager", "GetSecretValue", {"secretId": "shop/a"})
    call["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"] = "shop-ecs-task-role"
    gathered = gather([call], roles)
    found = narrowed_of_app(app, usage_of(roles, gathered), gathered, PLACE)
    assert found.app.grants == app.grants[:2]
    assert found.removed[0] == "secretsmanager.read_secrets: secretsmanager:GetSecretValue"
    after = Document(build(found.app), "narrowed.yaml")
    assert not compare_documents(before, after, environment=PLACE).may_be_wider


SERVICES = """project: shop
roles: per_service
services:
  - name: api
    repository: api
    grants:
      - {grant: secretsmanager.read_secrets, names: [shop/a], use: code}
      - {grant: secretsmanager.read_secrets, names: [shop/b], use: code}
  - name: jobs
    repository: jobs
    grants:
      - {grant: secretsmanager.read_secrets, names: [shop/c], use: code}
"""


def test_each_service_keeps_what_its_own_roles_used() -> None:
    app = loads(SERVICES)
    before = Document(build(app), "t.yaml")
    roles = {name: role for name, role in roles_of(before, PLACE).items() if "Api" in name}
    call = record(
        "secretsmanager", "GetSecretValue", {"secretId": "shop/a"}, role="shop-api-task-role"
    )
    gathered = gather([call], roles)
    found = narrowed_of_app(app, usage_of(roles, gathered), gathered, PLACE)
    api, jobs = app.services
    assert found.app.services == (replace(api, grants=api.grants[:1]), jobs)
    after = Document(build(found.app), "narrowed.yaml")
    assert not compare_documents(before, after, environment=PLACE).may_be_wider


def test_a_template_of_another_app_is_an_error() -> None:
    role = statement_role("x", Effect="Allow", Action="s3:*", Resource="*")
    roles = roles_of(Document({"Resources": {"Other": role}}, "t.yaml"), PLACE)
    gathered = gather([], roles)
    with pytest.raises(Error, match="the template has none of the app's roles"):
        narrowed_of_app(loads(SERVICES), usage_of(roles, gathered), gathered, PLACE)


def test_two_task_roles_are_an_error() -> None:
    rows = {
        name: statement_role(name, Effect="Allow", Action="s3:*", Resource="*") for name in "AB"
    }
    with pytest.raises(Error, match="are both task roles, and an app file has one"):
        narrowed(Document({"Resources": rows}, "t.yaml"), [])


STATEMENT = """project: shop
attach_execution_policy: false
grants:
  - grant: custom.statement
    actions: [ecs:DescribeClusters, ecs:DescribeServices]
    resources: ['*']
    reason: To look.
    use: code
"""


def narrowed_from(text: str, built: str, *events: str) -> Narrowed:
    """Return an app narrowed by calls of its task role, with the template of another text."""
    app = loads(text)
    roles = roles_of(Document(build(loads(built)), "t.yaml"), PLACE)
    gathered = gather(
        [record("ecs", name, {}, role="shop-ecs-task-role") for name in events], roles
    )
    return narrowed_of_app(app, usage_of(roles, gathered), gathered, PLACE)


def test_a_grant_of_which_a_part_was_seen_is_kept_whole() -> None:
    found = narrowed_from(STATEMENT, STATEMENT, "DescribeServices")
    assert found.app == loads(STATEMENT)
    assert found.removed == ()
    found = narrowed_from(STATEMENT, STATEMENT, "ListClusters")
    assert found.app.grants == ()
    assert found.removed == ("custom.statement: ecs:DescribeClusters, ecs:DescribeServices",)


def test_an_app_file_of_another_template_is_not_written() -> None:
    """What is kept may be more than the role of the template has."""
    other = STATEMENT.replace("ecs:DescribeClusters, ", "")
    with pytest.raises(Error, match="it is not proven that the app only narrows it"):
        narrowed_from(STATEMENT, other, "DescribeServices", "DescribeClusters")


def test_a_grant_that_allows_nothing_at_these_values_is_kept() -> None:
    """Nothing of it can be seen: that is no disuse."""
    off = parameter("JobsQueue", default="")
    app = App(project="shop", grants=(grant("sqs.send_messages", queue=off),))
    roles = roles_of(Document(build(app), "t.yaml"), PLACE)
    gathered = gather(RECORDS, roles)
    found = narrowed_of_app(app, usage_of(roles, gathered), gathered, PLACE)
    assert found.app.grants == app.grants
    assert found.removed == ()


def test_a_policy_that_is_not_known_is_an_error() -> None:
    role = statement_role("r", Effect="Allow", Action="s3:GetObject", Resource="*")
    role["Properties"]["Policies"][0]["PolicyDocument"] = {"Fn::GetAtt": ["Made", "Policy"]}
    with pytest.raises(Error, match="what it allows cannot be narrowed"):
        narrowed(Document({"Resources": {"R": role}}, "t.yaml"), [])


OF_ROLES = """project: influmojo
execution_role:
  grants:
    - {grant: ecr.pull_images, repositories: [influmojo-webapp]}
    - {grant: ssm.read_parameters, path: /influmojo}
"""


def test_an_app_keeps_what_was_seen_of_each_grant_of_a_role() -> None:
    app = loads(OF_ROLES)
    before = Document(build(app), "influmojo.yaml")
    roles = roles_of(before, PLACE)
    gathered = gather(RECORDS, roles)
    found = narrowed_of_app(app, usage_of(roles, gathered), gathered, PLACE)
    assert found.app.execution_role
    (pull,) = found.app.execution_role.grants
    assert (pull.grant, pull.only) == ("ecr.pull_images", ("ecr:BatchGetImage",))
    assert "ssm.read_parameters: ssm:GetParameters" in found.removed
    after = Document(build(found.app), "narrowed.yaml")
    assert not compare_documents(before, after, environment=PLACE).may_be_wider


def test_what_the_services_of_an_app_need_is_kept() -> None:
    app = load(ROOT / "influmojo-cfn.yaml")
    roles = roles_of(Document(build(app), "influmojo.yaml"), PLACE)
    gathered = gather(RECORDS, roles)
    found = narrowed_of_app(app, usage_of(roles, gathered), gathered, PLACE)
    assert found.app.execution_role == app.execution_role


def test_what_the_jobs_of_an_app_need_is_kept() -> None:
    app = loads("""project: influmojo
jobs:
  - {name: nightly, schedule: rate(1 day), repository: influmojo-nightly}
execution_role:
  grants:
    - {grant: ssm.read_parameters, path: /influmojo}
""")
    of_all = roles_of(Document(build(app), "t.yaml"), PLACE)
    roles = {"TaskExecutionRole": of_all["TaskExecutionRole"]}
    gathered = gather([RECORDS[0]], roles)
    found = narrowed_of_app(app, usage_of(roles, gathered), gathered, PLACE)
    assert found.app.execution_role == app.execution_role
